//! Reading on behind a damaged page: one page of a table holds a few rows, and must not cost all that come after it.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Database, ReadError, Row};

/// How many ranges of rows are asked for at most. A damaged leaf costs some twenty, an interior page of a long table
/// some thousand.
const MOST_ASKED: usize = 20_000;
/// A table holds no more rows than its file has room for; a row takes at least this many bytes.
const SMALLEST_ROW: u64 = 16;

impl Database {
    /// Runs a SELECT over one whole table, whose first column is the row's number, in order of it. Where a page is
    /// damaged, reading goes on behind it, so that only the rows of that page are lost. `sql` ends after the name of
    /// the table.
    ///
    /// # Errors
    /// As [`Self::query`]; every row that can be read has been given then, in order but for those behind the damage.
    pub fn scan(
        &self,
        sql: &str,
        each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        let mut count = 0;
        let result = self.query(sql, &mut |row| {
            count += 1;
            each(row)
        });
        if result.is_err() {
            let mut given = FxHashSet::default();
            let numbers = format!("SELECT rowid FROM {}", table_of(sql));
            let _ = self.query_on(&numbers, &[], &mut |row| {
                given.extend(row.int(0));
                count -= 1;
                if count <= 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            around(self, sql, (0, i64::MAX), given, each);
        }
        result
    }
}

/// What follows `FROM`.
fn table_of(sql: &str) -> &str {
    sql.rsplit_once(" FROM ").map_or("", |it| it.1)
}

/// Reads the rows of a range of numbers, both included, that were not given already, as far as they can be read: from
/// below up to the damage, from above down to it, and then each half of what is left in the same way. Wide ranges
/// come first, so that what is asked before the limit is reached is spread over all of them. The budget of the
/// statement that met the damage is not filled up again.
pub(crate) fn around(
    database: &Database,
    sql: &str,
    (from, to): (i64, i64),
    mut given: FxHashSet<i64>,
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) {
    let upwards = format!("{sql} WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid");
    let downwards = format!("{upwards} DESC");
    // A statement that does not fit the schema fits no part of the table.
    if database.query(&format!("{sql} WHERE 0"), &mut |_| ControlFlow::Break(())).is_err() {
        return;
    }
    let from = from.max(0);
    let mut ranges = VecDeque::from([(from, to.min(last_number(database, sql, from)))]);
    for _ in 0..MOST_ASKED {
        let Some((from, to)) = ranges.pop_front().filter(|it| it.0 <= it.1) else { return };
        let mut stop = false;
        // How far a direction came. A damaged page may give a number that is none of its own just before it ends, so
        // the last one is not believed.
        let mut part = |statement: &str| {
            let (mut before, mut last) = (None, None);
            let result = database.query_on(statement, &[from, to], &mut |row| {
                let Some(number) = row.int(0).filter(|it| (from..=to).contains(it)) else {
                    return ControlFlow::Continue(());
                };
                before = last.replace(number);
                if !given.insert(number) {
                    return ControlFlow::Continue(());
                }
                let flow = each(row);
                stop |= flow.is_break();
                flow
            });
            (result.is_ok(), before)
        };
        // A number that is too great ends the way up in silence, so the way down is always gone too.
        let (up, lowest) = part(&upwards);
        let (down, highest) =
            if up && lowest.is_none() && from == to { (true, None) } else { part(&downwards) };
        if stop {
            return;
        }
        if up && down {
            continue;
        }
        let from = lowest.map_or(from, |it| it.saturating_add(1));
        let to = highest.map_or(to, |it| it.saturating_sub(1));
        if from < to {
            let middle = from + (to - from) / 2;
            ranges.extend([(from, middle), (middle + 1, to)]);
        }
    }
}

/// The greatest row number, or what it cannot exceed in an honest table if its last page is damaged.
fn last_number(database: &Database, sql: &str, from: i64) -> i64 {
    let mut last = None;
    // By an index over the table, which holds the numbers as well and is not what is damaged; then by the table.
    let table = table_of(sql);
    let by_index = table.trim_end_matches(" NOT INDEXED");
    for sql in [format!("SELECT max(+rowid) FROM {by_index}"), format!("SELECT max(rowid) FROM {table}")] {
        let asked = database.query_on(&sql, &[], &mut |row| {
            last = row.int(0);
            ControlFlow::Break(())
        });
        if let (Ok(()), Some(last)) = (asked, last) {
            return last;
        }
    }
    from.saturating_add(i64::try_from(database.size() / SMALLEST_ROW).unwrap_or(i64::MAX))
}

/// A row of `Files`, put together from the indexes over the table.
#[derive(Default)]
pub(crate) struct Indexed {
    pub(crate) id: Option<Vec<u8>>,
    pub(crate) domain: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) flags: Option<i64>,
}

/// The rows that only the indexes over `Files` still hold: each index has one column and the row's number. `read`
/// says which numbers are known already; at most `most` rows are put together.
pub(crate) fn indexed(
    database: &Database,
    read: impl Fn(i64) -> bool,
    most: usize,
) -> FxHashMap<i64, Indexed> {
    let mut rows: FxHashMap<i64, Indexed> = FxHashMap::default();
    for (place, column) in ["fileID", "domain", "relativePath", "flags"].into_iter().enumerate() {
        // In its own order a column is read from its index alone. Where there is none the table would be sorted,
        // which ends at the damage before the first row.
        let sql = format!("SELECT rowid, {column} FROM Files ORDER BY {column}");
        // What is given before the index's own damage counts.
        let _ = database.query_on(&sql, &[], &mut |row| {
            let Some(number) = row.int(0).filter(|it| !read(*it)) else { return ControlFlow::Continue(()) };
            // A row without a file id names nothing that could be found.
            if place > 0 && !rows.contains_key(&number) {
                return ControlFlow::Continue(());
            }
            if rows.len() >= most {
                return ControlFlow::Break(());
            }
            let to = rows.entry(number).or_default();
            match place {
                0 => to.id = row.blob(1).filter(|it| it.len() <= 64).map(<[u8]>::to_vec),
                1 => to.domain = row.text(1).map(|it| it.into_owned()),
                2 => to.path = row.text(1).map(|it| it.into_owned()),
                _ => to.flags = row.int(1),
            }
            ControlFlow::Continue(())
        });
    }
    rows.retain(|_, it| it.id.is_some() && it.domain.is_some() && it.path.is_some());
    rows
}
