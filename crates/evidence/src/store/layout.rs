//! Finds the one backup among the names of an archive.

use std::borrow::Cow;
use std::path::Path;

use super::{Index, OLD_MANIFEST, ROOT_NAMES, sub_folder};
use crate::OpenError;
use crate::tree::{Slot, StoredIds, parse_file_id};

/// A name of an archive and where its bytes are.
pub(crate) struct Named {
    pub(crate) name: Box<[u8]>,
    pub(crate) slot: Slot,
}

/// Sorts names of an archive: what belongs to the backup in it, and what is odd. Of several backups `inner` names the
/// folder of one.
///
/// # Errors
/// If there is no backup in it, or more than one.
pub(crate) fn index(
    archive: &Path,
    inner: Option<&str>,
    names: &[Named],
    ended: Option<String>,
) -> Result<Index, OpenError> {
    let mut odd_names = 0;
    let cleaned: Vec<(Cow<'_, str>, Slot)> = names
        .iter()
        .filter_map(|it| {
            let name = safe_name(&it.name);
            odd_names += u64::from(name.is_none());
            Some((name?, it.slot))
        })
        .collect();
    let refused = odd_names;
    let safe: Vec<(&str, Slot)> = cleaned.iter().map(|it| (&*it.0, it.1)).collect();
    let folder_of = |name: &str| {
        let folders = safe.iter().filter_map(|it| it.0.strip_suffix(name));
        let mut folders: Vec<&str> = folders.filter(|it| it.is_empty() || it.ends_with('/')).collect();
        folders.sort_unstable();
        folders.dedup();
        // A folder inside a backup, such as an unfinished snapshot, is no backup of its own.
        let all = folders.clone();
        folders.retain(|it| !all.iter().any(|outer| outer.len() < it.len() && it.starts_with(outer)));
        folders
    };
    let mut backups = folder_of("Manifest.db");
    // Without any, the one that is named lies in an archive inside this one.
    if let Some(inner) = inner.filter(|_| !backups.is_empty()) {
        backups.retain(|it| it.trim_end_matches('/') == inner.trim_end_matches('/'));
        if backups.is_empty() {
            return Err(OpenError::NotFound(archive.join(inner)));
        }
    }
    let prefix = match backups.as_slice() {
        [one] => *one,
        [] if !folder_of(OLD_MANIFEST).is_empty() => return Err(super::folder::too_old()),
        [] => {
            let rest = safe.iter().any(|it| {
                let (folder, name) = it.0.rsplit_once('/').unwrap_or(("", it.0));
                let folder = folder.rsplit('/').next().and_then(sub_folder);
                name == "Manifest.plist" || (folder.is_some() && parse_file_id(name.as_bytes()).is_some())
            });
            if rest {
                return Err(super::folder::half_copied());
            }
            let found = match ended {
                Some(why) => {
                    format!("an archive that ends early ({why}), without the file Manifest.db of a backup")
                }
                None if refused > 0 => format!(
                    "an archive without the file Manifest.db of a backup among the names that could be used; \
                     {refused} point outside of it or are no text, and were refused: unpack it and give the folder"
                ),
                None => "an archive without the file Manifest.db, which every iPhone backup has".into(),
            };
            return Err(OpenError::NotEvidence { path: archive.to_owned(), found });
        }
        several => {
            let paths = several.iter().map(|it| archive.join(it.trim_end_matches('/'))).collect();
            return Err(OpenError::Several(archive.to_owned(), paths));
        }
    };

    let mut roots: Vec<(String, Slot)> = Vec::new();
    let mut ids = Vec::new();
    for (name, slot) in safe {
        let Some(inner) = name.strip_prefix(prefix) else { continue };
        if ROOT_NAMES.contains(&inner) {
            roots.push((inner.to_owned(), slot));
        } else if let Some((folder, file)) = inner.split_once('/')
            && let Some(first) = sub_folder(folder)
            && !file.is_empty()
        {
            match parse_file_id(file.as_bytes()).filter(|it| it.first() == Some(&first)) {
                Some(id) => ids.push((id, slot)),
                None => odd_names += 1,
            }
        }
    }
    // Of two members with one name the first counts, in every kind of archive.
    roots.sort_by(|a, b| a.0.cmp(&b.0));
    let before = roots.len();
    roots.dedup_by(|a, b| a.0 == b.0);
    odd_names += (before - roots.len()) as u64;
    let (ids, repeated) = StoredIds::new(ids);
    Ok(Index { ids, roots, odd_names: odd_names + repeated, ended })
}

/// A relative name in UTF-8 without anything that climbs; `None` for any other. Names are only compared with each
/// other, never looked for on a disk: so those that some programs write, with `\` between folders, or a `/` or `./`
/// before everything, are taken as what they mean.
fn safe_name(name: &[u8]) -> Option<Cow<'_, str>> {
    let mut name = std::str::from_utf8(name).ok()?;
    while let Some(rest) = ["./", ".\\", "/", "\\"].iter().find_map(|it| name.strip_prefix(it)) {
        name = rest;
    }
    let name = if name.contains('\\') { Cow::Owned(name.replace('\\', "/")) } else { Cow::Borrowed(name) };
    let odd =
        name.contains('\0') || name.split('/').any(|it| it == "..") || name.as_bytes().get(1) == Some(&b':');
    (!odd).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "3d0d7e5fb2ce288813306e4d4636395e047a3d28";

    fn names(names: &[&str]) -> Vec<Named> {
        names.iter().zip(1..).map(|(it, at)| Named { name: it.as_bytes().into(), slot: Slot(at) }).collect()
    }

    #[test]
    fn one_backup_under_any_folder() {
        for prefix in ["", "./", "a/b/", "/", "/home/a/", "a\\b\\", ".\\"] {
            let all = [format!("{prefix}Manifest.db"), format!("{prefix}3d/{ID}"), "x.txt".into()];
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let index = index(Path::new("x.zip"), None, &names(&all), None).unwrap();
            assert_eq!(index.roots, [("Manifest.db".to_owned(), Slot(1))]);
            assert_eq!(index.ids.get(&parse_file_id(ID.as_bytes()).unwrap()), Slot(2));
            assert_eq!(index.odd_names, 0);
        }
    }

    #[test]
    fn names_that_climb_are_counted_and_left() {
        let all = ["Manifest.db", "../3d/x", "C:/x", "a\\..\\b", "3d/../x", "3d/nothex", &format!("4d/{ID}")];
        let index = index(Path::new("x.zip"), None, &names(&all), None).unwrap();
        assert_eq!(index.odd_names, 6);
        assert_eq!(index.ids.get(&parse_file_id(ID.as_bytes()).unwrap()), Slot::NONE);
    }

    #[test]
    fn none_or_several() {
        let several = index(Path::new("x.zip"), None, &names(&["a/Manifest.db", "b/Manifest.db"]), None);
        assert!(matches!(several, Err(OpenError::Several(_, it)) if it.len() == 2));
        assert!(
            index(Path::new("x.zip"), None, &names(&["a/Manifest.db", "a/Snapshot/Manifest.db"]), None)
                .is_ok()
        );
        assert!(matches!(
            index(Path::new("x.zip"), None, &names(&["a"]), None),
            Err(OpenError::NotEvidence { .. })
        ));
        let half = format!("3d/{ID}");
        assert!(matches!(
            index(Path::new("x.zip"), None, &names(&[&half]), None),
            Err(OpenError::Damaged { .. })
        ));
        assert!(matches!(
            index(Path::new("x"), None, &names(&["Manifest.mbdb"]), None),
            Err(OpenError::Unsupported(_))
        ));
    }
}
