//! `custody.json`: what was examined with what, and when. The one file that names the device and this machine's
//! paths.

use model::Utc;
use model::wire::{Program, Rules};
use serde::{Deserialize, Serialize};

/// The value of `schema` in `custody.json`.
pub const CUSTODY_SCHEMA: &str = "daylight.custody/1";

/// The whole of `custody.json`. The caller fills in what it knows; `results` is filled in when it is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Custody {
    /// Always [`CUSTODY_SCHEMA`]; set when it is written.
    #[serde(default)]
    pub schema: String,
    /// The program that ran.
    pub program: ProgramFile,
    /// The command line, less secrets.
    pub command: Vec<String>,
    /// When the run began, by the clock of the examining machine.
    pub started: Option<Utc>,
    /// When it ended, by the same clock.
    pub finished: Option<Utc>,
    /// What was examined.
    pub evidence: EvidenceFile,
    /// What names the device. It stands here and nowhere else.
    pub device: DeviceIdentity,
    /// Every member that was read, in order of `path`, then `member`.
    pub members: Vec<MemberFile>,
    /// Every pack that was loaded, in load order.
    pub packs: Vec<PackFile>,
    /// The rules that were loaded.
    pub rules: Rules,
    /// For a re-check: the results it started from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub original: Option<Original>,
    /// What was written; filled in when it is written.
    #[serde(default)]
    pub results: ResultFiles,
}

/// The program that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramFile {
    /// Its name and version.
    #[serde(flatten)]
    pub program: Program,
    /// SHA-256 of its executable, lower-case hex, if it could be read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sha256: Option<String>,
}

impl Default for ProgramFile {
    fn default() -> Self {
        Self { program: Program { name: "daylight".into(), version: String::new() }, sha256: None }
    }
}

/// What was examined, as the examining machine knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFile {
    /// Where it lay on the examining machine.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// `ios_backup`.
    pub kind: String,
    /// Whether it was encrypted.
    pub encrypted: bool,
    /// When the acquisition was made, if it says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acquired: Option<Utc>,
}

/// What names a person's phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceIdentity {
    /// The serial number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub serial: Option<String>,
    /// The IMEI.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imei: Option<String>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone_number: Option<String>,
}

/// A member of the evidence, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MemberFile {
    /// The path on the device.
    pub path: String,
    /// The stored name (`3d/3d0d…`).
    pub member: String,
    /// Its stored size in bytes.
    pub size: u64,
    /// SHA-256 of the stored bytes (encrypted, if the evidence is), lower-case hex.
    pub sha256: String,
}

/// A pack file on the examining machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    /// The pack's name.
    pub name: String,
    /// Where it lay, or `built-in`.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// The results that a re-check started from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// SHA-256 of its `custody.json`, lower-case hex.
    pub custody_sha256: String,
    /// SHA-256 of its `findings.json`, lower-case hex.
    pub findings_sha256: String,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFiles {
    /// SHA-256 of `findings.json`, lower-case hex.
    pub findings_sha256: String,
}
