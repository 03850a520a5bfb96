//! Points in time: always UTC microseconds, with what the store held beside them.

use std::borrow::Cow;
use std::fmt;

/// Seconds between 1970-01-01 and 2001-01-01 UTC, the epoch of Apple's Cocoa/Core Data times.
const COCOA_TO_UNIX: i64 = 978_307_200;
/// Seconds between 1601-01-01 and 1970-01-01 UTC, the epoch of WebKit/Chrome times.
const WEBKIT_TO_UNIX: i64 = 11_644_473_600;
/// 0001-01-01T00:00:00Z in microseconds since 1970.
const MIN_MICROS: i64 = -62_135_596_800_000_000;
/// 9998-12-31T23:59:59.999999Z in microseconds since 1970: every zone can still write it with four digits.
const MAX_MICROS: i64 = 253_370_764_799_999_999;

/// A point in time: microseconds since 1970-01-01T00:00:00Z, within the years 0001 to 9998.
///
/// The range is part of the type, so that every value can be written as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utc(i64);

impl Utc {
    /// From microseconds since the Unix epoch; `None` outside the years 0001 to 9998.
    pub fn from_micros(micros: i64) -> Option<Self> {
        (MIN_MICROS..=MAX_MICROS).contains(&micros).then_some(Self(micros))
    }

    /// From whole seconds since the Unix epoch.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Self::from_micros(seconds.checked_mul(1_000_000)?)
    }

    /// From milliseconds since the Unix epoch.
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        Self::from_micros(millis.checked_mul(1_000)?)
    }

    /// From seconds since 2001-01-01 UTC (Cocoa, Core Data). Rounded to the nearest microsecond.
    pub fn from_cocoa_seconds(seconds: f64) -> Option<Self> {
        if !seconds.is_finite() || seconds.abs() > 1e12 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded to 1e18 by the check above")]
        let micros = (seconds * 1e6).round() as i64;
        Self::from_micros(micros.checked_add(COCOA_TO_UNIX * 1_000_000)?)
    }

    /// From nanoseconds since 2001-01-01 UTC (`message.date` since iOS 11).
    pub fn from_cocoa_nanos(nanos: i64) -> Option<Self> {
        Self::from_micros(nanos.div_euclid(1_000).checked_add(COCOA_TO_UNIX * 1_000_000)?)
    }

    /// From microseconds since 1601-01-01 UTC (WebKit, Chrome).
    pub fn from_webkit_micros(micros: i64) -> Option<Self> {
        Self::from_micros(micros.checked_sub(WEBKIT_TO_UNIX * 1_000_000)?)
    }

    /// Parses an RFC 3339 text with any offset. Used to read back our own results and pack dates.
    pub fn parse(text: &str) -> Option<Self> {
        let at: jiff::Timestamp = text.parse().ok()?;
        Self::from_micros(at.as_microsecond())
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn as_micros(self) -> i64 {
        self.0
    }

    /// Appends `YYYY-MM-DDTHH:MM:SS.ffffffZ` to `out`.
    pub fn write_rfc3339(self, out: &mut String) {
        const PRINTER: jiff::fmt::temporal::DateTimePrinter =
            jiff::fmt::temporal::DateTimePrinter::new().precision(Some(6));
        if let Ok(at) = jiff::Timestamp::from_microsecond(self.0) {
            // Writing into a String cannot fail.
            let _ = PRINTER.print_timestamp(&at, out);
        }
    }

    /// `YYYY-MM-DD` of this instant in UTC.
    pub fn date(self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }
}

impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(27);
        self.write_rfc3339(&mut text);
        f.write_str(&text)
    }
}

impl serde::Serialize for Utc {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Utc {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("expected an RFC 3339 time between years 1 and 9998"))
    }
}

/// Which zone the store kept its time in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Zone {
    /// The store counts from an epoch in UTC; the time is exact.
    #[default]
    Utc,
    /// The store holds wall-clock time of the device; `utc` is that reading taken as if it were UTC.
    DeviceLocal,
}

/// How a store counts time. Named in records so that a reader can check our conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    /// Seconds since 2001-01-01 UTC.
    CocoaSeconds,
    /// Nanoseconds since 2001-01-01 UTC.
    CocoaNanos,
    /// Seconds since 1970-01-01 UTC.
    UnixSeconds,
    /// Milliseconds since 1970-01-01 UTC.
    UnixMillis,
    /// Microseconds since 1601-01-01 UTC.
    WebkitMicros,
    /// A date in the store's own type or text (a property list `date`, ISO 8601 text).
    Text,
}

impl Epoch {
    /// The name used in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CocoaSeconds => "cocoa_seconds",
            Self::CocoaNanos => "cocoa_nanos",
            Self::UnixSeconds => "unix_seconds",
            Self::UnixMillis => "unix_millis",
            Self::WebkitMicros => "webkit_micros",
            Self::Text => "text",
        }
    }
}

