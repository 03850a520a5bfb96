//! An opened acquisition: facts about the device, and the tree of its members.

use std::path::Path;

use model::Utc;
use model::wire::Device;

use crate::{OpenError, Source};

/// Bounds on what hostile evidence can make us allocate.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest database image held in memory, in bytes. Larger is a named gap.
    pub image: u64,
    /// The largest property list or other whole file held in memory, in bytes.
    pub whole_file: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { image: 4 << 30, whole_file: 256 << 20 }
    }
}

/// What names a person's phone. Goes into `custody.json` and nowhere else.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The serial number.
    pub serial: Option<String>,
    /// The IMEI.
    pub imei: Option<String>,
    /// The phone number.
    pub phone_number: Option<String>,
}

/// Names an entry of one acquisition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub(crate) u32);

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link; never followed.
    Link,
}

/// One entry of the tree.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Its name in this acquisition.
    pub id: EntryId,
    /// The backup domain (`HomeDomain`); empty for the files at the root of a backup.
    pub domain: &'a str,
    /// The path inside the domain.
    pub relative: &'a str,
    /// The path on the device.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// Whether its bytes are stored in the evidence.
    pub stored: bool,
}

/// An opened acquisition.
pub struct Acquisition {
    _private: (),
}

/// Opens evidence by its content. `password` is asked only if the evidence is encrypted; `None` from it means
/// that none can be had.
///
/// # Errors
/// See [`OpenError`].
pub fn open(
    _path: &Path,
    _password: &mut dyn FnMut() -> Option<String>,
    _limits: Limits,
) -> Result<Acquisition, OpenError> {
    Err(OpenError::Unsupported("not yet".into()))
}

impl Acquisition {
    /// The kind, as on the wire: `ios_backup`.
    pub fn kind(&self) -> &'static str {
        "ios_backup"
    }
    /// Whether it is encrypted.
    pub fn encrypted(&self) -> bool {
        false
    }
    /// What kind of device it came from.
    pub fn device(&self) -> Device {
        Device::default()
    }
    /// Serial number, IMEI, phone number.
    pub fn identity(&self) -> Identity {
        Identity::default()
    }
    /// When the acquisition was made.
    pub fn acquired(&self) -> Option<Utc> {
        None
    }
    /// Every entry, in a fixed order: the root files first, then by domain and relative path.
    pub fn entries(&self) -> Box<dyn Iterator<Item = Entry<'_>> + '_> {
        Box::new(std::iter::empty())
    }
    /// One entry.
    pub fn entry(&self, _id: EntryId) -> Option<Entry<'_>> {
        None
    }
    /// Opens one member: finds its bytes, computes its digest.
    ///
    /// # Errors
    /// If it is not stored, too large or unreadable.
    pub fn source(&self, _id: EntryId) -> Result<Source<'_>, crate::ReadError> {
        Err(crate::ReadError("not yet".into()))
    }
}
