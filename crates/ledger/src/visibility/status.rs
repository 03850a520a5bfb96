//! Where a thread stands and how its questions fare, as everybody may see it.
//!
//! Both are computed from everything that the register holds, also from what is not shown: a reply that may not be
//! published is a reply, and nobody is called silent because of it. Two things count only when they can be seen,
//! because they are nothing but somebody's word: what others report of a thread, and what was judged of an answer.
//! What goes out names no row that must not be seen, and repeats no words of a field that is withheld.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Public, PublicationPolicy, View, publish};
use crate::Record;
use crate::id::Id;
use crate::index::Index;
use crate::question::{NotAssessable, Standing, put_in, standing_within};
use crate::records::{Thread, ThreadEvent};
use crate::row::Row;
use crate::thread::{Effect, Headline, Incomplete, Status, status_of};
use crate::words::{EventKind, Outcome};

/// What stands in the place of a name that must not be told.
pub const WITHHELD: &str = "withheld";

/// How a question fares.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionStanding {
    /// The question.
    pub question: View,
    /// How it stands.
    pub fares: Fares,
    /// The reply to which it stands so, unless there is none or it must not be named.
    pub reply: Option<Id>,
    /// The row that judged it.
    pub answer: Option<Id>,
}

/// How a question stands to what came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fares {
    /// No reply is recorded.
    Open,
    /// It was put after the reply, which can neither have answered nor evaded it.
    OpenAfterReply,
    /// It may be judged, and nobody has done so for good.
    Assessable,
    /// There is a reply, and it may not be judged.
    NotAssessable(NotAssessable),
    /// It was judged, or it was settled that there is nothing to judge.
    Judged(Outcome),
}

/// Where a thread stands at the end of a day, as everybody may see it on another.
///
/// `rows` are those of the register, at least the ones around the thread, in the order in which they entered it.
/// Nothing where the thread itself must not be seen, or is none.
///
/// # Errors
/// Rows that lack what nothing else can stand for, as far as they may be named.
pub fn publish_status(
    thread: &Row,
    rows: &[&Row],
    day: Date,
    policy: &PublicationPolicy,
    today: Date,
) -> Option<Result<Public<Status>, Vec<Incomplete>>> {
    thread.get::<Thread>()?;
    let names = Names { policy, today };
    names.sees(thread)?;
    let index = Index::of(&names.counted(rows));
    Some(match status_of(thread, &index, day) {
        Ok(status) => Ok(Public(names.shown(status, thread, &index))),
        Err(incomplete) => Err(incomplete.into_iter().filter(|it| names.names(it.row)).collect()),
    })
}

/// How the questions of a thread fare, as everybody may see it. `rows` as for [`publish_status`].
pub fn publish_questions(
    thread: &Row,
    rows: &[&Row],
    policy: &PublicationPolicy,
    today: Date,
) -> Option<Public<Vec<QuestionStanding>>> {
    thread.get::<Thread>()?;
    let names = Names { policy, today };
    names.sees(thread)?;
    let index = Index::of(&names.counted(rows));
    Some(Public(put_in(thread.id, &index).into_iter().filter_map(|it| names.fares(it.0, &index)).collect()))
}

/// How a question fares, as everybody may see it; nothing for a row that is none. `rows` as for [`publish_status`],
/// around the question.
pub fn publish_question(
    question: &Row,
    rows: &[&Row],
    policy: &PublicationPolicy,
    today: Date,
) -> Option<Public<QuestionStanding>> {
    let names = Names { policy, today };
    names.fares(question, &Index::of(&names.counted(rows))).map(Public)
}

/// What may be named.
struct Names<'a> {
    policy: &'a PublicationPolicy,
    today: Date,
}

