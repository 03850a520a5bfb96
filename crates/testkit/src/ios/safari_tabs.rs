//! Open tabs since iOS 15: `Library/Safari/SafariTabs.db`, whose tabs are rows of `bookmarks` below the row of
//! their window or group.

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
pub const FILE: (&str, &str) = ("AppDomain-com.apple.mobilesafari", "Library/Safari/SafariTabs.db");

/// Creates the tables.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, special_id INTEGER DEFAULT 0, parent INTEGER DEFAULT NULL, type INTEGER DEFAULT 0, title TEXT DEFAULT NULL, url TEXT DEFAULT NULL, num_children INTEGER DEFAULT 0, editable INTEGER DEFAULT 1, deletable INTEGER DEFAULT 1, hidden INTEGER DEFAULT 0, hidden_ancestor_count INTEGER DEFAULT 0, order_index INTEGER NOT NULL DEFAULT 0, external_uuid TEXT UNIQUE DEFAULT NULL, read INTEGER DEFAULT NULL, last_modified REAL DEFAULT NULL, server_id TEXT DEFAULT NULL, sync_key TEXT DEFAULT NULL, sync_data BLOB DEFAULT NULL, added INTEGER DEFAULT 1, deleted INTEGER DEFAULT 0, extra_attributes BLOB DEFAULT NULL, local_attributes BLOB DEFAULT NULL, fetched_icon BOOL DEFAULT 0, dav_generation INTEGER DEFAULT 0, locally_added BOOL DEFAULT 0, archive_status INTEGER DEFAULT 0, syncable INTEGER DEFAULT 1, web_filter_status INTEGER DEFAULT 0, modified_attributes UNSIGNED BIG INT DEFAULT 0, date_closed REAL DEFAULT NULL, last_selected_child INTEGER DEFAULT NULL, subtype INTEGER DEFAULT 0);
         CREATE TABLE windows (id INTEGER PRIMARY KEY, active_tab_group_id INTEGER, date_closed REAL, extra_attributes BLOB, is_last_session INTEGER, local_tab_group_id INTEGER, private_tab_group_id INTEGER, scene_id TEXT, uuid TEXT UNIQUE);
         CREATE TABLE windows_tab_groups (id INTEGER PRIMARY KEY, active_tab_id INTEGER, tab_group_id INTEGER, window_id INTEGER);",
    )
}

/// Inserts a tab below `group`.
///
/// # Errors
/// Those of SQLite.
pub fn tab(
    conn: &Connection,
    group: i64,
    uuid: &str,
    title: &str,
    url: &str,
    unix: f64,
) -> rusqlite::Result<i64> {
    let local =
        binary(&dict([("LastVisitTime", plist::Value::Real(cocoa(unix))), ("IsMuted", false.into())]));
    insert(
        conn,
        "bookmarks",
        &[
            ("parent", &group),
            ("title", &title),
            ("url", &url),
            ("external_uuid", &uuid),
            ("last_modified", &cocoa(unix)),
            ("local_attributes", &local),
        ],
    )
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    if phone.generation < Generation::Ios15 {
        return;
    }
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        let root = insert(conn, "bookmarks", &[("special_id", &0), ("type", &1), ("title", &"Root")])?;
        let uuid = phone.rng.uuid();
        let group = insert(
            conn,
            "bookmarks",
            &[("parent", &root), ("type", &1), ("title", &"Local"), ("external_uuid", &uuid)],
        )?;
        insert(conn, "windows", &[("active_tab_group_id", &group), ("uuid", &phone.rng.uuid())])?;
        for _ in 0..phone.quantity(300, 5) {
            let (uuid, title, url, when) = (phone.rng.uuid(), phone.title(), phone.url(), phone.sometime());
            tab(conn, group, &uuid, &title, &url, when)?;
        }
        if !phone.clean {
            let (uuid, url) = (phone.rng.uuid(), phone.lure("tab"));
            let row = tab(conn, group, &uuid, "", &url, phone.now() - 5400.0)?;
            phone.plant(Planted {
                what: "lure in an open tab",
                artifact: "safari_tabs",
                level: Level::Match,
                kind: Kind::Exposure,
                observed: ("url", &url),
                indicator: Some(LURE_HOST),
                file: FILE,
                place: Place::Row("bookmarks", row),
            });
        }
        Ok(())
    });
}
