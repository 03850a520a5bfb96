//! A database in memory with its write-ahead log or rollback journal merged.

use std::io::Read;

use crate::image::Image;
use crate::journal::{RolledBack, roll_back};
use crate::{DatabaseFacts, Limits, ReadError, wal};

/// Bytes that grow and shrink: a plain vector, or memory that SQLite will own.
pub trait Buffer {
    /// The bytes.
    fn bytes(&self) -> &[u8];
    /// The bytes, to change.
    fn bytes_mut(&mut self) -> &mut [u8];
    /// Changes the length; new bytes are zero. False if there is no memory for it.
    fn resize_to(&mut self, len: usize) -> bool;
}

impl Buffer for Vec<u8> {
    fn bytes(&self) -> &[u8] {
        self
    }
    fn bytes_mut(&mut self) -> &mut [u8] {
        self
    }
    fn resize_to(&mut self, len: usize) -> bool {
        self.resize(len, 0);
        true
    }
}

impl Buffer for Image {
    fn bytes(&self) -> &[u8] {
        self.as_ref()
    }
    fn bytes_mut(&mut self) -> &mut [u8] {
        self.as_mut()
    }
    fn resize_to(&mut self, len: usize) -> bool {
        self.set_len(len).is_ok()
    }
}

/// A companion of a database, as it lies in the evidence.
pub(crate) enum Companion {
    /// There is none, or it is empty.
    None,
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is there and cannot be read.
    Unreadable,
    /// The evidence names it, says that it holds something, and does not hold it.
    Missing,
}

impl Companion {
    /// Whether anything has to be merged or said.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Reads at most `limit` bytes.
    pub(crate) fn read(from: impl Read, limit: u64) -> Self {
        let mut bytes = Vec::new();
        match from.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > limit => Self::Unreadable,
            Ok(0) => Self::None,
            Ok(_) => Self::Bytes(bytes),
            Err(_) => Self::Unreadable,
        }
    }
}

/// What an empty database beside a log or journal means.
const EMPTY: &str = "the database's file is empty, though a log of its changes is there: its content was removed or never copied";
/// What a journal that cannot be used means.
const JOURNAL: &str = "its rollback journal could not be used, so a change that never ended may stand in it";
/// What a log that cannot be used means.
const LOG_DAMAGED: &str = "its write-ahead log is damaged and was left out, so its newest rows are missing";
/// What a log that was not copied means.
const LOG_MISSING: &str =
    "its write-ahead log was not copied into the backup, so its newest rows are missing";
/// What a log that ends badly means.
const LOG_TORN: &str =
    "its write-ahead log is cut off or damaged inside, so some of its newest rows are missing";

/// An image into which everything that belongs to it was merged: what a database is opened over.
pub(crate) struct Merged {
    image: Image,
    facts: DatabaseFacts,
}

impl Merged {
    pub(crate) fn image(&self) -> &Image {
        &self.image
    }

    pub(crate) fn facts(&self) -> DatabaseFacts {
        self.facts
    }
}

/// Merges the companions of an image into it.
///
/// A rollback journal comes first: it puts the file back to before a transaction that never ended. A log holds
/// transactions that did end. A database has one or the other.
pub(crate) fn merge(
    mut image: Image,
    log: Companion,
    journal: Companion,
    limits: Limits,
) -> Result<Merged, ReadError> {
    // SQLite does not look at the companions of an empty file either, and what they say would hide that it is empty.
    if image.len() == 0 && (log.is_there() || journal.is_there()) {
        return Err(ReadError(EMPTY.into()));
    }
    let mut facts = DatabaseFacts::default();
    match journal {
        Companion::None => {}
        Companion::Unreadable | Companion::Missing => facts.gap = Some(JOURNAL),
        Companion::Bytes(bytes) => match roll_back(&bytes, &mut image) {
            RolledBack::Nothing => {}
            RolledBack::Pages(count) => facts.journal_applied_pages = count,
            RolledBack::NotUnderstood => facts.gap = Some(JOURNAL),
        },
    }
    match log {
        Companion::None => {}
        Companion::Unreadable => facts.gap = Some(LOG_DAMAGED),
        Companion::Missing => facts.gap = Some(LOG_MISSING),
        Companion::Bytes(bytes) => match wal::scan(&bytes) {
            Some(committed) if wal::apply(&bytes, &committed, &mut image, limits.image) => {
                facts.wal_applied_frames = committed.frames as u64;
                facts.wal_ignored_frames = committed.ignored as u64;
                if committed.torn {
                    facts.gap = Some(LOG_TORN);
                }
            }
            _ => facts.gap = Some(LOG_DAMAGED),
        },
    }
    // SQLite refuses an image in WAL mode, because it has no file to look for a log beside.
    if let Some(versions) = image.as_mut().get_mut(18..20) {
        versions.fill(1);
    }
    Ok(Merged { image, facts })
}
