//! The small language of rule conditions: tests on one field of a record.

use std::borrow::Cow;

use model::{FieldValue, Record};
use serde::Deserialize;

use super::OneOrMany;

/// One test, as written. All tests of a rule must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestText {
    /// The field, or several of which one must pass.
    field: OneOrMany,
    #[serde(default)]
    equals: Option<toml::Value>,
    #[serde(default)]
    any_of: Option<Vec<String>>,
    #[serde(default)]
    starts_with: Option<OneOrMany>,
    #[serde(default)]
    ends_with: Option<OneOrMany>,
    #[serde(default)]
    matches: Option<String>,
    #[serde(default)]
    above: Option<f64>,
    #[serde(default)]
    present: Option<bool>,
    /// Turns the test around. An absent field passes a turned test.
    #[serde(default)]
    not: bool,
}

/// One test, ready to run.
#[derive(Debug)]
pub(crate) struct Test {
    fields: Vec<String>,
    check: Check,
    not: bool,
}

#[derive(Debug)]
enum Check {
    Equals(Wanted),
    AnyOf(Vec<String>),
    StartsWith(Vec<String>),
    EndsWith(Vec<String>),
    Matches(regex::Regex),
    Above(f64),
    Present(bool),
}

#[derive(Debug)]
enum Wanted {
    Text(String),
    Int(i64),
    Bool(bool),
}

impl Test {
    pub(crate) fn new(text: TestText) -> Result<Self, String> {
        let mut checks = Vec::new();
        if let Some(value) = text.equals {
            checks.push(Check::Equals(match value {
                toml::Value::String(it) => Wanted::Text(it),
                toml::Value::Integer(it) => Wanted::Int(it),
                toml::Value::Boolean(it) => Wanted::Bool(it),
                _ => return Err("equals takes text, an integer or a truth value".into()),
            }));
        }
        if let Some(values) = text.any_of {
            checks.push(Check::AnyOf(values));
        }
        if let Some(prefix) = text.starts_with {
            checks.push(Check::StartsWith(prefix.into_vec()));
        }
        if let Some(suffix) = text.ends_with {
            checks.push(Check::EndsWith(suffix.into_vec()));
        }
        if let Some(pattern) = text.matches {
            let pattern = regex::RegexBuilder::new(&pattern)
                .size_limit(1 << 20)
                .build()
                .map_err(|error| error.to_string())?;
            checks.push(Check::Matches(pattern));
        }
        if let Some(bound) = text.above {
            checks.push(Check::Above(bound));
        }
        if let Some(wanted) = text.present {
            checks.push(Check::Present(wanted));
        }
        let (Some(check), None) = (checks.pop(), checks.pop()) else {
            return Err("each test takes exactly one comparison".into());
        };
        Ok(Self { fields: text.field.into_vec(), check, not: text.not })
    }

    /// Whether it asks for that field. As of SQLite's columns, ASCII case does not count.
    pub(crate) fn reads(&self, field: &str) -> bool {
        self.fields.iter().any(|it| it.eq_ignore_ascii_case(field))
    }

    /// Whether the record passes.
    pub(crate) fn holds(&self, record: &Record<'_>) -> bool {
        let passes = self.fields.iter().any(|name| {
            let value = record.get(name);
            match (&self.check, value) {
                (Check::Present(wanted), value) => value.is_some() == *wanted,
                (_, None) => false,
                (check, Some(value)) => check.passes(value),
            }
        });
        passes != self.not
    }
}

impl Check {
    fn passes(&self, value: &FieldValue<'_>) -> bool {
        if let FieldValue::List(values) = value {
            return values
                .iter()
                .take(10_000)
                .any(|it| !matches!(it, FieldValue::List(_)) && self.passes(it));
        }
        match self {
            Self::Equals(Wanted::Text(wanted)) => text(value).is_some_and(|it| it == wanted.as_str()),
            Self::Equals(Wanted::Int(wanted)) => number(value).is_some_and(|it| it == *wanted as f64),
            Self::Equals(Wanted::Bool(wanted)) => match value {
                FieldValue::Bool(it) => it == wanted,
                FieldValue::Int(it) => (*it != 0) == *wanted,
                _ => false,
            },
            Self::AnyOf(wanted) => text(value).is_some_and(|it| wanted.iter().any(|wanted| *wanted == it)),
            Self::StartsWith(wanted) => {
                text(value).is_some_and(|it| wanted.iter().any(|wanted| it.starts_with(wanted.as_str())))
            }
            Self::EndsWith(wanted) => {
                text(value).is_some_and(|it| wanted.iter().any(|wanted| it.ends_with(wanted.as_str())))
            }
            Self::Matches(pattern) => text(value).is_some_and(|it| pattern.is_match(&it)),
            Self::Above(bound) => number(value).is_some_and(|it| it > *bound),
            Self::Present(wanted) => *wanted,
        }
    }
}

fn text<'v>(value: &'v FieldValue<'_>) -> Option<Cow<'v, str>> {
    match value {
        FieldValue::Text(it) => Some(Cow::Borrowed(it)),
        FieldValue::Int(it) => Some(Cow::Owned(it.to_string())),
        _ => None,
    }
}

fn number(value: &FieldValue<'_>) -> Option<f64> {
    match value {
        FieldValue::Int(it) => Some(*it as f64),
        FieldValue::Real(it) => Some(*it),
        FieldValue::Bool(it) => Some(f64::from(u8::from(*it))),
        _ => None,
    }
}
