//! Dates as sources state them: the Extended Date/Time Format of ISO 8601-2, levels 0 and 1, and a day without
//! its year (`XXXX-07-04`, level 2).
//!
//! The crate `edtf` 0.2.0 is no longer kept up and has neither the year-unknown form nor an order with three
//! answers, so this reader is ours.
//!
//! A date says what is known and no more. [`Edtf::order`] answers "before", "after" or "unknown"; overlapping
//! dates and equal days are unknown, and so is everything about a date whose year nobody gave or that its
//! source calls uncertain (`?`), approximate (`~`) or both (`%`). A judgement may rest on an order only where
//! it is known.
//!
//! Years run from 0000 to 9999. Seasons (21 to 24) are those of either hemisphere, because the format does not
//! say which, so their bounds are wide.

mod bounds;
mod parse;

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

/// A date, a span of time, or a day of which the year is unknown.
///
/// Equality is that of the text: `2017` and `2017-01/2017-12` are different statements.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: String,
    form: Form,
}

/// How two dates stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The first is earlier, on any reading of both.
    Before,
    /// The first is later, on any reading of both.
    After,
    /// They overlap, fall on one day, or too little is known.
    Unknown,
}

impl Order {
    /// The same with the two dates exchanged.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// Whether something dated was so on a given day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covers {
    /// On any reading.
    Yes,
    /// On no reading.
    No,
    /// On some readings: a list as of that day names it apart.
    Unknown,
}

/// Why a text is no date. The text itself is not repeated: the caller knows it and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EdtfError {
    /// Nothing there.
    #[error("expected a date such as 2017, 2017-08 or 2017-08-09, found nothing")]
    Empty,
    /// Longer than any date can be.
    #[error("expected a date of at most {MAX_LENGTH} characters")]
    TooLong,
    /// A year outside 0000 to 9999, also one with a sign or the prefix `Y`.
    #[error("expected a year from 0000 to 9999 in four digits: dates outside cannot be held")]
    YearRange,
    /// Not a year.
    #[error(
        "expected a year as four digits such as 2017, with X for unknown last digits (201X, 20XX), or XXXX before a month and a day"
    )]
    Year,
    /// Not a month or season.
    #[error("expected a month from 01 to 12, a season from 21 to 24, or XX, as two characters")]
    Month,
    /// Not a day.
    #[error("expected a day of two digits that this month has, or XX")]
    Day,
    /// More precise than what stands before it.
    #[error("expected nothing known behind an unknown part: write 2017-XX-XX, 2017-XX or 201X")]
    KnownBehindUnknown,
    /// A year-unknown date without month.
    #[error("expected a month behind XXXX: where nothing is known, state the reason instead of a date")]
    NothingKnown,
    /// Not a time of day.
    #[error("expected a time as hh:mm:ss, with Z, +hh:mm or nothing behind it")]
    Time,
    /// Something behind the end.
    #[error("expected the end of the date, or one of ? ~ % there")]
    Trailing,
    /// Not an interval.
    #[error("expected two dates around one /, with .. for an open end and nothing for an unknown one")]
    Interval,
    /// An end of an interval that has a time or no year.
    #[error("expected whole dates with their years at the ends of an interval")]
    IntervalEnd,
    /// An interval the wrong way round.
    #[error("expected an interval that ends no earlier than it begins")]
    Backwards,
}

/// Characters. The longest form is an interval of two qualified days.
const MAX_LENGTH: usize = 48;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    Moment(Moment),
    Interval(End, End),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum End {
    Open,
    Unknown,
    At(Moment),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Moment {
    what: What,
    qualified: bool,
    time: Option<Time>,
}

/// What is known of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    /// The first year and how many follow that it may be as well: 9 for `201X`.
    Years(i16, i16),
    Season(i16, i8),
    Month(i16, i8),
    Day(Date),
    /// Month, and day if given: the year is unknown for ever.
    YearUnknown(i8, Option<i8>),
}

