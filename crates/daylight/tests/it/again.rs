//! Old results looked at with new packs: the same facts under the same ids, and no silence about what cannot be
//! compared any more.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use testkit::backup::Backup;
use testkit::ios::{Generation, sms};

use crate::run::{daylight, json as read, phone, text};

fn bundle(path: &Path, patterns: &[&str]) {
    let objects: Vec<Value> = patterns
        .iter()
        .enumerate()
        .map(|(at, pattern)| {
            json!({
                "type": "indicator", "spec_version": "2.1",
                "id": format!("indicator--{at:08}-0000-4000-8000-000000000000"),
                "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z",
                "valid_from": "2024-01-01T00:00:00Z", "pattern_type": "stix", "pattern": pattern,
            })
        })
        .collect();
    let bundle =
        json!({ "type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000", "objects": objects });
    std::fs::write(path, bundle.to_string()).unwrap();
}

fn received(path: &Path) {
    let mut backup = Backup::new();
    backup.database(sms::FILE.0, sms::FILE.1, |conn| {
        sms::create(conn, Generation::Ios17)?;
        conn.execute(
            "INSERT INTO handle (ROWID, id, service) VALUES (1, 'Lure@Mail.example', 'iMessage')",
            (),
        )?;
        sms::Message {
            guid: "m",
            handle: 1,
            text: Some("https://lure.example/a"),
            service: "iMessage",
            sent: 1_714_557_600.0,
            ..sms::Message::default()
        }
        .insert(conn, Generation::Ios17)
        .map(drop)
    });
    let cache =
        json!({ "com.apple.madrid": { "mailto:Lure@Mail.example": { "LookupDate": 736_000_000.0 } } });
    let mut bytes = Vec::new();
    plist::to_writer_binary(&mut bytes, &cache).unwrap();
    backup.file("HomeDomain", "Library/Preferences/com.apple.identityservices.idstatuscache.plist", bytes);
    backup.write(path).unwrap();
}

fn facts(findings: &Value) -> BTreeSet<(String, String, String)> {
    let one = |it: &Value| {
        let text = |at: &str| it.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        (text("/id"), text("/artifact"), text("/observed/value"))
    };
    findings["findings"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn an_account_learned_of_later_is_found_under_the_same_id() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    received(&path("backup"));
    bundle(
        &path("new.stix2"),
        &[
            "[email-addr:value = 'lure@mail.example']",
            "[domain-name:value = 'lure.example' AND email-addr:value = 'lure@mail.example']",
        ],
    );
    let (backup, new) = (path("backup"), path("new.stix2"));
    let (old, now, again) = (path("old"), path("now"), path("again"));
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&old)]).code, 0);
    assert_eq!(daylight(&["check", text(&backup), "-i", text(&new), "-o", text(&now)]).code, 0);
    let ran = daylight(&["recheck", text(&old), "-i", text(&new), "-o", text(&again)]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (now, again) = (facts(&read(&now.join("findings.json"))), facts(&read(&again.join("findings.json"))));
    assert!(now.iter().any(|it| it.1 == "id_status_cache") && now.iter().any(|it| it.1 == "sms"), "{now:#?}");
    assert_eq!(now, again);
}

#[test]
fn patterns_that_digests_cannot_answer_are_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    received(&path("backup"));
    bundle(&path("new.stix2"), &["[email-addr:value LIKE '%@mail.example']"]);
    let (backup, new, old) = (path("backup"), path("new.stix2"), path("old"));
    let ran = daylight(&["check", text(&backup), "-i", text(&new), "-o", text(&old), "--json"]);
    assert!(ran.out.contains("lure@mail.example"), "{}", ran.out);
    let plain = path("plain");
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&plain)]).code, 0);
    let ran = daylight(&["recheck", text(&plain), "-i", text(&new)]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("digests"), "{}", ran.out);
}

#[test]
fn records_that_are_gone_are_missed() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, out) = (folder.path().join("backup"), folder.path().join("out"));
    phone(&backup, None, false);
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&out)]).code, 0);
    assert_eq!(daylight(&["recheck", text(&out)]).code, 0);
    let records = out.join("records/sms.jsonl");
    let whole = std::fs::read_to_string(&records).unwrap();
    let shorter: Vec<&str> = whole.lines().take(whole.lines().count() - 3).collect();
    std::fs::write(&records, shorter.join("\n") + "\n").unwrap();
    assert_eq!(daylight(&["recheck", text(&out)]).code, 3);
    std::fs::remove_file(&records).unwrap();
    let ran = daylight(&["recheck", text(&out)]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.out.contains("records/sms.jsonl"), "{}", ran.out);
}

#[test]
fn nothing_is_written_into_the_results_a_recheck_starts_from() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, out) = (folder.path().join("backup"), folder.path().join("out"));
    phone(&backup, None, false);
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&out)]).code, 0);
    for inside in ["", "new", "records/new", "../out/new"] {
        let ran = daylight(&["recheck", text(&out), "-o", text(&out.join(inside)), "--force"]);
        assert_eq!(ran.code, 2, "{inside}: {}", ran.err);
    }
    assert!(!out.join("new").exists() && !out.join("records/new").exists());
}
