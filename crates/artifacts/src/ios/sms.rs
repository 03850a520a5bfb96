//! Messages: `HomeDomain` `Library/SMS/sms.db`, device path `/private/var/mobile/Library/SMS/sms.db`.
//!
//! Dates count from 2001-01-01 UTC, in seconds up to iOS 10 and in nanoseconds since iOS 11. Columns have come
//! with every system: `payload_data` and `message_summary_info` with iOS 10, `date_edited` and `date_retracted`
//! with iOS 16, and with it the tables of recently deleted messages (`chat_recoverable_message_join`,
//! `recoverable_message_part`), which keep a message for thirty days. When `text` is NULL the words stand in
//! `attributedBody` alone. A message without a handle (`handle_id` 0: the owner's own in groups, system messages;
//! or a handle that is gone) is a message like any other; in a conversation with one person (`chat.style` 45) the
//! conversation's identifier says who it is with. Source: the schema as the system creates it.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::{Database, Row, Source};
use memchr::memmem::Finder;
use model::{FieldValue, Locator, ObservableType, Record, Role, SourceRef, Time};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::buffer::Buffer;
use crate::gaps::Gaps;
use crate::imessage::{self, Summary};
use crate::plan::{Known, Plan, each_row, open};
use crate::sql::select;
use crate::times::{self, Clock};
use crate::typedstream::{self, Attributed};
use crate::{Artifact, Sink, text};

/// The slug.
const ID: &str = "sms";

/// The messages of the Messages app.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &["/private/var/mobile/Library/SMS/sms.db"],
    carries: &[
        ObservableType::Domain,
        ObservableType::Url,
        ObservableType::Ip,
        ObservableType::Email,
        ObservableType::Phone,
    ],
    own_times: &["sms_received", "sms_sent"],
    read,
};

const MESSAGE: Known = Known {
    dates: &[
        ("date_read", "sms_read"),
        ("date_delivered", "sms_delivered"),
        ("date_edited", "sms_edited"),
        ("date_retracted", "sms_retracted"),
        ("date_played", "sms_played"),
        ("date_recovered", "sms_recovered"),
    ],
    technical: &[
        "guid",
        "service",
        "country",
        "balloon_bundle_id",
        "expressive_send_style_id",
        "associated_message_guid",
        "reply_to_guid",
        "thread_originator_guid",
        "thread_originator_part",
    ],
    personal: &[],
    // The last three name the owner, who stands in the custody record alone.
    own: &["ROWID", "text", "date", "account", "account_guid", "destination_caller_id"],
    read: &[
        "attributedBody",
        "payload_data",
        "message_summary_info",
        "subject",
        "group_title",
        "is_from_me",
        "handle_id",
        "other_handle",
    ],
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    // A break only says that the run is ending.
    let _ = Reader::new(&db, source.reference(), sink).and_then_read(sink);
}

/// A correspondent.
pub(crate) struct Handle {
    /// The address or number as stored.
    pub(crate) id: String,
    /// The same in its normal form, if it is an address or a number.
    pub(crate) account: Option<Account>,
    /// The same as it was before the phone made it a full number, where that is another.
    raw: Option<Account>,
    service: Option<String>,
}

impl Handle {
    /// What of it an indicator could name.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        [&self.account, &self.raw].into_iter().flatten()
    }
}

/// The table of correspondents.
pub(crate) fn handles(db: &Database, sink: &mut dyn Sink) -> FxHashMap<i64, Handle> {
    let mut all = FxHashMap::default();
    if db.has_table("handle") {
        let sql = select(db, "handle", &["rowid", "id", "service", "uncanonicalized_id"]);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            if let (Some(key), Some(id)) = (row.int(0), row.text(1)) {
                let account = Account::new(&id);
                let service = row.text(2).map(Cow::into_owned);
                let other = |raw: &Account| {
                    account.as_ref().is_none_or(|it| it != raw && !raw.is_national_form_of(it))
                };
                let raw = row.text(3).as_deref().and_then(Account::new).filter(other);
                all.insert(key, Handle { id: id.into_owned(), account, raw, service });
            }
            ControlFlow::Continue(())
        });
    }
    all
}

