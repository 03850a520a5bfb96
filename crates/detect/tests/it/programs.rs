//! Programs and apps by every name that the phone has for them, and pages and actions that outlived theirs.

use model::{Kind, Level, ObservableType};
use plist::Value;
use rusqlite::Connection;
use testkit::backup::Backup;
use testkit::ios::sms::{self, Attachment};
use testkit::ios::{
    Generation, applications, contacts, interaction_c, locationd_clients, safari_cloud_tabs, safari_tabs,
    shortcuts, tcc,
};
use testkit::keyed::{binary, dict};
use testkit::sqlite::insert;
use testkit::time::cocoa;

use crate::harness::{accounts, naming, of_rule, pack, run};

const THEN: f64 = 1_709_251_200.0;

fn database(file: (&str, &str), fill: impl Fn(&Connection) -> rusqlite::Result<()>) -> Backup {
    let mut backup = Backup::new();
    backup.database(file.0, file.1, fill);
    backup
}

#[test]
fn a_process_may_be_named_like_a_bundle() {
    let permission = |kind| {
        database(tcc::FILE, move |conn| {
            tcc::create(conn, Generation::Ios17)?;
            let client = ("com.vendor.implant", kind);
            tcc::access(conn, Generation::Ios17, "kTCCServiceMicrophone", client, true, THEN).map(drop)
        })
    };
    let client = |key: &str, bundle: Option<&str>| {
        let mut backup = Backup::new();
        let mut client = vec![("LocationTimeStopped".to_owned(), Value::Real(cocoa(THEN)))];
        client.extend(bundle.map(|it| ("BundleId".to_owned(), it.into())));
        let clients = dict([(key, Value::Dictionary(client.into_iter().collect()))]);
        backup.file(locationd_clients::FILE.0, locationd_clients::FILE.1, binary(&clients));
        backup
    };
    let listed = [pack("F", &["[process:name='com.vendor.implant']"])];
    for backup in [
        permission(0),
        permission(1),
        client("com.vendor.implant", None),
        client("icom.vendor.implant:", None),
        client("icom.vendor.implant:", Some("com.vendor.implant")),
        client("anything", Some("com.vendor.implant")),
    ] {
        let outcome = run(&backup, &listed);
        let found = naming(&outcome, "com.vendor.implant");
        assert_eq!(found.len(), 1, "{:#?}", outcome.coverage);
        assert_eq!((found[0].level, found[0].kind), (Level::Match, Kind::Infection));
    }
    let outcome =
        run(&client("icom.vendor.implant:", None), &[pack("F", &["[app:id='com.vendor.implant']"])]);
    let found = naming(&outcome, "com.vendor.implant");
    assert_eq!(found[0].observed.kind, ObservableType::AppId);
    assert_eq!(found[0].record["fields"]["package"], "icom.vendor.implant:");
}

#[test]
fn an_app_with_half_a_store_record_has_none() {
    let metadata = |bytes: Vec<u8>| dict([("iTunesMetadata", Value::Data(bytes))]);
    for (app, record, finds) in [
        (applications::bare(), "none", true),
        (metadata(binary(&dict([("itemName", "X".into())]))), "incomplete", true),
        (metadata(b"garbage".to_vec()), "unreadable", false),
        (applications::entry("test.sample.app", "X", "com.apple.AppStore", THEN), "complete", false),
    ] {
        let mut backup = Backup::new();
        backup.application("test.sample.app", app);
        let outcome = run(&backup, &[pack("F", &["[app:id='test.sample.app']"])]);
        let rule = of_rule(&outcome, "app-without-store-record");
        assert_eq!(rule.len(), usize::from(finds), "{record}: {:#?}", outcome.findings);
        let found = naming(&outcome, "test.sample.app");
        let found = found.iter().find(|it| it.artifact == "applications").expect("the app is listed");
        assert_eq!(found.record["fields"]["store_record"], record);
    }
}

#[test]
fn interactions_name_apps_and_lend_their_attachments_direction_and_time() {
    let store = |outgoing: bool| {
        database(interaction_c::FILE, move |conn| {
            interaction_c::create(conn, Generation::Ios17)?;
            insert(
                conn,
                "ZCONTACTS",
                &[("ZDISPLAYNAME", &"shown@mail.example"), ("ZPERSONID", &"person@mail.example")],
            )?;
            insert(
                conn,
                "ZINTERACTIONS",
                &[
                    ("ZDIRECTION", &outgoing),
                    ("ZSTARTDATE", &cocoa(THEN)),
                    ("ZBUNDLEID", &"test.sample.agent"),
                    ("ZTARGETBUNDLEID", &"test.sample.target"),
                    ("ZGROUPNAME", &"see https://group.example/x"),
                ],
            )?;
            insert(conn, "ZATTACHMENT", &[("ZCONTENTTEXT", &"look https://attached.example/x")])?;
            insert(conn, "Z_1INTERACTIONS", &[("Z_1ATTACHMENTS", &1), ("Z_3INTERACTIONS", &1)]).map(drop)
        })
    };
    let listed = [
        pack(
            "F",
            &[
                "[domain-name:value='attached.example']",
                "[domain-name:value='group.example']",
                "[app:id='test.sample.agent']",
                "[app:id='test.sample.target']",
            ],
        ),
        accounts(&["shown@mail.example", "person@mail.example"]),
    ];
    for (outgoing, kind) in [(false, Kind::Targeting), (true, Kind::Exposure)] {
        let outcome = run(&store(outgoing), &listed);
        let facts = |value: &str| {
            let found = naming(&outcome, value);
            assert_eq!(found.len(), 1, "{value}: {:#?}", outcome.findings);
            (found[0].kind, found[0].time.map(|it| it.as_micros() / 1_000_000))
        };
        let then = Some(THEN as i64);
        assert_eq!(facts("attached.example"), (kind, then));
        assert_eq!(facts("group.example"), (kind, then));
        assert_eq!(facts("test.sample.agent"), (Kind::Infection, then));
        assert_eq!(facts("test.sample.target"), (Kind::Infection, then));
        assert_eq!(facts("shown@mail.example"), (Kind::Exposure, None));
        assert_eq!(facts("person@mail.example"), (Kind::Exposure, None));
    }
}

