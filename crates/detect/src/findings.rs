//! Gathers findings: one per fact and place, however many packs name it and however often it occurs.

use model::wire::{Finding, MatchedIndicator, Observed, Occurrences, Origin};
use model::{Kind, Level, Locator, ObservableType, Record, SourceRef, Utc};
use rustc_hash::FxHashMap;

/// What a finding says, before it is merged with others of the same fact.
pub(crate) struct Draft {
    pub(crate) rule: String,
    pub(crate) level: Level,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) explanation_key: String,
    pub(crate) artifact: String,
    pub(crate) observed: Observed,
    pub(crate) indicators: Vec<MatchedIndicator>,
    pub(crate) time: Option<Utc>,
    pub(crate) last: Option<Utc>,
    pub(crate) count: u64,
    pub(crate) origin: Origin,
    pub(crate) record: serde_json::Value,
    /// Facts of one rule that differ only in their place become one finding, at the first place.
    pub(crate) merge_places: bool,
}

/// Computes a SHA-256. Passed in, so that this crate names no cryptography.
pub type Digest = fn(&[u8]) -> [u8; 32];

/// The findings of a run, merged as they come.
pub(crate) struct FindingSet {
    digest: Digest,
    by_fact: FxHashMap<[u8; 16], Finding>,
    /// The most of one level.
    most: usize,
    /// How many there are of each level.
    counts: [usize; 4],
    /// Facts that found no room.
    dropped: u64,
}

/// The most findings of one level of one artefact. A person reads none of those beyond it, and evidence that was
/// made to fill the memory ends here; they are counted.
const MOST: usize = 5_000;

impl FindingSet {
    pub(crate) fn new(digest: Digest) -> Self {
        Self { digest, by_fact: FxHashMap::default(), most: MOST, counts: [0; 4], dropped: 0 }
    }

    /// One that takes the findings of all artefacts together.
    pub(crate) fn of_all(digest: Digest) -> Self {
        Self { most: usize::MAX, ..Self::new(digest) }
    }

    /// How many occurrences of facts found no room.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Adds one fact, or one more occurrence of it.
    pub(crate) fn add(&mut self, draft: Draft) {
        let fact = fact_id(self.digest, &draft.rule, &draft.artifact, &draft.origin, &draft.observed);
        let key = if draft.merge_places {
            let nowhere = Origin {
                path: draft.origin.path.clone(),
                member: String::new(),
                sha256: String::new(),
                table: None,
                row: None,
                key: None,
                line: None,
                offset: None,
            };
            fact_id(self.digest, &draft.rule, &draft.artifact, &nowhere, &draft.observed)
        } else {
            fact
        };
        let finding = Finding {
            id: model::hex(&fact),
            level: draft.level,
            kind: draft.kind,
            rule: draft.rule,
            title: draft.title,
            artifact: draft.artifact,
            observed: draft.observed,
            indicators: draft.indicators,
            time: draft.time,
            origin: draft.origin,
            occurrences: Occurrences {
                count: draft.count,
                first: draft.time,
                last: draft.last.or(draft.time),
            },
            explanation_key: draft.explanation_key,
            record: draft.record,
        };
        self.merge(key, finding);
    }

    /// Adds a finding of an earlier run unchanged.
    pub(crate) fn keep(&mut self, finding: Finding) {
        let key = fact_id(self.digest, &finding.rule, &finding.artifact, &finding.origin, &finding.observed);
        self.merge(key, finding);
    }

    /// Takes over all findings of another set.
    pub(crate) fn absorb(&mut self, other: Self) {
        let mut all: Vec<_> = other.by_fact.into_iter().collect();
        all.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        for (key, finding) in all {
            self.merge(key, finding);
        }
    }

    fn merge(&mut self, key: [u8; 16], mut new: Finding) {
        use std::collections::hash_map::Entry;
        match self.by_fact.entry(key) {
            Entry::Vacant(slot) => {
                let count = self.counts.get_mut(new.level as usize);
                match count {
                    Some(count) if *count < self.most => {
                        *count += 1;
                        slot.insert(new);
                    }
                    _ => self.dropped = self.dropped.saturating_add(new.occurrences.count),
                }
            }
            Entry::Occupied(mut slot) => {
                let old = slot.get_mut();
                // The stronger reading of one fact holds, whichever came first; of equal ones the earlier, so that
                // time, place and record of a finding belong together.
                if reading(&new) < reading(old) {
                    std::mem::swap(old, &mut new);
                }
                old.occurrences.count = old.occurrences.count.saturating_add(new.occurrences.count);
                old.occurrences.first = earlier(old.occurrences.first, new.occurrences.first);
                old.occurrences.last = later(old.occurrences.last, new.occurrences.last);
                for indicator in new.indicators {
                    indicator.add_to(&mut old.indicators);
                }
            }
        }
    }

