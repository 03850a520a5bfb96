//! The owner's contacts: `HomeDomain` `Library/AddressBook/AddressBook.sqlitedb`, device path
//! `/private/var/mobile/Library/AddressBook/AddressBook.sqlitedb`.
//!
//! `ABPerson` names people, `ABMultiValue` holds their numbers, addresses and links, one row each, by
//! `record_id`. Dates count seconds since 2001-01-01 UTC. Source: the schema as the system creates it.

use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, ObservableType, Record, Role, SourceRef};
use rustc_hash::FxHashMap;

use crate::account::Account;
use crate::plan::{Texts, each_row, open};
use crate::sql::select;
use crate::times::{self, Clock};
use crate::{Artifact, Sink, text};

/// The slug.
const ID: &str = "contacts";

/// The people in the owner's address book.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &["/private/var/mobile/Library/AddressBook/AddressBook.sqlitedb"],
    carries: &[ObservableType::Email, ObservableType::Phone, ObservableType::Url, ObservableType::Domain],
    own_times: &[],
    read,
};

/// `ABMultiValue.property` of telephone numbers and of e-mail addresses.
const PHONE: i64 = 3;
const EMAIL: i64 = 4;

#[derive(Default)]
struct Person {
    first: Option<String>,
    middle: Option<String>,
    last: Option<String>,
    organization: Option<String>,
}

impl Person {
    fn add<'a>(&'a self, record: &mut Record<'a>) {
        for (name, value) in [
            ("first", &self.first),
            ("middle", &self.middle),
            ("last", &self.last),
            ("organization", &self.organization),
        ] {
            if let Some(value) = value {
                record.personal(name, value.as_str());
            }
        }
    }
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    // A break only says that the run is ending.
    if let ControlFlow::Continue(people) = people(&db, source.reference(), sink) {
        let _ = values(&db, source.reference(), &people, sink)
            .is_continue()
            .then(|| ENTRIES.read(&db, source.reference(), &|_, _| {}, sink));
    }
}

/// Parts of values that have several: postal addresses, names in messengers and networks.
const ENTRIES: Texts = Texts {
    artifact: ID,
    event: "contact_entry",
    table: "ABMultiValueEntry",
    columns: &["value"],
    role: Role::Contact,
    owner: "",
    numbers: true,
};

/// Emits a record for each person and keeps the names.
fn people(db: &Database, source: &SourceRef, sink: &mut dyn Sink) -> ControlFlow<(), FxHashMap<i64, Person>> {
    let mut people = FxHashMap::default();
    if !db.has_table("ABPerson") {
        sink.failed("the database has no table ABPerson".into());
        return ControlFlow::Continue(people);
    }
    let columns = [
        "rowid",
        "First",
        "Middle",
        "Last",
        "Organization",
        "CreationDate",
        "ModificationDate",
        "Note",
        "Nickname",
    ];
    let sql = select(db, "ABPerson", &columns);
    each_row(db, &sql, sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let text = |at| row.text(at).map(|it| it.into_owned()).filter(|it| !it.is_empty());
        let person = Person { first: text(1), middle: text(2), last: text(3), organization: text(4) };
        let mut record = Record::new(ID, "person", source, Locator::row("ABPerson", key));
        times::push(&mut record, row, 5, "contact_created", "CreationDate", Clock::Cocoa, sink);
        times::push(&mut record, row, 6, "contact_modified", "ModificationDate", Clock::Cocoa, sink);
        person.add(&mut record);
        let numbers: Vec<Account> = row.text(7).map_or_else(Vec::new, |it| numbers(&it));
        record.observables.extend(numbers.iter().map(|it| it.here(Role::Contact)));
        for (at, name) in [(7, "note"), (8, "nickname")] {
            if let Some(value) = row.text(at) {
                if !text::observables_of(&value, Role::Contact, &mut record.observables) {
                    sink.problem(crate::text::TOO_MANY);
                }
                record.personal(name, value);
            }
        }
        let flow = sink.record(&record);
        drop(record);
        people.insert(key, person);
        flow
    })?;
    ControlFlow::Continue(people)
}

/// International telephone numbers in a note: others have no mark by which they would be told from any number.
fn numbers(note: &str) -> Vec<Account> {
    /// The most of one note.
    const MAX_NUMBERS: usize = 256;
    let inside = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}');
    note.split('+')
        .skip(1)
        .take(MAX_NUMBERS)
        .filter_map(|it| {
            let end = it.find(|c| !inside(c)).unwrap_or(it.len());
            Account::new(&format!("+{}", it.get(..end)?))
        })
        .collect()
}

/// Emits a record for each number, address and link.
fn values(
    db: &Database,
    source: &SourceRef,
    people: &FxHashMap<i64, Person>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    if !db.has_table("ABMultiValue") {
        return ControlFlow::Continue(());
    }
    let sql = select(db, "ABMultiValue", &["rowid", "record_id", "property", "value"]);
    each_row(db, &sql, sink, &mut |row, sink| {
        let Some(value) = row.text(3) else { return ControlFlow::Continue(()) };
        let mut record =
            Record::new(ID, "contact_value", source, Locator::row("ABMultiValue", row.int(0).unwrap_or(0)));
        let property = row.int(2);
        if let Some(property) = property {
            record.field("property", property);
        }
        let account = Account::new(&value);
        // Links, profiles of social networks and whatever comes later are read as text.
        if !matches!(property, Some(PHONE | EMAIL))
            && !text::observables_of(&value, Role::Contact, &mut record.observables)
        {
            sink.problem(crate::text::TOO_MANY);
        }
        if record.observables.is_empty() {
            record.observables.extend(account.as_ref().map(|it| it.here(Role::Contact)));
        }
        record.personal("value", value);
        if let Some(person) = row.int(1) {
            record.field("record_id", person);
            if let Some(person) = people.get(&person) {
                person.add(&mut record);
            }
        }
        sink.record(&record)
    })
}
