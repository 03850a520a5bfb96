//! The calendar: `HomeDomain` `Library/Calendar/Calendar.sqlitedb`, device path
//! `/private/var/mobile/Library/Calendar/Calendar.sqlitedb`.
//!
//! `CalendarItem` has a row per appointment, dates in seconds since 2001-01-01 UTC; `Participant` holds the
//! organiser (`organizer_id`) and the attendees (`owner_id`). Source: the schema as the system creates it; Citizen
//! Lab on QuaDream (April 2023) for why backdated invitations matter.

use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, ObservableType, Record, Role, SourceRef};
use rustc_hash::FxHashMap;

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
    own: &["ROWID", "summary", "description", "url"],
    read: &["organizer_id"],
};

/// Someone who takes part.
struct Participant {
    account: Option<Account>,
    phone: Option<Account>,
    email: Option<String>,
    is_self: bool,
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    let participants = participants(&db, sink);
    // A break only says that the run is ending.
    let _ = all(&db, source.reference(), &participants, sink);
}

/// Places and files beside appointments. Whether they came with an invitation their rows do not say.
const BESIDE: [Texts; 2] = [
    Texts {
        artifact: ID,
        event: "location",
        table: "Location",
        columns: &["title", "address"],
        role: Role::Cached,
    },
    Texts {
        artifact: ID,
        event: "attachment",
        table: "AttachmentFile",
        columns: &["url", "filename"],
        role: Role::Cached,
    },
];

fn all(
    db: &Database,
    of: &SourceRef,
    participants: &FxHashMap<i64, Participant>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    items(db, of, participants, sink)?;
    attendees(db, of, participants, sink)?;
    BESIDE.iter().try_for_each(|it| it.read(db, of, sink))
}

fn participants(db: &Database, sink: &mut dyn Sink) -> FxHashMap<i64, Participant> {
    let mut all = FxHashMap::default();
    if db.has_table("Participant") {
        let sql = select(db, "Participant", &["rowid", "email", "phone_number", "is_self"]);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            let email = row.text(1).map(|it| it.into_owned());
            let participant = Participant {
                account: email.as_deref().and_then(Account::new),
                phone: row.text(2).as_deref().and_then(Account::new),
                email,
                is_self: row.int(3) == Some(1),
            };
            all.extend(row.int(0).map(|key| (key, participant)));
            ControlFlow::Continue(())
        });
    }
    all
}

fn items(
    db: &Database,
    source: &SourceRef,
    participants: &FxHashMap<i64, Participant>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let Some(plan) = Plan::new(db, "CalendarItem", Clock::Cocoa, ITEM, sink) else {
        sink.failed("the database has no table CalendarItem".into());
        return ControlFlow::Continue(());
    };
    let texts =
        [("summary", plan.at("summary")), ("description", plan.at("description")), ("url", plan.at("url"))];
    let organizer = plan.at("organizer_id");
    each_row(db, &plan.sql("", ""), sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let invited = row.int(organizer).and_then(|it| Some((it, participants.get(&it)?)));
        // What came with an invitation was received; the rest the owner or their calendars put there.
        let foreign = invited.is_some_and(|(_, it)| !it.is_self && it.email.is_some());
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
            for account in [&participant.account, &participant.phone].into_iter().flatten() {
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
fn attendees(
    db: &Database,
    source: &SourceRef,
    participants: &FxHashMap<i64, Participant>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
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
        }
        if let Some(participant) = participants.get(&key) {
            for account in [&participant.account, &participant.phone].into_iter().flatten() {
                record.observables.push(account.here(Role::Cached));
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
