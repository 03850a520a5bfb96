//! Who may use camera, microphone and the rest: `Library/TCC/TCC.db`, table `access`. Dates are Unix seconds.

use rusqlite::Connection;

use super::Generation;
use crate::{
    backup::Backup,
    sample::{Phone, Planted},
    sqlite::insert,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/TCC/TCC.db");

/// Creates the table of `generation`: without dates, with a prompt count, or with values and reasons.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection, generation: Generation) -> rusqlite::Result<()> {
    conn.execute_batch(match generation {
        Generation::Ios10 => {
            "CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, allowed INTEGER NOT NULL, prompt_count INTEGER NOT NULL, csreq BLOB, policy_id INTEGER, PRIMARY KEY (service, client, client_type));"
        }
        Generation::Ios12 => {
            "CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, allowed INTEGER NOT NULL, prompt_count INTEGER NOT NULL, csreq BLOB, policy_id INTEGER, indirect_object_identifier_type INTEGER, indirect_object_identifier TEXT, indirect_object_code_identity BLOB, flags INTEGER, last_modified INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (service, client, client_type, indirect_object_identifier));"
        }
        Generation::Ios15 | Generation::Ios17 => {
            "CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, auth_value INTEGER NOT NULL, auth_reason INTEGER NOT NULL, auth_version INTEGER NOT NULL, csreq BLOB, policy_id INTEGER, indirect_object_identifier_type INTEGER, indirect_object_identifier TEXT NOT NULL DEFAULT 'UNUSED', indirect_object_code_identity BLOB, flags INTEGER, last_modified INTEGER NOT NULL DEFAULT (CAST(strftime('%s','now') AS INTEGER)), PRIMARY KEY (service, client, client_type, indirect_object_identifier));"
        }
    })
}

/// Inserts a permission. `client_type` is 0 for a bundle id, 1 for a path.
///
/// # Errors
/// Those of SQLite.
pub fn access(
    conn: &Connection,
    generation: Generation,
    service: &str,
    client: (&str, i64),
    allowed: bool,
    unix: f64,
) -> rusqlite::Result<i64> {
    let when = unix as i64;
    let value = if allowed { 2 } else { 0 };
    match generation {
        Generation::Ios10 => insert(
            conn,
            "access",
            &[
                ("service", &service),
                ("client", &client.0),
                ("client_type", &client.1),
                ("allowed", &allowed),
                ("prompt_count", &1),
            ],
        ),
        Generation::Ios12 => insert(
            conn,
            "access",
            &[
                ("service", &service),
                ("client", &client.0),
                ("client_type", &client.1),
                ("allowed", &allowed),
                ("prompt_count", &1),
                ("last_modified", &when),
            ],
        ),
        Generation::Ios15 | Generation::Ios17 => insert(
            conn,
            "access",
            &[
                ("service", &service),
                ("client", &client.0),
                ("client_type", &client.1),
                ("auth_value", &value),
                ("auth_reason", &2),
                ("auth_version", &1),
                ("flags", &0),
                ("last_modified", &when),
            ],
        ),
    }
}

const SERVICES: &[&str] = &[
    "kTCCServiceCamera",
    "kTCCServiceMicrophone",
    "kTCCServicePhotos",
    "kTCCServiceAddressBook",
    "kTCCServiceMotion",
];

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let generation = phone.generation;
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn, generation)?;
        for index in 0..phone.quantity(120, 8) {
            let client = format!("com.vendor.app{index}");
            for service in SERVICES {
                if phone.rng.chance(0.4) {
                    let (allowed, when) = (phone.rng.chance(0.7), phone.sometime());
                    access(conn, generation, service, (&client, 0), allowed, when)?;
                }
            }
        }
        if !phone.clean {
            // A process published for Pegasus, by its path; the folder is the stage that several kinds share.
            let path = "/private/var/db/com.apple.xpc.roleaccountd.staging/mptbd";
            let when = phone.now() - 3.4e6;
            let row = access(conn, generation, "kTCCServiceMicrophone", (path, 1), true, when)?;
            phone.plant(Planted {
                what: "published process",
                artifact: "tcc",
                level: Level::Match,
                kind: Kind::Infection,
                observed: ("process", "mptbd"),
                indicator: Some("mptbd"),
                file: FILE,
                place: Place::Row("access", row),
            });
        }
        Ok(())
    });
}
