//! Breaks one stored file of a backup, as a failing disk or a hostile hand would, and mends it again.

use std::io;
use std::path::{Path, PathBuf};

use crate::rng::Rng;

/// What was broken.
#[derive(Clone, Debug)]
pub struct Change {
    /// The name of the stored file (`3d/3d0d…`, `Manifest.db`).
    pub member: String,
    /// The path on the device of the file, empty for those at the root.
    pub path: String,
    /// What was done, and where.
    pub what: String,
    file: PathBuf,
    before: Vec<u8>,
}

impl Change {
    /// Puts the file back as it was.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn undo(&self) -> io::Result<()> {
        std::fs::write(&self.file, &self.before)
    }
}

/// Breaks one file of the backup in `dir`: flips bytes, overwrites a run, cuts the end, or doubles a part. The same
/// seed breaks the same file in the same way.
///
/// # Errors
/// A folder without files, or whatever the disk says.
pub fn corrupt(dir: &Path, seed: u64) -> io::Result<Change> {
    let mut rng = Rng::new(seed).fork("damage");
    let members = members(dir)?;
    let at = usize::try_from(rng.below(members.len().max(1) as u64)).unwrap_or_default();
    let member = members.get(at).ok_or(io::ErrorKind::NotFound)?;
    change(dir, member, &mut rng)
}

/// The same for the file of that stored name.
///
/// # Errors
/// Whatever the disk says.
pub fn corrupt_member(dir: &Path, member: &str, seed: u64) -> io::Result<Change> {
    change(dir, member, &mut Rng::new(seed).fork("damage"))
}

fn change(dir: &Path, member: &str, rng: &mut Rng) -> io::Result<Change> {
    let file = dir.join(member);
    let before = std::fs::read(&file)?;
    let mut bytes = before.clone();
    let len = bytes.len() as u64;
    let mut place = |below: u64| usize::try_from(rng.below(below.max(1))).unwrap_or_default();
    let what = match place(5) {
        0 => {
            let at = place(len);
            let bit = place(8);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
            }
            format!("a bit flipped at {at}")
        }
        1 => {
            let (at, count) = (place(len), place(64) + 1);
            for offset in at..bytes.len().min(at + count) {
                let value = place(256) as u8;
                if let Some(byte) = bytes.get_mut(offset) {
                    *byte = value;
                }
            }
            format!("{count} bytes overwritten at {at}")
        }
        2 => {
            let keep = place(len);
            bytes.truncate(keep);
            format!("cut to {keep} bytes")
        }
        3 => {
            let at = place(len) & !511;
            if let Some(rest) = bytes.get_mut(at..) {
                rest.iter_mut().take(512).for_each(|byte| *byte = 0);
            }
            format!("a sector zeroed at {at}")
        }
        _ => {
            let at = place(len);
            let tail = bytes.get(at..).unwrap_or_default().to_vec();
            bytes.extend(tail);
            format!("the end from {at} repeated")
        }
    };
    // While the manifest is still whole.
    let path = paths(dir, member);
    std::fs::write(&file, &bytes)?;
    Ok(Change { member: member.to_owned(), path, what, file, before })
}

/// The device path of a stored file, from an untouched manifest.
fn paths(dir: &Path, member: &str) -> String {
    let id = member.rsplit('/').next().unwrap_or_default();
    let Ok(db) = rusqlite::Connection::open(dir.join("Manifest.db")) else { return String::new() };
    db.query_row("SELECT domain, relativePath FROM Files WHERE fileID = ?1", [id], |row| {
        Ok(crate::paths::device_path(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?))
    })
    .unwrap_or_default()
}

/// Every file of the backup but the list of truths, in a fixed order.
fn members(dir: &Path) -> io::Result<Vec<String>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            for inner in std::fs::read_dir(entry.path())? {
                all.push(format!("{name}/{}", inner?.file_name().to_string_lossy()));
            }
        } else if name != "truth.json" {
            all.push(name);
        }
    }
    all.sort();
    Ok(all)
}