/// A conversation.
#[derive(Default)]
struct Chat {
    guid: Option<String>,
    identifier: Option<String>,
    name: Option<String>,
    /// The other side, if there is only one: then the identifier names it.
    account: Option<Account>,
}

/// `chat.style` of a conversation with one other side; groups have 43.
const ONE_TO_ONE: i64 = 45;

impl Chat {
    fn new(
        style: Option<i64>,
        guid: Option<String>,
        identifier: Option<String>,
        name: Option<String>,
    ) -> Self {
        // Where the style is not told, the name of the conversation holds it.
        let single = match style {
            Some(style) => style == ONE_TO_ONE,
            None => guid.as_ref().is_some_and(|it| it.contains(";-;")),
        };
        let account = identifier.as_deref().filter(|_| single).and_then(Account::new);
        Self { guid, identifier, name, account }
    }

    /// The other side, as address and as account.
    fn partner(&self) -> Option<(&str, &Account)> {
        self.identifier.as_deref().zip(self.account.as_ref())
    }
}

/// A message that was deleted and can still be recovered.
#[derive(Default)]
struct Deleted {
    when: Option<i64>,
    sent: bool,
    handle: i64,
}

struct Reader<'a> {
    db: &'a Database,
    source: &'a SourceRef,
    handles: FxHashMap<i64, Handle>,
    chats: FxHashMap<i64, Chat>,
    /// Message and chat, sorted by message.
    chat_of: Vec<(i64, i64)>,
    deleted: FxHashMap<i64, Deleted>,
    /// Handles that stand at a message.
    seen: FxHashSet<i64>,
}

impl<'a> Reader<'a> {
    fn new(db: &'a Database, source: &'a SourceRef, sink: &mut dyn Sink) -> Self {
        let mut reader = Self {
            db,
            source,
            handles: handles(db, sink),
            chats: FxHashMap::default(),
            chat_of: Vec::new(),
            deleted: FxHashMap::default(),
            seen: FxHashSet::default(),
        };
        if db.has_table("chat") {
            let sql = select(db, "chat", &["rowid", "guid", "chat_identifier", "display_name", "style"]);
            let _ = each_row(db, &sql, sink, &mut |row, _| {
                let text = |at| row.text(at).map(Cow::into_owned).filter(|it: &String| !it.is_empty());
                if let Some(key) = row.int(0) {
                    reader.chats.insert(key, Chat::new(row.int(4), text(1), text(2), text(3)));
                }
                ControlFlow::Continue(())
            });
        }
        if db.has_table("chat_message_join") {
            let sql = select(db, "chat_message_join", &["message_id", "chat_id"]);
            let _ = each_row(db, &sql, sink, &mut |row, _| {
                reader.chat_of.extend(row.int(0).zip(row.int(1)));
                ControlFlow::Continue(())
            });
        }
        for table in ["recoverable_message_part", "chat_recoverable_message_join"] {
            if !db.has_table(table) {
                continue;
            }
            let sql = select(db, table, &["message_id", "delete_date", "chat_id"]);
            let _ = each_row(db, &sql, sink, &mut |row, _| {
                if let Some(message) = row.int(0) {
                    let deleted = reader.deleted.entry(message).or_default();
                    deleted.when = row.int(1).or(deleted.when);
                    reader.chat_of.extend(row.int(2).map(|chat| (message, chat)));
                }
                ControlFlow::Continue(())
            });
        }
        reader.chat_of.sort_unstable();
        reader
    }

    fn and_then_read(&mut self, sink: &mut dyn Sink) -> ControlFlow<()> {
        self.messages(sink)?;
        self.deleted_parts(sink)?;
        self.deleted_guids(sink)?;
        self.conversations(sink)?;
        self.silent_handles(sink)?;
        self.attachment_keys(sink)
    }

