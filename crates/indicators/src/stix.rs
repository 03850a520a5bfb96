//! Reads STIX 2.0 and 2.1 bundles.

use std::borrow::Cow;
use std::sync::Arc;

use model::Utc;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::lower::lower;
use crate::pack::{About, Pack, PackBuilder, PackError, Version};
use crate::pattern;

/// Bundles larger than this are refused.
pub const MAX_BYTES: usize = 64 << 20;
/// The rank of what only gathers indicators.
const REPORT: u8 = 6;
/// References and labels kept of one object, and bytes kept of each.
const MAX_LINES: usize = 16;
const MAX_LINE: usize = 512;

#[derive(Deserialize)]
struct Bundle<'a> {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(borrow)]
    objects: Vec<&'a RawValue>,
}

/// A text, or nothing where the object holds something else: one odd property must not cost the object.
#[derive(Default)]
struct Text<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("anything")
            }
            fn visit_borrowed_str<E>(self, it: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Borrowed(it))))
            }
            fn visit_str<E>(self, it: &str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(it.to_owned()))))
            }
            fn visit_unit<E>(self) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Text<'de>, A::Error> {
                while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Text<'de>, A::Error> {
                while map.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl Text<'_> {
    fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    fn time(&self) -> Option<Utc> {
        time(self.get()?.trim())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Object<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    modified: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    pattern: Text<'a>,
    #[serde(borrow)]
    pattern_type: Text<'a>,
    #[serde(borrow)]
    valid_from: Text<'a>,
    valid_until: Option<Value>,
    #[serde(borrow)]
    relationship_type: Text<'a>,
    #[serde(borrow)]
    source_ref: Text<'a>,
    #[serde(borrow)]
    target_ref: Text<'a>,
    revoked: Option<Value>,
    confidence: Option<Value>,
    labels: Option<Value>,
    indicator_types: Option<Value>,
    external_references: Option<Value>,
    object_refs: Option<Value>,
}

impl Object<'_> {
    /// Some publishers write the word or a number instead of the truth value.
    fn is_revoked(&self) -> bool {
        match &self.revoked {
            Some(Value::Bool(it)) => *it,
            Some(Value::String(it)) => it.trim().eq_ignore_ascii_case("true"),
            Some(Value::Number(it)) => it.as_i64() == Some(1),
            _ => false,
        }
    }

    /// From when the publisher no longer vouches for it; false if there is something that cannot be read.
    fn end(&self) -> (Option<Utc>, bool) {
        let end = match &self.valid_until {
            None | Some(Value::Null) => return (None, true),
            Some(Value::String(it)) => time(it.trim()),
            // Seconds since 1970.
            Some(Value::Number(it)) => {
                it.as_i64().and_then(|it| it.checked_mul(1_000_000)).and_then(Utc::from_micros)
            }
            Some(_) => None,
        };
        (end, end.is_some())
    }

    /// How well an object of that type answers "whose is it?"; `None` if not at all.
    fn rank(&self) -> Option<u8> {
        match self.kind.get()? {
            "malware" => Some(0),
            "campaign" => Some(1),
            "intrusion-set" => Some(2),
            "threat-actor" => Some(3),
            "tool" => Some(4),
            "infrastructure" => Some(5),
            "report" | "grouping" => Some(REPORT),
            _ => None,
        }
    }

    fn references(&self) -> impl Iterator<Item = String> {
        let list = self.external_references.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        list.iter().take(MAX_LINES).filter_map(|it| {
            let text = |key| it.get(key).and_then(Value::as_str).filter(|it| !it.trim().is_empty());
            let source = text("source_name");
            let line = match (text("url"), text("external_id")) {
                (Some(url), _) => url.to_owned(),
                (None, Some(id)) => source.map_or_else(|| id.to_owned(), |it| format!("{it}: {id}")),
                (None, None) => text("description").or(source)?.to_owned(),
            };
            Some(cut(&line).to_owned())
        })
    }
}

/// A time; one without a zone and a day alone are taken as UTC.
fn time(text: &str) -> Option<Utc> {
    Utc::parse(text)
        .or_else(|| Utc::parse(&format!("{text}Z")))
        .or_else(|| Utc::parse(&format!("{text}T00:00:00Z")).filter(|_| text.len() == "2020-01-01".len()))
}

fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_LINE)).unwrap_or_default()
}

fn texts(value: &Option<Value>) -> impl Iterator<Item = &str> {
    value.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice).iter().filter_map(Value::as_str)
}

