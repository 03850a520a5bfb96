//! The details of entities, persons and relationships, and where they come from.

use serde_json::{Map, Number, Value as Json, json};

use super::dates::{self, Note};
use super::interest;
use crate::Entity;
use crate::export::register::{Register, text, unspecified};
use crate::visibility::View;

/// Why there is no value, in the words of the standard.
///
/// It has fewer that fit than we have, so that our word stands in the description: no two reasons become one.
fn reason(ours: &str) -> Json {
    let theirs = match ours {
        "withheld" => "interestedPartyHasNotProvidedInformation",
        "not_stated" | "conflicting" => "unknown",
        _ => "informationUnknownToPublisher",
    };
    json!({ "reason": theirs, "description": ours })
}

/// The type of the record of an actor, and its details.
pub(super) fn actor(register: &Register<'_>, row: &View) -> (&'static str, Json) {
    let kind = text(row, "kind").unwrap_or_default();
    let name = text(row, "name");
    let mut out = Map::new();
    out.insert("isComponent".to_owned(), false.into());
    if kind == "person" {
        let known = if name.is_some() { "knownPerson" } else { "unknownPerson" };
        out.insert("personType".to_owned(), known.into());
        match name {
            Some(name) => out.insert("names".to_owned(), json!([{ "fullName": name }])),
            None => out.insert("unspecifiedPersonDetails".to_owned(), unnamed(row)),
        };
        return ("person", Json::Object(out));
    }
    let form = match kind {
        _ if name.is_none() => "unknownEntity",
        "state" => "state",
        "state_body" | "customer_agency" | "court" | "regulator" | "ncp" => "stateBody",
        // A description, as "several organisations", is nobody's name.
        "group_unnamed" => "unknownEntity",
        _ => "legalEntity",
    };
    out.insert("entityType".to_owned(), json!({ "type": form, "details": kind }));
    if form == "unknownEntity" {
        out.insert("unspecifiedEntityDetails".to_owned(), unnamed(row));
    }
    if let Some(name) = name {
        out.insert("name".to_owned(), name.into());
    }
    // Names and numbers are rows of their own here.
    let names = register.of_actor(row, Entity::ActorName);
    let others: Vec<&str> = names.filter_map(|it| text(it, "text")).collect();
    if !others.is_empty() {
        out.insert("alternateNames".to_owned(), others.into());
    }
    if let Some(code) = text(row, "jurisdiction") {
        out.insert("jurisdiction".to_owned(), json!({ "name": code, "code": code }));
    }
    let numbers: Vec<Json> = register
        .of_actor(row, Entity::ActorIdentifier)
        .filter_map(|it| Some(json!({ "id": text(it, "value")?, "schemeName": text(it, "scheme")? })))
        .collect();
    if !numbers.is_empty() {
        out.insert("identifiers".to_owned(), numbers.into());
    }
    ("entity", Json::Object(out))
}

fn unnamed(row: &View) -> Json {
    reason(unspecified(row, "name").unwrap_or("not_stated"))
}

/// The details of a relationship.
pub(super) fn link(row: &View, notes: &mut Vec<Note>) -> Json {
    let end = |field: &str| match text(row, field) {
        Some(id) => id.into(),
        None => reason(unspecified(row, field).unwrap_or("not_stated")),
    };
    let relation = text(row, "relation").unwrap_or_default();
    let mut interests = Vec::new();
    let main = interest(relation).unwrap_or("unknownInterest");
    interests.push(one(row, main, "share", interests.len(), notes));
    if row.value("votes").is_some_and(|it| it.get("unspecified").is_none()) {
        interests.push(one(row, "votingRights", "votes", interests.len(), notes));
    } else if let Some(reason) = unspecified(row, "votes") {
        notes.push(Note::comment(
            "/recordDetails",
            format!("The part of the votes is unspecified: {reason}."),
        ));
    }
    if text(row, "state") == Some("ended") && text(row, "to").is_none() {
        notes.push(Note::comment("/recordDetails", "It has ended; when is not known.".to_owned()));
    }
    if let Some(word) = text(row, "confidence") {
        notes.push(Note::comment("/recordDetails", format!("How well it is established: {word}.")));
    }
    // Theirs the other way round: the subject is what is owned.
    json!({
        "isComponent": false,
        "subject": end("object"),
        "interestedParty": end("subject"),
        "interests": interests,
    })
}

fn one(row: &View, kind: &str, field: &str, at: usize, notes: &mut Vec<Note>) -> Json {
    let mut out = Map::new();
    out.insert("type".to_owned(), kind.into());
    out.insert("directOrIndirect".to_owned(), "unknown".into());
    out.insert("details".to_owned(), text(row, "relation").unwrap_or_default().into());
    if let Some(share) = row.value(field).and_then(share) {
        out.insert("share".to_owned(), share);
    } else if let Some(reason) = unspecified(row, field) {
        let why = format!("The share is unspecified: {reason}.");
        notes.push(Note::comment(&format!("/recordDetails/interests/{at}"), why));
    }
    dates::put(&mut out, at, row, "from", "startDate", notes);
    dates::put(&mut out, at, row, "to", "endDate", notes);
    Json::Object(out)
}

/// Percent as numbers: exact, or both ends of a range, which belong to it there as here.
fn share(share: &Json) -> Option<Json> {
    let number = |name: &str| -> Option<Json> {
        let text = share.get(name)?.as_str()?;
        let whole = text.parse::<u64>().ok().map(Number::from);
        whole.or_else(|| Number::from_f64(text.parse().ok()?)).map(Json::Number)
    };
    match number("exact") {
        Some(exact) => Some(json!({ "exact": exact })),
        None => Some(json!({ "minimum": number("min")?, "maximum": number("max")? })),
    }
}

/// Who says so, and where.
pub(super) fn source(register: &Register<'_>, row: &View, sources: &[&View]) -> Json {
    let mut out = Map::new();
    out.insert("type".to_owned(), json!(["thirdParty"]));
    let titles: Vec<&str> = sources.iter().filter_map(|it| text(it, "title")).collect();
    if !titles.is_empty() {
        out.insert("description".to_owned(), titles.join("; ").into());
    }
    if let Some(url) = sources.iter().find_map(|it| text(it, "url")) {
        out.insert("url".to_owned(), url.into());
    }
    if let Some(name) = text(row, "asserted_by").and_then(|it| register.name(it)) {
        out.insert("assertedBy".to_owned(), json!([{ "name": name }]));
    }
    Json::Object(out)
}
