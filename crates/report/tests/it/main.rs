//! Results as a user finds them on disk.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so and stop"
)]

mod corpus;
mod page;
mod records;
mod timeline;

use std::path::Path;

use model::wire::Findings;
use report::{Custody, Options, Results};

/// SHA-256, as the program passes it in.
fn digest(bytes: &[u8]) -> [u8; 32] {
    crypto::Sha256::of(bytes)
}

/// An examination without findings.
fn nothing_found() -> Findings {
    serde_json::from_value(serde_json::json!({
        "schema": "daylight.findings/1",
        "program": { "name": "daylight", "version": "0.0.0" },
        "evidence": { "kind": "ios_backup", "encrypted": false,
                      "device": { "model": "iPhone13,2", "os": "17.4", "build": "21E219" },
                      "acquired": "2024-05-02T10:00:00.000000Z" },
        "packs": [{ "name": "builtin", "path": "builtin", "sha256": "00".repeat(32),
                    "indicators": 70, "applicable": 60 }],
        "rules": { "sha256": "11".repeat(32), "count": 29 },
        "verdict": { "level": "none_found", "kinds": [], "complete": true,
                     "limits": ["backup_not_encrypted", "memory_only_spyware_not_visible"] },
        "findings": [],
        "coverage": { "examined": [{ "artifact": "sms", "files": 1, "records": 4 }], "absent": ["calls"],
                      "failed": [], "problems": [], "unread": [] },
    }))
    .unwrap()
}

/// Writes results with these records, one call per artefact.
fn write(folder: &Path, options: Options, findings: &Findings, each: &mut dyn FnMut(&Results)) {
    let results = Results::create(folder, options).unwrap();
    each(&results);
    results
        .finish(findings, &Custody::default(), &report::RuleSources::new(), &words::Words::english())
        .unwrap();
}
