//! Calls: `Library/CallHistoryDB/CallHistory.storedata`. Core Data; dates are seconds since 2001.

use rusqlite::{Connection, ToSql};

use super::Generation;
use crate::{
    backup::Backup,
    sample::Phone,
    sqlite::{bulk, core_data, insert},
    time::cocoa,
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata");

/// Creates the tables of `generation`.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection, generation: Generation) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZANSWERED INTEGER, ZCALLTYPE INTEGER, ZDISCONNECTED_CAUSE INTEGER, ZFACE_TIME_DATA INTEGER, ZHANDLE_TYPE INTEGER, ZNUMBER_AVAILABILITY INTEGER, ZORIGINATED INTEGER, ZREAD INTEGER, ZDATE TIMESTAMP, ZDURATION FLOAT, ZADDRESS VARCHAR, ZDEVICE_ID VARCHAR, ZISO_COUNTRY_CODE VARCHAR, ZLOCATION VARCHAR, ZNAME VARCHAR, ZSERVICE_PROVIDER VARCHAR, ZUNIQUE_ID VARCHAR);",
    )?;
    if generation >= Generation::Ios15 {
        conn.execute_batch(
            "CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZTYPE INTEGER, ZNORMALIZEDVALUE VARCHAR, ZVALUE VARCHAR);
             CREATE TABLE Z_2REMOTEPARTICIPANTHANDLES (Z_2REMOTEPARTICIPANTCALLS INTEGER, Z_4REMOTEPARTICIPANTHANDLES INTEGER, PRIMARY KEY (Z_2REMOTEPARTICIPANTCALLS, Z_4REMOTEPARTICIPANTHANDLES));",
        )?;
    }
    Ok(())
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let generation = phone.generation;
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn, generation)?;
        bulk(conn, |conn| {
            let people = phone.people.clone();
            if generation >= Generation::Ios15 {
                for person in &people {
                    insert(
                        conn,
                        "ZHANDLE",
                        &[("ZTYPE", &2), ("ZNORMALIZEDVALUE", &person.phone), ("ZVALUE", &person.phone)],
                    )?;
                }
            }
            let count = phone.quantity(15_000, 20);
            for index in 0..count {
                let when = cocoa(phone.moment(index, count));
                let who = phone.person();
                let number = people.get(who).map_or("", |person| person.phone.as_str());
                let originated = phone.rng.chance(0.4);
                let provider = phone.rng.pick(&[
                    "com.apple.Telephony",
                    "com.apple.Telephony",
                    "com.apple.FaceTime",
                    "net.whatsapp.WhatsApp",
                ]);
                let duration = phone.rng.fraction() * 600.0;
                // Older phones kept the number as a blob.
                let blob = number.as_bytes();
                let address: &dyn ToSql = if index % 3 == 0 { &blob } else { &number };
                let row = insert(
                    conn,
                    "ZCALLRECORD",
                    &[
                        ("Z_ENT", &2),
                        ("ZANSWERED", &phone.rng.chance(0.8)),
                        ("ZCALLTYPE", &if provider == "com.apple.FaceTime" { 8 } else { 1 }),
                        ("ZORIGINATED", &originated),
                        ("ZDATE", &when),
                        ("ZDURATION", &duration),
                        ("ZADDRESS", address),
                        ("ZISO_COUNTRY_CODE", &"gb"),
                        ("ZLOCATION", &"United Kingdom"),
                        ("ZSERVICE_PROVIDER", &provider),
                        ("ZUNIQUE_ID", &phone.rng.uuid()),
                    ],
                )?;
                if generation >= Generation::Ios15 {
                    insert(
                        conn,
                        "Z_2REMOTEPARTICIPANTHANDLES",
                        &[
                            ("Z_2REMOTEPARTICIPANTCALLS", &row),
                            ("Z_4REMOTEPARTICIPANTHANDLES", &(who as i64 + 1)),
                        ],
                    )?;
                }
            }
            core_data(conn, &[("CallDBProperties", 1), ("CallRecord", i64::from(count))])
        })
    });
}
