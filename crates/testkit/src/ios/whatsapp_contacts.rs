//! WhatsApp's contacts: `ContactsV2.sqlite` of the shared group container. Dates are seconds since 2001.

use rusqlite::Connection;

use super::whatsapp::{DOMAIN, lid};
use crate::{
    backup::Backup,
    sample::Phone,
    sqlite::{core_data, insert},
    time::cocoa,
};

/// Where the store lies.
pub const FILE: (&str, &str) = (DOMAIN, "ContactsV2.sqlite");

/// Creates the table.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZDISAPPEARINGMODEDURATION INTEGER, ZPHONESTATUS INTEGER, ZSORT INTEGER, ZSYNCPOLICY INTEGER, ZABOUTTIMESTAMP TIMESTAMP, ZDISAPPEARINGMODETIMESTAMP TIMESTAMP, ZLASTUPDATED TIMESTAMP, ZABOUTTEXT VARCHAR, ZFULLNAME VARCHAR, ZGIVENNAME VARCHAR, ZLASTNAME VARCHAR, ZIDENTIFIER VARCHAR, ZLID VARCHAR, ZLOCALIZEDPHONENUMBER VARCHAR, ZPHONENUMBER VARCHAR, ZPHONENUMBERLABEL VARCHAR, ZWHATSAPPID VARCHAR, ZDEVICELIST BLOB);",
    )
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        let people = phone.people.clone();
        for (index, person) in people.iter().enumerate() {
            let updated = cocoa(phone.sometime());
            let duration = if index % 7 == 0 { 604_800 } else { 0 };
            insert(
                conn,
                "ZWAADDRESSBOOKCONTACT",
                &[
                    ("ZFULLNAME", &person.name()),
                    ("ZGIVENNAME", &person.first),
                    ("ZLASTNAME", &person.last),
                    ("ZPHONENUMBER", &person.phone),
                    ("ZWHATSAPPID", &person.jid()),
                    ("ZLID", &lid(index)),
                    ("ZABOUTTEXT", &"Available"),
                    ("ZABOUTTIMESTAMP", &updated),
                    ("ZLASTUPDATED", &updated),
                    ("ZDISAPPEARINGMODEDURATION", &duration),
                    ("ZDISAPPEARINGMODETIMESTAMP", &(duration > 0).then_some(updated)),
                    ("ZPHONESTATUS", &2),
                ],
            )?;
        }
        core_data(conn, &[("WAAddressBookContact", people.len() as i64)])
    });
}
