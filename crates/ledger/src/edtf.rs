//! Dates (a stand-in until the real module is merged).
use std::fmt;

use jiff::civil::Date;

/// A date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edtf(String);

/// How two dates stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The first is earlier.
    Before,
    /// The first is later.
    After,
    /// It cannot be told.
    Unknown,
}

/// Not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdtfError;

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such date")
    }
}

impl Edtf {
    /// Reads a whole date, or one without its year.
    ///
    /// # Errors
    /// Not a date.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let whole = text.replacen("XXXX", "2000", 1);
        let ok = whole.len() == 10 && whole.parse::<Date>().is_ok_and(|it| it.to_string() == whole);
        let ok = ok || text == "../" || text.len() == 4;
        ok.then(|| Self(text.to_owned())).ok_or(EdtfError)
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first day it may be.
    pub fn earliest(&self) -> Option<Date> {
        self.0.parse().ok()
    }

    /// The last day it may be.
    pub fn latest(&self) -> Option<Date> {
        self.0.parse().ok()
    }

    /// Which is earlier.
    pub fn order(&self, other: &Self) -> Order {
        match (self.latest(), other.earliest(), self.earliest(), other.latest()) {
            (Some(a), Some(b), _, _) if a < b => Order::Before,
            (_, _, Some(a), Some(b)) if a > b => Order::After,
            _ => Order::Unknown,
        }
    }
}
