//! Runs a log through the table of states.

use jiff::{Span, civil::Date};

use super::{
    Agreement, Badges, Derived, DerivedWhat, Effect, Event, Imported, ImportedOutcome, Log, Observed, Origin,
    Policy, Refusal, Refused, Round, Silence, State, Status, Step, Visibility, What, headline,
};
use crate::clock::{Calendar, NotCovered};

/// What is known while the log is read.
pub(super) struct Machine<'a> {
    pub(super) policy: &'a Policy,
    pub(super) calendar: &'a Calendar,
    pub(super) origin: Origin,
    pub(super) state: State,
    pub(super) badges: Badges,
    pub(super) rounds: Vec<Round>,
    pub(super) imported: Vec<Imported>,
    pub(super) observed: Vec<Observed>,
    pub(super) silence: Option<Silence>,
    pub(super) author: Option<String>,
    pub(super) first_assessor: Option<String>,
    pub(super) second_assessor: Option<String>,
    pub(super) agreement: Option<Agreement>,
    pub(super) comment_until: Option<Date>,
    pub(super) last_referral: Option<String>,
    pub(super) visibility: Visibility,
    pub(super) derived: Vec<Derived>,
    /// Which of them says that this run of the clock became overdue.
    pub(super) overdue: Option<usize>,
    pub(super) not_covered: Vec<NotCovered>,
    /// Those of the event that is being applied.
    pub(super) effects: Vec<Effect>,
}

/// An event with its days made plain.
pub(super) struct Dated<'a> {
    pub(super) event: &'a Event,
    /// When it happened.
    pub(super) made: Date,
    /// When it entered the log.
    pub(super) logged: Date,
}

impl Dated<'_> {
    /// Who did it.
    pub(super) fn by(&self) -> Result<&str, Refusal> {
        self.event.by.as_deref().filter(|it| !it.is_empty()).ok_or(Refusal::NobodyNamed)
    }

    /// When it was noticed, where that is later.
    pub(super) fn found(&self) -> Option<Date> {
        (self.logged > self.made).then_some(self.logged)
    }
}

pub(super) fn run(log: &Log, policy: &Policy, calendar: &Calendar, now: Date) -> Status {
    let mut machine = Machine {
        policy,
        calendar,
        origin: log.origin,
        state: match log.origin {
            Origin::Own => State::Unopened,
            Origin::Imported => State::OutcomeNotStated,
        },
        badges: Badges::default(),
        rounds: Vec::new(),
        imported: Vec::new(),
        observed: Vec::new(),
        silence: None,
        author: None,
        first_assessor: None,
        second_assessor: None,
        agreement: None,
        comment_until: None,
        last_referral: None,
        visibility: Visibility::default(),
        derived: Vec::new(),
        overdue: None,
        not_covered: Vec::new(),
        effects: Vec::new(),
    };
    let (mut steps, mut refused) = (Vec::new(), Vec::new());
    for event in in_order(log, now) {
        let from = machine.state;
        let outcome = machine.take(event, now);
        let effects = std::mem::take(&mut machine.effects);
        match outcome {
            Ok(before) => {
                let from = before.unwrap_or(from);
                steps.push(Step { event: event.id.clone(), from, to: machine.state, effects });
            }
            Err(why) => refused.push(Refused { event: event.id.clone(), why }),
        }
    }
    if log.origin == Origin::Own {
        machine.advance(now, None);
    }
    machine.finish(log, now, steps, refused)
}

/// The events that entered the log up to a day, in the order in which they did. Where the day is not known, it
/// is taken as early as it may be, because nothing that our clock needs may rest on it anyhow.
fn in_order(log: &Log, now: Date) -> Vec<&Event> {
    let day = |it: &Event| {
        let of = it.found_at.as_ref().or(it.at.as_ref());
        of.and_then(crate::edtf::Edtf::earliest).unwrap_or(Date::MIN)
    };
    let mut events: Vec<&Event> = log.events.iter().filter(|it| day(it) <= now).collect();
    events.sort_by_key(|it| day(it));
    events
}

