//! Page visits: `Library/Safari/History.db`, and one below `Library/Safari/Profiles/` per profile (iOS 17). Dates
//! are seconds since 2001.

use rusqlite::Connection;

use super::Generation;
use crate::{
    backup::Backup,
    sample::{LURE_HOST, Phone, Planted},
    sqlite::{bulk, insert},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/Safari/History.db");
/// Where a profile's store lies.
pub const PROFILE_FILE: (&str, &str) = (
    "AppDomain-com.apple.mobilesafari",
    "Library/Safari/Profiles/5B1F0C2E-7D4A-4E7B-9C55-3A1D2E4F6A70/History.db",
);

/// Creates the tables.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE history_items (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, domain_expansion TEXT NULL, visit_count INTEGER NOT NULL DEFAULT 1, daily_visit_counts BLOB NOT NULL DEFAULT x'', weekly_visit_counts BLOB NULL, autocomplete_triggers BLOB NULL, should_recompute_derived_visit_counts INTEGER NOT NULL DEFAULT 0, visit_count_score INTEGER NOT NULL DEFAULT 0, status_code INTEGER NOT NULL DEFAULT 0);
         CREATE TABLE history_visits (id INTEGER PRIMARY KEY AUTOINCREMENT, history_item INTEGER NOT NULL REFERENCES history_items(id) ON DELETE CASCADE, visit_time REAL NOT NULL, title TEXT NULL, load_successful BOOLEAN NOT NULL DEFAULT 1, http_non_get BOOLEAN NOT NULL DEFAULT 0, synthesized BOOLEAN NOT NULL DEFAULT 0, redirect_source INTEGER NULL UNIQUE REFERENCES history_visits(id) ON DELETE CASCADE, redirect_destination INTEGER NULL UNIQUE REFERENCES history_visits(id) ON DELETE CASCADE, origin INTEGER NOT NULL DEFAULT 0, generation INTEGER NOT NULL DEFAULT 0, attributes INTEGER NOT NULL DEFAULT 0, score INTEGER NOT NULL DEFAULT 0);
         CREATE TABLE history_tombstones (id INTEGER PRIMARY KEY AUTOINCREMENT, start_time REAL NOT NULL, end_time REAL NOT NULL, url TEXT, generation INTEGER NOT NULL DEFAULT 0);
         CREATE TABLE history_clients (id INTEGER PRIMARY KEY, last_seen REAL NOT NULL);
         CREATE TABLE metadata (key TEXT NOT NULL UNIQUE, value);
         CREATE INDEX history_visits__last_visit ON history_visits (history_item, visit_time DESC, synthesized ASC);",
    )
}

/// Inserts an item and one visit to it, with the same id.
///
/// # Errors
/// Those of SQLite.
pub fn visit(conn: &Connection, id: i64, url: &str, unix: f64, title: &str) -> rusqlite::Result<()> {
    insert(conn, "history_items", &[("id", &id), ("url", &url), ("visit_count", &1)])?;
    insert(
        conn,
        "history_visits",
        &[("id", &id), ("history_item", &id), ("visit_time", &cocoa(unix)), ("title", &title)],
    )?;
    Ok(())
}

/// Says that the visit `from` led to the visit `to`.
///
/// # Errors
/// Those of SQLite.
pub fn redirect(conn: &Connection, from: i64, to: i64) -> rusqlite::Result<()> {
    conn.execute("UPDATE history_visits SET redirect_destination = ?2 WHERE id = ?1", [from, to])?;
    conn.execute("UPDATE history_visits SET redirect_source = ?1 WHERE id = ?2", [from, to])?;
    Ok(())
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        bulk(conn, |conn| visits(phone, conn))
    });
    if phone.generation >= Generation::Ios17 {
        backup.database(PROFILE_FILE.0, PROFILE_FILE.1, |conn| {
            create(conn)?;
            for id in 1..=8 {
                let (url, when, title) = (phone.url(), phone.sometime(), phone.title());
                visit(conn, id, &format!("{url}/{id}"), when, &title)?;
            }
            if !phone.clean {
                let url = phone.lure("profile");
                visit(conn, 9, &url, phone.now() - 86_400.0, "")?;
                plant(phone, "visit in a profile", &url, PROFILE_FILE, 9);
            }
            Ok(())
        });
    }
}

fn visits(phone: &mut Phone, conn: &Connection) -> rusqlite::Result<()> {
    let count = phone.quantity(50_000, 40);
    let (lure, jump) = (i64::from(count / 3), i64::from(count / 2));
    let mut revisits = Vec::new();
    for index in 0..count {
        let id = i64::from(index) + 1;
        let when = phone.moment(index, count);
        let title = phone.title();
        if !phone.clean && id == lure {
            let url = phone.lure("visited");
            visit(conn, id, &url, when, "")?;
            plant(phone, "visited lure", &url, FILE, id);
        } else if !phone.clean && id == jump {
            // A plain-text page that sends the phone elsewhere at once, as an injection in the network would.
            visit(conn, id, "http://weather.plain.example/", when, &title)?;
            visit(conn, id + i64::from(count), "https://elsewhere.jump.test/landing", when + 0.12, "")?;
            redirect(conn, id, id + i64::from(count))?;
            phone.plant(Planted {
                what: "redirect to another host in under a second",
                artifact: "safari_history",
                level: Level::Context,
                kind: Kind::Exposure,
                observed: ("url", "http://weather.plain.example/"),
                indicator: None,
                file: FILE,
                place: Place::Row("history_visits", id),
            });
        } else {
            // Every address is its own item; the number keeps it unique.
            let url = format!("{}?n={id}", phone.url());
            visit(conn, id, &url, when, &title)?;
            if phone.rng.chance(0.2) {
                revisits.push((id, when + 3600.0));
            }
        }
    }
    // An honest redirect: the same site from plain to encrypted, and a slow one between sites.
    let base = i64::from(count) * 2 + 10;
    let when = phone.now() - 9e6;
    visit(conn, base, "http://www.ferry.example/", when, "")?;
    visit(conn, base + 1, "https://www.ferry.example/", when + 0.2, "Ferry times")?;
    redirect(conn, base, base + 1)?;
    visit(conn, base + 2, "http://short.link.test/a", when + 50.0, "")?;
    visit(conn, base + 3, "https://court.archive.example/", when + 53.5, "Court archive")?;
    redirect(conn, base + 2, base + 3)?;
    for (item, when) in revisits {
        let when = cocoa(when.min(phone.now()));
        insert(conn, "history_visits", &[("history_item", &item), ("visit_time", &when)])?;
    }
    for _ in 0..3 {
        let start = cocoa(phone.sometime());
        insert(conn, "history_tombstones", &[("start_time", &start), ("end_time", &(start + 900.0))])?;
    }
    Ok(())
}

fn plant(phone: &mut Phone, what: &'static str, url: &str, file: (&str, &str), id: i64) {
    phone.plant(Planted {
        what,
        artifact: "safari_history",
        level: Level::Match,
        kind: Kind::Exposure,
        observed: ("url", url),
        indicator: Some(LURE_HOST),
        file,
        place: Place::Row("history_items", id),
    });
}
