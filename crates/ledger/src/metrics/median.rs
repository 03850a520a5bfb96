//! The median time to a reply, by the estimator of Kaplan and Meier, so that those who stay silent count for as
//! long as they have been silent.

use std::collections::BTreeMap;

use super::{Excluded, Measured, Scope, delivered, within};
use crate::thread::{Origin, Round, State, Status};

/// The median number of calendar days from day 0 to the first reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Median {
    /// The first day by which at least half have replied, by the estimate; none if it is not reached.
    pub days: Option<u32>,
    /// Threads that replied.
    pub replied: u64,
    /// Threads that have not replied yet: they count for the time that was waited.
    pub waiting: u64,
    /// Left out, and why.
    pub excluded: BTreeMap<Excluded, u64>,
    /// Period and versions.
    pub scope: Scope,
}

/// The median time to the first reply that is no machine's, over threads that arrived, due or not.
#[must_use]
pub fn median_days_to_reply(threads: &[Measured], scope: &Scope) -> Median {
    let mut excluded = BTreeMap::from([(Excluded::Undeliverable, 0)]);
    // For each day: how many replied on it, and for how many the watch ended on it.
    let mut days: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let (mut replied, mut waiting) = (0, 0);
    for thread in within(threads, scope) {
        let round = match delivered(&thread.status, scope) {
            Ok(round) => round,
            Err(why) => {
                *excluded.entry(why).or_default() += 1;
                continue;
            }
        };
        if let Some(reply) = &round.reply {
            replied += 1;
            days.entry(reply.took.days).or_default().0 += 1;
        } else if let Some(watched) = watched(&thread.status, round) {
            waiting += 1;
            days.entry(watched).or_default().1 += 1;
        } else {
            *excluded.entry(Excluded::Paused).or_default() += 1;
        }
    }
    Median { days: median(&days, replied + waiting), replied, waiting, excluded, scope: scope.clone() }
}

/// For how many days a reply has been waited for. While the clock is paused nobody waits.
fn watched(status: &Status, round: &Round) -> Option<u32> {
    if status.origin == Origin::Imported || status.state == State::ClarificationWanted {
        return None;
    }
    // A thread that was closed without reply is watched up to the confirmed silence.
    let until = match (status.state, status.silence) {
        (State::Closed | State::InAssessment | State::RightOfReply | State::Assessed, Some(it)) => it.as_of,
        _ => status.now,
    };
    round.day0.until(until).ok().and_then(|it| u32::try_from(it.get_days()).ok())
}

fn median(days: &BTreeMap<u32, (u64, u64)>, all: u64) -> Option<u32> {
    let mut at_risk = all;
    let mut left = 1.0_f64;
    for (day, (replied, ended)) in days {
        if *replied > 0 {
            // Counts of threads are far below the precision of the number.
            #[expect(clippy::cast_precision_loss, reason = "counts of threads are small")]
            let share = (at_risk - replied) as f64 / at_risk as f64;
            left *= share;
            // Exactly one half is reached, whatever the last binary digit says.
            if left <= 0.5 + 1e-12 {
                return Some(*day);
            }
        }
        at_risk = at_risk.saturating_sub(replied + ended);
    }
    None
}
