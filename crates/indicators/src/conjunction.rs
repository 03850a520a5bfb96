//! Indicators of several conditions: which of them meet in a record.
//!
//! Conditions on one object path are a group, and hold for one value; groups may be fulfilled by different values of
//! the record. A value is an observable itself, or one of the URLs inside it.

use model::{Observable, ObservableType};

use crate::index::{Fit, IndicatorId};
use crate::lower::Part;
use crate::tables::Tables;

/// An indicator of several conditions.
pub(crate) struct Conjunction {
    pub(crate) indicator: IndicatorId,
    pub(crate) groups: Vec<Group>,
}

/// Conditions that one value must fulfil, as numbers of parts.
pub(crate) struct Group {
    number: usize,
    kind: ObservableType,
    wanted: Vec<u32>,
    excluded: Vec<Excluded>,
}

struct Excluded {
    part: u32,
    kind: ObservableType,
    by_pattern: bool,
}

impl Excluded {
    /// Whether a value with that fit is the excluded one. `!=` means the value itself, not what lies below it; a
    /// network means its addresses, and of a name that was cut nobody knows whether it is another.
    fn means(&self, fit: Fit) -> bool {
        self.by_pattern || self.kind == ObservableType::Ip || matches!(fit, Fit::Exact | Fit::Truncated)
    }
}

/// A value that a part names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Met {
    part: u32,
    observable: usize,
    /// 0 for the observable itself, n for the nth URL inside it.
    inside: u32,
    fit: Fit,
}

/// All values of a record that parts name, sorted: hostile records hold tens of thousands.
pub(crate) struct Meetings(Vec<Met>);

impl Meetings {
    pub(crate) fn of(tables: &Tables, observables: &[Observable<'_>]) -> Self {
        let mut met = Vec::new();
        for (observable, it) in observables.iter().enumerate() {
            tables.lookup_values(it, &mut |inside, part, fit| {
                met.push(Met { part, observable, inside, fit });
            });
        }
        met.sort_unstable();
        // The firmest fit comes first.
        met.dedup_by_key(|it| (it.part, it.observable, it.inside));
        Self(met)
    }

    /// The parts that name some value; one may come several times.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|it| it.part)
    }

    fn of_part(&self, part: u32) -> &[Met] {
        let start = self.0.partition_point(|it| it.part < part);
        let rest = self.0.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|it| it.part == part)).unwrap_or_default()
    }

    /// How a part names a value, if it does.
    fn fit(&self, part: u32, observable: usize, inside: u32) -> Option<Fit> {
        let key = (part, observable, inside);
        let at = self.0.binary_search_by(|it| (it.part, it.observable, it.inside).cmp(&key)).ok()?;
        self.0.get(at).map(|it| it.fit)
    }
}

impl Conjunction {
    /// Takes in one more condition, of which `number` is the part.
    pub(crate) fn add(&mut self, part: &Part, number: u32) {
        let at = self.groups.iter().position(|it| it.number == part.group).unwrap_or_else(|| {
            let (wanted, excluded) = (Vec::new(), Vec::new());
            self.groups.push(Group { number: part.group, kind: part.kind, wanted, excluded });
            self.groups.len() - 1
        });
        let Some(group) = self.groups.get_mut(at) else { return };
        if part.negated {
            let by_pattern = part.pattern.is_some();
            group.excluded.push(Excluded { part: number, kind: part.kind, by_pattern });
        } else {
            group.wanted.push(number);
        }
    }

    /// Calls `each` with the observables at which it comes: all that fulfil the conditions if they are on one value,
    /// the first if several values must meet.
    pub(crate) fn meetings(
        &self,
        met: &Meetings,
        observables: &[Observable<'_>],
        each: &mut dyn FnMut(usize, Fit),
    ) {
        if let [group] = self.groups.as_slice() {
            let mut last = None;
            for (observable, fit) in group.values(met) {
                // The URLs inside an observable are in its place.
                if last.replace(observable) != Some(observable) {
                    each(observable, fit);
                }
            }
            return;
        }
        let mut first = usize::MAX;
        let all = self.groups.iter().all(|group| {
            if group.wanted.is_empty() {
                return group.speaks_of_another(met, observables);
            }
            let place = group.values(met).next().map(|it| it.0);
            first = first.min(place.unwrap_or(usize::MAX));
            place.is_some()
        });
        if all {
            each(first, Fit::Together);
        }
    }
}

impl Group {
    /// The observables with a value that fulfils all conditions, of which at least one names a value, and the
    /// loosest of the fits.
    fn values(&self, met: &Meetings) -> impl Iterator<Item = (usize, Fit)> {
        let (first, others) = self.wanted.split_first().map_or((None, &[][..]), |(a, b)| (Some(*a), b));
        let candidates = first.map_or(&[][..], |it| met.of_part(it));
        candidates.iter().filter_map(|it| {
            let fits = |part: u32| met.fit(part, it.observable, it.inside);
            let fit = others.iter().try_fold(it.fit, |loosest, part| Some(loosest.max(fits(*part)?)))?;
            let excluded = self.excluded.iter().any(|not| fits(not.part).is_some_and(|fit| not.means(fit)));
            let fit = if it.inside == 0 { fit } else { Fit::Nested };
            (!excluded).then_some((it.observable, fit))
        })
    }

    /// Whether the record carries a value of the type that is none of the excluded ones. Of an account that is kept
    /// as its digest no pattern can say so.
    fn speaks_of_another(&self, met: &Meetings, observables: &[Observable<'_>]) -> bool {
        let by_pattern = self.excluded.iter().any(|it| it.by_pattern);
        observables.iter().enumerate().any(|(observable, it)| {
            let excluded = || {
                self.excluded
                    .iter()
                    .any(|not| met.fit(not.part, observable, 0).is_some_and(|fit| not.means(fit)))
            };
            speaks_of(it.kind(), self.kind) && !(by_pattern && it.is_digest()) && !excluded()
        })
    }
}

/// True if an observable of the first type carries a value of the second.
fn speaks_of(observed: ObservableType, named: ObservableType) -> bool {
    use ObservableType::{Domain, FileName, Ip, Path, Url};
    observed == named
        || matches!(
            (observed, named),
            (Url | Domain, Domain | Ip) | (Url, Url) | (Path, FileName) | (Ip, Domain)
        )
}
