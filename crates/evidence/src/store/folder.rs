//! A backup in a folder of this machine. Opened for reading only; links are never followed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{Index, OLD_MANIFEST, ROOT_NAMES, sub_folder};
use crate::error::unreadable;
use crate::tree::{FileId, Slot, StoredIds, parse_file_id};
use crate::{OpenError, ReadError};

/// The slot of every regular file: its member name is its place.
const FILE: Slot = Slot(1);
/// Children looked at when the folder itself is no backup.
const MOST_CHILDREN: usize = 10_000;

/// A backup in a folder.
pub(crate) struct Folder {
    root: PathBuf,
}

/// What a folder is, judged by the names in it.
#[derive(PartialEq, Eq)]
enum Kind {
    Backup,
    TooOld,
    HalfCopied,
    Other,
}

impl Folder {
    /// Finds the backup: the folder itself, or the only one directly below it.
    pub(crate) fn open(path: &Path) -> Result<(Self, Index), OpenError> {
        let io = |err| OpenError::Io(path.to_owned(), err);
        match kind(path).map_err(io)? {
            Kind::Backup => return Self::index(path),
            Kind::TooOld => return Err(too_old()),
            Kind::HalfCopied => return Err(half_copied()),
            Kind::Other => {}
        }
        let mut backups = Vec::new();
        let mut other = None;
        for entry in fs::read_dir(path).map_err(io)?.take(MOST_CHILDREN) {
            let Ok(entry) = entry else { continue };
            if !entry.file_type().is_ok_and(|it| it.is_dir()) {
                continue;
            }
            match kind(&entry.path()) {
                Ok(Kind::Backup) => backups.push(entry.path()),
                Ok(Kind::TooOld) => other = Some(too_old()),
                Ok(Kind::HalfCopied) => other = Some(half_copied()),
                Ok(Kind::Other) | Err(_) => {}
            }
        }
        backups.sort_unstable();
        match backups.as_slice() {
            [one] => Self::index(one),
            [] => Err(other.unwrap_or_else(|| OpenError::NotEvidence {
                path: path.to_owned(),
                found: "a folder without the file Manifest.db, which every iPhone backup has; \
                        the right one often has a name of 25 or 40 letters and digits"
                    .into(),
            })),
            _ => Err(OpenError::Several(path.to_owned(), backups)),
        }
    }

    /// Lists the folder and its 256 possible sub-folders once.
    fn index(root: &Path) -> Result<(Self, Index), OpenError> {
        let io = |err| OpenError::Io(root.to_owned(), err);
        let mut roots = Vec::new();
        let mut ids: Vec<(FileId, Slot)> = Vec::new();
        let mut odd_names = 0;
        let mut ended = None;
        for entry in fs::read_dir(root).map_err(io)? {
            let entry = entry.map_err(io)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                odd_names += 1;
                continue;
            };
            let kind = entry.file_type().map_err(io)?;
            if ROOT_NAMES.contains(&name) {
                roots.push((name.to_owned(), if kind.is_file() { FILE } else { Slot::NOT_A_FILE }));
            } else if let Some(first) = sub_folder(name) {
                if !kind.is_dir() {
                    odd_names += 1;
                } else if let Err(err) = list(&entry.path(), first, &mut ids, &mut odd_names) {
                    ended = Some(format!("a folder of stored files cannot be listed: {}", err.kind()));
                }
            }
        }
        roots.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let (ids, _) = StoredIds::new(ids);
        Ok((Self { root: root.to_owned() }, Index { ids, roots, odd_names, ended }))
    }

    /// The path of a member, looked at again: what was a file may have been exchanged since.
    pub(crate) fn checked_path(&self, member: &str) -> Result<PathBuf, ReadError> {
        let path = self.root.join(member);
        let kind = fs::symlink_metadata(&path).map_err(|it| unreadable(&it))?;
        if !kind.is_file() {
            return Err(ReadError("its place in the backup holds a link or folder instead of a file".into()));
        }
        Ok(path)
    }

    pub(crate) fn size(&self, member: &str) -> Result<u64, ReadError> {
        let path = self.checked_path(member)?;
        Ok(fs::symlink_metadata(path).map_err(|it| unreadable(&it))?.len())
    }

    pub(crate) fn open_member(&self, member: &str) -> Result<File, ReadError> {
        File::open(self.checked_path(member)?).map_err(|it| unreadable(&it))
    }
}

fn kind(folder: &Path) -> io::Result<Kind> {
    let mut found = Kind::Other;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let Some(name) = name.to_str() else { continue };
        match name {
            "Manifest.db" => return Ok(Kind::Backup),
            OLD_MANIFEST => found = Kind::TooOld,
            "Manifest.plist" | "Status.plist" if found == Kind::Other => found = Kind::HalfCopied,
            _ if found == Kind::Other && sub_folder(name).is_some() && holds_ids(&folder.join(name)) => {
                found = Kind::HalfCopied;
            }
            _ => {}
        }
    }
    Ok(found)
}

fn holds_ids(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut it| {
        it.next()
            .is_some_and(|it| it.is_ok_and(|it| parse_file_id(it.file_name().as_encoded_bytes()).is_some()))
    })
}

/// A backup from before `Manifest.db`.
pub(crate) fn too_old() -> OpenError {
    OpenError::Unsupported(
        "this backup is in the format of iOS 9 and earlier (Manifest.mbdb), which this version cannot read; \
         if the phone can still be used, make a new backup with a current computer"
            .into(),
    )
}

/// Parts of a backup without its list of files.
pub(crate) fn half_copied() -> OpenError {
    OpenError::Damaged {
        what: "the backup".into(),
        why: "parts of it are here, but not its list of files, Manifest.db; it was copied or made only halfway: \
              copy the whole folder again, or make the backup again"
            .into(),
    }
}

fn list(folder: &Path, first: u8, ids: &mut Vec<(FileId, Slot)>, odd_names: &mut u64) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let id = parse_file_id(entry.file_name().as_encoded_bytes());
        match id.filter(|it| it.first() == Some(&first)) {
            Some(id) => ids.push((id, if entry.file_type()?.is_file() { FILE } else { Slot::NOT_A_FILE })),
            None => *odd_names += 1,
        }
    }
    Ok(())
}