impl Pack {
    /// Reads a STIX 2 bundle. `label` is the file's name or relative path, `sha256` that of `bytes` in hex.
    ///
    /// The pack is named after the malware, campaign or report it is about if there is exactly one, else
    /// after `label`. Entries that cannot be used are skipped and counted by reason.
    ///
    /// # Errors
    /// If the bytes are no bundle, or nothing in it could match.
    pub fn from_stix(label: &str, sha256: &str, bytes: &[u8]) -> Result<Self, PackError> {
        if bytes.len() > MAX_BYTES {
            return Err(PackError::TooLarge { limit: (MAX_BYTES >> 20) as u64 });
        }
        let text = crate::list::decode(bytes)?;
        let bundle: Bundle<'_> = serde_json::from_str(&text).map_err(|it| match it.classify() {
            serde_json::error::Category::Data => PackError::NotABundle,
            _ => PackError::NotJson { line: it.line(), column: it.column() },
        })?;
        if bundle.kind.as_deref().is_some_and(|it| it != "bundle") {
            return Err(PackError::NotABundle);
        }
        let mut builder = PackBuilder::new(label, label, sha256);
        let objects = objects(&bundle, &mut builder);
        let context = Context::new(&objects);
        if let Some(name) = context.only_name() {
            builder.rename(name);
        }
        for (at, object) in objects.iter().enumerate() {
            if object.kind.get() == Some("indicator") {
                indicator(object, context.about(at, object), &mut builder);
            }
        }
        builder.finish(bytes.len())
    }
}

/// Reads the objects, of each id the version that was modified last.
fn objects<'a>(bundle: &Bundle<'a>, builder: &mut PackBuilder) -> Vec<Object<'a>> {
    let mut objects: Vec<Object<'a>> = Vec::with_capacity(bundle.objects.len());
    let mut by_id: FxHashMap<String, (usize, Option<Utc>)> = FxHashMap::default();
    for raw in &bundle.objects {
        let Ok(object) = serde_json::from_str::<Object<'a>>(raw.get()) else {
            builder.skip("object is malformed");
            continue;
        };
        let is_relationship = object.kind.get() == Some("relationship");
        // Some packs give all relationships one id.
        let ends = [&object.source_ref, &object.target_ref].map(|it| it.get().filter(|_| is_relationship));
        if let Some(id) = object.id.get() {
            let id = ends.iter().flatten().fold(id.to_owned(), |id, end| format!("{id} {end}"));
            let modified = object.modified.time();
            if let Some((at, seen)) = by_id.get_mut(&id) {
                let Some(place) = objects.get_mut(*at) else { continue };
                // What is withdrawn stays withdrawn where the times do not tell which came last.
                let withdraws = object.is_revoked() && (modified.is_none() || modified == *seen);
                if modified > *seen || withdraws {
                    *place = object;
                    *seen = modified;
                }
                // A repeated relationship says nothing new.
                if !is_relationship {
                    builder.skip("older version of another entry");
                }
                continue;
            }
            by_id.insert(id, (objects.len(), modified));
        }
        objects.push(object);
    }
    objects
}

/// What the other objects of a bundle say about its indicators.
struct Context<'o, 'a> {
    objects: &'o [Object<'a>],
    /// For each object that others speak of: who does, as (rank, position).
    owners: Owners,
    /// For malware, tools, campaigns and groups: who uses them, and to whom they are attributed.
    beyond: Owners,
}

type Owners = FxHashMap<usize, Vec<(u8, usize)>>;

/// How many steps lead from an indicator to who is behind it: malware, campaign, actor.
const STEPS: usize = 2;

