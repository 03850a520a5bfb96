//! A backup in a folder of this machine. Opened for reading only; links are never followed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{Index, ROOT_NAMES};
use crate::error::unreadable;
use crate::tree::{FileId, Slot, StoredIds, parse_file_id};
use crate::{OpenError, ReadError};

/// The slot of every regular file: its member name is its place.
const FILE: Slot = Slot(1);

/// A backup in a folder.
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Lists the folder and its 256 possible sub-folders once.
    pub(crate) fn index(root: &Path) -> Result<(Self, Index), OpenError> {
        let io = |err| OpenError::Io(root.to_owned(), err);
        let mut roots = Vec::new();
        let mut ids: Vec<(FileId, Slot)> = Vec::new();
        let mut odd_names = 0;
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
                if kind.is_dir() {
                    list(&entry.path(), first, &mut ids, &mut odd_names).map_err(io)?;
                } else {
                    odd_names += 1;
                }
            }
        }
        roots.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let (ids, _) = StoredIds::new(ids);
        Ok((Self { root: root.to_owned() }, Index { ids, roots, odd_names }))
    }

    /// The path of a member, looked at again: what was a file may have been exchanged since.
    pub(crate) fn checked_path(&self, slot: Slot, member: &str) -> Result<PathBuf, ReadError> {
        if slot != FILE {
            return Err(ReadError("its place in the backup holds a link or folder instead of a file".into()));
        }
        let path = self.root.join(member);
        let kind = fs::symlink_metadata(&path).map_err(|it| unreadable(&it))?;
        if !kind.is_file() {
            return Err(ReadError("its place in the backup holds a link or folder instead of a file".into()));
        }
        Ok(path)
    }

    pub(crate) fn size(&self, slot: Slot, member: &str) -> Result<u64, ReadError> {
        let path = self.checked_path(slot, member)?;
        Ok(fs::symlink_metadata(path).map_err(|it| unreadable(&it))?.len())
    }

    pub(crate) fn open(&self, slot: Slot, member: &str) -> Result<File, ReadError> {
        File::open(self.checked_path(slot, member)?).map_err(|it| unreadable(&it))
    }
}

/// The byte that a sub-folder of stored files is named by.
fn sub_folder(name: &str) -> Option<u8> {
    let lower = name.len() == 2 && name.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    lower.then(|| u8::from_str_radix(name, 16).ok()).flatten()
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
