//! Working days, holidays and deadlines, by jurisdiction, from data that names its sources.
//!
//! Working weeks are CLDR's, holidays are those of one named version of a public package; `data/` holds both,
//! and `xtask/calendars/generate.py` writes them. Only nationwide public holidays are known: days that one
//! region keeps are not, and [`Holidays::regions`] says in how many that may matter.
//!
//! Where the data covers a place or a year not at all, every answer says so ([`NotCovered`]); nothing falls
//! back to Saturday and Sunday in silence.
//!
//! All days are civil days in the recipient's time zone. A deadline is the end of its day there, so something
//! is late from the next day on.

mod calendar;
mod due;
mod holidays;
mod week;

use jiff::civil::Date;
use thiserror::Error;

pub use calendar::{Calendar, Working};
pub use due::{Due, Unit, due, extended, working_days_between};
pub use holidays::{HOLIDAYS_SOURCE, Holiday, Holidays};
pub use week::{Basis, WorkingWeek};

/// Something that the calendar data does not know. A page that shows a deadline shows this beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
#[error("not covered: {what}")]
pub struct NotCovered {
    /// What exactly is missing.
    pub what: Gap,
}

/// What the calendar data may lack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
#[non_exhaustive]
pub enum Gap {
    /// Nobody stated where the recipient is, so no working week applies.
    #[error("the recipient's jurisdiction is not known")]
    Jurisdiction,
    /// No working week is known for the country on that day.
    #[error("the working week of {country} on {day}")]
    WorkingWeek {
        /// Two letters, ISO 3166-1.
        country: String,
        /// The first day that was asked for.
        day: Date,
    },
    /// The weekly days of rest are known, the holidays of that year are not.
    #[error("the public holidays of {country} in {year}")]
    Holidays {
        /// Two letters, ISO 3166-1.
        country: String,
        /// The year.
        year: i16,
    },
    /// The days counted run out of what a calendar can hold.
    #[error("a deadline beyond the year 9999, or longer than ten years")]
    TooFar,
}

impl From<Gap> for NotCovered {
    fn from(what: Gap) -> Self {
        Self { what }
    }
}