    fn messages(&mut self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let Some(plan) = Plan::new(self.db, "message", Clock::CocoaAuto, MESSAGE, sink) else {
            sink.failed("the database has no table message".into());
            return ControlFlow::Continue(());
        };
        let at = Columns::new(&plan);
        let finders = Finders::new();
        let mut buffer = Buffer::default();
        let mut gaps = Gaps::new(ID, "message", self.source);
        let Self { db, source, handles, chats, chat_of, deleted, seen } = self;
        let mut cursor = 0;
        each_row(db, &plan.sql("", ""), sink, &mut |row, sink| {
            let Some(key) = row.int(0) else {
                sink.problem("a message has no key");
                return ControlFlow::Continue(());
            };
            gaps.next(key, row.int(at.date), sink)?;
            let sent = row.int(at.is_from_me) == Some(1);
            let role = if sent { Role::Sent } else { Role::Received };
            let words = Words::new(row, &at, &finders, sink);

            let mut record = buffer.start(ID, "message", source, Locator::row("message", key));
            let event = if sent { "sms_sent" } else { "sms_received" };
            times::push(&mut record, row, at.date, event, "date", Clock::CocoaAuto, sink);
            if let Some(text) = words.text() {
                record.personal("text", text.clone());
            }
            record.field("direction", if sent { "sent" } else { "received" });
            // The keys ascend in both, so the cursor only ever moves on.
            while chat_of.get(cursor).is_some_and(|it| it.0 < key) {
                cursor += 1;
            }
            let chat = chat_of.get(cursor).filter(|it| it.0 == key);
            let chat = chat.and_then(|it| Some((it.1, chats.get(&it.1)?)));
            let handle_id = row.int(at.handle).unwrap_or(0);
            if let Some(handle) = handles.get(&handle_id) {
                seen.insert(handle_id);
                record.personal("handle", handle.id.as_str());
                let place = Locator::row("handle", handle_id);
                let accounts = handle.accounts();
                record.observables.extend(accounts.map(|it| it.observable(role, place.clone())));
            } else if let Some((place, partner)) = chat {
                beside(place, partner, role, &mut record);
            }
            if let Some(other) = row.int(at.other_handle).filter(|it| *it != handle_id)
                && let Some(handle) = handles.get(&other)
            {
                record.personal("other_handle_id", handle.id.as_str());
                let place = Locator::row("handle", other);
                let account = handle.account.as_ref();
                record.observables.extend(account.map(|it| it.observable(Role::Cached, place)));
            }
            if let Some((_, chat)) = chat {
                for (name, value) in [
                    ("chat_guid", &chat.guid),
                    ("chat_identifier", &chat.identifier),
                    ("chat_name", &chat.name),
                ] {
                    if let Some(value) = value {
                        record.personal(name, value.as_str());
                    }
                }
            }
            plan.times(&mut record, row, sink);
            if let Some(deleted) = deleted.get_mut(&key) {
                deleted.sent = sent;
                deleted.handle = handle_id;
                record.times.extend(deleted.when.and_then(|it| Time::cocoa_auto("sms_deleted", it)));
                record.field("recently_deleted", true);
            }
            words.add(role, &mut record, sink);
            let flow = plan.emit(&mut record, row, sink);
            buffer.end(record);
            flow
        })?;
        gaps.finish(sequence(db, "message", sink), sink)
    }

    /// The parts of messages that were deleted one by one.
    fn deleted_parts(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        const TABLE: &str = "recoverable_message_part";
        if !self.db.has_table(TABLE) {
            return ControlFlow::Continue(());
        }
        let columns = ["rowid", "message_id", "part_index", "delete_date", "part_text", "chat_id"];
        let sql = select(self.db, TABLE, &columns);
        each_row(self.db, &sql, sink, &mut |row, sink| {
            let message = row.int(1);
            let deleted = message.and_then(|it| self.deleted.get(&it));
            let sent = deleted.is_some_and(|it| it.sent);
            let role = if sent { Role::Sent } else { Role::Received };
            let bytes = row.blob(4).unwrap_or_default();
            let body = decode(bytes);
            let mut record =
                Record::new(ID, "deleted_part", self.source, Locator::row(TABLE, row.int(0).unwrap_or(0)));
            times::push(&mut record, row, 3, "sms_deleted", "delete_date", Clock::CocoaAuto, sink);
            for (name, value) in [("message_id", message), ("part_index", row.int(2))] {
                if let Some(value) = value {
                    record.field(name, value);
                }
            }
            record.field("direction", if sent { "sent" } else { "received" });
            if let Some(deleted) = deleted
                && let Some(handle) = self.handles.get(&deleted.handle)
            {
                record.personal("handle", handle.id.as_str());
                let place = Locator::row("handle", deleted.handle);
                record.observables.extend(handle.account.as_ref().map(|it| it.observable(role, place)));
            } else if let Some((place, chat)) = row.int(5).and_then(|it| Some((it, self.chats.get(&it)?))) {
                beside(place, chat, role, &mut record);
            }
            let body = match body {
                Some(body) => body,
                None => {
                    // Not archived, or damaged: whatever is legible.
                    if bytes.starts_with(b"\x04\x0bstreamtyped") {
                        sink.problem("a deleted part could not be decoded whole");
                    }
                    Attributed { text: imessage::readable(bytes), attributes: Vec::new() }
                }
            };
            attributed(&body, role, &mut record, sink);
            if !body.text.is_empty() {
                record.personal("text", body.text);
            }
            sink.record(&record)
        })
    }

