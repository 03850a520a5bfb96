//! What can be found of a view. Only what everybody may see comes in, so nothing else can be found.

use std::collections::BTreeSet;

use ledger::visibility::{FieldView, Public, View};
use ledger::{Field, Shape, common_fields};
use serde_json::Value as Json;

use super::fold::words;
use super::latin::{lacks_vowels, latin, skeleton};

/// Words of one record; the rest of a longer one is not found.
const MOST: usize = 12_000;

/// The folded words of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document {
    /// Of names and titles, with their Latin forms.
    pub(crate) names: Vec<String>,
    /// Of everything else.
    pub(crate) texts: Vec<String>,
    /// Each name or title as folded words.
    pub(crate) titles: Vec<Vec<String>>,
}

impl Document {
    /// The document of a view; nothing of a stub is found.
    pub(crate) fn of(view: &Public<View>) -> Self {
        let mut out = Self::default();
        let view = view.get();
        for (name, field) in &view.fields {
            let FieldView::Value(value) = field else { continue };
            let known = common_fields().iter().chain(view.entity.fields()).find(|it| it.name == *name);
            if let Some(field) = known {
                out.take(field, &field.shape, value);
            }
        }
        out
    }

    /// True if nothing of it can be found.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.texts.is_empty()
    }

    /// Every word once.
    pub(crate) fn vocabulary(&self) -> BTreeSet<&str> {
        self.names.iter().chain(&self.texts).map(String::as_str).collect()
    }

    /// The document as PostgreSQL keeps it: each word with its weight, names before everything else. Words are
    /// letters and digits, so that nothing in them can be taken for syntax.
    pub(crate) fn vector(&self) -> String {
        let names: BTreeSet<&str> = self.names.iter().map(String::as_str).collect();
        let word = |it: &str| format!("'{it}':1{}", if names.contains(it) { "A" } else { "" });
        self.vocabulary().into_iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn take(&mut self, field: &Field, shape: &Shape, value: &Json) {
        match (shape, value) {
            (Shape::Known(shape), _) => self.take(field, shape, value),
            (Shape::List { of, .. }, Json::Array(values)) => {
                values.iter().for_each(|it| self.take(field, of, it));
            }
            (Shape::Table(fields), Json::Object(values)) => {
                for inner in *fields {
                    if let Some(value) = values.get(inner.name) {
                        self.take(inner, &inner.shape, value);
                    }
                }
            }
            (Shape::Text { name: true, .. }, Json::String(text)) if is_name(field.name) => self.name(text),
            (Shape::Text { .. } | Shape::Url, Json::String(text)) => {
                let room = MOST.saturating_sub(self.texts.len());
                self.texts.extend(words(text, room));
            }
            _ => {}
        }
    }

    fn name(&mut self, text: &str) {
        let room = MOST.saturating_sub(self.names.len());
        let title = words(text, room);
        for word in &title {
            self.names.push(word.clone());
            let Some(latin) = latin(word) else { continue };
            if lacks_vowels(word) {
                self.names.extend(skeleton(&latin));
            }
            self.names.push(latin);
        }
        self.titles.push(title);
    }
}

fn is_name(field: &str) -> bool {
    matches!(field, "name" | "aliases" | "title" | "text" | "value")
}
