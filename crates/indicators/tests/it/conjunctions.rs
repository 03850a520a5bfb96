//! Indicators that need several values in one record.

use std::sync::Arc;

use indicators::Index;
use model::{Locator, Observable, Record, Role, SourceRef};

use crate::index_of;

fn record(index: &Index, observables: Vec<Observable<'_>>) -> Vec<String> {
    let source = SourceRef { path: Arc::from("/x"), member: Arc::from("x"), sha256: [0; 32] };
    let mut record = Record::new("test", "test", &source, Locator::WHOLE);
    record.observables = observables;
    let mut hits = Vec::new();
    index.matches_record(&record, None, &mut hits);
    hits.iter()
        .map(|it| format!("{} {:?} {}", it.observable, it.fit, index.indicator(it.indicator).value))
        .collect()
}

#[test]
fn all_parts_must_stand_in_one_record() {
    let both = "[process:name = 'bh' AND domain-name:value = 'evil.test']";
    let index = index_of(&[both]);
    let process = || Observable::process("bh");
    let url = || Observable::url("https://a.evil.test/x", Role::Visited);
    let other = || Observable::url("https://good.test/", Role::Visited);
    assert_eq!(record(&index, vec![other(), url(), process()]), [format!("1 Together {both}")]);
    assert!(record(&index, vec![process()]).is_empty());
    assert!(record(&index, vec![url(), other()]).is_empty());
    assert!(record(&index, vec![]).is_empty());
    assert!(index.indicator(index.show("bh")[0]).is_conjunction());
}

#[test]
fn alternatives_and_exclusions() {
    let text = "[(process:name = 'bh' OR process:name = 'fmld') AND domain-name:value != 'good.test']";
    let index = index_of(&[text]);
    let domain = |it: &'static str| Observable::domain(it, Role::Counted);
    assert_eq!(
        record(&index, vec![Observable::process("fmld"), domain("evil.test")]),
        [format!("0 Together {text}")]
    );
    assert!(record(&index, vec![Observable::process("fmld"), domain("good.test")]).is_empty());
    // Nothing is said about a domain at all.
    assert!(record(&index, vec![Observable::process("fmld")]).is_empty());
    assert_eq!(
        record(&index, vec![Observable::process("bh"), domain("good.test"), domain("evil.test")]).len(),
        1
    );
}

#[test]
fn plain_and_joined_indicators_come_in_the_order_of_observables() {
    let index = index_of(&[
        "[process:name = 'bh' AND domain-name:value = 'evil.test']",
        "[domain-name:value = 'evil.test']",
    ]);
    let all = record(&index, vec![Observable::process("bh"), Observable::domain("evil.test", Role::Counted)]);
    assert_eq!(
        all,
        ["0 Together [process:name = 'bh' AND domain-name:value = 'evil.test']", "1 Exact evil.test"]
    );
}
