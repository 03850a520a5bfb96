//! Statements of the Beneficial Ownership Data Standard, version 0.4: who owns or controls whom.
//!
//! Only relationships that hold or held are told. The standard knows neither plans nor allegations nor denials, so
//! that all three stay out, as does what is sold, supplied or represented.

mod dates;
mod records;

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::about::{About, File};
use super::register::{Register, date, is_told, text, unspecified};
use super::{compact, pretty};
use crate::Entity;
use crate::visibility::{Public, View};
use dates::Note;

/// The licence of the statements.
const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";

/// `statements.json`: those of people and organisations first, then how they stand to each other.
#[must_use]
pub fn bods(rows: &[Public<View>], about: &About) -> Vec<File> {
    let register = Register::new(rows);
    let writer = Writer { register: &register, about };
    let links: Vec<&View> = register.rows.iter().map(|it| it.get()).filter(|it| writer.is_told(it)).collect();
    let ends = links.iter().flat_map(|it| [text(it, "subject"), text(it, "object")]);
    let ends: BTreeSet<&str> = ends.flatten().collect();
    let actors = ends.into_iter().filter_map(|it| register.get(it)).map(|it| writer.actor(it));
    let mut statements: Vec<Json> = actors.collect();
    statements.extend(links.into_iter().map(|it| writer.link(it)));
    vec![File::new("statements.json", pretty(&Json::Array(statements)))]
}

/// Whether a relationship is told in this form.
pub(super) fn interest(relation: &str) -> Option<&'static str> {
    match relation {
        "owns" => Some("shareholding"),
        "controls" => Some("otherInfluenceOrControl"),
        "board_of" => Some("boardMember"),
        _ => None,
    }
}

struct Writer<'a> {
    register: &'a Register<'a>,
    about: &'a About,
}

impl Writer<'_> {
    fn is_told(&self, row: &View) -> bool {
        let end = |field: &str| match text(row, field) {
            Some(id) => self.register.get(id).filter(|it| it.entity == Entity::Actor && !it.is_removed()),
            None => None,
        };
        let known = |field: &str| end(field).is_some() || unspecified(row, field).is_some();
        row.entity == Entity::Relationship
            && text(row, "relation").is_some_and(|it| interest(it).is_some())
            && is_told(row)
            && known("subject")
            && known("object")
            // A statement must be about somebody.
            && (end("subject").is_some() || end("object").is_some())
            // Nobody owns a person.
            && end("object").and_then(|it| text(it, "kind")) != Some("person")
    }

    fn actor(&self, row: &View) -> Json {
        let (kind, details) = records::actor(self.register, row);
        self.statement(row, kind, row.id.as_str(), details, None, Vec::new())
    }

    fn link(&self, row: &View) -> Json {
        let mut notes = Vec::new();
        let details = records::link(row, &mut notes);
        let about = text(row, "object").or_else(|| text(row, "subject")).unwrap_or_default();
        let ended = text(row, "state") == Some("ended");
        self.statement(row, "relationship", about, details, ended.then_some("closed"), notes)
    }

    fn statement(
        &self,
        row: &View,
        kind: &str,
        subject: &str,
        details: Json,
        status: Option<&str>,
        mut notes: Vec<Note>,
    ) -> Json {
        let sources = self.register.sources(row);
        let published = sources.iter().find_map(|it| date(it, "published")?.exact());
        if published.is_none() {
            let why = "The day on which the source said so is not known; this is the day of the export.";
            notes.push(Note::transformed("/statementDate", why, None));
        }
        let stated = published.unwrap_or(self.about.on).to_string();
        // Other words, another statement: its name is made of what it says, and not of the day it is made on.
        let content = compact(&json!([row.id.as_str(), details, published.map(|it| it.to_string())]));
        let digest = Sha256::digest(content.as_bytes());
        let mut out = Map::new();
        let mut put = |name: &str, value: Json| out.insert(name.to_owned(), value);
        put("statementId", digest.iter().map(|it| format!("{it:02x}")).collect::<String>().into());
        put("statementDate", stated.into());
        if !notes.is_empty() {
            put("annotations", notes.into_iter().map(|it| it.json(self.about)).collect());
        }
        put(
            "publicationDetails",
            json!({
                "publicationDate": self.about.on.to_string(),
                "bodsVersion": "0.4",
                "license": LICENCE,
                "publisher": { "name": self.about.publisher },
            }),
        );
        put("source", records::source(self.register, row, &sources));
        put("declarationSubject", subject.into());
        put("recordId", row.id.as_str().into());
        put("recordType", kind.into());
        put("recordStatus", status.unwrap_or("new").into());
        put("recordDetails", details);
        Json::Object(out)
    }
}
