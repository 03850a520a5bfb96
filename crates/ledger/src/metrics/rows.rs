//! What is counted, from rows.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Kept, Measured, Promise};
use crate::edtf::Edtf;
use crate::id::Id;
use crate::index::Index;
use crate::question::put_in;
use crate::records::{Answer, Commitment, CommitmentCheck, Rubric, Thread};
use crate::row::Row;
use crate::thread::{Incomplete, status_of};
use crate::values::{Known, Ref};
use crate::words::{CheckResult, ReviewState};

/// The threads of a register on a day, in the given order, and what could not be told of the others. Give it only
/// rows that the readers of the numbers may see: what is counted is told.
#[must_use]
pub fn measured(index: &Index<'_>, now: Date) -> (Vec<Measured>, Vec<Incomplete>) {
    let (mut threads, mut incomplete) = (Vec::new(), Vec::new());
    for (row, _) in index.all::<Thread>() {
        match status_of(row, index, now) {
            Ok(status) => {
                let questions = crate::question::tally(row, index);
                threads.push(Measured { status, questions, rubric: rubric(row, index) });
            }
            Err(it) => incomplete.extend(it),
        }
    }
    (threads, incomplete)
}

/// Version of the rubric by which a thread's questions were judged. Several are named together, so that the thread
/// is counted under none of them: versions are never mixed.
fn rubric(thread: &Row, index: &Index<'_>) -> Option<String> {
    let mut versions = BTreeSet::new();
    for (question, _) in put_in(thread.id, index) {
        let answers = index.naming::<Answer>(question.id).map(|it| it.1);
        let last = answers
            .filter(|it| it.question.id() == question.id)
            .filter(|it| matches!(it.state, ReviewState::Final | ReviewState::Contested))
            .last();
        let rubric = last.and_then(|it| index.get::<Rubric>(it.rubric.as_ref()?.id()));
        versions.extend(rubric.map(|it| it.version.as_str()));
    }
    (!versions.is_empty()).then(|| versions.into_iter().collect::<Vec<_>>().join(" + "))
}

/// The commitments of a register, each by the last check up to a day, and those without a whole day on which they
/// were made, which are in no period.
#[must_use]
pub fn promises(index: &Index<'_>, now: Date) -> (Vec<Promise>, Vec<Id>) {
    let (mut promises, mut undated) = (Vec::new(), Vec::new());
    for (row, commitment) in index.all::<Commitment>() {
        match commitment.made_at.known().and_then(Edtf::exact) {
            None => undated.push(row.id),
            // What was promised later is not known yet.
            Some(made) if made > now => {}
            Some(made) => {
                // Where a day is vague, the last one it may be; one that its source doubts is none.
                let due = commitment.due.as_ref().and_then(Known::known).filter(|it| !it.is_qualified());
                let due = due.and_then(Edtf::latest);
                promises.push(Promise { made, due, kept: kept(row.id, index, now) });
            }
        }
    }
    (promises, undated)
}

fn kept(commitment: Id, index: &Index<'_>, now: Date) -> Kept {
    let checks = index.naming::<CommitmentCheck>(commitment);
    let dated = checks.filter(|it| Ref::id(&it.1.commitment) == commitment).filter_map(|(_, it)| {
        let at = it.at.known().and_then(Edtf::exact).filter(|it| *it <= now)?;
        Some((at, it.result))
    });
    // Of two on one day the one that entered the register later counts.
    match dated.max_by_key(|it| it.0).map(|it| it.1) {
        Some(CheckResult::Met) => Kept::Met,
        Some(CheckResult::MetLate) => Kept::MetLate,
        Some(CheckResult::Partly) => Kept::Partly,
        Some(CheckResult::Missed) => Kept::Missed,
        Some(CheckResult::Withdrawn) => Kept::Withdrawn,
        Some(CheckResult::Pending) | None => Kept::Pending,
    }
}
