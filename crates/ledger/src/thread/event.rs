//! What can happen in a thread.

use jiff::civil::Date;

use crate::edtf::Edtf;

/// A thread as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Whether we conducted it or others did.
    pub origin: Origin,
    /// When the recipient was asked, as far as known; counts for imported threads, ours know it from `Sent`.
    pub asked_at: Option<Edtf>,
    /// What became of the questions, for the headline.
    pub questions: Tally,
    /// What happened.
    pub events: Vec<Event>,
}

/// Who conducted a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// We did.
    Own,
    /// Others did; we know what they say.
    Imported,
}

/// How many questions have which outcome. Judging them is not the business of a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Put to the recipient in this thread.
    pub asked: u64,
    /// Answered.
    pub answered: u64,
    /// Partly answered: never counted as answered.
    pub partly: u64,
    /// Not answered, or declined with a reason.
    pub not_answered: u64,
    /// Without any reply.
    pub no_reply: u64,
    /// Put after the reply, so nobody may judge them by it.
    pub open_after_reply: u64,
    /// Not assessable.
    pub not_assessable: u64,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id, by which results name it.
    pub id: String,
    /// The day on which it happened, in the recipient's time zone. Events that move our clock need a whole day.
    pub at: Option<Edtf>,
    /// The day on which it was noticed, where that is later.
    pub found_at: Option<Edtf>,
    /// Who did it, as an id that is only compared.
    pub by: Option<String>,
    /// What.
    pub what: What,
}

/// What happened, with what its guard needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// A letter was begun; `by` is its author.
    DraftCreated {
        /// Whether the recipient has a route on which it can be reached.
        has_route: bool,
    },
    /// The draft was given to a reviewer.
    SubmittedForReview {
        /// Questions in it.
        questions: u32,
        /// Whether it cites what it rests on.
        basis_cited: bool,
        /// Whether it was checked that it identifies no victim.
        safety_checked: bool,
    },
    /// The reviewer wants changes.
    ChangesAsked {
        /// Which.
        reason: String,
    },
    /// The reviewer, `by`, agrees.
    Approved {
        /// Whether it holds an adverse allegation.
        adverse: bool,
        /// Whether somebody with the legal role agreed.
        legal: bool,
    },
    /// It was sent.
    Sent {
        /// Where to, as an id that is only compared.
        route: String,
    },
    /// A receiving server took it, or a notice of delivery came.
    Delivered,
    /// No sign of delivery within 72 hours.
    DeliveryUnknown,
    /// It came back.
    Bounced {
        /// Whether for good. A temporary failure is no bounce.
        hard: bool,
    },
    /// It was sent again on another route.
    ReSent {
        /// Where to.
        route: String,
    },
    /// A machine answered.
    AutoReply,
    /// The recipient says that it got the letter.
    Acknowledged,
    /// A reminder was sent.
    Reminder {
        /// Which one, from 1.
        number: u32,
        /// How.
        channel: String,
    },
    /// A person, `by`, confirms that no reply is recorded.
    ConfirmSilence {
        /// The day on which all channels were last looked at.
        last_checked: Date,
    },
    /// The recipient replied.
    ReplyReceived {
        /// How.
        kind: ReplyKind,
        /// Whether its bytes are kept: nothing is shown before that.
        captured: bool,
        /// To which thread it refers, where it names somebody else.
        referred_to: Option<String>,
    },
    /// The recipient asks what is meant.
    ClarificationAsked {
        /// Whether it is a real question of scope.
        genuine: bool,
    },
    /// We clarified: the first follow-up after such a question.
    Clarified,
    /// The recipient got more time.
    ExtensionGranted {
        /// Why.
        reason: String,
        /// Until when.
        new_due: Date,
    },
    /// An assessor, `by`, began to compare the reply with the questions.
    AssessmentStarted {
        /// Questions listed.
        questions: u32,
    },
    /// A second assessor, `by`, did the same.
    SecondAssessment {
        /// Without seeing the first assessment.
        blind: bool,
        /// Questions on which both agree.
        agreed: u32,
        /// Questions that both judged.
        of: u32,
    },
    /// A third person, `by`, decided where the two differ.
    Adjudicated,
    /// The respondent got the draft of the assessment.
    NotifiedRespondent {
        /// Days in which it may comment.
        window_days: u32,
    },
    /// It commented.
    CommentReceived,
    /// It did not comment in time. Also derived from time alone.
    CommentWindowPassed,
    /// A further letter with new questions.
    FollowUpSent {
        /// The new round.
        round: u32,
        /// New questions in it.
        questions: u32,
        /// Where to.
        route: String,
    },
    /// The thread ended.
    Closed {
        /// Why.
        reason: CloseReason,
    },
    /// A reply came after silence, assessment or closing.
    LateReply {
        /// How.
        kind: ReplyKind,
        /// Whether its bytes are kept.
        captured: bool,
        /// To which thread it refers.
        referred_to: Option<String>,
    },
    /// Something new makes a new assessment necessary.
    NewEvidence {
        /// What.
        reason: String,
    },
    /// Others say what became of their letter.
    ImportedOutcome {
        /// What they say.
        outcome: ImportedOutcome,
        /// Who says so.
        asserted_by: Option<String>,
        /// Where they say so.
        source: Option<String>,
        /// The thread of the party that the recipient referred to.
        referred_to: Option<String>,
    },
    /// Somebody, `by`, looked and found no public comment. An observation as of a time, no verdict.
    NoCommentObserved {
        /// Where they say so.
        source: Option<String>,
    },
    /// The letter will not be sent.
    Withdrawn,
    /// The thread is not public until a day.
    Embargoed {
        /// Until when.
        until: Date,
    },
    /// That day came.
    EmbargoExpired {
        /// When those concerned were told that it would.
        notice: Option<Date>,
    },
    /// The thread is taken out of sight.
    Hidden {
        /// The second person beside `by`.
        second: String,
        /// Why.
        reason: HideReason,
    },
    /// It is shown again.
    Restored {
        /// The second person beside `by`.
        second: String,
        /// Why.
        reason: HideReason,
    },
    /// The safety officer, `by`, lets us write to this recipient again.
    SafetyCleared,
    /// The legal role, `by`, ends the hold.
    LegalHoldLifted,
}

