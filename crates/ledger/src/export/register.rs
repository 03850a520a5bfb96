//! The public rows with the ways between them, for forms that put things in other places than ours.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::sorted;
use crate::edtf::Edtf;
use crate::visibility::{Public, View};
use crate::{Entity, common_fields};

/// Rows by name.
pub(super) struct Register<'a> {
    pub(super) rows: Vec<&'a Public<View>>,
    by_id: HashMap<&'a str, &'a View>,
    /// Names and numbers by the actor whose they are.
    of_actor: HashMap<&'a str, Vec<&'a View>>,
}

impl<'a> Register<'a> {
    pub(super) fn new(rows: &'a [Public<View>]) -> Self {
        let rows = sorted(rows);
        let by_id = rows.iter().map(|it| (it.get().id.as_str(), it.get())).collect();
        let mut of_actor: HashMap<&str, Vec<&View>> = HashMap::new();
        for row in rows.iter().map(|it| it.get()) {
            if let (Entity::ActorName | Entity::ActorIdentifier, Some(actor)) =
                (row.entity, text(row, "actor"))
            {
                of_actor.entry(actor).or_default().push(row);
            }
        }
        Self { rows, by_id, of_actor }
    }

    /// The rows of further names or of numbers of an actor.
    pub(super) fn of_actor(&self, actor: &View, entity: Entity) -> impl Iterator<Item = &'a View> {
        let rows = self.of_actor.get(actor.id.as_str()).into_iter().flatten().copied();
        rows.filter(move |it| it.entity == entity)
    }

    pub(super) fn get(&self, id: &str) -> Option<&'a View> {
        self.by_id.get(id).copied()
    }

    /// The row that a field names.
    pub(super) fn target(&self, row: &View, field: &str) -> Option<&'a View> {
        self.get(text(row, field)?)
    }

    /// The sources of a row: those it names, and those of the captures that its passages stand in.
    pub(super) fn sources(&self, row: &View) -> Vec<&'a View> {
        let mut out: Vec<&View> = Vec::new();
        let named = texts(row, "sources").filter_map(|it| self.get(it));
        let passages = texts(row, "anchors").filter_map(|it| self.get(it));
        let quoted = passages.filter_map(|it| self.target(self.target(it, "capture")?, "source"));
        for source in named.chain(quoted) {
            if !out.iter().any(|it| it.id == source.id) {
                out.push(source);
            }
        }
        out
    }

    /// The name of an actor, where it has one.
    pub(super) fn name(&self, id: &str) -> Option<&'a str> {
        text(self.get(id)?, "name")
    }

    /// The publisher of a source.
    pub(super) fn publisher(&self, source: &View) -> Option<&'a str> {
        self.name(text(source, "publisher")?)
    }

    /// Every row that a row names in its own fields, not in its provenance.
    pub(super) fn named_in(&self, row: &View) -> Vec<&'a View> {
        let mut out = Vec::new();
        for (name, _) in &row.fields {
            let common = common_fields().iter().any(|it| it.name == *name);
            if let (false, Some(value)) = (common, row.value(name)) {
                self.walk(value, &mut out);
            }
        }
        out.dedup_by_key(|it| it.id);
        out
    }

    fn walk(&self, value: &Json, out: &mut Vec<&'a View>) {
        match value {
            Json::String(text) => out.extend(self.get(text)),
            Json::Array(items) => items.iter().for_each(|it| self.walk(it, out)),
            Json::Object(entries) => entries.values().for_each(|it| self.walk(it, out)),
            _ => {}
        }
    }
}

/// A field that is text, and neither absent nor unspecified nor withheld.
pub(super) fn text<'v>(row: &'v View, field: &str) -> Option<&'v str> {
    row.value(field)?.as_str()
}

/// The texts of a list.
pub(super) fn texts<'v>(row: &'v View, field: &str) -> impl Iterator<Item = &'v str> {
    row.value(field).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

/// Why a field has no value.
pub(super) fn unspecified<'v>(row: &'v View, field: &str) -> Option<&'v str> {
    row.value(field)?.get("unspecified")?.as_str()
}

/// Whether somebody says that a relationship holds or held, in earnest.
///
/// Other forms have no word for a plan, an allegation or a denial: whoever reads only their schema would take each
/// of them for a fact.
pub(super) fn is_told(row: &View) -> bool {
    matches!(text(row, "state"), Some("active" | "ended"))
        && !matches!(text(row, "stance"), Some("denies" | "asks"))
        && !matches!(text(row, "confidence"), Some("alleged" | "retracted"))
        && text(row, "rank") != Some("deprecated")
}

/// A date.
pub(super) fn date(row: &View, field: &str) -> Option<Edtf> {
    Edtf::parse(text(row, field)?).ok()
}
