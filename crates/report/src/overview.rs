//! What the report shows of the timeline: events per month, and what happened around a finding.

use std::collections::{BTreeMap, VecDeque};

use model::Locator;
use model::wire::{Finding, Findings};

use crate::timeline::{Sorted, View};

/// How far around a finding the report looks, in microseconds: five minutes.
const AROUND: i64 = 5 * 60 * 1_000_000;
/// How many events it shows on each side.
const EACH_SIDE: usize = 10;

/// An event near a finding: when, which store, what kind. No more, for the person's sake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Near {
    /// Microseconds since 1970.
    pub(crate) time: i64,
    /// The artefact's slug.
    pub(crate) artifact: &'static str,
    /// The event.
    pub(crate) event: String,
}

/// What happened around one finding.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    pub(crate) before: Vec<Near>,
    pub(crate) after: Vec<Near>,
}

/// Gathers, while the timeline is written, what the report shows of it.
pub(crate) struct Overview {
    /// Events by month (months since January of the year 0).
    pub(crate) months: BTreeMap<i32, u64>,
    /// Rows without a time.
    pub(crate) undated: u64,
    /// Around the findings that are shown, by their index.
    pub(crate) around: BTreeMap<usize, Around>,
    month: (i32, u64),
    recent: VecDeque<(i64, usize, u16)>,
    waiting: VecDeque<Watch>,
    active: Vec<Watch>,
}

/// A finding whose neighbourhood is wanted.
struct Watch {
    index: usize,
    time: i64,
    artifact: String,
    path: String,
    locator: String,
}

impl Watch {
    fn new(index: usize, it: &Finding) -> Option<Self> {
        let origin = &it.origin;
        let mut locator = String::new();
        Locator {
            table: origin.table.as_deref().map(Into::into),
            row: origin.row,
            key: origin.key.as_deref().map(Into::into),
            line: origin.line,
            offset: origin.offset,
        }
        .write(&mut locator);
        Some(Self {
            index,
            time: it.time?.as_micros(),
            artifact: it.artifact.clone(),
            path: origin.path.clone(),
            locator,
        })
    }
}

impl Overview {
    /// Watches the findings of these indices.
    pub(crate) fn new(findings: &Findings, shown: Vec<usize>) -> Self {
        let watch = |index: usize| findings.findings.get(index).and_then(|it| Watch::new(index, it));
        let mut waiting: Vec<Watch> = shown.into_iter().filter_map(watch).collect();
        waiting.sort_by_key(|it| (it.time, it.index));
        Self {
            months: BTreeMap::new(),
            undated: 0,
            around: BTreeMap::new(),
            month: (i32::MIN, 0),
            recent: VecDeque::with_capacity(EACH_SIDE + 1),
            waiting: waiting.into(),
            active: Vec::new(),
        }
    }

    /// Takes the next row of the timeline, and its month if it has a time.
    pub(crate) fn see(&mut self, row: &View<'_>, month: Option<i32>, sorted: &Sorted) {
        let Some(month) = month else {
            self.undated += 1;
            return;
        };
        if self.month.0 == month {
            self.month.1 += 1;
        } else {
            // Rows come in order of time, so a month is over when another begins.
            self.turn_to(month);
        }
        while self.waiting.front().is_some_and(|it| it.time <= row.time)
            && let Some(watch) = self.waiting.pop_front()
        {
            let near = self
                .recent
                .iter()
                .filter(|it| it.0 >= watch.time.saturating_sub(AROUND) && it.0 < watch.time);
            let before = near.map(|it| Self::near(*it, sorted)).collect();
            self.around.insert(watch.index, Around { before, after: Vec::new() });
            self.active.push(watch);
        }
        let now = (row.time, row.writer, row.event);
        if !self.active.is_empty() {
            let around = &mut self.around;
            self.active.retain(|watch| {
                if row.time > watch.time.saturating_add(AROUND) {
                    return false;
                }
                let Some(around) = around.get_mut(&watch.index) else { return false };
                if !watch.is(row, sorted) {
                    around.after.push(Self::near(now, sorted));
                }
                around.after.len() < EACH_SIDE
            });
        }
        if self.recent.len() == EACH_SIDE {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
    }

    /// Ends the month that was being counted.
    pub(crate) fn done(&mut self) {
        self.turn_to(i32::MIN);
    }

    fn turn_to(&mut self, month: i32) {
        if self.month.1 > 0 {
            self.months.insert(self.month.0, self.month.1);
        }
        self.month = (month, u64::from(month != i32::MIN));
    }

    fn near((time, writer, event): (i64, usize, u16), sorted: &Sorted) -> Near {
        let names = sorted.names.get(writer);
        let event = names.and_then(|it| it.events.get(usize::from(event))).cloned().unwrap_or_default();
        Near { time, artifact: names.map_or("", |it| it.artifact), event }
    }
}

impl Watch {
    /// True for the finding's own row.
    fn is(&self, row: &View<'_>, sorted: &Sorted) -> bool {
        let Some(names) = sorted.names.get(row.writer) else { return false };
        row.time == self.time
            && names.artifact == self.artifact
            && row.locator == self.locator
            && names.paths.get(row.path as usize).is_some_and(|it| **it == *self.path)
    }
}
