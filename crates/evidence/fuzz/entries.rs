//! One entry per parser of hostile bytes: for the fuzz targets, and for the replay of their corpora.

use std::io::Write as _;

use evidence::{Limits, journal, mbfile, plist};

/// The metadata of a file.
pub(crate) fn mbfile(data: &[u8]) {
    let _ = mbfile::parse(data);
}

/// The keys of a backup.
pub(crate) fn keybag(data: &[u8]) {
    let _ = crypto::Keybag::parse(data);
}

/// A database and a write-ahead log: the first two bytes say where the one ends.
pub(crate) fn wal(data: &[u8]) {
    let (log, mut image) = halves(data);
    if let Some(committed) = evidence::wal::scan(log) {
        evidence::wal::apply(log, &committed, &mut image, 1 << 20);
    }
}

/// A database and a rollback journal.
pub(crate) fn journal(data: &[u8]) {
    let (journal, mut image) = halves(data);
    let _ = journal::roll_back(journal, &mut image);
}

/// A whole archive, zip or tar, that claims to be a backup.
pub(crate) fn archive(data: &[u8]) {
    let Ok(mut file) = tempfile::NamedTempFile::new() else { return };
    if file.write_all(data).is_err() {
        return;
    }
    let limits = Limits { image: 1 << 22, whole_file: 1 << 20, held: 1 << 22, unpacked: 1 << 24 };
    let Ok(acquisition) = evidence::open(file.path(), &mut || Some(String::new()), limits) else { return };
    for entry in acquisition.entries().take(64) {
        if let Ok(source) = acquisition.source(entry.id) {
            let _ = source.database();
        }
    }
}

/// A property list, XML or binary.
pub(crate) fn plist(data: &[u8]) {
    let _ = plist::parse(data);
}

/// A keyed archive.
pub(crate) fn nska(data: &[u8]) {
    if let Ok(list) = plist::parse(data) {
        let _ = plist::unarchive(&list.root);
    }
}

/// The property lists at the root of a backup: one that is each of them, of a backup that says it is encrypted.
pub(crate) fn roots(data: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let lists = ["Info.plist", "Manifest.plist", "Status.plist"].map(|it| (it, data));
    for (name, content) in lists.into_iter().chain([("Manifest.db", &[7_u8; 64][..])]) {
        if std::fs::write(folder.path().join(name), content).is_err() {
            return;
        }
    }
    let _ = evidence::open(folder.path(), &mut || Some(String::new()), Limits::default());
}

fn halves(data: &[u8]) -> (&[u8], Vec<u8>) {
    let Some((head, rest)) = data.split_first_chunk::<2>() else { return (&[], Vec::new()) };
    let at = usize::from(u16::from_be_bytes(*head)).min(rest.len());
    let (image, companion) = rest.split_at(at);
    (companion, image.to_vec())
}
