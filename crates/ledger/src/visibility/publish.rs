//! The only way from a row to what everybody may see.

use jiff::civil::Date;
use serde_json::Value as Json;

use super::fields::{never, without};
use super::harmed::{least_level, small};
use super::policy::own;
use super::{FieldView, Public, PublicationPolicy, REMOVED, Reason, View, Visibility};
use crate::words::Holding;
use crate::{Entity, Id, Record, Row, common_fields};

/// What everybody may see of a row on a day; nothing where it must not even be known that the row exists.
///
/// The policy has to be made of every row of the register. Only the store may call this: what leaves the store has
/// been through it.
#[must_use]
pub fn publish(row: &Row, policy: &PublicationPolicy, now: Date) -> Option<Public<View>> {
    let own_hides = own(row).is_some_and(|until| until.is_none_or(|it| now < it));
    if own_hides || policy.is_hidden(&row.id, now) {
        return None;
    }
    let fields = match removed(row, policy) {
        Some(stub) => vec![(REMOVED, FieldView::Value(stub))],
        None => fields(row, policy, now),
    };
    Some(Public(View { entity: row.entity(), id: row.id, fields }))
}

/// The text of a capture for everybody, if the capture may be republished.
///
/// A capture that is held without the right to republish it never gives text, whatever its visibility.
#[must_use]
pub fn publish_text(
    capture: &Row,
    text: &str,
    policy: &PublicationPolicy,
    now: Date,
) -> Option<Public<String>> {
    let Record::Capture(record) = &capture.record else { return None };
    let Public(view) = publish(capture, policy, now)?;
    if view.is_removed() || record.holding != Holding::Published {
        return None;
    }
    let rules = policy.rules.iter().filter(|it| it.covers(Entity::Capture, "text"));
    Some(Public(rules.fold(text.to_owned(), |text, rule| rule.applied(&text).unwrap_or(text))))
}

/// What is left of a row that was removed.
fn removed(row: &Row, policy: &PublicationPolicy) -> Option<Json> {
    match policy.stub(row) {
        Some(it) => Some(serde_json::json!({ "at": it.at, "reason": it.reason.as_str() })),
        // Removed, as the row says, and the tombstone that says when and why is not here.
        None => (row.visibility == Visibility::Tombstoned).then(|| serde_json::json!({})),
    }
}

fn fields(row: &Row, policy: &PublicationPolicy, now: Date) -> Vec<(&'static str, FieldView)> {
    let mut stored = row.stored();
    // Their names inside the dossier, by which other dossiers refer to them.
    let names = ["dossier", "local"].into_iter();
    let tables = common_fields().iter().chain(row.entity().fields()).map(|it| it.name);
    names
        .chain(tables.filter(|it| *it != "visibility"))
        .filter_map(|name| Some((name, field(row, name, stored.remove(name)?, policy, now)?)))
        .collect()
}

/// One field, or nothing if it must not be known that it is there.
fn field(row: &Row, name: &str, value: Json, policy: &PublicationPolicy, now: Date) -> Option<FieldView> {
    let withheld = |reason| Some(FieldView::Withheld { reason, replacement: None });
    if let Some(reason) = never(row.entity(), name).or_else(|| repeated(row, name, policy, now)) {
        return withheld(reason);
    }
    if let Some(gap) = policy.gap(&row.id, name) {
        let replacement = gap.replacement.clone();
        return Some(FieldView::Withheld { reason: Reason::Removed(gap.reason), replacement });
    }
    let mut value = value;
    if let (Record::TargetGroup(group), Some(allowed)) = (&row.record, policy.allowed(&row.id, now)) {
        if allowed.level.get() < least_level(name) {
            return withheld(Reason::IdentityLevel);
        }
        match name {
            "identity_level" => value = allowed.level.get().into(),
            "count" => value = small(&group.count, allowed).unwrap_or(value),
            _ => {}
        }
    } else if let Record::TargetGroup(_) = row.record {
        // A group that the policy has not seen allows nothing.
        return withheld(Reason::IdentityLevel);
    }
    let is_hidden = |text: &str| match Id::parse(text) {
        Some(id) => policy.is_unnamed(&id, now),
        // The name of a vanished row may tell what it was about.
        None => name == "record" && text.contains("//"),
    };
    let value = without(value, &is_hidden)?;
    let Some(rule) = policy.rules.iter().find(|it| it.covers(row.entity(), name) && it.is_in(&value)) else {
        return Some(FieldView::Value(value));
    };
    // Further rules may find more in what the first one leaves; what is no text goes as a whole.
    let rules = || policy.rules.iter().filter(|it| it.covers(row.entity(), name));
    let replacement = value
        .as_str()
        .map(|text| rules().fold(text.to_owned(), |text, rule| rule.applied(&text).unwrap_or(text)));
    Some(FieldView::Withheld { reason: Reason::Removed(rule.reason), replacement })
}

/// Why a statement or a translation may not repeat what its subject withholds.
fn repeated(row: &Row, name: &str, policy: &PublicationPolicy, now: Date) -> Option<Reason> {
    let (of, field) = match &row.record {
        Record::Statement(it) if matches!(name, "value" | "value_ref" | "original_value") => {
            (it.subject.id(), it.property.as_str())
        }
        Record::Translation(it) if name == "text" => (it.of.id(), it.field.as_str()),
        _ => return None,
    };
    policy.repeats(&of, field, now)
}