impl Names<'_> {
    /// A row that can be seen and was not removed.
    fn sees(&self, row: &Row) -> Option<View> {
        publish(row, self.policy, self.today).map(Public::into_inner).filter(|it| !it.is_removed())
    }

    fn names(&self, id: Id) -> bool {
        !self.policy.is_unnamed(&id, self.today)
    }

    /// The rows from which a status is computed.
    fn counted<'r>(&self, rows: &[&'r Row]) -> Vec<&'r Row> {
        let is_word = |row: &Row| match &row.record {
            Record::Answer(_) => true,
            Record::ThreadEvent(it) => {
                matches!(it.event, EventKind::ImportedOutcome | EventKind::NoCommentObserved)
            }
            _ => false,
        };
        rows.iter().copied().filter(|it| !is_word(it) || self.sees(it).is_some()).collect()
    }

    fn fares(&self, row: &Row, index: &Index<'_>) -> Option<QuestionStanding> {
        let question = self.sees(row)?;
        let (fares, reply, answer) = match standing_within(row, index)? {
            Standing::Open => (Fares::Open, None, None),
            Standing::OpenAfterReply { reply } => (Fares::OpenAfterReply, Some(reply), None),
            Standing::Assessable { reply } => (Fares::Assessable, Some(reply), None),
            Standing::NotAssessable { reply, why } => (Fares::NotAssessable(why), Some(reply), None),
            Standing::Answered { answer, outcome, reply } => (Fares::Judged(outcome), reply, Some(answer)),
        };
        let shown = |it: Option<Id>| it.filter(|it| self.names(*it));
        Some(QuestionStanding { question, fares, reply: shown(reply), answer: shown(answer) })
    }

    /// A name in a status.
    fn text(&self, name: String) -> String {
        let hidden = Id::parse(&name).is_some_and(|it| !self.names(it));
        if hidden { WITHHELD.to_owned() } else { name }
    }

    fn option(&self, name: Option<String>) -> Option<String> {
        name.filter(|it| Id::parse(it).is_none_or(|it| self.names(it)))
    }

    fn shown(&self, mut status: Status, thread: &Row, index: &Index<'_>) -> Status {
        let events = Events::of(self, thread, index);
        status.steps.retain(|it| events.seen.contains(&it.event));
        status.refused.retain(|it| events.seen.contains(&it.event));
        for effect in status.steps.iter_mut().flat_map(|it| &mut it.effects) {
            if let Effect::ThreadWanted(to) = effect {
                *to = self.option(to.take());
            }
        }
        for it in &mut status.derived {
            it.undone_by = it.undone_by.take().filter(|it| events.seen.contains(it));
        }
        for it in &mut status.imported {
            it.asserted_by = self.text(std::mem::take(&mut it.asserted_by));
            it.source = self.text(std::mem::take(&mut it.source));
            it.referred_to = self.option(it.referred_to.take());
        }
        for it in &mut status.observed {
            it.by = self.option(it.by.take());
            it.source = self.option(it.source.take());
        }
        for round in &mut status.rounds {
            // Addresses, which nobody sees whatever the visibility of their row.
            round.routes.clear();
            if let Some(it) = &mut round.extension
                && !events.reasons.contains(&it.reason)
            {
                it.reason.clear();
            }
            if let Some(it) = &mut round.reply
                && !events.seen.contains(&it.event)
            {
                WITHHELD.clone_into(&mut it.event);
            }
        }
        if !events.assessments_seen {
            status.agreement = None;
        }
        match &mut status.headline {
            Headline::Referred { to } => *to = self.option(to.take()),
            Headline::Reported { according_to, referred_to, .. } => {
                *according_to = std::mem::take(according_to).into_iter().map(|it| self.text(it)).collect();
                *referred_to = self.option(referred_to.take());
            }
            _ => {}
        }
        status
    }
}

/// The events of a thread, as far as they can be seen.
struct Events {
    /// Those of which it may be told that they are there.
    seen: BTreeSet<String>,
    /// The reasons that stand in them for everybody.
    reasons: BTreeSet<String>,
    /// Whether every second assessment can be seen.
    assessments_seen: bool,
}

impl Events {
    fn of(names: &Names<'_>, thread: &Row, index: &Index<'_>) -> Self {
        let mut out = Self { seen: BTreeSet::new(), reasons: BTreeSet::new(), assessments_seen: true };
        for (row, event) in index.naming::<ThreadEvent>(thread.id) {
            match names.sees(row) {
                Some(view) => {
                    out.seen.insert(row.id.to_string());
                    let reason = view.value("reason").and_then(|it| it.as_str());
                    out.reasons.extend(reason.map(str::to_owned));
                }
                None if event.event == EventKind::SecondAssessment => out.assessments_seen = false,
                None => {}
            }
        }
        out
    }
}
