//! Correspondence with one recipient: events are kept, the state is computed from them.
//!
//! [`status`] is a pure function of the log, the policy, the recipient's calendar and a day. Nothing that time
//! alone brings about is stored: that a reply is overdue, or that the window for a comment has passed, appears
//! as a [`Derived`] event, dated back to the day on which it became so.
//!
//! Events are taken in the order of the day on which they entered the log (the day they were noticed, else the
//! day they happened; same day: the order given). Later events do not change what was so before them: the
//! status as of a day is that of the log as it stood on that day.
//!
//! An event whose guard fails is not applied and is named with its reason in [`Status::refused`]. What a
//! recipient says is never refused for its form: replies are also taken while the clock is paused or stopped,
//! and further replies are recorded beside the first. An acknowledgement or a holding message is a badge, not
//! a reply: the clock goes on.
//!
//! A thread that others conducted is imported: it has what its sources say became of it, or that they do not
//! say. It has no clock, is never overdue and never silent, because we did not send, remind or check.

mod assessing;
mod control;
mod event;
mod headline;
mod machine;
mod policy;
mod refusal;
mod replying;
mod rows;
mod sending;
mod state;

use jiff::civil::Date;

use crate::clock::Calendar;

pub use event::{CloseReason, Event, HideReason, ImportedOutcome, Log, Origin, ReplyKind, Tally, What};
pub use headline::Headline;
pub use policy::{Policy, Reminder, ReminderTime};
pub use refusal::Refusal;
pub use rows::{Incomplete, status_of};
pub(crate) use rows::{is_captured, is_for_imported, is_reply, what_lacks};
pub use state::{
    Agreement, Badges, Basis, Delivery, Derived, DerivedWhat, Effect, Elapsed, Embargo, Extension, Imported,
    Leaf, Observed, Refused, Reply, Round, Silence, State, Status, Step, Visibility,
};

/// The state of a thread at the end of a day in the recipient's time zone, and how it came about.
#[must_use]
pub fn status(log: &Log, policy: &Policy, calendar: &Calendar, now: Date) -> Status {
    machine::run(log, policy, calendar, now)
}
