//! What fuzzing has kept is replayed by every ordinary run.

#[path = "../../fuzz/entries.rs"]
mod entries;

use std::path::Path;

/// One entry of a parser.
type Entry = fn(&[u8]);

#[test]
fn corpora_are_replayed() {
    let targets: [(&str, Entry); 5] = [
        ("text", entries::text),
        ("typedstream", entries::typedstream),
        ("summary", entries::summary),
        ("session_data", entries::session_data),
        ("profile", entries::profile),
    ];
    for (target, each) in targets {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
        assert!(!files.is_empty(), "{target} has a corpus");
        files.iter().for_each(|it| each(&std::fs::read(it).unwrap()));
    }
}
