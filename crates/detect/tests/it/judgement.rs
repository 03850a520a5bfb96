//! What a finding says must not depend on the order of rows, on what an attacker can send in bulk, or on a file
//! that is missing without a word.

use std::path::Path;

use model::{Kind, Level};
use rusqlite::Connection;
use testkit::backup::Backup;
use testkit::ios::sms::{self, Attachment, Message};
use testkit::ios::{Generation, datausage};

use crate::harness::{naming, of_rule, pack, run, run_folder, stix};

const SENT: f64 = 1_714_557_600.0;

fn message(number: i64, text: &str, from_me: bool) -> Message<'_> {
    Message {
        rowid: Some(number),
        guid: Box::leak(format!("m{number}").into_boxed_str()),
        handle: 1,
        text: Some(text),
        service: "iMessage",
        from_me,
        sent: SENT + number as f64,
        ..Message::default()
    }
}

fn phone(fill: impl Fn(&Connection) -> rusqlite::Result<()>) -> Backup {
    let mut backup = Backup::new();
    backup.database(sms::FILE.0, sms::FILE.1, |conn| {
        sms::create(conn, Generation::Ios17)?;
        conn.execute(
            "INSERT INTO handle (ROWID, id, service) VALUES (1, 'lure@mail.example', 'iMessage')",
            (),
        )?;
        fill(conn)
    });
    backup
}

#[test]
fn an_account_that_wrote_is_no_mere_contact_whoever_wrote_first() {
    let listed = pack("Family", &["[email-addr:value='lure@mail.example']"]);
    for owner_first in [true, false] {
        let backup = phone(|conn| {
            message(1, "a", owner_first).insert(conn, Generation::Ios17)?;
            message(2, "b", !owner_first).insert(conn, Generation::Ios17).map(drop)
        });
        let outcome = run(&backup, std::slice::from_ref(&listed));
        let found = naming(&outcome, "lure@mail.example");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].level, found[0].kind), (Level::Match, Kind::Targeting), "{owner_first}");
        assert_eq!(found[0].occurrences.count, 2);
        // Time and record are those of the message that was received.
        let received = SENT as i64 + if owner_first { 2 } else { 1 };
        assert_eq!(found[0].time.map(|it| it.as_micros() / 1_000_000), Some(received));
        assert_eq!(found[0].record["at"]["row"], received - SENT as i64);
    }
}

#[test]
fn one_message_full_of_links_does_not_fill_the_memory() {
    let text: String = (0..2_000).map(|it| format!("https://lure.example/{it} ")).collect();
    let backup = phone(|conn| message(1, &text, false).insert(conn, Generation::Ios17).map(drop));
    let outcome = run(&backup, &[pack("Family", &["[domain-name:value='lure.example']"])]);
    let found = naming(&outcome, "lure.example").len();
    assert!((100..=2_000).contains(&found), "{found}");
    let bytes = serde_json::to_vec(&outcome.findings).unwrap().len();
    assert!(bytes < 4_000_000, "{bytes} bytes of findings from one message of {} bytes", text.len());
}

#[test]
fn findings_beyond_a_bound_are_counted_and_never_push_out_stronger_ones() {
    let ended = serde_json::json!({
        "type": "indicator", "spec_version": "2.1", "id": "indicator--00000000-0000-4000-8000-000000000001",
        "created": "2020-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00Z",
        "valid_from": "2020-01-01T00:00:00Z", "valid_until": "2021-01-01T00:00:00Z",
        "pattern_type": "stix", "pattern": "[domain-name:value='ended.example']",
    });
    let backup = phone(|conn| {
        for number in 1..=6 {
            let text: String = (0..1_000).map(|it| format!("https://ended.example/{number}/{it} ")).collect();
            message(number, &text, false).insert(conn, Generation::Ios17)?;
        }
        message(7, "https://lure.example/", false).insert(conn, Generation::Ios17).map(drop)
    });
    let packs = [stix("ended", &[ended]), pack("Family", &["[domain-name:value='lure.example']"])];
    let outcome = run(&backup, &packs);
    assert_eq!(naming(&outcome, "lure.example").len(), 1);
    let kept = naming(&outcome, "ended.example").len() as u64;
    let counted: u64 = outcome
        .coverage
        .problems
        .iter()
        .filter(|it| it.why.contains("more findings"))
        .map(|it| it.count)
        .sum();
    assert!(kept < 6_000 && counted > 0, "{kept} kept, {counted} counted");
    assert_eq!(kept + counted, 6_000);
}

#[test]
fn a_process_seen_before_an_indicator_ended_is_no_mere_background() {
    let ended = |until: &str| {
        serde_json::json!({
            "type": "indicator", "spec_version": "2.1", "id": "indicator--00000000-0000-4000-8000-000000000001",
            "created": "2020-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00Z",
            "valid_from": "2020-01-01T00:00:00Z", "valid_until": until,
            "pattern_type": "stix", "pattern": "[process:name='implantd']",
        })
    };
    let mut backup = Backup::new();
    backup.database(datausage::FILE.0, datausage::FILE.1, |conn| {
        datausage::create(conn, Generation::Ios17)?;
        // First used in May 2024, last in July.
        datausage::process(conn, 1, Some("implantd"), None, SENT, SENT + 5e6)?;
        datausage::usage(conn, Generation::Ios17, 1, SENT + 5e6, (10.0, 20.0))?;
        Ok(())
    });
    let level = |until: &str| {
        let outcome = run(&backup, &[stix("p", &[ended(until)])]);
        naming(&outcome, "implantd").iter().map(|it| it.level).max()
    };
    assert_eq!(level("2024-06-01T00:00:00Z"), Some(Level::Match), "it was there while the indicator held");
    assert_eq!(level("2024-01-01T00:00:00Z"), Some(Level::Context), "all of it came later");
}

