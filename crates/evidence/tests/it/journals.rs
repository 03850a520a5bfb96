//! Rollback journals: a database that was copied in the middle of a transaction.

use rusqlite::Connection;

use crate::tables::{by_sqlite, in_a_backup};

#[test]
fn a_hot_journal_is_rolled_back_as_sqlite_does_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live.db");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA page_size = 1024; PRAGMA journal_mode = DELETE; PRAGMA cache_size = 4; CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT);").unwrap();
    for n in 0..300 {
        db.execute("INSERT INTO t (text) VALUES (?1)", [format!("settled {n} {}", "y".repeat(60))]).unwrap();
    }
    // A small cache makes SQLite write pages before the end of the transaction.
    db.execute_batch("BEGIN; UPDATE t SET text = 'never committed ' || id;").unwrap();
    for n in 0..300 {
        db.execute("INSERT INTO t (text) VALUES (?1)", [format!("never {n} {}", "z".repeat(60))]).unwrap();
    }
    let copy = |suffix: &str| std::fs::read(folder.path().join(format!("live.db{suffix}"))).unwrap();
    let files = [("", copy("")), ("-journal", copy("-journal"))];
    assert!(files[1].1.len() > 512, "the journal is hot");
    let beside = folder.path().join("copy.db");
    std::fs::write(&beside, &files[0].1).unwrap();
    std::fs::write(folder.path().join("copy.db-journal"), &files[1].1).unwrap();
    let ours = in_a_backup(&files);
    assert_eq!(ours.as_ref().unwrap()["t"].len(), 300);
    assert_eq!(by_sqlite(&beside), ours);
}
