//! Describes dossiers for editors and other programs, from the same table that reads them.

use serde_json::{Map, Value as Json, json};

use crate::field::{Field, Shape};
use crate::row::common_fields;
use crate::words::Unspecified;
use crate::{Entity, dossier};

/// A JSON Schema (2020-12) of dossiers, as their TOML looks when it is turned into JSON.
pub fn json_schema() -> Json {
    let mut properties = Map::new();
    properties.insert("schema".into(), json!({ "const": dossier::SCHEMA }));
    properties
        .insert("id".into(), json!({ "$ref": "#/$defs/name", "description": "The name of the dossier." }));
    let revision = "Which revision; a changed dossier has a higher one.";
    properties.insert("revision".into(), json!({ "type": "integer", "minimum": 1, "description": revision }));
    properties
        .insert("title".into(), json!({ "type": "string", "maxLength": 500, "description": "Its title." }));
    let mut definitions = Map::new();
    definitions.insert("name".into(), json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,63}$" }));
    definitions.insert("unspecified".into(), unspecified());
    definitions
        .insert("percent".into(), json!({ "type": "string", "pattern": "^[0-9]{1,3}(\\.[0-9]{1,12})?$" }));
    for entity in Entity::ALL {
        let reference = format!("#/$defs/{entity}");
        properties.insert(entity.name().into(), json!({ "type": "array", "items": { "$ref": reference } }));
        definitions.insert(entity.name().into(), row(entity));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A dossier of the register",
        "type": "object",
        "required": ["schema", "id", "revision"],
        "additionalProperties": false,
        "properties": properties,
        "$defs": definitions,
    })
}

fn unspecified() -> Json {
    json!({
        "type": "object",
        "description": "Why a value is not given.",
        "required": ["unspecified"],
        "additionalProperties": false,
        "properties": { "unspecified": { "enum": Unspecified::WORDS } },
    })
}

fn row(entity: Entity) -> Json {
    let mut schema = table(common_fields().iter().chain(entity.fields()));
    if let Some(Json::Object(properties)) = schema.get_mut("properties") {
        let about = "The name of the row in this dossier.";
        properties.insert("id".into(), json!({ "$ref": "#/$defs/name", "description": about }));
    }
    if let Some(Json::Array(required)) = schema.get_mut("required") {
        required.insert(0, "id".into());
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".into(), entity.about().into());
    }
    schema
}

fn table<'a>(fields: impl Iterator<Item = &'a Field>) -> Json {
    let mut properties = Map::new();
    let mut required: Vec<Json> = Vec::new();
    for field in fields {
        let mut schema = shape(&field.shape);
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".into(), field.meaning.into());
        }
        properties.insert(field.name.into(), schema);
        if field.required {
            required.push(field.name.into());
        }
    }
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

fn shape(of: &Shape) -> Json {
    match of {
        Shape::Text { limit, .. } => json!({ "type": "string", "minLength": 1, "maxLength": limit }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Edtf => json!({ "type": "string", "minLength": 1, "maxLength": 100 }),
        Shape::Day => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Shape::Country => json!({ "type": "string", "pattern": "^[A-Z]{2}$" }),
        Shape::Lang => json!({ "type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" }),
        Shape::Url => json!({ "type": "string", "pattern": "^https?://", "maxLength": 2048 }),
        Shape::Digest => json!({ "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" }),
        Shape::Share => {
            let percent = json!({ "$ref": "#/$defs/percent" });
            choice(&[json!({ "exact": percent }), json!({ "min": percent, "max": percent })], true)
        }
        Shape::Count => {
            let number = json!({ "type": "integer", "minimum": 0 });
            choice(&[json!({ "exact": number }), json!({ "at_least": number })], true)
        }
        Shape::Money => {
            let minor = json!({ "type": "integer", "minimum": 0 });
            choice(
                &[json!({ "minor": minor, "currency": { "type": "string", "pattern": "^[A-Z]{3}$" } })],
                false,
            )
        }
        Shape::Visibility => {
            let date = json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
            let until = choice(&[json!({ "embargoed_until": date })], false);
            json!({ "anyOf": [{ "enum": ["public", "public_redacted", "restricted", "sealed"] }, until] })
        }
        Shape::Reference(entities) => {
            let about = entities.iter().map(|it| it.name()).collect::<Vec<_>>().join(", ");
            json!({ "type": "string", "minLength": 1, "maxLength": 200, "$comment": format!("names a row of: {about}") })
        }
        Shape::RowName => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        Shape::Known(of) => json!({ "anyOf": [shape(of), { "$ref": "#/$defs/unspecified" }] }),
        Shape::List { of, filled } => {
            let least = u8::from(*filled);
            json!({ "type": "array", "items": shape(of), "minItems": least, "maxItems": 10_000 })
        }
        Shape::Table(fields) => table(fields.iter()),
    }
}

/// One of several tables, each with all of its fields.
fn choice(tables: &[Json], unspecified: bool) -> Json {
    let mut any: Vec<Json> = tables
        .iter()
        .map(|properties| {
            let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
            json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
        })
        .collect();
    if unspecified {
        any.push(json!({ "$ref": "#/$defs/unspecified" }));
    }
    json!({ "anyOf": any })
}
