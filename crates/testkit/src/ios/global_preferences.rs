//! Settings of the whole phone: `.GlobalPreferences.plist`. `LDMGlobalEnabled` is Lockdown Mode.

use plist::Value;

use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{Phone, Planted},
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/Preferences/.GlobalPreferences.plist");

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let mut value = dict([
        ("AppleLocale", "en_GB".into()),
        ("AppleLanguages", Value::Array(vec!["en-GB".into(), "es-419".into()])),
        (
            "AppleKeyboards",
            Value::Array(vec!["en_GB@sw=QWERTY;hw=Automatic".into(), "emoji@sw=Emoji".into()]),
        ),
        ("AKLastIDMSEnvironment", 0_i64.into()),
    ]);
    if let (Value::Dictionary(dict), false) = (&mut value, phone.clean) {
        dict.insert("LDMGlobalEnabled".to_owned(), true.into());
        phone.plant(Planted {
            what: "Lockdown Mode is on",
            artifact: "global_preferences",
            level: Level::Context,
            kind: Kind::Weakness,
            observed: ("property", "LDMGlobalEnabled"),
            indicator: None,
            file: FILE,
            place: Place::Key("LDMGlobalEnabled".to_owned()),
        });
    }
    backup.file(FILE.0, FILE.1, binary(&value));
}
