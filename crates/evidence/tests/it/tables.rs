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

/// As SQLite reads the file with the log or journal beside it; `None` if it finds them damaged. The folder is the
/// test's own.
pub(crate) fn by_sqlite(path: &Path) -> Option<Tables> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    tables_of(&db).ok()
}

fn tables_of(db: &Connection) -> rusqlite::Result<Tables> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let mut statement = db.prepare(sql)?;
    let names: rusqlite::Result<Vec<String>> = statement.query_map((), |row| row.get(0))?.collect();
    list(names?.into_iter())
        .into_iter()
        .map(|table| {
            let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let count = statement.column_count();
            let mut rows = statement.query(())?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let values: Vec<String> = (0..count).map(|at| shown(row.get_ref(at).unwrap())).collect();
                all.push(values.join("|"));
            }
            all.sort();
            Ok((table, all))
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

/// As we read the member; `None` if we find it damaged.
pub(crate) fn by_us(source: &Source<'_>) -> Option<Tables> {
    let db = source.database().ok()?;
    list(db.tables().iter().cloned())
        .into_iter()
        .map(|table| {
            let mut count = 0;
            db.query(&format!("PRAGMA table_xinfo(\"{table}\")"), &mut |row| {
                // Hidden columns are not part of `*`.
                count += usize::from(row.int(6) == Some(0));
                std::ops::ControlFlow::Continue(())
            })
            .ok()?;
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
            .ok()?;
            all.sort();
            Some((table, all))
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
pub(crate) fn in_a_backup(files: &[(&str, Vec<u8>)]) -> Option<Tables> {
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
