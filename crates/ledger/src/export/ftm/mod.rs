//! Entities of FollowTheMoney, the model of Aleph and OpenSanctions.
//!
//! What the model has a place for goes there. Everything else becomes a `Note`. Each entity carries the whole public
//! row beside its properties, under `daylight`, which FollowTheMoney keeps and does not look at.

mod draft;
mod links;
mod things;

use std::collections::HashMap;

use serde_json::Value as Json;

use super::about::File;
use super::compact;
use super::register::{Register, text};
use crate::visibility::{Public, View};
use crate::{Entity, Id};
use draft::Draft;

/// `entities.ftm.jsonl`: one entity on each line, in the order of the other exports.
#[must_use]
pub fn ftm(rows: &[Public<View>]) -> Vec<File> {
    let register = Register::new(rows);
    let schemas = register.rows.iter().map(|it| (it.get().id, things::schema(it.get()))).collect();
    let ftm = Ftm { register, schemas };
    let mut out = String::new();
    for row in &ftm.register.rows {
        let mut draft = ftm.draft(row.get());
        draft.row = serde_json::to_value(row).ok();
        for entity in std::iter::once(draft.json()).chain(ftm.parties(row.get())) {
            out.push_str(&compact(&entity));
            out.push('\n');
        }
    }
    vec![File::new("entities.ftm.jsonl", out)]
}

/// The rows, and what each of them becomes.
struct Ftm<'a> {
    register: Register<'a>,
    /// Only of things: relationships are no things, and what they become depends on their ends.
    schemas: HashMap<Id, Option<&'static str>>,
}

impl<'a> Ftm<'a> {
    fn draft(&self, row: &View) -> Draft {
        let mut draft = match row.entity {
            _ if row.is_removed() => Draft::new("Note", row.id.as_str()),
            Entity::Relationship => self.link(row).unwrap_or_else(|| self.note(row)),
            Entity::ActorIdentifier => self.identification(row).unwrap_or_else(|| self.note(row)),
            _ => match self.schema(row) {
                Some("Note") | None => self.note(row),
                Some(schema) => self.thing(row, schema),
            },
        };
        self.provenance(row, &mut draft);
        draft
    }

    /// The schema of the thing that a row becomes.
    fn schema(&self, row: &View) -> Option<&'static str> {
        self.schemas.get(&row.id).copied().flatten()
    }

    fn is(&self, row: &View, schemas: &[&str]) -> bool {
        self.schema(row).is_some_and(|it| schemas.contains(&it))
    }

    /// What FollowTheMoney cannot say: about which things, and in which words.
    fn note(&self, row: &View) -> Draft {
        let mut draft = Draft::new("Note", row.id.as_str());
        draft.put("keywords", Some(row.entity.name()));
        let words = ["title", "text", "ask", "detail", "quote", "demand", "reason", "value"];
        draft.put("description", words.iter().find_map(|it| text(row, it)));
        draft.put("summary", text(row, "note"));
        for field in ["country", "country_of_target"] {
            draft.country("country", text(row, field));
        }
        for named in self.register.named_in(row) {
            if named.id != row.id && self.schema(named).is_some() {
                draft.put_entity("entity", Some(named.id.as_str()));
            }
        }
        draft
    }

    /// Who published what a row rests on, and where it can be read.
    fn provenance(&self, row: &View, draft: &mut Draft) {
        for source in self.register.sources(row) {
            if source.id != row.id {
                draft.put_entity("proof", Some(source.id.as_str()));
            }
            draft.put("sourceUrl", text(source, "url"));
            draft.put("publisher", self.register.publisher(source));
        }
    }

    /// Entities that stand for no row of their own: the parties of a trial.
    fn parties(&self, row: &View) -> Vec<Json> {
        if !self.is(row, &["CourtCase"]) {
            return Vec::new();
        }
        let parties = row.value("parties").and_then(Json::as_array).into_iter().flatten();
        let part = |(n, party): (usize, &Json)| {
            let actor = party.get("actor")?.as_str()?;
            self.register.get(actor)?;
            let mut draft = Draft::new("CourtCaseParty", &format!("{}-party-{}", row.id, n + 1));
            draft.put_entity("case", Some(row.id.as_str()));
            draft.put_entity("party", Some(actor));
            draft.put("role", party.get("role").and_then(Json::as_str));
            Some(draft.json())
        };
        parties.enumerate().filter_map(part).collect()
    }
}
