//! `datapackage.json`: what the files of an export are, after the Frictionless standard, made from the entity table.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::about::{About, File};
use super::csv::WITHHELD;
use super::pretty;
use crate::field::Shape;
use crate::visibility::REMOVED;
use crate::{Entity, common_fields};

/// The name of the file.
pub(super) const PACKAGE: &str = "datapackage.json";
/// Where this program keeps what the standard has no place for.
pub(super) const OURS: &str = "daylight";

/// Which of the two forms that can be read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Csv,
}

impl Form {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Json => "jsonl",
            Self::Csv => "csv",
        }
    }

    pub(super) fn file(self, entity: Entity) -> String {
        format!("{entity}.{}", self.extension())
    }
}

/// A column: a field, or one of the few that belong to every row.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) shape: Option<&'static Shape>,
    about: &'static str,
}

/// The columns of an entity, in the order of the files.
pub(super) fn columns(form: Form, entity: Entity) -> Vec<Column> {
    let plain = |name, about| Column { name, shape: None, about };
    let mut columns = vec![plain("id", "The public name of the row.")];
    if form == Form::Json {
        columns.push(plain("entity", "Of which entity the row is."));
    }
    columns.push(plain("dossier", "The dossier the row stands in."));
    columns.push(plain("local", "The name of the row in its dossier."));
    let fields = common_fields().iter().chain(entity.fields()).filter(|it| it.name != "visibility");
    columns.extend(fields.map(|it| Column { name: it.name, shape: Some(&it.shape), about: it.meaning }));
    if form == Form::Csv {
        columns.push(plain(WITHHELD, "Fields that are there and not shown, and why."));
    }
    columns.push(plain(REMOVED, "When and why the row was removed."));
    columns
}

/// The files with their description.
pub(super) fn package(form: Form, tables: Vec<(Entity, usize, String)>, about: &About) -> Vec<File> {
    let mut resources = Vec::new();
    let mut files = Vec::new();
    for (entity, rows, text) in tables {
        resources.push(resource(form, entity, rows, text.as_bytes()));
        files.push(File::new(form.file(entity), text));
    }
    let dossiers: Vec<Json> = about
        .dossiers
        .iter()
        .map(|it| {
            let mut facts = json!({ "id": it.id.as_str(), "revision": it.revision });
            if let (Some(facts), Some(title)) = (facts.as_object_mut(), &it.title) {
                facts.insert("title".to_owned(), title.as_str().into());
            }
            facts
        })
        .collect();
    let package = json!({
        "profile": "data-package",
        "name": "daylight-register",
        "title": about.title,
        "created": format!("{}T00:00:00Z", about.on),
        "licenses": [{
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0 International",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }],
        "contributors": [{ "title": about.publisher, "role": "publisher" }],
        OURS: { "form": form.extension(), "dossiers": dossiers },
        "resources": resources,
    });
    files.push(File::new(PACKAGE, pretty(&package)));
    files
}

fn resource(form: Form, entity: Entity, rows: usize, bytes: &[u8]) -> Json {
    let columns = columns(form, entity);
    let fields: Vec<Json> = columns.iter().map(|it| field(form, it)).collect();
    let keys: Vec<Json> = columns
        .iter()
        .filter_map(|it| match it.shape {
            // Only where one entity is meant can a table be named.
            Some(Shape::Reference([target])) => Some(json!({ "field": it.name, "entity": target.name() })),
            _ => None,
        })
        .collect();
    let mut resource = json!({
        "name": entity.name(),
        "title": entity.about(),
        "path": form.file(entity),
        "profile": if form == Form::Csv { "tabular-data-resource" } else { "data-resource" },
        "format": form.extension(),
        "mediatype": if form == Form::Csv { "text/csv" } else { "application/jsonl" },
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{}", hex(&Sha256::digest(bytes))),
        "schema": { "fields": fields, "primaryKey": "id", "missingValues": [""] },
        OURS: { "rows": rows, "references": keys },
    });
    if let Some(resource) = resource.as_object_mut() {
        let names: Vec<&str> = columns.iter().map(|it| it.name).collect();
        let dialect = match form {
            Form::Csv => json!({ "lineTerminator": "\r\n", "doubleQuote": true }),
            // Absent fields are left out of a line, so that the first line does not tell all of them.
            Form::Json => json!({ "json": { "keyed": true, "keys": names } }),
        };
        resource.insert("dialect".to_owned(), dialect);
    }
    resource
}

fn field(form: Form, column: &Column) -> Json {
    let mut field = Map::new();
    field.insert("name".to_owned(), column.name.into());
    field.insert("type".to_owned(), kind(form, column).into());
    field.insert("description".to_owned(), column.about.into());
    if column.name == "id" {
        field.insert("constraints".to_owned(), json!({ "required": true, "unique": true }));
    }
    Json::Object(field)
}

/// The type after the standard. In JSON a gap stands where the value would, so that no type is certain there.
fn kind(form: Form, column: &Column) -> &'static str {
    match (form, column.shape) {
        (_, None) if matches!(column.name, WITHHELD | REMOVED) => "object",
        (_, None) => "string",
        (Form::Json, Some(_)) => "any",
        (Form::Csv, Some(shape)) => match shape {
            Shape::Integer { .. } => "integer",
            Shape::Bool => "boolean",
            Shape::List { .. } => "array",
            Shape::Share | Shape::Count | Shape::Money | Shape::Table(_) => "object",
            Shape::Known(of) => match **of {
                Shape::List { .. } => "any",
                Shape::Money => "object",
                _ => "string",
            },
            _ => "string",
        },
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
