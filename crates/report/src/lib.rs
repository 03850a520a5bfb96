//! Findings to HTML, JSON, CSV and JSON Lines.
//!
//! [`Results`] is the folder that `-o` names while it is being written: a [`model::RecordSink`] that writes
//! records and the timeline as they come, and is published whole by [`Results::finish`] or not at all.
//! [`Stored`] is such a folder read back: a [`model::RecordSource`], for re-checking with new indicators.
//!
//! This crate never prints and reads no clock; times, digests and words come in as arguments. What it reads back
//! may have been tampered with, and what it shows comes from hostile evidence.

mod accounts;
mod custody;
mod error;
mod files;
mod json;
mod line;
mod options;
mod overview;
mod page;
mod results;
pub mod shown;
mod sources;
mod stamp;
mod stored;
mod timeline;
mod verdict;
mod writer;

pub use custody::{
    CUSTODY_SCHEMA, Custody, DeviceIdentity, EvidenceFile, MemberFile, Original, PackFile, ProgramFile,
    ResultFiles,
};
pub use error::{ReadError, WriteError};
pub use options::{Options, RecordsMode, Sha256};
pub use page::{NotExamined, failed};
pub use results::Results;
pub use sources::{RuleSource, RuleSources};
pub use stored::{Stored, check_record_line};
pub use verdict::verdict_key;

/// The leading part of a text, at most `limit` bytes, ending between characters.
fn shorten(text: &str, limit: usize) -> &str {
    if text.len() <= limit { text } else { text.get(..text.floor_char_boundary(limit)).unwrap_or_default() }
}

/// True for the name of an artefact: what may become a file's name.
fn is_slug(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_')
}
