//! What single entities ask for beyond their fields.

use std::collections::BTreeSet;

use super::Book;
use crate::Entity;
use crate::Record;
use crate::records::{
    Anchor, Capture, Claim, Deal, Message, Petition, Policy, Relationship, Statement, Thread, ThreadEvent,
    Tombstone,
};
use crate::row::{Row, common_fields};
use crate::thread::{is_for_imported, what_lacks};
use crate::values::{Any, Known, Name, Ref, RowName};
use crate::words::{ClaimKind, DealRole, Direction, EventKind, ThreadOrigin, ValueType};

pub(super) fn check(book: &mut Book<'_>) {
    for row in book.rows {
        match &row.record {
            Record::Anchor(it) => anchor(book, row, it),
            Record::Claim(it) => claim(book, row, it),
            Record::Deal(it) => deal(book, row, it),
            Record::Message(it) => message(book, row, it),
            Record::Petition(Petition { ask_version: Some(0), .. }) => {
                book.problem(row, "ask_version", "versions are counted from 1");
            }
            Record::Policy(Policy { window_days: Some(days), .. }) if !(1..=3650).contains(days) => {
                book.problem(row, "window_days", "a window has from 1 to 3650 working days");
            }
            Record::Relationship(it) => relationship(book, row, it),
            Record::Statement(it) => statement(book, row, it),
            Record::ThreadEvent(it) => event(book, row, it),
            Record::Tombstone(it) => tombstone(book, row, it),
            Record::Retraction(it) => {
                if let RowName::Row(id) = &it.record
                    && book.rows.iter().any(|row| row.id == *id)
                {
                    book.problem(
                        row,
                        "record",
                        "the row is still there: take it out, or take the retraction out",
                    );
                }
            }
            Record::Redaction(it) => field_of(book, row, &it.on, &it.field),
            Record::Translation(it) => field_of(book, row, &it.of, &it.field),
            _ => {}
        }
    }
}

fn anchor(book: &mut Book<'_>, row: &Row, it: &Anchor) {
    if it.start >= it.end {
        book.problem(row, "end", format!("the passage ends at {}, but begins at {}", it.end, it.start));
    }
    // A code point takes at least one byte.
    if let Some(capture) = book.get::<Capture, _>(&it.capture)
        && it.end > capture.size
    {
        let why =
            format!("the passage ends at {}, past the end of a capture of {} bytes", it.end, capture.size);
        book.problem(row, "end", why);
    }
}

fn claim(book: &mut Book<'_>, row: &Row, it: &Claim) {
    match (it.claim_kind, &it.imputed_by) {
        (ClaimKind::Imputed, None) => {
            book.problem(row, "imputed_by", "an imputed claim names who imputes it");
        }
        (ClaimKind::Imputed, Some(imputer)) if *imputer == it.by => {
            book.problem(
                row,
                "imputed_by",
                "nobody imputes a claim to themselves: it is another kind of claim",
            );
        }
        (ClaimKind::Imputed, Some(_)) | (_, None) => {}
        (kind, Some(_)) => {
            let why = format!("only an imputed claim has it, and this one is `{}`", kind.as_str());
            book.problem(row, "imputed_by", why);
        }
    }
}

fn deal(book: &mut Book<'_>, row: &Row, it: &Deal) {
    let mut seen = BTreeSet::new();
    for party in it.parties.iter() {
        let Some(actor) = party.actor.known() else { continue };
        if !seen.insert((actor.id(), party.role)) {
            book.problem(row, "parties", "the same actor stands twice in the same role");
        }
        let target = actor.id() == it.target.id();
        if (party.role == DealRole::Target) != target {
            let why = "the party in the role `target` is the `target` of the deal, and no other";
            book.problem(row, "parties", why);
        }
        if seen.contains(&(actor.id(), DealRole::Buyer)) && seen.contains(&(actor.id(), DealRole::Seller)) {
            book.problem(row, "parties", "the same actor buys and sells");
        }
    }
}

fn message(book: &mut Book<'_>, row: &Row, it: &Message) {
    if it.direction == Direction::Out && it.reply_kind.is_some() {
        book.problem(row, "reply_kind", "a message that goes out is no reply");
    }
    if it.direction == Direction::In && it.delivery.is_some() {
        book.problem(row, "delivery", "only a message that goes out is delivered by us");
    }
    if it.round == Some(0) {
        book.problem(row, "round", "rounds are counted from 1");
    }
}

