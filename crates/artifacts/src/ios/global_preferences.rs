//! Settings that hold for the whole phone: language, region, Lockdown Mode.
//!
//! `HomeDomain Library/Preferences/.GlobalPreferences.plist`. `LDMGlobalEnabled` says whether Lockdown Mode is on.
//! Keyboards, recent searches and account names can stand here, so everything but a short list is personal.

use evidence::Source;
use model::{Field, Locator, Privacy, Record};

use crate::flatten::{self, Treat};
use crate::{Artifact, Sink, open};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "global_preferences",
    wants: &[
        "/private/var/mobile/Library/Preferences/.GlobalPreferences.plist",
        "/private/var/mobile/Library/Preferences/.GlobalPreferences_m.plist",
    ],
    carries: &[],
    own_times: &[],
    read,
};

/// Keys whose values say something about the system and nothing about the person.
const TECHNICAL: &[&str] = &[
    "LDMGlobalEnabled",
    "AppleLocale",
    "AppleLanguages",
    "AppleLanguagesDidMigrate",
    "AppleLanguagesSchemaVersion",
    "AppleTemperatureUnit",
    "AppleMeasurementUnits",
    "AppleMetricUnits",
    "AppleICUForce24HourTime",
    "AKLastLocale",
    "AppleKeyboardsExpanded",
    "NSLanguages",
    "PKKeychainVersionKey",
    "AppleInterfaceStyle",
];

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    for (key, value) in list.root.dict().iter() {
        let mut record = Record::new(ARTIFACT.id, "preference", source.reference(), Locator::key(key));
        record.field("entry", key);
        let privacy = if TECHNICAL.contains(&key) { Privacy::Technical } else { Privacy::Personal };
        match (flatten::scalar(value), value.as_dict()) {
            (Some(value), _) => record.fields.push(Field { name: "value".into(), value, privacy }),
            (None, Some(dict)) => flatten::fields(dict, &|_| Treat::Personal, &mut record),
            (None, None) => {
                for (index, dict) in value.as_array().iter().enumerate() {
                    if let Some(value) = flatten::scalar(dict) {
                        record.fields.push(Field { name: index.to_string().into(), value, privacy });
                    }
                    flatten::fields(dict.dict(), &|_| Treat::Personal, &mut record);
                }
            }
        }
        if sink.record(&record).is_break() {
            return;
        }
    }
}
