//! What was planted where: the truth that a check is measured against.

use std::fmt;

use serde_json::{Value, json};

/// How strong a finding should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Time-line only; never raises a verdict.
    Context,
    /// Worth a look.
    Anomaly,
    /// A stock system does not do this.
    Implausible,
    /// A published indicator in a place where it means something.
    Match,
}

/// What a finding should say about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Something ran or was installed.
    Infection,
    /// A lure was received.
    Targeting,
    /// A page was visited, a thing was counted.
    Exposure,
    /// Traces were removed.
    Tampering,
    /// A setting that weakens the phone.
    Weakness,
}

impl Level {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Anomaly => "anomaly",
            Self::Implausible => "implausible",
            Self::Match => "match",
        }
    }
}

impl Kind {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Infection => "infection",
            Self::Targeting => "targeting",
            Self::Exposure => "exposure",
            Self::Tampering => "tampering",
            Self::Weakness => "weakness",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where inside a member a trace stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The member as a whole.
    Whole,
    /// A row by its integer key.
    Row(&'static str, i64),
    /// A key path of a property list.
    Key(String),
}

/// One planted trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What was planted, in a word of ours; the same word for the same condition.
    pub what: &'static str,
    /// The slug of the artefact that carries it.
    pub artifact: &'static str,
    /// The level a finding about it should have.
    pub level: Level,
    /// The kind a finding about it should have.
    pub kind: Kind,
    /// The observable type on the wire (`url`, `process`, ...), with `property` for structural traces.
    pub observed_type: &'static str,
    /// The value as it stands in the store.
    pub observed: String,
    /// The published value that should match, when an indicator is what finds it.
    pub indicator: Option<String>,
    /// The device path of the member.
    pub path: String,
    /// Where in the member.
    pub place: Place,
}

impl Trace {
    /// The trace as JSON, with the names that `findings.json` uses for the same facts.
    pub fn to_json(&self) -> Value {
        let mut origin = serde_json::Map::new();
        origin.insert("path".to_owned(), json!(self.path));
        match &self.place {
            Place::Whole => {}
            Place::Row(table, row) => {
                origin.insert("table".to_owned(), json!(table));
                origin.insert("row".to_owned(), json!(row));
            }
            Place::Key(key) => {
                origin.insert("key".to_owned(), json!(key));
            }
        }
        json!({
            "what": self.what,
            "artifact": self.artifact,
            "level": self.level.as_str(),
            "kind": self.kind.as_str(),
            "observed": {"type": self.observed_type, "value": self.observed},
            "indicator": self.indicator,
            "origin": origin,
        })
    }
}

/// `truth.json`: every trace, in the order in which they were planted.
pub fn to_json(traces: &[Trace]) -> Vec<u8> {
    let list = Value::Array(traces.iter().map(Trace::to_json).collect());
    let mut text = serde_json::to_vec_pretty(&list).unwrap_or_default();
    text.push(b'\n');
    text
}