impl<'o, 'a> Context<'o, 'a> {
    fn new(objects: &'o [Object<'a>]) -> Self {
        let ids: FxHashMap<&str, usize> =
            objects.iter().enumerate().filter_map(|(at, it)| Some((it.id.get()?, at))).collect();
        let (mut owners, mut beyond) = (Owners::default(), Owners::default());
        // What was withdrawn names nobody any more.
        let rank = |at: usize| objects.get(at).filter(|it| !it.is_revoked()).and_then(Object::rank);
        let is_indicator = |at: usize| objects.get(at).is_some_and(|it| it.kind.get() == Some("indicator"));
        for (at, object) in objects.iter().enumerate() {
            if object.is_revoked() {
                continue;
            }
            match object.kind.get() {
                Some("relationship") => {
                    let says_whose = !matches!(
                        object.relationship_type.get(),
                        Some("duplicate-of" | "derived-from" | "based-on" | "mitigates")
                    );
                    let find = |it: &Text<'_>| it.get().and_then(|it| ids.get(it)).copied();
                    let (Some(source), Some(target)) = (find(&object.source_ref), find(&object.target_ref))
                    else {
                        continue;
                    };
                    if !says_whose {
                        continue;
                    }
                    if let Some(rank) = rank(target) {
                        owners.entry(source).or_default().push((rank, target));
                    }
                    // Some write it the other way round.
                    if let Some(rank) = rank(source).filter(|_| is_indicator(target)) {
                        owners.entry(target).or_default().push((rank, source));
                    }
                    let step = match object.relationship_type.get() {
                        // A tool may be used by malware as well, which is not behind it.
                        Some("uses") => {
                            rank(source).filter(|it| (1..=3).contains(it)).map(|it| (target, (it, source)))
                        }
                        Some("attributed-to" | "authored-by") => {
                            rank(target).map(|it| (source, (it, target)))
                        }
                        _ => None,
                    };
                    if let Some((from, to)) = step {
                        beyond.entry(from).or_default().push(to);
                    }
                }
                Some("report" | "grouping") => {
                    for id in texts(&object.object_refs) {
                        if let (Some(member), Some(rank)) = (ids.get(id), object.rank()) {
                            owners.entry(*member).or_default().push((rank, at));
                        }
                    }
                }
                _ => {}
            }
        }
        for list in owners.values_mut().chain(beyond.values_mut()) {
            list.sort_unstable();
            list.dedup();
        }
        Self { objects, owners, beyond }
    }

    /// Whose an object is: those it is tied to, by rank and place, then who is behind these. Bounded.
    fn behind(&self, at: usize) -> Vec<(u8, usize)> {
        let mut all: Vec<(u8, usize)> =
            self.owners.get(&at).into_iter().flatten().take(MAX_LINES).copied().collect();
        let mut last = 0;
        for _ in 0..STEPS {
            let from: Vec<usize> = all.get(last..).unwrap_or_default().iter().map(|it| it.1).collect();
            last = all.len();
            for next in from.iter().filter_map(|it| self.beyond.get(it)).flatten().take(MAX_LINES) {
                if all.len() < MAX_LINES && !all.contains(next) {
                    all.push(*next);
                }
            }
        }
        all
    }

    /// The name of the one thing the bundle is about.
    fn only_name(&self) -> Option<&'o str> {
        let current = || self.objects.iter().filter(|it| !it.is_revoked());
        let best = current().filter_map(Object::rank).min()?;
        let mut named = current().filter(|it| it.rank() == Some(best)).filter_map(|it| it.name.get());
        let name = named.next().filter(|it| !it.trim().is_empty())?;
        named.next().is_none().then(|| cut(name))
    }

    fn about(&self, at: usize, object: &Object<'a>) -> About {
        let owners = self.behind(at);
        let best = owners.first().map(|it| it.0);
        // Whose it is, and who else is named besides. The title of a report names nobody.
        let (mut names, mut besides): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        let mut references: Vec<String> = object.references().collect();
        for (rank, owner) in owners.iter().take(MAX_LINES) {
            let Some(owner) = self.objects.get(*owner) else { continue };
            let list = if Some(*rank) == best { &mut names } else { &mut besides };
            let name = owner.name.get().map(str::trim).filter(|it| !it.is_empty());
            if let Some(name) = name.filter(|_| Some(*rank) == best || *rank < REPORT)
                && !list.contains(&name)
            {
                list.push(name);
            }
            for line in owner.references() {
                if references.len() < MAX_LINES && !references.contains(&line) {
                    references.push(line);
                }
            }
        }
        let mut labels: Vec<String> = Vec::new();
        for label in texts(&object.labels).chain(texts(&object.indicator_types)).take(MAX_LINES) {
            if !labels.iter().any(|it| it == label) {
                labels.push(cut(label).to_owned());
            }
        }
        let confidence =
            object.confidence.as_ref().and_then(Value::as_u64).and_then(|it| u8::try_from(it).ok());
        About {
            campaign: campaign(&names, &besides),
            references: Arc::from(references),
            labels: Arc::from(labels),
            confidence: confidence.filter(|it| *it <= 100),
            revoked: object.is_revoked(),
            valid_from: object.valid_from.time(),
            valid_until: object.end().0,
            span: None,
            version: object
                .id
                .get()
                .filter(|it| is_unique(it))
                .map(|id| Arc::new(Version { id: id.to_owned(), modified: object.modified.time() })),
        }
    }
}

/// Whether an id ends in a UUID, as the standard wants it: others may be given twice by publishers who know nothing of
/// each other.
fn is_unique(id: &str) -> bool {
    let Some((kind, uuid)) = id.split_once("--") else { return false };
    let groups: Vec<&str> = uuid.split('-').collect();
    kind == "indicator"
        && groups.iter().map(|it| it.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))
}

/// `Malware (Campaign, Actor)`; see [`crate::Indicator::campaign`].
fn campaign(names: &[&str], besides: &[&str]) -> Option<String> {
    let besides: Vec<&str> = besides.iter().copied().filter(|it| !names.contains(it)).collect();
    let text = match (names, besides.as_slice()) {
        ([], []) => return None,
        (names, []) | ([], names) => names.join(", "),
        (names, besides) => format!("{} ({})", names.join(", "), besides.join(", ")),
    };
    Some(cut(&text).to_owned())
}

fn indicator(object: &Object<'_>, about: About, builder: &mut PackBuilder) {
    let Some(text) = object.pattern.get() else { return builder.skip("indicator has no pattern") };
    if object.pattern_type.get().is_some_and(|it| it != "stix") {
        return builder.skip("pattern is in another language than STIX");
    }
    builder.changed(object.modified.time());
    if !object.end().1 {
        builder.skip("an end (valid_until) that cannot be read is ignored");
    }
    let tree = match pattern::parse(text) {
        Ok(tree) => tree,
        Err(it) => return builder.skip(format!("pattern is malformed: {}", it.why)),
    };
    let lowered = lower(&tree);
    for reason in lowered.skipped {
        builder.skip(reason);
    }
    for (parts, span) in lowered.alternatives {
        let about = if span.is_some() { &About { span, ..about.clone() } } else { &about };
        if let Err(reason) = builder.push_parts(parts, text, about) {
            builder.skip(reason);
        }
    }
}
