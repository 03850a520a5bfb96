//! Pages open on the owner's other devices: `Library/Safari/CloudTabs.db`. Dates are seconds since 2001.

use rusqlite::Connection;

use crate::{
    backup::Backup,
    sample::{LURE_HOST, Phone, Planted},
    sqlite::insert,
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("AppDomain-com.apple.mobilesafari", "Library/Safari/CloudTabs.db");

/// Creates the tables.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE cloud_tab_devices (device_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB, device_name TEXT, device_type_identifier TEXT, has_duplicate_device_name BOOLEAN DEFAULT 0, is_ephemeral_device BOOLEAN DEFAULT 0, last_modified REAL);
         CREATE TABLE cloud_tabs (tab_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB, device_uuid TEXT NOT NULL, position BLOB, title TEXT, url TEXT NOT NULL, is_showing_reader BOOLEAN DEFAULT 0, is_pinned BOOLEAN DEFAULT 0, reader_scroll_position_page_index INTEGER, scene_id TEXT, last_viewed_time REAL);
         CREATE TABLE cloud_tab_close_requests (close_request_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB, destination_device_uuid TEXT NOT NULL, url TEXT NOT NULL, tab_uuid TEXT);",
    )
}

/// Inserts a device.
///
/// # Errors
/// Those of SQLite.
pub fn device(conn: &Connection, uuid: &str, name: &str, unix: f64) -> rusqlite::Result<i64> {
    insert(
        conn,
        "cloud_tab_devices",
        &[("device_uuid", &uuid), ("device_name", &name), ("last_modified", &cocoa(unix))],
    )
}

/// Inserts a page that is open on a device.
///
/// # Errors
/// Those of SQLite.
pub fn tab(conn: &Connection, device: &str, uuid: &str, title: &str, url: &str) -> rusqlite::Result<i64> {
    insert(
        conn,
        "cloud_tabs",
        &[("tab_uuid", &uuid), ("device_uuid", &device), ("title", &title), ("url", &url)],
    )
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        let other = phone.rng.uuid();
        device(conn, &other, "Tablet", phone.now() - 7200.0)?;
        for _ in 0..phone.quantity(40, 3) {
            let (uuid, title, url) = (phone.rng.uuid(), phone.title(), phone.url());
            tab(conn, &other, &uuid, &title, &url)?;
        }
        if !phone.clean {
            let (uuid, url) = (phone.rng.uuid(), phone.lure("other-device"));
            let row = tab(conn, &other, &uuid, "", &url)?;
            phone.plant(Planted {
                what: "lure open on another device",
                artifact: "safari_cloud_tabs",
                level: Level::Match,
                kind: Kind::Exposure,
                observed: ("url", &url),
                indicator: Some(LURE_HOST),
                file: FILE,
                place: Place::Row("cloud_tabs", row),
            });
        }
        Ok(())
    });
}
