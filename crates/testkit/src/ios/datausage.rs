//! Network use per process: `Library/Databases/DataUsage.sqlite` in `WirelessDomain`. Core Data; dates are seconds
//! since 2001, counters are bytes. Recent versions no longer count Wi-Fi here.

use rusqlite::{Connection, ToSql};

use super::Generation;
use crate::{
    backup::Backup,
    sample::{Phone, Planted},
    sqlite::{bulk, core_data, insert},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("WirelessDomain", "Library/Databases/DataUsage.sqlite");

/// Creates the tables of `generation`.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection, generation: Generation) -> rusqlite::Result<()> {
    let wifi = if generation < Generation::Ios17 { "ZWIFIIN FLOAT, ZWIFIOUT FLOAT, " } else { "" };
    conn.execute_batch(&format!(
        "CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZFIRSTTIMESTAMP TIMESTAMP, ZTIMESTAMP TIMESTAMP, ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
         CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZKIND INTEGER, ZMETADATA INTEGER, ZTAG INTEGER, ZHASPROCESS INTEGER, ZBILLCYCLEEND TIMESTAMP, ZTIMESTAMP TIMESTAMP, {wifi}ZWWANIN FLOAT, ZWWANOUT FLOAT);
         CREATE INDEX ZLIVEUSAGE_ZHASPROCESS_INDEX ON ZLIVEUSAGE (ZHASPROCESS);",
    ))
}

/// Inserts a process.
///
/// # Errors
/// Those of SQLite.
pub fn process(
    conn: &Connection,
    pk: i64,
    name: Option<&str>,
    bundle: Option<&str>,
    first: f64,
    last: f64,
) -> rusqlite::Result<i64> {
    insert(
        conn,
        "ZPROCESS",
        &[
            ("Z_PK", &pk),
            ("Z_ENT", &4),
            ("Z_OPT", &1),
            ("ZFIRSTTIMESTAMP", &cocoa(first)),
            ("ZTIMESTAMP", &cocoa(last)),
            ("ZBUNDLENAME", &bundle),
            ("ZPROCNAME", &name),
        ],
    )
}

/// Inserts a row of use by the process with the key `process`.
///
/// # Errors
/// Those of SQLite.
pub fn usage(
    conn: &Connection,
    generation: Generation,
    process: i64,
    unix: f64,
    (wifi, cellular): (f64, f64),
) -> rusqlite::Result<i64> {
    let (when, received, sent) = (cocoa(unix), cellular * 0.8, cellular * 0.2);
    let (wifi_in, wifi_out) = (wifi * 0.9, wifi * 0.1);
    let mut columns: Vec<(&str, &dyn ToSql)> = vec![
        ("Z_ENT", &2),
        ("Z_OPT", &1),
        ("ZKIND", &0),
        ("ZHASPROCESS", &process),
        ("ZTIMESTAMP", &when),
        ("ZWWANIN", &received),
        ("ZWWANOUT", &sent),
    ];
    if generation < Generation::Ios17 {
        columns.push(("ZWIFIIN", &wifi_in));
        columns.push(("ZWIFIOUT", &wifi_out));
    }
    insert(conn, "ZLIVEUSAGE", &columns)
}

/// Names that every phone has in this store.
pub(crate) const DAEMONS: &[&str] = &[
    "mDNSResponder",
    "apsd",
    "cloudd",
    "nsurlsessiond",
    "itunesstored",
    "identityservicesd",
    "locationd",
    "mediaserverd",
    "networkserviceproxy",
    "rapportd",
    "trustd",
    "geod",
    "parsecd",
    "assistantd",
    "timed",
];

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let generation = phone.generation;
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn, generation)?;
        bulk(conn, |conn| {
            let count = i64::from(phone.quantity(450, 40));
            let mut pk = 0;
            for index in 0..count {
                pk += 1;
                let first = phone.sometime();
                let last = (first + 86_400.0 * 30.0).min(phone.now());
                let (name, bundle) = match DAEMONS.get(index as usize) {
                    Some(daemon) => ((*daemon).to_owned(), None),
                    None if index % 9 == 0 => (
                        format!("nsurlsessiond/com.vendor.app{index}"),
                        Some(format!("com.vendor.app{index}")),
                    ),
                    None => (format!("VendorApp{index}"), Some(format!("com.vendor.app{index}"))),
                };
                process(conn, pk, Some(&name), bundle.as_deref(), first, last)?;
                // A process that was seen but used nothing is ordinary.
                if index % 11 == 5 {
                    continue;
                }
                for part in 0..3 {
                    let amount = (phone.rng.fraction() * 1e6, phone.rng.fraction() * 2e5);
                    usage(conn, generation, pk, first + f64::from(part) * 1000.0, amount)?;
                }
            }
            if !phone.clean {
                pk = planted(phone, conn, pk)?;
            }
            core_data(
                conn,
                &[("BillCycle", 1), ("LiveUsage", pk * 3), ("NetworkAttachment", 0), ("Process", pk)],
            )
        })
    });
}

fn planted(phone: &mut Phone, conn: &Connection, mut pk: i64) -> rusqlite::Result<i64> {
    let generation = phone.generation;
    let when = phone.now() - 40.0 * 86_400.0;
    // Names published for Pegasus (Amnesty International, July 2021).
    for name in ["bh", "roleaboutd"] {
        pk += 1;
        process(conn, pk, Some(name), None, when, when + 4000.0)?;
        usage(conn, generation, pk, when, (9000.0, 64_000.0))?;
        phone.plant(Planted {
            what: "published process",
            artifact: "datausage",
            level: Level::Match,
            kind: Kind::Infection,
            observed: ("process", name),
            indicator: Some(name),
            file: FILE,
            place: Place::Row("ZPROCESS", pk),
        });
    }
    pk += 1;
    process(conn, pk, Some("BackupAgent"), None, when, when + 60.0)?;
    usage(conn, generation, pk, when, (0.0, 51_200.0))?;
    phone.plant(Planted {
        what: "BackupAgent with cellular traffic",
        artifact: "datausage",
        level: Level::Implausible,
        kind: Kind::Infection,
        observed: ("process", "BackupAgent"),
        indicator: None,
        file: FILE,
        place: Place::Row("ZPROCESS", pk),
    });
    // Seven keys are missing, and one of them still has a row of use.
    phone.plant(Planted {
        what: "gap in process keys",
        artifact: "datausage",
        level: Level::Context,
        kind: Kind::Tampering,
        observed: ("property", "ZPROCESS.Z_PK"),
        indicator: None,
        file: FILE,
        place: Place::Row("ZPROCESS", pk),
    });
    let row = usage(conn, generation, pk + 3, when + 90.0, (100.0, 30_000.0))?;
    phone.plant(Planted {
        what: "usage without its process",
        artifact: "datausage",
        level: Level::Implausible,
        kind: Kind::Tampering,
        observed: ("property", "ZLIVEUSAGE.ZHASPROCESS"),
        indicator: None,
        file: FILE,
        place: Place::Row("ZLIVEUSAGE", row),
    });
    pk += 8;
    process(conn, pk, Some("VendorAppLast"), Some("com.vendor.last"), when, when + 100.0)?;
    usage(conn, generation, pk, when + 100.0, (10.0, 10.0))?;
    Ok(pk)
}
