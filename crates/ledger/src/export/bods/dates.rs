//! Dates that the standard takes only as days, and remarks on what was done to them.

use serde_json::{Map, Value as Json, json};

use crate::export::about::About;
use crate::export::register::{date, unspecified};
use crate::visibility::View;

/// A remark on a part of a statement.
pub(super) struct Note {
    pointer: String,
    motivation: &'static str,
    description: String,
    /// What stood there before.
    before: Option<String>,
}

impl Note {
    pub(super) fn transformed(pointer: &str, description: &str, before: Option<&str>) -> Self {
        let before = before.map(str::to_owned);
        Self {
            pointer: pointer.to_owned(),
            motivation: "transformation",
            description: description.to_owned(),
            before,
        }
    }

    pub(super) fn comment(pointer: &str, description: String) -> Self {
        Self { pointer: pointer.to_owned(), motivation: "commenting", description, before: None }
    }

    pub(super) fn json(self, about: &About) -> Json {
        let mut out = json!({
            "statementPointerTarget": self.pointer,
            "creationDate": about.on.to_string(),
            "createdBy": { "name": about.publisher },
            "motivation": self.motivation,
            "description": self.description,
        });
        if let (Some(out), Some(before)) = (out.as_object_mut(), self.before) {
            out.insert("transformedContent".to_owned(), before.into());
        }
        out
    }
}

/// Puts a date into an interest: the first day it can mean, with a remark where it is no day itself.
pub(super) fn put(
    interest: &mut Map<String, Json>,
    at: usize,
    row: &View,
    field: &str,
    name: &str,
    notes: &mut Vec<Note>,
) {
    let whole = format!("/recordDetails/interests/{at}");
    if let Some(reason) = unspecified(row, field) {
        notes.push(Note::comment(&whole, format!("{name} is unspecified: {reason}.")));
        return;
    }
    let Some(edtf) = date(row, field) else { return };
    let Some(first) = edtf.earliest() else {
        let why = format!("{name} is given as {}, which names no first day, and is left out.", edtf.as_str());
        notes.push(Note::comment(&whole, why));
        return;
    };
    interest.insert(name.to_owned(), first.to_string().into());
    if edtf.exact() != Some(first) {
        let why = "Rounded to the first day that the date can mean; in EDTF it is the transformed content.";
        notes.push(Note::transformed(&format!("{whole}/{name}"), why, Some(edtf.as_str())));
    }
}
