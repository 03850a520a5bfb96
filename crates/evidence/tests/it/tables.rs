//! Every row of every table, as text.

use std::collections::BTreeMap;
use std::path::Path;

use evidence::{Limits, Source};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use testkit::backup::Backup;

/// By table, every row with its rowid.
pub(crate) type Tables = BTreeMap<String, Vec<String>>;

fn list(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = names.filter(|it| !it.starts_with("sqlite_")).collect();
    all.sort();
    all
}

/// As SQLite reads the file with the log or journal beside it. The folder is the test's own.
pub(crate) fn by_sqlite(path: &Path) -> Tables {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let mut statement = db.prepare(sql).unwrap();
    let names = list(statement.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap));
    names
        .into_iter()
        .map(|table| {
            let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
            let count = statement.column_count();
            let mut rows = statement.query(()).unwrap();
            let mut all = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                let values: Vec<String> = (0..count).map(|at| shown(row.get_ref(at).unwrap())).collect();
                all.push(values.join("|"));
            }
            all.sort();
            (table, all)
        })
        .collect()
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".into(),
        ValueRef::Integer(it) => it.to_string(),
        // A real without fraction is asked for as an integer below.
        ValueRef::Real(it) if it.fract() == 0.0 && it.abs() < 9e15 => format!("{it:.0}"),
        ValueRef::Real(it) => format!("{it:?}"),
        ValueRef::Text(it) | ValueRef::Blob(it) => model::hex(it),
    }
}

/// As we read the member.
pub(crate) fn by_us(source: &Source<'_>) -> Tables {
    let db = source.database().unwrap();
    list(db.tables().iter().cloned())
        .into_iter()
        .map(|table| {
            let mut count = 0;
            db.query(&format!("PRAGMA table_xinfo(\"{table}\")"), &mut |row| {
                // Hidden columns are not part of `*`.
                count += usize::from(row.int(6) == Some(0));
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
            let mut all = Vec::new();
            db.query(&format!("SELECT * FROM \"{table}\""), &mut |row| {
                let values: Vec<String> = (0..count)
                    .map(|at| match (row.is_null(at), row.blob(at)) {
                        (true, _) => "NULL".into(),
                        (_, Some(bytes)) => model::hex(bytes),
                        _ => number(row, at),
                    })
                    .collect();
                all.push(values.join("|"));
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
            all.sort();
            (table, all)
        })
        .collect()
}

fn number(row: &evidence::Row<'_>, at: usize) -> String {
    match (row.int(at), row.real(at)) {
        (Some(int), _) => int.to_string(),
        (None, Some(real)) => format!("{real:?}"),
        _ => "?".into(),
    }
}

/// Lays files into a backup under one name with suffixes, and reads the database as we do.
pub(crate) fn in_a_backup(files: &[(&str, Vec<u8>)]) -> Tables {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    let mut backup = Backup::new();
    for (suffix, bytes) in files {
        backup.file("HomeDomain", &format!("Library/store.db{suffix}"), bytes.clone());
    }
    backup.write(&dir).unwrap();
    let acquisition = evidence::open(&dir, &mut || None, Limits::default()).unwrap();
    let ids = acquisition.find(&["/private/var/mobile/Library/store.db"]);
    by_us(&acquisition.source(ids[0]).unwrap())
}
