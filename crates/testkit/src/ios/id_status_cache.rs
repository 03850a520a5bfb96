//! Accounts the phone looked up: `com.apple.identityservices.idstatuscache.plist`. A service leads to accounts,
//! each with the date of the look-up in seconds since 2001. Phones stopped writing it with iOS 14.7.

use plist::{Dictionary, Value};

use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{Phone, Planted},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) =
    ("HomeDomain", "Library/Preferences/com.apple.identityservices.idstatuscache.plist");

/// One look-up.
pub fn lookup(unix: f64) -> Value {
    dict([("IDStatus", 1_i64.into()), ("LookupDate", Value::Real(cocoa(unix)))])
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let mut users = Dictionary::new();
    for person in phone.people.clone() {
        users.insert(format!("tel:{}", person.phone), lookup(phone.sometime()));
        users.insert(format!("mailto:{}", person.email), lookup(phone.sometime()));
    }
    if !phone.clean {
        let user = "mailto:zero\0\0byte@mail.example";
        users.insert(user.to_owned(), lookup(phone.now() - 4e6));
        phone.plant(Planted {
            what: "double NUL in an account name",
            artifact: "id_status_cache",
            level: Level::Anomaly,
            kind: Kind::Targeting,
            observed: ("property", "mailto:zero\\x00\\x00byte@mail.example"),
            indicator: None,
            file: FILE,
            place: Place::Key("com.apple.madrid/mailto:zero\\x00\\x00byte@mail.example".to_owned()),
        });
    }
    let mut services = Dictionary::new();
    services.insert("com.apple.madrid".to_owned(), Value::Dictionary(users));
    backup.file(FILE.0, FILE.1, binary(&Value::Dictionary(services)));
}
