//! The shapes of `findings.json` (`"schema": "daylight.findings/1"`). Owned, serialisable, in contract order.

use serde::{Deserialize, Serialize};

use crate::observable::ObservableType;
use crate::time::Utc;

/// The value of `schema` in `findings.json`.
pub const FINDINGS_SCHEMA: &str = "daylight.findings/1";

/// How much a finding means. Ordered: a greater level is a stronger statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Background that helps to read the rest; never raises the verdict.
    Context,
    /// Worth a look.
    Anomaly,
    /// A stock system does not do this.
    Implausible,
    /// A published indicator, in a place where it means something.
    Match,
}

impl Level {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Implausible => "implausible",
            Self::Anomaly => "anomaly",
            Self::Context => "context",
        }
    }
}

/// What a finding is about. A visited page, a received lure and a running implant are different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Spyware ran, or its files or settings are there.
    Infection,
    /// A lure was received.
    Targeting,
    /// A page was visited, a thing was counted.
    Exposure,
    /// Traces were removed or altered.
    Tampering,
    /// A setting that makes spying easier.
    Weakness,
}

impl Kind {
    /// The name on the wire.
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

/// The whole of `findings.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Always [`FINDINGS_SCHEMA`].
    pub schema: String,
    /// Which program wrote it.
    pub program: Program,
    /// What was examined.
    pub evidence: Evidence,
    /// The packs that were loaded, in load order.
    pub packs: Vec<Pack>,
    /// The rules that were loaded.
    pub rules: Rules,
    /// The conclusion.
    pub verdict: Verdict,
    /// Ordered by level (strongest first), time, id.
    pub findings: Vec<Finding>,
    /// What was and was not looked at.
    pub coverage: Coverage,
}

/// The program that wrote a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// `daylight`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Facts about the evidence. No serial number, IMEI or phone number: those stand in `custody.json` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// `ios_backup`.
    pub kind: String,
    /// Whether it was encrypted.
    pub encrypted: bool,
    /// What kind of device it came from.
    pub device: Device,
    /// When the acquisition was made, if it says.
    pub acquired: Option<Utc>,
}

/// What kind of device it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The model identifier, e.g. `iPhone15,2`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
    /// The system version, e.g. `17.5.1`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub os: Option<String>,
    /// The system build, e.g. `21F90`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub build: Option<String>,
}

/// A loaded pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its file name (never an absolute path), or `built-in`.
    pub path: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Indicators read from it.
    pub indicators: u64,
    /// Of those, how many this evidence could have answered.
    pub applicable: u64,
}

/// The loaded rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// SHA-256 over all rule texts, lower-case hex.
    pub sha256: String,
    /// How many.
    pub count: u64,
}

/// The level of a verdict. There is no "clean".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictLevel {
    /// At least one finding of level `match`.
    Match,
    /// At least one of level `implausible`, none above.
    Implausible,
    /// At least one of level `anomaly`, none above.
    Anomaly,
    /// Nothing above `context` in what was examined.
    NoneFound,
}

impl VerdictLevel {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Implausible => "implausible",
            Self::Anomaly => "anomaly",
            Self::NoneFound => "none_found",
        }
    }
}

/// The conclusion, with its limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The strongest level above `context`.
    pub level: VerdictLevel,
    /// The kinds of the findings at that level and above `context`, sorted.
    pub kinds: Vec<Kind>,
    /// False exactly if `coverage.failed` is not empty.
    pub complete: bool,
    /// Codes of what this examination could not see, in a fixed order.
    pub limits: Vec<Limit>,
}

/// What an examination could not see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// An unencrypted backup holds no Safari history, calls or health of the usage stores.
    BackupNotEncrypted,
    /// More than half of the files the manifest names are not stored.
    PartialBackup,
    /// Only the built-in pack was loaded.
    BuiltinPackOnly,
    /// Every loaded pack is older than 90 days against the acquisition.
    #[serde(rename = "packs_older_than_90_days")]
    PacksOlderThan90Days,
    /// Spyware that lives in memory alone leaves nothing in a backup. Always present for a backup.
    MemoryOnlySpywareNotVisible,
}

impl Limit {
    /// The code on the wire, also the stem of its Fluent key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BackupNotEncrypted => "backup_not_encrypted",
            Self::PartialBackup => "partial_backup",
            Self::BuiltinPackOnly => "builtin_pack_only",
            Self::PacksOlderThan90Days => "packs_older_than_90_days",
            Self::MemoryOnlySpywareNotVisible => "memory_only_spyware_not_visible",
        }
    }
}

