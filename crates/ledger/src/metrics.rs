//! Numbers about many threads, each with what it is a share of, what was left out, the period and the versions
//! of policy and rubric. There is no composite score.
//!
//! Imported threads are in no rate: nobody knows under which rules they were conducted. Threads that did not
//! arrive are left out and counted aloud ([`Excluded::Undeliverable`]), and so is everything else that is left
//! out. A thread counts once its first deadline has passed, also if it was replied to before, because counting
//! early replies and not early silence would flatter.

mod median;
mod rows;
mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::thread::{Delivery, Origin, Round, State, Status, Tally};

pub use median::{Median, median_days_to_reply};
pub use rows::{measured, promises};
pub use table::csv;

/// A thread and its questions, on the day of counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Where it stands.
    pub status: Status,
    /// What became of the questions that were put in it. Fewer outcomes than questions: the rest is unassessed.
    pub questions: Tally,
    /// Version of the rubric by which they were judged; none before that.
    pub rubric: Option<String>,
}

/// What a number is about. Threads under other versions are left out: versions are never mixed in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The first day of sending that counts.
    pub from: Date,
    /// The last day of sending that counts.
    pub to: Date,
    /// Version of the policy.
    pub policy: String,
    /// Version of the rubric.
    pub rubric: String,
}

/// A share, with everything that a reader needs to judge it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What was counted.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
    /// Shown apart, within the denominator and not within the numerator.
    pub beside: Vec<(Beside, u64)>,
    /// Left out, and why; also where the count is zero for undeliverable threads.
    pub excluded: BTreeMap<Excluded, u64>,
    /// Period and versions.
    pub scope: Scope,
}

/// What is shown beside the numerator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Beside {
    /// Questions answered in part.
    PartlyAnswered,
    /// Commitments met after their day.
    MetLate,
    /// Commitments met in part.
    PartlyMet,
}

/// Why something is in no denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Excluded {
    /// The letter did not arrive.
    Undeliverable,
    /// There is no sign that the letter arrived, also where a reply came: counting only those would flatter.
    DeliveryUnknown,
    /// Others conducted the thread.
    Imported,
    /// Nothing was sent.
    NotSent,
    /// The first deadline has not passed.
    NotYetDue,
    /// The clock stands because the recipient asked what is meant.
    Paused,
    /// No calendar is known, so there is no deadline.
    NoDeadline,
    /// Another version of the policy.
    OtherPolicy,
    /// Another version of the rubric.
    OtherRubric,
    /// Nobody has judged the question yet, although there is a reply.
    Unassessed,
    /// The question was put after the reply.
    OpenAfterReply,
    /// The question cannot be judged.
    NotAssessable,
    /// The commitment has no day, or the day has not come.
    NotDue,
}

impl Rate {
    fn new(scope: &Scope) -> Self {
        // That nothing was undeliverable is worth saying as well.
        let excluded = BTreeMap::from([(Excluded::Undeliverable, 0)]);
        Self { numerator: 0, denominator: 0, beside: Vec::new(), excluded, scope: scope.clone() }
    }

    fn leave_out(&mut self, why: Excluded, count: u64) {
        if count > 0 {
            *self.excluded.entry(why).or_default() += count;
        }
    }

    /// Tenths of a percent, rounded half up; none of nothing.
    #[must_use]
    pub fn per_mille(&self) -> Option<u64> {
        let doubled = self.numerator.checked_mul(2000)?.checked_add(self.denominator)?;
        doubled.checked_div(self.denominator.checked_mul(2)?)
    }
}

/// Threads with at least one reply that is no machine's, of delivered threads past due.
#[must_use]
pub fn reply_rate(threads: &[Measured], scope: &Scope) -> Rate {
    over_threads(threads, scope, |it| it.status.rounds.iter().any(|it| it.reply.is_some()))
}

/// Threads in which the recipient named somebody else, of delivered threads past due.
#[must_use]
pub fn share_referred(threads: &[Measured], scope: &Scope) -> Rate {
    over_threads(threads, scope, |it| it.status.badges.referred)
}

fn over_threads(threads: &[Measured], scope: &Scope, counts: impl Fn(&Measured) -> bool) -> Rate {
    let mut rate = Rate::new(scope);
    for thread in within(threads, scope) {
        match past_due(&thread.status, scope) {
            Ok(_) => {
                rate.denominator += 1;
                rate.numerator += u64::from(counts(thread));
            }
            Err(why) => rate.leave_out(why, 1),
        }
    }
    rate
}

