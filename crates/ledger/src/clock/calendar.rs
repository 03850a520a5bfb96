//! One place's calendar: is this a working day?

use jiff::civil::{Date, Weekday};

use super::{Gap, Holiday, Holidays, NotCovered, WorkingWeek};

/// The working days of one country, or of nowhere if nobody stated one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    country: Option<String>,
}

/// What a day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Working {
    /// A working day.
    Yes,
    /// A weekly day of rest.
    Rest(Weekday),
    /// A public holiday, on a day that is otherwise worked.
    Holiday(Holiday),
}

impl Calendar {
    /// The calendar of a country, given by its two letters. Which week and which holidays apply is looked up
    /// day by day, so that a change of law in the middle of a deadline counts.
    #[must_use]
    pub fn for_country(country: &str) -> Self {
        Self { country: Some(country.to_owned()) }
    }

    /// The calendar of a recipient whose jurisdiction nobody stated: it answers nothing but that.
    #[must_use]
    pub fn unstated() -> Self {
        Self { country: None }
    }

    /// The country's two letters, if stated.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// What a day is, as far as the weekly rest and the known holidays tell. Holidays that the data does not
    /// cover are added to `gaps`; the day then counts as worked.
    ///
    /// # Errors
    /// Not even the working week is known.
    pub fn on(&self, day: Date, gaps: &mut Vec<NotCovered>) -> Result<Working, NotCovered> {
        let country = self.country.as_deref().ok_or(Gap::Jurisdiction)?;
        let week = WorkingWeek::of(country, day)?;
        let holidays = Holidays::of(country, day.year());
        if week.rest().contains(&day.weekday()) {
            let worked = holidays.as_ref().is_ok_and(|it| it.worked().contains(&day));
            return Ok(if worked { Working::Yes } else { Working::Rest(day.weekday()) });
        }
        match holidays {
            Ok(it) => Ok(it.on(day).map_or(Working::Yes, |it| Working::Holiday(*it))),
            Err(gap) => {
                if !gaps.contains(&gap) {
                    gaps.push(gap);
                }
                Ok(Working::Yes)
            }
        }
    }
}
