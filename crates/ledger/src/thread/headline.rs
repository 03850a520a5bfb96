//! What the label of a thread says, as data: words are made where pages are.

use jiff::civil::Date;

use super::machine::{Machine, days_between};
use super::state::Elapsed;
use super::{CloseReason, ImportedOutcome, Log, ReplyKind, State, Tally, What};
use crate::clock::{NotCovered, Unit, working_days_between};

/// What the label of a thread says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Headline {
    /// Nothing was sent yet, or never will be: the state says which.
    NotSent,
    /// Waiting; due in so many days.
    Waiting {
        /// Calendar days; 0 on the last day.
        days: u32,
        /// The deadline.
        due: Date,
    },
    /// Waiting, and nobody can say until when, because the calendar data does not cover the place.
    WaitingWithoutDeadline,
    /// Waiting, and the clock stands because the recipient asked what is meant.
    Paused,
    /// It did not arrive.
    Undeliverable,
    /// Overdue for so many days.
    Overdue {
        /// Calendar days.
        days: u32,
        /// The deadline.
        due: Date,
    },
    /// No reply is recorded as of a day.
    NoReply {
        /// The day.
        as_of: Date,
    },
    /// It replied.
    Replied {
        /// Calendar days after the deadline; none where there was no deadline.
        days_late: Option<u32>,
        /// What became of the questions.
        questions: Tally,
    },
    /// It named somebody else.
    Referred {
        /// That party's thread, where there is one.
        to: Option<String>,
    },
    /// It refuses to answer.
    Refused {
        /// Calendar days after the deadline.
        days_late: Option<u32>,
    },
    /// The thread ended.
    Closed {
        /// Why.
        reason: CloseReason,
    },
    /// According to others.
    Reported {
        /// What they say.
        outcome: ImportedOutcome,
        /// Who say so.
        according_to: Vec<String>,
        /// That party's thread, where the recipient named somebody else.
        referred_to: Option<String>,
    },
    /// The sources do not say whether the recipient replied.
    OutcomeNotStated,
}

pub(super) fn headline(machine: &Machine<'_>, log: &Log, now: Date) -> Headline {
    let round = machine.rounds.last();
    let due = round.and_then(|it| it.due.as_ref()).map(|it| it.date);
    match machine.state {
        State::Unopened | State::Draft | State::InReview | State::Approved | State::Withdrawn => {
            Headline::NotSent
        }
        State::Awaiting => match due {
            Some(due) => Headline::Waiting { days: days_between(now, due), due },
            None => Headline::WaitingWithoutDeadline,
        },
        State::Overdue => match due {
            Some(due) => Headline::Overdue { days: days_between(due, now), due },
            None => Headline::WaitingWithoutDeadline,
        },
        State::ClarificationWanted => Headline::Paused,
        State::Undeliverable => Headline::Undeliverable,
        State::Closed => Headline::Closed { reason: closed_because(log, now) },
        State::Silent
        | State::ReplyReceived
        | State::Referred
        | State::InAssessment
        | State::RightOfReply
        | State::Assessed => after_waiting(machine, log),
        State::ReportedReplied => reported(machine, ImportedOutcome::ReportedReplied),
        State::ReportedNoReply => reported(machine, ImportedOutcome::ReportedNoReply),
        State::ReportedReferred => reported(machine, ImportedOutcome::ReportedReferred),
        State::OutcomeNotStated => Headline::OutcomeNotStated,
    }
}

/// Assessment does not change what the recipient did.
fn after_waiting(machine: &Machine<'_>, log: &Log) -> Headline {
    match (machine.rounds.last().and_then(|it| it.reply.as_ref()), machine.silence) {
        (Some(reply), _) => match reply.kind {
            ReplyKind::Referral => Headline::Referred { to: machine.last_referral.clone() },
            ReplyKind::Refusal => Headline::Refused { days_late: reply.days_late },
            _ => Headline::Replied { days_late: reply.days_late, questions: log.questions },
        },
        (None, Some(silence)) => Headline::NoReply { as_of: silence.as_of },
        (None, None) => Headline::WaitingWithoutDeadline,
    }
}

fn closed_because(log: &Log, now: Date) -> CloseReason {
    let closed = log
        .events
        .iter()
        .rev()
        .filter(|it| it.at.as_ref().and_then(crate::edtf::Edtf::earliest).is_some_and(|it| it <= now));
    closed
        .filter_map(|it| match it.what {
            What::Closed { reason } => Some(reason),
            _ => None,
        })
        .next()
        .unwrap_or(CloseReason::Stale)
}

fn reported(machine: &Machine<'_>, outcome: ImportedOutcome) -> Headline {
    let same = machine.imported.iter().filter(|it| it.outcome == outcome);
    Headline::Reported {
        outcome,
        according_to: same.map(|it| it.asserted_by.clone()).collect(),
        referred_to: machine.last_referral.clone(),
    }
}

/// How long it has taken: for our letters from day 0 to the reply or today, for those of others from the day of
/// asking to today, in calendar days alone.
pub(super) fn elapsed(
    machine: &Machine<'_>,
    log: &Log,
    now: Date,
    gaps: &mut Vec<NotCovered>,
) -> Option<Elapsed> {
    if let Some(round) = machine.rounds.last() {
        if let Some(reply) = &round.reply {
            return Some(reply.took);
        }
        let days = days_between(round.day0, now);
        let policy_days = match machine.policy.unit {
            Unit::CalendarDays => Some(days),
            Unit::WorkingDays => {
                let counted = working_days_between(round.day0, now, machine.calendar, &mut Vec::new());
                counted
                    .map_err(|gap| {
                        if !gaps.contains(&gap) {
                            gaps.push(gap)
                        }
                    })
                    .ok()
            }
        };
        return Some(Elapsed { days, days_at_most: days, policy_days });
    }
    let asked = log.asked_at.as_ref().filter(|it| !it.is_qualified())?;
    let (first, last) = (asked.earliest()?, asked.latest()?);
    (last <= now).then(|| Elapsed {
        days: days_between(last, now),
        days_at_most: days_between(first, now),
        policy_days: None,
    })
}
