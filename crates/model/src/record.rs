//! A record: one thing a store says, with its place in the evidence.

use std::borrow::Cow;
use std::sync::Arc;

use crate::observable::Observable;
use crate::time::Time;

/// A member of the evidence that records come from. Shared by all its records.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceRef {
    /// The path on the device (`/private/var/mobile/Library/SMS/sms.db`); app containers by bundle id. For the
    /// files at the root of a backup, their name (`Manifest.db`).
    pub path: Arc<str>,
    /// The name it is stored under in the evidence (`3d/3d0d…`), with `/` between components.
    pub member: Arc<str>,
    /// SHA-256 of the member, decrypted, before a write-ahead log is merged.
    pub sha256: [u8; 32],
}

/// A place inside a member. All parts are optional; none means the whole member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Locator<'a> {
    /// The table, for a database.
    pub table: Option<Cow<'a, str>>,
    /// The integer key of the row.
    pub row: Option<i64>,
    /// A property-list key path, components joined by `/`.
    pub key: Option<Cow<'a, str>>,
    /// A line, counted from 1.
    pub line: Option<u64>,
    /// A byte offset, counted from 0.
    pub offset: Option<u64>,
}

impl<'a> Locator<'a> {
    /// The whole member.
    pub const WHOLE: Locator<'static> =
        Locator { table: None, row: None, key: None, line: None, offset: None };

    /// A row of a table.
    pub fn row(table: &'a str, row: i64) -> Self {
        Self { table: Some(Cow::Borrowed(table)), row: Some(row), ..Self::default() }
    }

    /// A key path in a property list.
    pub fn key(key: impl Into<Cow<'a, str>>) -> Self {
        Self { key: Some(key.into()), ..Self::default() }
    }

    /// The same place with all text owned.
    pub fn into_owned(self) -> Locator<'static> {
        Locator {
            table: self.table.map(|it| Cow::Owned(it.into_owned())),
            row: self.row,
            key: self.key.map(|it| Cow::Owned(it.into_owned())),
            line: self.line,
            offset: self.offset,
        }
    }

    /// Appends the short text form used in timelines: `message:17`, `key`, `line 3`, `offset 64`.
    pub fn write(&self, out: &mut String) {
        use std::fmt::Write as _;
        let mut gap = "";
        if let Some(table) = &self.table {
            out.push_str(table);
            gap = ":";
        }
        // Writing into a String cannot fail.
        if let Some(row) = self.row {
            let _ = write!(out, "{gap}{row}");
            gap = " ";
        }
        if let Some(key) = &self.key {
            let _ = write!(out, "{gap}{key}");
            gap = " ";
        }
        if let Some(line) = self.line {
            let _ = write!(out, "{gap}line {line}");
            gap = " ";
        }
        if let Some(offset) = self.offset {
            let _ = write!(out, "{gap}offset {offset}");
        }
    }
}

/// Whether a field may stand in results of a record that has no finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Technical: counters, flags, identifiers of software.
    Technical,
    /// A person's words, names, partners, places: kept only beside a finding, or with `--full-records`.
    Personal,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Real(f64),
    /// A truth value.
    Bool(bool),
    /// Bytes, of which results keep the length and a bounded hex prefix.
    Bytes(Cow<'a, [u8]>),
    /// Several values.
    List(Vec<FieldValue<'a>>),
}

impl FieldValue<'_> {
    /// The same value with all text and bytes owned.
    pub fn into_owned(self) -> FieldValue<'static> {
        match self {
            Self::Text(it) => FieldValue::Text(Cow::Owned(it.into_owned())),
            Self::Int(it) => FieldValue::Int(it),
            Self::Real(it) => FieldValue::Real(it),
            Self::Bool(it) => FieldValue::Bool(it),
            Self::Bytes(it) => FieldValue::Bytes(Cow::Owned(it.into_owned())),
            Self::List(items) => FieldValue::List(items.into_iter().map(Self::into_owned).collect()),
        }
    }
}

impl<'a> From<&'a str> for FieldValue<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}
impl From<String> for FieldValue<'_> {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}
impl<'a> From<Cow<'a, str>> for FieldValue<'a> {
    fn from(value: Cow<'a, str>) -> Self {
        Self::Text(value)
    }
}
impl From<i64> for FieldValue<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<f64> for FieldValue<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}
impl From<bool> for FieldValue<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// A named value of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'a> {
    /// The field's name: the column's or key's own name, or snake_case where we derived it.
    pub name: Cow<'a, str>,
    /// Its value. An absent value is an absent field.
    pub value: FieldValue<'a>,
    /// Who may see it.
    pub privacy: Privacy,
}

/// One thing a store says.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    /// The artefact's slug.
    pub artifact: &'static str,
    /// What kind of record it is, e.g. `message`, `visit`, `process_usage`.
    pub event: &'static str,
    /// Every time it carries, each a row of the timeline.
    pub times: Vec<Time<'a>>,
    /// The member it comes from.
    pub source: &'a SourceRef,
    /// The place in that member.
    pub at: Locator<'a>,
    /// Its fields.
    pub fields: Vec<Field<'a>>,
    /// The values that indicators could name.
    pub observables: Vec<Observable<'a>>,
}

impl<'a> Record<'a> {
    /// A record without times, fields or observables yet.
    pub fn new(artifact: &'static str, event: &'static str, source: &'a SourceRef, at: Locator<'a>) -> Self {
        Self { artifact, event, times: Vec::new(), source, at, fields: Vec::new(), observables: Vec::new() }
    }

    /// Adds a technical field.
    pub fn field(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<FieldValue<'a>>) {
        self.fields.push(Field { name: name.into(), value: value.into(), privacy: Privacy::Technical });
    }

    /// Adds a field with a person's words, names, partners or places.
    pub fn personal(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<FieldValue<'a>>) {
        self.fields.push(Field { name: name.into(), value: value.into(), privacy: Privacy::Personal });
    }

    /// The value of the first field of that name.
    pub fn get(&self, name: &str) -> Option<&FieldValue<'a>> {
        self.fields.iter().find(|it| it.name == name).map(|it| &it.value)
    }

    /// The text of the first field of that name, if it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            FieldValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The first time, if any.
    pub fn time(&self) -> Option<&Time<'a>> {
        self.times.first()
    }
}
