//! Who invited, what an invitation leads to, and when it was made.

use model::wire::Finding;
use model::{Kind, Level};
use rusqlite::Connection;
use testkit::backup::Backup;
use testkit::ios::calendar::{self, Item};
use testkit::sqlite::insert;
use testkit::time::cocoa;

use crate::harness::{accounts, naming, of_rule, pack, run, stix};

const MADE: f64 = 1_709_251_200.0;
const YEAR: f64 = 365.25 * 86_400.0;

fn calendar(fill: impl Fn(&Connection) -> rusqlite::Result<()>) -> Backup {
    let mut backup = Backup::new();
    backup.database(calendar::FILE.0, calendar::FILE.1, |conn| {
        calendar::create(conn)?;
        fill(conn)
    });
    backup
}

fn lured<'a>(organizer: Option<&'a str>) -> Item<'a> {
    Item {
        summary: "lunch",
        description: Some("https://lure.example/a"),
        organizer,
        start: MADE - 9.0 * YEAR,
        created: MADE,
        uuid: "u",
        ..Item::default()
    }
}

/// The only finding that names a host, with its time in Unix seconds.
fn host(backup: &Backup, host: &str) -> (Level, Kind, Option<i64>) {
    let outcome = run(backup, &[pack("F", &[&format!("[domain-name:value='{host}']")])]);
    let found = naming(&outcome, host);
    assert_eq!(found.len(), 1, "{host}: {:#?}", outcome.findings);
    facts(found[0])
}

fn facts(finding: &Finding) -> (Level, Kind, Option<i64>) {
    (finding.level, finding.kind, finding.time.map(|it| it.as_micros() / 1_000_000))
}

#[test]
fn an_invitation_is_as_old_as_its_row_not_as_its_appointment() {
    let backup = calendar(|conn| lured(Some("org@mail.example")).insert(conn).map(drop));
    assert_eq!(host(&backup, "lure.example"), (Level::Match, Kind::Targeting, Some(MADE as i64)));
    // An indicator that ended before the row was made says nothing of it.
    let ended = serde_json::json!({
        "type": "indicator", "spec_version": "2.1", "id": "indicator--00000000-0000-4000-8000-000000000001",
        "created": "2014-01-01T00:00:00Z", "modified": "2014-01-01T00:00:00Z",
        "valid_from": "2014-01-01T00:00:00Z", "valid_until": "2020-01-01T00:00:00Z",
        "pattern_type": "stix", "pattern": "[domain-name:value='lure.example']",
    });
    let outcome = run(&backup, &[stix("p", &[ended])]);
    assert_eq!(naming(&outcome, "lure.example")[0].level, Level::Context);
}

#[test]
fn whoever_invited_need_have_no_email_column() {
    let organizers: [(&str, &str); 2] = [
        (
            "INSERT INTO Participant (ROWID, entity_type, phone_number) VALUES (1, 8, '+15550000021')",
            "+15550000021",
        ),
        ("INSERT INTO Participant (ROWID, entity_type, identity_id) VALUES (1, 8, 1)", "ident@mail.example"),
    ];
    for (row, account) in organizers {
        let backup = calendar(|conn| {
            conn.execute(
                "INSERT INTO Identity (display_name, address) VALUES ('N', 'mailto:ident@mail.example')",
                (),
            )?;
            lured(None).insert(conn)?;
            conn.execute(row, ())?;
            conn.execute("UPDATE CalendarItem SET organizer_id = 1", ()).map(drop)
        });
        let received = (Level::Match, Kind::Targeting, Some(MADE as i64));
        assert_eq!(host(&backup, "lure.example"), received, "{account}");
        let outcome = run(&backup, &[accounts(&[account])]);
        let found = naming(&outcome, account);
        assert_eq!(found.len(), 1, "{account}: {found:#?}");
        assert_eq!(facts(found[0]), received, "{account}");
    }
}

