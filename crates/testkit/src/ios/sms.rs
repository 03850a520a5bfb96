//! Messages: `Library/SMS/sms.db` in `HomeDomain`, and the attachments below `Library/SMS/Attachments`.
//!
//! Dates count from 2001: seconds up to iOS 10, nanoseconds since. Since iOS 16 a deleted message stays for weeks,
//! joined to its chat by `chat_recoverable_message_join`, and an edited one keeps its earlier words in
//! `message_summary_info`.

use plist::Value;
use rusqlite::{Connection, ToSql};

use super::Generation;
use crate::{
    backup::Backup,
    keyed::{binary, dict, rich_link},
    sample::{Phone, Planted},
    sqlite::{bulk, insert},
    time::{cocoa, cocoa_nanos},
    truth::{Kind, Level, Place},
    typedstream::{self, Run},
};

/// Where the store lies.
pub const FILE: (&str, &str) = ("HomeDomain", "Library/SMS/sms.db");

/// The account that Apple's threat notifications come from.
const APPLE_SENDER: &str = "threat-notifications@email.apple.com";
/// How Apple's notifications of 2024 and later begin in English; the rest of the sample's text is ours.
const APPLE_OPENING: &str = "ALERT: Apple detected a targeted mercenary spyware attack against your iPhone";

/// Creates the tables of `generation`.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection, generation: Generation) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE _SqliteDatabaseProperties (key TEXT, value TEXT, UNIQUE(key));
         CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, uncanonicalized_id TEXT, person_centric_id TEXT, UNIQUE (id, service));
         CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, state INTEGER, account_id TEXT, properties BLOB, chat_identifier TEXT, service_name TEXT, room_name TEXT, account_login TEXT, is_archived INTEGER DEFAULT 0, last_addressed_handle TEXT, display_name TEXT, group_id TEXT, is_filtered INTEGER DEFAULT 0, successful_query INTEGER DEFAULT 0);
         CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER, UNIQUE(chat_id, handle_id));
         CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER, UNIQUE(message_id, attachment_id));
         CREATE TABLE deleted_messages (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, guid TEXT NOT NULL);",
    )?;
    conn.execute_batch(&format!(
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, replace INTEGER DEFAULT 0, service_center TEXT, handle_id INTEGER DEFAULT 0, subject TEXT, country TEXT, attributedBody BLOB, version INTEGER DEFAULT 0, type INTEGER DEFAULT 0, service TEXT, account TEXT, account_guid TEXT, error INTEGER DEFAULT 0, date INTEGER, date_read INTEGER, date_delivered INTEGER, is_delivered INTEGER DEFAULT 0, is_finished INTEGER DEFAULT 0, is_emote INTEGER DEFAULT 0, is_from_me INTEGER DEFAULT 0, is_empty INTEGER DEFAULT 0, is_delayed INTEGER DEFAULT 0, is_auto_reply INTEGER DEFAULT 0, is_prepared INTEGER DEFAULT 0, is_read INTEGER DEFAULT 0, is_system_message INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, has_dd_results INTEGER DEFAULT 0, is_service_message INTEGER DEFAULT 0, is_forward INTEGER DEFAULT 0, was_downgraded INTEGER DEFAULT 0, is_archive INTEGER DEFAULT 0, cache_has_attachments INTEGER DEFAULT 0, cache_roomnames TEXT, was_data_detected INTEGER DEFAULT 0, was_deduplicated INTEGER DEFAULT 0, is_audio_message INTEGER DEFAULT 0, is_played INTEGER DEFAULT 0, date_played INTEGER, item_type INTEGER DEFAULT 0, other_handle INTEGER DEFAULT 0, group_title TEXT, group_action_type INTEGER DEFAULT 0, share_status INTEGER DEFAULT 0, share_direction INTEGER DEFAULT 0, is_expirable INTEGER DEFAULT 0, expire_state INTEGER DEFAULT 0, message_action_type INTEGER DEFAULT 0, message_source INTEGER DEFAULT 0, associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0, balloon_bundle_id TEXT, payload_data BLOB, expressive_send_style_id TEXT, associated_message_range_location INTEGER DEFAULT 0, associated_message_range_length INTEGER DEFAULT 0, time_expressive_send_played INTEGER, message_summary_info BLOB{});
         CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, created_date INTEGER DEFAULT 0, start_date INTEGER DEFAULT 0, filename TEXT, uti TEXT, mime_type TEXT, transfer_state INTEGER DEFAULT 0, is_outgoing INTEGER DEFAULT 0, user_info BLOB, transfer_name TEXT, total_bytes INTEGER DEFAULT 0, is_sticker INTEGER DEFAULT 0, sticker_user_info BLOB, attribution_info BLOB, hide_attachment INTEGER DEFAULT 0{});
         CREATE INDEX message_idx_handle ON message(handle_id, date);",
        if generation >= Generation::Ios12 {
            ", ck_sync_state INTEGER DEFAULT 0, ck_record_id TEXT, ck_record_change_tag TEXT, destination_caller_id TEXT"
        } else {
            ""
        },
        if generation >= Generation::Ios12 {
            ", ck_sync_state INTEGER DEFAULT 0, ck_server_change_token_blob BLOB, ck_record_id TEXT, original_guid TEXT"
        } else {
            ""
        },
    ))?;
    if generation == Generation::Ios10 {
        return conn.execute_batch(
            "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, PRIMARY KEY (chat_id, message_id));",
        );
    }
    conn.execute_batch(
        "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id));",
    )?;
    if generation >= Generation::Ios15 {
        conn.execute_batch(
            "ALTER TABLE message ADD COLUMN reply_to_guid TEXT;
             ALTER TABLE message ADD COLUMN thread_originator_guid TEXT;
             ALTER TABLE message ADD COLUMN thread_originator_part TEXT;",
        )?;
    }
    if generation >= Generation::Ios17 {
        conn.execute_batch(
            "ALTER TABLE message ADD COLUMN date_retracted INTEGER;
             ALTER TABLE message ADD COLUMN date_edited INTEGER;
             ALTER TABLE message ADD COLUMN was_detonated INTEGER DEFAULT 0;
             ALTER TABLE message ADD COLUMN part_count INTEGER;
             CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER, ck_sync_state INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id), CHECK (delete_date != 0));
             CREATE TABLE recoverable_message_part (chat_id INTEGER, message_id INTEGER, part_index INTEGER, delete_date INTEGER, part_text BLOB NOT NULL, ck_sync_state INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id, part_index), CHECK (delete_date != 0));",
        )?;
    }
    Ok(())
}