/// Questions answered, of those put to delivered threads past due; partly answered ones are shown apart.
#[must_use]
pub fn answer_rate(threads: &[Measured], scope: &Scope) -> Rate {
    let mut rate = Rate::new(scope);
    let mut partly = 0;
    for thread in within(threads, scope) {
        let of = &thread.questions;
        if let Err(why) = past_due(&thread.status, scope) {
            rate.leave_out(why, of.asked);
            continue;
        }
        if thread.rubric.as_ref().is_some_and(|it| *it != scope.rubric) {
            rate.leave_out(Excluded::OtherRubric, of.asked);
            continue;
        }
        let judged = [of.answered, of.partly, of.not_answered, of.no_reply];
        let judged = judged.into_iter().fold(0_u64, u64::saturating_add);
        let apart = of.open_after_reply.saturating_add(of.not_assessable);
        let rest = of.asked.saturating_sub(judged).saturating_sub(apart);
        // Without a reply there is nothing to assess: the question counts as it stands.
        let replied = thread.status.rounds.iter().any(|it| it.reply.is_some());
        let unassessed = if replied { rest } else { 0 };
        rate.leave_out(Excluded::OpenAfterReply, of.open_after_reply);
        rate.leave_out(Excluded::NotAssessable, of.not_assessable);
        rate.leave_out(Excluded::Unassessed, unassessed);
        rate.numerator += of.answered;
        rate.denominator += judged + (rest - unassessed);
        partly += of.partly;
    }
    rate.beside.push((Beside::PartlyAnswered, partly));
    rate
}

/// What became of a commitment, by its last check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kept {
    /// On time.
    Met,
    /// After its day.
    MetLate,
    /// In part.
    Partly,
    /// Not.
    Missed,
    /// It was taken back, so it is not kept.
    Withdrawn,
    /// Nobody found anything yet.
    Pending,
}

/// A commitment, on the day of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// When it was made.
    pub made: Date,
    /// The day by which it is to be kept, where one is stated.
    pub due: Option<Date>,
    /// What became of it.
    pub kept: Kept,
}

/// Commitments met on time, of those whose day has passed or whose end is known; late and partly met ones are
/// shown apart.
#[must_use]
pub fn commitments_met(promises: &[Promise], scope: &Scope, now: Date) -> Rate {
    let mut rate = Rate::new(scope);
    rate.excluded.clear();
    let (mut late, mut partly) = (0, 0);
    for promise in promises.iter().filter(|it| scope.from <= it.made && it.made <= scope.to) {
        let over = promise.due.is_some_and(|it| it < now);
        if !over && matches!(promise.kept, Kept::Pending | Kept::Partly) {
            rate.leave_out(Excluded::NotDue, 1);
            continue;
        }
        rate.denominator += 1;
        match promise.kept {
            Kept::Met => rate.numerator += 1,
            Kept::MetLate => late += 1,
            Kept::Partly => partly += 1,
            Kept::Missed | Kept::Withdrawn | Kept::Pending => {}
        }
    }
    rate.beside.extend([(Beside::MetLate, late), (Beside::PartlyMet, partly)]);
    rate
}

/// The threads of a period. An imported or unsent one has no day of sending of ours and is counted as left out.
fn within<'a>(threads: &'a [Measured], scope: &'a Scope) -> impl Iterator<Item = &'a Measured> {
    threads
        .iter()
        .filter(|it| it.status.rounds.first().is_none_or(|it| scope.from <= it.sent && it.sent <= scope.to))
}

/// The first letter of a thread that arrived, or why there is none.
fn delivered<'a>(status: &'a Status, scope: &Scope) -> Result<&'a Round, Excluded> {
    if status.origin == Origin::Imported {
        return Err(Excluded::Imported);
    }
    let round = status.rounds.first().ok_or(Excluded::NotSent)?;
    if status.policy != scope.policy {
        return Err(Excluded::OtherPolicy);
    }
    match round.delivery {
        Delivery::Delivered => Ok(round),
        Delivery::Bounced => Err(Excluded::Undeliverable),
        Delivery::Pending | Delivery::Unknown => Err(Excluded::DeliveryUnknown),
    }
}

/// The same, if its deadline has passed.
fn past_due<'a>(status: &'a Status, scope: &Scope) -> Result<&'a Round, Excluded> {
    let round = delivered(status, scope)?;
    // A later round runs a clock of its own; it comes after the first has ended.
    let paused = status.rounds.len() == 1 && status.state == State::ClarificationWanted;
    match &round.due {
        Some(due) if status.now > due.date => Ok(round),
        Some(_) => Err(Excluded::NotYetDue),
        None if paused => Err(Excluded::Paused),
        None => Err(Excluded::NoDeadline),
    }
}
