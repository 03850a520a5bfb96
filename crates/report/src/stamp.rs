//! RFC 3339 in UTC with six fractional digits, written fast: a phone's records fall on few days.

use model::Utc;

const DAY: i64 = 86_400_000_000;
/// How many days are remembered, each in its own place: nearly three years.
const DAYS: usize = 1024;

/// Writes times, remembering days.
pub(crate) struct Stamp {
    days: Vec<Civil>,
}

/// A day of the calendar.
#[derive(Clone)]
struct Civil {
    /// Days since 1970-01-01.
    day: i64,
    /// `YYYY-MM-DDT`.
    date: [u8; 11],
    /// Months since January of the year 0.
    month: i32,
}

impl Stamp {
    pub(crate) fn new() -> Self {
        Self { days: vec![Civil::of(0); DAYS] }
    }

    /// Appends `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
    pub(crate) fn write(&mut self, out: &mut Vec<u8>, utc: Utc) {
        let rest = utc.as_micros().rem_euclid(DAY);
        // Both are far below what the type holds: a day has 86,400 seconds.
        let seconds = u32::try_from(rest / 1_000_000).unwrap_or(0);
        let fraction = u32::try_from(rest % 1_000_000).unwrap_or(0);
        let [a, b, c, d, e, f, g, h, i, j, k] = self.day(utc).date;
        let [hour, minute, second] = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(digits);
        let [high, middle, low] = [fraction / 10_000, fraction / 100 % 100, fraction % 100].map(digits);
        out.extend_from_slice(&[
            a, b, c, d, e, f, g, h, i, j, k, hour[0], hour[1], b':', minute[0], minute[1], b':', second[0],
            second[1], b'.', high[0], high[1], middle[0], middle[1], low[0], low[1], b'Z',
        ]);
    }

    /// The month of a time, in months since January of the year 0.
    pub(crate) fn month(&mut self, utc: Utc) -> i32 {
        self.day(utc).month
    }

    fn day(&mut self, utc: Utc) -> Civil {
        let day = utc.as_micros().div_euclid(DAY);
        let place = usize::try_from(day.rem_euclid(DAYS as i64)).unwrap_or(0);
        match self.days.get_mut(place) {
            Some(known) if known.day == day => known.clone(),
            Some(other) => {
                *other = Civil::of(day);
                other.clone()
            }
            None => Civil::of(day),
        }
    }
}

impl Civil {
    /// The civil date of a day since 1970-01-01, by counting in eras of 400 years that begin in March.
    fn of(day: i64) -> Self {
        let shifted = day + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day_of_month = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let pair = |value: i64| digits(u32::try_from(value.rem_euclid(100)).unwrap_or(0));
        let ([a, b], [c, d]) = (pair(year / 100), pair(year));
        let ([e, f], [g, h]) = (pair(month), pair(day_of_month));
        let date = [a, b, c, d, b'-', e, f, b'-', g, h, b'T'];
        Self { day, date, month: i32::try_from(year * 12 + month - 1).unwrap_or(0) }
    }
}

/// A number from 0 to 99 as two digits.
fn digits(value: u32) -> [u8; 2] {
    let value = u8::try_from(value % 100).unwrap_or(0);
    [b'0' + value / 10, b'0' + value % 10]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_writes_what_the_model_writes(micros in -62_135_596_800_000_000i64..=253_370_764_799_999_999) {
            let utc = Utc::from_micros(micros).unwrap();
            let mut out = Vec::new();
            let mut stamp = Stamp::new();
            stamp.write(&mut out, utc);
            let text = String::from_utf8(out).unwrap();
            prop_assert_eq!(&text, &utc.to_string());
            let months = text[..4].parse::<i32>().unwrap() * 12 + text[5..7].parse::<i32>().unwrap() - 1;
            prop_assert_eq!(stamp.month(utc), months);
        }
    }
}
