//! The public holidays of a country in a year.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::{Gap, NotCovered};

const DATA: &str = include_str!("../../data/holidays.txt");

/// Where the holidays come from, with the version.
pub const HOLIDAYS_SOURCE: &str = "PyPI package holidays 0.109 (MIT), category public";

static YEARS: LazyLock<Years> = LazyLock::new(|| parse(DATA).unwrap_or_default());

type Years = BTreeMap<&'static str, BTreeMap<i16, Holidays>>;

/// A day on which a whole country rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// What the source calls it, in English.
    pub name: &'static str,
    /// Whether the source itself calls the day an estimate, because the moon is sighted shortly before.
    pub estimated: bool,
}

/// The public holidays of one country in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    days: Vec<Holiday>,
    worked: Vec<Date>,
    regions: u16,
}

impl Holidays {
    /// The holidays of a country, given by its two letters, in a year.
    ///
    /// # Errors
    /// The data does not cover them.
    pub fn of(country: &str, year: i16) -> Result<&'static Self, NotCovered> {
        YEARS.get(country).and_then(|it| it.get(&year)).ok_or_else(|| {
            let country = country.chars().take(8).collect();
            Gap::Holidays { country, year }.into()
        })
    }

    /// The days, in order.
    #[must_use]
    pub fn days(&self) -> &[Holiday] {
        &self.days
    }

    /// Days of weekly rest that were worked in exchange for another day.
    #[must_use]
    pub fn worked(&self) -> &[Date] {
        &self.worked
    }

    /// How many regions may keep days of their own that are not in here.
    #[must_use]
    pub fn regions(&self) -> u16 {
        self.regions
    }

    pub(super) fn on(&self, day: Date) -> Option<&Holiday> {
        self.days.binary_search_by_key(&day, |it| it.day).ok().and_then(|at| self.days.get(at))
    }
}

/// The form of the file stands in its head.
fn parse(text: &'static str) -> Option<Years> {
    let mut years = Years::new();
    let mut names: Vec<&'static str> = Vec::new();
    let (mut country, mut regions) = ("", 0);
    for line in text.lines().filter(|it| !it.starts_with('#')) {
        let (first, rest) = line.split_once(' ')?;
        match first {
            "@" => {
                let (code, count) = rest.split_once(' ')?;
                (country, regions) = (code, count.parse().ok()?);
                names.clear();
            }
            "=" => {
                let (number, name) = rest.split_once(' ')?;
                if number.parse() != Ok(names.len()) {
                    return None;
                }
                names.push(name);
            }
            _ => {
                let year: i16 = first.parse().ok()?;
                let entry = years.entry(country).or_default().entry(year).or_default();
                entry.regions = regions;
                if let Some(worked) = rest.strip_prefix("work ") {
                    entry.worked = worked.split(' ').map(|it| day(year, it)).collect::<Option<_>>()?;
                } else {
                    entry.days =
                        rest.split(' ').map(|it| holiday(year, it, &names)).collect::<Option<_>>()?;
                }
            }
        }
    }
    Some(years)
}

fn holiday(year: i16, text: &str, names: &[&'static str]) -> Option<Holiday> {
    let at = text.find(['.', '~'])?;
    let (date, number) = text.split_at_checked(at)?;
    let estimated = number.starts_with('~');
    let name = names.get(number.get(1..)?.parse::<usize>().ok()?)?;
    Some(Holiday { day: day(year, date)?, name, estimated })
}

fn day(year: i16, text: &str) -> Option<Date> {
    let (month, day) = text.split_at_checked(2)?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_is_read() {
        let years = parse(DATA).expect("the data is well-formed");
        assert_eq!(years.len(), 28);
        assert!(years.values().all(|it| it.keys().copied().eq(2010..=2035)));
        let all = || years.values().flatten();
        assert!(all().all(|(_, it)| !it.days.is_empty() && it.days.is_sorted_by_key(|it| it.day)));
        assert!(all().all(|(year, it)| it.days.iter().all(|it| it.day.year() == *year)));
    }

    #[test]
    fn the_source_named_is_the_one_in_the_data() {
        assert!(DATA.contains(HOLIDAYS_SOURCE));
    }
}