    /// All findings: strongest level first, then time (undated last), then id.
    pub(crate) fn into_sorted(self) -> Vec<Finding> {
        let mut all: Vec<Finding> = self.by_fact.into_values().collect();
        for finding in &mut all {
            finding.indicators.sort();
        }
        all.sort_by(|a, b| {
            (b.level.cmp(&a.level))
                .then_with(|| (a.time.is_none(), a.time).cmp(&(b.time.is_none(), b.time)))
                .then_with(|| a.id.cmp(&b.id))
        });
        all
    }
}

/// Orders readings of one fact: by level, then by how much the kind says, then by time, undated last.
fn reading(it: &Finding) -> (std::cmp::Reverse<Level>, u8, bool, Option<Utc>) {
    (std::cmp::Reverse(it.level), crate::engine::kind_order(it.kind), it.time.is_none(), it.time)
}

fn earlier(a: Option<Utc>, b: Option<Utc>) -> Option<Utc> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn later(a: Option<Utc>, b: Option<Utc>) -> Option<Utc> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

/// The wire form of a place in a member.
fn origin(source: &SourceRef, at: &Locator<'_>) -> Origin {
    Origin {
        path: source.path.to_string(),
        member: source.member.to_string(),
        sha256: source.sha256_hex(),
        table: at.table.as_deref().map(str::to_owned),
        row: at.row,
        key: at.key.as_deref().map(str::to_owned),
        line: at.line,
        offset: at.offset,
    }
}

/// The wire form of where a fact stands. A file that the manifest lists is its own place: its path on the device and
/// the name it is stored under, not a row of a list whose bytes differ between a plain and an encrypted backup. Its
/// digest is added at the end of a check, if the file is stored.
pub(crate) fn place(record: &Record<'_>, at: &Locator<'_>) -> Origin {
    let listed = record
        .observables
        .iter()
        .find(|it| record.artifact == crate::run::MANIFEST && it.kind() == ObservableType::Path);
    match (listed, record.at.key.as_deref()) {
        (Some(path), id) => Origin {
            path: path.value().to_owned(),
            member: id.map(stored_name).unwrap_or_default(),
            sha256: String::new(),
            table: None,
            row: None,
            key: None,
            line: None,
            offset: None,
        },
        (None, _) => origin(record.source, at),
    }
}

/// `3d/3d0d…` for the file id `3d0d…`.
fn stored_name(id: &str) -> String {
    format!("{}/{id}", id.get(..2).unwrap_or_default())
}

/// First 128 bits of SHA-256 over rule, artefact, place and observed. Every part is preceded by its length, so
/// that no two different facts have the same bytes.
///
/// The stored name and the member's digest are left out, and accounts inside keys and paths count as their digests, so
/// that plain, encrypted, zipped and re-checked
/// evidence give equal ids: the manifest of an encrypted backup also holds the wrapped keys of its files, so its
/// bytes differ from those of the plain twin though every fact in it is the same.
fn fact_id(digest: Digest, rule: &str, artifact: &str, origin: &Origin, observed: &Observed) -> [u8; 16] {
    let mut bytes = Vec::with_capacity(256);
    let mut part = |text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    // Earlier results hold accounts of people without a finding as digests: with those the ids stay equal.
    let hex = |kind, value: &str| model::hex(&model::account_digest(digest, kind, value));
    part(rule);
    part(artifact);
    part(&model::hide_in_path(&origin.path, hex));
    part(origin.table.as_deref().unwrap_or_default());
    part(&origin.row.map(|it| it.to_string()).unwrap_or_default());
    part(&model::hide_in_key(origin.key.as_deref().unwrap_or_default(), hex));
    part(&origin.line.map(|it| it.to_string()).unwrap_or_default());
    part(&origin.offset.map(|it| it.to_string()).unwrap_or_default());
    part(observed.kind.as_str());
    match observed.kind {
        ObservableType::Path => part(&model::hide_in_path(&observed.value, hex)),
        _ => part(&observed.value),
    }
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest(&bytes)) {
        *to = from;
    }
    id
}
