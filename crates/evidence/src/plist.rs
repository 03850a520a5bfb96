//! Property lists from hostile hands: binary and XML, bounded in depth, nodes and bytes, tolerant of damage.
//!
//! A value that cannot be read is left out and counted, so that one bad date does not hide a phone. A binary
//! list may name the same object many times; each mention costs from one fixed budget, so a small file cannot
//! grow into a large tree. XML entities are the five predefined ones and character references; a document
//! type is never expanded. Source of the binary format: Apple's published CFBinaryPList.c; of the XML form:
//! Apple's PropertyList-1.0.dtd.

mod archive;
mod binary;
mod xml;

use std::borrow::Cow;

use model::{Time, Utc};

pub use archive::unarchive;

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 64;
/// The most values one list may hold, dictionary keys included.
pub const MAX_NODES: usize = 1_000_000;

/// Why a property list could not be read at all. The text names no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlistError(pub &'static str);

impl std::fmt::Display for PlistError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}
impl std::error::Error for PlistError {}

/// A property list that was read, and what was wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plist<'a> {
    /// The outermost value.
    pub root: Value<'a>,
    /// How many values were left out because they are damaged, nested too deep or refer to themselves.
    pub damaged: usize,
    /// Whether the list ended early, by truncation or by the budget; what came before is in `root`.
    pub cut: bool,
}

/// A value of a property list. Text and data borrow from the bytes where they stand there as they are.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number, and integers above `i64::MAX`.
    Real(f64),
    /// A date: seconds since 2001-01-01 UTC. May be NaN or out of any range; see [`Value::utc`].
    Date(f64),
    /// Bytes.
    Data(Cow<'a, [u8]>),
    /// Text. Invalid UTF-8 or UTF-16 became U+FFFD.
    Text(Cow<'a, str>),
    /// A reference of NSKeyedArchiver.
    Uid(u64),
    /// An array.
    Array(Vec<Value<'a>>),
    /// A dictionary.
    Dict(Dict<'a>),
}

/// A dictionary in the order of the file. With a repeated key, [`Dict::get`] gives the first; walking gives all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

/// Reads a property list, binary or XML by its first bytes.
///
/// # Errors
/// If the bytes are no property list, or nothing of it can be read.
pub fn parse(bytes: &[u8]) -> Result<Plist<'_>, PlistError> {
    if bytes.starts_with(b"bplist0") {
        return binary::parse(bytes);
    }
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.as_chunks::<2>().0.iter().map(|it| unit(*it));
        let text: String =
            char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        xml::parse(&text).map(Plist::into_owned)
    };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes);
    }
    let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = rest.trim_ascii_start();
    if !start.starts_with(b"<") {
        return Err(PlistError("not a property list"));
    }
    match String::from_utf8_lossy(start) {
        Cow::Borrowed(text) => xml::parse(text),
        Cow::Owned(text) => xml::parse(&text).map(Plist::into_owned),
    }
}

impl Plist<'_> {
    /// The same list with all text and data owned.
    pub fn into_owned(self) -> Plist<'static> {
        Plist { root: self.root.into_owned(), damaged: self.damaged, cut: self.cut }
    }
}

/// The dictionary of a value that is none.
static EMPTY: Dict<'static> = Dict(Vec::new());

