//! Which column of a table becomes what: a time, a technical field, a personal field, or something the reader
//! treats itself.
//!
//! Tables gain columns with every system. A plan is made from the columns that are there, so that none is
//! lost: an unknown number is technical, an unknown text or blob is personal.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::{Database, Row};
use model::{FieldValue, Locator, Record, Role, SourceRef};

use crate::account::Account;
use crate::sql::{self, Affinity};
use crate::times::{self, Clock};
use crate::{Sink, imessage, text};

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
    /// Columns the reader looks at that are fields as well.
    pub(crate) read: &'static [&'static str],
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
///
/// Most records are seen by nobody: then only the columns are read that the reader or a rule looks at, and the
/// others when somebody wants the record whole.
pub(crate) struct Plan<'d> {
    db: &'d Database,
    columns: Vec<Planned>,
    /// Those that are read for a record that somebody wants whole.
    rest: Vec<Planned>,
    clock: Clock,
    /// The SELECT of the key and the columns, without joins.
    head: String,
    /// The SELECT of the rest of one row.
    rest_sql: String,
    table: &'static str,
}

impl<'d> Plan<'d> {
    /// Plans a table; `None` if it is not there.
    pub(crate) fn new(
        db: &'d Database,
        table: &'static str,
        clock: Clock,
        known: Known,
        sink: &dyn Sink,
    ) -> Option<Self> {
        let named = |all: &[&str], name: &str| all.iter().any(|it| it.eq_ignore_ascii_case(name));
        let mut columns = Vec::new();
        for column in sql::columns(db, table) {
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
        if columns.is_empty() {
            return None;
        }
        let field = |it: &Planned| matches!(it.usage, Use::Technical | Use::Personal);
        let mut rest = Vec::new();
        if !columns.iter().any(|it| field(it) && sink.wants(&it.name)) {
            rest = columns.extract_if(.., |it| field(it) && !named(known.read, &it.name)).collect();
        }
        let select = |key: &str, columns: &[Planned]| {
            let mut sql = format!("SELECT {key}");
            for column in columns {
                sql.push_str(",t.");
                sql::quote(&column.name, &mut sql);
            }
            sql
        };
        let mut rest_sql = select("NULL", &rest);
        rest_sql.push_str(" FROM ");
        sql::quote(table, &mut rest_sql);
        rest_sql.push_str(" t WHERE t.rowid = ?1");
        Some(Self { db, head: select("t.rowid", &columns), columns, rest, clock, rest_sql, table })
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

    /// The position in a row of a column; one that is not there has a position that reads as NULL. It must be a
    /// date, or among [`Known::own`] or [`Known::read`].
    pub(crate) fn at(&self, name: &str) -> usize {
        let is = |it: &Planned| it.name.eq_ignore_ascii_case(name);
        debug_assert!(!self.rest.iter().any(is), "{name} of {} is read, so it must be planned", self.table);
        self.columns.iter().position(is).map_or(usize::MAX, |it| it + 1)
    }

    /// Adds the row's times to the record, but for those the reader treats itself.
    pub(crate) fn times<'x, 'r: 'x>(&'x self, record: &mut Record<'x>, row: &Row<'r>, sink: &mut dyn Sink) {
        for (column, at) in self.columns.iter().zip(1..) {
            if let Use::Date(event) = column.usage {
                times::push(record, row, at, event, &column.name, self.clock, sink);
            }
        }
    }

    /// Hands a record on, with the row's fields, but for the columns the reader treats itself.
    pub(crate) fn emit<'x, 'r: 'x>(
        &'x self,
        record: &mut Record<'x>,
        row: &Row<'r>,
        sink: &mut dyn Sink,
    ) -> ControlFlow<()> {
        for (column, at) in self.columns.iter().zip(1..) {
            if let Some(value) = column.field(row, at) {
                column.add(record, value);
            }
        }
        match row.int(0) {
            Some(key) if !self.rest.is_empty() => {
                sink.record_with(record, &mut |record| self.complete(record, key))
            }
            _ => sink.record(record),
        }
    }

