//! A record as JSON, whole: what stands inside a finding.

use model::{FieldValue, Locator, Observable, Original, Record};
use serde_json::{Map, Value, json};

/// Bytes of a blob that are kept beside a finding, as hex.
const BLOB_PREFIX: usize = 64;
/// Characters of one text that are kept beside a finding.
const TEXT_LIMIT: usize = 16_384;

/// Observables that are kept beside a finding.
const MOST_OBSERVABLES: usize = 64;

/// The record without its fields: what stands beside further findings of one that holds many.
pub(crate) fn brief(record: &Record<'_>, observable: &Observable<'_>) -> Value {
    json!({
        "event": record.event,
        "times": times(record),
        "at": locator(&record.at),
        "observables": [self::observable(observable)],
        "brief": true,
    })
}

/// The record with all its fields, long texts and blobs bounded.
pub(crate) fn to_json(record: &Record<'_>) -> Value {
    let mut fields = Map::new();
    for field in &record.fields {
        fields.insert(field.name.clone().into_owned(), value(&field.value, 0));
    }
    let observables: Vec<Value> = record.observables.iter().take(MOST_OBSERVABLES).map(observable).collect();
    json!({
        "event": record.event,
        "times": times(record),
        "at": locator(&record.at),
        "fields": fields,
        "observables": observables,
    })
}

fn times(record: &Record<'_>) -> Vec<Value> {
    let one = |time: &model::Time<'_>| {
        let original = match &time.original {
            Original::Int(it) => json!(it),
            Original::Real(it) => json!(it),
            Original::Text(it) => json!(bounded(it)),
        };
        json!({ "event": time.event, "utc": time.utc, "epoch": time.epoch.as_str(), "original": original })
    };
    record.times.iter().map(one).collect()
}

fn observable(it: &Observable<'_>) -> Value {
    let mut out = json!({ "type": it.kind(), "value": bounded(it.value()), "role": it.role() });
    if let (Some(place), Some(out)) = (it.place(), out.as_object_mut()) {
        out.insert("at".into(), locator(place));
    }
    out
}

fn locator(at: &Locator<'_>) -> Value {
    let mut out = Map::new();
    if let Some(table) = &at.table {
        out.insert("table".into(), json!(table));
    }
    if let Some(row) = at.row {
        out.insert("row".into(), json!(row));
    }
    if let Some(key) = &at.key {
        out.insert("key".into(), json!(bounded(key)));
    }
    if let Some(line) = at.line {
        out.insert("line".into(), json!(line));
    }
    if let Some(offset) = at.offset {
        out.insert("offset".into(), json!(offset));
    }
    Value::Object(out)
}

fn value(of: &FieldValue<'_>, depth: u8) -> Value {
    match of {
        FieldValue::Text(it) => json!(bounded(it)),
        FieldValue::Int(it) => json!(it),
        FieldValue::Real(it) => json!(it),
        FieldValue::Bool(it) => json!(it),
        FieldValue::Bytes(it) => {
            let prefix: String = it.iter().take(BLOB_PREFIX).map(|byte| format!("{byte:02x}")).collect();
            json!({ "bytes": it.len(), "hex_prefix": prefix })
        }
        FieldValue::List(it) if depth < 8 => it.iter().take(1_000).map(|it| value(it, depth + 1)).collect(),
        FieldValue::List(it) => json!({ "items": it.len() }),
    }
}

fn bounded(text: &str) -> String {
    if text.len() <= TEXT_LIMIT {
        return text.to_owned();
    }
    let mut end = TEXT_LIMIT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", text.get(..end).unwrap_or_default())
}
