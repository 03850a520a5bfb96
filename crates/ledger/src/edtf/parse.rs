//! From text to a form, and back to the one canonical text.

use jiff::civil::{Date, date};

use super::{EdtfError, End, Form, MAX_LENGTH, Moment, Time, What};

pub(super) fn parse(text: &str) -> Result<(Form, String), EdtfError> {
    if text.is_empty() {
        return Err(EdtfError::Empty);
    }
    if text.len() > MAX_LENGTH {
        return Err(EdtfError::TooLong);
    }
    let Some((from, to)) = text.split_once('/') else {
        let (moment, text) = moment(text)?;
        return Ok((Form::Moment(moment), text));
    };
    if to.contains('/') {
        return Err(EdtfError::Interval);
    }
    let ((from, left), (to, right)) = (end(from)?, end(to)?);
    if !matches!(from, End::At(_)) && !matches!(to, End::At(_)) {
        return Err(EdtfError::Interval);
    }
    if let (Some((first, _)), Some((_, last))) = (from.bounds(), to.bounds())
        && first > last
    {
        return Err(EdtfError::Backwards);
    }
    Ok((Form::Interval(from, to), format!("{left}/{right}")))
}

fn end(text: &str) -> Result<(End, String), EdtfError> {
    match text {
        "" => Ok((End::Unknown, String::new())),
        ".." => Ok((End::Open, text.to_owned())),
        "open" | "unknown" => Err(EdtfError::Interval),
        _ => {
            let (moment, text) = moment(text)?;
            if moment.time.is_some() || matches!(moment.what, What::YearUnknown(..)) {
                return Err(EdtfError::IntervalEnd);
            }
            Ok((End::At(moment), text))
        }
    }
}

fn moment(text: &str) -> Result<(Moment, String), EdtfError> {
    if text.starts_with(['-', '+', 'Y', 'y']) {
        return Err(EdtfError::YearRange);
    }
    let (plain, mark) = match text.char_indices().next_back() {
        Some((at, mark @ ('?' | '~' | '%'))) => (text.get(..at).unwrap_or_default(), Some(mark)),
        _ => (text, None),
    };
    let (day, time) = match plain.split_once('T') {
        Some((day, time)) => (day, Some(read_time(time)?)),
        None => (plain, None),
    };
    let what = read_date(day)?;
    if time.is_some() && (mark.is_some() || !matches!(what, What::Day(_))) {
        return Err(if mark.is_some() { EdtfError::Trailing } else { EdtfError::Time });
    }
    let mut canonical = day.to_owned();
    if let Some(time) = time {
        canonical.push_str(&print_time(time));
    }
    canonical.extend(mark);
    Ok((Moment { what, qualified: mark.is_some(), time }, canonical))
}

fn read_date(text: &str) -> Result<What, EdtfError> {
    let mut parts = text.split('-');
    let year = parts.next().unwrap_or_default();
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(EdtfError::Trailing);
    }
    if year.len() > 4 && year.bytes().all(|it| it.is_ascii_digit()) {
        return Err(EdtfError::YearRange);
    }
    if year == "XXXX" {
        return year_unknown(month, day);
    }
    let (first, more) = years(year)?;
    let Some(month) = month else { return Ok(What::Years(first, more)) };
    if more > 0 {
        return Err(EdtfError::KnownBehindUnknown);
    }
    let month = match month {
        "XX" => {
            return if matches!(day, None | Some("XX")) {
                Ok(What::Years(first, 0))
            } else {
                Err(EdtfError::KnownBehindUnknown)
            };
        }
        _ => two(month).filter(|it| matches!(it, 1..=12 | 21..=24)).ok_or(EdtfError::Month)?,
    };
    match day {
        None if month > 12 => Ok(What::Season(first, month)),
        None => Ok(What::Month(first, month)),
        Some(_) if month > 12 => Err(EdtfError::Trailing),
        Some("XX") => Ok(What::Month(first, month)),
        Some(day) => {
            let day = two(day).ok_or(EdtfError::Day)?;
            Date::new(first, month, day).map(What::Day).map_err(|_| EdtfError::Day)
        }
    }
}

