//! One index over all packs.

use model::{Observable, ObservableType, Record, Role, Time, Utc};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::conjunction::{Conjunction, Meetings};
use crate::lower::Part;
use crate::pack::{Condition, Indicator, Pack, Span, Version};
use crate::paths::Platform;
use crate::tables::{Digest, Tables};

/// Names an indicator of an [`Index`]. Ordered by pack, then by place in the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId {
    pack: u32,
    place: u32,
}

impl IndicatorId {
    /// The position of its pack in [`Index::packs`].
    pub fn pack(self) -> usize {
        self.pack as usize
    }
}

/// Whether the publisher still vouches for an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitStatus {
    /// Yes.
    Current,
    /// The publisher has withdrawn it.
    Revoked,
    /// Not since that time.
    Expired(Utc),
    /// It counts in records of a certain time only, and this one has none. No match, and nothing that can be said;
    /// to be counted.
    Undecided,
}

/// How the observed value meets the published one. Ordered from the firmest to the loosest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// It is the value.
    Exact,
    /// It lies within it: below the domain, in the network, under the directory.
    Within,
    /// A pattern or path with wildcards fits.
    Pattern,
    /// The platform cut the process name; so much as it kept is equal.
    Truncated,
    /// It stands inside another URL, as a redirect target or parameter.
    Nested,
    /// All values that must meet stand in the record.
    Together,
}

/// An indicator that an observable matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which one.
    pub indicator: IndicatorId,
    /// The position of the observable in its record; 0 where a single observable was asked for.
    pub observable: usize,
    /// Whether it still stands. One that does not is no match, but worth a note.
    pub status: HitStatus,
    /// How the values meet.
    pub fit: Fit,
}

/// When a record was made, as far as that is known.
#[derive(Clone, Copy)]
struct When<'t> {
    /// What decides whether an indicator had ended.
    at: Option<Utc>,
    /// The times of the record itself, if it is one.
    times: Option<&'t [Time<'t>]>,
}

impl When<'_> {
    /// Whether it lies in a span of time; `None` if it has no time.
    fn is_in(self, span: Span) -> Option<bool> {
        match self.times {
            Some([]) => None,
            Some(times) => Some(times.iter().any(|it| span.contains(it.utc))),
            None => self.at.map(|it| span.contains(it)),
        }
    }
}

/// How an indicator stands to the versions of its entry in all packs.
enum Standing {
    Newest,
    Replaced,
    Withdrawn,
}

/// Of each entry, when it was changed last, and whether it is withdrawn then.
fn newest(packs: &[Pack]) -> FxHashMap<&str, (Option<Utc>, bool)> {
    let mut newest: FxHashMap<&str, (Option<Utc>, bool)> = FxHashMap::default();
    for pack in packs {
        for (version, indicator) in pack.versions.iter().zip(&pack.indicators) {
            let Some(version) = version else { continue };
            let this = (version.modified, indicator.revoked);
            newest.entry(version.id.as_str()).and_modify(|it| *it = this.max(*it)).or_insert(this);
        }
    }
    newest
}

fn standing(
    version: &Version,
    indicator: &Indicator,
    newest: &FxHashMap<&str, (Option<Utc>, bool)>,
) -> Standing {
    match newest.get(version.id.as_str()) {
        Some(last) if *last > (version.modified, indicator.revoked) => {
            if last.1 {
                Standing::Withdrawn
            } else {
                Standing::Replaced
            }
        }
        _ => Standing::Newest,
    }
}

/// All indicators of all packs, ready to be asked. Immutable; may be shared between threads.
pub struct Index {
    packs: Vec<Pack>,
    /// For each number in `tables`, the indicator.
    numbered: Vec<IndicatorId>,
    tables: Tables,
    kinds: u32,
    /// Parts of indicators that need several conditions; number n of `part_tables` is a part of the conjunction
    /// `parts[n]`, or `None` if it is an exclusion.
    part_tables: Option<Tables>,
    parts: Vec<Option<usize>>,
    conjunctions: Vec<Conjunction>,
}

impl Index {
    /// Builds the index.
    ///
    /// `platform` is that of the evidence. `digest` computes SHA-256: results keep accounts as the digest of
    /// type, zero byte and value, and these are compared with the digests of the indicators.
    pub fn build(packs: &[Pack], platform: Platform, digest: Digest) -> Self {
        let mut index = Self {
            packs: packs.to_vec(),
            numbered: Vec::new(),
            tables: Tables::new(platform),
            kinds: 0,
            part_tables: None,
            parts: Vec::new(),
            conjunctions: Vec::new(),
        };
        let newest = newest(packs);
        for (pack_at, pack) in packs.iter().enumerate() {
            // The same statement twice in one pack is one statement.
            let mut seen: FxHashSet<(&Indicator, bool)> = FxHashSet::default();
            for (place, indicator) in pack.indicators.iter().enumerate() {
                let (Ok(at), Ok(number)) = (u32::try_from(pack_at), u32::try_from(place)) else { break };
                let version = pack.versions.get(place).and_then(Option::as_deref);
                let withdrawn = match version.map(|it| standing(it, indicator, &newest)) {
                    // It stands in another pack as its publisher changed it.
                    Some(Standing::Replaced) => continue,
                    Some(Standing::Withdrawn) => true,
                    Some(Standing::Newest) | None => false,
                };
                if !seen.insert((indicator, withdrawn)) {
                    continue;
                }
                if withdrawn {
                    index.withdraw(pack_at, place);
                }
                let id = IndicatorId { pack: at, place: number };
                index.insert(id, indicator, digest);
            }
        }
        index.tables.finish();
        if let Some(tables) = &mut index.part_tables {
            tables.finish();
        }
        index
    }

