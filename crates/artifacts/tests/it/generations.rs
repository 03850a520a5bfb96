//! Every store in every generation of its schema.

use testkit::ios::Generation;
use testkit::sample::{SampleOptions, ios};

use crate::collect::{Fields, read, read_fields};

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

/// Fields that nobody asked for cost nothing, and are all there when somebody does.
#[test]
fn fields_read_later_are_those_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for generation in Generation::ALL {
        let dir = folder.path().join(format!("{generation:?}"));
        let options = SampleOptions { scale: 0.002, seed: 5, generation, ..SampleOptions::default() };
        ios(&options, &mut |_| {}).write(&dir).unwrap();
        let all = read(&dir);
        let later = read_fields(&dir, Fields::Later);
        let few = read_fields(&dir, Fields::Few);
        let mut saved = 0;
        for (slug, all) in &all {
            assert_eq!(later[slug].records, all.records, "{generation:?} {slug}");
            assert_eq!(few[slug].problems, all.problems, "{generation:?} {slug}");
            assert_eq!(few[slug].records.len(), all.records.len(), "{generation:?} {slug}");
            for (few, all) in few[slug].records.iter().zip(&all.records) {
                saved += all.fields.len() - few.fields.len();
                assert!(few.fields.iter().all(|(name, value)| all.fields.get(name) == Some(value)));
                let whole = crate::collect::Kept { fields: all.fields.clone(), ..few.clone() };
                assert_eq!(&whole, all, "{generation:?} {slug}: only fields may be missing");
            }
        }
        assert!(saved > 100, "{generation:?}: {saved}");
    }
}
