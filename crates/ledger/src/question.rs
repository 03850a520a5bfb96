//! How a question stands to what came back, and what may be said of it.
//!
//! A question may be judged only by a reply that surely came after it and of which the bytes are kept. Where a text
//! tells the order without dates, rows say so (`after`, `before`); where neither rows nor dates tell it, the order
//! is unknown, and an unknown order never licenses a judgement.

use std::collections::BTreeSet;

use crate::check::order;
use crate::edtf::Order;
use crate::id::Id;
use crate::index::Index;
use crate::records::{Answer, Message, Question, Thread};
use crate::row::Row;
use crate::thread::{Tally, is_captured, is_reply};
use crate::values::{Known, Ref};
use crate::words::{Outcome, ReviewState};

/// How a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It was put after the reply, which can neither have answered nor evaded it. It is open.
    OpenAfterReply {
        /// The reply before it.
        reply: Id,
    },
    /// It may be judged against this reply, and nobody has done so for good.
    Assessable {
        /// The first reply that surely came after it.
        reply: Id,
    },
    /// It was judged, or it was settled that there is nothing to judge.
    Answered {
        /// By which row.
        answer: Id,
        /// How it fared.
        outcome: Outcome,
        /// Against which reply.
        reply: Option<Id>,
    },
    /// No reply is recorded.
    Open,
    /// There is a reply, and it may not be judged.
    NotAssessable {
        /// The reply.
        reply: Id,
        /// What stands against it.
        why: NotAssessable,
    },
}

/// Why a question may not be judged against a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NotAssessable {
    /// The reply came after it, but its bytes are not kept: others quote it, and may quote it in part.
    ReplyNotCaptured,
    /// Whether the reply came after it cannot be told.
    OrderUnknown,
}

/// How a question stands among some rows; nothing for a row that is no question.
#[must_use]
pub fn standing(question: &Row, rows: &[&Row]) -> Option<Standing> {
    standing_within(question, &Index::of(rows))
}

/// The same for rows that are at hand already.
#[must_use]
pub fn standing_within(row: &Row, index: &Index<'_>) -> Option<Standing> {
    let question = row.get::<Question>()?;
    if let Some(answered) = answered(row, question, index) {
        return Some(answered);
    }
    let (mut open, mut unknown, mut uncaptured) = (None, None, None);
    for (id, reply) in replies(row, question, index) {
        match order(row.id, question, id, reply) {
            Order::Before if is_captured(reply, index) => return Some(Standing::Assessable { reply: id }),
            Order::Before => uncaptured = uncaptured.or(Some(id)),
            Order::Unknown => unknown = unknown.or(Some(id)),
            Order::After => open = open.or(Some(id)),
        }
    }
    let cannot = |reply: Id, why| Standing::NotAssessable { reply, why };
    let standing = uncaptured.map(|it| cannot(it, NotAssessable::ReplyNotCaptured));
    let standing = standing.or_else(|| unknown.map(|it| cannot(it, NotAssessable::OrderUnknown)));
    let standing = standing.or_else(|| open.map(|reply| Standing::OpenAfterReply { reply }));
    Some(standing.unwrap_or(Standing::Open))
}

/// The last final answer, if it says what it may say.
fn answered(row: &Row, question: &Question, index: &Index<'_>) -> Option<Standing> {
    let is_final = |it: &&(&Row, &Answer)| {
        it.1.question.id() == row.id && matches!(it.1.state, ReviewState::Final | ReviewState::Contested)
    };
    let answers: Vec<(&Row, &Answer)> = index.naming::<Answer>(row.id).collect();
    let (answer_row, answer) = answers.iter().rev().find(is_final)?;
    let reply = answer.reply.as_ref().and_then(Known::known).map(Ref::id);
    let stands = match answer.outcome {
        // That is not a judgement but an order, and the order is computed.
        Outcome::OpenAfterReply => false,
        Outcome::NoReply | Outcome::NotAssessable => true,
        Outcome::Answered | Outcome::PartlyAnswered | Outcome::NotAnswered | Outcome::DeclinedWithReason => {
            let message = reply.and_then(|it| Some((it, index.get::<Message>(it)?)));
            message.is_some_and(|(id, it)| {
                order(row.id, question, id, it) == Order::Before && is_captured(it, index)
            })
        }
    };
    stands.then_some(Standing::Answered { answer: answer_row.id, outcome: answer.outcome, reply })
}