/// A moment in the unit of `generation`.
pub fn date(generation: Generation, unix: f64) -> i64 {
    if generation == Generation::Ios10 { cocoa(unix) as i64 } else { cocoa_nanos(unix) }
}

/// The summary of a message that was edited once: what it said before, at the moment it said so (Unix seconds).
pub fn edited_summary(before: &str, sent: f64, after: &str, edited: f64) -> Vec<u8> {
    let version = |text: &str, when: f64| {
        dict([
            ("t", Value::Data(typedstream::plain(text))),
            ("d", Value::Real(cocoa(when))),
            ("bcg", "00000000-0000-4000-8000-000000000002".into()),
        ])
    };
    let versions = Value::Array(vec![version(before, sent), version(after, edited)]);
    let range = dict([("lo", 0_i64.into()), ("le", (after.encode_utf16().count() as i64).into())]);
    binary(&dict([
        ("amc", 1_i64.into()),
        ("ust", true.into()),
        ("ec", dict([("0", versions)])),
        ("ep", Value::Array(vec![0_i64.into()])),
        ("otr", dict([("0", range)])),
    ]))
}

/// One row of `message`.
#[derive(Clone, Debug, Default)]
pub struct Message<'a> {
    /// Nothing lets SQLite choose.
    pub rowid: Option<i64>,
    /// The global id; must be unique.
    pub guid: &'a str,
    /// The row of the other side; 0 for none.
    pub handle: i64,
    /// The plain text, which newer phones often leave empty.
    pub text: Option<&'a str>,
    /// The attributed text.
    pub body: Option<Vec<u8>>,
    /// A rich link.
    pub payload: Option<Vec<u8>>,
    /// Earlier versions.
    pub summary: Option<Vec<u8>>,
    /// Whether the owner wrote it.
    pub from_me: bool,
    /// `iMessage` or `SMS`.
    pub service: &'a str,
    /// When it was sent, in Unix seconds.
    pub sent: f64,
    /// When it was read, in Unix seconds.
    pub read: Option<f64>,
    /// When it was edited, in Unix seconds (iOS 16 and later).
    pub edited: Option<f64>,
}

