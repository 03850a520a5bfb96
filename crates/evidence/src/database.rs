//! A read-only SQLite database inside the evidence.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::ffi::ErrorCode;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use rustc_hash::FxHashMap;

use crate::ReadError;
use crate::merged::Merged;

/// What was merged into a database when it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// Frames of the write-ahead log that belong to committed transactions and were applied.
    pub wal_applied_frames: u64,
    /// Whole frames in the write-ahead log's file after the last one that was applied: of an earlier
    /// generation, torn, or of a transaction that was never committed.
    pub wal_ignored_frames: u64,
    /// Pages that a hot rollback journal put back.
    pub journal_applied_pages: u64,
    /// What of a write-ahead log or journal should have been merged and could not be, so that rows are missing.
    pub gap: Option<&'static str>,
}

/// A read-only SQLite database inside the evidence.
///
/// Hostile schemas cannot run code: no triggers, no views, no functions of the schema, no extensions, no
/// attaching; every statement has a budget of steps.
pub struct Database {
    connection: Connection,
    tables: Vec<String>,
    columns: RefCell<FxHashMap<String, Vec<String>>>,
    facts: DatabaseFacts,
    /// Steps of the running statement that are left, in units of [`STEPS`].
    budget: Arc<AtomicU64>,
    full_budget: u64,
    size: u64,
    /// What the connection reads, if that is memory: dropped after it.
    _merged: Option<Arc<Merged>>,
}

/// How much of a database in place is kept in memory, in KiB: enough for the way down to a row in several trees.
const CACHE_KIB: i32 = 256;

/// After this many steps of SQLite's machine the budget is looked at.
const STEPS: i32 = 100_000;

impl Database {
    /// Opens a file in place, promising SQLite that nothing changes it.
    pub(crate) fn in_place(path: &Path, size: u64) -> Result<Self, ReadError> {
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let uri =
            immutable_uri(path).ok_or_else(|| ReadError("its name in the evidence is not text".into()))?;
        let connection = Connection::open_with_flags(uri, flags).map_err(|it| describe(&it))?;
        Self::prepare(connection, size, DatabaseFacts::default(), None)
    }

    /// Opens an image in memory, which may be open already: all read the same bytes.
    pub(crate) fn over(merged: Arc<Merged>) -> Result<Self, ReadError> {
        let mut connection = Connection::open_in_memory().map_err(|it| describe(&it))?;
        // SAFETY: the image is in the new database beside the connection, which is dropped before it, and nothing
        // changes an image that was merged.
        #[expect(unsafe_code, reason = "several connections read one image without a copy")]
        unsafe { merged.image().lend_to(&mut connection) }.map_err(|it| describe(&it))?;
        // Pages are used where they lie instead of being copied; there is no file below that could shrink.
        let _ = connection.pragma_update(None, "mmap_size", i64::MAX);
        let (size, facts) = (merged.image().len() as u64, merged.facts());
        Self::prepare(connection, size, facts, Some(merged))
    }

