//! Before sending, who may see it, locks, and what others report.

use jiff::civil::Date;

use super::machine::{Dated, Machine, plus, reported_state};
use super::{
    Effect, Embargo, Event, Imported, ImportedOutcome, Leaf, Observed, Origin, Refusal, State, What,
};
use crate::edtf::Edtf;

impl Machine<'_> {
    /// A letter is written and reviewed.
    pub(super) fn prepare(&mut self, event: &Dated<'_>) -> Result<(), Refusal> {
        match &event.event.what {
            What::DraftCreated { has_route } => {
                self.only_from(&[State::Unopened])?;
                ensure(*has_route, Refusal::NoRoute)?;
                self.author = Some(event.by()?.to_owned());
                self.state = State::Draft;
            }
            What::SubmittedForReview { questions, basis_cited, safety_checked } => {
                self.only_from(&[State::Draft])?;
                ensure(*questions > 0, Refusal::NoQuestion)?;
                ensure(*basis_cited, Refusal::NoBasis)?;
                ensure(*safety_checked, Refusal::NotSafetyChecked)?;
                self.state = State::InReview;
            }
            What::ChangesAsked { reason } => {
                self.only_from(&[State::InReview])?;
                given(reason)?;
                self.state = State::Draft;
            }
            What::Approved { adverse, legal } => {
                self.only_from(&[State::InReview])?;
                ensure(self.author.as_deref() != Some(event.by()?), Refusal::SamePerson)?;
                ensure(*legal || !*adverse, Refusal::LegalMissing)?;
                self.state = State::Approved;
                self.effects.extend([Effect::TextFrozen, Effect::Log(Leaf::InquiryApproved)]);
            }
            _ => {
                self.only_from(&[State::Draft, State::InReview, State::Approved])?;
                self.state = State::Withdrawn;
            }
        }
        Ok(())
    }

    /// Embargo and hiding change who sees a thread, never where it stands.
    pub(super) fn seen_by(&mut self, event: &Dated<'_>) -> Result<(), Refusal> {
        match &event.event.what {
            What::Embargoed { until } => {
                let last = plus(event.logged, self.policy.embargo_max);
                ensure(event.logged < *until && *until <= last, Refusal::EmbargoLength)?;
                let notice_by = earlier(*until, self.policy.embargo_notice);
                self.visibility.embargo = Some(Embargo { until: *until, notice_by });
                self.effects.push(Effect::Log(Leaf::VisibilityChanged));
            }
            What::EmbargoExpired { notice } => {
                let embargo = self.visibility.embargo.ok_or(Refusal::EmbargoNotOver)?;
                ensure(event.logged >= embargo.until, Refusal::EmbargoNotOver)?;
                ensure(notice.is_some_and(|it| it <= embargo.notice_by), Refusal::NoNotice)?;
                self.visibility.embargo = None;
                self.effects.push(Effect::Log(Leaf::VisibilityChanged));
            }
            What::Hidden { second, reason } => {
                two(event.by()?, second)?;
                ensure(self.visibility.hidden.is_none(), Refusal::WrongState(self.state))?;
                self.visibility.hidden = Some(*reason);
                self.effects.push(Effect::Log(Leaf::Tombstone));
            }
            What::Restored { second, .. } => {
                two(event.by()?, second)?;
                ensure(self.visibility.hidden.is_some(), Refusal::WrongState(self.state))?;
                self.visibility.hidden = None;
                self.effects.push(Effect::Log(Leaf::Tombstone));
            }
            _ => return Err(Refusal::WrongState(self.state)),
        }
        Ok(())
    }

    /// A lock or a hold ends.
    pub(super) fn lift(&mut self, event: &Dated<'_>) -> Result<(), Refusal> {
        event.by()?;
        let flag = match event.event.what {
            What::SafetyCleared => &mut self.badges.safety_lock,
            _ => &mut self.badges.legal_hold,
        };
        ensure(std::mem::take(flag), Refusal::NothingToLift)
    }

    /// What others report, and that somebody looked for a comment in vain. Neither moves a clock, so neither
    /// needs a whole day.
    pub(super) fn reported(&mut self, event: &Event, now: Date) -> Result<(), Refusal> {
        let (outcome, by, source, referred_to) = match &event.what {
            What::ImportedOutcome { outcome, asserted_by, source, referred_to } => {
                (*outcome, asserted_by, source, referred_to)
            }
            What::NoCommentObserved { source } => {
                let day = event.at.as_ref().and_then(Edtf::exact).filter(|it| *it <= now);
                self.badges.no_comment_as_of = self.badges.no_comment_as_of.max(day);
                self.observed.push(Observed {
                    event: event.id.clone(),
                    by: event.by.clone(),
                    source: source.clone(),
                    as_of: event.at.clone(),
                });
                return Ok(());
            }
            _ => return Err(Refusal::WrongState(self.state)),
        };
        ensure(self.origin == Origin::Imported, Refusal::NotImported)?;
        let (Some(by), Some(source)) = (by, source) else { return Err(Refusal::NoAsserter) };
        // Who does not say what became of it contradicts nobody who does, and takes nothing back.
        let says = |it: ImportedOutcome| it != ImportedOutcome::OutcomeNotStated;
        let mut said = self.imported.iter().map(|it| it.outcome).filter(|it| says(*it)).peekable();
        if says(outcome) || said.peek().is_none() {
            self.state = reported_state(outcome);
            self.last_referral.clone_from(referred_to);
        }
        self.badges.conflicting_reports |= says(outcome) && said.any(|it| it != outcome);
        self.imported.push(Imported {
            outcome,
            asserted_by: by.clone(),
            source: source.clone(),
            referred_to: referred_to.clone(),
        });
        Ok(())
    }
}

pub(super) fn ensure(holds: bool, why: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(why) }
}

/// A reason that says something.
pub(super) fn given(reason: &str) -> Result<(), Refusal> {
    ensure(!reason.trim().is_empty(), Refusal::NoReason)
}

fn two(one: &str, other: &str) -> Result<(), Refusal> {
    ensure(!other.is_empty(), Refusal::NobodyNamed)?;
    ensure(one != other, Refusal::SamePerson)
}

fn earlier(day: Date, days: u32) -> Date {
    day.saturating_sub(jiff::Span::new().days(days))
}