impl<'a> Value<'a> {
    /// The truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(it) => Some(*it),
            Self::Int(it) => Some(*it != 0),
            _ => None,
        }
    }

    /// The integer; a real without fraction counts.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(it) => Some(*it),
            #[expect(clippy::cast_possible_truncation, reason = "bounded by the guard")]
            Self::Real(it) if it.fract() == 0.0 && it.abs() < 9e18 => Some(*it as i64),
            _ => None,
        }
    }

    /// The number, integer or real.
    pub fn as_real(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "counters and times are far below 2^53")]
            Self::Int(it) => Some(*it as f64),
            Self::Real(it) => Some(*it),
            _ => None,
        }
    }

    /// The text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(it) => Some(it),
            _ => None,
        }
    }

    /// The bytes.
    pub fn as_data(&self) -> Option<&[u8]> {
        match self {
            Self::Data(it) => Some(it),
            _ => None,
        }
    }

    /// The elements; of anything but an array, none.
    pub fn as_array(&self) -> &[Value<'a>] {
        match self {
            Self::Array(it) => it,
            _ => &[],
        }
    }

    /// The dictionary.
    pub fn as_dict(&self) -> Option<&Dict<'a>> {
        match self {
            Self::Dict(it) => Some(it),
            _ => None,
        }
    }

    /// The dictionary, empty for anything else: for readers to whom an absent part is no defect.
    pub fn dict(&self) -> &Dict<'a> {
        match self {
            Self::Dict(it) => it,
            _ => &EMPTY,
        }
    }

    /// The instant of a date, or of a number of seconds since 2001-01-01 UTC. `None` if out of range.
    pub fn utc(&self) -> Option<Utc> {
        match self {
            Self::Date(seconds) => Utc::from_cocoa_seconds(*seconds),
            _ => Utc::from_cocoa_seconds(self.as_real()?),
        }
    }

    /// A time of a record: from a date as the list's own type, from a number as Cocoa seconds. `None` for other
    /// types, for zero numbers (Apple's "never") and out of range.
    pub fn time(&self, event: &'static str) -> Option<Time<'static>> {
        match self {
            Self::Date(seconds) => {
                let utc = Utc::from_cocoa_seconds(*seconds)?;
                Some(Time::text(event, utc, utc.to_string()))
            }
            _ => Time::cocoa(event, self.as_real()?),
        }
    }

    /// The same value with all text and data owned.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Bool(it) => Value::Bool(it),
            Self::Int(it) => Value::Int(it),
            Self::Real(it) => Value::Real(it),
            Self::Date(it) => Value::Date(it),
            Self::Data(it) => Value::Data(Cow::Owned(it.into_owned())),
            Self::Text(it) => Value::Text(Cow::Owned(it.into_owned())),
            Self::Uid(it) => Value::Uid(it),
            Self::Array(it) => Value::Array(it.into_iter().map(Value::into_owned).collect()),
            Self::Dict(it) => Value::Dict(Dict(
                it.0.into_iter()
                    .map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned()))
                    .collect(),
            )),
        }
    }

    /// Calls `each` with every text in this value, at any depth, dictionary keys excepted.
    pub fn texts<'s>(&'s self, each: &mut dyn FnMut(&'s str)) {
        match self {
            Self::Text(it) => each(it),
            Self::Array(it) => it.iter().for_each(|it| it.texts(each)),
            Self::Dict(it) => it.iter().for_each(|(_, it)| it.texts(each)),
            _ => {}
        }
    }
}

impl<'a> Dict<'a> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|it| it.0 == key).map(|it| &it.1)
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// The integer of a key.
    pub fn int(&self, key: &str) -> Option<i64> {
        self.get(key)?.as_int()
    }

    /// The truth value of a key.
    pub fn bool(&self, key: &str) -> Option<bool> {
        self.get(key)?.as_bool()
    }

    /// The bytes of a key.
    pub fn data(&self, key: &str) -> Option<&[u8]> {
        self.get(key)?.as_data()
    }

    /// The elements of a key's array; none if it is absent or no array.
    pub fn array(&self, key: &str) -> &[Value<'a>] {
        self.get(key).map_or(&[], Value::as_array)
    }

    /// The dictionary of a key; empty if it is absent or no dictionary.
    pub fn dict(&self, key: &str) -> &Dict<'a> {
        self.get(key).map_or(&EMPTY, Value::dict)
    }

    /// All pairs in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|it| (&*it.0, &it.1))
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for Dict<'a> {
    type Item = (Cow<'a, str>, Value<'a>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    /// All pairs in the order of the file.
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// What one list may still cost.
struct Budget {
    nodes: usize,
    /// Bytes of text that must be converted, and so copied.
    copied: usize,
    damaged: usize,
    cut: bool,
}

impl Budget {
    fn new(input: usize) -> Self {
        Self {
            nodes: MAX_NODES,
            copied: input.saturating_mul(4).saturating_add(1 << 20),
            damaged: 0,
            cut: false,
        }
    }

    /// Pays for one value; false when nothing is left.
    fn node(&mut self) -> bool {
        match self.nodes.checked_sub(1) {
            Some(left) => {
                self.nodes = left;
                true
            }
            None => {
                self.cut = true;
                false
            }
        }
    }

    /// Pays for a copy; false when nothing is left.
    fn copy(&mut self, bytes: usize) -> bool {
        match self.copied.checked_sub(bytes) {
            Some(left) => {
                self.copied = left;
                true
            }
            None => {
                self.cut = true;
                false
            }
        }
    }
}

#[cfg(test)]
mod tests;