/// How a recipient replied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReplyKind {
    /// On the matter, whatever it is worth.
    Substantive,
    /// "We got your letter."
    Acknowledgement,
    /// "We shall come back to you."
    Holding,
    /// "Ask somebody else."
    Referral,
    /// "We will not answer."
    Refusal,
    /// A statement to the press, not to those who asked.
    PressStatementNotAddressed,
    /// A threat of legal steps.
    LegalThreat,
    /// An offer to meet.
    MeetingOffer,
    /// A demand to say who was harmed.
    CounterRequestVictimIdentity,
    /// A machine's reply.
    AutoReply,
    /// A notice that the letter did not arrive.
    Bounce,
}

/// What others say became of their letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportedOutcome {
    /// It was replied to.
    ReportedReplied,
    /// It was not.
    ReportedNoReply,
    /// The recipient named somebody else.
    ReportedReferred,
    /// The source does not say.
    OutcomeNotStated,
}

/// Why a thread ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseReason {
    /// What was asked is settled.
    Resolved,
    /// Another thread took over.
    Superseded,
    /// The question was given up.
    Withdrawn,
    /// Nothing more is expected.
    Stale,
}

/// Why a thread was hidden or restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HideReason {
    /// A consent was withdrawn.
    ConsentWithdrawn,
    /// Somebody is in danger.
    Safety,
    /// A court ordered it.
    CourtOrder,
    /// The law of privacy asks for it.
    PrivacyLaw,
    /// It was wrong.
    FactualError,
    /// It held data of people who are not concerned.
    ThirdPartyData,
    /// It is there twice.
    Duplicate,
    /// The reason for hiding it is gone.
    NoLongerNeeded,
}
