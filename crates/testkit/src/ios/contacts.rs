//! Contacts: `Library/AddressBook/AddressBook.sqlitedb`. Dates are seconds since 2001.

use rusqlite::Connection;

use crate::{
    backup::Backup,
    sample::{LURE_HOST, Phone, Planted},
    sqlite::{bulk, insert},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb");

/// The property numbers of `ABMultiValue`.
pub const PHONE: i64 = 3;
/// An e-mail address.
pub const EMAIL: i64 = 4;
/// A web address.
pub const URL: i64 = 22;

/// Creates the tables.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, First TEXT, Last TEXT, Middle TEXT, FirstPhonetic TEXT, MiddlePhonetic TEXT, LastPhonetic TEXT, Organization TEXT, Department TEXT, Note TEXT, Kind INTEGER, Birthday TEXT, JobTitle TEXT, Nickname TEXT, Prefix TEXT, Suffix TEXT, FirstSort TEXT, LastSort TEXT, CreationDate INTEGER, ModificationDate INTEGER, CompositeNameFallback TEXT, ExternalIdentifier TEXT, StoreID INTEGER, DisplayName TEXT, guid TEXT, UNIQUE(guid));
         CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, identifier INTEGER, label INTEGER, value TEXT, guid TEXT, UNIQUE(guid));
         CREATE TABLE ABMultiValueEntry (parent_id INTEGER, key INTEGER, value TEXT, UNIQUE(parent_id, key));
         CREATE TABLE ABMultiValueEntryKey (value TEXT, UNIQUE(value));
         CREATE TABLE ABMultiValueLabel (value TEXT, UNIQUE(value));
         INSERT INTO ABMultiValueLabel VALUES ('_$!<Mobile>!$_'), ('_$!<Home>!$_'), ('_$!<Work>!$_');",
    )
}

/// Inserts a value of a person and returns its key.
///
/// # Errors
/// Those of SQLite.
pub fn value(conn: &Connection, person: i64, property: i64, value: Option<&str>) -> rusqlite::Result<i64> {
    insert(
        conn,
        "ABMultiValue",
        &[("record_id", &person), ("property", &property), ("label", &1), ("value", &value)],
    )
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        bulk(conn, |conn| {
            let people = phone.people.clone();
            let mut last = 0;
            for person in &people {
                let made = cocoa(phone.sometime()) as i64;
                last = insert(
                    conn,
                    "ABPerson",
                    &[
                        ("First", &person.first),
                        ("Last", &person.last),
                        ("Organization", &person.organisation),
                        ("CreationDate", &made),
                        ("ModificationDate", &(made + 60)),
                        ("guid", &phone.rng.uuid()),
                    ],
                )?;
                value(conn, last, PHONE, Some(&person.phone))?;
                value(conn, last, EMAIL, Some(&person.email))?;
                // Postal addresses leave their value empty and stand in a table of their own.
                if phone.rng.chance(0.1) {
                    value(conn, last, 5, None)?;
                }
            }
            if !phone.clean {
                let url = phone.lure("contact");
                let row = value(conn, last, URL, Some(&url))?;
                phone.plant(Planted {
                    what: "published address among the contacts",
                    artifact: "contacts",
                    level: Level::Context,
                    kind: Kind::Targeting,
                    observed: ("url", &url),
                    indicator: Some(LURE_HOST),
                    file: FILE,
                    place: Place::Row("ABMultiValue", row),
                });
            }
            Ok(())
        })
    });
}