    /// A later version in another pack says that an indicator is withdrawn.
    fn withdraw(&mut self, pack: usize, place: usize) {
        if let Some(it) = self.packs.get_mut(pack).and_then(|it| it.indicators.get_mut(place)) {
            it.revoked = true;
        }
    }

    fn insert(&mut self, id: IndicatorId, indicator: &Indicator, digest: Digest) {
        let Ok(number) = u32::try_from(self.numbered.len()) else { return };
        self.note(indicator.kind);
        match &indicator.test {
            Condition::Value => self.tables.insert(indicator.kind, &indicator.value, number, digest),
            Condition::Pattern { source, host } => {
                self.tables.insert_pattern(indicator.kind, source, number);
                if *host {
                    self.note(ObservableType::Ip);
                    self.tables.insert_pattern(ObservableType::Ip, source, number);
                }
            }
            Condition::Glob => self.tables.insert_glob(&indicator.value, number),
            Condition::All(parts) => return self.insert_all(id, parts, digest),
        }
        self.numbered.push(id);
    }

    fn insert_all(&mut self, id: IndicatorId, parts: &[Part], digest: Digest) {
        let platform = self.tables.platform();
        let mut conjunction = Conjunction { indicator: id, groups: Vec::new() };
        for part in parts {
            self.note(part.kind);
            let Ok(number) = u32::try_from(self.parts.len()) else { return };
            let tables = self.part_tables.get_or_insert_with(|| Tables::new(platform));
            match &part.pattern {
                Some(source) => tables.insert_pattern(part.kind, source, number),
                None if part.negated => tables.insert_excluded(part.kind, &part.value, number, digest),
                None => tables.insert(part.kind, &part.value, number, digest),
            }
            if let (Some(source), true) = (&part.pattern, part.host) {
                tables.insert_pattern(ObservableType::Ip, source, number);
            }
            self.parts.push((!part.negated).then_some(self.conjunctions.len()));
            conjunction.add(part, number);
        }
        self.conjunctions.push(conjunction);
    }

    fn note(&mut self, kind: ObservableType) {
        self.kinds |= bit(kind);
    }

    /// True if some indicator has that type, so that it is worth computing such observables.
    pub fn has(&self, kind: ObservableType) -> bool {
        self.kinds & bit(kind) != 0
    }

    /// The account named by some indicator that has this digest (hex of [`model::account_digest`]).
    pub fn account_of(&self, hex: &str) -> Option<&str> {
        self.every_table().find_map(|it| it.account_of(hex))
    }

    /// True if some indicator is a pattern over accounts: it cannot be compared with accounts kept as digests.
    pub fn has_account_patterns(&self) -> bool {
        self.every_table().any(Tables::has_account_patterns)
    }

    fn every_table(&self) -> impl Iterator<Item = &Tables> {
        std::iter::once(&self.tables).chain(&self.part_tables)
    }

    /// True if no pack holds an indicator.
    pub fn is_empty(&self) -> bool {
        self.kinds == 0
    }

    /// Appends the indicators that a record's observables match, in the order of the observables and, for one
    /// observable, of the indicators. Allocates nothing if there are none.
    ///
    /// `at` is the record's time or, where it has none, the acquisition's; without either, an indicator with
    /// an end counts as current. For one observable an indicator comes once, with its firmest [`Fit`]. An
    /// indicator that needs several values comes at the first observable that is one of them, if all stand in
    /// this record ([`Fit::Together`]); one with several conditions on one value comes at each that fulfils them.
    /// One that counts for a span of time comes if a time of the record itself lies in it, and as
    /// [`HitStatus::Undecided`] if the record has none.
    pub fn matches_record(&self, record: &Record<'_>, at: Option<Utc>, hits: &mut Vec<Hit>) {
        let start = hits.len();
        let when = When { at, times: Some(&record.times) };
        for (place, observable) in record.observables.iter().enumerate() {
            self.matches_at(place, observable, when, hits);
        }
        if self.part_tables.is_some() {
            self.conjunctions(&record.observables, when, hits);
            hits.get_mut(start..).unwrap_or_default().sort_by_key(|it| (it.observable, it.indicator));
        }
    }

