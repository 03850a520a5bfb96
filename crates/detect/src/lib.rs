//! Runs the readers over an acquisition, applies index and rules to every record as it passes, and says what was
//! found, what was looked at and what could not be.
//!
//! Records stream: they are matched, written and dropped, so that memory does not grow with the phone. This crate
//! writes nothing itself (a [`model::RecordSink`] does), prints nothing and knows no words but the one-line
//! English titles of findings.

mod engine;
mod files;
mod findings;
pub mod levels;
mod progress;
mod recheck;
pub mod rules;
mod run;
mod verdict;
mod wire_record;

pub use engine::{INDICATOR_RULE, WITHDRAWN_RULE, kind_order};
pub use findings::Digest;
pub use progress::{Progress, Silent};
pub use recheck::recheck;
pub use rules::coded::RuleContext;
pub use rules::{Rule, RuleSet, RuleSource};
pub use run::{Check, CheckError, Member, Outcome, check};
pub use verdict::{Circumstances, verdict};
