//! Where the stored bytes of a backup are: a folder or an archive.

mod folder;
mod layout;
mod shared;
mod tar;
mod zip;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub(crate) use folder::Folder;
use layout::Named;
use shared::Shared;
pub(crate) use tar::{Gz, Tar};
pub(crate) use zip::Zip;

use crate::acquisition::MANIFEST;
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

impl Index {
    /// Where a file at the root is.
    pub(crate) fn slot(&self, name: &str) -> Option<Slot> {
        self.roots.iter().find(|it| it.0 == name).map(|it| it.1)
    }
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
        let mut bytes = File::open(path).and_then(Shared::new).map_err(io)?;
        // A backup in an archive that somebody packed once more to send it.
        for _ in 0..DEEPEST {
            let (store, names, ended) = Self::list(path, bytes, limits)?;
            let not = match layout::index(path, inner, &names, ended) {
                Ok(index) => {
                    if let Self::Zip(zip) = &store {
                        zip.usable(index.slot(MANIFEST))?;
                    }
                    return Ok((store, index));
                }
                Err(not @ OpenError::NotEvidence { .. }) => not,
                Err(err) => return Err(err),
            };
            bytes = match store.archives(&names).as_slice() {
                [] => return Err(not),
                [one] => {
                    if let Self::Zip(zip) = &store {
                        zip.usable(Some(*one))?;
                    }
                    store.inner(*one, limits).map_err(|err| OpenError::Unsupported(err.0))?
                }
                _ => {
                    let found = "an archive that holds several archives and no backup; unpack it and give one of them";
                    return Err(OpenError::NotEvidence { path: path.to_owned(), found: found.into() });
                }
            };
        }
        let found = "archives inside archives, deeper than is looked; unpack the outer ones first".into();
        Err(OpenError::NotEvidence { path: path.to_owned(), found })
    }

    /// Lists the members of an archive, and says why the list ends early.
    fn list(
        path: &Path,
        bytes: Shared,
        limits: Limits,
    ) -> Result<(Self, Vec<Named>, Option<String>), OpenError> {
        let mut start = Vec::new();
        let read = bytes.from(0).take(1024).read_to_end(&mut start);
        read.map_err(|err| OpenError::Io(path.to_owned(), err))?;
        Ok(match kind(&start) {
            Some(Archive::Zip) => {
                let (zip, names) = Zip::open(bytes)?;
                (Self::Zip(zip), names, None)
            }
            Some(Archive::Gz) => {
                let (gz, names, ended) = Gz::open(path, bytes, limits)?;
                (Self::Gz(gz), names, ended)
            }
            Some(Archive::Tar) => {
                let (tar, names, ended) = Tar::open(bytes);
                (Self::Tar(tar), names, ended)
            }
            // A program that unpacks itself has its archive behind it.
            None if describe_start(&start) == UNKNOWN && zip::ends_as_zip(&bytes) => {
                let (zip, names) = Zip::open(bytes)?;
                (Self::Zip(zip), names, None)
            }
            None => {
                let found = describe_start(&start).into();
                return Err(OpenError::NotEvidence { path: path.to_owned(), found });
            }
        })
    }

    /// The members that are archives themselves; of an archive with very many members none is looked for.
    fn archives(&self, names: &[Named]) -> Vec<Slot> {
        if names.len() > MOST_LOOKED_AT {
            return Vec::new();
        }
        let slots = names.iter().map(|it| it.slot).filter(|it| check(*it).is_ok());
        slots.filter(|slot| self.start(*slot).is_some_and(|it| kind(&it).is_some())).collect()
    }

    /// The first bytes of a member of an archive.
    fn start(&self, slot: Slot) -> Option<Vec<u8>> {
        if let Self::Gz(gz) = self {
            return gz.start(slot);
        }
        let mut start = Vec::new();
        self.open(slot, "").ok()?.take(1024).read_to_end(&mut start).ok()?;
        Some(start)
    }

    /// A member that is an archive, as bytes that can be read at any place: where it lies if it is stored as it is, in
    /// memory otherwise.
    fn inner(&self, slot: Slot, limits: Limits) -> Result<Shared, ReadError> {
        match self {
            Self::Folder(_) => Err(ReadError("a file of a folder is opened by its path".into())),
            Self::Tar(it) => it.part(slot),
            Self::Zip(it) => it.inner(slot, limits),
            Self::Gz(it) => it.inner(slot),
        }
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

/// A kind of archive that is read in place.
enum Archive {
    Zip,
    Gz,
    Tar,
}

/// What the first 1024 bytes of a file say.
fn kind(start: &[u8]) -> Option<Archive> {
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        Some(Archive::Zip)
    } else if start.starts_with(&[0x1f, 0x8b]) {
        Some(Archive::Gz)
    } else if tar::is_header(start) {
        Some(Archive::Tar)
    } else {
        None
    }
}

/// How archives of kinds that are not read begin: 7-Zip, RAR, xz, bzip2, Zstandard.
const PACKED: [&[u8]; 5] = [b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd"];

/// What is said of a file that begins like nothing that is known.
const UNKNOWN: &str = "it is a file that is neither a zip nor a tar archive; give the folder of the backup, or a zip or tar of it";

/// How deep archives may lie in each other.
const DEEPEST: usize = 3;

/// An archive with more members is no wrapping of another.
const MOST_LOOKED_AT: usize = 1_000;

/// What a file that is no archive seems to be, in words that help.
fn describe_start(start: &[u8]) -> &'static str {
    if start.is_empty() {
        "the file is empty"
    } else if start.starts_with(b"SQLite format 3\0") {
        "it is a single database; give the folder of the whole backup, which holds Manifest.db"
    } else if start.starts_with(b"bplist0") || start.starts_with(b"<?xml") {
        "it is a single settings file; give the folder of the whole backup, which holds Manifest.db"
    } else if PACKED.iter().any(|it| start.starts_with(it)) {
        "it is an archive of a kind that cannot be read in place; unpack it and give the folder"
    } else {
        UNKNOWN
    }
}