impl Message<'_> {
    /// Inserts the row and returns its id.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn insert(&self, conn: &Connection, generation: Generation) -> rusqlite::Result<i64> {
        let sent = date(generation, self.sent);
        let read = self.read.map_or(0, |read| date(generation, read));
        let edited = self.edited.map_or(0, |edited| date(generation, edited));
        let balloon = self.payload.as_ref().map(|_| "com.apple.messages.URLBalloonProvider");
        let mut columns: Vec<(&str, &dyn ToSql)> = vec![
            ("ROWID", &self.rowid),
            ("guid", &self.guid),
            ("text", &self.text),
            ("handle_id", &self.handle),
            ("attributedBody", &self.body),
            ("service", &self.service),
            ("account", &"E:mira@mail.example"),
            ("date", &sent),
            ("date_read", &read),
            ("is_from_me", &self.from_me),
            ("is_read", &true),
            ("is_finished", &true),
            ("balloon_bundle_id", &balloon),
            ("payload_data", &self.payload),
            ("message_summary_info", &self.summary),
        ];
        if generation >= Generation::Ios17 {
            columns.push(("date_edited", &edited));
        }
        insert(conn, "message", &columns)
    }
}

/// One row of `attachment`, joined to `message`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attachment<'a> {
    /// The message it came with.
    pub message: i64,
    /// The global id; must be unique.
    pub guid: &'a str,
    /// The path the phone wrote, `~/Library/SMS/...` or absolute.
    pub filename: &'a str,
    /// The uniform type.
    pub uti: &'a str,
    /// The media type.
    pub mime: &'a str,
    /// Whether the owner sent it.
    pub outgoing: bool,
    /// When it was made, in Unix seconds.
    pub created: f64,
    /// Its size in bytes.
    pub bytes: i64,
}

impl Attachment<'_> {
    /// Inserts the row and its join, and returns its id.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn insert(&self, conn: &Connection) -> rusqlite::Result<i64> {
        let name = self.filename.rsplit('/').next().unwrap_or_default();
        // Attachments kept counting in seconds when messages went over to nanoseconds.
        let created = cocoa(self.created) as i64;
        let row = insert(
            conn,
            "attachment",
            &[
                ("guid", &self.guid),
                ("created_date", &created),
                ("start_date", &created),
                ("filename", &self.filename),
                ("uti", &self.uti),
                ("mime_type", &self.mime),
                ("transfer_state", &5),
                ("is_outgoing", &self.outgoing),
                ("transfer_name", &name),
                ("total_bytes", &self.bytes),
            ],
        )?;
        insert(conn, "message_attachment_join", &[("message_id", &self.message), ("attachment_id", &row)])?;
        Ok(row)
    }
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let mut files: Vec<(String, Vec<u8>, i64)> = Vec::new();
    let generation = phone.generation;
    let mut last = 0;
    // The newest message is only in the write-ahead log, as on a phone that was in use until the backup.
    backup.database_with_wal(
        FILE.0,
        FILE.1,
        |conn| {
            create(conn, generation)?;
            bulk(conn, |conn| {
                last = ordinary(phone, conn, &mut files)?;
                Ok(())
            })
        },
        |conn| {
            // `phone` is lent to the first closure only; what follows is decided by the generation alone.
            let chat = insert(
                conn,
                "chat",
                &[("guid", &"iMessage;-;+447700900999"), ("chat_identifier", &"+447700900999")],
            )?;
            let message = Message {
                guid: "00000000-0000-4000-8000-00000000FFFF",
                handle: 1,
                text: Some("See you at the harbour then."),
                service: "iMessage",
                sent: 1_717_999_000.0,
                ..Message::default()
            };
            let row = message.insert(conn, generation)?;
            insert(conn, "chat_message_join", &[("chat_id", &chat), ("message_id", &row)])?;
            Ok(())
        },
    );
    for (path, content, when) in files {
        backup.file("MediaDomain", &path, content).meta_of_last(|meta| {
            meta.birth = when;
            meta.modified = when;
            meta.status_changed = when;
        });
    }
}