/// One finding: one fact at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// First 128 bits of SHA-256 over rule, artefact, origin less `member`, and observed; lower-case hex.
    pub id: String,
    /// How much it means.
    pub level: Level,
    /// What it is about.
    pub kind: Kind,
    /// The rule that made it.
    pub rule: String,
    /// One line in English; localised reports use `explanation_key`.
    pub title: String,
    /// The artefact's slug.
    pub artifact: String,
    /// What was seen.
    pub observed: Observed,
    /// The published indicators it matched; empty for a rule.
    pub indicators: Vec<MatchedIndicator>,
    /// The earliest time of the fact.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub time: Option<Utc>,
    /// Where it stands.
    pub origin: Origin,
    /// How often.
    pub occurrences: Occurrences,
    /// The Fluent key of the explanation.
    pub explanation_key: String,
    /// The record, with its personal fields: what an analyst must see.
    pub record: serde_json::Value,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Observed {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ObservableType,
    /// Its value, raw.
    pub value: String,
}

/// An indicator as published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MatchedIndicator {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ObservableType,
    /// Its value, as published.
    pub value: String,
    /// The name of the pack.
    pub pack: String,
    /// The malware or campaign the pack relates it to. Of several kinds the malware comes first, and campaigns and
    /// actors after it in parentheses: `Malware (Campaign, Actor)`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub campaign: Option<String>,
    /// Where it was published.
    pub references: Vec<String>,
    /// Labels the publisher gave it. For the report; the fields of `findings.json` are fixed without it.
    #[serde(skip)]
    pub labels: Vec<String>,
    /// How sure the publisher is, 0 to 100. For the report, as above.
    #[serde(skip)]
    pub confidence: Option<u8>,
    /// How it stood and how firmly it fits. For the report, as above.
    #[serde(skip)]
    pub standing: IndicatorStanding,
}

/// How an indicator stood when it was compared, and how firmly it fits.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorStanding {
    /// The publisher has withdrawn it.
    pub revoked: bool,
    /// From when the publisher no longer vouches for it.
    pub valid_until: Option<Utc>,
    /// It counts for records of that time only: the first instant, and the first after it.
    pub span: Option<(Utc, Utc)>,
    /// The system keeps only the beginning of a process name, and only that much agrees.
    pub is_cut: bool,
}

impl MatchedIndicator {
    /// Adds it to `all`. Statements that `findings.json` could not tell apart become one, with the labels of both.
    pub fn add_to(self, all: &mut Vec<Self>) {
        let told = |it: &Self| {
            (it.kind, &it.value, &it.pack, &it.campaign, &it.references)
                == (self.kind, &self.value, &self.pack, &self.campaign, &self.references)
        };
        let Some(known) = all.iter_mut().find(|it| told(it)) else { return all.push(self) };
        known.confidence = known.confidence.max(self.confidence);
        for label in self.labels {
            if !known.labels.contains(&label) {
                known.labels.push(label);
            }
        }
    }
}

/// Where a fact stands in the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The path on the device.
    pub path: String,
    /// The stored name.
    pub member: String,
    /// SHA-256 of the decrypted member before its write-ahead log is merged, lower-case hex. Empty for a file that
    /// the manifest lists and the backup does not hold.
    pub sha256: String,
    /// The table.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub table: Option<String>,
    /// The integer key of the row.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<i64>,
    /// The property-list key path.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u64>,
    /// The byte offset, from 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub offset: Option<u64>,
}

/// How often a fact was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrences {
    /// How many records carried it.
    pub count: u64,
    /// The earliest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub first: Option<Utc>,
    /// The latest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last: Option<Utc>,
}

/// What was and was not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Artefacts with at least one member read.
    pub examined: Vec<Examined>,
    /// Artefacts that this evidence does not hold.
    pub absent: Vec<String>,
    /// Members a reader wanted and could not examine. These alone make a verdict incomplete.
    pub failed: Vec<Failed>,
    /// Defects in rows whose other fields were read.
    pub problems: Vec<ProblemCount>,
    /// What nobody reads, and what could not be hashed.
    pub unread: Vec<Unread>,
}

/// An artefact that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// Its slug.
    pub artifact: String,
    /// Members read.
    pub files: u64,
    /// Records made.
    pub records: u64,
}

/// A member that a reader wanted and could not examine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Failed {
    /// Its path on the device.
    pub path: String,
    /// Who wanted it.
    pub artifact: String,
    /// Why not, without personal data.
    pub why: String,
}

/// A defect, counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProblemCount {
    /// Where.
    pub artifact: String,
    /// What.
    pub why: String,
    /// How often.
    pub count: u64,
}

/// Something nobody read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unread {
    /// `not_in_backup`, `not_in_manifest`, `no_reader`, `not_hashed`; of rules, `no_baseline`; of links, `shortener`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The backup domain, or the shortening service, where it is of use.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub domain: Option<String>,
    /// How many.
    pub count: u64,
}
