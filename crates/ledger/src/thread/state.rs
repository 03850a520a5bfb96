//! What is known of a thread on a day.

use jiff::civil::Date;

use super::{Headline, HideReason, ImportedOutcome, Origin, Refusal, ReplyKind};
use crate::clock::{Due, NotCovered};
use crate::edtf::Edtf;

/// Where a thread stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum State {
    /// Nothing happened yet.
    Unopened,
    /// A letter is being written.
    Draft,
    /// A letter is being reviewed.
    InReview,
    /// A letter may be sent.
    Approved,
    /// Sent, and the deadline has not passed.
    Awaiting,
    /// Sent, and the deadline has passed. Only time brings this about.
    Overdue,
    /// It did not arrive; the clock stands.
    Undeliverable,
    /// The recipient asked what is meant; the clock stands.
    ClarificationWanted,
    /// Somebody confirmed that no reply is recorded as of a day.
    Silent,
    /// A reply is recorded.
    ReplyReceived,
    /// The recipient named somebody else; the question stays unanswered.
    Referred,
    /// The reply, or its absence, is being compared with the questions.
    InAssessment,
    /// The respondent may comment on the draft of the assessment.
    RightOfReply,
    /// The assessment is published with the comment, if there is one.
    Assessed,
    /// The thread ended.
    Closed,
    /// The letter was never sent.
    Withdrawn,
    /// According to others, a reply came.
    ReportedReplied,
    /// According to others, none came.
    ReportedNoReply,
    /// According to others, the recipient named somebody else.
    ReportedReferred,
    /// The sources do not say whether the recipient replied.
    OutcomeNotStated,
}

/// Everything about a thread on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The day.
    pub now: Date,
    /// Who conducted it.
    pub origin: Origin,
    /// Version of the policy by which it was computed.
    pub policy: String,
    /// Where it stands.
    pub state: State,
    /// What else a reader should see.
    pub badges: Badges,
    /// What the label says, as data.
    pub headline: Headline,
    /// The letters, in order; the last is the current one. Empty for imported threads and before sending.
    pub rounds: Vec<Round>,
    /// What others report, in the order of the log.
    pub imported: Vec<Imported>,
    /// Looks for a public comment that found none, in the order of the log.
    pub observed: Vec<Observed>,
    /// The last confirmed silence.
    pub silence: Option<Silence>,
    /// How the two assessments agree.
    pub agreement: Option<Agreement>,
    /// The last day for a comment on the draft of the assessment.
    pub comment_until: Option<Date>,
    /// How long it has taken so far, or until the first reply.
    pub elapsed: Option<Elapsed>,
    /// Who may see it, as far as events decide that.
    pub visibility: Visibility,
    /// What time alone brought about.
    pub derived: Vec<Derived>,
    /// The events that were applied, with what each led to.
    pub steps: Vec<Step>,
    /// The events that were not, with the reason.
    pub refused: Vec<Refused>,
    /// What the calendar data does not cover. A page says so.
    pub not_covered: Vec<NotCovered>,
}

impl Status {
    /// The current letter.
    #[must_use]
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// The deadline that is running or has passed.
    #[must_use]
    pub fn due(&self) -> Option<&Due> {
        self.round().and_then(|it| it.due.as_ref())
    }
}

/// What a reader should see beside the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Badges {
    /// The recipient, or its machine, said that it got the letter.
    pub acknowledged: bool,
    /// It said that it will come back to it.
    pub holding: bool,
    /// The reply came after the deadline.
    pub late: bool,
    /// The legal role looks at everything before it is published.
    pub legal_hold: bool,
    /// Nothing may be sent before the safety officer agrees: the recipient asked who was harmed.
    pub safety_lock: bool,
    /// There is no sign that the letter arrived; its clock runs from the day of sending.
    pub delivery_unknown: bool,
    /// An earlier assessment is superseded, and kept visible.
    pub superseded_assessment: bool,
    /// The recipient named somebody else, at some time.
    pub referred: bool,
    /// Further replies came after the first.
    pub further_replies: bool,
    /// Those who report an outcome do not agree.
    pub conflicting_reports: bool,
    /// The day up to which somebody looked for a public comment and found none.
    pub no_comment_as_of: Option<Date>,
}

/// One letter and what followed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// From 1.
    pub number: u32,
    /// When it was first sent.
    pub sent: Date,
    /// The day from which the clock runs.
    pub day0: Date,
    /// What that day is.
    pub basis: Basis,
    /// Whether it arrived.
    pub delivery: Delivery,
    /// The deadline; none while the clock is paused or stopped, or where no calendar is known.
    pub due: Option<Due>,
    /// The deadline before an extension.
    pub extension: Option<Extension>,
    /// The reminders of this run of the clock: channel and day.
    pub reminders: Vec<(String, Date)>,
    /// The routes that were tried, as ids that are only compared.
    pub routes: Vec<String>,
    /// The first reply that is not a machine's, an acknowledgement or a holding message.
    pub reply: Option<Reply>,
}

