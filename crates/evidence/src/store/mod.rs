//! Where the stored bytes of a backup are: a folder or an archive.

mod folder;

use std::io::Read;
use std::path::PathBuf;

pub(crate) use folder::Folder;

use crate::ReadError;
use crate::tree::{Slot, StoredIds};

/// What a store found when it was looked through once.
pub(crate) struct Index {
    /// The stored file ids.
    pub(crate) ids: StoredIds,
    /// The files at the root, by name.
    pub(crate) roots: Vec<(String, Slot)>,
    /// Names that look like stored files and are none: counted, never opened.
    pub(crate) odd_names: u64,
}

/// The names a backup has at its root, which are entries of their own.
pub(crate) const ROOT_NAMES: [&str; 6] =
    ["Info.plist", "Manifest.db", "Manifest.db-journal", "Manifest.db-wal", "Manifest.plist", "Status.plist"];

/// The stored bytes of a backup.
pub(crate) enum Store {
    /// A folder on this machine.
    Folder(Folder),
}

impl Store {
    /// The size of a member's stored bytes: for an archive what it claims.
    pub(crate) fn size(&self, slot: Slot, member: &str) -> Result<u64, ReadError> {
        match self {
            Self::Folder(it) => it.size(slot, member),
        }
    }

    /// Opens a member's stored bytes.
    pub(crate) fn open(&self, slot: Slot, member: &str) -> Result<Box<dyn Read + Send + '_>, ReadError> {
        match self {
            Self::Folder(it) => Ok(Box::new(it.open(slot, member)?)),
        }
    }

    /// The member's own file, if it has one that SQLite can open.
    pub(crate) fn file(&self, slot: Slot, member: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(it) => it.checked_path(slot, member).ok(),
        }
    }
}
