//! Every store in every generation of its schema.

use testkit::ios::Generation;
use testkit::sample::{SampleOptions, ios};

use crate::collect::read;

/// Stores that a generation does not have.
fn absent(generation: Generation) -> &'static [&'static str] {
    match generation {
        Generation::Ios10 | Generation::Ios12 => &["safari_tabs"],
        Generation::Ios15 | Generation::Ios17 => &[],
    }
}

#[test]
fn every_generation_is_read_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    for generation in Generation::ALL {
        let dir = folder.path().join(format!("{generation:?}"));
        let options = SampleOptions { scale: 0.002, seed: 3, generation, ..SampleOptions::default() };
        ios(&options, &mut |_| {}).write(&dir).unwrap();
        for (slug, said) in read(&dir) {
            assert!(said.failed.is_empty(), "{generation:?} {slug}: {:?}", said.failed);
            assert!(said.problems.is_empty(), "{generation:?} {slug}: {:?}", said.problems);
            if !absent(generation).contains(&slug) {
                assert!(!said.records.is_empty(), "{generation:?}: nothing was read from {slug}");
            }
        }
    }
}

/// Seconds and nanoseconds give the same instants: the sample is the same phone in another schema.
#[test]
fn message_dates_do_not_depend_on_the_generation() {
    let folder = tempfile::tempdir().unwrap();
    let years = |generation| {
        let dir = folder.path().join(format!("years-{generation:?}"));
        let options = SampleOptions { scale: 0.001, seed: 4, generation, ..SampleOptions::default() };
        ios(&options, &mut |_| {}).write(&dir).unwrap();
        let said = read(&dir).remove("sms").unwrap();
        let mut all: Vec<i64> =
            said.records.iter().flat_map(|it| &it.times).map(|it| it.1 / 31_556_952_000_000 + 1970).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let expected = years(Generation::Ios17);
    assert!(expected.iter().all(|it| (2020..=2026).contains(it)), "{expected:?}");
    assert_eq!(years(Generation::Ios10), expected);
}