    /// As [`Self::matches_record`], for one observable alone.
    pub fn matches(&self, observable: &Observable<'_>, at: Option<Utc>, hits: &mut Vec<Hit>) {
        let start = hits.len();
        let when = When { at, times: None };
        self.matches_at(0, observable, when, hits);
        if self.part_tables.is_some() {
            self.conjunctions(std::slice::from_ref(observable), when, hits);
            hits.get_mut(start..).unwrap_or_default().sort_by_key(|it| it.indicator);
        }
    }

    fn matches_at(&self, place: usize, observable: &Observable<'_>, when: When<'_>, hits: &mut Vec<Hit>) {
        let start = hits.len();
        self.tables.lookup(observable, &mut |number, fit| {
            let Some(id) = self.numbered.get(number as usize) else { return };
            let status = self.status(*id, when);
            hits.extend(status.map(|status| Hit { indicator: *id, observable: place, status, fit }));
        });
        if hits.len() > start + 1 {
            let mut found = hits.split_off(start);
            found.sort_unstable_by_key(|it| (it.indicator, it.fit));
            found.dedup_by_key(|it| it.indicator);
            hits.append(&mut found);
        }
    }

    /// Appends the indicators of which all conditions hold among a record's observables.
    fn conjunctions(&self, observables: &[Observable<'_>], when: When<'_>, hits: &mut Vec<Hit>) {
        let Some(tables) = &self.part_tables else { return };
        let met = Meetings::of(tables, observables);
        let mut candidates: Vec<usize> =
            met.numbers().filter_map(|it| *self.parts.get(it as usize)?).collect();
        candidates.sort_unstable();
        candidates.dedup();
        for conjunction in candidates.into_iter().filter_map(|it| self.conjunctions.get(it)) {
            let indicator = conjunction.indicator;
            let Some(status) = self.status(indicator, when) else { continue };
            conjunction.meetings(&met, observables, &mut |observable, fit| {
                hits.push(Hit { indicator, observable, status, fit });
            });
        }
    }

    /// Whether an indicator still stands; `None` if it says nothing about that time.
    fn status(&self, id: IndicatorId, when: When<'_>) -> Option<HitStatus> {
        let indicator = self.indicator(id);
        let in_span = indicator.span.map_or(Some(true), |it| when.is_in(it));
        if in_span == Some(false) {
            return None;
        }
        Some(match (indicator.valid_until, when.at) {
            _ if in_span.is_none() => HitStatus::Undecided,
            _ if indicator.revoked => HitStatus::Revoked,
            (Some(until), Some(at)) if at >= until => HitStatus::Expired(until),
            _ => HitStatus::Current,
        })
    }

    /// The indicator of that id, which must come from this index.
    #[expect(clippy::indexing_slicing, reason = "ids are made by `build` alone, from these very packs")]
    pub fn indicator(&self, id: IndicatorId) -> &Indicator {
        &self.packs[id.pack as usize].indicators[id.place as usize]
    }

    /// The pack an indicator comes from. The id must come from this index.
    #[expect(clippy::indexing_slicing, reason = "ids are made by `build` alone, from these very packs")]
    pub fn pack(&self, id: IndicatorId) -> &Pack {
        &self.packs[id.pack as usize]
    }

    /// The name of the pack an indicator comes from. The id must come from this index.
    pub fn pack_of(&self, id: IndicatorId) -> &str {
        &self.pack(id).name
    }

    /// For every pack, in load order, how many of its indicators fulfil a condition.
    pub fn count_by_pack(&self, mut fulfils: impl FnMut(&Indicator) -> bool) -> Vec<u64> {
        let count = |pack: &Pack| pack.indicators.iter().map(|it| u64::from(fulfils(it))).sum();
        self.packs.iter().map(count).collect()
    }

    /// All packs, in load order.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// Every indicator that a value would match, whatever its type; sorted. For `indicators show`.
    pub fn show(&self, value: &str) -> Vec<IndicatorId> {
        let value = value.trim();
        let mut hits = Vec::new();
        for kind in ObservableType::ALL {
            self.matches(&Observable::new(kind, value, Role::Stored), None, &mut hits);
        }
        for account in [Observable::email(value, Role::Received), Observable::phone(value, Role::Received)] {
            account.iter().for_each(|it| self.matches(it, None, &mut hits));
        }
        let mut ids: Vec<_> = hits.into_iter().map(|it| it.indicator).collect();
        // What needs several values shows by any of them.
        if let Some(tables) = &self.part_tables {
            for kind in ObservableType::ALL {
                tables.lookup(&Observable::new(kind, value, Role::Stored), &mut |number, _| {
                    let named = self.parts.get(number as usize).copied().flatten();
                    let several =
                        named.and_then(|it| self.conjunctions.get(it)).filter(|it| it.groups.len() > 1);
                    ids.extend(several.map(|it| it.indicator));
                });
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn bit(kind: ObservableType) -> u32 {
    1 << kind as u32
}
