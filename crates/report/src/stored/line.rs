//! One line of a records file: a member, or a record.

use std::borrow::Cow;
use std::fmt;

use model::{
    Epoch, Field, FieldValue, Locator, Observable, ObservableType, Original, Privacy, Record, Role,
    SourceRef, Time, Utc, Zone,
};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

use super::names::intern;

/// How deep lists may nest.
const MAX_DEPTH: usize = 8;

/// What a line says.
pub(super) enum Parsed {
    /// It introduces a member.
    Source { number: usize, source: SourceRef },
    /// It is a record.
    Record(Box<RawRecord>),
}

/// Parses one line.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, &'static str> {
    let line: RawLine = serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => "a line has another shape than a record",
        serde_json::error::Category::Eof => "a line is cut off",
        _ => "a line is no JSON",
    })?;
    match line {
        RawLine {
            source: Some(number),
            path: Some(path),
            member: Some(member),
            sha256: Some(sha256),
            ..
        } => {
            let source = SourceRef {
                path: path.into(),
                member: member.into(),
                sha256: digest(&sha256).ok_or("a member has no proper digest")?,
            };
            Ok(Parsed::Source { number, source })
        }
        RawLine { artifact: Some(artifact), event: Some(event), origin: Some(origin), .. } => {
            let RawLine { times, fields, personal, observables, .. } = line;
            Ok(Parsed::Record(Box::new(RawRecord {
                artifact,
                event,
                times,
                origin,
                fields,
                personal,
                observables,
            })))
        }
        _ => Err("a line is neither a member nor a record"),
    }
}

#[derive(Deserialize)]
struct RawLine {
    source: Option<usize>,
    path: Option<String>,
    member: Option<String>,
    sha256: Option<String>,
    artifact: Option<String>,
    event: Option<String>,
    #[serde(default)]
    times: Vec<RawTime>,
    origin: Option<RawOrigin>,
    #[serde(default)]
    fields: Pairs,
    #[serde(default)]
    personal: Pairs,
    #[serde(default)]
    observables: Vec<RawObservable>,
}

/// More events at one instant than any reader gives a record.
const MAX_EVENTS: usize = 32;

/// A record as it stands in a line.
pub(super) struct RawRecord {
    artifact: String,
    event: String,
    times: Vec<RawTime>,
    origin: RawOrigin,
    fields: Pairs,
    personal: Pairs,
    observables: Vec<RawObservable>,
}

#[derive(Deserialize)]
struct RawTime {
    event: String,
    utc: Utc,
    #[serde(default)]
    zone: Option<String>,
    epoch: String,
    original: Value,
}

#[derive(Deserialize)]
struct RawOrigin {
    source: usize,
    #[serde(flatten)]
    at: RawLocator,
}

#[derive(Deserialize)]
struct RawLocator {
    table: Option<String>,
    row: Option<i64>,
    key: Option<String>,
    line: Option<u64>,
    offset: Option<u64>,
}

#[derive(Deserialize)]
struct RawObservable {
    #[serde(rename = "type")]
    kind: ObservableType,
    value: Option<String>,
    digest: Option<String>,
    role: Role,
    at: Option<RawLocator>,
}

/// The entries of an object in their order, repeated names included.
#[derive(Default)]
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl RawRecord {
    /// The artefact it says it is of.
    pub(super) fn artifact(&self) -> &str {
        &self.artifact
    }

    /// The record, if it is one of `artifact` and its member was introduced.
    pub(super) fn record<'a>(
        self: Box<Self>,
        artifact: &str,
        sources: &'a [SourceRef],
    ) -> Result<Record<'a>, &'static str> {
        if self.artifact != artifact {
            return Err("a record is of another artefact than its file");
        }
        let name = |it: &str| intern(it).ok_or("a record has an unknown name");
        let source =
            sources.get(self.origin.source).ok_or("a record names a member that was not introduced")?;
        let mut record =
            Record::new(name(&self.artifact)?, name(&self.event)?, source, self.origin.at.into());
        for it in self.times {
            let zone = if it.zone.as_deref() == Some("device_local") { Zone::DeviceLocal } else { Zone::Utc };
            let epoch = epoch(&it.epoch).ok_or("a record has a time of an unknown epoch")?;
            let original = original(it.original).ok_or("a record has a time without its original")?;
            // Events that share an instant stand together.
            for event in it.event.split('/').take(MAX_EVENTS) {
                let original = original.clone();
                record.times.push(Time { event: name(event)?, utc: it.utc, zone, epoch, original });
            }
        }
        for (pairs, privacy) in [(self.fields, Privacy::Technical), (self.personal, Privacy::Personal)] {
            for (name, it) in pairs.0 {
                let value = value(it, 0).ok_or("a record has a field of an unknown shape")?;
                record.fields.push(Field { name: Cow::Owned(name), value, privacy });
            }
        }
        for it in self.observables {
            let mut observable = match (it.value, it.digest) {
                (Some(value), None) => Observable::new(it.kind, value, it.role),
                (None, Some(hex)) if digest(&hex).is_some() => Observable::from_digest(it.kind, hex, it.role),
                _ => return Err("a record has an observable without value or digest"),
            };
            if let Some(at) = it.at {
                observable = observable.at(at.into());
            }
            record.observables.push(observable);
        }
        Ok(record)
    }
}

impl From<RawLocator> for Locator<'static> {
    fn from(it: RawLocator) -> Self {
        Self {
            table: it.table.map(Cow::Owned),
            row: it.row,
            key: it.key.map(Cow::Owned),
            line: it.line,
            offset: it.offset,
        }
    }
}

fn epoch(name: &str) -> Option<Epoch> {
    [
        Epoch::CocoaSeconds,
        Epoch::CocoaNanos,
        Epoch::UnixSeconds,
        Epoch::UnixMillis,
        Epoch::WebkitMicros,
        Epoch::Text,
    ]
    .into_iter()
    .find(|it| it.as_str() == name)
}

fn original(it: Value) -> Option<Original<'static>> {
    match value(it, 0)? {
        FieldValue::Int(it) => Some(Original::Int(it)),
        FieldValue::Real(it) => Some(Original::Real(it)),
        FieldValue::Text(it) => Some(Original::Text(it)),
        _ => None,
    }
}

fn value(it: Value, depth: usize) -> Option<FieldValue<'static>> {
    Some(match it {
        Value::String(it) => FieldValue::Text(Cow::Owned(it)),
        Value::Bool(it) => FieldValue::Bool(it),
        Value::Number(it) => match it.as_i64() {
            Some(it) => FieldValue::Int(it),
            None => FieldValue::Real(it.as_f64()?),
        },
        Value::Array(items) if depth < MAX_DEPTH => {
            FieldValue::List(items.into_iter().map(|it| value(it, depth + 1)).collect::<Option<_>>()?)
        }
        Value::Object(it) => {
            if let Some(hex) = it.get("hex") {
                FieldValue::Bytes(Cow::Owned(unhex(hex.as_str()?)?))
            } else {
                FieldValue::Real(it.get("real")?.as_str()?.parse().ok()?)
            }
        }
        Value::Array(_) | Value::Null => return None,
    })
}

/// Bytes from hex of either case.
fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digit = |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// A SHA-256 from its hex.
fn digest(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 { None } else { unhex(hex)?.try_into().ok() }
}