fn year_unknown(month: Option<&str>, day: Option<&str>) -> Result<What, EdtfError> {
    let month = match month {
        None | Some("XX") => return Err(EdtfError::NothingKnown),
        Some(month) => two(month).filter(|it| matches!(it, 1..=12)).ok_or(EdtfError::Month)?,
    };
    let day = match day {
        None | Some("XX") => None,
        Some(day) => {
            let day = two(day).ok_or(EdtfError::Day)?;
            // 29 February exists in some year, and nobody says which year it is.
            Date::new(2000, month, day).map_err(|_| EdtfError::Day)?;
            Some(day)
        }
    };
    Ok(What::YearUnknown(month, day))
}

/// `2017` is (2017, 0), `201X` is (2010, 9), `20XX` is (2000, 99).
fn years(text: &str) -> Result<(i16, i16), EdtfError> {
    if text.len() != 4 {
        return Err(EdtfError::Year);
    }
    let known = text.trim_end_matches('X');
    if known.is_empty() || known.len() < 2 || !known.bytes().all(|it| it.is_ascii_digit()) {
        return Err(EdtfError::Year);
    }
    let more = match known.len() {
        4 => 0,
        3 => 9,
        _ => 99,
    };
    let first = text.replace('X', "0").parse().map_err(|_| EdtfError::Year)?;
    Ok((first, more))
}

fn two(text: &str) -> Option<i8> {
    (text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn read_time(text: &str) -> Result<Time, EdtfError> {
    let (clock, offset) = match text.find(['Z', '+', '-']).and_then(|at| text.split_at_checked(at)) {
        None => (text, None),
        Some((clock, "Z")) => (clock, Some(0)),
        Some((clock, offset)) => (clock, Some(read_offset(offset).ok_or(EdtfError::Time)?)),
    };
    let mut parts = clock.split(':').map(two);
    let (Some(Some(hour)), Some(Some(minute)), Some(Some(second)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(EdtfError::Time);
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(EdtfError::Time);
    }
    Ok(Time { hour, minute, second, offset })
}

/// `+02:00`, `-05` in minutes. No place on Earth is further from UTC than 14 hours.
fn read_offset(text: &str) -> Option<i16> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (two(hours)?, two(minutes)?),
        None => (two(rest)?, 0),
    };
    let all = i16::from(hours) * 60 + i16::from(minutes);
    (minutes < 60 && all <= 14 * 60).then_some(sign * all)
}

fn print_time(time: Time) -> String {
    let Time { hour, minute, second, offset } = time;
    let offset = match offset {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(it) => {
            let sign = if it < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", it.abs() / 60, it.abs() % 60)
        }
    };
    format!("T{hour:02}:{minute:02}:{second:02}{offset}")
}

impl End {
    pub(super) fn bounds(&self) -> Option<(Date, Date)> {
        match self {
            Self::At(it) => it.bounds(),
            Self::Open | Self::Unknown => None,
        }
    }
}

impl Moment {
    /// The first and last day that it may be, both included.
    pub(super) fn bounds(&self) -> Option<(Date, Date)> {
        let last_of_month = |year, month| Date::new(year, month, 1).ok().map(Date::last_of_month);
        match self.what {
            What::Years(first, more) => {
                Some((Date::new(first, 1, 1).ok()?, Date::new(first + more, 12, 31).ok()?))
            }
            What::Month(year, month) => Some((Date::new(year, month, 1).ok()?, last_of_month(year, month)?)),
            What::Day(day) => Some((day, day)),
            // Spring and autumn of both hemispheres lie within one year; summer and winter reach into the
            // next, and by custom of some writers belong to the year in which they end.
            What::Season(year, 21 | 23) => Some((Date::new(year, 3, 1).ok()?, Date::new(year, 11, 30).ok()?)),
            What::Season(year, _) => Some((
                Date::new(year - 1, 12, 1).ok()?,
                last_of_month(year + 1, 2).unwrap_or_else(|| date(9999, 12, 31)),
            )),
            What::YearUnknown(..) => None,
        }
    }

    /// The instant in seconds of a time with an offset, counted from an arbitrary but fixed day.
    pub(super) fn instant(&self) -> Option<i64> {
        let What::Day(day) = self.what else { return None };
        let Time { hour, minute, second, offset } = self.time?;
        let day = i64::from(date(2000, 1, 1).until(day).ok()?.get_days());
        let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        Some(day * 86_400 + seconds - i64::from(offset?) * 60)
    }
}
