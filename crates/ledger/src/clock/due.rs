//! Deadlines.

use jiff::civil::Date;

use super::{Calendar, Gap, Holiday, NotCovered, Working};

/// Days. Longer windows are a mistake, and would make counting slow.
const LONGEST: u32 = 3660;

/// What a window is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Days on which the recipient's country works.
    WorkingDays,
    /// All days; a deadline that falls on a day of rest or a holiday moves to the next working day.
    CalendarDays,
}

/// A deadline and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day on which a reply is on time.
    pub date: Date,
    /// The day from which the window is counted; it is not counted itself.
    pub day0: Date,
    /// Length of the window.
    pub window: u32,
    /// In what it is counted.
    pub unit: Unit,
    /// The holidays that were passed over, weekly rest aside.
    pub holidays: Vec<Holiday>,
    /// What the calendar data did not know while counting. A page says so beside the deadline.
    pub gaps: Vec<NotCovered>,
}

/// The deadline of a window that begins after `day0`.
///
/// # Errors
/// The calendar has no working week for the place, or the window is longer than ten years.
pub fn due(day0: Date, window: u32, unit: Unit, calendar: &Calendar) -> Result<Due, NotCovered> {
    if window > LONGEST {
        return Err(Gap::TooFar.into());
    }
    let mut due = Due { date: day0, day0, window, unit, holidays: Vec::new(), gaps: Vec::new() };
    match unit {
        Unit::WorkingDays => {
            for _ in 0..window {
                due.date = tomorrow(due.date)?;
                roll(&mut due, calendar)?;
            }
        }
        Unit::CalendarDays => {
            for _ in 0..window {
                due.date = tomorrow(due.date)?;
            }
            roll(&mut due, calendar)?;
        }
    }
    Ok(due)
}

/// The same deadline moved to a later day that was granted, which itself moves to the next working day.
///
/// # Errors
/// As [`due`].
pub fn extended(before: &Due, until: Date, calendar: &Calendar) -> Result<Due, NotCovered> {
    let mut after = before.clone();
    after.date = until;
    roll(&mut after, calendar)?;
    Ok(after)
}

/// Moves a deadline to the next working day, if it is on none.
fn roll(due: &mut Due, calendar: &Calendar) -> Result<(), NotCovered> {
    // No calendar rests for a year; a limit keeps a wrong one from holding the program up.
    for _ in 0..366 {
        match calendar.on(due.date, &mut due.gaps)? {
            Working::Yes => return Ok(()),
            Working::Holiday(it) if !due.holidays.contains(&it) => due.holidays.push(it),
            Working::Holiday(_) | Working::Rest(_) => {}
        }
        due.date = tomorrow(due.date)?;
    }
    Err(Gap::TooFar.into())
}

/// How many working days lie after one day up to another, which is included; none if it is not later.
///
/// # Errors
/// As [`due`], also for days more than ten years apart.
pub fn working_days_between(
    after: Date,
    until: Date,
    calendar: &Calendar,
    gaps: &mut Vec<NotCovered>,
) -> Result<u32, NotCovered> {
    let (mut day, mut count, mut steps) = (after, 0, 0);
    while day < until {
        if steps == LONGEST {
            return Err(Gap::TooFar.into());
        }
        day = tomorrow(day)?;
        steps += 1;
        count += u32::from(calendar.on(day, gaps)? == Working::Yes);
    }
    Ok(count)
}

fn tomorrow(day: Date) -> Result<Date, NotCovered> {
    day.tomorrow().map_err(|_| Gap::TooFar.into())
}