    fn complete<'x>(&'x self, record: &mut Record<'x>, key: i64) {
        // The row was read a moment ago; where it cannot be read again, the record goes without.
        let _ = self.db.query_with(&self.rest_sql, &[key], &mut |row| {
            for (column, at) in self.rest.iter().zip(1..) {
                if let Some(value) = column.field(row, at) {
                    column.add(record, value.into_owned());
                }
            }
            ControlFlow::Break(())
        });
    }
}

impl Planned {
    fn field<'r>(&self, row: &Row<'r>, at: usize) -> Option<FieldValue<'r>> {
        let is_field = matches!(self.usage, Use::Technical | Use::Personal);
        is_field.then(|| sql::value(row, at, self.affinity)).flatten()
    }

    fn add<'x>(&'x self, record: &mut Record<'x>, value: FieldValue<'x>) {
        match self.usage {
            Use::Personal => record.personal(self.name.as_str(), value),
            _ => record.field(self.name.as_str(), value),
        }
    }
}

pub(crate) use crate::open::database as open;

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

/// A text, or what is legible of bytes that are none.
fn legible<'r>(row: &Row<'r>, column: usize) -> Option<Cow<'r, str>> {
    let bytes = row.blob(column)?;
    Some(match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => imessage::readable(bytes),
    })
}

/// A table whose rows hold nothing but texts of interest, such as the places beside appointments.
pub(crate) struct Texts {
    /// The slug of the artefact.
    pub(crate) artifact: &'static str,
    /// The event of its records.
    pub(crate) event: &'static str,
    pub(crate) table: &'static str,
    /// The columns whose texts are kept and looked at.
    pub(crate) columns: &'static [&'static str],
    /// What an address in them means.
    pub(crate) role: Role,
    /// The column that names the row they belong to, or nothing.
    pub(crate) owner: &'static str,
    /// Whether a whole text may be a telephone number, which has no mark by which it would be found in others.
    pub(crate) numbers: bool,
}

/// Gives a record what the row says that it belongs to.
pub(crate) type OfOwner<'o> = &'o dyn Fn(i64, &mut Record<'_>);

impl Texts {
    /// A record for every row with a text; nothing if the table is not there.
    pub(crate) fn read(
        &self,
        db: &Database,
        of: &SourceRef,
        of_owner: OfOwner<'_>,
        sink: &mut dyn Sink,
    ) -> ControlFlow<()> {
        if !db.has_table(self.table) {
            return ControlFlow::Continue(());
        }
        let columns: Vec<&str> =
            ["rowid", self.owner].into_iter().chain(self.columns.iter().copied()).collect();
        each_row(db, &sql::select(db, self.table, &columns), sink, &mut |row, sink| {
            let at = Locator::row(self.table, row.int(0).unwrap_or(0));
            let accounts: Vec<Account> = (2..)
                .zip(self.columns)
                .take_while(|_| self.numbers)
                .filter_map(|(at, _)| row.text(at).as_deref().and_then(Account::new))
                .collect();
            let mut record = Record::new(self.artifact, self.event, of, at);
            for (name, column) in self.columns.iter().zip(2..) {
                let Some(value) = legible(row, column).filter(|it| !it.is_empty()) else { continue };
                if !text::observables_of(&value, self.role, &mut record.observables) {
                    sink.problem(crate::text::TOO_MANY);
                }
                record.personal(*name, value);
            }
            if record.fields.is_empty() {
                return ControlFlow::Continue(());
            }
            for account in &accounts {
                let known = record.observables.iter().any(|it| *it == account.here(self.role));
                if !known {
                    record.observables.push(account.here(self.role));
                }
            }
            if let Some(owner) = row.int(1) {
                of_owner(owner, &mut record);
            }
            sink.record(&record)
        })
    }
}
