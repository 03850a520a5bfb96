//! What fuzzing has kept is replayed by every ordinary run.

#[path = "../../fuzz/entries.rs"]
mod entries;

use std::path::Path;

/// Calls `each` with every file of one corpus.
fn replay(target: &str, each: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap_or_else(|_| panic!("{} is missing", folder.display())) {
        each(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "{target} has a corpus");
}

#[test]
fn corpora_are_replayed() {
    replay("mbfile", entries::mbfile);
    replay("wal", entries::wal);
    replay("journal", entries::journal);
    replay("keybag", entries::keybag);
    replay("archive", entries::archive);
    replay("plist", entries::plist);
    replay("nska", entries::nska);
    replay("roots", entries::roots);
}
