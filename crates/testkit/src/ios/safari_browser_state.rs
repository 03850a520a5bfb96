//! Open tabs up to iOS 14: `Library/Safari/BrowserState.db`. Each tab has its session as a property list behind
//! four bytes; before iOS 12 in the row of the tab, since then in a table of its own. Dates are seconds since 2001.

use plist::Value;
use rusqlite::Connection;

use super::Generation;
use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{LURE_HOST, Phone, Planted},
    sqlite::insert,
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/Safari/BrowserState.db");

/// Creates the tables of `generation`.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection, generation: Generation) -> rusqlite::Result<()> {
    if generation == Generation::Ios10 {
        return conn.execute_batch(
            "CREATE TABLE browser_windows (id INTEGER PRIMARY KEY, active_document_index INTEGER, browsing_mode INTEGER);
             CREATE TABLE tabs (id INTEGER PRIMARY KEY, uuid TEXT UNIQUE NOT NULL, title TEXT, url TEXT, user_visible_url TEXT, order_index INTEGER, last_viewed_time REAL, opened_from_link INTEGER, session_data BLOB, private_browsing INTEGER DEFAULT 0);",
        );
    }
    conn.execute_batch(
        "CREATE TABLE browser_windows (id INTEGER PRIMARY KEY, active_document_index INTEGER, uuid TEXT UNIQUE, scene_id TEXT);
         CREATE TABLE tabs (id INTEGER PRIMARY KEY, uuid TEXT UNIQUE NOT NULL, title TEXT, url TEXT, user_visible_url TEXT, order_index INTEGER, last_viewed_time REAL, readinglist_bookmark_id INTEGER, opened_from_link INTEGER, showing_reader INTEGER, private_browsing INTEGER DEFAULT 0, browser_window_id INTEGER, browser_window_uuid TEXT);
         CREATE TABLE tab_sessions (id INTEGER PRIMARY KEY, tab_uuid TEXT UNIQUE NOT NULL, session_data BLOB, uncompressed_session_data_size INTEGER);",
    )
}

/// The session of a tab that was at each of `urls` in turn.
pub fn session(urls: &[&str]) -> Vec<u8> {
    let entries = urls
        .iter()
        .map(|url| {
            dict([
                ("SessionHistoryEntryURL", (*url).into()),
                ("SessionHistoryEntryOriginalURL", (*url).into()),
                ("SessionHistoryEntryTitle", "".into()),
                ("SessionHistoryEntryData", Value::Data(vec![0; 16])),
            ])
        })
        .collect();
    let history = dict([
        ("SessionHistoryCurrentIndex", (urls.len() as i64 - 1).into()),
        ("SessionHistoryEntries", Value::Array(entries)),
        ("SessionHistoryVersion", 1_i64.into()),
    ]);
    let mut out = vec![0, 0, 0, 2];
    out.extend(binary(&dict([("IsAppInitiated", true.into()), ("SessionHistory", history)])));
    out
}

/// Inserts a tab.
///
/// # Errors
/// Those of SQLite.
pub fn tab(
    conn: &Connection,
    generation: Generation,
    uuid: &str,
    urls: &[&str],
    unix: f64,
) -> rusqlite::Result<i64> {
    let url = urls.last().copied().unwrap_or_default();
    let session = session(urls);
    let when = cocoa(unix);
    if generation == Generation::Ios10 {
        return insert(
            conn,
            "tabs",
            &[
                ("uuid", &uuid),
                ("title", &"A tab"),
                ("url", &url),
                ("user_visible_url", &url),
                ("last_viewed_time", &when),
                ("session_data", &session),
            ],
        );
    }
    let row = insert(
        conn,
        "tabs",
        &[
            ("uuid", &uuid),
            ("title", &"A tab"),
            ("url", &url),
            ("user_visible_url", &url),
            ("last_viewed_time", &when),
        ],
    )?;
    insert(conn, "tab_sessions", &[("tab_uuid", &uuid), ("session_data", &session)])?;
    Ok(row)
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let generation = phone.generation;
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn, generation)?;
        for _ in 0..phone.quantity(120, 4) {
            let (uuid, first, second, when) = (phone.rng.uuid(), phone.url(), phone.url(), phone.sometime());
            tab(conn, generation, &uuid, &[&first, &second], when)?;
        }
        if !phone.clean {
            let (uuid, url, then) = (phone.rng.uuid(), phone.lure("session"), phone.url());
            let row = tab(conn, generation, &uuid, &[&url, &then], phone.now() - 7200.0)?;
            phone.plant(Planted {
                what: "lure in the history of a tab",
                artifact: "safari_browser_state",
                level: Level::Match,
                kind: Kind::Exposure,
                observed: ("url", &url),
                indicator: Some(LURE_HOST),
                file: FILE,
                place: Place::Row("tab_sessions", row),
            });
        }
        Ok(())
    });
}
