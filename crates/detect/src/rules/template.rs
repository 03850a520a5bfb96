//! Texts with `{field}` parts, filled from a record.

use model::{FieldValue, Record};

/// A text with `{field}` parts.
#[derive(Debug)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Field(String),
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a brace in the observed value is not closed")?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Field(name.to_owned()));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self { parts })
    }

    /// Whether it names that field.
    pub(crate) fn reads(&self, field: &str) -> bool {
        self.parts.iter().any(|it| matches!(it, Part::Field(name) if name.eq_ignore_ascii_case(field)))
    }

    /// The text with every part filled; an absent field gives nothing.
    pub(crate) fn fill(&self, record: &Record<'_>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Field(name) => match record.get(name) {
                    Some(FieldValue::Text(it)) => out.push_str(it),
                    Some(FieldValue::Int(it)) => out.push_str(&it.to_string()),
                    Some(FieldValue::Real(it)) => out.push_str(&it.to_string()),
                    Some(FieldValue::Bool(it)) => out.push_str(if *it { "true" } else { "false" }),
                    Some(FieldValue::Bytes(_) | FieldValue::List(_)) | None => {}
                },
            }
        }
        out
    }
}