/// The replies that a question stands to: those of its threads, and those that a row puts it in order with.
fn replies<'a>(row: &Row, question: &Question, index: &Index<'a>) -> Vec<(Id, &'a Message)> {
    let mut ids = Vec::new();
    for thread in threads(question, index) {
        let here = index.naming::<Message>(thread).filter(|it| it.1.thread.id() == thread);
        ids.extend(here.map(|it| it.0.id));
    }
    ids.extend(question.after.iter().chain(&question.before).map(Ref::id));
    ids.extend(index.naming::<Message>(row.id).map(|it| it.0.id));
    let answers = index.naming::<Answer>(row.id).filter(|it| it.1.question.id() == row.id);
    ids.extend(answers.filter_map(|it| it.1.reply.as_ref()?.known().map(Ref::id)));
    let mut seen = BTreeSet::new();
    ids.retain(|it| seen.insert(*it));
    let message = |id: Id| Some((id, index.get::<Message>(id)?));
    ids.into_iter().filter_map(message).filter(|it| is_reply(it.1)).collect()
}

/// The threads in which a question was put: its own, else those of its inquiry to whom it is directed.
fn threads(question: &Question, index: &Index<'_>) -> Vec<Id> {
    if let Some(thread) = &question.thread {
        return vec![thread.id()];
    }
    let Some(inquiry) = question.inquiry.as_ref().map(Ref::id) else { return Vec::new() };
    let here = |it: &(&Row, &Thread)| it.1.inquiry.id() == inquiry && is_directed_to(question, it.1);
    index.naming::<Thread>(inquiry).filter(here).map(|it| it.0.id).collect()
}

fn is_directed_to(question: &Question, thread: &Thread) -> bool {
    let recipient = thread.recipient.known().map(Ref::id);
    recipient.is_some_and(|it| question.directed_to.iter().any(|to| to.id() == it))
}

/// The questions that were put in a thread, by it or by its inquiry, in the given order.
pub(crate) fn put_in<'a>(thread_id: Id, index: &Index<'a>) -> Vec<(&'a Row, &'a Question)> {
    let Some(thread) = index.get::<Thread>(thread_id) else { return Vec::new() };
    let own =
        index.naming::<Question>(thread_id).filter(|it| it.1.thread.as_ref().map(Ref::id) == Some(thread_id));
    let inquiry = thread.inquiry.id();
    let shared = index.naming::<Question>(inquiry).filter(|it| {
        let of_inquiry = it.1.inquiry.as_ref().map(Ref::id) == Some(inquiry);
        it.1.thread.is_none() && of_inquiry && is_directed_to(it.1, thread)
    });
    own.chain(shared).collect()
}

/// How many questions of a thread fared how.
pub(crate) fn tally(thread: &Row, index: &Index<'_>) -> Tally {
    let mut tally = Tally::default();
    for (row, _) in put_in(thread.id, index) {
        tally.asked += 1;
        let place = match standing_within(row, index) {
            Some(Standing::Answered { outcome, .. }) => match outcome {
                Outcome::Answered => &mut tally.answered,
                Outcome::PartlyAnswered => &mut tally.partly,
                Outcome::NotAnswered | Outcome::DeclinedWithReason => &mut tally.not_answered,
                Outcome::NoReply => &mut tally.no_reply,
                Outcome::OpenAfterReply => &mut tally.open_after_reply,
                Outcome::NotAssessable => &mut tally.not_assessable,
            },
            Some(Standing::OpenAfterReply { .. }) => &mut tally.open_after_reply,
            Some(Standing::NotAssessable { .. }) => &mut tally.not_assessable,
            Some(Standing::Assessable { .. } | Standing::Open) | None => continue,
        };
        *place += 1;
    }
    tally
}
