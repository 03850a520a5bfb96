//! Daily network use per process: `com.apple.osanalytics.addaily.plist`, key `netUsageBaseline`: a name leads to
//! date, Wi-Fi in and out, cellular in and out.

use plist::{Dictionary, Value};

use super::datausage::DAEMONS;
use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{Phone, Planted},
    time::plist_date,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/Preferences/com.apple.osanalytics.addaily.plist");

/// One entry of `netUsageBaseline`.
pub fn baseline(unix: f64, wifi: (i64, i64), cellular: (i64, i64)) -> Value {
    Value::Array(vec![
        Value::Date(plist_date(unix)),
        wifi.0.into(),
        wifi.1.into(),
        cellular.0.into(),
        cellular.1.into(),
    ])
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let mut usage = Dictionary::new();
    for daemon in DAEMONS {
        let (when, wifi, cellular) =
            (phone.sometime(), phone.rng.range(0, 90_000), phone.rng.range(0, 9_000));
        usage.insert((*daemon).to_owned(), baseline(when, (wifi, wifi / 9), (cellular, cellular / 9)));
    }
    for index in 0..phone.quantity(200, 10) {
        let (when, wifi) = (phone.sometime(), phone.rng.range(0, 90_000));
        usage.insert(format!("com.vendor.app{index}"), baseline(when, (wifi, wifi / 9), (0, 0)));
    }
    if !phone.clean {
        // A name published for Pegasus (Amnesty International, July 2021).
        let name = "rolexd";
        usage.insert(name.to_owned(), baseline(phone.now() - 3.4e6, (4100, 900), (0, 0)));
        phone.plant(Planted {
            what: "published process",
            artifact: "os_analytics_ad_daily",
            level: Level::Match,
            kind: Kind::Infection,
            observed: ("process", name),
            indicator: Some(name),
            file: FILE,
            place: Place::Key(format!("netUsageBaseline/{name}")),
        });
    }
    let baseline_date = Value::Date(plist_date(phone.now() - 86_400.0));
    let content = binary(&dict([
        ("netUsageBaseline", Value::Dictionary(usage)),
        ("netUsageBaselineDate", baseline_date),
        ("version", 1_i64.into()),
    ]));
    backup.file(FILE.0, FILE.1, content);
}
