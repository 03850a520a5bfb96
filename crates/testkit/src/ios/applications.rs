//! Installed applications: key `Applications` of `Info.plist`. An application from the store has its receipt there
//! as a property list within the property list; others may have none.

use plist::Value;

use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{Phone, Planted},
    time::iso,
    truth::{Kind, Level, Place},
};

/// An entry with the receipt of the installer `source` (`com.apple.AppStore`, `com.apple.TestFlight`, ...).
pub fn entry(bundle: &str, name: &str, source: &str, purchased: f64) -> Value {
    let receipt = dict([
        ("softwareVersionBundleId", bundle.into()),
        ("sourceApp", source.into()),
        ("artistName", "Sample Vendor".into()),
        ("itemName", name.into()),
        ("itemId", 100_000_001_i64.into()),
        ("bundleShortVersionString", "1.2.3".into()),
        ("bundleVersion", "123".into()),
        (
            "com.apple.iTunesStore.downloadInfo",
            dict([
                ("purchaseDate", iso(purchased).into()),
                (
                    "accountInfo",
                    dict([("AppleID", "mira@mail.example".into()), ("DSPersonID", 1_i64.into())]),
                ),
            ]),
        ),
    ]);
    dict([
        ("ApplicationSINF", Value::Data(vec![0; 32])),
        ("iTunesMetadata", Value::Data(binary(&receipt))),
        ("PlaceholderIcon", Value::Data(b"\x89PNG\r\n\x1a\n".to_vec())),
    ])
}

/// An entry without a receipt, as applications have that came past the store.
pub fn bare() -> Value {
    dict([("PlaceholderIcon", Value::Data(b"\x89PNG\r\n\x1a\n".to_vec()))])
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    for index in 0..phone.quantity(140, 12) {
        let bundle = format!("com.vendor.app{index}");
        let (when, name) = (phone.sometime(), phone.title());
        backup.application(&bundle, entry(&bundle, &name, "com.apple.AppStore", when));
    }
    if phone.clean {
        return;
    }
    let when = phone.now() - 2e6;
    for (bundle, what, level, value) in [
        ("test.sample.beta", "application from TestFlight", Level::Context, Some("com.apple.TestFlight")),
        (
            "test.sample.enterprise",
            "application from an unknown source",
            Level::Anomaly,
            Some("test.sample.installer"),
        ),
        ("test.sample.sideloaded", "application without a receipt", Level::Anomaly, None),
    ] {
        let value = value.map_or_else(bare, |source| entry(bundle, "Sample", source, when));
        backup.application(bundle, value);
        phone.plant(Planted {
            what,
            artifact: "applications",
            level,
            kind: Kind::Weakness,
            observed: ("app_id", bundle),
            indicator: None,
            file: ("", "Info.plist"),
            place: Place::Key(format!("Applications/{bundle}")),
        });
    }
}
