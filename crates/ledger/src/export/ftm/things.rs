//! Actors, products, documents, events and cases.

use serde_json::Value as Json;

use super::Ftm;
use super::draft::Draft;
use crate::Entity;
use crate::export::register::{text, texts};
use crate::visibility::View;

/// The schema of the thing that a row becomes; nothing for what is no thing there.
pub(super) fn schema(row: &View) -> Option<&'static str> {
    if row.is_removed() {
        return Some("Note");
    }
    Some(match row.entity {
        Entity::Actor => actor(text(row, "kind").unwrap_or_default()),
        // There is nothing nearer: an asset has a name and can stand at the end of a link.
        Entity::Product => "Asset",
        Entity::Report | Entity::Capture => "Document",
        Entity::Source if text(row, "source_kind") == Some("article") => "Article",
        Entity::Source => "Document",
        Entity::Message if text(row, "medium") == Some("email") => "Email",
        Entity::Message => "Document",
        Entity::Incident => "Event",
        Entity::Proceeding => match text(row, "proceeding_kind").unwrap_or_default() {
            "criminal" | "civil" => "CourtCase",
            _ => "Event",
        },
        Entity::Relationship | Entity::ActorIdentifier => return None,
        _ => "Note",
    })
}

fn actor(kind: &str) -> &'static str {
    match kind {
        "person" => "Person",
        "state" | "state_body" | "customer_agency" | "court" | "regulator" | "ncp" => "PublicBody",
        "civil_society" | "research_lab" | "media" | "igo" | "pension_fund" => "Organization",
        "group_unnamed" => "LegalEntity",
        _ => "Company",
    }
}

impl Ftm<'_> {
    pub(super) fn thing(&self, row: &View, schema: &'static str) -> Draft {
        let mut draft = Draft::new(schema, row.id.as_str());
        draft.put("notes", text(row, "note"));
        match row.entity {
            Entity::Actor => self.actor(row, &mut draft),
            Entity::Product => {
                draft.put("name", text(row, "name"));
                texts(row, "aliases").for_each(|it| draft.put("alias", Some(it)));
            }
            Entity::Report => {
                self.document(row, schema, &mut draft);
                draft.date("publishedAt", text(row, "published"));
                texts(row, "documented_by")
                    .filter_map(|it| self.register.name(it))
                    .for_each(|it| draft.put("author", Some(it)));
            }
            Entity::Source => {
                self.document(row, schema, &mut draft);
                draft.put("author", text(row, "author"));
                draft.date("publishedAt", text(row, "published"));
                draft.put("publisher", self.register.publisher(row));
            }
            Entity::Capture => self.capture(row, schema, &mut draft),
            Entity::Message => self.message(row, schema, &mut draft),
            Entity::Incident => self.incident(row, &mut draft),
            Entity::Proceeding => self.proceeding(row, schema, &mut draft),
            _ => {}
        }
        draft
    }

    fn actor(&self, row: &View, draft: &mut Draft) {
        draft.put("name", text(row, "name"));
        draft.country("jurisdiction", text(row, "jurisdiction"));
        draft.put("legalForm", text(row, "legal_form"));
        draft.put("description", text(row, "description"));
        draft.put("classification", text(row, "kind"));
        draft.put("status", text(row, "state"));
        for name in self.register.of_actor(row, Entity::ActorName) {
            let property = if text(name, "name_kind") == Some("former") { "previousName" } else { "alias" };
            draft.put(property, text(name, "text"));
        }
    }

    fn document(&self, row: &View, schema: &str, draft: &mut Draft) {
        draft.put("title", text(row, "title"));
        draft.put("sourceUrl", text(row, "url"));
        if schema == "Document" {
            // A document there needs the name of a file, and ours have no other name that all of them have.
            draft.put("fileName", Some(row.id.as_str()));
        }
    }

    fn capture(&self, row: &View, schema: &str, draft: &mut Draft) {
        self.document(row, schema, draft);
        draft.put("mimeType", text(row, "media"));
        draft.put("fileSize", row.value("size").map(Json::to_string).as_deref());
        draft.date("retrievedAt", text(row, "captured_at"));
        if let Some(source) = self.register.target(row, "source") {
            draft.put_entity("proof", Some(source.id.as_str()));
            draft.put("title", text(source, "title"));
            draft.put("sourceUrl", text(source, "url"));
            draft.put("publisher", self.register.publisher(source));
        }
    }

    fn message(&self, row: &View, schema: &str, draft: &mut Draft) {
        self.document(row, schema, draft);
        let from = text(row, "from").filter(|it| self.register.get(it).is_some());
        draft.put("author", from.and_then(|it| self.register.name(it)));
        if schema == "Email" {
            draft.put_entity("emitters", from);
            texts(row, "addressed_to")
                .filter(|it| self.register.get(it).is_some())
                .for_each(|it| draft.put_entity("recipients", Some(it)));
        }
        draft.date("date", text(row, "sent_at").or_else(|| text(row, "dated")));
    }

    fn incident(&self, row: &View, draft: &mut Draft) {
        let country = text(row, "country_of_target");
        let what = text(row, "what").unwrap_or("incident").replace('_', " ");
        // An event there needs a name; this one only repeats two fields.
        let name = country.map_or_else(|| what.clone(), |it| format!("{what}, {it}"));
        draft.put("name", Some(&name));
        draft.country("country", country);
        draft.span(text(row, "at"));
        draft.put_entity("involved", self.register.target(row, "operator").map(|it| it.id.as_str()));
        draft.put_entity("proof", self.register.target(row, "report").map(|it| it.id.as_str()));
    }

    fn proceeding(&self, row: &View, schema: &str, draft: &mut Draft) {
        draft.put("name", text(row, "title"));
        let body = text(row, "body");
        if schema == "CourtCase" {
            draft.put("category", text(row, "proceeding_kind"));
            draft.put("court", body.and_then(|it| self.register.name(it)));
            return;
        }
        draft.put_entity("organizer", body.filter(|it| self.register.get(it).is_some()));
        let parties = row.value("parties").and_then(Json::as_array).into_iter().flatten();
        for party in parties.filter_map(|it| it.get("actor")?.as_str()) {
            draft.put_entity("involved", self.register.get(party).map(|_| party));
        }
    }
}
