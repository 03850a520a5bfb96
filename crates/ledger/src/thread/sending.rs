//! What we send, and the clock that it starts.

use jiff::civil::Date;

use super::control::{ensure, given};
use super::machine::{Dated, Machine, days_between, plus};
use super::{Basis, Delivery, Effect, Extension, Leaf, Refusal, ReminderTime, Round, State, What};
use crate::clock::{due, extended};

/// Days. A sign of delivery is waited for so long.
const DELIVERY_DAYS: u32 = 3;

impl Machine<'_> {
    pub(super) fn sending(&mut self, event: &Dated<'_>) -> Result<(), Refusal> {
        match &event.event.what {
            What::Sent { route } => {
                self.only_from(&[State::Approved])?;
                self.may_write()?;
                self.open_round(1, route, event.made);
            }
            What::FollowUpSent { round, questions, route } => {
                self.only_from(&[State::Assessed])?;
                self.may_write()?;
                ensure(*questions > 0, Refusal::NoQuestion)?;
                let next = self.rounds.last().map_or(1, |it| it.number + 1);
                ensure(*round == next, Refusal::RoundNumber)?;
                self.open_round(next, route, event.made);
            }
            What::Delivered => self.delivered(event.made)?,
            What::DeliveryUnknown => {
                self.only_from(&[State::Awaiting, State::Overdue])?;
                let round = self.current()?;
                ensure(round.delivery == Delivery::Pending, Refusal::AlreadyDelivered)?;
                ensure(days_between(round.day0, event.made) >= DELIVERY_DAYS, Refusal::TooEarly)?;
                round.delivery = Delivery::Unknown;
                self.badges.delivery_unknown = true;
            }
            What::Bounced { hard } => {
                self.only_from(&[State::Awaiting, State::Overdue])?;
                ensure(*hard, Refusal::SoftBounce)?;
                let round = self.current()?;
                round.delivery = Delivery::Bounced;
                round.due = None;
                // Nobody can be late with a letter that never came.
                self.undo(Some(&event.event.id));
                self.badges.delivery_unknown = false;
                self.badges.acknowledged = false;
                self.state = State::Undeliverable;
                self.effects.extend([Effect::ClockStopped, Effect::RouteWanted]);
            }
            What::ReSent { route } => {
                self.only_from(&[State::Undeliverable])?;
                self.may_write()?;
                ensure(!self.current()?.routes.contains(route), Refusal::RouteNotNew)?;
                let round = self.current()?;
                round.routes.push(route.clone());
                round.delivery = Delivery::Pending;
                self.restart(event.made, Basis::Sending);
            }
            What::Reminder { number, channel } => self.remind(*number, channel, event.made)?,
            What::Clarified => {
                self.only_from(&[State::ClarificationWanted])?;
                self.may_write()?;
                self.restart(event.made, Basis::Clarification);
            }
            What::ExtensionGranted { reason, new_due } => self.extend(reason, *new_due)?,
            _ => return Err(Refusal::WrongState(self.state)),
        }
        Ok(())
    }

    fn open_round(&mut self, number: u32, route: &str, sent: Date) {
        self.rounds.push(Round {
            number,
            sent,
            day0: sent,
            basis: Basis::Sending,
            delivery: Delivery::Pending,
            due: None,
            extension: None,
            reminders: Vec::new(),
            routes: vec![route.to_owned()],
            reply: None,
        });
        self.badges.acknowledged = false;
        self.badges.holding = false;
        self.badges.late = false;
        self.badges.delivery_unknown = false;
        self.silence = None;
        self.effects.push(Effect::Log(Leaf::Sent));
        self.restart(sent, Basis::Sending);
    }

    /// The clock runs anew from a day: reminders and extensions of the run before do not count any more.
    fn restart(&mut self, day0: Date, basis: Basis) {
        self.state = State::Awaiting;
        self.effects.push(Effect::ClockStarted(day0));
        self.overdue = None;
        if let Some(round) = self.rounds.last_mut() {
            round.reminders.clear();
            round.extension = None;
        }
        self.count_from(day0, basis);
    }

    fn count_from(&mut self, day0: Date, basis: Basis) {
        let counted = due(day0, self.policy.window, self.policy.unit, self.calendar);
        let Some(round) = self.rounds.last_mut() else { return };
        (round.day0, round.basis) = (day0, basis);
        match counted {
            Ok(it) => round.due = Some(it),
            Err(gap) => {
                round.due = None;
                if !self.not_covered.contains(&gap) {
                    self.not_covered.push(gap);
                }
            }
        }
    }

    /// The first accepted delivery is day 0, also where it is proved only later.
    fn delivered(&mut self, day: Date) -> Result<(), Refusal> {
        self.only_from(&[State::Awaiting, State::Overdue])?;
        let round = self.current()?;
        ensure(matches!(round.delivery, Delivery::Pending | Delivery::Unknown), Refusal::AlreadyDelivered)?;
        ensure(day >= round.day0 || round.basis == Basis::Clarification, Refusal::BeforeSending)?;
        round.delivery = Delivery::Delivered;
        let (basis, extended) = (round.basis, round.extension.is_some());
        self.badges.delivery_unknown = false;
        // A day that was granted stays as it was granted, and a clarification is what counts after it.
        if basis == Basis::Sending && !extended {
            self.effects.push(Effect::ClockStarted(day));
            self.count_from(day, Basis::Delivery);
        }
        Ok(())
    }

    fn remind(&mut self, number: u32, channel: &str, day: Date) -> Result<(), Refusal> {
        self.only_from(&[State::Awaiting, State::Overdue])?;
        self.may_write()?;
        let (policy, calendar) = (self.policy, self.calendar);
        let round = self.current()?;
        let at = usize::try_from(number).ok().and_then(|it| it.checked_sub(1));
        let next = at.filter(|it| *it == round.reminders.len()).and_then(|it| policy.reminders.get(it));
        let rule = next.ok_or(Refusal::ReminderNumber)?;
        let allowed = match rule.when {
            ReminderTime::AfterDay0(days) => due(round.day0, days, policy.unit, calendar)?.date,
            ReminderTime::AfterDue(days) => plus(round.due.as_ref().ok_or(Refusal::NoDeadline)?.date, days),
        };
        ensure(day >= allowed, Refusal::ReminderTooEarly)?;
        ensure(!channel.is_empty(), Refusal::SameChannel)?;
        let used = round.reminders.iter().any(|(it, _)| it == channel);
        ensure(!(rule.other_channel && used), Refusal::SameChannel)?;
        round.reminders.push((channel.to_owned(), day));
        Ok(())
    }

    fn extend(&mut self, reason: &str, until: Date) -> Result<(), Refusal> {
        self.only_from(&[State::Awaiting, State::Overdue])?;
        given(reason)?;
        let (policy, calendar) = (self.policy, self.calendar);
        let round = self.current()?;
        ensure(round.extension.is_none() && policy.extensions > 0, Refusal::SecondExtension)?;
        let before = round.due.clone().ok_or(Refusal::NoDeadline)?;
        let last = due(before.date, policy.window, policy.unit, calendar)?.date;
        let after = extended(&before, until, calendar)?;
        ensure(until > before.date && after.date <= last, Refusal::ExtensionLength)?;
        round.extension =
            Some(Extension { before: before.date, after: after.date, reason: reason.to_owned() });
        self.effects.push(Effect::DueMoved(after.date));
        self.current()?.due = Some(after);
        Ok(())
    }

    pub(super) fn current(&mut self) -> Result<&mut Round, Refusal> {
        let state = self.state;
        self.rounds.last_mut().ok_or(Refusal::WrongState(state))
    }
}
