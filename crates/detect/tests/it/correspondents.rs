//! Who wrote or called: named by a number, an id or a conversation, and dated by what they sent.

use model::{Kind, Level};
use rusqlite::Connection;
use testkit::backup::Backup;
use testkit::ios::sms::{self, Message};
use testkit::ios::{Generation, calls, whatsapp};
use testkit::sqlite::insert;
use testkit::time::cocoa;

use crate::harness::{accounts, naming, of_rule, pack, run};

const SENT: f64 = 1_709_251_200.0;

/// A WhatsApp store that `fill` filled.
fn chats(fill: impl Fn(&Connection) -> rusqlite::Result<()>) -> Backup {
    let mut backup = Backup::new();
    backup.database(whatsapp::FILE.0, whatsapp::FILE.1, |conn| {
        whatsapp::create(conn)?;
        fill(conn)
    });
    backup
}

fn pair(conn: &Connection, lid: &str, number: &str) -> rusqlite::Result<()> {
    let row: [(&str, &dyn rusqlite::ToSql); 2] = [("ZLID", &lid), ("ZPHONENUMBER", &number)];
    insert(conn, "ZWAPHONENUMBERLIDPAIR", &row).map(drop)
}

/// Level, kind and time in Unix seconds of the strongest finding that names a value.
fn strongest(backup: &Backup, value: &str) -> Option<(Level, Kind, Option<i64>)> {
    let outcome = run(backup, &[accounts(&[value])]);
    let found = naming(&outcome, value);
    found.first().map(|it| (it.level, it.kind, it.time.map(|it| it.as_micros() / 1_000_000)))
}

const RECEIVED: Option<(Level, Kind, Option<i64>)> = Some((Level::Match, Kind::Targeting, Some(SENT as i64)));

#[test]
fn a_call_of_whatsapp_names_a_number() {
    for (bytes, handles) in [(false, false), (true, false), (false, true)] {
        let mut backup = Backup::new();
        backup.database(calls::FILE.0, calls::FILE.1, |conn| {
            calls::create(conn, Generation::Ios17)?;
            let jid = "15550000001@s.whatsapp.net";
            let address: &dyn rusqlite::ToSql = if bytes { &jid.as_bytes() } else { &jid };
            let call = [("ZDATE", &cocoa(SENT) as &dyn rusqlite::ToSql), ("ZORIGINATED", &0)];
            if handles {
                insert(conn, "ZCALLRECORD", &call)?;
                insert(conn, "ZHANDLE", &[("ZVALUE", &jid)])?;
                conn.execute("INSERT INTO Z_2REMOTEPARTICIPANTHANDLES VALUES (1, 1)", ()).map(drop)
            } else {
                let [date, originated] = call;
                insert(conn, "ZCALLRECORD", &[date, originated, ("ZADDRESS", address)]).map(drop)
            }
        });
        assert_eq!(strongest(&backup, "+15550000001"), RECEIVED, "bytes {bytes}, handles {handles}");
    }
}

#[test]
fn a_linked_id_is_the_number_that_it_stands_for() {
    for beside in [false, true] {
        let mut backup = chats(|conn| {
            insert(conn, "ZWACHATSESSION", &[("ZCONTACTJID", &"900000000000001@lid")])?;
            insert(conn, "ZWACHATSESSION", &[("ZCONTACTJID", &"120363@g.us")])?;
            insert(
                conn,
                "ZWAGROUPMEMBER",
                &[("ZCHATSESSION", &2), ("ZMEMBERJID", &"900000000000002:7@lid")],
            )?;
            for (chat, from, member) in [
                (1, "900000000000001@lid", None),
                (2, "120363@g.us", Some(1)),
                (0, "900000000000003@lid", None),
            ] {
                insert(
                    conn,
                    "ZWAMESSAGE",
                    &[
                        ("ZISFROMME", &0),
                        ("ZCHATSESSION", &chat),
                        ("ZGROUPMEMBER", &member),
                        ("ZMESSAGEDATE", &cocoa(SENT)),
                        ("ZFROMJID", &from),
                        ("ZTEXT", &"hello"),
                    ],
                )?;
            }
            if beside {
                return Ok(());
            }
            whatsapp::create_lid(conn)?;
            pairs(conn)
        });
        if beside {
            backup.database(whatsapp::LID_FILE.0, whatsapp::LID_FILE.1, |conn| {
                whatsapp::create_lid(conn)?;
                pairs(conn)
            });
        }
        for number in ["+15550000001", "+15550000002", "+15550000003"] {
            assert_eq!(strongest(&backup, number), RECEIVED, "{number}, in a store of its own: {beside}");
        }
    }
}

