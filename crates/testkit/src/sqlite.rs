//! Database images in memory: plain, with a write-ahead log that was never merged, or with a hot journal.

use std::{fs, io, path::Path};

use rusqlite::{Connection, ToSql};

/// Turns an error of SQLite into one of input and output, so that builders have one error type.
pub fn error(error: rusqlite::Error) -> io::Error {
    io::Error::other(error)
}

/// The bytes of a database that `make` filled.
///
/// # Errors
/// Those of `make`.
pub fn image(make: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> io::Result<Vec<u8>> {
    let conn = Connection::open_in_memory().map_err(error)?;
    make(&conn).map_err(error)?;
    let data = conn.serialize("main").map_err(error)?;
    Ok(data.to_vec())
}

/// A database as `base` left it, and the write-ahead log with what `later` did, never merged into it.
///
/// # Errors
/// Those of `base` and `later`, and of a temporary folder.
pub fn image_with_wal(
    base: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    later: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("db");
    let conn = Connection::open(&path).map_err(error)?;
    pragma(&conn, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=OFF;")?;
    base(&conn).map_err(error)?;
    pragma(&conn, "PRAGMA wal_checkpoint(TRUNCATE);")?;
    later(&conn).map_err(error)?;
    let main = fs::read(&path)?;
    let mut wal = fs::read(companion(&path, "-wal"))?;
    reseal_wal(&mut wal);
    Ok((main, wal))
}

/// A database in the middle of what `later` does, and the rollback journal that leads back to what `base` left.
///
/// # Errors
/// Those of `base` and `later`, and of a temporary folder.
pub fn image_with_journal(
    base: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    later: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("db");
    let conn = Connection::open(&path).map_err(error)?;
    pragma(&conn, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;")?;
    base(&conn).map_err(error)?;
    pragma(&conn, "BEGIN;")?;
    later(&conn).map_err(error)?;
    // Half-done pages reach the file and the journal counts its records, as when a phone loses power.
    conn.cache_flush().map_err(error)?;
    let main = fs::read(&path)?;
    let mut journal = fs::read(companion(&path, "-journal"))?;
    reseal_journal(&mut journal);
    Ok((main, journal))
}

/// Inserts a row into `table` and returns its row id. Columns that are not named keep their default.
///
/// # Errors
/// Those of SQLite.
pub fn insert(conn: &Connection, table: &str, columns: &[(&str, &dyn ToSql)]) -> rusqlite::Result<i64> {
    let mut sql = format!("INSERT INTO \"{table}\"(");
    let mut marks = String::new();
    for (name, _) in columns {
        sql.push_str(name);
        sql.push(',');
        marks.push_str("?,");
    }
    sql.pop();
    marks.pop();
    sql.push_str(") VALUES(");
    sql.push_str(&marks);
    sql.push(')');
    let mut statement = conn.prepare_cached(&sql)?;
    for (index, (_, value)) in columns.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    statement.raw_execute()?;
    Ok(conn.last_insert_rowid())
}

/// Runs `make` in one transaction: many rows are then written at the speed of memory.
///
/// # Errors
/// Those of `make`.
pub fn bulk(
    conn: &Connection,
    make: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN")?;
    make(conn)?;
    conn.execute_batch("COMMIT")
}

/// The bookkeeping tables of a Core Data store, with the highest key per entity.
///
/// # Errors
/// Those of SQLite.
pub fn core_data(conn: &Connection, entities: &[(&str, i64)]) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
         CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY, Z_UUID VARCHAR(255), Z_PLIST BLOB);",
    )?;
    for (entity, max) in entities {
        insert(conn, "Z_PRIMARYKEY", &[("Z_NAME", entity), ("Z_SUPER", &0), ("Z_MAX", max)])?;
    }
    Ok(())
}

fn pragma(conn: &Connection, sql: &str) -> io::Result<()> {
    for statement in sql.split_inclusive(';') {
        let mut statement = conn.prepare(statement).map_err(error)?;
        let mut rows = statement.query([]).map_err(error)?;
        while rows.next().map_err(error)?.is_some() {}
    }
    Ok(())
}

fn companion(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// SQLite salts a log with random numbers; fixed salts and their checksums make the same sample the same bytes.
fn reseal_wal(wal: &mut [u8]) {
    const SALT: [u8; 8] = *b"daylight";
    let Some((header, mut frames)) = wal.split_at_mut_checked(32) else { return };
    let big = word(header, 0, true) & 1 == 1;
    let page = word(header, 8, true) as usize;
    put(header, 16, &SALT);
    let mut sum = checksum(header.get(..24).unwrap_or_default(), (0, 0), big);
    put(header, 24, &sum.0.to_be_bytes());
    put(header, 28, &sum.1.to_be_bytes());
    while let Some((frame, rest)) = frames.split_at_mut_checked(24 + page) {
        put(frame, 8, &SALT);
        sum = checksum(frame.get(..8).unwrap_or_default(), sum, big);
        sum = checksum(frame.get(24..).unwrap_or_default(), sum, big);
        put(frame, 16, &sum.0.to_be_bytes());
        put(frame, 20, &sum.1.to_be_bytes());
        frames = rest;
    }
}

/// The same for a journal, whose page checksums begin at a random number.
fn reseal_journal(journal: &mut [u8]) {
    const NONCE: u32 = 0x6461_796c;
    let old = word(journal, 12, true);
    let (records, sector, page) =
        (word(journal, 8, true), word(journal, 20, true) as usize, word(journal, 24, true) as usize);
    put(journal, 12, &NONCE.to_be_bytes());
    for index in 0..records as usize {
        let at = sector + index * (page + 8) + 4 + page;
        let sum = word(journal, at, true).wrapping_sub(old).wrapping_add(NONCE);
        put(journal, at, &sum.to_be_bytes());
    }
}

fn checksum(bytes: &[u8], start: (u32, u32), big: bool) -> (u32, u32) {
    let (mut s0, mut s1) = start;
    for pair in bytes.chunks_exact(8) {
        s0 = s0.wrapping_add(word(pair, 0, big)).wrapping_add(s1);
        s1 = s1.wrapping_add(word(pair, 4, big)).wrapping_add(s0);
    }
    (s0, s1)
}

fn word(bytes: &[u8], at: usize, big: bool) -> u32 {
    let Some(Ok(four)) = bytes.get(at..at.saturating_add(4)).map(<[u8; 4]>::try_from) else { return 0 };
    if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    if let Some(to) = bytes.get_mut(at..at.saturating_add(value.len())) {
        to.copy_from_slice(value);
    }
}
