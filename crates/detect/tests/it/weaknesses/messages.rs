//! Messages that the peer drops or does not decode.

use model::{Kind, Level};
use testkit::backup::Backup;
use testkit::ios::{Generation, calls, contacts, interaction_c};
use testkit::typedstream::{Run, attributed};

use super::conversation;
use crate::harness::{naming, of_rule, pack, run};

const LURE: &str = "[domain-name:value='lure.example']";

/// The peer joins messages to handles and drops those without one.
#[test]
fn w1_messages_without_a_handle_are_read() {
    let backup = conversation(&[
        (0, Some("see https://lure.example/a"), None),
        (99, Some("see https://lure.example/b"), None),
    ]);
    let outcome = run(&backup, &[pack("Family", &[LURE])]);
    let rows: Vec<_> = naming(&outcome, "lure.example").iter().map(|it| it.origin.row).collect();
    assert_eq!(rows.len(), 2, "{:#?}", outcome.findings);
    assert!(rows.contains(&Some(1)) && rows.contains(&Some(2)));
}

/// The peer stores `attributedBody` and `payload_data` undecoded: a message without plain text has no links.
#[test]
fn w2_attributed_text_and_rich_links_are_decoded() {
    let body =
        attributed(&[Run::text("your parcel: "), Run::link("track it", "https://lure.example/parcel")]);
    let outcome = run(&conversation(&[(1, None, Some(body))]), &[pack("Family", &[LURE])]);
    let found = naming(&outcome, "lure.example");
    assert_eq!(found.len(), 1, "{:#?}", outcome.coverage);
    assert_eq!((found[0].level, found[0].kind), (Level::Match, Kind::Targeting));
    assert_eq!(found[0].origin.table.as_deref(), Some("message"));

    let mut backup = Backup::new();
    let (domain, path) = testkit::ios::sms::FILE;
    backup.database(domain, path, |conn| {
        testkit::ios::sms::create(conn, Generation::Ios17)?;
        let payload =
            testkit::keyed::rich_link("https://lure.example/x", "https://short.example/1", "News", "");
        testkit::ios::sms::Message {
            guid: "rich",
            payload: Some(payload),
            service: "iMessage",
            sent: 1_714_557_600.0,
            ..Default::default()
        }
        .insert(conn, Generation::Ios17)
        .map(drop)
    });
    let outcome = run(&backup, &[pack("Family", &[LURE, "[domain-name:value='short.example']"])]);
    assert_eq!(naming(&outcome, "lure.example").len(), 1);
    assert_eq!(naming(&outcome, "short.example").len(), 1, "the address before the redirect counts too");
}

/// The peer finds Apple's notification in the plain text column only.
#[test]
fn w2_a_notification_in_attributed_text_is_seen() {
    let body = attributed(&[Run::text(
        "ALERT: Apple detected a targeted mercenary spyware attack against your iPhone",
    )]);
    let outcome = run(&conversation(&[(1, None, Some(body))]), &[]);
    assert_eq!(of_rule(&outcome, "apple-threat-notification-other-sender").len(), 1);
}

/// The peer compares e-mail indicators with two stores only.
#[test]
fn w3_accounts_are_compared_wherever_they_stand() {
    let mut backup = conversation(&[(1, Some("hello"), None), (1, Some("again"), None)]);
    backup.database(interaction_c::FILE.0, interaction_c::FILE.1, |conn| {
        interaction_c::create(conn, Generation::Ios17)?;
        conn.execute_batch(
            "INSERT INTO ZCONTACTS (Z_PK, ZIDENTIFIER) VALUES (7, 'friend@mail.example');
             INSERT INTO ZINTERACTIONS (Z_PK, ZSENDER, ZDIRECTION, ZSTARTDATE, ZBUNDLEID)
             VALUES (1, 7, 0, 736250400.0, 'com.apple.MobileSMS');",
        )
    });
    backup.database(contacts::FILE.0, contacts::FILE.1, |conn| {
        contacts::create(conn)?;
        conn.execute("INSERT INTO ABPerson (ROWID, First) VALUES (1, 'A')", ())?;
        contacts::value(conn, 1, contacts::EMAIL, Some("friend@mail.example")).map(drop)
    });
    backup.database(calls::FILE.0, calls::FILE.1, |conn| {
        calls::create(conn, Generation::Ios17)?;
        conn.execute_batch(
            "INSERT INTO ZCALLRECORD (Z_PK, ZADDRESS, ZDATE, ZDURATION, ZORIGINATED)
             VALUES (3, 'friend@mail.example', 736250400.0, 0, 0);",
        )
    });
    let outcome = run(&backup, &[pack("Family", &["[email-addr:value='Friend@mail.example']"])]);
    let found = naming(&outcome, "Friend@mail.example");
    let of = |artifact: &str| found.iter().find(|it| it.artifact == artifact).copied();
    let sms = of("sms").expect("the sender of messages");
    assert_eq!((sms.level, sms.kind, sms.occurrences.count), (Level::Match, Kind::Targeting, 2));
    assert_eq!((sms.origin.table.as_deref(), sms.origin.row), (Some("handle"), Some(1)));
    assert_eq!(of("interaction_c").expect("an interaction").kind, Kind::Targeting);
    assert_eq!(of("calls").expect("a call").kind, Kind::Targeting);
    let contact = of("contacts").expect("a contact");
    assert_eq!(
        (contact.level, contact.kind),
        (Level::Context, Kind::Targeting),
        "knowing someone proves nothing"
    );
}

/// The peer finds links by a scheme only, and keeps the punctuation behind them.
#[test]
fn w25_bare_domains_and_punctuation() {
    let texts = [
        "go to lure.example.com/x now",
        "(https://exact.example/path).",
        "hxxps://lure[.]example[.]com",
        "<www.lure.example.com>",
    ];
    let messages: Vec<_> = texts.iter().map(|it| (1, Some(*it), None)).collect();
    let outcome = run(
        &conversation(&messages),
        &[pack(
            "Family",
            &["[domain-name:value='lure.example.com']", "[url:value='https://exact.example/path']"],
        )],
    );
    let rows = |value| naming(&outcome, value).iter().map(|it| it.origin.row.unwrap()).collect::<Vec<_>>();
    let mut bare = rows("lure.example.com");
    bare.sort();
    assert_eq!(bare, [1, 3, 4], "{:#?}", outcome.findings);
    assert_eq!(rows("https://exact.example/path"), [2]);
}
