//! The clocks of a phone: Unix seconds in, whatever epoch a store uses out.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds between 1970-01-01 and 2001-01-01, both UTC: the start of Apple's reference clock.
pub const COCOA_EPOCH: i64 = 978_307_200;

/// Unix seconds as seconds since 2001.
pub fn cocoa(unix: f64) -> f64 {
    unix - COCOA_EPOCH as f64
}

/// Unix seconds as nanoseconds since 2001, the unit of `sms.db` since iOS 11.
pub fn cocoa_nanos(unix: f64) -> i64 {
    let whole = unix.floor();
    ((whole as i64).saturating_sub(COCOA_EPOCH))
        .saturating_mul(1_000_000_000)
        .saturating_add(((unix - whole) * 1e9) as i64)
}

/// Unix seconds as a date of a property list.
pub fn plist_date(unix: f64) -> plist::Date {
    plist::Date::from(system(unix))
}

/// Unix seconds as `YYYY-MM-DDTHH:MM:SSZ`.
pub fn iso(unix: f64) -> String {
    plist_date(unix.floor()).to_xml_format()
}

fn system(unix: f64) -> SystemTime {
    let distance = Duration::try_from_secs_f64(unix.abs()).unwrap_or_default();
    let time = if unix < 0.0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    time.unwrap_or(UNIX_EPOCH)
}