fn pairs(conn: &Connection) -> rusqlite::Result<()> {
    pair(conn, "900000000000001@lid", "15550000001@s.whatsapp.net")?;
    pair(conn, "900000000000002@lid", "15550000002@s.whatsapp.net")?;
    pair(conn, "900000000000003@lid", "15550000003")
}

/// A message with media, a preview and a card, from the owner or to them.
fn with_card(sent: bool) -> Backup {
    chats(|conn| {
        insert(
            conn,
            "ZWAMESSAGE",
            &[("ZISFROMME", &sent), ("ZMESSAGEDATE", &cocoa(SENT)), ("ZTEXT", &"look")],
        )?;
        insert(
            conn,
            "ZWAMEDIAITEM",
            &[
                ("ZMESSAGE", &1),
                ("ZMETADATA", &b"\x0a\x10\x12\x1chttps://quoted.example/abc/de\x18\x01".as_slice()),
                (
                    "ZVCARDSTRING",
                    &"BEGIN:VCARD\nFN:X\nTEL;type=CELL;waid=15550000014:+1 555-000-0014\nEND:VCARD",
                ),
            ],
        )?;
        insert(
            conn,
            "ZWAMESSAGEDATAITEM",
            &[
                ("ZMESSAGE", &1),
                ("ZSENDERJID", &"15550000015@s.whatsapp.net"),
                ("ZCHATJID", &"15550000016@s.whatsapp.net"),
            ],
        )?;
        conn.execute_batch(
            "CREATE TABLE ZWAVCARDMENTION (Z_PK INTEGER PRIMARY KEY, ZMEDIAITEM INTEGER, ZWHATSAPPID VARCHAR, ZSENDERJID VARCHAR);
             INSERT INTO ZWAVCARDMENTION VALUES (1, 1, '15550000018@s.whatsapp.net', '15550000019@s.whatsapp.net');",
        )
    })
}

#[test]
fn what_comes_with_a_message_has_its_direction_and_time() {
    let exposed = Some((Level::Match, Kind::Exposure, Some(SENT as i64)));
    for value in ["+15550000014", "+15550000016", "+15550000018"] {
        assert_eq!(strongest(&with_card(false), value), RECEIVED, "{value}");
        assert_eq!(strongest(&with_card(true), value), exposed, "{value}");
    }
    // The sender of what the owner sent is the owner.
    for value in ["+15550000015", "+15550000019"] {
        assert_eq!(strongest(&with_card(false), value), RECEIVED, "{value}");
        assert_eq!(strongest(&with_card(true), value), None, "{value}");
    }
    let outcome = run(&with_card(false), &[pack("F", &["[domain-name:value='quoted.example']"])]);
    let found = naming(&outcome, "quoted.example");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].kind, found[0].origin.table.as_deref()), (Kind::Targeting, Some("ZWAMEDIAITEM")));
}

#[test]
fn ids_in_small_tables_are_looked_at() {
    let backup = chats(|conn| {
        insert(
            conn,
            "ZWAGROUPINFO",
            &[
                ("ZCREATIONDATE", &cocoa(SENT)),
                ("ZCREATORJID", &"15550000010@s.whatsapp.net"),
                ("ZOWNERJID", &"15550000011@s.whatsapp.net"),
            ],
        )?;
        conn.execute_batch(
            "CREATE TABLE ZWAPROFILEPUSHNAME (Z_PK INTEGER PRIMARY KEY, ZJID VARCHAR, ZPUSHNAME VARCHAR);
             CREATE TABLE ZWABLACKLISTITEM (Z_PK INTEGER PRIMARY KEY, ZJID VARCHAR);
             INSERT INTO ZWAPROFILEPUSHNAME VALUES (1, '15550000012@s.whatsapp.net', 'push');
             INSERT INTO ZWABLACKLISTITEM VALUES (1, '15550000013@s.whatsapp.net');",
        )
    });
    for (number, time) in [(10, Some(SENT as i64)), (11, Some(SENT as i64)), (12, None), (13, None)] {
        let number = format!("+155500000{number}");
        assert_eq!(strongest(&backup, &number), Some((Level::Match, Kind::Exposure, time)), "{number}");
    }
}