    /// Messages of which only the name is left.
    fn deleted_guids(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        for table in ["deleted_messages", "sync_deleted_messages", "unsynced_removed_recoverable_messages"] {
            if !self.db.has_table(table) {
                continue;
            }
            let column = if self.db.has(table, "guid") { "guid" } else { "message_guid" };
            let sql = select(self.db, table, &["rowid", column]);
            each_row(self.db, &sql, sink, &mut |row, sink| {
                let place = Locator::row(table, row.int(0).unwrap_or(0));
                let mut record = Record::new(ID, "deleted_message", self.source, place);
                if let Some(guid) = row.text(1) {
                    record.field("guid", guid);
                }
                sink.record(&record)
            })?;
        }
        ControlFlow::Continue(())
    }

    /// Conversations, with their participants.
    fn conversations(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        const KNOWN: Known = Known {
            dates: &[
                ("last_read_message_timestamp", "sms_chat_last_read"),
                ("syndication_date", "sms_chat_syndicated"),
            ],
            technical: &["service_name"],
            personal: &[],
            // All but the first name the owner, who stands in the custody record alone.
            own: &["ROWID", "account_id", "account_login", "last_addressed_handle"],
            read: &["display_name"],
        };
        let Some(plan) = Plan::new(self.db, "chat", Clock::CocoaAuto, KNOWN, sink) else {
            return ControlFlow::Continue(());
        };
        let mut members: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
        if self.db.has_table("chat_handle_join") {
            let sql = select(self.db, "chat_handle_join", &["chat_id", "handle_id"]);
            each_row(self.db, &sql, sink, &mut |row, _| {
                if let Some((chat, handle)) = row.int(0).zip(row.int(1)) {
                    members.entry(chat).or_default().push(handle);
                }
                ControlFlow::Continue(())
            })?;
        }
        let name = plan.at("display_name");
        each_row(self.db, &plan.sql("", ""), sink, &mut |row, sink| {
            let key = row.int(0).unwrap_or(0);
            let title = row.text(name);
            let mut record = Record::new(ID, "chat", self.source, Locator::row("chat", key));
            plan.times(&mut record, row, sink);
            let handles = members.get(&key).into_iter().flatten().filter_map(|it| self.handles.get(it));
            let handles: Vec<_> = handles.map(|it| FieldValue::from(it.id.as_str())).collect();
            if !handles.is_empty() {
                record.personal("participants", FieldValue::List(handles));
            }
            let account = self.chats.get(&key).and_then(|it| it.account.as_ref());
            record.observables.extend(account.map(|it| it.here(Role::Cached)));
            if let Some(title) = &title {
                addresses(title, Role::Cached, &mut record, sink);
            }
            plan.emit(&mut record, row, sink)
        })
    }

    /// Correspondents at whose messages nothing is left: their messages were deleted.
    fn silent_handles(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let mut keys: Vec<_> = self.handles.keys().filter(|it| !self.seen.contains(it)).collect();
        keys.sort_unstable();
        for key in keys {
            let Some(handle) = self.handles.get(key) else { continue };
            let mut record = Record::new(ID, "handle", self.source, Locator::row("handle", *key));
            record.personal("handle", handle.id.as_str());
            if let Some(service) = &handle.service {
                record.field("service", service.as_str());
            }
            record.observables.extend(handle.accounts().map(|it| it.here(Role::Cached)));
            sink.record(&record)?;
        }
        ControlFlow::Continue(())
    }

