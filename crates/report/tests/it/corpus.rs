//! What fuzzing has kept is replayed by every ordinary run.

#[path = "../../fuzz/entries.rs"]
mod entries;

use std::path::Path;

#[test]
fn the_corpus_is_replayed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/record_line");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    assert!(!files.is_empty(), "there is a corpus");
    files.iter().for_each(|it| entries::record_line(&std::fs::read(it).unwrap()));
}
