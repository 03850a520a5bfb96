//! Write-ahead logs: what SQLite reads from a database and its log, we read from their copies.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rusqlite::Connection;

use crate::tables::{by_sqlite, in_a_backup};

/// What a transaction does.
#[derive(Clone, Debug)]
enum Step {
    Insert(u16),
    Delete(u16),
    Update(u16),
    RolledBack(u16),
    Checkpoint,
    Vacuum,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_u16..400).prop_map(Step::Insert),
        2 => (0_u16..60).prop_map(Step::Delete),
        2 => (0_u16..60).prop_map(Step::Update),
        1 => (0_u16..60).prop_map(Step::RolledBack),
        1 => Just(Step::Checkpoint),
        1 => Just(Step::Vacuum),
    ];
    prop::collection::vec(step, 1..14)
}

/// Runs the steps in a database with a log, and copies both files while it is open.
fn copies(folder: &Path, page_size: u32, steps: &[Step]) -> Vec<(&'static str, Vec<u8>)> {
    let path = folder.join("live.db");
    let db = Connection::open(&path).unwrap();
    db.execute_batch(&format!("PRAGMA page_size = {page_size}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX i ON t (text);")).unwrap();
    for (at, step) in steps.iter().enumerate() {
        let insert = |count: u16| {
            for n in 0..count {
                db.execute(
                    "INSERT INTO t (text) VALUES (?1)",
                    [format!("row {at} {n} {}", "x".repeat(usize::from(n) % 90))],
                )
                .unwrap();
            }
        };
        match step {
            Step::Insert(count) => {
                db.execute_batch("BEGIN").unwrap();
                insert(*count);
                db.execute_batch("COMMIT").unwrap();
            }
            Step::Delete(n) => {
                db.execute("DELETE FROM t WHERE id % 7 = ?1 % 7", [n]).unwrap();
            }
            Step::Update(n) => {
                db.execute("UPDATE t SET text = text || 'u' WHERE id % 5 = ?1 % 5", [n]).unwrap();
            }
            Step::RolledBack(count) => {
                db.execute_batch("BEGIN").unwrap();
                insert(*count);
                db.execute_batch("ROLLBACK").unwrap();
            }
            // The log is begun again with new salts; old frames stay behind the new ones.
            Step::Checkpoint => db.execute_batch("PRAGMA wal_checkpoint(RESTART)").unwrap_or(()),
            Step::Vacuum => db.execute_batch("VACUUM").unwrap(),
        }
    }
    let copy = |suffix: &str| std::fs::read(folder.join(format!("live.db{suffix}"))).unwrap_or_default();
    vec![("", copy("")), ("-wal", copy("-wal"))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_log_is_merged_as_sqlite_merges_it(steps in steps(), page in prop::sample::select(vec![512_u32, 4096, 65_536]), torn in 0_usize..5000) {
        let folder = tempfile::tempdir().unwrap();
        let mut files = copies(folder.path(), page, &steps);
        // A log that was copied while it was written ends anywhere, and then may not fit its database any more.
        if torn % 3 == 0 {
            let log = &mut files[1].1;
            log.truncate(log.len().saturating_sub(torn));
        }
        let beside = folder.path().join("copy.db");
        std::fs::write(&beside, &files[0].1).unwrap();
        std::fs::write(folder.path().join("copy.db-wal"), &files[1].1).unwrap();
        let ours = in_a_backup(&files);
        prop_assert_eq!(by_sqlite(&beside), ours);
    }
}

/// Every database of a real phone that has a log.
#[test]
fn every_log_of_a_real_phone_is_merged_as_sqlite_merges_it() {
    let shared = std::env::var_os("DAYLIGHT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = shared.join("data/evidence/ios15-partial-dump.tar.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("notice: {} is missing; this test was left out", path.display());
        return;
    };
    let mut files = std::collections::BTreeMap::new();
    for entry in tar::Archive::new(flate2::read::GzDecoder::new(file)).entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(name, bytes);
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut pairs, mut changed) = (0, 0);
    for (log, log_bytes) in files.iter().filter(|it| it.0.ends_with("-wal") && !it.1.is_empty()) {
        let Some(main) = files.get(log.trim_end_matches("-wal")) else { continue };
        let beside = folder.path().join(format!("{pairs}.db"));
        std::fs::write(&beside, main).unwrap();
        std::fs::write(folder.path().join(format!("{pairs}.db-wal")), log_bytes).unwrap();
        let ours = in_a_backup(&[("", main.clone()), ("-wal", log_bytes.clone())]);
        assert!(ours.is_some(), "{log}");
        assert_eq!(by_sqlite(&beside), ours, "{log}");
        changed += usize::from(in_a_backup(&[("", main.clone())]) != ours);
        pairs += 1;
    }
    println!("{pairs} databases with logs; the log changes what is read in {changed}");
    assert!(pairs >= 6 && changed == pairs, "every log holds rows that its database lacks");
}