type Files = Vec<(String, Vec<u8>, i64)>;

fn ordinary(phone: &mut Phone, conn: &Connection, files: &mut Files) -> rusqlite::Result<i64> {
    let generation = phone.generation;
    let people = phone.people.clone();
    let mut handles = Vec::new();
    for (index, person) in people.iter().enumerate() {
        let (id, service) = if index % 5 == 0 { (&person.email, "iMessage") } else { (&person.phone, "SMS") };
        let handle = insert(conn, "handle", &[("id", id), ("country", &"gb"), ("service", &service)])?;
        let chat = insert(
            conn,
            "chat",
            &[
                ("guid", &format!("{service};-;{id}")),
                ("style", &45),
                ("chat_identifier", id),
                ("service_name", &service),
            ],
        )?;
        insert(conn, "chat_handle_join", &[("chat_id", &chat), ("handle_id", &handle)])?;
        handles.push((handle, chat, service));
    }
    let group = insert(
        conn,
        "chat",
        &[
            ("guid", &"iMessage;+;chat1"),
            ("style", &43),
            ("chat_identifier", &"chat1"),
            ("display_name", &"Desk"),
        ],
    )?;
    let count = phone.quantity(100_000, 60);
    let plan = Plan::new(count);
    let mut skipped = 0_i64;
    let mut last = 0;
    for index in 0..count {
        let sent = phone.moment(index, count);
        let rowid = i64::from(index) + 1 + skipped;
        last = rowid;
        let (handle, chat, service) = handles.get(phone.person()).copied().unwrap_or((0, group, "SMS"));
        let guid = phone.rng.uuid();
        let mut message = Message {
            rowid: Some(rowid),
            guid: &guid,
            handle,
            from_me: phone.rng.chance(0.5),
            service,
            sent,
            read: phone.rng.chance(0.6).then_some(sent + 60.0),
            ..Message::default()
        };
        if !phone.clean && plan.is_special(index) {
            special(phone, conn, plan.which(index), message, (chat, rowid), files)?;
            if plan.which(index) == GAP_AT {
                skipped += GAP;
                phone.plant(Planted {
                    what: "gap in message rows",
                    artifact: "sms",
                    level: Level::Context,
                    kind: Kind::Tampering,
                    observed: ("property", "message.ROWID"),
                    indicator: None,
                    file: FILE,
                    place: Place::Row("message", rowid),
                });
            }
            insert(conn, "chat_message_join", &[("chat_id", &chat), ("message_id", &rowid)])?;
            continue;
        }
        let text = phone.chatter();
        let (owned_body, chat) = match phone.rng.below(100) {
            // Since iOS 14 many messages have their words in the attributed body alone.
            0..30 if generation >= Generation::Ios15 => {
                message.body = Some(body_with_links(&text));
                (true, chat)
            }
            30..32 => {
                // The owner's own words in a group have no handle.
                message.handle = 0;
                message.from_me = true;
                (false, group)
            }
            32 => {
                // The handle of a contact who was removed.
                message.handle = 1_000_000 + i64::from(index);
                (false, chat)
            }
            _ => {
                message.body = Some(body_with_links(&text));
                (false, chat)
            }
        };
        if !owned_body {
            message.text = Some(&text);
        }
        if phone.rng.chance(0.002) && generation >= Generation::Ios17 {
            let before = phone.chatter();
            message.summary = Some(edited_summary(&before, sent, &text, sent + 40.0));
            message.edited = Some(sent + 40.0);
        }
        message.insert(conn, generation)?;
        let join: &[(&str, &dyn ToSql)] = &[("chat_id", &chat), ("message_id", &rowid)];
        insert(conn, "chat_message_join", join)?;
        if phone.rng.chance(0.02) {
            attach(phone, conn, rowid, message.from_me, sent, files)?;
        }
    }
    Ok(last)
}