/// A time of day; the offset is in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Time {
    hour: i8,
    minute: i8,
    second: i8,
    offset: Option<i16>,
}

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    /// What was expected instead.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let (form, text) = parse::parse(text)?;
        Ok(Self { text, form })
    }

    /// A whole day. `None` for years before 0000.
    #[must_use]
    pub fn day(date: Date) -> Option<Self> {
        Self::parse(&date.to_string()).ok()
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the year is unknown; nothing ever supplies it.
    #[must_use]
    pub fn is_year_unknown(&self) -> bool {
        matches!(&self.form, Form::Moment(it) if matches!(it.what, What::YearUnknown(..)))
    }

    /// Whether the source calls it, or one of its ends, uncertain or approximate.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        match &self.form {
            Form::Moment(it) => it.qualified,
            Form::Interval(from, to) => [from, to].iter().any(|it| matches!(it, End::At(it) if it.qualified)),
        }
    }

    /// The day, where exactly one is stated without doubt.
    #[must_use]
    pub fn exact(&self) -> Option<Date> {
        match &self.form {
            Form::Moment(Moment { what: What::Day(day), qualified: false, .. }) => Some(*day),
            _ => None,
        }
    }

    /// The first day it may be, as written: an approximate date is not widened. `None` where the year is
    /// unknown and at an open or unknown beginning.
    #[must_use]
    pub fn earliest(&self) -> Option<Date> {
        match &self.form {
            Form::Moment(it) => it.bounds().map(|(from, _)| from),
            Form::Interval(from, _) => from.bounds().map(|(from, _)| from),
        }
    }

    /// The last day it may be, as written. `None` where the year is unknown and at an open or unknown end.
    #[must_use]
    pub fn latest(&self) -> Option<Date> {
        match &self.form {
            Form::Moment(it) => it.bounds().map(|(_, to)| to),
            Form::Interval(_, to) => to.bounds().map(|(_, to)| to),
        }
    }

    /// How this date stands to another, if that is known on any reading of both.
    #[must_use]
    pub fn order(&self, other: &Self) -> Order {
        bounds::order(self, other)
    }

    /// Whether what this date is stated for was so on a day: a moment on its one day, an interval on every day
    /// from its beginning to its end, both included.
    #[must_use]
    pub fn covers(&self, day: Date) -> Covers {
        bounds::covers(self, day)
    }
}

/// Whether something that holds between two dates held on a day. `None` is no limit on that side; a limit that
/// exists but is unknown to us is no `None` but makes the answer unknown, which the caller knows better.
#[must_use]
pub fn in_force(from: Option<&Edtf>, to: Option<&Edtf>, day: Date) -> Covers {
    bounds::in_force(from, to, day)
}

/// Dated facts, as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf<T> {
    /// They had happened by the end of that day, on any reading of their dates.
    pub happened: Vec<T>,
    /// Too little is known of their dates: neither in nor out, to be listed apart.
    pub apart: Vec<T>,
    /// They had not happened yet.
    pub later: Vec<T>,
}

/// Sorts facts by whether they had happened by the end of a day: states of a deal, stages of a proceeding.
/// Within each list the given order stays. A date that nobody knows is `None`.
pub fn as_of<T>(facts: impl IntoIterator<Item = T>, at: impl Fn(&T) -> Option<&Edtf>, day: Date) -> AsOf<T> {
    let mut sorted = AsOf { happened: Vec::new(), apart: Vec::new(), later: Vec::new() };
    for fact in facts {
        let date = at(&fact).filter(|it| !it.is_qualified());
        let list = match date.map(|it| (it.earliest(), it.latest())) {
            Some((_, Some(last))) if last <= day => &mut sorted.happened,
            Some((Some(first), _)) if first > day => &mut sorted.later,
            _ => &mut sorted.apart,
        };
        list.push(fact);
    }
    sorted
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        Self::parse(text)
    }
}
