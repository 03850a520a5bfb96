//! A displayed fact rests on a passage or a publication.

use super::Book;
use crate::Record;
use crate::row::Row;
use crate::visibility::Visibility;
use crate::words::ThreadOrigin;

pub(super) fn check(book: &mut Book<'_>) {
    for row in book.rows {
        let shown =
            !matches!(row.visibility, Visibility::Sealed | Visibility::Restricted | Visibility::Tombstoned);
        let held = !row.provenance.anchors.is_empty() || !row.provenance.sources.is_empty();
        if shown && !held && needs_source(row) {
            let why = format!("every public row of {} needs at least one anchor or source", row.entity());
            book.problem(row, "anchors", why);
        }
    }
}

/// Whether a row states something about the world that it does not carry the source of itself.
fn needs_source(row: &Row) -> bool {
    match &row.record {
        Record::Relationship(_)
        | Record::Deal(_)
        | Record::DealStatus(_)
        | Record::Report(_)
        | Record::Incident(_)
        | Record::TargetGroup(_)
        | Record::Harm(_)
        | Record::Demand(_)
        | Record::DemandStatus(_)
        | Record::Proceeding(_)
        | Record::ProceedingStage(_)
        | Record::Statement(_)
        | Record::ReportedAssessment(_) => true,
        Record::Claim(it) => it.made_in.is_none(),
        Record::Commitment(it) => it.made_in.is_none(),
        Record::CommitmentCheck(it) => it.evidence.is_empty(),
        Record::EvidenceLink(it) => it.evidence.is_empty(),
        Record::Question(it) => it.asked_in.is_none() && it.thread.is_none() && it.inquiry.is_none(),
        // Our own correspondence is its own source; what others tell of theirs is not.
        Record::Thread(it) => it.origin == ThreadOrigin::Imported,
        _ => false,
    }
}
