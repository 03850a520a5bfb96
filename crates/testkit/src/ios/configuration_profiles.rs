//! Configuration profiles and their log, in the system group container `systemgroup.com.apple.configurationprofiles`.

use plist::{Dictionary, Value};

use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{Phone, Planted},
    time::plist_date,
    truth::{Kind, Level, Place},
};

/// The container.
pub const DOMAIN: &str = "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles";
/// The log of profile operations.
pub const EVENTS: (&str, &str) = (DOMAIN, "Library/ConfigurationProfiles/MCProfileEvents.plist");

/// Where the profile called `name` is stored.
pub fn path(name: &str) -> String {
    format!("Library/ConfigurationProfiles/profile-{name}.stub")
}

/// A profile with its payloads; without any when `payloads` is nothing, as removed profiles have it.
pub fn profile(
    uuid: &str,
    identifier: &str,
    name: &str,
    installed: f64,
    payloads: Option<Vec<Value>>,
) -> Value {
    let mut profile = dict([
        ("PayloadType", "Configuration".into()),
        ("PayloadVersion", 1_i64.into()),
        ("PayloadUUID", uuid.into()),
        ("PayloadIdentifier", identifier.into()),
        ("PayloadDisplayName", name.into()),
        ("PayloadOrganization", "Sample Organisation".into()),
        ("InstallDate", Value::Date(plist_date(installed))),
        ("SignerCerts", Value::Array(vec![Value::Data(certificate())])),
    ]);
    if let (Value::Dictionary(profile), Some(payloads)) = (&mut profile, payloads) {
        profile.insert("PayloadContent".to_owned(), Value::Array(payloads));
    }
    profile
}

/// A payload of `kind` with its own keys.
pub fn payload(kind: &str, uuid: &str, keys: Vec<(&str, Value)>) -> Value {
    let mut payload = Dictionary::new();
    for (key, value) in [
        ("PayloadType", Value::from(kind)),
        ("PayloadVersion", 1_i64.into()),
        ("PayloadUUID", uuid.into()),
        ("PayloadIdentifier", format!("test.sample.{}", uuid.to_lowercase()).into()),
        ("PayloadDisplayName", kind.into()),
    ]
    .into_iter()
    .chain(keys)
    {
        payload.insert(key.to_owned(), value);
    }
    Value::Dictionary(payload)
}

/// Bytes in the shape of a certificate (a DER sequence); they certify nothing.
pub fn certificate() -> Vec<u8> {
    let mut der = vec![0x30, 0x82, 0x00, 0x40];
    der.extend(std::iter::repeat_n(0x05, 64));
    der
}

/// One entry of the log.
pub fn event(profile: &str, operation: &str, process: &str, unix: f64) -> Value {
    dict([(
        profile,
        dict([
            ("Operation", operation.into()),
            ("Process", process.into()),
            ("Timestamp", Value::Date(plist_date(unix))),
        ]),
    )])
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let now = phone.now();
    // Ordinary: a Wi-Fi network of an office, and a profile of which nothing is left.
    let (uuid, inner) = (phone.rng.uuid(), phone.rng.uuid());
    let settings = payload("com.apple.wifi.managed", &inner, vec![("SSID_STR", "Sample Wi-Fi".into())]);
    let plain = profile(&uuid, "test.sample.wifi", "Wi-Fi", now - 3e7, Some(vec![settings]));
    backup.file(DOMAIN, &path("wifi"), binary(&plain));
    let uuid = phone.rng.uuid();
    let empty = profile(&uuid, "test.sample.removed", "Removed", now - 2e7, None);
    backup.file(DOMAIN, &path("removed"), binary(&empty));
    let mut events = Vec::new();
    if !phone.clean {
        for (kind, keys) in suspicious() {
            let (uuid, inner, first) = (phone.rng.uuid(), phone.rng.uuid(), phone.rng.uuid());
            // The payload that matters is not the first.
            let payloads =
                vec![payload("com.apple.webClip.managed", &first, Vec::new()), payload(kind, &inner, keys)];
            let name = kind.rsplit('.').next().unwrap_or(kind);
            let identifier = format!("test.sample.{name}");
            let content = profile(&uuid, &identifier, name, now - 9e6, Some(payloads));
            let path = path(name);
            backup.file(DOMAIN, &path, binary(&content));
            events.push(event(&identifier, "install", "profiled", now - 9e6));
            phone.plant(Planted {
                what: "payload that weakens the phone",
                artifact: "configuration_profiles",
                level: Level::Anomaly,
                kind: Kind::Weakness,
                observed: ("property", kind),
                indicator: None,
                file: (DOMAIN, &path),
                place: Place::Key("PayloadContent/1".to_owned()),
            });
        }
        phone.plant(Planted {
            what: "profile operations",
            artifact: "profile_events",
            level: Level::Context,
            kind: Kind::Weakness,
            observed: ("property", "install"),
            indicator: None,
            file: EVENTS,
            place: Place::Key("ProfileEvents/0/test.sample.mdm".to_owned()),
        });
    }
    backup.file(EVENTS.0, EVENTS.1, binary(&dict([("ProfileEvents", Value::Array(events))])));
}

/// Payloads that let someone else see or steer what the phone does.
fn suspicious() -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    vec![
        (
            "com.apple.mdm",
            vec![
                ("ServerURL", "https://mdm.sample.test/server".into()),
                ("CheckInURL", "https://mdm.sample.test/checkin".into()),
                ("Topic", "com.apple.mgmt.External.sample".into()),
                ("AccessRights", 8191_i64.into()),
            ],
        ),
        ("com.apple.security.root", vec![("PayloadContent", Value::Data(certificate()))]),
        (
            "com.apple.vpn.managed",
            vec![("VPNType", "IKEv2".into()), ("IKEv2", dict([("RemoteAddress", "vpn.sample.test".into())]))],
        ),
        (
            "com.apple.proxy.http.global",
            vec![
                ("ProxyType", "Manual".into()),
                ("ProxyServer", "proxy.sample.test".into()),
                ("ProxyServerPort", 8080_i64.into()),
            ],
        ),
        (
            "com.apple.webcontent-filter",
            vec![("FilterType", "BuiltIn".into()), ("AutoFilterEnabled", true.into())],
        ),
    ]
}
