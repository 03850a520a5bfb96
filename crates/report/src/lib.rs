//! Findings to HTML, JSON, CSV and JSON Lines.
//!
//! [`Results`] is the folder that `-o` names while it is being written: a [`model::RecordSink`] that writes
//! records and the timeline as they come, and is published whole by [`Results::finish`] or not at all.
//! [`Stored`] is such a folder read back: a [`model::RecordSource`], for re-checking with new indicators.
//!
//! This crate never prints and reads no clock; times, digests and words come in as arguments. What it reads back
//! may have been tampered with, and what it shows comes from hostile evidence.

mod custody;
mod error;
mod options;
mod results;
mod stored;

pub use custody::{
    CUSTODY_SCHEMA, Custody, DeviceIdentity, EvidenceFile, MemberFile, Original, PackFile, ProgramFile,
    ResultFiles,
};
pub use error::{ReadError, WriteError};
pub use options::{Options, RecordsMode, Sha256};
pub use results::Results;
pub use stored::Stored;