fn relationship(book: &mut Book<'_>, row: &Row, it: &Relationship) {
    if let (Some(subject), Some(object)) = (it.subject.known(), it.object.known())
        && subject.id() == object.id()
    {
        book.problem(row, "object", "nobody stands to themselves: subject and object are the same");
    }
}

fn statement(book: &mut Book<'_>, row: &Row, it: &Statement) {
    for (field, other) in [("supersedes", &it.supersedes), ("retracts", &it.retracts)] {
        let Some(other) = other.as_ref().and_then(|it| book.get::<Statement, _>(it)) else { continue };
        if other.subject != it.subject || other.property != it.property {
            book.problem(row, field, "the statement it names is about another row or another property");
        }
    }
    if it.value_type == Some(ValueType::Entity) && it.value_ref.is_none() && it.value.known().is_some() {
        book.problem(row, "value_ref", "a value of the type `entity` names the row that it is");
    }
    if let Known::Known(value) = &it.value {
        typed(book, row, it.value_type.unwrap_or(ValueType::Text), value.as_str());
    }
}

/// A value can be read as what it is said to be.
fn typed(book: &mut Book<'_>, row: &Row, kind: ValueType, value: &str) {
    let fits = match kind {
        ValueType::Edtf => crate::edtf::Edtf::parse(value).is_ok(),
        ValueType::Country => crate::values::Country::parse(value).is_some(),
        ValueType::Url => crate::values::Url::new(value).is_ok(),
        ValueType::Count => value.parse::<u64>().is_ok(),
        ValueType::Share => crate::values::Percent::parse(value).is_some(),
        // `400000000.00 USD` is written as `40000000000 USD`, in minor units.
        ValueType::Money => value.split_once(' ').is_some_and(|(minor, currency)| {
            minor.parse::<u64>().is_ok() && crate::values::Currency::parse(currency).is_some()
        }),
        ValueType::Text | ValueType::Entity => true,
    };
    if !fits {
        book.problem(row, "value", format!("the value cannot be read as `{}`", kind.as_str()));
    }
}

fn event(book: &mut Book<'_>, row: &Row, it: &ThreadEvent) {
    let imported = it.event == EventKind::ImportedOutcome;
    if imported != it.outcome.is_some() {
        let why = "an `imported_outcome` says which, and no other event does";
        book.problem(row, "outcome", why);
    }
    if imported && row.provenance.asserted_by.as_ref().and_then(Known::known).is_none() {
        book.problem(row, "asserted_by", "what others say became of an inquiry names who says it");
    }
    if it.event == EventKind::ExtensionGranted && it.new_due.is_none() {
        book.problem(row, "new_due", "an extension says until when");
    }
    let message = it.message.as_ref().and_then(|it| book.get::<Message, _>(it));
    if message.is_some_and(|message| message.thread != it.thread) {
        book.problem(row, "message", "the message belongs to another thread");
    }
    // What others did is told as far as they tell it; what we did, we know.
    let ours = book.get::<Thread, _>(&it.thread).is_some_and(|it| it.origin == ThreadOrigin::Own);
    if (ours || is_for_imported(it.event))
        && !(imported || it.event == EventKind::ExtensionGranted && it.new_due.is_none())
        && let Some(field) = what_lacks(it, message)
    {
        let why = match field {
            "message" => "expected the message, with its `reply_kind`: without it the event leads nowhere",
            "new_due" | "until" | "last_checked" => "expected a whole day: it moves the clock",
            _ => "expected it: without it the event leads nowhere",
        };
        book.problem(row, field, why);
    }
}

fn tombstone(book: &mut Book<'_>, row: &Row, it: &Tombstone) {
    if let RowName::Row(id) = &it.record
        && matches!(id.entity(), Entity::Tombstone | Entity::Retraction)
    {
        book.problem(row, "record", "what removes a row is not removed itself");
    }
}

/// A redaction or translation names a field that the row can have.
fn field_of(book: &mut Book<'_>, row: &Row, on: &Ref<Any>, field: &Name) {
    let entity = on.id().entity();
    let known = || common_fields().iter().chain(entity.fields()).map(|it| it.name);
    if !known().any(|it| it == field.as_str()) {
        let near = crate::nearest::nearest(field.as_str(), known());
        let hint = near.map(|it| format!(": did you mean `{it}`?")).unwrap_or_default();
        let found = crate::nearest::shown(field.as_str());
        book.problem(row, "field", format!("a row of {entity} has no field {found}{hint}"));
    }
}
