//! The nouns of the check wing: what an observation is, where it came from, when it happened, and what was
//! concluded from it.
//!
//! This crate is pure. It reads no file, no clock, no environment; it knows no database and no terminal.
//! Streaming types ([`Record`], [`Observable`]) borrow from the evidence and are dropped after use, so that
//! memory does not grow with the phone. Wire types ([`wire`]) are the shapes of `findings.json`; they own
//! their text and are the only types here that implement `Serialize`.

mod account;
mod hex;
mod observable;
mod record;
mod sink;
mod time;
pub mod wire;

pub use account::{account_digest, hide_in_key, hide_in_path};
pub use hex::hex;
pub use observable::{Observable, ObservableType, Role};
pub use record::{Field, FieldValue, Locator, Privacy, Record, SourceRef};
pub use sink::{RecordSink, RecordSource, RecordWriter};
pub use time::{Epoch, Original, Time, Utc, Zone};
pub use wire::{Kind, Level};