/// What day 0 is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The day of the first accepted delivery.
    Delivery,
    /// The day of sending, because there is no sign of delivery.
    Sending,
    /// The day on which we clarified what was asked.
    Clarification,
}

/// Whether a letter arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// No sign yet.
    Pending,
    /// Yes.
    Delivered,
    /// No sign in 72 hours.
    Unknown,
    /// It came back.
    Bounced,
}

/// More time than the policy gives. Both days are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The deadline before.
    pub before: Date,
    /// The deadline after.
    pub after: Date,
    /// Why.
    pub reason: String,
}

/// The first reply to a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Which event.
    pub event: String,
    /// How.
    pub kind: ReplyKind,
    /// When it was made: this decides whether it is late.
    pub made_at: Date,
    /// When we noticed it, where that is later.
    pub found_at: Option<Date>,
    /// How long it took.
    pub took: Elapsed,
    /// Calendar days after the deadline; `Some(0)` on time, `None` where there was no deadline.
    pub days_late: Option<u32>,
}

/// A time that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    /// Calendar days, at least.
    pub days: u32,
    /// Calendar days, at most: more only where the day of asking is not exactly known.
    pub days_at_most: u32,
    /// Days as the policy counts them, where the calendar covers them and a policy applies.
    pub policy_days: Option<u32>,
}

/// What others report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What.
    pub outcome: ImportedOutcome,
    /// Who says so.
    pub asserted_by: String,
    /// Where.
    pub source: String,
    /// To which thread the recipient referred.
    pub referred_to: Option<String>,
}

/// That somebody looked for a public comment and found none: "no comment recorded as of", and no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Which event.
    pub event: String,
    /// Who looked, where that is known.
    pub by: Option<String>,
    /// Where they say so: without a day of its own, the observation is as of this.
    pub source: Option<String>,
    /// As of when, where it is known.
    pub as_of: Option<Edtf>,
}

/// That no reply is recorded, as of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The day up to which all channels were looked at.
    pub as_of: Date,
    /// The day on which somebody confirmed it.
    pub confirmed: Date,
}

/// How two assessments agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Questions with the same result.
    pub agreed: u32,
    /// Questions.
    pub of: u32,
    /// Whether a third person decided the rest.
    pub adjudicated: bool,
}

/// Who may see a thread, as far as events decide that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visibility {
    /// It is not public until a day.
    pub embargo: Option<Embargo>,
    /// It is out of sight, for this reason.
    pub hidden: Option<HideReason>,
}

/// A thread that is not public until a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embargo {
    /// The day.
    pub until: Date,
    /// The last day on which those concerned can be told in time.
    pub notice_by: Date,
}

/// Something that time alone brought about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// What.
    pub what: DerivedWhat,
    /// The day on which it became so.
    pub at: Date,
    /// The event that shows that it was not so after all, as a delivery proved later.
    pub undone_by: Option<String>,
}

/// What time alone can bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DerivedWhat {
    /// The day after the deadline came.
    BecameOverdue,
    /// The day after the last day for a comment came.
    CommentWindowPassed,
}

/// An event that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub event: String,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// What else is to be done, or became so.
    pub effects: Vec<Effect>,
}

/// What an event leads to beside a state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// The text may not change any more.
    TextFrozen,
    /// A line goes to the public log.
    Log(Leaf),
    /// The clock starts anew from this day.
    ClockStarted(Date),
    /// The clock stands.
    ClockStopped,
    /// Somebody must find another route.
    RouteWanted,
    /// The deadline moved.
    DueMoved(Date),
    /// Somebody must ask the party to which the recipient referred; the thread, where it exists.
    ThreadWanted(Option<String>),
    /// The legal role must be told.
    LegalNotified,
    /// Nothing may be sent.
    ComposerLocked,
    /// Earlier assessments are superseded and stay visible.
    AssessmentSuperseded,
    /// The comment is published in full.
    CommentPublished,
}

/// What goes to the public log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Leaf {
    /// A letter was approved.
    InquiryApproved,
    /// A letter was sent.
    Sent,
    /// A reply is recorded.
    Reply,
    /// No reply is recorded as of a day.
    SilenceObserved,
    /// An assessment is final.
    AnswerFinal,
    /// Who may see it changed.
    VisibilityChanged,
    /// It was taken out of sight or put back.
    Tombstone,
}

/// An event that was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub event: String,
    /// Why.
    pub why: Refusal,
}
