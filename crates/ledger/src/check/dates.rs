//! Dates that cannot be: an end before its beginning, a reply that arrives before it is sent.

use super::Book;
use crate::Record;
use crate::edtf::{Edtf, Order};
use crate::records::{Commitment, Demand, Thread};
use crate::row::Row;
use crate::values::Known;

type Date = Option<Known<Edtf>>;

pub(super) fn check(book: &mut Book<'_>) {
    for row in book.rows {
        match &row.record {
            Record::ActorName(it) => span(book, row, "to", known(&it.from), known(&it.to), "`from`"),
            Record::Relationship(it) => span(book, row, "to", known(&it.from), known(&it.to), "`from`"),
            Record::Statement(it) => span(book, row, "to", known(&it.from), known(&it.to), "`from`"),
            Record::Thread(it) => {
                span(book, row, "deadline", it.asked_at.known(), known(&it.deadline), "`asked_at`")
            }
            Record::ThreadEvent(it) => {
                span(book, row, "found_at", it.at.known(), known(&it.found_at), "`at`");
                span(book, row, "new_due", it.at.known(), it.new_due.as_ref(), "`at`");
                let asked = book.get::<Thread, _>(&it.thread).and_then(|it| it.asked_at.known());
                // What is drafted or approved comes before the letter goes out; a reply to it does not.
                if matches!(
                    it.event.as_str(),
                    "reply_received" | "late_reply" | "acknowledged" | "auto_reply"
                ) {
                    span(book, row, "at", asked, it.at.known(), "`asked_at` of its thread");
                }
            }
            Record::Message(it) => {
                span(book, row, "received_at", known(&it.sent_at), known(&it.received_at), "`sent_at`")
            }
            Record::Demand(it) => {
                span(book, row, "deadline", it.made_at.known(), known(&it.deadline), "`made_at`")
            }
            Record::DemandStatus(it) => {
                let made = book.get::<Demand, _>(&it.demand).and_then(|it| it.made_at.known());
                span(book, row, "at", made, it.at.known(), "`made_at` of its demand");
            }
            Record::Commitment(it) => span(book, row, "due", it.made_at.known(), known(&it.due), "`made_at`"),
            Record::CommitmentCheck(it) => {
                let made = book.get::<Commitment, _>(&it.commitment).and_then(|it| it.made_at.known());
                span(book, row, "at", made, it.at.known(), "`made_at` of its commitment");
            }
            Record::Petition(it) => span(book, row, "closes", known(&it.opens), known(&it.closes), "`opens`"),
            Record::Consent(it) => {
                span(book, row, "expires", Some(&it.given_at), it.expires.as_ref(), "`given_at`");
                span(book, row, "revoked_at", Some(&it.given_at), it.revoked_at.as_ref(), "`given_at`");
            }
            _ => {}
        }
    }
}

fn known(date: &Date) -> Option<&Edtf> {
    date.as_ref().and_then(Known::known)
}

/// Refuses an end that is surely before its beginning; what cannot be told is no fault.
fn span(
    book: &mut Book<'_>,
    row: &Row,
    field: &'static str,
    from: Option<&Edtf>,
    to: Option<&Edtf>,
    of: &str,
) {
    if let (Some(from), Some(to)) = (from, to)
        && from.order(to) == Order::After
    {
        let why = format!("{} lies before {of}, {}: one of the two is wrong", to.as_str(), from.as_str());
        book.problem(row, field, why);
    }
}
