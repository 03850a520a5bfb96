//! The reply is compared with the questions, by two people, and the respondent has its say.

use super::control::{ensure, given};
use super::machine::{Dated, Machine, plus};
use super::{Agreement, DerivedWhat, Effect, Leaf, Refusal, State, What};

impl Machine<'_> {
    pub(super) fn assessing(&mut self, event: &Dated<'_>) -> Result<(), Refusal> {
        match &event.event.what {
            What::AssessmentStarted { questions } => {
                // After new evidence the assessment is open, but nobody has begun it anew.
                let anew = self.state == State::InAssessment && self.first_assessor.is_none();
                if !anew {
                    self.only_from(&[State::ReplyReceived, State::Referred, State::Silent])?;
                }
                ensure(*questions > 0, Refusal::NoQuestion)?;
                let assessor = event.by()?.to_owned();
                // What was assessed in an earlier round keeps standing for that round.
                (self.second_assessor, self.agreement, self.comment_until) = (None, None, None);
                self.first_assessor = Some(assessor);
                self.state = State::InAssessment;
            }
            What::SecondAssessment { blind, agreed, of } => {
                self.only_from(&[State::InAssessment])?;
                ensure(self.first_assessor.is_some(), Refusal::AssessmentIncomplete)?;
                ensure(self.second_assessor.is_none(), Refusal::WrongState(self.state))?;
                ensure(self.first_assessor.as_deref() != Some(event.by()?), Refusal::SamePerson)?;
                ensure(*blind, Refusal::NotBlind)?;
                ensure(*of > 0 && agreed <= of, Refusal::Counts)?;
                self.second_assessor = Some(event.by()?.to_owned());
                self.agreement = Some(Agreement { agreed: *agreed, of: *of, adjudicated: false });
            }
            What::Adjudicated => {
                self.only_from(&[State::InAssessment])?;
                let by = event.by()?;
                let assessors = [self.first_assessor.as_deref(), self.second_assessor.as_deref()];
                ensure(!assessors.contains(&Some(by)), Refusal::SamePerson)?;
                let agreement = self.agreement.as_mut().ok_or(Refusal::NoDisagreement)?;
                ensure(agreement.agreed < agreement.of && !agreement.adjudicated, Refusal::NoDisagreement)?;
                agreement.adjudicated = true;
            }
            What::NotifiedRespondent { window_days } => {
                self.only_from(&[State::InAssessment])?;
                self.may_write()?;
                let agreement = self.agreement.ok_or(Refusal::AssessmentIncomplete)?;
                let decided = agreement.adjudicated || agreement.agreed == agreement.of;
                ensure(decided, Refusal::AssessmentIncomplete)?;
                let (shortest, longest) = self.policy.comment_window;
                ensure((shortest..=longest).contains(window_days), Refusal::CommentWindow)?;
                self.comment_until = Some(plus(event.made, *window_days));
                self.state = State::RightOfReply;
            }
            What::CommentReceived => {
                // One that comes after the window is published as well.
                self.only_from(&[State::RightOfReply, State::Assessed])?;
                if self.state == State::RightOfReply {
                    self.effects.push(Effect::Log(Leaf::AnswerFinal));
                }
                self.state = State::Assessed;
                self.effects.push(Effect::CommentPublished);
            }
            What::CommentWindowPassed => {
                // Time has usually brought this about before somebody notes it.
                let passed = self.state == State::Assessed
                    && self.derived.iter().any(|it| it.what == DerivedWhat::CommentWindowPassed);
                if !passed {
                    self.only_from(&[State::RightOfReply])?;
                    return Err(Refusal::CommentWindowOpen);
                }
                self.effects.push(Effect::Log(Leaf::AnswerFinal));
            }
            What::NewEvidence { reason } => {
                self.only_from(&[State::Silent, State::Assessed, State::Closed])?;
                given(reason)?;
                self.supersede();
                self.state = State::InAssessment;
            }
            What::Closed { .. } => {
                self.only_from(&[State::Assessed, State::Silent])?;
                self.state = State::Closed;
            }
            _ => return Err(Refusal::WrongState(self.state)),
        }
        Ok(())
    }
}