#[test]
fn pages_on_other_devices_and_in_the_past_of_a_tab_are_seen() {
    let cloud = database(safari_cloud_tabs::FILE, |conn| {
        safari_cloud_tabs::create(conn)?;
        safari_cloud_tabs::device(conn, "D", "Tablet", THEN)?;
        safari_cloud_tabs::tab(conn, "D", "T", "", "https://lure.example/x").map(drop)
    });
    // Four bytes, and the list of pages, in a key that systems name differently.
    let entry = dict([("SessionHistoryEntryURL", "https://lure.example/x".into())]);
    let history = dict([("SessionHistoryEntries", Value::Array(vec![entry]))]);
    let mut session = vec![0, 0, 0, 2];
    session.extend(binary(&dict([("SessionHistory", history)])));
    let attributes = binary(&dict([
        ("Any", dict([("SessionState", Value::Data(session))])),
        ("Icon", Value::Data(b"\x89PNG\r\n\x1a\n".to_vec())),
    ]));
    let tab = |column: &'static str| {
        let attributes = attributes.clone();
        database(safari_tabs::FILE, move |conn| {
            safari_tabs::create(conn)?;
            insert(conn, "bookmarks", &[("last_modified", &cocoa(THEN)), (column, &attributes)]).map(drop)
        })
    };
    for backup in [cloud, tab("local_attributes"), tab("extra_attributes")] {
        let outcome = run(&backup, &[pack("F", &["[domain-name:value='lure.example']"])]);
        let found = naming(&outcome, "lure.example");
        assert_eq!(found.len(), 1, "{:#?}", outcome.coverage);
        assert_eq!((found[0].level, found[0].kind), (Level::Match, Kind::Exposure));
        assert_eq!(found[0].time.map(|it| it.as_micros() / 1_000_000), Some(THEN as i64));
        assert!(outcome.coverage.problems.is_empty(), "{:#?}", outcome.coverage.problems);
    }
}

#[test]
fn actions_outlive_their_shortcut() {
    for deleted in [false, true] {
        let backup = database(shortcuts::FILE, |conn| {
            shortcuts::create(conn)?;
            let action = shortcuts::open_url("https://lure.example/x");
            shortcuts::shortcut(conn, "Sample", vec![action], THEN, "id")?;
            if deleted {
                conn.execute("DELETE FROM ZSHORTCUT", ())?;
            }
            Ok(())
        });
        let outcome = run(&backup, &[pack("F", &["[domain-name:value='lure.example']"])]);
        let found = naming(&outcome, "lure.example");
        assert_eq!(found.len(), 1, "deleted {deleted}: {found:#?}");
        let table = if deleted { "ZSHORTCUTACTIONS" } else { "ZSHORTCUT" };
        assert_eq!(found[0].origin.table.as_deref(), Some(table));
    }
}

#[test]
fn a_picture_that_is_none_has_the_date_of_its_attachment() {
    let mut backup = database(sms::FILE, |conn| {
        sms::create(conn, Generation::Ios17)?;
        Attachment {
            message: 1,
            guid: "at",
            filename: "~/Library/SMS/Attachments/ab/11/at/a.gif",
            uti: "com.compuserve.gif",
            mime: "image/gif",
            created: THEN,
            ..Attachment::default()
        }
        .insert(conn)
        .map(drop)
    });
    backup.file("MediaDomain", "Library/SMS/Attachments/ab/11/at/a.gif", "%PDF-1.4 harmless");
    let outcome = run(&backup, &[]);
    let found = of_rule(&outcome, "attachment-content-mismatch");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].time.map(|it| it.as_micros() / 1_000_000), Some(THEN as i64));
}

#[test]
fn numbers_stand_in_notes_and_entries_and_behind_handles() {
    let contacts = database(contacts::FILE, |conn| {
        contacts::create(conn)?;
        insert(conn, "ABPerson", &[("First", &"A"), ("Note", &"new: +1 555 000-0041, ask first")])?;
        conn.execute_batch("INSERT INTO ABMultiValueEntry VALUES (1, 1, '+15550000042');")
    });
    for number in ["+15550000041", "+15550000042"] {
        let outcome = run(&contacts, &[accounts(&[number])]);
        let found = naming(&outcome, number);
        assert_eq!(found.len(), 1, "{number}");
        assert_eq!((found[0].level, found[0].kind), (Level::Context, Kind::Targeting));
    }
    let messages = database(sms::FILE, |conn| {
        sms::create(conn, Generation::Ios17)?;
        insert(
            conn,
            "handle",
            &[("id", &"+15550000030"), ("service", &"SMS"), ("uncanonicalized_id", &"+1 555 000 0031")],
        )?;
        let message =
            sms::Message { guid: "m", handle: 1, text: Some("a"), sent: THEN, ..sms::Message::default() };
        message.insert(conn, Generation::Ios17).map(drop)
    });
    let outcome = run(&messages, &[accounts(&["+15550000031"])]);
    let found = naming(&outcome, "+15550000031");
    assert_eq!((found.len(), found[0].kind), (1, Kind::Targeting));
}
