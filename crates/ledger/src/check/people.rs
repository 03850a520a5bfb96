//! People who were harmed are a category and a country unless they consented to more; a person is an actor only in
//! a public role.

use super::Book;
use crate::records::{Actor, Consent, TargetGroup};
use crate::row::Row;
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
