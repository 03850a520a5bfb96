//! Indicators that the peer reads or compares wrongly.

use model::Level;
use serde_json::json;
use testkit::backup::Backup;
use testkit::ios::{Generation, datausage};

use super::conversation;
use crate::harness::{naming, pack, run, stix};

fn message(text: &str) -> Backup {
    conversation(&[(1, Some(text), None)])
}

/// The peer compares the whole host or its registered domain, nothing between; ports and user-info break it.
#[test]
fn w4_domains_match_at_every_label() {
    let pack = pack("Family", &["[domain-name:value='sub.bad.org']", "[domain-name:value='web.worse.net']"]);
    for (text, value) in [
        ("https://x.sub.bad.org/", "sub.bad.org"),
        ("https://a.b.sub.bad.org/", "sub.bad.org"),
        ("https://sub.bad.org:8443/", "sub.bad.org"),
        ("https://user@sub.bad.org/", "sub.bad.org"),
        ("https://web.worse.net/", "web.worse.net"),
        ("https://redirect.org/?u=https%3A%2F%2Fsub.bad.org%2F", "sub.bad.org"),
    ] {
        assert_eq!(naming(&run(&message(text), std::slice::from_ref(&pack)), value).len(), 1, "{text}");
    }
    let outcome =
        run(&message("https://notsub.bad.org.evil.net https://bad.org"), std::slice::from_ref(&pack));
    assert!(outcome.findings.is_empty(), "{:#?}", outcome.findings);
}

/// The peer strips leading letters w and alarms about `wevil.com` for `evil.com`.
#[test]
fn w5_another_domain_is_another_domain() {
    let outcome = run(
        &message("https://wevil.com/ https://www.wwevil.com/"),
        &[pack("F", &["[domain-name:value='evil.com']"])],
    );
    assert!(outcome.findings.is_empty(), "{:#?}", outcome.findings);
}

/// The peer looks for addresses as parts of text.
#[test]
fn w6_addresses_compare_whole() {
    let pack = pack("F", &["[ipv4-addr:value='1.2.3.4']"]);
    let outcome =
        run(&message("http://11.2.3.45/ http://11.2.3.4/ http://1.2.3.40/"), std::slice::from_ref(&pack));
    assert!(outcome.findings.is_empty(), "{:#?}", outcome.findings);
    assert_eq!(naming(&run(&message("http://1.2.3.4:8080/x"), &[pack]), "1.2.3.4").len(), 1);
}

/// Without any domain indicator the peer's URL checks raise, and their stores lose all checks.
#[test]
fn w7_a_pack_without_domains_harms_nothing() {
    let outcome = run(
        &message("https://other.example/ https://exact.example/x"),
        &[pack("F", &["[app:id='com.bad.app']", "[url:value='https://exact.example/x']"])],
    );
    assert_eq!(naming(&outcome, "https://exact.example/x").len(), 1);
    assert!(outcome.coverage.failed.is_empty());
}

/// One value with `=`, or one compound pattern, ends the peer's whole run.
#[test]
fn w8_and_finding_7_every_pattern_is_read_or_counted() {
    let pack = pack(
        "F",
        &[
            "[url:value='https://exact.example/?a=b']",
            "[domain-name:value='one.example' OR domain-name:value='two.example']",
            "[domain-name:value IN ('three.example', 'four.example')]",
            "[domain-name:value LIKE '%.five.example']",
            "[domain-name:value='six.example'] AND [process:name='x']",
            "not a pattern at all",
            "[domain-name:value='last.example']",
        ],
    );
    assert!(!pack.skipped.is_empty(), "what cannot be decided is counted");
    let text = "https://exact.example/?a=b https://one.example https://two.example https://four.example \
                https://a.five.example https://last.example";
    let outcome = run(&message(text), &[pack]);
    assert_eq!(outcome.findings.len(), 6, "{:#?}", outcome.findings);
}

/// The peer cuts nothing but names of sixteen characters, and compares the cut name with nothing else.
#[test]
fn w23_a_process_name_that_the_platform_cut_still_matches() {
    let mut backup = Backup::new();
    backup.database(datausage::FILE.0, datausage::FILE.1, |conn| {
        datausage::create(conn, Generation::Ios17)?;
        for (pk, name) in [(1, "longimplantname1"), (2, "longimplantname"), (3, "longimplantnameX")] {
            datausage::process(conn, pk, Some(name), None, 1_714_557_600.0, 1_714_557_700.0)?;
        }
        Ok(())
    });
    let outcome = run(&backup, &[pack("F", &["[process:name='longimplantname1234']"])]);
    let rows: Vec<_> = naming(&outcome, "longimplantname1234").iter().map(|it| it.origin.row).collect();
    assert_eq!(rows, [Some(1)], "only the name of full length was cut");
}

