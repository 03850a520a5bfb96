//! A question is judged only against a reply that surely came after it, and never by one person.

use std::collections::BTreeSet;

use super::Book;
use crate::edtf::{Edtf, Order};
use crate::id::Id;
use crate::records::{Answer, ClaimAssessment, Message, Question};
use crate::row::Row;
use crate::values::{Known, Name, Ref};
use crate::words::{Direction, Outcome, ReviewState};

pub(super) fn check(book: &mut Book<'_>) {
    for (row, answer) in book.all::<Answer>() {
        outcome(book, row, answer);
        // That nothing came, or only what came before, is an observation: it takes no two people to judge.
        let judged = !matches!(answer.outcome, Outcome::OpenAfterReply | Outcome::NoReply);
        review(book, row, judged, &answer.assessors, answer.adjudicator.as_ref(), answer.state);
    }
    for (row, it) in book.all::<ClaimAssessment>() {
        review(book, row, true, &it.assessors, it.adjudicator.as_ref(), it.state);
    }
    for (row, question) in book.all::<Question>() {
        order_rows(book, row, question);
    }
}

/// What an outcome asks for.
fn outcome(book: &mut Book<'_>, row: &Row, answer: &Answer) {
    let reply = answer.reply.as_ref().and_then(Known::known);
    let needs_anchor =
        !matches!(answer.outcome, Outcome::NotAnswered | Outcome::NoReply | Outcome::OpenAfterReply);
    if needs_anchor && row.provenance.anchors.is_empty() {
        let why = format!("`{}` needs at least one anchor in the reply it judges", answer.outcome.as_str());
        book.problem(row, "anchors", why);
    }
    let judges = matches!(
        answer.outcome,
        Outcome::Answered | Outcome::PartlyAnswered | Outcome::NotAnswered | Outcome::DeclinedWithReason
    );
    match (answer.outcome, reply) {
        (Outcome::NoReply, Some(_)) => {
            book.problem(row, "outcome", "`no_reply` is said, but a reply is named: take one of them out");
        }
        (_, None) if judges => {
            let why = format!(
                "`{}` judges a reply, and none is named: name it, or write `no_reply`, `open_after_reply` or \
                 `not_assessable`",
                answer.outcome.as_str()
            );
            book.problem(row, "reply", why);
        }
        (_, Some(reply)) => after_its_question(book, row, answer, reply, judges),
        _ => {}
    }
}

fn after_its_question(book: &mut Book<'_>, row: &Row, answer: &Answer, reply: &Ref<Message>, judges: bool) {
    let (Some(question), Some(message)) =
        (book.get::<Question, _>(&answer.question), book.get::<Message, _>(reply))
    else {
        // That one of them is missing is told already.
        return;
    };
    if message.direction != Direction::In {
        book.problem(
            row,
            "reply",
            "the message named as the reply goes out to the recipient, it does not come in",
        );
    }
    let others = vec![answer.question.id(), reply.id()];
    let why = match order(answer.question.id(), question, reply.id(), message) {
        Order::Before => return,
        Order::After => "the reply came before its question",
        Order::Unknown => "whether the reply came after its question cannot be told",
    };
    if judges {
        let why = format!(
            "{why}: `{}` may not be said, only `open_after_reply` or `not_assessable`; where a text tells the \
             order, say so with `after` or `before`",
            answer.outcome.as_str()
        );
        book.problem_with(row, "outcome", others, why);
    }
}

/// Whether a question was put before a message came.
///
/// What a text tells in a row comes first; dates decide where no row does.
pub(crate) fn order(question_id: Id, question: &Question, message_id: Id, message: &Message) -> Order {
    let is = |it: Option<Id>, id: Id| it == Some(id);
    if is(question.after.as_ref().map(Ref::id), message_id) {
        return Order::After;
    }
    let follows = message.after.as_ref().map(Ref::id);
    if is(question.before.as_ref().map(Ref::id), message_id) || is(follows, question_id) {
        return Order::Before;
    }
    // A reply that follows the letter which holds the question follows the question.
    if follows.is_some() && follows == question.asked_in.as_ref().map(Ref::id) {
        return Order::Before;
    }
    by_dates(question, message)
}

fn by_dates(question: &Question, message: &Message) -> Order {
    let known = |it: &Option<Known<Edtf>>| it.as_ref().and_then(Known::known).cloned();
    let came =
        known(&message.received_at).or_else(|| known(&message.sent_at)).or_else(|| known(&message.dated));
    match (question.asked_at.known(), came) {
        (Some(asked), Some(came)) => asked.order(&came),
        _ => Order::Unknown,
    }
}

/// The order that rows tell must not contradict itself or the dates.
fn order_rows(book: &mut Book<'_>, row: &Row, question: &Question) {
    if let (Some(after), Some(before)) = (&question.after, &question.before)
        && after == before
    {
        book.problem(row, "after", "the question is said to come both before and after the same message");
    }
    for (field, reference, impossible) in
        [("after", &question.after, Order::Before), ("before", &question.before, Order::After)]
    {
        let Some(message) = reference.as_ref().and_then(|it| book.get::<Message, _>(it)) else { continue };
        if by_dates(question, message) == impossible {
            book.problem(row, field, "the dates of the question and of the message say otherwise");
        }
    }
}

/// Two people judge, and a third decides.
fn review(
    book: &mut Book<'_>,
    row: &Row,
    judged: bool,
    assessors: &[Name],
    adjudicator: Option<&Name>,
    state: ReviewState,
) {
    let key = |it: &Name| it.as_str().to_lowercase();
    let different: BTreeSet<String> = assessors.iter().map(key).collect();
    if judged && state == ReviewState::Final && different.len() < 2 {
        book.problem(row, "assessors", "a judgement is final only when two different people made it");
    }
    if adjudicator.is_some_and(|it| different.contains(&key(it))) {
        book.problem(row, "adjudicator", "who decides between assessors is none of them");
    }
}
