//! Date columns become times of a record, whatever clock and type the column uses.

use evidence::Row;
use model::{Record, Time};

use crate::Sink;

/// How a date column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Seconds since 2001-01-01 UTC.
    Cocoa,
    /// Seconds or nanoseconds since 2001-01-01 UTC, told apart by size.
    CocoaAuto,
}

/// Adds the time of a date column. NULL and zero ("never") add nothing; anything else that is no date within
/// the years we can write is a problem, and the record keeps a number under the column's name.
pub(crate) fn push<'x>(
    record: &mut Record<'x>,
    row: &Row<'_>,
    column: usize,
    event: &'static str,
    name: &'x str,
    clock: Clock,
    sink: &mut dyn Sink,
) {
    let time = match (clock, row.int(column)) {
        (_, Some(0)) => return,
        (Clock::CocoaAuto, Some(value)) => Time::cocoa_auto(event, value),
        _ => match row.real(column) {
            Some(0.0) => return,
            Some(seconds) => Time::cocoa(event, seconds),
            None if row.is_null(column) => return,
            None => None,
        },
    };
    match time {
        Some(time) => record.times.push(time),
        None => {
            sink.problem("a date is out of range or of the wrong type");
            if let Some(value) = row.int(column) {
                record.field(name, value);
            } else if let Some(value) = row.real(column) {
                record.field(name, value);
            }
        }
    }
}