impl Machine<'_> {
    /// Applies an event, or refuses it and leaves everything as it was. Gives the state from which it led away,
    /// which time may have changed before it.
    fn take(&mut self, event: &Event, now: Date) -> Result<Option<State>, Refusal> {
        if let What::ImportedOutcome { .. } | What::NoCommentObserved { .. } = event.what {
            self.reported(event, now)?;
            return Ok(None);
        }
        let made = event.at.as_ref().and_then(crate::edtf::Edtf::exact).ok_or(Refusal::DayNotKnown)?;
        let logged = match &event.found_at {
            None => made,
            Some(it) => it.exact().ok_or(Refusal::DayNotKnown)?,
        };
        if logged < made {
            return Err(Refusal::FoundBeforeMade);
        }
        let dated = Dated { event, made, logged };
        if self.origin == Origin::Own {
            self.advance(logged, None);
        }
        let before = self.state;
        self.dispatch(&dated)?;
        if self.origin == Origin::Own {
            self.advance(logged, Some(&event.id));
        }
        Ok(Some(before))
    }

    fn dispatch(&mut self, event: &Dated<'_>) -> Result<(), Refusal> {
        use What as W;
        match &event.event.what {
            W::Embargoed { .. } | W::EmbargoExpired { .. } | W::Hidden { .. } | W::Restored { .. } => {
                self.seen_by(event)
            }
            _ if self.origin == Origin::Imported => Err(Refusal::Imported),
            W::DraftCreated { .. }
            | W::SubmittedForReview { .. }
            | W::ChangesAsked { .. }
            | W::Approved { .. }
            | W::Withdrawn => self.prepare(event),
            W::Sent { .. }
            | W::Delivered
            | W::DeliveryUnknown
            | W::Bounced { .. }
            | W::ReSent { .. }
            | W::Reminder { .. }
            | W::Clarified
            | W::ExtensionGranted { .. }
            | W::FollowUpSent { .. } => self.sending(event),
            W::AutoReply
            | W::Acknowledged
            | W::ConfirmSilence { .. }
            | W::ReplyReceived { .. }
            | W::LateReply { .. }
            | W::ClarificationAsked { .. } => self.replying(event),
            W::AssessmentStarted { .. }
            | W::SecondAssessment { .. }
            | W::Adjudicated
            | W::NotifiedRespondent { .. }
            | W::CommentReceived
            | W::CommentWindowPassed
            | W::NewEvidence { .. }
            | W::Closed { .. } => self.assessing(event),
            W::SafetyCleared | W::LegalHoldLifted => self.lift(event),
            W::ImportedOutcome { .. } | W::NoCommentObserved { .. } => Err(Refusal::NotImported),
        }
    }

    /// What time alone has brought about by the end of a day.
    pub(super) fn advance(&mut self, day: Date, because: Option<&str>) {
        let due = self.rounds.last().and_then(|it| it.due.as_ref()).map(|it| it.date);
        if matches!(self.state, State::Awaiting | State::Overdue) {
            // A deadline that moved, by an extension or a delivery proved later, takes the lateness back.
            let at = due.filter(|due| day > *due).map(|due| plus(due, 1));
            if self.overdue.and_then(|it| self.derived.get(it)).map(|it| it.at) != at {
                self.undo(because);
                if let Some(at) = at {
                    self.overdue = Some(self.derived.len());
                    self.derive(DerivedWhat::BecameOverdue, at);
                }
            }
            self.state = if at.is_some() { State::Overdue } else { State::Awaiting };
        }
        if let (State::RightOfReply, Some(until)) = (self.state, self.comment_until)
            && day > until
        {
            self.state = State::Assessed;
            self.derive(DerivedWhat::CommentWindowPassed, plus(until, 1));
        }
    }

    fn derive(&mut self, what: DerivedWhat, at: Date) {
        self.derived.push(Derived { what, at, undone_by: None });
    }

    /// Marks that the thread became overdue as shown wrong by an event.
    pub(super) fn undo(&mut self, because: Option<&str>) {
        let wrong = self.overdue.take().and_then(|it| self.derived.get_mut(it));
        if let Some(wrong) = wrong {
            wrong.undone_by = because.map(str::to_owned);
        }
    }

    /// Refuses an event that does not lead anywhere from here.
    pub(super) fn only_from(&self, states: &[State]) -> Result<(), Refusal> {
        if states.contains(&self.state) { Ok(()) } else { Err(Refusal::WrongState(self.state)) }
    }

    /// Refuses to send while a safety lock is on.
    pub(super) fn may_write(&self) -> Result<(), Refusal> {
        if self.badges.safety_lock { Err(Refusal::SafetyLocked) } else { Ok(()) }
    }

    fn finish(self, log: &Log, now: Date, steps: Vec<Step>, refused: Vec<Refused>) -> Status {
        let mut not_covered = self.not_covered.clone();
        let elapsed = headline::elapsed(&self, log, now, &mut not_covered);
        let headline = headline::headline(&self, log, now);
        for gap in self.rounds.iter().filter_map(|it| it.due.as_ref()).flat_map(|it| &it.gaps) {
            if !not_covered.contains(gap) {
                not_covered.push(gap.clone());
            }
        }
        Status {
            now,
            origin: self.origin,
            policy: self.policy.version.clone(),
            state: self.state,
            badges: self.badges,
            headline,
            rounds: self.rounds,
            imported: self.imported,
            observed: self.observed,
            silence: self.silence,
            agreement: self.agreement,
            comment_until: self.comment_until,
            elapsed,
            visibility: self.visibility,
            derived: self.derived,
            steps,
            refused,
            not_covered,
        }
    }
}

/// A day so many days later; the last one that a calendar can hold, if it runs out.
pub(super) fn plus(day: Date, days: u32) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// Whole days from one day to another; none if it is not later.
pub(super) fn days_between(from: Date, to: Date) -> u32 {
    from.until(to).ok().and_then(|it| u32::try_from(it.get_days()).ok()).unwrap_or(0)
}

/// The state that an outcome reported by others stands for.
pub(super) fn reported_state(outcome: ImportedOutcome) -> State {
    match outcome {
        ImportedOutcome::ReportedReplied => State::ReportedReplied,
        ImportedOutcome::ReportedNoReply => State::ReportedNoReply,
        ImportedOutcome::ReportedReferred => State::ReportedReferred,
        ImportedOutcome::OutcomeNotStated => State::OutcomeNotStated,
    }
}
