//! Who asked where the phone is: `Library/Caches/locationd/clients.plist` in `RootDomain`. Dates are seconds
//! since 2001.

use plist::{Dictionary, Value};

use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{Phone, Planted},
    time::cocoa,
    truth::{Kind, Level, Place},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("RootDomain", "Library/Caches/locationd/clients.plist");

/// A client that is an application.
pub fn application(bundle: &str, unix: f64) -> Value {
    dict([
        ("BundleId", bundle.into()),
        ("BundlePath", format!("/private/var/containers/Bundle/Application/{bundle}/Sample.app").into()),
        (
            "Registered",
            format!("/private/var/containers/Bundle/Application/{bundle}/Sample.app/Sample").into(),
        ),
        ("Authorization", 2_i64.into()),
        ("Whitelisted", false.into()),
        ("LocationTimeStopped", Value::Real(cocoa(unix))),
        ("ConsumptionPeriodBegin", Value::Real(cocoa(unix - 86_400.0))),
    ])
}

/// A client that is an executable.
pub fn executable(path: &str, unix: f64) -> Value {
    dict([
        ("Executable", path.into()),
        ("Registered", path.into()),
        ("Authorization", 0_i64.into()),
        ("LocationTimeStopped", Value::Real(cocoa(unix))),
        ("ReceivingLocationInformationTimeStopped", Value::Real(cocoa(unix))),
    ])
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let mut clients = Dictionary::new();
    for index in 0..phone.quantity(90, 6) {
        let bundle = format!("com.vendor.app{index}");
        clients.insert(bundle.clone(), application(&bundle, phone.sometime()));
    }
    clients.insert("/usr/libexec/routined".to_owned(), executable("/usr/libexec/routined", phone.sometime()));
    clients.insert("AppleRegion".to_owned(), Value::Boolean(true));
    if !phone.clean {
        let path = "/private/var/db/com.apple.xpc.roleaccountd.staging/sampled";
        clients.insert(path.to_owned(), executable(path, phone.now() - 3.4e6));
        phone.plant(Planted {
            what: "process in a staging folder",
            artifact: "locationd_clients",
            level: Level::Implausible,
            kind: Kind::Infection,
            observed: ("path", path),
            indicator: None,
            file: FILE,
            place: Place::Key(path.to_owned()),
        });
    }
    backup.file(FILE.0, FILE.1, binary(&Value::Dictionary(clients)));
}
