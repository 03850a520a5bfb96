//! One shape for what comes from a dossier and for what comes back from the store, so that one reader reads both.

use std::borrow::Cow;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// Bytes from the start of the text; 0 where there is no text.
    pub(crate) at: usize,
    pub(crate) kind: Kind<'a>,
}

#[derive(Debug)]
pub(crate) enum Kind<'a> {
    Text(&'a str),
    Integer(i64),
    Bool(bool),
    List(Vec<Node<'a>>),
    Table(Table<'a>),
    /// What no field takes: its kind for people, and how it was written.
    Other(&'static str, Cow<'a, str>),
}

/// Names and values.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) at: usize,
    pub(crate) entries: Vec<Entry<'a>>,
}

#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    /// Where the name stands.
    pub(crate) at: usize,
    pub(crate) value: Node<'a>,
}

impl<'a> Table<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.entries.iter().find(|it| it.name == name).map(|it| &it.value)
    }

    pub(crate) fn of_toml(table: &'a DeTable<'a>, at: usize) -> Self {
        let mut entries: Vec<Entry<'a>> = table
            .iter()
            .map(|(name, value)| Entry {
                name: name.get_ref(),
                at: name.span().start,
                value: Node::of_toml(value),
            })
            .collect();
        entries.sort_by_key(|it| it.at);
        Self { at, entries }
    }

    pub(crate) fn of_json(map: &'a serde_json::Map<String, Json>) -> Self {
        let entry =
            |(name, value): (&'a String, &'a Json)| Entry { name, at: 0, value: Node::of_json(value) };
        Self { at: 0, entries: map.iter().map(entry).collect() }
    }
}

impl<'a> Node<'a> {
    pub(crate) fn of_toml(value: &'a Spanned<DeValue<'a>>) -> Self {
        let at = value.span().start;
        let kind = match value.get_ref() {
            DeValue::String(it) => Kind::Text(it),
            DeValue::Integer(it) => match i64::from_str_radix(it.as_str(), it.radix()) {
                Ok(number) => Kind::Integer(number),
                Err(_) => Kind::Other("a number with too many digits", it.as_str().into()),
            },
            DeValue::Float(it) => Kind::Other("a number with a fraction", it.as_str().into()),
            DeValue::Boolean(it) => Kind::Bool(*it),
            DeValue::Datetime(it) => Kind::Other("a date without quotes", it.to_string().into()),
            DeValue::Array(it) => Kind::List(it.iter().map(Node::of_toml).collect()),
            DeValue::Table(it) => Kind::Table(Table::of_toml(it, at)),
        };
        Self { at, kind }
    }

    pub(crate) fn of_json(value: &'a Json) -> Self {
        let kind = match value {
            Json::Null => Kind::Other("null", "null".into()),
            Json::Bool(it) => Kind::Bool(*it),
            Json::Number(it) => match it.as_i64() {
                Some(number) => Kind::Integer(number),
                None => Kind::Other("a number that is not whole", it.to_string().into()),
            },
            Json::String(it) => Kind::Text(it),
            Json::Array(it) => Kind::List(it.iter().map(Node::of_json).collect()),
            Json::Object(it) => Kind::Table(Table::of_json(it)),
        };
        Self { at: 0, kind }
    }

    /// What it is, for a sentence.
    pub(crate) fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Text(_) => "text",
            Kind::Integer(_) => "a whole number",
            Kind::Bool(_) => "true or false",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
            Kind::Other(kind, _) => kind,
        }
    }
}