    /// The state of the attachments' keys; the attachments themselves have their own artefact.
    fn attachment_keys(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        const TABLE: &str = "attachment";
        if !self.db.has_table(TABLE) {
            return ControlFlow::Continue(());
        }
        let mut gaps = Gaps::new(ID, TABLE, self.source);
        let sql = select(self.db, TABLE, &["rowid", "created_date"]);
        each_row(self.db, &sql, sink, &mut |row, sink| match row.int(0) {
            Some(key) => gaps.next(key, row.int(1), sink),
            None => ControlFlow::Continue(()),
        })?;
        gaps.finish(sequence(self.db, TABLE, sink), sink)
    }
}

/// Adds the other side of a conversation with one person, for a message that names no handle.
fn beside<'x>(place: i64, chat: &'x Chat, role: Role, record: &mut Record<'x>) {
    if let Some((address, account)) = chat.partner() {
        record.personal("handle", address);
        record.observables.push(account.observable(role, Locator::row("chat", place)));
    }
}

/// The largest key ever given in a table.
fn sequence(db: &Database, table: &str, sink: &mut dyn Sink) -> Option<i64> {
    let mut found = None;
    if db.has_table("sqlite_sequence") {
        let sql = select(db, "sqlite_sequence", &["name", "seq"]);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            if row.text(0).is_some_and(|it| it == table) {
                found = row.int(1);
            }
            ControlFlow::Continue(())
        });
    }
    found
}

/// Where the columns stand that the reader treats itself.
struct Columns {
    text: usize,
    body: usize,
    payload: usize,
    summary: usize,
    subject: usize,
    group_title: usize,
    date: usize,
    is_from_me: usize,
    handle: usize,
    other_handle: usize,
}

impl Columns {
    fn new(plan: &Plan) -> Self {
        Self {
            text: plan.at("text"),
            body: plan.at("attributedBody"),
            payload: plan.at("payload_data"),
            summary: plan.at("message_summary_info"),
            subject: plan.at("subject"),
            group_title: plan.at("group_title"),
            date: plan.at("date"),
            is_from_me: plan.at("is_from_me"),
            handle: plan.at("handle_id"),
            other_handle: plan.at("other_handle"),
        }
    }
}

/// What in an archived body is more than its text: links, mentions, names of files.
struct Finders([Finder<'static>; 3]);

impl Finders {
    fn new() -> Self {
        Self([Finder::new(b"NSURL"), Finder::new(b"kIMMention"), Finder::new(b"kIMFilename")])
    }

    fn any(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|it| it.find(bytes).is_some())
    }
}

fn decode(bytes: &[u8]) -> Option<Attributed<'_>> {
    typedstream::attributed(bytes)
}

/// Everything a message says, wherever it stands.
struct Words<'r> {
    column: Option<Cow<'r, str>>,
    body: Option<Attributed<'r>>,
    payload: Vec<(String, String)>,
    summary: Option<Summary>,
    subject: Option<Cow<'r, str>>,
    group_title: Option<Cow<'r, str>>,
}

impl<'r> Words<'r> {
    fn new(row: &Row<'r>, at: &Columns, finders: &Finders, sink: &mut dyn Sink) -> Self {
        let filled = |column| row.text(column).filter(|it| !it.is_empty());
        let column = filled(at.text);
        let body = row.blob(at.body).filter(|it| !it.is_empty()).and_then(|bytes| {
            let known = column.as_ref().is_some_and(|it| holds(bytes, it.as_bytes())) && !finders.any(bytes);
            if known {
                return None;
            }
            decode(bytes).or_else(|| {
                sink.problem("attributedBody could not be decoded");
                Some(Attributed { text: imessage::readable(bytes), attributes: Vec::new() })
            })
        });
        let payload = row.blob(at.payload).filter(|it| !it.is_empty()).map(|bytes| {
            imessage::payload(bytes).unwrap_or_else(|| {
                sink.problem("payload_data could not be decoded");
                vec![(String::new(), imessage::readable(bytes).into_owned())]
            })
        });
        let summary = row.blob(at.summary).filter(|it| !it.is_empty() && imessage::summary_matters(it));
        let summary = summary.map(|bytes| {
            let found = imessage::summary(bytes).unwrap_or_else(|| Summary {
                texts: vec![imessage::readable(bytes).into_owned()],
                damaged: true,
                ..Summary::default()
            });
            if found.damaged {
                sink.problem("message_summary_info could not be decoded whole");
            }
            found
        });
        Self {
            column,
            body,
            payload: payload.unwrap_or_default(),
            summary,
            subject: filled(at.subject),
            group_title: filled(at.group_title),
        }
    }

