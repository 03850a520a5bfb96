//! Which column of a table becomes what: a time, a technical field, a personal field, or something the reader
//! treats itself.
//!
//! Tables gain columns with every system. A plan is made from the columns that are there, so that none is
//! lost: an unknown number is technical, an unknown text or blob is personal.

use std::ops::ControlFlow;

use evidence::{Database, Row, Source};
use model::Record;

use crate::Sink;
use crate::sql::{self, Affinity};
use crate::times::{self, Clock};

/// What is known of a table beforehand.
#[derive(Clone, Copy, Default)]
pub(crate) struct Known {
    /// Date columns and the events they time.
    pub(crate) dates: &'static [(&'static str, &'static str)],
    /// Columns of text or bytes that are technical all the same.
    pub(crate) technical: &'static [&'static str],
    /// Columns of numbers that are personal all the same: places.
    pub(crate) personal: &'static [&'static str],
    /// Columns the reader treats itself.
    pub(crate) own: &'static [&'static str],
}

enum Use {
    Technical,
    Personal,
    Date(&'static str),
    Own,
}

struct Planned {
    name: String,
    affinity: Affinity,
    usage: Use,
}

/// The plan for one table.
pub(crate) struct Plan {
    columns: Vec<Planned>,
    clock: Clock,
    /// The SELECT of the key and all columns, without joins.
    head: String,
    table: &'static str,
}

impl Plan {
    /// Plans a table; `None` if it is not there.
    pub(crate) fn new(db: &Database, table: &'static str, clock: Clock, known: Known) -> Option<Self> {
        let mut head = String::from("SELECT t.rowid");
        let named = |all: &[&str], name: &str| all.iter().any(|it| it.eq_ignore_ascii_case(name));
        let mut columns = Vec::new();
        for column in sql::columns(db, table) {
            head.push_str(",t.");
            sql::quote(&column.name, &mut head);
            let date = known.dates.iter().find(|it| it.0.eq_ignore_ascii_case(&column.name));
            let number = column.affinity == Affinity::Number;
            let usage = if let Some((_, event)) = date {
                Use::Date(event)
            } else if named(known.own, &column.name) {
                Use::Own
            } else if named(known.technical, &column.name) || number && !named(known.personal, &column.name) {
                Use::Technical
            } else {
                Use::Personal
            };
            columns.push(Planned { name: column.name, affinity: column.affinity, usage });
        }
        (!columns.is_empty()).then_some(Self { columns, clock, head, table })
    }

    /// The statement that reads every row: key, the planned columns, then `extra` (each with a leading comma),
    /// with `joins` after the table, which is named `t`. Rows come in the order of their keys.
    pub(crate) fn sql(&self, extra: &str, joins: &str) -> String {
        let mut sql = self.head.clone();
        sql.push_str(extra);
        sql.push_str(" FROM ");
        sql::quote(self.table, &mut sql);
        // Without this a covering index may give the rows in its own order.
        sql.push_str(" t NOT INDEXED ");
        sql.push_str(joins);
        sql
    }

    /// The position in a row of the first of `extra`.
    pub(crate) fn extra(&self) -> usize {
        self.columns.len() + 1
    }

    /// The position in a row of a column; one that is not there has a position that reads as NULL.
    pub(crate) fn at(&self, name: &str) -> usize {
        self.columns.iter().position(|it| it.name.eq_ignore_ascii_case(name)).map_or(usize::MAX, |it| it + 1)
    }

    /// Adds the row's times and fields to the record, but for the columns the reader treats itself.
    pub(crate) fn fill<'x, 'r: 'x>(&'x self, record: &mut Record<'x>, row: &Row<'r>, sink: &mut dyn Sink) {
        for (index, column) in self.columns.iter().enumerate() {
            let at = index + 1;
            match column.usage {
                Use::Own => {}
                Use::Date(event) => times::push(record, row, at, event, &column.name, self.clock, sink),
                Use::Technical => {
                    if let Some(value) = sql::value(row, at, column.affinity) {
                        record.field(column.name.as_str(), value);
                    }
                }
                Use::Personal => {
                    if let Some(value) = sql::value(row, at, column.affinity) {
                        record.personal(column.name.as_str(), value);
                    }
                }
            }
        }
    }
}

/// Opens a member as a database, or says why not.
pub(crate) fn open(source: &Source<'_>, sink: &mut dyn Sink) -> Option<Database> {
    match source.database() {
        Ok(db) => Some(db),
        Err(error) => {
            sink.failed(error.0);
            None
        }
    }
}

/// Runs a SELECT; an error is a failure of the member, after the rows that could be read. A break of `each`
/// is handed on.
pub(crate) fn each_row(
    db: &Database,
    sql: &str,
    sink: &mut dyn Sink,
    each: &mut dyn FnMut(&Row<'_>, &mut dyn Sink) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let done = db.query(sql, &mut |row| {
        flow = each(row, sink);
        flow
    });
    if let Err(error) = done {
        sink.failed(error.0);
    }
    flow
}
