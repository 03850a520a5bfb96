//! WhatsApp: `ChatStorage.sqlite` and `LID.sqlite` of the shared group container. Core Data; dates are seconds
//! since 2001.

use rusqlite::Connection;

use crate::{
    backup::Backup,
    sample::{LURE_HOST, Phone, Planted},
    sqlite::{bulk, core_data, insert},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// The container.
pub const DOMAIN: &str = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";
/// The messages.
pub const FILE: (&str, &str) = (DOMAIN, "ChatStorage.sqlite");
/// The map between numbers and the newer account ids.
pub const LID_FILE: (&str, &str) = (DOMAIN, "LID.sqlite");

/// Creates the tables of `ChatStorage.sqlite`.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZARCHIVED INTEGER, ZCONTACTABID INTEGER, ZFLAGS INTEGER, ZHIDDEN INTEGER, ZMESSAGECOUNTER INTEGER, ZREMOVED INTEGER, ZSESSIONTYPE INTEGER, ZUNREADCOUNT INTEGER, ZGROUPINFO INTEGER, ZLASTMESSAGE INTEGER, ZPROPERTIES INTEGER, ZLASTMESSAGEDATE TIMESTAMP, ZCONTACTIDENTIFIER VARCHAR, ZCONTACTJID VARCHAR, ZLASTMESSAGETEXT VARCHAR, ZPARTNERNAME VARCHAR, ZSAVEDINPUT VARCHAR);
         CREATE TABLE ZWAGROUPINFO (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZSTATE INTEGER, ZCHATSESSION INTEGER, ZLASTMESSAGEOWNER INTEGER, ZCREATIONDATE TIMESTAMP, ZSUBJECTTIMESTAMP TIMESTAMP, ZCREATORJID VARCHAR, ZOWNERJID VARCHAR, ZPICTUREID VARCHAR, ZPICTUREPATH VARCHAR, ZSOURCEJID VARCHAR, ZSUBJECTOWNERJID VARCHAR);
         CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZCONTACTABID INTEGER, ZISACTIVE INTEGER, ZISADMIN INTEGER, ZSENDERKEYSENT INTEGER, ZCHATSESSION INTEGER, ZRECENTGROUPCHAT INTEGER, ZCONTACTIDENTIFIER VARCHAR, ZCONTACTNAME VARCHAR, ZFIRSTNAME VARCHAR, ZMEMBERJID VARCHAR);
         CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZCLOUDSTATUS INTEGER, ZFILESIZE INTEGER, ZMEDIAORIGIN INTEGER, ZMOVIEDURATION INTEGER, ZMESSAGE INTEGER, ZASPECTRATIO FLOAT, ZHACCURACY FLOAT, ZLATITUDE FLOAT, ZLONGITUDE FLOAT, ZMEDIAURLDATE TIMESTAMP, ZAUTHORNAME VARCHAR, ZCOLLECTIONNAME VARCHAR, ZMEDIALOCALPATH VARCHAR, ZMEDIAURL VARCHAR, ZTHUMBNAILLOCALPATH VARCHAR, ZTITLE VARCHAR, ZVCARDNAME VARCHAR, ZVCARDSTRING VARCHAR, ZXMPPTHUMBPATH VARCHAR, ZMEDIAKEY BLOB, ZMETADATA BLOB);
         CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZDATAITEMVERSION INTEGER, ZDOCID INTEGER, ZFILTEREDRECIPIENTCOUNT INTEGER, ZFLAGS INTEGER, ZGROUPEVENTTYPE INTEGER, ZISFROMME INTEGER, ZMESSAGEERRORSTATUS INTEGER, ZMESSAGESTATUS INTEGER, ZMESSAGETYPE INTEGER, ZSORT INTEGER, ZSTARRED INTEGER, ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER, ZLASTSESSION INTEGER, ZMEDIAITEM INTEGER, ZMESSAGEINFO INTEGER, ZPARENTMESSAGE INTEGER, ZMESSAGEDATE TIMESTAMP, ZSENTDATE TIMESTAMP, ZFROMJID VARCHAR, ZMEDIASECTIONID VARCHAR, ZPHASH VARCHAR, ZPUSHNAME VARCHAR, ZSTANZAID VARCHAR, ZTEXT VARCHAR, ZTOJID VARCHAR);
         CREATE TABLE ZWAMESSAGEDATAITEM (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZINDEX INTEGER, ZOWNSTHUMBNAIL INTEGER, ZTYPE INTEGER, ZMESSAGE INTEGER, ZDATE TIMESTAMP, ZCHATJID VARCHAR, ZCONTENT1 VARCHAR, ZCONTENT2 VARCHAR, ZMATCHEDTEXT VARCHAR, ZSECTIONID VARCHAR, ZSENDERJID VARCHAR, ZSUMMARY VARCHAR, ZTHUMBNAILPATH VARCHAR, ZTITLE VARCHAR);
         CREATE TABLE ZWAMESSAGEINFO (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZMESSAGE INTEGER, ZRECEIPTINFO BLOB);
         CREATE INDEX ZWAMESSAGE_ZCHATSESSION_INDEX ON ZWAMESSAGE (ZCHATSESSION);",
    )
}

