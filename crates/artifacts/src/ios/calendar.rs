//! The calendar: `HomeDomain` `Library/Calendar/Calendar.sqlitedb`, device path
//! `/private/var/mobile/Library/Calendar/Calendar.sqlitedb`.
//!
//! `CalendarItem` has a row per appointment, dates in seconds since 2001-01-01 UTC; `Participant` holds the
//! organiser (`organizer_id`) and the attendees (`owner_id`), whose addresses may stand in `Identity`
//! (`identity_id`). Source: the schema as the system creates it; Citizen
//! Lab on QuaDream (April 2023) for why backdated invitations matter.

use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, ObservableType, Record, Role, SourceRef, Time};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::plan::{Known, Plan, Texts, each_row, open};
use crate::sql::select;
use crate::times::{self, Clock};
use crate::{Artifact, Sink, text};

/// The slug.
const ID: &str = "calendar";

/// The appointments and invitations.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &["/private/var/mobile/Library/Calendar/Calendar.sqlitedb"],
    carries: &[ObservableType::Email, ObservableType::Phone, ObservableType::Url, ObservableType::Domain],
    own_times: &["calendar_created", "calendar_modified", "calendar_item"],
    read,
};

const ITEM: Known = Known {
    dates: &[
        ("start_date", "calendar_start"),
        ("end_date", "calendar_end"),
        ("creation_date", "calendar_created"),
        ("last_modified", "calendar_modified"),
    ],
    technical: &["UUID", "start_tz", "end_tz", "external_mod_tag", "action"],
    personal: &[],
    own: &["ROWID", "summary", "description", "url", "conference_url", "conference_url_detected"],
    read: &["organizer_id"],
};

/// The columns of an appointment that hold words and links.
const TEXTS: [&str; 5] = ["summary", "description", "url", "conference_url", "conference_url_detected"];

/// Someone who takes part.
struct Participant {
    /// The e-mail address, the number, and what the identity beside them says, each once.
    accounts: Vec<Account>,
    email: Option<String>,
    is_self: bool,
}

/// Everybody who takes part, and what appointments lend to what stands beside them.
#[derive(Default)]
struct Beside {
    participants: FxHashMap<i64, Participant>,
    /// Those who invited: they are told with their appointments.
    organizers: FxHashSet<i64>,
    /// The rows of the table of identities that somebody who takes part names.
    identities: FxHashSet<i64>,
    /// When an appointment was made, or else changed, in seconds since 2001.
    made: FxHashMap<i64, f64>,
}

impl Beside {
    /// Dates a record by its appointment.
    fn date(&self, item: i64, record: &mut Record<'_>) {
        let time = self.made.get(&item).and_then(|it| Time::cocoa("calendar_item", *it));
        record.times.extend(time);
    }
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    let mut beside = Beside::default();
    beside.participants(&db, sink);
    // A break only says that the run is ending.
    let _ = all(&db, source.reference(), &mut beside, sink);
}

/// Rows of which it is not said whether they came with an invitation.
const fn texts(
    event: &'static str,
    table: &'static str,
    columns: &'static [&'static str],
    owner: &'static str,
) -> Texts {
    Texts { artifact: ID, event, table, columns, role: Role::Cached, owner, numbers: false }
}

/// Places and files beside appointments, and the calendars themselves: one that was subscribed to or shared has an
/// address and an owner.
const BESIDE: [Texts; 4] = [
    texts("location", "Location", &["title", "address"], "item_owner_id"),
    // Older systems have no table of files beside that of attachments.
    texts("attachment", "Attachment", &["url", "filename", "external_rep"], "owner_id"),
    texts("attachment", "AttachmentFile", &["url", "filename"], ""),
    texts(
        "calendar",
        "Calendar",
        &["title", "external_id", "subcal_url", "owner_identity_email", "owner_identity_address", "notes"],
        "",
    ),
];

fn all(db: &Database, of: &SourceRef, beside: &mut Beside, sink: &mut dyn Sink) -> ControlFlow<()> {
    items(db, of, beside, sink)?;
    attendees(db, of, beside, sink)?;
    for table in &BESIDE {
        // Calendars and the store of files belong to no appointment.
        table.read(db, of, &|item, record| beside.date(item, record), sink)?;
    }
    identities(db, of, beside, sink)
}

/// Those who take part in nothing any more: their appointments are gone.
fn identities(db: &Database, of: &SourceRef, beside: &Beside, sink: &mut dyn Sink) -> ControlFlow<()> {
    if !db.has_table("Identity") {
        return ControlFlow::Continue(());
    }
    each_row(db, &select(db, "Identity", &["rowid", "address", "display_name"]), sink, &mut |row, sink| {
        let Some(key) = row.int(0).filter(|it| !beside.identities.contains(it)) else {
            return ControlFlow::Continue(());
        };
        let account = row.text(1).as_deref().and_then(Account::new);
        let mut record = Record::new(ID, "identity", of, Locator::row("Identity", key));
        record.observables.extend(account.as_ref().map(|it| it.here(Role::Cached)));
        for (at, name) in [(1, "address"), (2, "display_name")] {
            if let Some(value) = row.text(at) {
                record.personal(name, value);
            }
        }
        sink.record(&record)
    })
}