/// A backup of messages with a log, as folder; the log's member.
fn with_log(dir: &Path) -> std::path::PathBuf {
    let mut backup = Backup::new();
    backup.database_with_wal(
        sms::FILE.0,
        sms::FILE.1,
        |conn| sms::create(conn, Generation::Ios17),
        |conn| {
            for number in 1..=30 {
                message(number, "https://lure.example/x", false).insert(conn, Generation::Ios17)?;
            }
            Ok(())
        },
    );
    let written = backup.write(dir).unwrap();
    drop(written);
    let wal = std::fs::read_dir(dir)
        .unwrap()
        .flat_map(|it| std::fs::read_dir(it.unwrap().path()).into_iter().flatten())
        .map(|it| it.unwrap().path())
        .find(|it| {
            let magic = std::fs::read(it).unwrap();
            magic.starts_with(&[0x37, 0x7f, 0x06, 0x82]) || magic.starts_with(&[0x37, 0x7f, 0x06, 0x83])
        });
    wal.expect("there is a log")
}

#[test]
fn a_log_that_cannot_be_used_whole_is_a_gap() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 6] = [
        ("missing", |it| std::fs::remove_file(it).unwrap()),
        ("cut", |it| {
            let bytes = std::fs::read(it).unwrap();
            std::fs::write(it, &bytes[..bytes.len() / 2 + 100]).unwrap();
        }),
        ("garbage", |it| std::fs::write(it, "no log at all, but something").unwrap()),
        ("zeros", |it| std::fs::write(it, vec![0; 40_000]).unwrap()),
        ("overwritten", |it| {
            let mut bytes = std::fs::read(it).unwrap();
            bytes[9_000..9_200].fill(0xaa);
            std::fs::write(it, bytes).unwrap();
        }),
        ("one header overwritten", |it| {
            let mut bytes = std::fs::read(it).unwrap();
            bytes[32 + 4_120..32 + 4_120 + 24].fill(0);
            std::fs::write(it, bytes).unwrap();
        }),
    ];
    let listed = [pack("Family", &["[domain-name:value='lure.example']"])];
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    with_log(&whole);
    let outcome = run_folder(&whole, &listed, None);
    assert!(outcome.verdict.complete, "{:#?}", outcome.coverage);
    assert_eq!(naming(&outcome, "lure.example").len(), 30);
    assert!(outcome.members.iter().any(|it| it.path.ends_with("sms.db-wal")), "the log stands in custody");
    for (name, damage) in damages {
        let dir = folder.path().join(name);
        damage(&with_log(&dir));
        let outcome = run_folder(&dir, &listed, None);
        assert!(!outcome.verdict.complete, "{name}: {:#?}", outcome.coverage);
        let gap = outcome.coverage.failed.iter().find(|it| it.artifact == "sms");
        assert!(gap.is_some_and(|it| it.why.contains("log")), "{name}: {:#?}", outcome.coverage.failed);
    }
}

#[test]
fn a_log_that_was_empty_is_no_gap() {
    let mut backup = phone(|conn| message(1, "a", false).insert(conn, Generation::Ios17).map(drop));
    backup.missing(sms::FILE.0, &format!("{}-wal", sms::FILE.1), 0);
    let outcome = run(&backup, &[]);
    assert!(outcome.coverage.failed.is_empty(), "{:#?}", outcome.coverage.failed);
}

#[test]
fn what_the_owner_sent_was_not_received() {
    for outgoing in [true, false] {
        let mut backup = phone(|conn| {
            message(1, "a", outgoing).insert(conn, Generation::Ios17)?;
            Attachment {
                message: 1,
                guid: "at",
                filename: "~/Library/SMS/Attachments/ab/11/at/a.gif",
                uti: "com.compuserve.gif",
                mime: "image/gif",
                outgoing,
                created: SENT,
                bytes: 10,
            }
            .insert(conn)
            .map(drop)
        });
        backup.file("MediaDomain", "Library/SMS/Attachments/ab/11/at/a.gif", "%PDF-1.4 harmless");
        let digest = model::hex(&crypto::Sha256::of(b"%PDF-1.4 harmless"));
        let listed = pack("Family", &[&format!("[file:hashes.'SHA-256'='{digest}']")]);
        let outcome = run(&backup, &[listed]);
        let found = naming(&outcome, &digest);
        assert_eq!(found.len(), 1);
        let kind = if outgoing { Kind::Exposure } else { Kind::Targeting };
        assert_eq!((found[0].level, found[0].kind), (Level::Match, kind), "outgoing {outgoing}");
        let odd = of_rule(&outcome, "attachment-content-mismatch").len();
        assert_eq!(
            odd,
            usize::from(!outgoing),
            "outgoing {outgoing}: {:#?}",
            of_rule(&outcome, "attachment-content-mismatch")
        );
    }
}

#[test]
fn deleted_newest_messages_leave_their_numbers() {
    let backup = phone(|conn| {
        message(1, "a", false).insert(conn, Generation::Ios17)?;
        message(2, "b", false).insert(conn, Generation::Ios17)?;
        conn.execute("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'message'", ()).map(drop)
    });
    let outcome = run(&backup, &[]);
    let gaps = of_rule(&outcome, "sms-row-gap");
    assert_eq!(gaps.len(), 1, "{gaps:#?}");
    assert_eq!(gaps[0].level, Level::Context);
    assert_eq!(gaps[0].record["fields"]["missing"], 38);
    assert_eq!(gaps[0].origin.row, Some(2));
}
