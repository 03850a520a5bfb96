//! Shares, counts and money: whole numbers inside, never floating point.

use serde_json::{Value as Json, json};

use super::Currency;
use super::known::{unspecified, write_unspecified};
use crate::field::{Shape, Value};
use crate::nearest::shown;
use crate::node::{Node, Table};
use crate::reader::Reader;
use crate::words::Unspecified;

/// Digits after the point that a percentage may have.
const DECIMALS: usize = 12;
const ONE: u64 = 1_000_000_000_000;

/// From 0 to 100 percent, exact to twelve decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u64);

impl Percent {
    /// All of it.
    pub const WHOLE: Self = Self(100 * ONE);
    /// None of it.
    pub const NONE: Self = Self(0);

    /// Reads `40`, `33.3333`: digits, at most one point, no sign, no exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |it: &str, most: usize| {
            !it.is_empty() && it.len() <= most && it.bytes().all(|it| it.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(rest, DECIMALS) {
            return None;
        }
        let whole: u64 = whole.parse().ok()?;
        let rest: u64 = format!("{rest:0<DECIMALS$}").parse().ok()?;
        let value = whole * ONE + rest;
        (value <= Self::WHOLE.0).then_some(Self(value))
    }

    /// The shortest decimal that says the same.
    pub fn decimal(self) -> String {
        let (whole, rest) = (self.0 / ONE, self.0 % ONE);
        let text = format!("{whole}.{rest:0>DECIMALS$}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// The sum, in units of 10⁻¹² percent, of several: it may be more than the whole.
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> u128 {
        parts.into_iter().map(|it| u128::from(it.0)).sum()
    }

    /// Whether a sum is more than everything there is.
    pub fn exceeds_whole(sum: u128) -> bool {
        sum > u128::from(Self::WHOLE.0)
    }
}

impl Value for Percent {
    fn shape() -> Shape {
        Shape::Text { limit: 16, name: true }
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "percent in quotes, as \"40\" or \"33.5\"")?;
        match Self::parse(text) {
            Some(it) => Some(it),
            None => reader.refuse(
                node.at,
                format!("expected percent from \"0\" to \"100\", digits and a point, found {}", shown(text)),
            ),
        }
    }

    fn write(&self) -> Json {
        self.decimal().into()
    }
}

/// A share of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Share {
    /// Exactly this.
    Exact(Percent),
    /// Between the two, both included; the first is not above the second.
    Range(Percent, Percent),
    /// Why it is not given.
    Unspecified(Unspecified),
}

impl Share {
    /// What it is at least, where anything is said.
    pub fn at_least(&self) -> Option<Percent> {
        match self {
            Self::Exact(it) | Self::Range(it, _) => Some(*it),
            Self::Unspecified(_) => None,
        }
    }
}

impl Value for Share {
    fn shape() -> Shape {
        Shape::Share
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Some(reason) = unspecified(node, reader) {
            return reason.map(Self::Unspecified);
        }
        let table = reader.table(node, "{ exact = \"40\" } or { min = \"10\", max = \"25\" }")?;
        let range = table.get("min").is_some() || table.get("max").is_some();
        if range {
            only(table, reader, &["min", "max"]);
            let min = reader.field::<Percent>(table, "min");
            let max = reader.field::<Percent>(table, "max");
            let (min, max) = (min?, max?);
            if min > max {
                let why = format!("`min` is {}, which is more than `max`, {}", min.decimal(), max.decimal());
                return reader.refuse(node.at, why);
            }
            Some(Self::Range(min, max))
        } else {
            only(table, reader, &["exact", "min", "max", "unspecified"]);
            reader.field::<Percent>(table, "exact").map(Self::Exact)
        }
    }

    fn write(&self) -> Json {
        match self {
            Self::Exact(it) => json!({ "exact": it.decimal() }),
            Self::Range(min, max) => json!({ "min": min.decimal(), "max": max.decimal() }),
            Self::Unspecified(it) => write_unspecified(*it),
        }
    }
}

/// A number of people or things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Count {
    /// Exactly so many.
    Exact(u64),
    /// So many or more.
    AtLeast(u64),
    /// Why it is not given.
    Unspecified(Unspecified),
}

impl Value for Count {
    fn shape() -> Shape {
        Shape::Count
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Some(reason) = unspecified(node, reader) {
            return reason.map(Self::Unspecified);
        }
        let table = reader.table(node, "{ exact = 3 } or { at_least = 2 }")?;
        if table.get("at_least").is_some() {
            only(table, reader, &["at_least"]);
            reader.field::<u64>(table, "at_least").map(Self::AtLeast)
        } else {
            only(table, reader, &["exact", "at_least", "unspecified"]);
            reader.field::<u64>(table, "exact").map(Self::Exact)
        }
    }

    fn write(&self) -> Json {
        match self {
            Self::Exact(it) => json!({ "exact": it }),
            Self::AtLeast(it) => json!({ "at_least": it }),
            Self::Unspecified(it) => write_unspecified(*it),
        }
    }
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: cents of a euro, yen of a yen.
    pub minor: u64,
    /// ISO 4217.
    pub currency: Currency,
}

impl Money {
    /// The amount in major units: `400000000.00` for 40,000,000,000 cents.
    pub fn decimal(&self) -> String {
        let digits = self.currency.digits();
        if digits == 0 {
            return self.minor.to_string();
        }
        let text = format!("{:0>width$}", self.minor, width = digits + 1);
        let (whole, rest) = text.split_at(text.len() - digits);
        format!("{whole}.{rest}")
    }
}

impl Value for Money {
    fn shape() -> Shape {
        Shape::Money
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let table = reader.table(node, "{ minor = 40000000000, currency = \"USD\" }")?;
        only(table, reader, &["minor", "currency", "unspecified"]);
        let minor = reader.field::<u64>(table, "minor");
        let currency = reader.field::<Currency>(table, "currency");
        Some(Self { minor: minor?, currency: currency? })
    }

    fn write(&self) -> Json {
        json!({ "minor": self.minor, "currency": self.currency.as_str() })
    }
}

fn only(table: &Table<'_>, reader: &mut Reader<'_>, names: &[&'static str]) {
    reader.known_fields(table, &mut names.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_exact() {
        for (text, decimal) in [
            ("40", "40"),
            ("40.00", "40"),
            ("0", "0"),
            ("33.333333333333", "33.333333333333"),
            ("0.1", "0.1"),
            ("100.0", "100"),
            ("007", "7"),
        ] {
            assert_eq!(Percent::parse(text).unwrap().decimal(), decimal);
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e2",
            "100.000000000001",
            "101",
            "1,5",
            "٤٠",
            "0.1234567890123",
            "40 %",
        ] {
            assert_eq!(Percent::parse(text), None, "{text}");
        }
        // What floating point would get wrong.
        let sum = Percent::sum(["0.1", "0.2", "99.7"].map(|it| Percent::parse(it).unwrap()));
        assert!(!Percent::exceeds_whole(sum));
    }

    #[test]
    fn money_knows_its_minor_unit() {
        let of = |minor, code: &str| Money { minor, currency: Currency::parse(code).unwrap() }.decimal();
        assert_eq!(of(40_000_000_000, "USD"), "400000000.00");
        assert_eq!(of(5, "EUR"), "0.05");
        assert_eq!(of(5, "JPY"), "5");
        assert_eq!(of(1_234, "KWD"), "1.234");
    }
}