#[test]
fn an_organiser_is_counted_once_and_a_guest_is_dated() {
    let backup = calendar(|conn| {
        let item = lured(Some("org@mail.example")).insert(conn)?;
        conn.execute("UPDATE Participant SET owner_id = ?1, last_modified = NULL", [item])?;
        insert(conn, "Participant", &[("owner_id", &item), ("email", &"guest@mail.example")])?;
        insert(conn, "Location", &[("title", &"https://place.example/"), ("item_owner_id", &item)])?;
        // Nobody takes part under this name any more.
        insert(conn, "Identity", &[("address", &"mailto:gone@mail.example")]).map(drop)
    });
    let outcome = run(&backup, &[accounts(&["org@mail.example", "guest@mail.example", "gone@mail.example"])]);
    let one = |value: &str| {
        let found = naming(&outcome, value);
        assert_eq!(found.len(), 1, "{value}: {found:#?}");
        (facts(found[0]), found[0].occurrences.count)
    };
    let made = Some(MADE as i64);
    assert_eq!(one("org@mail.example"), ((Level::Match, Kind::Targeting, made), 1));
    assert_eq!(one("guest@mail.example"), ((Level::Match, Kind::Exposure, made), 1));
    assert_eq!(one("gone@mail.example"), ((Level::Match, Kind::Exposure, None), 1));
    assert_eq!(host(&backup, "place.example"), (Level::Match, Kind::Exposure, made));
}

#[test]
fn links_stand_in_many_columns() {
    let backup = calendar(|conn| {
        conn.execute_batch(
            "ALTER TABLE CalendarItem ADD COLUMN conference_url TEXT;
             ALTER TABLE CalendarItem ADD COLUMN conference_url_detected TEXT;
             ALTER TABLE Calendar ADD COLUMN subcal_url TEXT;
             ALTER TABLE Calendar ADD COLUMN owner_identity_email TEXT;",
        )?;
        insert(
            conn,
            "CalendarItem",
            &[
                ("creation_date", &cocoa(MADE)),
                ("conference_url", &"https://conference.example/a"),
                ("conference_url_detected", &"https://detected.example/a"),
            ],
        )?;
        insert(
            conn,
            "Attachment",
            &[
                ("owner_id", &1),
                ("url", &"https://attachment.example/a"),
                ("external_rep", &b"\xff\x00ATTACH:https://external.example/a\x00".as_slice()),
            ],
        )?;
        insert(
            conn,
            "Calendar",
            &[
                ("external_id", &"https://feed.example/x.ics"),
                ("subcal_url", &"https://subscribed.example/x.ics"),
                ("owner_identity_email", &"sharer@mail.example"),
            ],
        )
        .map(drop)
    });
    let made = Some(MADE as i64);
    for (name, time) in [
        ("conference", made),
        ("detected", made),
        ("attachment", made),
        ("external", made),
        ("feed", None),
        ("subscribed", None),
    ] {
        let name = format!("{name}.example");
        assert_eq!(host(&backup, &name), (Level::Match, Kind::Exposure, time), "{name}");
    }
    let outcome = run(&backup, &[accounts(&["sharer@mail.example"])]);
    assert_eq!(naming(&outcome, "sharer@mail.example").len(), 1);
}

#[test]
fn an_old_meeting_that_was_changed_later_was_not_set_back() {
    for (column, backdated) in [("last_modified", 0), ("creation_date", 1)] {
        let backup = calendar(|conn| {
            insert(
                conn,
                "CalendarItem",
                &[
                    ("summary", &"Meeting"),
                    ("description", &"Notes"),
                    ("start_date", &cocoa(MADE - 4.0 * YEAR)),
                    (column, &cocoa(MADE)),
                ],
            )
            .map(drop)
        });
        let outcome = run(&backup, &[]);
        assert_eq!(of_rule(&outcome, "calendar-backdated-invitation").len(), backdated, "{column}");
        assert_eq!(of_rule(&outcome, "calendar-meeting-notes").len(), 1 - backdated, "{column}");
    }
}
