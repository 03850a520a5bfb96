//! Puts the dates of a row on its record. Zero and NULL are Apple's "never"; what no calendar holds is a problem.

use evidence::Row;
use model::{Epoch, Original, Record, Time, Utc, Zone};

use crate::Sink;
use crate::plist::{Dict, Value};

/// A date that no calendar holds, or of the wrong type.
const OUT_OF_RANGE: &str = "a date is out of range";

/// Adds a column of seconds since 2001-01-01 UTC.
pub(crate) fn cocoa(
    event: &'static str,
    row: &Row<'_>,
    column: usize,
    record: &mut Record<'_>,
    sink: &mut dyn Sink,
) {
    match row.real(column) {
        Some(0.0) => {}
        Some(seconds) => add(Time::cocoa(event, seconds), record, sink),
        None if row.is_null(column) => {}
        None => sink.problem(OUT_OF_RANGE),
    }
}

/// Adds a column of seconds since 1970-01-01 UTC, whole or with a fraction. Below zero is WebKit's "never".
pub(crate) fn unix(
    event: &'static str,
    row: &Row<'_>,
    column: usize,
    record: &mut Record<'_>,
    sink: &mut dyn Sink,
) {
    if let Some(seconds) = row.int(column) {
        if seconds > 0 {
            add(Time::unix(event, seconds), record, sink);
        }
    } else if let Some(seconds) = row.real(column) {
        if seconds > 0.0 || seconds.is_nan() {
            add(unix_real(event, seconds), record, sink);
        }
    } else if !row.is_null(column) {
        sink.problem(OUT_OF_RANGE);
    }
}

/// Adds the date of a key: a property list's date, or a number of seconds since 2001-01-01 UTC.
pub(crate) fn key(
    event: &'static str,
    dict: &Dict<'_>,
    key: &str,
    record: &mut Record<'_>,
    sink: &mut dyn Sink,
) {
    if let Some(value) = dict.get(key) {
        self::value(event, value, record, sink);
    }
}

/// Adds a date: a property list's own type, or a number of seconds since 2001-01-01 UTC.
pub(crate) fn value(event: &'static str, value: &Value<'_>, record: &mut Record<'_>, sink: &mut dyn Sink) {
    match value.as_real() {
        Some(0.0) => {}
        _ => add(value.time(event), record, sink),
    }
}

/// A time from Unix seconds with a fraction.
fn unix_real(event: &'static str, seconds: f64) -> Option<Time<'static>> {
    if !seconds.is_finite() || seconds.abs() > 1e12 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded to 1e18 by the check above")]
    let utc = Utc::from_micros((seconds * 1e6).round() as i64)?;
    Some(Time { event, utc, zone: Zone::Utc, epoch: Epoch::UnixSeconds, original: Original::Real(seconds) })
}

fn add<'a>(time: Option<Time<'a>>, record: &mut Record<'a>, sink: &mut dyn Sink) {
    match time {
        Some(time) => record.times.push(time),
        None => sink.problem(OUT_OF_RANGE),
    }
}

/// Adds seconds since 2001-01-01 UTC that were read before.
pub(crate) fn seconds(
    event: &'static str,
    seconds: Option<f64>,
    record: &mut Record<'_>,
    sink: &mut dyn Sink,
) {
    match seconds {
        None | Some(0.0) => {}
        Some(seconds) => add(Time::cocoa(event, seconds), record, sink),
    }
}
