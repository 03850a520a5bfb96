//! Tables: one row for each row, one file for each entity.

use serde_json::{Map, Value as Json, json};

use super::about::{About, File};
use super::cell;
use super::package::{Form, columns, package};
use super::table::write_line;
use super::{compact, sorted};
use crate::visibility::{FieldView, Public, View};

/// The column that names the fields which are there and not shown.
pub(super) const WITHHELD: &str = "withheld";

/// One `ENTITY.csv` for each entity that has rows, and `datapackage.json`.
///
/// Lists and tables are compact JSON in their cell. What a spreadsheet would take for a formula begins with an
/// apostrophe, and text with marks that turn it around is a JSON string with escapes; reading undoes both.
#[must_use]
pub fn csv(rows: &[Public<View>], about: &About) -> Vec<File> {
    let sorted = sorted(rows);
    let mut files = Vec::new();
    for rows in sorted.chunk_by(|left, right| left.get().entity == right.get().entity) {
        let Some(first) = rows.first() else { continue };
        let columns = columns(Form::Csv, first.get().entity);
        let mut text = String::new();
        write_line(&mut text, columns.iter().map(|it| it.name.to_owned()));
        for row in rows {
            write_line(&mut text, columns.iter().map(|it| content(row.get(), it.name)));
        }
        files.push((first.get().entity, rows.len(), text));
    }
    package(Form::Csv, files, about)
}

fn content(row: &View, column: &str) -> String {
    match column {
        "id" => row.id.as_str().to_owned(),
        WITHHELD => withheld(row),
        name => row.value(name).map(cell::write).unwrap_or_default(),
    }
}

/// The gaps of a row, as an object of why and what stands there instead.
fn withheld(row: &View) -> String {
    let mut gaps = Map::new();
    for (name, field) in &row.fields {
        if let FieldView::Withheld { reason, replacement } = field {
            let mut gap = json!({ "withheld": reason.as_str() });
            if let (Some(gap), Some(text)) = (gap.as_object_mut(), replacement) {
                gap.insert("replacement".to_owned(), text.as_str().into());
            }
            gaps.insert((*name).to_owned(), gap);
        }
    }
    if gaps.is_empty() { String::new() } else { compact(&Json::Object(gaps)) }
}
