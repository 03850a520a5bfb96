//! Statements that fit whatever generation of a schema is there.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::{Database, Row};
use model::FieldValue;

/// `SELECT` of exactly these columns, in this order, from one table in its natural order. A column that this
/// generation of the schema lacks reads as NULL, so positions never move. The name `rowid` always passes.
///
/// Names come from this crate, never from the evidence, but for those of [`columns`], which are quoted.
pub(crate) fn select(db: &Database, table: &str, columns: &[&str]) -> String {
    let mut sql = String::with_capacity(32 + columns.len() * 16);
    sql.push_str("SELECT ");
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            sql.push(',');
        }
        if *column == "rowid" {
            sql.push_str("rowid");
        } else if db.has(table, column) {
            quote(column, &mut sql);
        } else {
            sql.push_str("NULL");
        }
    }
    sql.push_str(" FROM ");
    quote(table, &mut sql);
    // Without this a covering index may give the rows in its own order.
    sql.push_str(" NOT INDEXED");
    sql
}

/// Appends a quoted identifier.
pub(crate) fn quote(name: &str, sql: &mut String) {
    sql.push('"');
    for c in name.chars() {
        if c == '"' {
            sql.push('"');
        }
        sql.push(c);
    }
    sql.push('"');
}

/// How a column was declared, by SQLite's rules of affinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Affinity {
    /// Integers and numbers.
    Number,
    /// Text.
    Text,
    /// Bytes, or no declared type.
    Blob,
}

/// A column of a table, as the schema declares it.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// Its affinity.
    pub(crate) affinity: Affinity,
}

/// The most columns of one table that are looked at.
const MAX_COLUMNS: usize = 256;

/// The columns of a table in declared order, at most 256. Empty if there is no such table.
pub(crate) fn columns(db: &Database, table: &str) -> Vec<Column> {
    let mut found = Vec::new();
    if !db.has_table(table) {
        return found;
    }
    let mut sql = String::from("PRAGMA table_info(");
    quote(table, &mut sql);
    sql.push(')');
    let asked = db.query(&sql, &mut |row| {
        if let Some(name) = row.text(1) {
            let declared = row.text(2).unwrap_or_default().to_ascii_uppercase();
            found.push(Column { name: name.into_owned(), affinity: affinity(&declared) });
        }
        if found.len() < MAX_COLUMNS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    if asked.is_err() {
        found.clear();
    }
    found
}

fn affinity(declared: &str) -> Affinity {
    if declared.contains("INT") {
        Affinity::Number
    } else if ["CHAR", "CLOB", "TEXT"].iter().any(|it| declared.contains(it)) {
        Affinity::Text
    } else if declared.is_empty() || declared.contains("BLOB") {
        Affinity::Blob
    } else {
        Affinity::Number
    }
}

/// The value of a column as a field, trying what its declaration promises first. `None` for NULL.
pub(crate) fn value<'a>(row: &Row<'a>, column: usize, affinity: Affinity) -> Option<FieldValue<'a>> {
    if row.is_null(column) {
        return None;
    }
    let number = || row.int(column).map(FieldValue::Int).or_else(|| row.real(column).map(FieldValue::Real));
    match affinity {
        Affinity::Number => number().or_else(|| row.text(column).map(FieldValue::Text)),
        Affinity::Text => row.text(column).map(FieldValue::Text).or_else(number),
        Affinity::Blob => {
            number().or_else(|| row.blob(column).map(|it| FieldValue::Bytes(Cow::Borrowed(it))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affinities_follow_the_declaration() {
        assert_eq!(affinity("INTEGER"), Affinity::Number);
        assert_eq!(affinity("VARCHAR(20)"), Affinity::Text);
        assert_eq!(affinity("TIMESTAMP"), Affinity::Number);
        assert_eq!(affinity("BLOB"), Affinity::Blob);
        assert_eq!(affinity(""), Affinity::Blob);
    }

    #[test]
    fn quoting_doubles_quotes() {
        let mut sql = String::new();
        quote("a\"b", &mut sql);
        assert_eq!(sql, "\"a\"\"b\"");
    }
}
