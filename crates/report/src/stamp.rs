//! RFC 3339 in UTC with six fractional digits, written fast: most neighbours in a timeline share their day.

use model::Utc;

const DAY: i64 = 86_400_000_000;

/// Writes times, remembering the last day.
pub(crate) struct Stamp {
    day: i64,
    date: [u8; 11],
    month: i32,
}

impl Stamp {
    pub(crate) fn new() -> Self {
        let mut it = Self { day: 0, date: *b"1970-01-01T", month: 0 };
        it.turn_to(0);
        it
    }

    /// Appends `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
    pub(crate) fn write(&mut self, out: &mut Vec<u8>, utc: Utc) {
        let micros = utc.as_micros();
        let day = micros.div_euclid(DAY);
        if day != self.day {
            self.turn_to(day);
        }
        let rest = micros.rem_euclid(DAY);
        out.extend_from_slice(&self.date);
        let seconds = rest / 1_000_000;
        two(out, seconds / 3600);
        out.push(b':');
        two(out, seconds / 60 % 60);
        out.push(b':');
        two(out, seconds % 60);
        out.push(b'.');
        let fraction = rest % 1_000_000;
        two(out, fraction / 10_000);
        two(out, fraction / 100 % 100);
        two(out, fraction % 100);
        out.push(b'Z');
    }

    /// Months since January of the year 0, of the time last written.
    pub(crate) fn month(&self) -> i32 {
        self.month
    }

    /// The civil date of a day since 1970-01-01, by counting in eras of 400 years that begin in March.
    fn turn_to(&mut self, day: i64) {
        let shifted = day + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day_of_month = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let mut date = Vec::with_capacity(11);
        two(&mut date, year / 100);
        two(&mut date, year % 100);
        date.push(b'-');
        two(&mut date, month);
        date.push(b'-');
        two(&mut date, day_of_month);
        date.push(b'T');
        if let Ok(date) = date.try_into() {
            self.date = date;
        }
        self.day = day;
        self.month = i32::try_from(year * 12 + month - 1).unwrap_or(0);
    }
}

/// Appends a number from 0 to 99 as two digits.
fn two(out: &mut Vec<u8>, value: i64) {
    let value = u8::try_from(value.rem_euclid(100)).unwrap_or(0);
    out.extend_from_slice(&[b'0' + value / 10, b'0' + value % 10]);
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
            prop_assert_eq!(stamp.month(), months);
        }
    }
}
