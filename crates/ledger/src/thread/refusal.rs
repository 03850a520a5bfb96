//! Why an event was not applied.

use thiserror::Error;

use super::State;
use crate::clock::NotCovered;

/// The guard that failed. Words for readers are made elsewhere; these are for whoever keeps the record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The thread is in a state from which this does not lead anywhere.
    #[error("not possible in the state {0:?}")]
    WrongState(State),
    /// Somebody else conducted the thread.
    #[error("an imported thread only has outcomes that others report")]
    Imported,
    /// We conducted the thread ourselves.
    #[error("an outcome that others report belongs to an imported thread")]
    NotImported,
    /// The day is not known exactly.
    #[error("expected the whole day on which it happened: it moves the clock")]
    DayNotKnown,
    /// Noticed before it happened.
    #[error("noticed before it happened")]
    FoundBeforeMade,
    /// A reply that is older than the letter.
    #[error("older than the letter that it would answer")]
    BeforeSending,
    /// Nobody to whom it could go.
    #[error("the recipient has no contact route")]
    NoRoute,
    /// The route was tried before.
    #[error("expected a route that was not tried yet")]
    RouteNotNew,
    /// No question.
    #[error("expected at least one question")]
    NoQuestion,
    /// Nothing cited.
    #[error("expected the reports or deals that the letter rests on")]
    NoBasis,
    /// Not checked for identifiers of victims.
    #[error("expected a check that no victim is identified")]
    NotSafetyChecked,
    /// No reason.
    #[error("expected a reason")]
    NoReason,
    /// Nobody named.
    #[error("expected who did it")]
    NobodyNamed,
    /// The same person twice.
    #[error("expected a person other than the one before")]
    SamePerson,
    /// The legal role is missing.
    #[error("an adverse allegation needs the agreement of the legal role")]
    LegalMissing,
    /// Too early to call the delivery unknown.
    #[error("delivery is unknown only after 72 hours without a sign")]
    TooEarly,
    /// A temporary failure.
    #[error("a temporary failure is no bounce")]
    SoftBounce,
    /// Delivery was recorded already.
    #[error("the delivery is recorded already")]
    AlreadyDelivered,
    /// Not the next reminder, or one that the policy does not have.
    #[error("expected the next reminder that the policy has")]
    ReminderNumber,
    /// The day of the reminder has not come.
    #[error("the day of this reminder has not come")]
    ReminderTooEarly,
    /// The reminder must take another channel.
    #[error("expected another channel than the reminders before")]
    SameChannel,
    /// Deadline and grace have not passed.
    #[error("deadline and grace have not passed")]
    GraceNotOver,
    /// Too few reminders, or on too few channels.
    #[error("expected two reminders on two channels")]
    TooFewReminders,
    /// The last look is too old.
    #[error("expected a look at all channels within the last days")]
    NotCheckedLately,
    /// The bytes are not kept.
    #[error("expected the reply's bytes to be kept before it is shown")]
    NoCapture,
    /// Another event is meant.
    #[error("this kind of reply is an event of its own")]
    NotAReply,
    /// No real question of scope.
    #[error("a question that is not about the scope does not pause the clock")]
    NotGenuine,
    /// There was an extension already.
    #[error("at most one extension is granted")]
    SecondExtension,
    /// The new day is not later, or later than another whole window.
    #[error("expected a day after the deadline, and no later than one more window")]
    ExtensionLength,
    /// The clock stands.
    #[error("there is no deadline: the clock does not run or no calendar is known")]
    NoDeadline,
    /// The calendar data does not cover what the guard needs.
    #[error(transparent)]
    NotCovered(#[from] NotCovered),
    /// Not blind.
    #[error("the second assessment is made without seeing the first")]
    NotBlind,
    /// Counts that cannot be.
    #[error("expected as many agreements as questions, at most")]
    Counts,
    /// The assessment is not complete.
    #[error("expected two assessments, and a decision where they differ")]
    AssessmentIncomplete,
    /// Nothing to decide.
    #[error("the assessments do not differ, or nobody made a second one")]
    NoDisagreement,
    /// The window for comments is too short or too long.
    #[error("expected a window for comments that the policy allows")]
    CommentWindow,
    /// The window for comments is still open.
    #[error("the window for comments is still open")]
    CommentWindowOpen,
    /// Not the next round.
    #[error("expected the next round")]
    RoundNumber,
    /// Writing to this recipient is blocked.
    #[error("a safety lock is on: nothing is sent before the safety officer clears it")]
    SafetyLocked,
    /// There is no lock or hold.
    #[error("there is nothing to lift")]
    NothingToLift,
    /// No asserter or source.
    #[error("expected who reports the outcome, and where")]
    NoAsserter,
    /// The embargo is too long, or in the past.
    #[error("expected an embargo that ends later, within the time the policy allows")]
    EmbargoLength,
    /// No embargo, or not over.
    #[error("there is no embargo that has ended")]
    EmbargoNotOver,
    /// Nobody was told in time.
    #[error("expected notice before the end of the embargo, as the policy says")]
    NoNotice,
}
