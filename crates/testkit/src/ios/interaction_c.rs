//! Who was in touch with whom: `Library/CoreDuet/People/interactionC.db`. Core Data; dates are seconds since 2001.

use rusqlite::{Connection, ToSql};

use super::Generation;
use crate::{
    backup::Backup,
    sample::Phone,
    sqlite::{bulk, core_data, insert},
    time::cocoa,
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/CoreDuet/People/interactionC.db");

/// Creates the tables of `generation`. The four differ in the columns of names and groups, and in whether there
/// are attachments and recipients.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection, generation: Generation) -> rusqlite::Result<()> {
    let newest = if generation >= Generation::Ios17 {
        ", ZGROUPNAME VARCHAR, ZDERIVEDINTENTIDENTIFIER VARCHAR"
    } else {
        ""
    };
    let custom = if generation >= Generation::Ios12 { ", ZCUSTOMIDENTIFIER VARCHAR" } else { "" };
    conn.execute_batch(&format!(
        "CREATE TABLE ZINTERACTIONS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZDIRECTION INTEGER, ZISRESPONSE INTEGER, ZMECHANISM INTEGER, ZRECIPIENTCOUNT INTEGER, ZSENDER INTEGER, ZCREATIONDATE TIMESTAMP, ZENDDATE TIMESTAMP, ZSTARTDATE TIMESTAMP, ZACCOUNT VARCHAR, ZBUNDLEID VARCHAR, ZCONTENTURL VARCHAR, ZDOMAINIDENTIFIER VARCHAR, ZLOCATIONUUID VARCHAR, ZTARGETBUNDLEID VARCHAR, ZUUID VARCHAR{newest});
         CREATE TABLE ZCONTACTS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZINCOMINGRECIPIENTCOUNT INTEGER, ZINCOMINGSENDERCOUNT INTEGER, ZOUTGOINGRECIPIENTCOUNT INTEGER, ZCREATIONDATE TIMESTAMP, ZFIRSTINCOMINGRECIPIENTDATE TIMESTAMP, ZFIRSTINCOMINGSENDERDATE TIMESTAMP, ZFIRSTOUTGOINGRECIPIENTDATE TIMESTAMP, ZLASTINCOMINGRECIPIENTDATE TIMESTAMP, ZLASTINCOMINGSENDERDATE TIMESTAMP, ZLASTOUTGOINGRECIPIENTDATE TIMESTAMP, ZDISPLAYNAME VARCHAR, ZIDENTIFIER VARCHAR, ZPERSONID VARCHAR{custom});
         CREATE TABLE ZVERSION (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZNUMBER INTEGER);",
    ))?;
    if generation >= Generation::Ios15 {
        let photo = if generation >= Generation::Ios17 { ", ZPHOTOLOCALIDENTIFIER VARCHAR" } else { "" };
        conn.execute_batch(&format!(
            "CREATE TABLE ZATTACHMENT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZSIZEINBYTES INTEGER, ZCONTENTTEXT VARCHAR, ZUTI VARCHAR, ZCONTENTURL VARCHAR, ZCLOUDIDENTIFIER VARCHAR, ZIDENTIFIER BLOB{photo});
             CREATE TABLE Z_1INTERACTIONS (Z_1ATTACHMENTS INTEGER, Z_3INTERACTIONS INTEGER, PRIMARY KEY (Z_1ATTACHMENTS, Z_3INTERACTIONS));
             CREATE TABLE Z_2INTERACTIONRECIPIENT (Z_2RECIPIENTS INTEGER, Z_3INTERACTIONRECIPIENT INTEGER, PRIMARY KEY (Z_2RECIPIENTS, Z_3INTERACTIONRECIPIENT));",
        ))?;
    }
    Ok(())
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let generation = phone.generation;
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn, generation)?;
        bulk(conn, |conn| rows(phone, conn))
    });
}

fn rows(phone: &mut Phone, conn: &Connection) -> rusqlite::Result<()> {
    let generation = phone.generation;
    let people = phone.people.clone();
    for (index, person) in people.iter().enumerate() {
        let seen = cocoa(phone.sometime());
        let (name, id) = (person.name(), if index % 2 == 0 { &person.phone } else { &person.email });
        let number = index as i64;
        let mut columns: Vec<(&str, &dyn ToSql)> = vec![
            ("Z_ENT", &2),
            ("ZDISPLAYNAME", &name),
            ("ZIDENTIFIER", id),
            ("ZPERSONID", &number),
            ("ZINCOMINGSENDERCOUNT", &3),
            ("ZCREATIONDATE", &seen),
            ("ZFIRSTINCOMINGSENDERDATE", &seen),
            ("ZLASTINCOMINGSENDERDATE", &seen),
        ];
        if generation >= Generation::Ios12 {
            columns.push(("ZCUSTOMIDENTIFIER", id));
        }
        insert(conn, "ZCONTACTS", &columns)?;
    }
    let count = phone.quantity(20_000, 30);
    for index in 0..count {
        let start = cocoa(phone.moment(index, count));
        let who = phone.person() as i64 + 1;
        let incoming = phone.rng.chance(0.6);
        let bundle = phone.rng.pick(&[
            "com.apple.MobileSMS",
            "net.whatsapp.WhatsApp",
            "com.apple.mobilemail",
            "com.apple.InCallService",
        ]);
        // What the owner sent has no sender.
        let sender = incoming.then_some(who);
        let row = insert(
            conn,
            "ZINTERACTIONS",
            &[
                ("Z_ENT", &3),
                ("ZDIRECTION", &i32::from(!incoming)),
                ("ZISRESPONSE", &0),
                ("ZMECHANISM", &4),
                ("ZRECIPIENTCOUNT", &1),
                ("ZSENDER", &sender),
                ("ZCREATIONDATE", &start),
                ("ZSTARTDATE", &start),
                ("ZENDDATE", &(start + 5.0)),
                ("ZACCOUNT", &"mira@mail.example"),
                ("ZBUNDLEID", &bundle),
                ("ZUUID", &phone.rng.uuid()),
            ],
        )?;
        if generation >= Generation::Ios15 && !incoming {
            insert(
                conn,
                "Z_2INTERACTIONRECIPIENT",
                &[("Z_2RECIPIENTS", &who), ("Z_3INTERACTIONRECIPIENT", &row)],
            )?;
        }
        if generation >= Generation::Ios15 && phone.rng.chance(0.01) {
            let attachment = insert(
                conn,
                "ZATTACHMENT",
                &[
                    ("Z_ENT", &1),
                    ("ZUTI", &"public.jpeg"),
                    ("ZSIZEINBYTES", &51_200),
                    ("ZIDENTIFIER", &phone.rng.bytes::<16>()),
                ],
            )?;
            insert(conn, "Z_1INTERACTIONS", &[("Z_1ATTACHMENTS", &attachment), ("Z_3INTERACTIONS", &row)])?;
        }
    }
    core_data(
        conn,
        &[("Attachment", 0), ("Contacts", people.len() as i64), ("Interactions", i64::from(count))],
    )
}
