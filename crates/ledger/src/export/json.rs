//! JSON Lines: one object for each row, one file for each entity.

use super::about::{About, File};
use super::package::{Form, package};
use super::{compact, sorted};
use crate::visibility::{Public, View};

/// One `ENTITY.jsonl` for each entity that has rows, and `datapackage.json`.
#[must_use]
pub fn json(rows: &[Public<View>], about: &About) -> Vec<File> {
    let sorted = sorted(rows);
    let mut files = Vec::new();
    for rows in sorted.chunk_by(|left, right| left.get().entity == right.get().entity) {
        let Some(first) = rows.first() else { continue };
        let mut text = String::new();
        for row in rows {
            text.push_str(&compact(row));
            text.push('\n');
        }
        files.push((first.get().entity, rows.len(), text));
    }
    package(Form::Json, files, about)
}
