//! Configuration profiles: each payload once, dated by its profile, its certificates by their digests.

use model::{Kind, Level};
use plist::Value;
use testkit::backup::Backup;
use testkit::ios::configuration_profiles::{DOMAIN, certificate, path, payload, profile};
use testkit::keyed::{binary, dict};

use crate::harness::{naming, of_rule, pack, run};

const INSTALLED: f64 = 1_714_564_800.0;

fn installed(payloads: Vec<Value>) -> Backup {
    let mut backup = Backup::new();
    let profile = profile("U", "test.sample.profile", "Sample", INSTALLED, Some(payloads));
    backup.file(DOMAIN, &path("a"), binary(&profile));
    backup
}

/// A payload for a cellular network, whose content is a list of parts that are no payloads.
fn cellular() -> Value {
    let apn = dict([("apn", "x".into()), ("proxy", "proxy.example".into())]);
    let data = dict([("apns", Value::Array(vec![apn])), ("ServerAddresses", "vpn.example".into())]);
    let part = dict([("DefaultsDomainName", "com.apple.managedCarrier".into()), ("DefaultsData", data)]);
    payload("com.apple.apn.managed", "P", vec![("PayloadContent", Value::Array(vec![part]))])
}

#[test]
fn one_proxy_is_one_finding() {
    let outcome = run(&installed(vec![cellular()]), &[]);
    let found = of_rule(&outcome, "profile-proxy");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].observed.value, "PayloadType=com.apple.apn.managed");
    assert_eq!(found[0].time.map(|it| it.as_micros() / 1_000_000), Some(INSTALLED as i64));
    // The parts are looked at with their payload.
    let outcome = run(&installed(vec![cellular()]), &[pack("F", &["[domain-name:value='vpn.example']"])]);
    let found = naming(&outcome, "vpn.example");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].origin.key.as_deref(), Some("PayloadContent/0"));
}

#[test]
fn a_payload_inside_another_speaks_for_itself() {
    let outer = payload("test.sample.outer", "O", vec![("PayloadContent", Value::Array(vec![cellular()]))]);
    let outcome = run(&installed(vec![outer]), &[]);
    let found = of_rule(&outcome, "profile-proxy");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].origin.key.as_deref(), Some("PayloadContent/0/PayloadContent/0"));
}

/// A dictionary that only says that it is a payload stands in nobody's list, so its own payload tells of it.
#[test]
fn a_proxy_does_not_hide_behind_a_type() {
    let hidden = dict([("PayloadType", "test.sample.hidden".into()), ("HTTPProxy", "proxy.example".into())]);
    for key in ["Proxies", "PayloadContent"] {
        let outer = payload("test.sample.outer", "O", vec![(key, hidden.clone())]);
        let outcome = run(&installed(vec![outer]), &[]);
        assert_eq!(of_rule(&outcome, "profile-proxy").len(), 1, "{key}");
    }
}

#[test]
fn certificates_are_known_by_three_digests() {
    let mut other = certificate();
    other.push(0x06);
    let [sha256, sha1, md5] = evidence::digests_of(&other);
    let [signer, ..] = evidence::digests_of(&certificate());
    let listed = pack(
        "F",
        &[
            &format!("[app:cert.sha256='{sha256}']"),
            &format!("[app:cert.sha1='{sha1}']"),
            &format!("[app:cert.md5='{md5}']"),
            &format!("[app:cert.sha256='{signer}']"),
        ],
    );
    for kind in ["com.apple.security.root", "com.apple.security.pkcs1"] {
        let content = Value::Data(other.clone());
        let backup = installed(vec![payload(kind, "C", vec![("PayloadContent", content)])]);
        let outcome = run(&backup, std::slice::from_ref(&listed));
        for (digest, key) in [
            (&sha256, Some("PayloadContent/0")),
            (&sha1, Some("PayloadContent/0")),
            (&md5, Some("PayloadContent/0")),
            (&signer, None),
        ] {
            let found = naming(&outcome, digest);
            assert_eq!(found.len(), 1, "{kind} {digest}: {:#?}", outcome.findings);
            assert_eq!((found[0].level, found[0].kind), (Level::Match, Kind::Infection));
            assert_eq!(found[0].origin.key.as_deref(), key);
        }
        assert_eq!(outcome.applicable, [4]);
        assert_eq!(of_rule(&outcome, "profile-root-ca").len(), 1, "{kind}");
    }
}