    fn prepare(
        connection: Connection,
        size: u64,
        facts: DatabaseFacts,
        merged: Option<Arc<Merged>>,
    ) -> Result<Self, ReadError> {
        let settings = || -> rusqlite::Result<()> {
            for (setting, on) in [
                (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
                (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
                (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
                (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
                (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
                (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            ] {
                connection.set_db_config(setting, on)?;
            }
            for (limit, value) in [
                // A row or value of this size is already far beyond what a phone writes.
                (Limit::SQLITE_LIMIT_LENGTH, 256 << 20),
                (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
                (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
                (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 100),
                (Limit::SQLITE_LIMIT_VDBE_OP, 1_000_000),
                (Limit::SQLITE_LIMIT_ATTACHED, 0),
                (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
                (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
            ] {
                connection.set_limit(limit, value)?;
            }
            // Sorting must not spill what was decrypted to a disk.
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            // Tables are read from end to end: pages kept for longer than that would only be memory.
            connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
            Ok(())
        };
        settings().map_err(|it| describe(&it))?;
        // Ten seconds and more of steps for the smallest file, and more than any honest query needs per byte.
        let full_budget = (1_000_000_000 + 20u64.saturating_mul(size)) / STEPS.unsigned_abs() as u64;
        let budget = Arc::new(AtomicU64::new(full_budget));
        let left = Arc::clone(&budget);
        let spent =
            move || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| it.checked_sub(1)).is_err();
        connection.progress_handler(STEPS, Some(spent)).map_err(|it| describe(&it))?;

        let mut database = Self {
            connection,
            tables: Vec::new(),
            columns: RefCell::default(),
            facts,
            budget,
            full_budget,
            size,
            _merged: merged,
        };
        let mut tables = Vec::new();
        // A virtual table has no page of its own, and what it does is decided by its module.
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
        let listed = database.query(sql, &mut |row| {
            tables.extend(row.text(0).map(Cow::into_owned));
            ControlFlow::Continue(())
        });
        listed?;
        tables.sort_unstable();
        database.tables = tables;
        Ok(database)
    }

    /// The names of all tables, sorted. Views and virtual tables are not among them.
    pub fn tables(&self) -> &[String] {
        &self.tables
    }

    /// Whether that table is there. Names compare without ASCII case, as in SQLite.
    pub fn has_table(&self, table: &str) -> bool {
        self.tables.iter().any(|it| it.eq_ignore_ascii_case(table))
    }

    /// Whether that table has that column. Names compare without ASCII case.
    pub fn has(&self, table: &str, column: &str) -> bool {
        if !self.has_table(table) {
            return false;
        }
        let mut columns = self.columns.borrow_mut();
        if !columns.contains_key(table) {
            columns.insert(table.to_owned(), self.columns_of(table));
        }
        columns.get(table).is_some_and(|it| it.iter().any(|it| it.eq_ignore_ascii_case(column)))
    }

    fn columns_of(&self, table: &str) -> Vec<String> {
        let list = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare("SELECT name FROM pragma_table_xinfo(?1)")?;
            let rows = statement.query_map([table], |row| row.get(0))?;
            rows.collect()
        };
        self.refill();
        list().unwrap_or_default()
    }

    /// What was merged when it was opened.
    pub fn facts(&self) -> DatabaseFacts {
        self.facts
    }

    /// Runs one SELECT and calls `each` for every row, until it breaks. Rows before a damaged page have been
    /// given when the error comes.
    ///
    /// # Errors
    /// If the statement does not fit the schema, a page is damaged, or it takes more steps than any honest
    /// database of that size needs. The text names no value.
    pub fn query(
        &self,
        sql: &str,
        each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        self.query_with(sql, &[], each)
    }

    /// The same with integer parameters `?1`, `?2`, ….
    ///
    /// # Errors
    /// As [`Self::query`].
    pub fn query_with(
        &self,
        sql: &str,
        parameters: &[i64],
        each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        self.refill();
        self.query_on(sql, parameters, each)
    }

    /// The same on what the budget of the last statement left.
    pub(crate) fn query_on(
        &self,
        sql: &str,
        parameters: &[i64],
        each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        let mut statement = self.connection.prepare(sql).map_err(|it| describe(&it))?;
        let parameters = rusqlite::params_from_iter(parameters);
        let mut rows = statement.query(parameters).map_err(|it| describe(&it))?;
        while let Some(row) = rows.next().map_err(|it| describe(&it))? {
            if each(&Row { row }).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Its size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    fn refill(&self) {
        self.budget.store(self.full_budget, Ordering::Relaxed);
    }
}

/// `file:` URI of a path, for `immutable=1`.
fn immutable_uri(path: &Path) -> Option<String> {
    use std::fmt::Write as _;
    let absolute = std::path::absolute(path).ok()?;
    let text = absolute.to_str()?;
    let mut uri = String::with_capacity(text.len() + 32);
    uri.push_str("file:");
    if cfg!(windows) {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(byte.into())
            }
            b':' if cfg!(windows) => uri.push(':'),
            // Writing into a String cannot fail.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}

/// SQLite's error in words, without anything that the evidence said.
pub(crate) fn describe(error: &rusqlite::Error) -> ReadError {
    let text = match error {
        rusqlite::Error::SqliteFailure(code, message) => match code.code {
            ErrorCode::NotADatabase => "this is no SQLite database, or it is encrypted".into(),
            ErrorCode::DatabaseCorrupt => {
                "the database is damaged: a page does not hold what it should".into()
            }
            ErrorCode::OperationInterrupted => {
                "the database made a query run longer than any honest one of its size".into()
            }
            ErrorCode::TooBig => "a value in the database is larger than any phone writes".into(),
            ErrorCode::OutOfMemory => "there was not enough memory to read the database".into(),
            ErrorCode::SystemIoFailure => "the operating system could not read the database's file".into(),
            ErrorCode::CannotOpen => "the database's file could not be opened".into(),
            _ => missing(message.as_deref().unwrap_or_default())
                .unwrap_or_else(|| format!("the database refused the query (code {})", code.extended_code)),
        },
        rusqlite::Error::SqlInputError { msg, error, .. } => missing(msg)
            .unwrap_or_else(|| format!("the database refused the query (code {})", error.extended_code)),
        _ => "the database gave an answer that does not fit the query".into(),
    };
    ReadError(text)
}

/// Names of tables and columns in these two messages are those of our own query.
fn missing(message: &str) -> Option<String> {
    ["no such table: ", "no such column: "]
        .into_iter()
        .find_map(|it| message.strip_prefix(it).map(|name| format!("the database has {it}{name}")))
        .map(|it| it.replacen("has no such", "has no", 1).replacen(": ", " ", 1))
}

/// One row of a query. Columns by position; a missing or differently typed value is `None`.
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
}

impl<'a> Row<'a> {
    fn value(&self, column: usize) -> Option<ValueRef<'a>> {
        self.row.get_ref(column).ok()
    }

    /// An integer (a real without fraction counts).
    pub fn int(&self, column: usize) -> Option<i64> {
        match self.value(column)? {
            ValueRef::Integer(it) => Some(it),
            // Beyond 2^53 a real does not name one integer.
            #[expect(clippy::cast_possible_truncation, reason = "without fraction and within 2^53")]
            ValueRef::Real(it) if it.fract() == 0.0 && it.abs() <= 9_007_199_254_740_992.0 => Some(it as i64),
            _ => None,
        }
    }

    /// A number.
    pub fn real(&self, column: usize) -> Option<f64> {
        match self.value(column)? {
            #[expect(clippy::cast_precision_loss, reason = "a number was asked for, not an exact integer")]
            ValueRef::Integer(it) => Some(it as f64),
            ValueRef::Real(it) => Some(it),
            _ => None,
        }
    }

    /// Text; a blob is read as UTF-8; invalid bytes become U+FFFD.
    pub fn text(&self, column: usize) -> Option<Cow<'a, str>> {
        // Nearly everything is valid, and checking that is quicker than looking for what is not.
        self.blob(column).map(|it| match std::str::from_utf8(it) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(it),
        })
    }

    /// Bytes of a blob or text.
    pub fn blob(&self, column: usize) -> Option<&'a [u8]> {
        match self.value(column)? {
            ValueRef::Text(it) | ValueRef::Blob(it) => Some(it),
            _ => None,
        }
    }

    /// Whether the value is NULL, or there is no such column.
    pub fn is_null(&self, column: usize) -> bool {
        matches!(self.value(column), None | Some(ValueRef::Null))
    }
}
