//! Where the stored bytes of a backup are: a folder or an archive.

mod folder;
mod layout;
mod tar;
mod zip;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use folder::Folder;
pub(crate) use tar::{Gz, Tar};
pub(crate) use zip::Zip;

use crate::tree::{Slot, StoredIds};
use crate::{Limits, OpenError, ReadError};

/// What a store found when it was looked through once.
pub(crate) struct Index {
    /// The stored file ids.
    pub(crate) ids: StoredIds,
    /// The files at the root, by name, sorted.
    pub(crate) roots: Vec<(String, Slot)>,
    /// Names that look like stored files and are none: counted, never opened.
    pub(crate) odd_names: u64,
    /// Why looking through it ended early.
    pub(crate) ended: Option<String>,
}

/// The names a backup has at its root, which are entries of their own.
pub(crate) const ROOT_NAMES: [&str; 6] =
    ["Info.plist", "Manifest.db", "Manifest.db-journal", "Manifest.db-wal", "Manifest.plist", "Status.plist"];

/// What the manifest was called before iOS 10.
pub(crate) const OLD_MANIFEST: &str = "Manifest.mbdb";

/// The byte that a sub-folder of stored files is named by.
pub(crate) fn sub_folder(name: &str) -> Option<u8> {
    let lower = name.len() == 2 && name.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    lower.then(|| u8::from_str_radix(name, 16).ok()).flatten()
}

/// The stored bytes of a backup.
pub(crate) enum Store {
    /// A folder on this machine.
    Folder(Folder),
    /// A zip archive.
    Zip(Zip),
    /// An uncompressed tar archive.
    Tar(Tar),
    /// A tar archive compressed with gzip.
    Gz(Gz),
}

impl Store {
    /// Opens what is at `path`, by its content, and looks it through once.
    pub(crate) fn open_at(path: &Path, limits: Limits) -> Result<(Self, Index), OpenError> {
        let io = |err| OpenError::Io(path.to_owned(), err);
        let kind = match std::fs::metadata(path) {
            Ok(it) => it,
            Err(err) => {
                // One of several backups in an archive is named by a path that goes on inside it.
                let archive = path.ancestors().skip(1).find(|it| it.is_file());
                if let Some((archive, inner)) = archive.and_then(|it| Some((it, path.strip_prefix(it).ok()?)))
                {
                    return Self::open_archive(archive, inner.to_str(), limits);
                }
                return Err(match err.kind() {
                    io::ErrorKind::NotFound => OpenError::NotFound(path.to_owned()),
                    _ => io(err),
                });
            }
        };
        if kind.is_dir() {
            let (folder, index) = Folder::open(path)?;
            return Ok((Self::Folder(folder), index));
        }
        if !kind.is_file() {
            let found = "it is neither a file nor a folder".into();
            return Err(OpenError::NotEvidence { path: path.to_owned(), found });
        }
        Self::open_archive(path, None, limits)
    }

    /// Opens an archive, by its content; `inner` names the folder of a backup in it.
    fn open_archive(path: &Path, inner: Option<&str>, limits: Limits) -> Result<(Self, Index), OpenError> {
        let io = |err| OpenError::Io(path.to_owned(), err);
        let not = |found: &str| OpenError::NotEvidence { path: path.to_owned(), found: found.into() };
        let file = File::open(path).map_err(io)?;
        let mut start = Vec::new();
        (&file).take(1024).read_to_end(&mut start).map_err(io)?;
        if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
            let (zip, index) = Zip::open(path, file, inner)?;
            return Ok((Self::Zip(zip), index));
        }
        if start.starts_with(&[0x1f, 0x8b]) {
            let (gz, index) = Gz::open(path, file, inner, limits)?;
            return Ok((Self::Gz(gz), index));
        }
        if tar::is_header(&start) {
            let (tar, index) = Tar::open(path, file, inner)?;
            return Ok((Self::Tar(tar), index));
        }
        Err(not(describe_start(&start)))
    }

    /// The size of a member's stored bytes, as the file system or the archive claims it.
    pub(crate) fn size(&self, slot: Slot, member: &str) -> Result<u64, ReadError> {
        check(slot)?;
        match self {
            Self::Folder(it) => it.size(member),
            Self::Zip(it) => it.size(slot),
            Self::Tar(it) => it.size(slot),
            Self::Gz(it) => it.size(slot),
        }
    }

    /// Opens a member's stored bytes.
    pub(crate) fn open(&self, slot: Slot, member: &str) -> Result<Box<dyn Read + Send + '_>, ReadError> {
        check(slot)?;
        match self {
            Self::Folder(it) => Ok(Box::new(it.open_member(member)?)),
            Self::Zip(it) => Ok(it.open_member(slot)?),
            Self::Tar(it) => Ok(Box::new(it.open_member(slot)?)),
            Self::Gz(it) => Ok(Box::new(it.open_member(slot)?)),
        }
    }

    /// The member's own file, if it has one that SQLite can open.
    pub(crate) fn file(&self, slot: Slot, member: &str) -> Option<PathBuf> {
        check(slot).ok()?;
        match self {
            Self::Folder(it) => it.checked_path(member).ok(),
            _ => None,
        }
    }

    /// Makes members ready where that is cheaper for many at once.
    pub(crate) fn prefetch(&self, slots: &[Slot]) {
        if let Self::Gz(it) = self {
            it.prefetch(slots);
        }
    }
}

fn check(slot: Slot) -> Result<(), ReadError> {
    let why = match slot {
        Slot::NONE | Slot::EMPTY => "the manifest lists it, but its file is not in the backup",
        Slot::HOSTILE => "the manifest names it by something that is no file id, so it was not looked up",
        Slot::NOT_A_FILE => "its place in the backup holds a link or folder instead of a file",
        _ => return Ok(()),
    };
    Err(ReadError(why.into()))
}

/// What a file that is no archive seems to be, in words that help.
fn describe_start(start: &[u8]) -> &'static str {
    if start.is_empty() {
        "the file is empty"
    } else if start.starts_with(b"SQLite format 3\0") {
        "it is a single database; give the folder of the whole backup, which holds Manifest.db"
    } else if start.starts_with(b"bplist0") || start.starts_with(b"<?xml") {
        "it is a single settings file; give the folder of the whole backup, which holds Manifest.db"
    } else if start.starts_with(b"7z\xbc\xaf\x27\x1c")
        || start.starts_with(b"Rar!")
        || start.starts_with(b"\xfd7zXZ")
    {
        "it is an archive of a kind that cannot be read in place; unpack it and give the folder"
    } else {
        "it is a file that is neither a zip nor a tar archive; give the folder of the backup, or a zip or tar of it"
    }
}

/// A file that several readers share, each with a place of its own.
#[derive(Clone)]
pub(crate) struct Shared {
    file: Arc<File>,
    at: u64,
    len: u64,
}

impl Shared {
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), at: 0, len })
    }

    /// The same file, read from another place.
    pub(crate) fn from(&self, at: u64) -> Self {
        Self { at, ..self.clone() }
    }
}

impl Read for Shared {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let n = std::os::unix::fs::FileExt::read_at(&*self.file, out, self.at)?;
        #[cfg(windows)]
        let n = std::os::windows::fs::FileExt::seek_read(&*self.file, out, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl io::Seek for Shared {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let at = match to {
            io::SeekFrom::Start(it) => Some(it),
            io::SeekFrom::Current(it) => self.at.checked_add_signed(it),
            io::SeekFrom::End(it) => self.len.checked_add_signed(it),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