/// An attributed body in which every web address is a link, as the phone's data detectors make it.
fn body_with_links(text: &str) -> Vec<u8> {
    match text.find("https://") {
        Some(at) => {
            let (before, link) = text.split_at(at);
            typedstream::attributed(&[Run::text(before), Run::link(link, link)])
        }
        None => typedstream::plain(text),
    }
}

fn attach(
    phone: &mut Phone,
    conn: &Connection,
    message: i64,
    outgoing: bool,
    created: f64,
    files: &mut Files,
) -> rusqlite::Result<()> {
    let guid = phone.rng.uuid();
    let path = format!(
        "Library/SMS/Attachments/{:02x}/{:02}/{guid}/IMG_{message:04}.jpeg",
        message % 256,
        message % 16
    );
    let content = [b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01".as_slice(), &phone.rng.bytes::<40>()].concat();
    let attachment = Attachment {
        message,
        guid: &guid,
        filename: &format!("~/{path}"),
        uti: "public.jpeg",
        mime: "image/jpeg",
        outgoing,
        created,
        bytes: content.len() as i64,
    };
    attachment.insert(conn)?;
    files.push((path, content, created as i64));
    Ok(())
}

/// How many row ids the planted gap skips.
const GAP: i64 = 9;
/// The special row behind which the gap lies.
const GAP_AT: u32 = 10;
/// How many special rows there are.
const SPECIALS: u32 = 12;

/// Spreads the special rows evenly over all messages.
struct Plan {
    step: u32,
}

impl Plan {
    fn new(count: u32) -> Self {
        Self { step: count / (SPECIALS + 1) }
    }

    fn is_special(&self, index: u32) -> bool {
        self.step > 0 && index > 0 && index.is_multiple_of(self.step) && index / self.step <= SPECIALS
    }

    fn which(&self, index: u32) -> u32 {
        (index / self.step.max(1)).saturating_sub(1)
    }
}

/// The planted messages. Each writes exactly the row it was given.
fn special(
    phone: &mut Phone,
    conn: &Connection,
    which: u32,
    given: Message<'_>,
    (chat, rowid): (i64, i64),
    files: &mut Files,
) -> rusqlite::Result<()> {
    let generation = phone.generation;
    let sent = given.sent;
    let slug = format!("m{which}");
    let url = phone.lure(&slug);
    let text = format!("The # you asked for: {url}").replace('#', "list");
    let notice = format!("{APPLE_OPENING}. This line belongs to a sample.");
    let mut message = Message { from_me: false, service: "iMessage", ..given };
    let plant = |phone: &mut Phone, what, kind, row: (&'static str, i64)| {
        phone.plant(Planted {
            what,
            artifact: "sms",
            level: Level::Match,
            kind,
            observed: ("url", &url),
            indicator: Some(crate::sample::LURE_HOST),
            file: FILE,
            place: Place::Row(row.0, row.1),
        });
    };
    match which {
        0 => {
            message.text = Some(&text);
            message.body = Some(body_with_links(&text));
            message.insert(conn, generation)?;
            plant(phone, "lure in text", Kind::Targeting, ("message", rowid));
        }
        1 => {
            message.body =
                Some(typedstream::attributed(&[Run::text("Your parcel: "), Run::link("track it", &url)]));
            message.insert(conn, generation)?;
            plant(phone, "lure behind words of an attributed body", Kind::Targeting, ("message", rowid));
        }
        2 => {
            message.text = Some("\u{fffc}");
            message.payload = Some(rich_link(&url, &url, "Summons", "A page that does not exist"));
            message.insert(conn, generation)?;
            plant(phone, "lure in a rich link", Kind::Targeting, ("message", rowid));
        }
        3 => {
            message.handle = 0;
            message.text = Some(&text);
            message.insert(conn, generation)?;
            plant(phone, "lure from nobody", Kind::Targeting, ("message", rowid));
        }
        4 => {
            message.from_me = true;
            message.text = Some(&text);
            message.insert(conn, generation)?;
            plant(phone, "lure passed on by the owner", Kind::Exposure, ("message", rowid));
        }
        5 if generation >= Generation::Ios17 => {
            message.text = Some("Never mind.");
            message.summary = Some(edited_summary(&text, sent, "Never mind.", sent + 90.0));
            message.edited = Some(sent + 90.0);
            message.insert(conn, generation)?;
            plant(phone, "lure edited away", Kind::Targeting, ("message", rowid));
        }
        6 if generation >= Generation::Ios17 => {
            let deleted = date(generation, sent + 4000.0);
            message.insert(conn, generation)?;
            insert(
                conn,
                "chat_recoverable_message_join",
                &[("chat_id", &chat), ("message_id", &rowid), ("delete_date", &deleted)],
            )?;
            insert(
                conn,
                "recoverable_message_part",
                &[
                    ("chat_id", &chat),
                    ("message_id", &rowid),
                    ("part_index", &0),
                    ("delete_date", &deleted),
                    ("part_text", &typedstream::plain(&text)),
                ],
            )?;
            let part = conn.last_insert_rowid();
            plant(phone, "lure recently deleted", Kind::Targeting, ("recoverable_message_part", part));
        }
        7 | 8 => {
            let apple = which == 7;
            let sender = if apple { APPLE_SENDER } else { "+15035550199" };
            let handle = insert(conn, "handle", &[("id", &sender), ("service", &"iMessage-notice")])?;
            message.handle = handle;
            message.text = Some(&notice);
            message.insert(conn, generation)?;
            phone.plant(Planted {
                what: if apple {
                    "threat notification from Apple"
                } else {
                    "threat notification from another"
                },
                artifact: "sms",
                level: if apple { Level::Match } else { Level::Anomaly },
                kind: Kind::Targeting,
                observed: ("property", if apple { APPLE_SENDER } else { "+15035550199" }),
                indicator: None,
                file: FILE,
                place: Place::Row("message", rowid),
            });
        }
        9 | 10 => {
            message.text = Some("\u{fffc}");
            let row = message.insert(conn, generation)?;
            let disguised = which == 10;
            let guid = phone.rng.uuid();
            let path = format!("Library/SMS/Attachments/0a/10/{guid}/funny.gif");
            let home = format!("~/{path}");
            let attachment = Attachment {
                message: row,
                guid: &guid,
                filename: if disguised { &home } else { "/var/tmp/com.apple.messages/Attachment-1" },
                uti: if disguised { "com.compuserve.gif" } else { "public.data" },
                mime: if disguised { "image/gif" } else { "application/octet-stream" },
                outgoing: false,
                created: sent,
                bytes: 22,
            };
            let attachment_row = attachment.insert(conn)?;
            if disguised {
                files.push((path.clone(), b"%PDF-1.4\n%sample\n%%EOF".to_vec(), sent as i64));
            }
            // The lie about the type shows in the file, not in the row.
            let in_tmp = Planted {
                what: "attachment in a temporary folder",
                artifact: "sms_attachments",
                level: Level::Anomaly,
                kind: Kind::Targeting,
                observed: ("path", attachment.filename),
                indicator: None,
                file: FILE,
                place: Place::Row("attachment", attachment_row),
            };
            phone.plant(if disguised {
                Planted {
                    what: "attachment that is not what its name says",
                    artifact: "files",
                    observed: ("property", "extension=gif content=pdf"),
                    file: ("MediaDomain", &path),
                    place: Place::Whole,
                    ..in_tmp
                }
            } else {
                in_tmp
            });
        }
        _ => {
            message.text = Some("Good morning.");
            message.insert(conn, generation)?;
        }
    }
    Ok(())
}