/// Creates the table of `LID.sqlite`.
///
/// # Errors
/// Those of SQLite.
pub fn create_lid(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE ZWAPHONENUMBERLIDPAIR (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZTIMESTAMP TIMESTAMP, ZLID VARCHAR, ZPHONENUMBER VARCHAR);",
    )
}

/// The newer account id of the `index`-th person.
pub(crate) fn lid(index: usize) -> String {
    format!("{}@lid", 100_000_000_000_000_u64 + index as u64)
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        bulk(conn, |conn| messages(phone, conn))
    });
    backup.database(LID_FILE.0, LID_FILE.1, |conn| {
        create_lid(conn)?;
        for (index, person) in phone.people.iter().enumerate().step_by(3) {
            insert(
                conn,
                "ZWAPHONENUMBERLIDPAIR",
                &[
                    ("ZTIMESTAMP", &cocoa(phone.now() - 86_400.0)),
                    ("ZLID", &lid(index)),
                    ("ZPHONENUMBER", &person.jid()),
                ],
            )?;
        }
        Ok(())
    });
}

/// The session of the one group.
const GROUP: &str = "447700900001-1600000000@g.us";

fn messages(phone: &mut Phone, conn: &Connection) -> rusqlite::Result<()> {
    let jids: Vec<(String, String)> =
        phone.people.iter().map(|person| (person.jid(), person.name())).collect();
    let now = cocoa(phone.now());
    for (jid, name) in &jids {
        insert(
            conn,
            "ZWACHATSESSION",
            &[
                ("ZCONTACTJID", jid),
                ("ZPARTNERNAME", name),
                ("ZSESSIONTYPE", &0),
                ("ZARCHIVED", &0),
                ("ZREMOVED", &0),
                ("ZMESSAGECOUNTER", &1),
                ("ZLASTMESSAGEDATE", &now),
            ],
        )?;
    }
    let group = insert(
        conn,
        "ZWACHATSESSION",
        &[
            ("ZCONTACTJID", &GROUP),
            ("ZPARTNERNAME", &"Night desk"),
            ("ZSESSIONTYPE", &1),
            ("ZGROUPINFO", &1),
            ("ZLASTMESSAGEDATE", &now),
        ],
    )?;
    let creator = jids.first().map(|(jid, _)| jid.as_str());
    insert(
        conn,
        "ZWAGROUPINFO",
        &[
            ("ZCHATSESSION", &group),
            ("ZCREATIONDATE", &(now - 3e7)),
            ("ZCREATORJID", &creator),
            ("ZOWNERJID", &creator),
        ],
    )?;
    for (jid, name) in jids.iter().take(6) {
        insert(
            conn,
            "ZWAGROUPMEMBER",
            &[("ZCHATSESSION", &group), ("ZMEMBERJID", jid), ("ZCONTACTNAME", name), ("ZISACTIVE", &1)],
        )?;
    }
    let count = phone.quantity(200_000, 60);
    let step = count / 4;
    for index in 0..count {
        let pk = i64::from(index) + 1;
        let when = cocoa(phone.moment(index, count));
        let person = phone.person();
        let (jid, name) = jids.get(person).map_or(("", ""), |(jid, name)| (jid, name));
        let in_group = phone.rng.chance(0.2);
        let mut from_me = phone.rng.chance(0.5);
        let mut text = Some(phone.chatter());
        let special = if phone.clean || step == 0 || index % step != step / 2 { 9 } else { index / step };
        let url = phone.lure(&format!("w{special}"));
        match special {
            0 => (from_me, text) = (false, Some(format!("Documents for your colleague: {url}"))),
            1 => (from_me, text) = (false, None),
            2 => (from_me, text) = (true, Some(format!("Do you know this one? {url}"))),
            3 => (from_me, text) = (false, None),
            _ => {}
        }
        let media = (special == 3 || phone.rng.chance(0.05)).then_some(pk);
        let (from, to) =
            if from_me { (None, Some(jid)) } else { (Some(if in_group { GROUP } else { jid }), None) };
        insert(
            conn,
            "ZWAMESSAGE",
            &[
                ("Z_PK", &pk),
                ("Z_ENT", &9),
                ("Z_OPT", &1),
                ("ZISFROMME", &from_me),
                ("ZMESSAGETYPE", &if media.is_some() { 1 } else { 0 }),
                ("ZCHATSESSION", &if in_group { group } else { person as i64 + 1 }),
                ("ZGROUPMEMBER", &in_group.then_some(1 + pk % 6)),
                ("ZMEDIAITEM", &media),
                ("ZMESSAGEDATE", &when),
                ("ZSENTDATE", &when),
                ("ZFROMJID", &from),
                ("ZTOJID", &to),
                ("ZPUSHNAME", &(!from_me).then_some(name)),
                ("ZSTANZAID", &format!("3A{:016X}", phone.rng.next_u64())),
                ("ZTEXT", &text),
            ],
        )?;
        if let Some(media) = media {
            let remote =
                if special == 3 { url.clone() } else { format!("https://media.chat.example/v/{pk}.enc") };
            insert(
                conn,
                "ZWAMEDIAITEM",
                &[
                    ("Z_PK", &media),
                    ("ZMESSAGE", &pk),
                    ("ZFILESIZE", &2048),
                    ("ZMEDIAURL", &remote),
                    ("ZMEDIALOCALPATH", &format!("Media/{jid}/{pk}.jpg")),
                ],
            )?;
        }
        if special == 1 {
            insert(
                conn,
                "ZWAMESSAGEDATAITEM",
                &[
                    ("ZINDEX", &0),
                    ("ZTYPE", &1),
                    ("ZMESSAGE", &pk),
                    ("ZDATE", &when),
                    ("ZSENDERJID", &jid),
                    ("ZCONTENT1", &url),
                    ("ZMATCHEDTEXT", &url),
                    ("ZTITLE", &"Invitation"),
                    ("ZSUMMARY", &"A page that does not exist"),
                ],
            )?;
        }
        if special < 4 {
            let (what, kind, table) = match special {
                0 => ("lure in text", Kind::Targeting, "ZWAMESSAGE"),
                1 => ("lure in a link preview", Kind::Targeting, "ZWAMESSAGEDATAITEM"),
                2 => ("lure passed on by the owner", Kind::Exposure, "ZWAMESSAGE"),
                _ => ("lure as the address of media", Kind::Targeting, "ZWAMEDIAITEM"),
            };
            let row = if special == 1 { conn.last_insert_rowid() } else { pk };
            phone.plant(Planted {
                what,
                artifact: "whatsapp",
                level: Level::Match,
                kind,
                observed: ("url", &url),
                indicator: Some(LURE_HOST),
                file: FILE,
                place: Place::Row(table, row),
            });
        }
    }
    core_data(conn, &[("WAMessage", i64::from(count)), ("WAChatSession", group)])
}