/// The value the store held, before conversion.
#[derive(Clone, Debug, PartialEq)]
pub enum Original<'a> {
    /// An integer column.
    Int(i64),
    /// A floating-point column.
    Real(f64),
    /// A text or property-list date.
    Text(Cow<'a, str>),
}

/// One time of a record: what happened then, when in UTC, and what the store said.
#[derive(Clone, Debug, PartialEq)]
pub struct Time<'a> {
    /// What happened at this time, e.g. `sms_received`; the event of its timeline row.
    pub event: &'static str,
    /// The instant.
    pub utc: Utc,
    /// Whether `utc` is exact or the device's wall clock.
    pub zone: Zone,
    /// How the store counts.
    pub epoch: Epoch,
    /// What the store held.
    pub original: Original<'a>,
}

impl<'a> Time<'a> {
    /// A time from Cocoa seconds. `None` if zero (Apple's "never") or out of range.
    pub fn cocoa(event: &'static str, seconds: f64) -> Option<Self> {
        if seconds == 0.0 {
            return None;
        }
        Some(Self::new(
            event,
            Utc::from_cocoa_seconds(seconds)?,
            Epoch::CocoaSeconds,
            Original::Real(seconds),
        ))
    }

    /// A time from an integer that is Cocoa seconds or Cocoa nanoseconds.
    ///
    /// iOS 11 moved `message.date` from seconds to nanoseconds; values above 10^12 cannot be seconds of any
    /// plausible year, and nanoseconds below it would be the first quarter of an hour of 2001.
    pub fn cocoa_auto(event: &'static str, value: i64) -> Option<Self> {
        if value == 0 {
            return None;
        }
        let (utc, epoch) = if value.unsigned_abs() > 1_000_000_000_000 {
            (Utc::from_cocoa_nanos(value)?, Epoch::CocoaNanos)
        } else {
            (
                Utc::from_micros(value.checked_add(COCOA_TO_UNIX)?.checked_mul(1_000_000)?)?,
                Epoch::CocoaSeconds,
            )
        };
        Some(Self::new(event, utc, epoch, Original::Int(value)))
    }

    /// A time from Unix seconds. `None` if zero or out of range.
    pub fn unix(event: &'static str, seconds: i64) -> Option<Self> {
        if seconds == 0 {
            return None;
        }
        Some(Self::new(event, Utc::from_unix_seconds(seconds)?, Epoch::UnixSeconds, Original::Int(seconds)))
    }

    /// A time from a date the store wrote as text or as a property-list date, with its RFC 3339 reading.
    pub fn text(event: &'static str, utc: Utc, original: impl Into<Cow<'a, str>>) -> Self {
        Self::new(event, utc, Epoch::Text, Original::Text(original.into()))
    }

    /// The same time with all text owned.
    pub fn into_owned(self) -> Time<'static> {
        let original = match self.original {
            Original::Int(it) => Original::Int(it),
            Original::Real(it) => Original::Real(it),
            Original::Text(it) => Original::Text(Cow::Owned(it.into_owned())),
        };
        Time { event: self.event, utc: self.utc, zone: self.zone, epoch: self.epoch, original }
    }

    fn new(event: &'static str, utc: Utc, epoch: Epoch, original: Original<'a>) -> Self {
        Self { event, utc, zone: Zone::Utc, epoch, original }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_meet() {
        // 2024-01-01T00:00:00Z by every clock we read.
        let expected = Utc::parse("2024-01-01T00:00:00Z").unwrap();
        assert_eq!(Utc::from_unix_seconds(1_704_067_200), Some(expected));
        assert_eq!(Utc::from_cocoa_seconds(725_760_000.0), Some(expected));
        assert_eq!(Utc::from_cocoa_nanos(725_760_000_000_000_000), Some(expected));
        assert_eq!(Utc::from_webkit_micros(13_348_540_800_000_000), Some(expected));
        assert_eq!(expected.to_string(), "2024-01-01T00:00:00.000000Z");
        assert_eq!(Time::cocoa_auto("t", 725_760_000).unwrap().utc, expected);
        assert_eq!(Time::cocoa_auto("t", 725_760_000_000_000_000).unwrap().utc, expected);
    }

    #[test]
    fn nothing_outside_four_digit_years() {
        assert_eq!(Utc::from_cocoa_seconds(f64::NAN), None);
        assert_eq!(Utc::from_cocoa_seconds(1e300), None);
        assert_eq!(Utc::from_unix_seconds(i64::MAX), None);
        assert_eq!(Utc::from_micros(MAX_MICROS).unwrap().to_string(), "9998-12-31T23:59:59.999999Z");
        assert_eq!(Utc::from_micros(MIN_MICROS).unwrap().to_string(), "0001-01-01T00:00:00.000000Z");
        assert_eq!(Utc::from_micros(MAX_MICROS + 1), None);
    }
}
