//! Damaged members: nothing panics, what is readable is read, what is not is named.

use std::collections::BTreeMap;
use std::path::Path;

use testkit::damage::{self, Change};
use testkit::sample::{SampleOptions, ios};

use crate::collect::{Said, read};

/// How many corruptions an ordinary run tries; a long run sets `DAYLIGHT_CORRUPTIONS`.
const ORDINARY: u64 = 100;

#[test]
fn corruption_never_panics_and_never_costs_another_file() {
    let rounds =
        std::env::var("DAYLIGHT_CORRUPTIONS").ok().and_then(|it| it.parse().ok()).unwrap_or(ORDINARY);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    let options = SampleOptions { scale: 0.001, seed: 9, ..SampleOptions::default() };
    ios(&options, &mut |_| {}).write(&dir).unwrap();
    let whole = read(&dir);
    for seed in 0..rounds {
        let change = damage::corrupt(&dir, seed).unwrap();
        // The list of files itself may be beyond opening: then the check ends with a sentence, tested elsewhere.
        let opened = evidence::open(&dir, &mut || None, evidence::Limits::default()).is_ok();
        if opened && change.member != "Manifest.db" {
            let said = read(&dir);
            let acquisition = evidence::open(&dir, &mut || None, evidence::Limits::default()).unwrap();
            for artifact in artifacts::ARTIFACTS {
                let ids = acquisition.find(artifact.wants);
                let touched = ids.iter().any(|id| {
                    let path = acquisition.entry(*id).map(|it| it.path()).unwrap_or_default();
                    // A damaged log or journal counts as damage to its database.
                    acquisition.member(*id).is_some_and(|it| it == change.member)
                        || change.path.starts_with(&path)
                });
                if !touched {
                    let (now, before) = (&said[artifact.id], &whole[artifact.id]);
                    assert_eq!(
                        now.records, before.records,
                        "seed {seed}: {} lost by {change:?}",
                        artifact.id
                    );
                }
            }
        }
        change.undo().unwrap();
    }
    for seed in 0..rounds {
        let change = damage::corrupt_member(&dir, "Manifest.db", seed).unwrap();
        if evidence::open(&dir, &mut || None, evidence::Limits::default()).is_ok() {
            list_damaged(&dir, &whole, &change);
        }
        change.undo().unwrap();
    }
    let again = read(&dir);
    assert!(again.iter().all(|(slug, said)| said.records == whole[slug].records), "the damage was undone");
}

/// A damaged list of files costs no more than the rows that stood where the damage is, and never in silence.
fn list_damaged(dir: &Path, whole: &BTreeMap<&'static str, Said>, change: &Change) {
    let acquisition = evidence::open(dir, &mut || None, evidence::Limits::default()).unwrap();
    let read = read(dir);
    let reader = &read["manifest"];
    let (said, before) = (&reader.records, whole["manifest"].records.len());
    // The tree needs less of a row than its reader does, so that either may be the one who meets the damage.
    let told = !acquisition.gaps().is_empty()
        || !acquisition.problems().is_empty()
        || acquisition.unnamed() > 0
        || !reader.failed.is_empty()
        || !reader.problems.is_empty();
    assert!(told || said.len() == before, "{} of {before} after {}", said.len(), change.what);
    if !change.what.starts_with("cut") {
        assert!(said.len() * 10 >= before * 9, "{} of {before} after {}", said.len(), change.what);
    }
}
