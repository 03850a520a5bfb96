//! WhatsApp: `ChatStorage.sqlite` and `LID.sqlite` in the app group `group.net.whatsapp.WhatsApp.shared`, device
//! path `/private/var/mobile/Containers/Shared/AppGroup/group.net.whatsapp.WhatsApp.shared/…`.
//!
//! `ZWAMESSAGE` has a row per message; links also stand in its media (`ZWAMEDIAITEM`) and in the previews
//! (`ZWAMESSAGEDATAITEM`). People are named by ids: `NUMBER@s.whatsapp.net`, groups by `…@g.us`, and since 2024
//! by `…@lid`, which `ZWAPHONENUMBERLIDPAIR` ties to numbers. Small tables keep more ids: of those who made groups, of
//! senders of cards, of push names, of those who were blocked. Dates count seconds since 2001-01-01 UTC. Source:
//! the schema of public test images.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, ObservableType, Record, Role, SourceRef};
use rustc_hash::FxHashMap;

use crate::account::Account;
use crate::buffer::Buffer;
use crate::plan::{Known, Plan, each_row, open};
use crate::sql::select;
use crate::times::{self, Clock};
use crate::{Artifact, Sink, imessage, text, vcard};

mod ids;
mod people;

use ids::IDS;
use people::{PAIRS, Partner, People};

/// The slug.
const ID: &str = "whatsapp";

/// The chats of WhatsApp.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &[
        "/private/var/mobile/Containers/Shared/AppGroup/*/ChatStorage.sqlite",
        "/private/var/mobile/Containers/Shared/AppGroup/*/LID.sqlite",
    ],
    carries: &[
        ObservableType::Domain,
        ObservableType::Url,
        ObservableType::Ip,
        ObservableType::Email,
        ObservableType::Phone,
    ],
    own_times: &["message_received", "message_sent", "message", "chat_last_message"],
    read,
};

const MESSAGE: Known = Known {
    dates: &[("ZSENTDATE", "message_sent")],
    technical: &["ZSTANZAID", "ZMEDIASECTIONID", "ZPHASH"],
    personal: &[],
    own: &["Z_PK", "ZMESSAGEDATE", "ZTEXT", "ZFROMJID", "ZTOJID"],
    read: &["ZISFROMME", "ZCHATSESSION", "ZGROUPMEMBER"],
};

const MEDIA: Known = Known {
    dates: &[("ZMEDIAURLDATE", "media_url")],
    technical: &[],
    personal: &["ZLATITUDE", "ZLONGITUDE", "ZHACCURACY"],
    own: &["Z_PK"],
    read: &["ZMEDIAURL", "ZTITLE", "ZVCARDSTRING", "ZAUTHORNAME", "ZMETADATA"],
};

const DATA: Known = Known {
    dates: &[("ZDATE", "data_item")],
    technical: &[],
    personal: &[],
    own: &["Z_PK"],
    read: &["ZMATCHEDTEXT", "ZCONTENT1", "ZCONTENT2", "ZSUMMARY", "ZTITLE", "ZSENDERJID", "ZCHATJID"],
};

const SESSION: Known = Known {
    dates: &[("ZLASTMESSAGEDATE", "chat_last_message"), ("ZLOCATIONSHARINGENDDATE", "location_sharing_end")],
    technical: &[],
    personal: &[],
    own: &["Z_PK"],
    read: &["ZPARTNERNAME", "ZLASTMESSAGETEXT", "ZSAVEDINPUT"],
};

/// WhatsApp's own servers for media: in every message with a picture, and of no use as an observable.
const OWN_SERVERS: [&str; 2] = ["https://mmg.whatsapp.net/", "https://mmg-fna.whatsapp.net/"];

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    let people = People::new(&db, source, sink);
    let reader = Reader {
        sessions: people.partners(&db, "ZWACHATSESSION", "ZCONTACTJID", sink),
        members: people.partners(&db, "ZWAGROUPMEMBER", "ZMEMBERJID", sink),
        people,
        db: &db,
        source: source.reference(),
    };
    let has_messages = db.has_table("ZWAMESSAGE");
    if !has_messages && !db.has_table(PAIRS) {
        sink.failed("the database has neither the table ZWAMESSAGE nor ZWAPHONENUMBERLIDPAIR".into());
        return;
    }
    // A break only says that the run is ending.
    let _ = reader.all(has_messages, sink);
}

struct Reader<'a> {
    db: &'a Database,
    source: &'a SourceRef,
    people: People,
    sessions: FxHashMap<i64, Partner>,
    members: FxHashMap<i64, Partner>,
}

