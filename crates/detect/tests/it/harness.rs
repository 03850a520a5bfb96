//! Builds a backup, checks it, gives the outcome.

use std::path::Path;

use detect::{Check, Outcome, RuleContext, RuleSet, Silent, check};
use evidence::Limits;
use indicators::{Index, Pack, Platform};
use model::wire::Finding;
use testkit::backup::Backup;

/// A STIX bundle with one malware family and these patterns.
pub(crate) fn pack(name: &str, patterns: &[&str]) -> Pack {
    let objects = patterns.iter().enumerate().map(|(at, pattern)| {
        serde_json::json!({
            "type": "indicator", "spec_version": "2.1", "id": format!("indicator--{at:08}-0000-4000-8000-000000000000"),
            "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z", "valid_from": "2024-01-01T00:00:00Z",
            "pattern_type": "stix", "pattern": pattern,
        })
    });
    let mut objects: Vec<_> = objects.collect();
    objects.insert(
        0,
        serde_json::json!({ "type": "malware", "spec_version": "2.1", "id": "malware--00000000-0000-4000-8000-000000000001",
            "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z", "name": name, "is_family": true }),
    );
    stix(name, &objects)
}

/// A pack from STIX objects.
pub(crate) fn stix(name: &str, objects: &[serde_json::Value]) -> Pack {
    let bundle = serde_json::json!({ "type": "bundle", "id": "bundle--0", "objects": objects });
    Pack::from_stix(name, &"0".repeat(64), bundle.to_string().as_bytes()).expect("a pack")
}

/// Writes the backup into a folder and checks it.
pub(crate) fn run(backup: &Backup, packs: &[Pack]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("backup");
    backup.write(&dir).expect("a backup");
    run_folder(&dir, packs, None)
}

/// Checks evidence that is there already.
pub(crate) fn run_folder(path: &Path, packs: &[Pack], password: Option<&str>) -> Outcome {
    let index = Index::build(packs, Platform::Ios, crypto::Sha256::of);
    let rules = RuleSet::built_in(crypto::Sha256::of).expect("rules");
    let acquisition =
        evidence::open(path, &mut || password.map(str::to_owned), Limits::default()).expect("evidence opens");
    check(&Check {
        acquisition: &acquisition,
        index: &index,
        rules: &rules,
        sink: None,
        progress: &Silent,
        context: RuleContext::default(),
        threads: 2,
        digest: crypto::Sha256::of,
        newest_pack: None,
        builtin_only: false,
    })
    .expect("a check")
}

/// The findings of one rule.
pub(crate) fn of_rule<'o>(outcome: &'o Outcome, rule: &str) -> Vec<&'o Finding> {
    outcome.findings.iter().filter(|it| it.rule == rule).collect()
}

/// The findings whose indicator has this value.
pub(crate) fn naming<'o>(outcome: &'o Outcome, value: &str) -> Vec<&'o Finding> {
    outcome.findings.iter().filter(|it| it.indicators.iter().any(|it| it.value == value)).collect()
}

/// The folder of shared test data, if it is there; says so if not.
pub(crate) fn shared() -> Option<std::path::PathBuf> {
    let path = std::env::var_os("DAYLIGHT_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let there = path.join("data/indicators").is_dir();
    if !there {
        println!("notice: {} is missing; this test was left out", path.display());
    }
    there.then_some(path)
}

/// A plain list of addresses and numbers.
pub(crate) fn accounts(values: &[&str]) -> Pack {
    Pack::from_list("accounts", &"0".repeat(64), values.join("\n").as_bytes()).expect("a list")
}
