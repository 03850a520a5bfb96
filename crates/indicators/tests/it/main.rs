//! What a user of packs would notice.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests may fail, and say which part was left out"
)]

mod conjunctions;
mod corpus;
mod laws;
mod lists;
mod matching;
mod real_packs;
mod stix;

use indicators::{Fit, HitStatus, Index, Pack, PackBuilder, Platform};
use model::{Observable, ObservableType, Role, Utc};

/// Not SHA-256, but as good as a digest here: different texts give different bytes.
pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0_u8; 32];
    for (n, byte) in bytes.iter().enumerate() {
        let place = &mut out[n % 32];
        *place = place.rotate_left(3) ^ byte ^ u8::try_from(n % 251).unwrap();
    }
    out
}

/// A bundle of one malware and the given patterns.
pub(crate) fn bundle(patterns: &[&str]) -> Vec<u8> {
    let objects: Vec<_> = patterns
        .iter()
        .enumerate()
        .map(|(n, it)| {
            serde_json::json!({
                "type": "indicator", "id": format!("indicator--{n}"), "pattern": it, "pattern_type": "stix",
                "valid_from": "2024-01-01T00:00:00Z",
            })
        })
        .collect();
    serde_json::to_vec(&serde_json::json!({"type": "bundle", "id": "bundle--1", "objects": objects})).unwrap()
}

pub(crate) fn index_of(patterns: &[&str]) -> Index {
    let pack = Pack::from_stix("test.json", "", &bundle(patterns)).unwrap();
    Index::build(&[pack], Platform::Ios, digest)
}

/// An index of single values.
pub(crate) fn values(kind: ObservableType, values: &[&str]) -> Index {
    let mut builder = PackBuilder::new("test", "test", "");
    for value in values {
        builder.push(kind, value, &indicators::About::default()).unwrap();
    }
    Index::build(&[builder.finish(0).unwrap()], Platform::Ios, digest)
}

/// What an observed value matches, as `value (fit)`.
pub(crate) fn hits(index: &Index, kind: ObservableType, observed: &str) -> Vec<String> {
    of(index, &Observable::new(kind, observed, Role::Received), None)
}

pub(crate) fn of(index: &Index, observable: &Observable<'_>, at: Option<Utc>) -> Vec<String> {
    let mut hits = Vec::new();
    index.matches(observable, at, &mut hits);
    hits.iter()
        .map(|it| {
            let mut text = index.indicator(it.indicator).value.clone();
            if it.fit != Fit::Exact {
                text += &format!(" ({:?})", it.fit);
            }
            if it.status != HitStatus::Current {
                text += &format!(" ({:?})", it.status);
            }
            text
        })
        .collect()
}