#[test]
fn the_list_of_chats_holds_words_too() {
    let backup = chats(|conn| {
        insert(conn, "ZWAMESSAGE", &[("ZISFROMME", &0), ("ZMESSAGEDATE", &cocoa(SENT))])?;
        insert(
            conn,
            "ZWACHATSESSION",
            &[
                ("ZCONTACTJID", &"120363@g.us"),
                ("ZLASTMESSAGE", &1),
                ("ZLASTMESSAGEDATE", &cocoa(SENT)),
                ("ZPARTNERNAME", &"Group http://subject.example/a"),
                ("ZLASTMESSAGETEXT", &"see https://last.example/x"),
                ("ZSAVEDINPUT", &"draft https://draft.example/z"),
            ],
        )
        .map(drop)
    });
    for (host, kind) in [("subject", Kind::Exposure), ("last", Kind::Targeting), ("draft", Kind::Exposure)] {
        let outcome = run(&backup, &[pack("F", &[&format!("[domain-name:value='{host}.example']")])]);
        let found = naming(&outcome, &format!("{host}.example"));
        assert_eq!(found.len(), 1, "{host}: {found:#?}");
        assert_eq!(found[0].kind, kind, "{host}");
        assert_eq!(found[0].time.map(|it| it.as_micros() / 1_000_000), Some(SENT as i64), "{host}");
    }
}

/// One message without a handle in a conversation of that style.
fn without_handle(style: Option<i64>, sender: &str, sent: bool) -> Backup {
    let mut backup = Backup::new();
    let sign = if style == Some(43) { '+' } else { '-' };
    backup.database(sms::FILE.0, sms::FILE.1, |conn| {
        sms::create(conn, Generation::Ios17)?;
        insert(
            conn,
            "chat",
            &[
                ("guid", &format!("iMessage;{sign};{sender}")),
                ("style", &style),
                ("chat_identifier", &sender),
            ],
        )?;
        let message = Message {
            guid: "m",
            text: Some("ALERT: Apple detected a targeted mercenary spyware attack against your iPhone"),
            service: "iMessage",
            from_me: sent,
            sent: SENT,
            ..Message::default()
        };
        let row = message.insert(conn, Generation::Ios17)?;
        // A date that no phone was there for.
        conn.execute("UPDATE message SET date_read = 1", ())?;
        insert(conn, "chat_message_join", &[("chat_id", &1), ("message_id", &row)]).map(drop)
    });
    backup
}

#[test]
fn a_conversation_says_who_wrote_where_the_message_does_not() {
    let sender = "lure@mail.example";
    for style in [Some(45), None] {
        assert_eq!(strongest(&without_handle(style, sender, false), sender), RECEIVED, "{style:?}");
    }
    let sent = strongest(&without_handle(Some(45), sender, true), sender);
    assert_eq!(sent.map(|it| it.1), Some(Kind::Exposure));
    // The identifier of a group names nobody.
    assert_eq!(strongest(&without_handle(Some(43), sender, false), sender), None);
}

#[test]
fn apples_own_notification_is_one_without_a_handle_and_in_capitals_too() {
    for sender in ["threat-notifications@email.apple.com", "Threat-Notifications@Email.Apple.com"] {
        let outcome = run(&without_handle(Some(45), sender, false), &[]);
        let found = of_rule(&outcome, "apple-threat-notification");
        assert_eq!(found.len(), 1, "{sender}: {:#?}", outcome.findings);
        assert_eq!(found[0].observed.value, sender);
        assert!(of_rule(&outcome, "apple-threat-notification-other-sender").is_empty());
    }
}
