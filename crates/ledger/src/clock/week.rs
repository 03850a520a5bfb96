//! Which days of the week are days of rest, where, and since when.

use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use toml::{Table, Value};

use super::{Gap, NotCovered};

const DATA: &str = include_str!("../../data/working-weeks.toml");
/// CLDR's name for every country that it does not name.
const WORLD: &str = "001";

static WEEKS: LazyLock<Vec<WorkingWeek>> = LazyLock::new(|| parse(DATA).unwrap_or_default());

/// Whether a source speaks of the country itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It names the country.
    Named,
    /// It has one value for all countries that it does not name, and this is one of them.
    WorldDefault,
}

/// The weekly days of rest of a country, for a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingWeek {
    country: String,
    rest: Vec<Weekday>,
    from: Option<Date>,
    to: Option<Date>,
    source: String,
}

impl WorkingWeek {
    /// The working week of a country, given by its two letters, on a day.
    ///
    /// # Errors
    /// No week is known for that day, or the text is no code of a country.
    pub fn of(country: &str, day: Date) -> Result<&'static Self, NotCovered> {
        let missing = || Gap::WorkingWeek { country: country.chars().take(8).collect(), day }.into();
        if country.len() != 2 || !country.bytes().all(|it| it.is_ascii_uppercase()) {
            return Err(missing());
        }
        let named = WEEKS.iter().any(|it| it.country == country);
        let wanted = if named { country } else { WORLD };
        WEEKS.iter().find(|it| it.country == wanted && it.holds(day)).ok_or_else(missing)
    }

    /// All weeks of the data, for a page that shows them.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &WEEKS
    }

    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|it| it <= day) && self.to.is_none_or(|it| day <= it)
    }

    /// Two letters, or `001` for the value of all countries without one of their own.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The days of rest.
    #[must_use]
    pub fn rest(&self) -> &[Weekday] {
        &self.rest
    }

    /// The first day on which it holds, if a change is known.
    #[must_use]
    pub fn from(&self) -> Option<Date> {
        self.from
    }

    /// The last day on which it holds, if a change is known.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// Who says so, with the version.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the source names the country.
    #[must_use]
    pub fn basis(&self) -> Basis {
        if self.country == WORLD { Basis::WorldDefault } else { Basis::Named }
    }
}

fn parse(text: &str) -> Option<Vec<WorkingWeek>> {
    let table = Table::from_str(text).ok()?;
    table.get("week")?.as_array()?.iter().map(week).collect()
}

fn week(of: &Value) -> Option<WorkingWeek> {
    let text = |key: &str| of.get(key).and_then(Value::as_str);
    let day = |key: &str| match text(key) {
        None => Some(None),
        Some(it) => it.parse().ok().map(Some),
    };
    let rest = of.get("rest")?.as_array()?.iter().map(|it| weekday(it.as_str()?)).collect::<Option<_>>()?;
    Some(WorkingWeek {
        country: text("country")?.to_owned(),
        rest,
        from: day("from")?,
        to: day("to")?,
        source: text("source")?.to_owned(),
    })
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_week_of_the_data_is_read_and_has_a_source() {
        let weeks = parse(DATA).expect("the data is well-formed");
        assert_eq!(weeks.len(), DATA.matches("[[week]]").count());
        assert!(weeks.iter().all(|it| !it.source.is_empty() && !it.rest.is_empty()));
    }

    #[test]
    fn the_weeks_of_a_country_leave_no_gap_and_do_not_overlap() {
        for week in WorkingWeek::all() {
            let others: Vec<_> = WorkingWeek::all()
                .iter()
                .filter(|it| it.country == week.country && !std::ptr::eq(*it, week))
                .collect();
            if let Some(to) = week.to {
                let next = to.tomorrow().unwrap();
                assert_eq!(others.iter().filter(|it| it.from == Some(next)).count(), 1, "{week:?}");
            }
            assert!(others.iter().all(|it| week.from.is_none_or(|from| !it.holds(from))), "{week:?}");
        }
    }
}
