//! What the recipient says, and that it says nothing.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::control::ensure;
use super::machine::{Dated, Machine, days_between};
use super::{Effect, Elapsed, Leaf, Refusal, Reply, ReplyKind, Silence, State, What};
use crate::clock::{Unit, due, working_days_between};

/// A reply is taken whenever a letter is out and none is recorded, also while the clock stands.
const OPEN: &[State] =
    &[State::Awaiting, State::Overdue, State::Silent, State::ClarificationWanted, State::Undeliverable];
/// A further reply is recorded without moving the thread.
const ANSWERED: &[State] = &[State::ReplyReceived, State::Referred, State::InAssessment, State::RightOfReply];

impl Machine<'_> {
    pub(super) fn replying(&mut self, event: &Dated<'_>) -> Result<(), Refusal> {
        match &event.event.what {
            What::AutoReply | What::Acknowledged => {
                self.only_from(&[State::Awaiting, State::Overdue])?;
                self.badges.acknowledged = true;
                Ok(())
            }
            What::ClarificationAsked { genuine } => {
                self.only_from(&[State::Awaiting, State::Overdue])?;
                ensure(*genuine, Refusal::NotGenuine)?;
                self.current()?.due = None;
                self.state = State::ClarificationWanted;
                self.effects.push(Effect::ClockStopped);
                Ok(())
            }
            What::ConfirmSilence { last_checked } => self.confirm_silence(event, *last_checked),
            What::ReplyReceived { kind, captured, referred_to } => {
                self.reply(event, *kind, *captured, referred_to.as_deref(), OPEN)
            }
            What::LateReply { kind, captured, referred_to } => {
                let from = [State::Silent, State::Assessed, State::Closed];
                self.reply(event, *kind, *captured, referred_to.as_deref(), &from)
            }
            _ => Err(Refusal::WrongState(self.state)),
        }
    }

    fn confirm_silence(&mut self, event: &Dated<'_>, checked: Date) -> Result<(), Refusal> {
        self.only_from(&[State::Overdue])?;
        event.by()?;
        let day = event.made;
        let (policy, calendar) = (self.policy, self.calendar);
        let round = self.current()?;
        let deadline = round.due.as_ref().ok_or(Refusal::NoDeadline)?.date;
        let grace = due(deadline, policy.grace, Unit::WorkingDays, calendar)?.date;
        ensure(day > grace, Refusal::GraceNotOver)?;
        let wanted = usize::try_from(policy.reminders_before_silence).unwrap_or(usize::MAX).max(2);
        let channels: BTreeSet<&str> = round.reminders.iter().map(|(channel, _)| channel.as_str()).collect();
        ensure(round.reminders.len() >= wanted && channels.len() >= 2, Refusal::TooFewReminders)?;
        let lately = checked <= day && days_between(checked, day) <= policy.checked_within;
        ensure(lately, Refusal::NotCheckedLately)?;
        self.silence = Some(Silence { as_of: checked, confirmed: day });
        self.state = State::Silent;
        self.effects.push(Effect::Log(Leaf::SilenceObserved));
        Ok(())
    }

    fn reply(
        &mut self,
        event: &Dated<'_>,
        kind: ReplyKind,
        captured: bool,
        referred_to: Option<&str>,
        from: &[State],
    ) -> Result<(), Refusal> {
        let further = ANSWERED.contains(&self.state) && !matches!(event.event.what, What::LateReply { .. });
        if !further {
            self.only_from(from)?;
        }
        let sent = self.rounds.first().map(|it| it.sent).ok_or(Refusal::WrongState(self.state))?;
        ensure(event.made >= sent, Refusal::BeforeSending)?;
        ensure(captured, Refusal::NoCapture)?;
        match kind {
            ReplyKind::Bounce => return Err(Refusal::NotAReply),
            // These promise or report something and answer nothing.
            ReplyKind::AutoReply | ReplyKind::Acknowledgement => {
                self.badges.acknowledged = true;
                return Ok(());
            }
            ReplyKind::Holding => {
                self.badges.holding = true;
                return Ok(());
            }
            _ => {}
        }
        self.effects.push(Effect::Log(Leaf::Reply));
        // Who first named somebody else and then answers after all has answered.
        let after_all = self.state == State::Referred && kind != ReplyKind::Referral;
        if further && !after_all {
            self.badges.further_replies = true;
        } else {
            if matches!(self.state, State::Assessed | State::Closed) {
                self.supersede();
            }
            self.record(event, kind, after_all);
            self.state = if kind == ReplyKind::Referral { State::Referred } else { State::ReplyReceived };
        }
        match kind {
            ReplyKind::Referral => {
                self.badges.referred = true;
                self.last_referral = referred_to.map(str::to_owned);
                self.effects.push(Effect::ThreadWanted(referred_to.map(str::to_owned)));
            }
            ReplyKind::LegalThreat => {
                self.badges.legal_hold = true;
                self.effects.push(Effect::LegalNotified);
            }
            ReplyKind::CounterRequestVictimIdentity => {
                self.badges.safety_lock = true;
                self.effects.push(Effect::ComposerLocked);
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes the first reply of the round, and whether it was late: the day on which it was made decides.
    fn record(&mut self, event: &Dated<'_>, kind: ReplyKind, instead: bool) {
        let (calendar, policy) = (self.calendar, self.policy);
        let Some(round) = self.rounds.last_mut() else { return };
        let made = event.made;
        let deadline = round.due.as_ref().map(|it| it.date);
        if round.reply.is_some() && !instead {
            self.badges.further_replies = true;
            return;
        }
        let days = days_between(round.day0, made);
        let policy_days = match policy.unit {
            Unit::CalendarDays => Some(days),
            Unit::WorkingDays => working_days_between(round.day0, made, calendar, &mut Vec::new()).ok(),
        };
        round.reply = Some(Reply {
            event: event.event.id.clone(),
            kind,
            made_at: made,
            found_at: event.found(),
            took: Elapsed { days, days_at_most: days, policy_days },
            days_late: deadline.map(|it| days_between(it, made)),
        });
        self.badges.late = deadline.is_some_and(|it| made > it);
        if !self.badges.late {
            self.undo(Some(&event.event.id));
        }
    }

    /// An earlier assessment no longer stands; it stays visible.
    pub(super) fn supersede(&mut self) {
        if self.first_assessor.is_some() {
            self.badges.superseded_assessment = true;
            self.effects.push(Effect::AssessmentSuperseded);
        }
        (self.first_assessor, self.second_assessor, self.agreement) = (None, None, None);
        self.comment_until = None;
    }
}
