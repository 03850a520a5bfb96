//! An entity that is being put together.

use serde_json::{Map, Value as Json, json};

/// The name of an entity: there, names have no underscore.
fn name(id: &str) -> String {
    id.replace('_', "-")
}

/// Schema, name and properties, each with its values.
pub(super) struct Draft {
    schema: &'static str,
    id: String,
    properties: Map<String, Json>,
    /// The public row that it stands for.
    pub(super) row: Option<Json>,
}

impl Draft {
    pub(super) fn new(schema: &'static str, id: &str) -> Self {
        Self { schema, id: name(id), properties: Map::new(), row: None }
    }

    /// Adds a value, once.
    pub(super) fn put(&mut self, property: &str, value: Option<&str>) {
        let Some(value) = value.map(str::trim).filter(|it| !it.is_empty()) else { return };
        let values = self.properties.entry(property.to_owned()).or_insert_with(|| json!([]));
        if let Json::Array(values) = values
            && !values.iter().any(|it| it.as_str() == Some(value))
        {
            values.push(value.into());
        }
    }

    /// Names an entity by the public name of its row.
    pub(super) fn put_entity(&mut self, property: &str, id: Option<&str>) {
        self.put(property, id.map(name).as_deref());
    }

    /// Countries are written small there.
    pub(super) fn country(&mut self, property: &str, code: Option<&str>) {
        self.put(property, code.map(str::to_ascii_lowercase).as_deref());
    }

    /// Dates there are a day, a month or a year. Anything else would say more than is known, and is left out.
    pub(super) fn date(&mut self, property: &str, edtf: Option<&str>) {
        let digits = |it: &str, n: usize| it.len() == n && it.bytes().all(|it| it.is_ascii_digit());
        let is_plain = |it: &&str| {
            let mut parts = it.split('-');
            // Seasons are written as months above twelve.
            let month = |it: &str| digits(it, 2) && it <= "12";
            parts.next().is_some_and(|it| digits(it, 4))
                && parts.next().is_none_or(month)
                && parts.next().is_none_or(|it| digits(it, 2))
                && parts.next().is_none()
        };
        self.put(property, edtf.filter(is_plain));
    }

    /// A day goes into one property, the ends of a span into two others.
    pub(super) fn span(&mut self, edtf: Option<&str>) {
        match edtf.and_then(|it| it.split_once('/')) {
            Some((from, to)) => {
                self.date("startDate", Some(from));
                self.date("endDate", Some(to));
            }
            None => self.date("date", edtf),
        }
    }

    pub(super) fn json(self) -> Json {
        let mut entity = json!({ "id": self.id, "schema": self.schema, "properties": self.properties });
        if let (Some(entity), Some(row)) = (entity.as_object_mut(), self.row) {
            entity.insert("daylight".to_owned(), row);
        }
        entity
    }
}
