//! A read-only SQLite database inside the evidence.

use std::borrow::Cow;
use std::ops::ControlFlow;

use crate::ReadError;

/// A read-only SQLite database inside the evidence.
pub struct Database {
    _private: (),
}

impl Database {
    /// The names of all tables, sorted.
    pub fn tables(&self) -> &[String] {
        &[]
    }
    /// Whether that table is there. Names compare without ASCII case, as in SQLite.
    pub fn has_table(&self, _table: &str) -> bool {
        false
    }
    /// Whether that table has that column.
    pub fn has(&self, _table: &str, _column: &str) -> bool {
        false
    }
    /// Runs one SELECT and calls `each` for every row, until it breaks. Rows before a damaged page have been
    /// given when the error comes.
    ///
    /// # Errors
    /// If the statement does not fit the schema or a page is damaged. The text names no value.
    pub fn query(
        &self,
        _sql: &str,
        _each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        Err(ReadError("not yet".into()))
    }
}

/// One row of a query. Columns by position; a missing or differently typed value is `None`.
pub struct Row<'a> {
    _private: std::marker::PhantomData<&'a ()>,
}

impl<'a> Row<'a> {
    /// An integer (a real without fraction counts).
    pub fn int(&self, _column: usize) -> Option<i64> {
        None
    }
    /// A number.
    pub fn real(&self, _column: usize) -> Option<f64> {
        None
    }
    /// Text; a blob is read as UTF-8; invalid bytes become U+FFFD.
    pub fn text(&self, _column: usize) -> Option<Cow<'a, str>> {
        None
    }
    /// Bytes of a blob or text.
    pub fn blob(&self, _column: usize) -> Option<&'a [u8]> {
        None
    }
    /// Whether the value is NULL.
    pub fn is_null(&self, _column: usize) -> bool {
        true
    }
}