/// The peer compares path prefixes without regard to components, and knows no aliases.
#[test]
fn w26_and_finding_4_paths_match_on_whole_components() {
    let pack = pack(
        "F",
        &["[file:path='/private/var/mobile/Library/keys/']", "[file:path='/var/mobile/Media/drop']"],
    );
    let paths = [
        ("HomeDomain", "Library/keys/one", true),
        ("HomeDomain", "Library/keys.helper", false),
        ("HomeDomain", "Library/keysmith/one", false),
        ("CameraRollDomain", "Media/drop", true),
        ("CameraRollDomain", "Media/dropped", false),
    ];
    let mut backup = Backup::new();
    for (domain, path, _) in paths {
        backup.file(domain, path, *b"x");
    }
    let outcome = run(&backup, &[pack]);
    let found: Vec<&str> = outcome
        .findings
        .iter()
        .filter(|it| !it.indicators.is_empty())
        .map(|it| it.observed.value.as_str())
        .collect();
    for (domain, path, expected) in paths {
        let device = testkit::backup::on_device(domain, path);
        assert_eq!(found.contains(&device.as_str()), expected, "{device} in {found:?}");
    }
}

/// The peer ignores that an indicator was revoked or has ended, and gives no source.
#[test]
fn w27_revoked_and_ended_indicators_are_background() {
    let indicator = |id: u8, pattern: &str, more: serde_json::Value| {
        let mut it = json!({
            "type": "indicator", "spec_version": "2.1", "id": format!("indicator--0000000{id}-0000-4000-8000-000000000000"),
            "created": "2020-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00Z", "valid_from": "2020-01-01T00:00:00Z",
            "pattern_type": "stix", "pattern": pattern,
            "external_references": [{ "source_name": "Lab", "url": "https://lab.example/report" }],
        });
        for (key, value) in more.as_object().unwrap() {
            it[key] = value.clone();
        }
        it
    };
    let pack = stix(
        "F",
        &[
            indicator(1, "[domain-name:value='revoked.example']", json!({ "revoked": true })),
            indicator(
                2,
                "[domain-name:value='ended.example']",
                json!({ "valid_until": "2021-01-01T00:00:00Z" }),
            ),
            indicator(
                3,
                "[domain-name:value='current.example']",
                json!({ "valid_until": "2030-01-01T00:00:00Z" }),
            ),
        ],
    );
    let outcome =
        run(&message("https://revoked.example https://ended.example https://current.example"), &[pack]);
    let level = |value| naming(&outcome, value).iter().map(|it| it.level).collect::<Vec<_>>();
    assert_eq!(level("revoked.example"), [Level::Context]);
    assert_eq!(level("ended.example"), [Level::Context]);
    assert_eq!(level("current.example"), [Level::Match]);
    let current = naming(&outcome, "current.example");
    assert!(current[0].indicators[0].references.iter().any(|it| it.contains("lab.example/report")));
    assert!(!current[0].explanation_key.is_empty());
}

/// An indicator may say in records of which time it counts; a record without a time leaves it open.
#[test]
fn an_indicator_of_a_span_of_time_counts_in_records_of_that_time() {
    let may = "START t'2024-05-01T00:00:00Z' STOP t'2024-06-01T00:00:00Z'";
    let june = "START t'2024-06-01T00:00:00Z' STOP t'2024-07-01T00:00:00Z'";
    let hash = model::hex(&crypto::Sha256::of(b"lure"));
    let pack = pack(
        "F",
        &[
            &format!("[domain-name:value='may.example'] {may}"),
            &format!("[domain-name:value='june.example'] {june}"),
            &format!("[file:hashes.'SHA-256'='{hash}'] {may}"),
        ],
    );
    let mut backup = message("https://may.example https://june.example");
    backup.file("MediaDomain", "Library/SMS/Attachments/00/00/x/lure.bin", *b"lure");
    let outcome = run(&backup, &[pack]);
    assert_eq!(naming(&outcome, "may.example").len(), 1);
    assert!(naming(&outcome, "june.example").is_empty());
    // A stored file has no time of its own.
    assert!(naming(&outcome, &hash).is_empty());
    let open: Vec<_> =
        outcome.coverage.problems.iter().filter(|it| it.why.contains("span of time")).collect();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].artifact.as_str(), open[0].count), ("files", 1));
}

/// The peer asks about no telephone number at all.
#[test]
fn numbers_in_the_text_of_a_message_are_asked_about() {
    let pack = pack("F", &["[phone-number:value='+15555550188']", "[phone-number:value='5555550199']"]);
    let outcome = run(&message("Call +1 (555) 555-0188 or tel:5555550199, not +15555550177"), &[pack]);
    let found: Vec<_> = outcome
        .findings
        .iter()
        .filter(|it| !it.indicators.is_empty())
        .map(|it| (it.artifact.as_str(), it.observed.value.as_str(), it.level, it.kind))
        .collect();
    for number in ["+15555550188", "5555550199"] {
        assert!(found.contains(&("sms", number, Level::Match, model::Kind::Targeting)), "{found:?}");
    }
    assert_eq!(found.len(), 2, "{found:?}");
}