impl Beside {
    fn participants(&mut self, db: &Database, sink: &mut dyn Sink) {
        if !db.has_table("Participant") {
            return;
        }
        let addresses = addresses(db, sink);
        let sql = select(db, "Participant", &["rowid", "email", "phone_number", "is_self", "identity_id"]);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            let email = row.text(1).map(|it| it.into_owned());
            let identity = row.int(4).and_then(|it| addresses.get(&it)).cloned();
            let own =
                [email.as_deref().and_then(Account::new), row.text(2).as_deref().and_then(Account::new)];
            let mut accounts: Vec<Account> = Vec::new();
            for account in own.into_iter().chain([identity]).flatten() {
                if !accounts.contains(&account) {
                    accounts.push(account);
                }
            }
            let participant = Participant { accounts, email, is_self: row.int(3) == Some(1) };
            self.identities.extend(row.int(4));
            self.participants.extend(row.int(0).map(|key| (key, participant)));
            ControlFlow::Continue(())
        });
    }
}

/// By row, whom the table of identities names: newer systems keep addresses there.
fn addresses(db: &Database, sink: &mut dyn Sink) -> FxHashMap<i64, Account> {
    let mut all = FxHashMap::default();
    if db.has_table("Identity") {
        let _ = each_row(db, &select(db, "Identity", &["rowid", "address"]), sink, &mut |row, _| {
            all.extend(row.int(0).zip(row.text(1).as_deref().and_then(Account::new)));
            ControlFlow::Continue(())
        });
    }
    all
}

fn items(db: &Database, source: &SourceRef, beside: &mut Beside, sink: &mut dyn Sink) -> ControlFlow<()> {
    let Some(plan) = Plan::new(db, "CalendarItem", Clock::Cocoa, ITEM, sink) else {
        sink.failed("the database has no table CalendarItem".into());
        return ControlFlow::Continue(());
    };
    let texts = TEXTS.map(|it| (it, plan.at(it)));
    let (organizer, dates) = (plan.at("organizer_id"), [plan.at("creation_date"), plan.at("last_modified")]);
    let Beside { participants, organizers, made, .. } = beside;
    each_row(db, &plan.sql("", ""), sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let invited = row.int(organizer).and_then(|it| Some((it, participants.get(&it)?)));
        // What came with an invitation was received; the rest the owner or their calendars put there.
        let foreign =
            invited.is_some_and(|(_, it)| !it.is_self && (it.email.is_some() || !it.accounts.is_empty()));
        organizers.extend(invited.map(|it| it.0));
        made.extend(dates.iter().find_map(|at| row.real(*at).filter(|it| *it != 0.0)).map(|it| (key, it)));
        let role = if foreign { Role::Received } else { Role::Cached };
        let mut record = Record::new(ID, "calendar_item", source, Locator::row("CalendarItem", key));
        for (name, at) in texts {
            if let Some(value) = row.text(at) {
                if !text::observables_of(&value, role, &mut record.observables) {
                    sink.problem(crate::text::TOO_MANY);
                }
                record.personal(name, value);
            }
        }
        if let Some((place, participant)) = invited {
            let at = || Locator::row("Participant", place);
            let role = if participant.is_self { Role::Sent } else { Role::Received };
            for account in &participant.accounts {
                record.observables.push(account.observable(role, at()));
            }
            if let Some(email) = &participant.email {
                record.personal("participant_email", email.as_str());
            }
        }
        plan.times(&mut record, row, sink);
        plan.emit(&mut record, row, sink)
    })
}

/// Those who were invited as well.
fn attendees(db: &Database, source: &SourceRef, beside: &Beside, sink: &mut dyn Sink) -> ControlFlow<()> {
    if !db.has("Participant", "owner_id") {
        return ControlFlow::Continue(());
    }
    let sql = select(db, "Participant", &["rowid", "owner_id", "last_modified", "comment", "UUID"]);
    each_row(db, &sql, sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let mut record = Record::new(ID, "participant", source, Locator::row("Participant", key));
        times::push(&mut record, row, 2, "participant_modified", "last_modified", Clock::Cocoa, sink);
        if let Some(owner) = row.int(1) {
            record.field("owner_id", owner);
            beside.date(owner, &mut record);
        }
        if let Some(participant) = beside.participants.get(&key) {
            if !beside.organizers.contains(&key) {
                record.observables.extend(participant.accounts.iter().map(|it| it.here(Role::Cached)));
            }
            if let Some(email) = &participant.email {
                record.personal("participant_email", email.as_str());
            }
        }
        if let Some(comment) = row.text(3) {
            if !text::observables_of(&comment, Role::Cached, &mut record.observables) {
                sink.problem(crate::text::TOO_MANY);
            }
            record.personal("participant_comment", comment);
        }
        if let Some(uuid) = row.text(4) {
            record.field("participant_uuid", uuid);
        }
        sink.record(&record)
    })
}
