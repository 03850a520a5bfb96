//! Shortcuts: `Library/Shortcuts/Shortcuts.sqlite`. Core Data; dates are seconds since 2001; the actions of a
//! shortcut are a property list.

use plist::Value;
use rusqlite::Connection;

use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{LURE_HOST, Phone, Planted},
    sqlite::{core_data, insert},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/Shortcuts/Shortcuts.sqlite");

/// Creates the tables.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE ZSHORTCUT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZACTIONCOUNT INTEGER, ZACTIONS INTEGER, ZCREATIONDATE TIMESTAMP, ZMODIFICATIONDATE TIMESTAMP, ZACTIONSDESCRIPTION VARCHAR, ZNAME VARCHAR, ZWORKFLOWID VARCHAR, ZSOURCE VARCHAR);
         CREATE TABLE ZSHORTCUTACTIONS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZSHORTCUT INTEGER, ZDATA BLOB);
         CREATE TABLE ZTRIGGER (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZENABLED INTEGER, ZSHOULDPROMPT INTEGER, ZSHORTCUT INTEGER, ZTRIGGERID VARCHAR, ZDATA BLOB);",
    )
}

/// An action that opens an address.
pub fn open_url(url: &str) -> Value {
    dict([
        ("WFWorkflowActionIdentifier", "is.workflow.actions.openurl".into()),
        ("WFWorkflowActionParameters", dict([("WFInput", url.into()), ("Show-WFInput", true.into())])),
    ])
}

/// Inserts a shortcut of `actions` and returns its key.
///
/// # Errors
/// Those of SQLite.
pub fn shortcut(
    conn: &Connection,
    name: &str,
    actions: Vec<Value>,
    unix: f64,
    id: &str,
) -> rusqlite::Result<i64> {
    let (count, when) = (actions.len() as i64, cocoa(unix));
    let row = insert(
        conn,
        "ZSHORTCUT",
        &[
            ("ZNAME", &name),
            ("ZACTIONCOUNT", &count),
            ("ZCREATIONDATE", &when),
            ("ZMODIFICATIONDATE", &(when + 60.0)),
            ("ZACTIONSDESCRIPTION", &"Open address"),
            ("ZWORKFLOWID", &id),
        ],
    )?;
    let data = binary(&Value::Array(actions));
    insert(conn, "ZSHORTCUTACTIONS", &[("ZSHORTCUT", &row), ("ZDATA", &data)])?;
    Ok(row)
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        let mut last = 0;
        for index in 0..phone.quantity(30, 3) {
            let (url, when, id) = (phone.url(), phone.sometime(), phone.rng.uuid());
            last = shortcut(conn, &format!("Shortcut {index}"), vec![open_url(&url)], when, &id)?;
        }
        if !phone.clean {
            let (url, id) = (phone.lure("shortcut"), phone.rng.uuid());
            last = shortcut(conn, "Update", vec![open_url(&url)], phone.now() - 5e6, &id)?;
            insert(
                conn,
                "ZTRIGGER",
                &[("ZENABLED", &1), ("ZSHORTCUT", &last), ("ZTRIGGERID", &phone.rng.uuid())],
            )?;
            phone.plant(Planted {
                what: "published address in a shortcut",
                artifact: "shortcuts",
                level: Level::Match,
                kind: Kind::Exposure,
                observed: ("url", &url),
                indicator: Some(LURE_HOST),
                file: FILE,
                place: Place::Row("ZSHORTCUT", last),
            });
        }
        core_data(conn, &[("Shortcut", last), ("ShortcutActions", last)])
    });
}
