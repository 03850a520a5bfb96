//! People who were harmed are a category and a country unless they consented to more; a person is an actor only in
//! a public role. What is sent names nobody by a number.

use super::Book;
use crate::records::{Actor, Consent, Inquiry, Question, TargetGroup};
use crate::row::Row;
use crate::safety::{IdentifierKind, identifiers};
use crate::visibility::Visibility;
use crate::words::{ActorKind, ConsentScope};

/// The level of who says nothing: category and country.
const DEFAULT: u8 = 2;

pub(super) fn check(book: &mut Book<'_>) {
    for (row, actor) in book.all::<Actor>() {
        if actor.kind == ActorKind::Person && !has_evidence(row) {
            book.problem(row, "kind", "a person needs an anchor or a source that shows their public role");
        }
    }
    for (row, _) in book.all::<Consent>() {
        if row.visibility != Visibility::Sealed {
            book.problem(row, "visibility", "a consent is always sealed: write visibility = \"sealed\"");
        }
    }
    for (row, group) in book.all::<TargetGroup>() {
        identity(book, row, group);
    }
    for (row, question) in book.all::<Question>() {
        let text = question.text.known().map(|it| it.as_str());
        no_numbers(book, row, "text", text);
        no_numbers(book, row, "topic", question.topic.as_ref().map(|it| it.as_str()));
    }
    for (row, inquiry) in book.all::<Inquiry>() {
        no_numbers(book, row, "title", Some(inquiry.title.as_str()));
    }
}

/// What we send names nobody by a number, even if the recipient asks for one.
fn no_numbers(book: &mut Book<'_>, row: &Row, field: &'static str, text: Option<&str>) {
    let Some(found) = text.and_then(|it| identifiers(it).into_iter().next()) else { return };
    let what = match found.kind {
        IdentifierKind::Phone => "a telephone's",
        IdentifierKind::Device => "a device's",
    };
    let why = format!(
        "what looks like {what} number stands at the characters {} to {}: whoever was harmed is never named to a \
         recipient, take it out",
        found.place.start, found.place.end
    );
    book.problem(row, field, why);
}

fn has_evidence(row: &Row) -> bool {
    !row.provenance.anchors.is_empty() || !row.provenance.sources.is_empty()
}

fn identity(book: &mut Book<'_>, row: &Row, group: &TargetGroup) {
    let level = group.identity_level.map_or(DEFAULT, |it| it.get());
    let consent = group.consent.as_ref().and_then(|it| book.get::<Consent, _>(it));
    if group.name.is_some() && level < 5 {
        book.problem(
            row,
            "name",
            format!("a name needs identity_level 5 or 6 and a consent, found level {level}"),
        );
    }
    // What each level tells, and what of it the person must have agreed to.
    let scope = match level {
        _ if group.name.is_some() => Some(ConsentScope::Name),
        4 => Some(ConsentScope::Role),
        5 => Some(ConsentScope::Name),
        _ => None,
    };
    if level == 6 && !has_evidence(row) {
        book.problem(
            row,
            "identity_level",
            "level 6 needs an anchor or source by the person or quoting them",
        );
    }
    let needed = (3..=5).contains(&level) || group.name.is_some();
    if !needed {
        return;
    }
    let Some(consent) = consent else {
        if group.consent.is_none() {
            let why = format!(
                "identity level {level} needs a consent, and none is named: name it, or lower the level"
            );
            book.problem(row, "consent", why);
        }
        return;
    };
    if let Some(scope) = scope
        && !consent.scope.contains(&scope)
    {
        let why =
            format!("the consent does not include `{}`: lower the level, or ask for it", scope.as_str());
        book.problem(row, "consent", why);
    }
    // A date that is not sure counts against showing: a person cannot be made unseen.
    if consent.expires.as_ref().is_some_and(|it| it.earliest().is_none_or(|it| it < book.today)) {
        book.problem(row, "consent", "the consent has expired: lower the level, or ask again");
    }
    if consent.revoked_at.as_ref().is_some_and(|it| it.earliest().is_none_or(|it| it <= book.today)) {
        book.problem(row, "consent", "the consent was taken back: lower the level at once");
    }
}
