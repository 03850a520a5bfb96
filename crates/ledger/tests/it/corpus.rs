//! What fuzzing has kept is replayed by every ordinary run.

#[path = "../../fuzz/entries.rs"]
mod entries;

use std::path::Path;

#[test]
fn corpora_are_replayed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/dossier");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    assert!(files.len() >= 4);
    files.iter().for_each(|it| entries::dossier(&std::fs::read(it).unwrap()));
}
