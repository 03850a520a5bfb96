//! Calendar: `Library/Calendar/Calendar.sqlitedb`. Dates are seconds since 2001.

use rusqlite::Connection;

use crate::{
    backup::Backup,
    sample::{LURE_HOST, Phone, Planted},
    sqlite::{bulk, insert},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/Calendar/Calendar.sqlitedb");

/// Creates the tables.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE Store (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, type INTEGER);
         CREATE TABLE Calendar (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, store_id INTEGER, title TEXT, flags INTEGER, color TEXT, type TEXT, external_id TEXT, UUID TEXT);
         CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, summary TEXT, location_id INTEGER DEFAULT 0, description TEXT, start_date REAL, start_tz TEXT, end_date REAL, end_tz TEXT, all_day INTEGER, calendar_id INTEGER, orig_item_id INTEGER, orig_date REAL, organizer_id INTEGER, self_attendee_id INTEGER, status INTEGER, invitation_status INTEGER, availability INTEGER, privacy_level INTEGER, url TEXT, last_modified REAL, sequence_num INTEGER, has_recurrences INTEGER, has_attendees INTEGER, UUID TEXT, entity_type INTEGER, external_id TEXT, external_mod_tag TEXT, unique_identifier TEXT, hidden INTEGER, creation_date REAL, action TEXT, created_by_id INTEGER);
         CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, entity_type INTEGER, type INTEGER, status INTEGER, pending_status INTEGER, role INTEGER, identity_id INTEGER, owner_id INTEGER, external_rep BLOB, UUID TEXT, email TEXT, phone_number TEXT, is_self INTEGER, comment TEXT, last_modified REAL);
         CREATE TABLE Identity (display_name TEXT, address TEXT, first_name TEXT, last_name TEXT, UNIQUE (display_name, address, first_name, last_name));
         CREATE TABLE Location (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT, address TEXT, latitude INTEGER, longitude INTEGER, item_owner_id INTEGER);
         CREATE TABLE Attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, owner_id INTEGER, external_rep BLOB, url TEXT, UUID TEXT, filename TEXT);",
    )
}

/// One appointment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item<'a> {
    /// The title.
    pub summary: &'a str,
    /// The notes.
    pub description: Option<&'a str>,
    /// A web address.
    pub url: Option<&'a str>,
    /// The e-mail of who invited; nothing for the owner's own.
    pub organizer: Option<&'a str>,
    /// Begin, in Unix seconds; it lasts an hour.
    pub start: f64,
    /// When the row was made, in Unix seconds.
    pub created: f64,
    /// The item's id; must be unique.
    pub uuid: &'a str,
}

impl Item<'_> {
    /// Inserts the appointment and its organiser, and returns its id.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn insert(&self, conn: &Connection) -> rusqlite::Result<i64> {
        let created = cocoa(self.created);
        let organizer = match self.organizer {
            Some(email) => insert(
                conn,
                "Participant",
                &[("entity_type", &8), ("email", &email), ("UUID", &self.uuid), ("last_modified", &created)],
            )?,
            None => 0,
        };
        insert(
            conn,
            "CalendarItem",
            &[
                ("summary", &self.summary),
                ("description", &self.description),
                ("start_date", &cocoa(self.start)),
                ("end_date", &(cocoa(self.start) + 3600.0)),
                ("start_tz", &"Europe/London"),
                ("all_day", &0),
                ("calendar_id", &1),
                ("organizer_id", &organizer),
                ("url", &self.url),
                ("last_modified", &created),
                ("UUID", &self.uuid),
                ("unique_identifier", &self.uuid),
                ("hidden", &0),
                ("entity_type", &2),
                ("creation_date", &created),
            ],
        )
    }
}

const YEAR: f64 = 365.25 * 86_400.0;

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        insert(conn, "Store", &[("name", &"Default"), ("type", &0)])?;
        insert(conn, "Calendar", &[("store_id", &1), ("title", &"Home"), ("UUID", &phone.rng.uuid())])?;
        bulk(conn, |conn| {
            let people = phone.people.clone();
            let count = phone.quantity(3000, 12);
            for index in 0..count {
                let created = phone.moment(index, count);
                let (title, uuid) = (phone.title(), phone.rng.uuid());
                let notes = phone.rng.chance(0.3).then(|| phone.chatter());
                let invited = phone.rng.chance(0.3).then(|| phone.person());
                let organizer = invited.and_then(|at| people.get(at)).map(|person| person.email.as_str());
                let start = created + phone.rng.fraction() * 30.0 * 86_400.0;
                let item = Item {
                    summary: &title,
                    description: notes.as_deref(),
                    url: None,
                    organizer,
                    start,
                    created,
                    uuid: &uuid,
                };
                item.insert(conn)?;
            }
            if phone.clean { Ok(()) } else { planted(phone, conn) }
        })
    });
}

fn planted(phone: &mut Phone, conn: &Connection) -> rusqlite::Result<()> {
    let created = phone.now() - 50.0 * 86_400.0;
    // The traces of a zero-click invitation (ENDOFDAYS): an event in the past that says "Meeting" and "Notes".
    for (what, level, start) in [
        ("invitation set years back", Level::Anomaly, created - 4.0 * YEAR),
        ("invitation with the words of a known trace", Level::Context, created + 86_400.0),
    ] {
        let uuid = phone.rng.uuid();
        let item = Item {
            summary: "Meeting",
            description: Some("Notes"),
            organizer: Some("organiser@calendar.example"),
            start,
            created,
            uuid: &uuid,
            ..Item::default()
        };
        let row = item.insert(conn)?;
        phone.plant(Planted {
            what,
            artifact: "calendar",
            level,
            kind: Kind::Targeting,
            observed: ("property", "Meeting"),
            indicator: None,
            file: FILE,
            place: Place::Row("CalendarItem", row),
        });
    }
    let (url, uuid) = (phone.lure("invitation"), phone.rng.uuid());
    let item = Item {
        summary: "Press briefing",
        url: Some(&url),
        organizer: Some("briefing@calendar.example"),
        start: created,
        created,
        uuid: &uuid,
        ..Item::default()
    };
    let row = item.insert(conn)?;
    phone.plant(Planted {
        what: "lure in an invitation",
        artifact: "calendar",
        level: Level::Match,
        kind: Kind::Targeting,
        observed: ("url", &url),
        indicator: Some(LURE_HOST),
        file: FILE,
        place: Place::Row("CalendarItem", row),
    });
    Ok(())
}