    /// The text a person read.
    fn text(&self) -> Option<&Cow<'r, str>> {
        self.column.as_ref().or(self.body.as_ref().map(|it| &it.text)).filter(|it| !it.is_empty())
    }

    /// Adds what the columns do not say, and the addresses in all of it.
    fn add<'x>(&self, role: Role, record: &mut Record<'x>, sink: &mut dyn Sink)
    where
        'r: 'x,
    {
        for text in [&self.column, &self.subject, &self.group_title].into_iter().flatten() {
            addresses(text, role, record, sink);
        }
        if let Some(body) = &self.body {
            if self.column.as_ref().is_some_and(|it| *it != body.text) {
                record.personal("attributed_text", body.text.clone());
            }
            attributed(body, role, record, sink);
        }
        for (key, text) in &self.payload {
            let name = match key.as_str() {
                "URL" => "payload_url",
                "originalURL" => "payload_original_url",
                "title" => "payload_title",
                "summary" => "payload_summary",
                "siteName" => "payload_site_name",
                _ => "",
            };
            if !name.is_empty() && record.get(name).is_none() {
                record.personal(name, Cow::Owned(text.clone()));
            }
            addresses(&Cow::Owned(text.clone()), role, record, sink);
        }
        let Some(summary) = &self.summary else { return };
        if !summary.versions.is_empty() {
            let texts = summary.versions.iter().map(|it| FieldValue::Text(Cow::Owned(it.text.clone())));
            record.personal("edited_texts", FieldValue::List(texts.collect()));
        }
        if !summary.retracted.is_empty() {
            let parts = summary.retracted.iter().map(|it| FieldValue::Int(*it)).collect();
            record.field("retracted_parts", FieldValue::List(parts));
        }
        for version in &summary.versions {
            record.times.extend(version.time.clone());
            for text in std::iter::once(&version.text).chain(&version.attributes) {
                addresses(&Cow::Owned(text.clone()), role, record, sink);
            }
        }
        for text in &summary.texts {
            addresses(&Cow::Owned(text.clone()), role, record, sink);
        }
    }
}

/// Adds the addresses of an attributed string and its attributes.
fn attributed<'x>(body: &Attributed<'x>, role: Role, record: &mut Record<'x>, sink: &mut dyn Sink) {
    addresses(&body.text, role, record, sink);
    for (key, value) in &body.attributes {
        addresses(value, role, record, sink);
        // A mention names an account: a number has no other mark by which it would be found.
        if key.contains("Mention") {
            let account = Account::new(value);
            if let Some(observable) = account.as_ref().map(|it| it.here(role)) {
                let known = record.observables.iter().any(|it| it.value() == observable.value());
                if !known {
                    let value: Cow<'x, str> = Cow::Owned(observable.value().to_owned());
                    record.observables.push(model::Observable::new(observable.kind(), value, role));
                }
            }
        }
    }
}

/// Whether the words stand in the archive as they are. Building a searcher for each message costs more than the
/// search: the words begin within the archive's first hundred bytes or so.
fn holds(archive: &[u8], words: &[u8]) -> bool {
    let Some(first) = words.first() else { return true };
    memchr::memchr_iter(*first, archive)
        .take(MOST_STARTS)
        .any(|at| archive.get(at..).is_some_and(|it| it.starts_with(words)))
}

/// After so many places that begin like the words, the archive is decoded instead.
const MOST_STARTS: usize = 64;

/// Adds the addresses in a text.
#[expect(clippy::ptr_arg, reason = "a borrowed text keeps its own lifetime, which `&str` would lose")]
fn addresses<'x>(text: &Cow<'x, str>, role: Role, record: &mut Record<'x>, sink: &mut dyn Sink) {
    if !text::observables_of(text, role, &mut record.observables) {
        sink.problem(crate::text::TOO_MANY);
    }
}
