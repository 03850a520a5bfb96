//! A results folder is no address book: what it must not hold.

use std::path::Path;

use testkit::backup::Backup;
use testkit::ios::{Generation, calls, contacts, sms};

use crate::run::{daylight, text};

const CANARIES: [&str; 5] =
    ["canary words of a message", "CanaryName", "canary@mail.example", "+15035550123", "15035550123"];

fn backup(dir: &Path) {
    let mut backup = Backup::new();
    backup.database(sms::FILE.0, sms::FILE.1, |conn| {
        sms::create(conn, Generation::Ios17)?;
        conn.execute(
            "INSERT INTO handle (ROWID, id, service) VALUES (1, 'canary@mail.example', 'iMessage')",
            (),
        )?;
        sms::Message {
            guid: "m",
            handle: 1,
            text: Some("canary words of a message"),
            service: "iMessage",
            sent: 1_714_557_600.0,
            ..sms::Message::default()
        }
        .insert(conn, Generation::Ios17)
        .map(drop)
    });
    backup.database(contacts::FILE.0, contacts::FILE.1, |conn| {
        contacts::create(conn)?;
        conn.execute("INSERT INTO ABPerson (ROWID, First) VALUES (1, 'CanaryName')", ())?;
        contacts::value(conn, 1, contacts::PHONE, Some("+15035550123")).map(drop)
    });
    backup.database(calls::FILE.0, calls::FILE.1, |conn| {
        calls::create(conn, Generation::Ios17)?;
        conn.execute_batch(
            "INSERT INTO ZCALLRECORD (Z_PK, ZADDRESS, ZDATE) VALUES (1, '+15035550123', 736250400.0);",
        )
    });
    backup.info("Serial Number", "CANARYSERIAL");
    backup.info("IMEI", "352000000000017");
    backup.write(dir).unwrap();
}

/// Every file of a folder that holds one of the words.
fn holding(dir: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, _, _) in crate::run::fingerprint(dir) {
        let content = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        found.extend(words.iter().filter(|it| content.contains(**it)).map(|it| format!("{it} in {path}")));
    }
    found
}

#[test]
fn default_results_hold_no_words_names_or_partners() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    backup(&path("backup"));
    let (from, out, full) = (path("backup"), path("out"), path("full"));
    let ran = daylight(&["check", text(&from), "-o", text(&out)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(holding(&out, &CANARIES), Vec::<String>::new());
    assert!(CANARIES.iter().all(|it| !ran.out.contains(it) && !ran.err.contains(it)), "{}", ran.out);
    // With everything asked for, everything is there: the test looks in the right place.
    assert_eq!(daylight(&["check", text(&from), "-o", text(&full), "--full-records"]).code, 0);
    assert!(holding(&full, &CANARIES).len() >= 4);
}

#[test]
fn what_names_the_phone_stands_in_custody_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (from, out) = (folder.path().join("backup"), folder.path().join("out"));
    backup(&from);
    let ran = daylight(&["check", text(&from), "-o", text(&out), "--full-records"]);
    assert_eq!(ran.code, 0);
    let found = holding(&out, &["CANARYSERIAL", "352000000000017"]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|it| it.ends_with("custody.json")), "{found:?}");
    // Nor does any file but custody name a place of the examining machine.
    let machine = folder.path().to_str().unwrap();
    assert!(holding(&out, &[machine]).iter().all(|it| it.ends_with("custody.json")));
}

#[test]
fn passwords_are_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    crate::run::phone(&path("backup"), Some("canary-password"), false);
    std::fs::write(path("word"), "canary-password\n").unwrap();
    let (from, out, word) = (path("backup"), path("out"), path("word"));
    let ran = daylight(&["check", text(&from), "-o", text(&out), "--password-file", text(&word)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(holding(&out, &["canary-password"]), Vec::<String>::new());
    assert!(!ran.out.contains("canary-password") && !ran.err.contains("canary-password"));
    assert!(
        ran.err.contains("readable parts"),
        "an encrypted backup's results are named as readable: {}",
        ran.err
    );
}