impl Reader<'_> {
    fn all(&self, has_messages: bool, sink: &mut dyn Sink) -> ControlFlow<()> {
        if has_messages {
            self.messages(sink)?;
            self.media(sink)?;
            self.data_items(sink)?;
            self.chats(sink)?;
            self.groups(sink)?;
            self.cards(sink)?;
            for ids in &IDS {
                self.ids(ids, sink)?;
            }
        }
        self.numbers(sink)
    }

    fn messages(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let Some(plan) = Plan::new(self.db, "ZWAMESSAGE", Clock::Cocoa, MESSAGE, sink) else {
            return ControlFlow::Continue(());
        };
        let at = |name| plan.at(name);
        let (date, words, from, to) = (at("ZMESSAGEDATE"), at("ZTEXT"), at("ZFROMJID"), at("ZTOJID"));
        let (mine, session, member) = (at("ZISFROMME"), at("ZCHATSESSION"), at("ZGROUPMEMBER"));
        let mut buffer = Buffer::default();
        each_row(self.db, &plan.sql("", ""), sink, &mut |row, sink| {
            let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
            let sent = row.int(mine) == Some(1);
            let role = if sent { Role::Sent } else { Role::Received };
            let (from, to) = (row.text(from), row.text(to));
            let partner = if sent { &to } else { &from };
            let chat = row.int(session).and_then(|it| Some((it, self.sessions.get(&it)?)));
            let author = row.int(member).and_then(|it| Some((it, self.members.get(&it)?)));
            // An id that no chat holds, as of one that was deleted: the message itself names it.
            let known = chat.is_some_and(|(_, it)| partner.as_deref().is_none_or(|jid| jid == it.jid));
            let stray = if known { None } else { partner.as_deref().and_then(|it| self.people.account(it)) };
            // A chat may be kept under the number while its messages name the linked id.
            let stray = stray.filter(|it| chat.is_none_or(|(_, chat)| chat.account.as_ref() != Some(it)));

            let mut record = buffer.start(ID, "message", self.source, Locator::row("ZWAMESSAGE", key));
            let event = if sent { "message_sent" } else { "message_received" };
            times::push(&mut record, row, date, event, "ZMESSAGEDATE", Clock::Cocoa, sink);
            record.field("direction", if sent { "sent" } else { "received" });
            if let Some((place, account)) = chat.and_then(|(at, it)| Some((at, it.account.as_ref()?))) {
                record.observables.push(account.observable(role, Locator::row("ZWACHATSESSION", place)));
            }
            if let Some((place, account)) = author.and_then(|(at, it)| Some((at, it.account.as_ref()?))) {
                record.observables.push(account.observable(role, Locator::row("ZWAGROUPMEMBER", place)));
            }
            record.observables.extend(stray.as_ref().map(|it| it.here(role)));
            if let Some(words) = row.text(words) {
                addresses(&words, role, &mut record, sink);
                record.personal("text", words);
            }
            for (name, jid) in [("ZFROMJID", from), ("ZTOJID", to)] {
                if let Some(jid) = jid {
                    record.personal(name, jid);
                }
            }
            plan.times(&mut record, row, sink);
            let flow = plan.emit(&mut record, row, sink);
            buffer.end(record);
            flow
        })
    }

    fn media(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        self.beside("ZWAMEDIAITEM", "media", MEDIA, sink)
    }

    fn data_items(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        self.beside("ZWAMESSAGEDATAITEM", "data_item", DATA, sink)
    }

    /// Rows that belong to a message by `ZMESSAGE`: dated and directed by it.
    fn beside(
        &self,
        table: &'static str,
        event: &'static str,
        known: Known,
        sink: &mut dyn Sink,
    ) -> ControlFlow<()> {
        let Some(plan) = Plan::new(self.db, table, Clock::Cocoa, known, sink) else {
            return ControlFlow::Continue(());
        };
        let ids = ["ZSENDERJID", "ZCHATJID"];
        let texts = known.read.iter().filter(|it| !ids.contains(it) && **it != "ZMETADATA");
        let texts: Vec<usize> = texts.map(|it| plan.at(it)).collect();
        let position = |name: &str| if known.read.contains(&name) { plan.at(name) } else { usize::MAX };
        let [sender, chat] = ids.map(position);
        let (metadata, card) = (position("ZMETADATA"), position("ZVCARDSTRING"));
        let linked = self.db.has(table, "ZMESSAGE")
            && self.db.has("ZWAMESSAGE", "ZISFROMME")
            && self.db.has("ZWAMESSAGE", "ZMESSAGEDATE");
        let sql = if linked {
            plan.sql(",m.ZISFROMME,m.ZMESSAGEDATE", "LEFT JOIN ZWAMESSAGE m ON m.Z_PK = t.ZMESSAGE")
        } else {
            plan.sql(",NULL,NULL", "")
        };
        let (mine, date) = (plan.extra(), plan.extra() + 1);
        each_row(self.db, &sql, sink, &mut |row, sink| {
            let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
            let role = role(row.int(mine));
            let values: Vec<_> = texts.iter().filter_map(|at| row.text(*at)).collect();
            let legible = row.blob(metadata).filter(|it| memchr::memchr2(b'.', b'@', it).is_some());
            let legible = legible.map(imessage::readable);
            // Of what the owner sent they are the sender, who stands in the custody record alone.
            let sender = if role == Role::Sent { None } else { row.text(sender) };
            let mut accounts: Vec<Account> = Vec::new();
            for jid in [sender, row.text(chat)].into_iter().flatten() {
                accounts.extend(self.people.account(&jid).filter(|it| !accounts.contains(it)));
            }
            if let Some(card) = row.text(card).filter(|it| it.starts_with("BEGIN:VCARD")) {
                accounts.extend(vcard::numbers(&card));
            }
            let mut record = Record::new(ID, event, self.source, Locator::row(table, key));
            times::push(&mut record, row, date, "message", "ZMESSAGEDATE", Clock::Cocoa, sink);
            for value in values.iter().chain(&legible) {
                let start = record.observables.len();
                addresses(value, role, &mut record, sink);
                let mut at = 0;
                record.observables.retain(|it| {
                    at += 1;
                    at <= start || !OWN_SERVERS.iter().any(|server| it.value().starts_with(server))
                });
            }
            record.observables.extend(accounts.iter().map(|it| it.here(role)));
            plan.times(&mut record, row, sink);
            plan.emit(&mut record, row, sink)
        })
    }

    fn chats(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let Some(plan) = Plan::new(self.db, "ZWACHATSESSION", Clock::Cocoa, SESSION, sink) else {
            return ControlFlow::Continue(());
        };
        let linked = self.db.has("ZWACHATSESSION", "ZLASTMESSAGE") && self.db.has("ZWAMESSAGE", "ZISFROMME");
        let sql = if linked {
            plan.sql(",m.ZISFROMME", "LEFT JOIN ZWAMESSAGE m ON m.Z_PK = t.ZLASTMESSAGE")
        } else {
            plan.sql(",NULL", "")
        };
        let mine = plan.extra();
        let (name, last, draft) =
            (plan.at("ZPARTNERNAME"), plan.at("ZLASTMESSAGETEXT"), plan.at("ZSAVEDINPUT"));
        each_row(self.db, &sql, sink, &mut |row, sink| {
            let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
            let mut record =
                Record::new(ID, "chat_session", self.source, Locator::row("ZWACHATSESSION", key));
            // In which direction they wrote the messages say; this is the store's own list.
            let account = self.sessions.get(&key).and_then(|it| it.account.as_ref());
            record.observables.extend(account.map(|it| it.here(Role::Cached)));
            // The subject of a group is anybody's, a draft was never sent.
            for (at, role) in [(last, role(row.int(mine))), (name, Role::Cached), (draft, Role::Cached)] {
                if let Some(words) = row.text(at) {
                    addresses(&words, role, &mut record, sink);
                }
            }
            plan.times(&mut record, row, sink);
            plan.emit(&mut record, row, sink)
        })
    }

    fn groups(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        if !self.db.has_table("ZWAGROUPMEMBER") {
            return ControlFlow::Continue(());
        }
        let columns = ["rowid", "ZCHATSESSION", "ZCONTACTNAME", "ZISADMIN", "ZISACTIVE"];
        let sql = select(self.db, "ZWAGROUPMEMBER", &columns);
        each_row(self.db, &sql, sink, &mut |row, sink| {
            let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
            let mut record =
                Record::new(ID, "group_member", self.source, Locator::row("ZWAGROUPMEMBER", key));
            if let Some(member) = self.members.get(&key) {
                record.observables.extend(member.account.as_ref().map(|it| it.here(Role::Cached)));
                record.personal("ZMEMBERJID", member.jid.as_str());
            }
            for (at, name) in [(1, "ZCHATSESSION"), (3, "ZISADMIN"), (4, "ZISACTIVE")] {
                if let Some(value) = row.int(at) {
                    record.field(name, value);
                }
            }
            if let Some(name) = row.text(2) {
                record.personal("ZCONTACTNAME", name);
            }
            sink.record(&record)
        })
    }
}

/// The role of what belongs to a message, by its `ZISFROMME`.
fn role(is_from_me: Option<i64>) -> Role {
    match is_from_me {
        Some(1) => Role::Sent,
        Some(_) => Role::Received,
        // The message is gone; who wrote it is not known.
        None => Role::Cached,
    }
}

/// Adds the addresses in a text.
#[expect(clippy::ptr_arg, reason = "a borrowed text keeps its own lifetime, which `&str` would lose")]
fn addresses<'x>(words: &Cow<'x, str>, role: Role, record: &mut Record<'x>, sink: &mut dyn Sink) {
    if !text::observables_of(words, role, &mut record.observables) {
        sink.problem(text::TOO_MANY);
    }
}
