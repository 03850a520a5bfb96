//! The whole sample phone: every planted trace is found, in every form of the evidence.

use model::wire::Finding;
use testkit::backup::Backup;
use testkit::sample::{SampleOptions, ios};
use testkit::truth::{Place, Trace};

use crate::harness::{run_folder, shared};

fn options(seed: u64, clean: bool) -> SampleOptions {
    SampleOptions { scale: 0.005, seed, clean, ..SampleOptions::default() }
}

fn sample(options: &SampleOptions) -> Backup {
    ios(options, &mut |_| {})
}

/// The built-in pack: the sample's traces are named by it or by rules.
fn built_in() -> Vec<indicators::Pack> {
    packs::load(&[], None, |bytes| model::hex(&crypto::Sha256::of(bytes))).expect("the built-in pack").packs
}

fn answers(finding: &Finding, trace: &Trace) -> bool {
    let place = match &trace.place {
        Place::Row(table, row) => {
            finding.origin.table.as_deref() == Some(*table) && finding.origin.row == Some(*row)
        }
        Place::Key(key) => finding.origin.key.as_deref() == Some(key.as_str()),
        Place::Whole => true,
    };
    finding.artifact == trace.artifact
        && finding.level.as_str() == trace.level.as_str()
        && finding.kind.as_str() == trace.kind.as_str()
        && finding.origin.path == trace.path
        && place
}

#[test]
fn every_planted_trace_is_found_where_it_was_planted() {
    let folder = tempfile::tempdir().unwrap();
    for seed in [1, 2, 3] {
        let backup = sample(&options(seed, false));
        let dir = folder.path().join(seed.to_string());
        let written = backup.write(&dir).unwrap();
        let outcome = run_folder(&dir, &built_in(), None);
        assert!(written.traces.len() > 15, "the sample plants traces");
        let missed: Vec<_> = written
            .traces
            .iter()
            .filter(|trace| !outcome.findings.iter().any(|it| answers(it, trace)))
            .collect();
        assert!(missed.is_empty(), "seed {seed}: {missed:#?}\nfound: {:#?}", summary(&outcome.findings));
    }
}

fn summary(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|it| {
            format!(
                "{:?} {:?} {} {} {} {:?}:{:?} {:?} = {}",
                it.level,
                it.kind,
                it.rule,
                it.artifact,
                it.origin.path,
                it.origin.table,
                it.origin.row,
                it.origin.key,
                it.observed.value
            )
        })
        .collect()
}

#[test]
fn a_sample_without_traces_gives_nothing_above_context() {
    let folder = tempfile::tempdir().unwrap();
    let mut packs = built_in();
    if let Some(shared) = shared() {
        packs = packs::load(&[shared.join("data/indicators")], None, |_| String::new()).unwrap().packs;
    }
    for seed in [1, 2] {
        let dir = folder.path().join(seed.to_string());
        sample(&options(seed, true)).write(&dir).unwrap();
        let outcome = run_folder(&dir, &packs, None);
        let loud: Vec<_> =
            outcome.findings.iter().filter(|it| it.level > model::Level::Context).cloned().collect();
        assert!(loud.is_empty(), "{:#?}", summary(&loud));
        assert!(outcome.coverage.failed.is_empty(), "{:#?}", outcome.coverage.failed);
        assert!(outcome.coverage.problems.is_empty(), "{:#?}", outcome.coverage.problems);
    }
}

#[test]
fn plain_encrypted_zipped_and_tarred_evidence_give_equal_findings() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let plain = sample(&options(5, false));
    plain.write(&path("plain")).unwrap();
    plain.write_zip(&path("backup.bin")).unwrap();
    plain.write_tar_gz(&path("archive")).unwrap();
    let secret = SampleOptions { password: Some("inert".into()), ..options(5, false) };
    sample(&secret).write(&path("encrypted")).unwrap();
    let packs = built_in();
    let facts = |outcome: &detect::Outcome| {
        outcome
            .findings
            .iter()
            .map(|it| {
                (it.id.clone(), it.level, it.kind, it.observed.clone(), it.occurrences.clone(), it.time)
            })
            .collect::<Vec<_>>()
    };
    let expected = run_folder(&path("plain"), &packs, None);
    assert!(!expected.findings.is_empty());
    for (name, password) in [("backup.bin", None), ("archive", None), ("encrypted", Some("inert"))] {
        let other = run_folder(&path(name), &packs, password);
        assert_eq!(facts(&other), facts(&expected), "{name}");
        assert_eq!(other.coverage.failed, expected.coverage.failed, "{name}");
        assert_eq!(other.coverage.examined, expected.coverage.examined, "{name}");
    }
}

#[test]
fn two_runs_agree_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    sample(&options(6, false)).write(&dir).unwrap();
    let packs = built_in();
    let text =
        |outcome: detect::Outcome| serde_json::to_string(&(outcome.findings, outcome.coverage)).unwrap();
    assert_eq!(text(run_folder(&dir, &packs, None)), text(run_folder(&dir, &packs, None)));
}
