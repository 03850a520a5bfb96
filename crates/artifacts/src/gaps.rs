//! Missing keys in a table whose keys only ever grow: what deletion leaves behind.
//!
//! `AUTOINCREMENT` never gives a key twice, so a missing one means a deleted row. People delete messages every
//! day; the gaps say where and between which times something was, not what.

use std::ops::ControlFlow;

use model::{Locator, Record, SourceRef, Time};

use crate::Sink;

/// After so many runs of missing keys, the rest is summed up in one record.
const MAX_RUNS: u64 = 1_000;

/// Watches the keys of one table in ascending order.
pub(crate) struct Gaps<'a> {
    artifact: &'static str,
    table: &'static str,
    source: &'a SourceRef,
    first: Option<i64>,
    last: Option<(i64, Option<i64>)>,
    count: i64,
    runs: u64,
    missing_beyond: i64,
}

impl<'a> Gaps<'a> {
    pub(crate) fn new(artifact: &'static str, table: &'static str, source: &'a SourceRef) -> Self {
        Self { artifact, table, source, first: None, last: None, count: 0, runs: 0, missing_beyond: 0 }
    }

    /// Takes the next key with its date (seconds or nanoseconds since 2001), and emits the gap before it.
    pub(crate) fn next(&mut self, key: i64, date: Option<i64>, sink: &mut dyn Sink) -> ControlFlow<()> {
        self.count += 1;
        self.first.get_or_insert(key);
        let Some((before, date_before)) = self.last.replace((key, date)) else {
            return ControlFlow::Continue(());
        };
        let missing = key.saturating_sub(before).saturating_sub(1);
        if missing <= 0 {
            return ControlFlow::Continue(());
        }
        self.runs += 1;
        if self.runs > MAX_RUNS {
            self.missing_beyond = self.missing_beyond.saturating_add(missing);
            return ControlFlow::Continue(());
        }
        self.gap(Locator::row(self.table, before), (before, key), (date_before, date), sink)
    }

    /// Emits the gap between two keys, of which the second is the next that is there or would be given.
    fn gap(
        &self,
        at: Locator<'_>,
        (before, after): (i64, i64),
        (date_before, date_after): (Option<i64>, Option<i64>),
        sink: &mut dyn Sink,
    ) -> ControlFlow<()> {
        let mut record = Record::new(self.artifact, "rowid_gap", self.source, at);
        let time = |event, date: Option<i64>| date.and_then(|it| Time::cocoa_auto(event, it));
        record.times.extend(time("rowid_gap_before", date_before));
        record.times.extend(time("rowid_gap_after", date_after));
        record.field("table", self.table);
        record.field("from", before.saturating_add(1));
        record.field("to", after.saturating_sub(1));
        record.field("missing", after.saturating_sub(before).saturating_sub(1));
        sink.record(&record)
    }

    /// Emits the state of the table. `sequence` is the largest key ever given, where the database keeps it.
    pub(crate) fn finish(self, sequence: Option<i64>, sink: &mut dyn Sink) -> ControlFlow<()> {
        let whole = || Locator { table: Some(self.table.into()), ..Locator::default() };
        if self.runs > MAX_RUNS {
            let mut record = Record::new(self.artifact, "rowid_gaps_more", self.source, whole());
            record.field("table", self.table);
            record.field("runs", i64::try_from(self.runs - MAX_RUNS).unwrap_or(i64::MAX));
            record.field("missing", self.missing_beyond);
            sink.record(&record)?;
        }
        // The newest rows are gone if keys were given beyond the last that is there.
        if let Some(sequence) = sequence {
            let (at, last, date) = match self.last {
                Some((last, date)) => (Locator::row(self.table, last), last, date),
                None => (whole(), 0, None),
            };
            if sequence > last {
                self.gap(at, (last, sequence.saturating_add(1)), (date, None), sink)?;
            }
        }
        let mut record = Record::new(self.artifact, "table_state", self.source, whole());
        record.field("table", self.table);
        record.field("count", self.count);
        if let (Some(first), Some((last, _))) = (self.first, self.last) {
            record.field("min_rowid", first);
            record.field("max_rowid", last);
        }
        if let Some(sequence) = sequence {
            record.field("sequence", sequence);
        }
        sink.record(&record)
    }
}
