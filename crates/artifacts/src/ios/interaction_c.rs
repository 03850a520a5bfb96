//! Who was in touch with whom, through which app: `HomeDomain` `Library/CoreDuet/People/interactionC.db`, device
//! path `/private/var/mobile/Library/CoreDuet/People/interactionC.db`. Only encrypted backups hold it.
//!
//! `ZINTERACTIONS` has a row per interaction (`ZDIRECTION` 0 incoming, 1 outgoing), its sender in `ZCONTACTS`
//! (`ZSENDER`). Newer systems add recipients and attachments through join tables whose names carry Core Data's
//! entity numbers. Dates count seconds since 2001-01-01 UTC. Source: the schema as the system creates it.

use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{FieldValue, Locator, Observable, ObservableType, Record, Role, SourceRef};
use rustc_hash::FxHashMap;

use crate::account::Account;
use crate::buffer::Buffer;
use crate::plan::{Known, Plan, each_row, open};
use crate::sql::{columns, select};
use crate::times::Clock;
use crate::{Artifact, Sink, text, when};

/// The slug.
const ID: &str = "interaction_c";

/// The interactions with other people.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &["/private/var/mobile/Library/CoreDuet/People/interactionC.db"],
    carries: &[
        ObservableType::Email,
        ObservableType::Phone,
        ObservableType::Url,
        ObservableType::Domain,
        ObservableType::AppId,
    ],
    own_times: &[],
    read,
};

const INTERACTION: Known = Known {
    dates: &[
        ("ZSTARTDATE", "start_date"),
        ("ZENDDATE", "end_date"),
        ("ZCREATIONDATE", "interactions_creation_date"),
    ],
    technical: &["ZBUNDLEID", "ZTARGETBUNDLEID", "ZUUID", "ZLOCATIONUUID", "ZDERIVEDINTENTIDENTIFIER"],
    personal: &[],
    // The last names the owner, who stands in the custody record alone.
    own: &["Z_PK", "ZCONTENTURL", "ZDOMAINIDENTIFIER", "ZACCOUNT"],
    read: &["ZSENDER", "ZDIRECTION", "ZBUNDLEID", "ZTARGETBUNDLEID", "ZGROUPNAME"],
};

const CONTACT: Known = Known {
    dates: &[
        ("ZCREATIONDATE", "contacts_creation_date"),
        ("ZFIRSTINCOMINGSENDERDATE", "first_incoming_sender_date"),
        ("ZLASTINCOMINGSENDERDATE", "last_incoming_sender_date"),
        ("ZFIRSTINCOMINGRECIPIENTDATE", "first_incoming_recipient_date"),
        ("ZLASTINCOMINGRECIPIENTDATE", "last_incoming_recipient_date"),
        ("ZFIRSTOUTGOINGRECIPIENTDATE", "first_outgoing_recipient_date"),
        ("ZLASTOUTGOINGRECIPIENTDATE", "last_outgoing_recipient_date"),
    ],
    technical: &["ZPERSONID"],
    personal: &[],
    own: &["Z_PK"],
    read: &["ZDISPLAYNAME", "ZPERSONID"],
};

const ATTACHMENT: Known = Known {
    dates: &[],
    technical: &["ZUTI"],
    personal: &[],
    own: &["Z_PK"],
    read: &["ZCONTENTTEXT", "ZCONTENTURL"],
};

/// Someone in `ZCONTACTS`.
struct Contact {
    name: Option<String>,
    identifier: Option<String>,
    account: Option<Account>,
}

/// What an attachment's interaction lends to it.
struct CameWith {
    role: Role,
    /// Seconds since 2001.
    start: Option<f64>,
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    let contacts = contacts(&db, sink);
    let source = source.reference();
    let mut came_with = FxHashMap::default();
    // A break only says that the run is ending.
    let _ = interactions(&db, source, &contacts, &mut came_with, sink).is_continue()
        && people(&db, source, &contacts, sink).is_continue()
        && attachments(&db, source, &came_with, sink).is_continue();
}

fn contacts(db: &Database, sink: &mut dyn Sink) -> FxHashMap<i64, Contact> {
    let mut all = FxHashMap::default();
    if db.has_table("ZCONTACTS") {
        let columns = ["rowid", "ZDISPLAYNAME", "ZIDENTIFIER", "ZCUSTOMIDENTIFIER"];
        let sql = select(db, "ZCONTACTS", &columns);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            let text = |at| row.text(at).map(|it| it.into_owned()).filter(|it| !it.is_empty());
            let (identifier, custom) = (text(2), text(3));
            let account =
                [&identifier, &custom].into_iter().flatten().find_map(|it| Account::whatsapp_or_plain(it));
            let contact = Contact { name: text(1), identifier: identifier.or(custom), account };
            all.extend(row.int(0).map(|key| (key, contact)));
            ControlFlow::Continue(())
        });
    }
    all
}

/// A join table of Core Data: for each value of the column that ends with `from`, those of the one that ends
/// with `to`. The numbers in its names are those of the model's entities.
fn join(
    db: &Database,
    table_end: &str,
    from: &str,
    to: &str,
    sink: &mut dyn Sink,
) -> FxHashMap<i64, Vec<i64>> {
    let mut all: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
    for table in db.tables().iter().filter(|it| it.starts_with("Z_") && it.ends_with(table_end)) {
        let names: Vec<String> = columns(db, table).into_iter().map(|it| it.name).collect();
        let find =
            |end: &str| names.iter().find(|it| it.starts_with("Z_") && it.ends_with(end)).map(String::as_str);
        let (Some(from), Some(to)) = (find(from), find(to)) else { continue };
        let sql = select(db, table, &[from, to]);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            if let (Some(from), Some(to)) = (row.int(0), row.int(1)) {
                all.entry(from).or_default().push(to);
            }
            ControlFlow::Continue(())
        });
    }
    all
}

fn interactions(
    db: &Database,
    source: &SourceRef,
    contacts: &FxHashMap<i64, Contact>,
    came_with: &mut FxHashMap<i64, CameWith>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let Some(plan) = Plan::new(db, "ZINTERACTIONS", Clock::Cocoa, INTERACTION, sink) else {
        sink.failed("the database has no table ZINTERACTIONS".into());
        return ControlFlow::Continue(());
    };
    let (sender, direction) = (plan.at("ZSENDER"), plan.at("ZDIRECTION"));
    let (url, domain) = (plan.at("ZCONTENTURL"), plan.at("ZDOMAINIDENTIFIER"));
    let (group, start) = (plan.at("ZGROUPNAME"), plan.at("ZSTARTDATE"));
    let apps = [plan.at("ZBUNDLEID"), plan.at("ZTARGETBUNDLEID")];
    let recipients = join(db, "INTERACTIONRECIPIENT", "INTERACTIONRECIPIENT", "RECIPIENTS", sink);
    let attachments = join(db, "INTERACTIONS", "INTERACTIONS", "ATTACHMENTS", sink);
    let mut buffer = Buffer::default();
    each_row(db, &plan.sql("", ""), sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let outgoing = row.int(direction) == Some(1);
        let mut record = buffer.start(ID, "interaction", source, Locator::row("ZINTERACTIONS", key));
        record.field("direction", if outgoing { "sent" } else { "received" });
        let role = if outgoing { Role::Sent } else { Role::Received };
        if let Some((place, contact)) = row.int(sender).and_then(|it| Some((it, contacts.get(&it)?))) {
            let at = Locator::row("ZCONTACTS", place);
            record.observables.extend(contact.account.as_ref().map(|it| it.observable(role, at)));
            for (name, value) in
                [("sender_display_name", &contact.name), ("sender_identifier", &contact.identifier)]
            {
                if let Some(value) = value {
                    record.personal(name, value.as_str());
                }
            }
        }
        let mut names = Vec::new();
        for place in recipients.get(&key).into_iter().flatten() {
            let Some(contact) = contacts.get(place) else { continue };
            // The recipients of something that came in are the owner and others beside them.
            let role = if outgoing { Role::Sent } else { Role::Cached };
            let at = Locator::row("ZCONTACTS", *place);
            record.observables.extend(contact.account.as_ref().map(|it| it.observable(role, at)));
            names.extend(contact.identifier.as_deref().map(FieldValue::from));
        }
        if !names.is_empty() {
            record.personal("recipient_identifiers", FieldValue::List(names));
        }
        if let Some(all) = attachments.get(&key) {
            for attachment in all {
                let start = row.real(start);
                let known = came_with.entry(*attachment).or_insert(CameWith { role, start });
                // One that came in and was handed on came in.
                if known.role == Role::Sent && role == Role::Received {
                    *known = CameWith { role, start };
                }
            }
            record
                .field("attachments", FieldValue::List(all.iter().map(|it| FieldValue::Int(*it)).collect()));
        }
        for (at, name) in [(url, "interaction_content_url"), (domain, "domain_identifier")] {
            if let Some(value) = row.text(at) {
                if !text::observables_of(&value, role, &mut record.observables) {
                    sink.problem(crate::text::TOO_MANY);
                }
                record.personal(name, value);
            }
        }
        if let Some(value) = row.text(group)
            && !text::observables_of(&value, role, &mut record.observables)
        {
            sink.problem(crate::text::TOO_MANY);
        }
        // An app is noted here when it was used.
        for app in apps.iter().filter_map(|at| row.text(*at)).filter(|it| !it.is_empty()) {
            record.observables.push(Observable::app_id(app, Role::Ran));
        }
        plan.times(&mut record, row, sink);
        let flow = plan.emit(&mut record, row, sink);
        buffer.end(record);
        flow
    })
}

/// The people themselves, with the dates of first and last contact.
fn people(
    db: &Database,
    source: &SourceRef,
    contacts: &FxHashMap<i64, Contact>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let Some(plan) = Plan::new(db, "ZCONTACTS", Clock::Cocoa, CONTACT, sink) else {
        return ControlFlow::Continue(());
    };
    let texts = [plan.at("ZDISPLAYNAME"), plan.at("ZPERSONID")];
    each_row(db, &plan.sql("", ""), sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let values: Vec<_> = texts.iter().filter_map(|at| row.text(*at)).collect();
        let mut record = Record::new(ID, "contact", source, Locator::row("ZCONTACTS", key));
        // In which direction they were in touch the interactions say; this is the store's own list.
        let account = contacts.get(&key).and_then(|it| it.account.as_ref());
        record.observables.extend(account.map(|it| it.here(Role::Cached)));
        for value in &values {
            if !text::observables_of(value, Role::Cached, &mut record.observables) {
                sink.problem(crate::text::TOO_MANY);
            }
        }
        plan.times(&mut record, row, sink);
        plan.emit(&mut record, row, sink)
    })
}

/// Attachments, directed and dated by what they came with.
fn attachments(
    db: &Database,
    source: &SourceRef,
    came_with: &FxHashMap<i64, CameWith>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let Some(plan) = Plan::new(db, "ZATTACHMENT", Clock::Cocoa, ATTACHMENT, sink) else {
        return ControlFlow::Continue(());
    };
    let texts = [plan.at("ZCONTENTTEXT"), plan.at("ZCONTENTURL")];
    each_row(db, &plan.sql("", ""), sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let values: Vec<_> = texts.iter().filter_map(|at| row.text(*at)).collect();
        let came_with = came_with.get(&key);
        let role = came_with.map_or(Role::Cached, |it| it.role);
        let mut record = Record::new(ID, "attachment", source, Locator::row("ZATTACHMENT", key));
        when::seconds("start_date", came_with.and_then(|it| it.start), &mut record, sink);
        for value in &values {
            if !text::observables_of(value, role, &mut record.observables) {
                sink.problem(crate::text::TOO_MANY);
            }
        }
        plan.times(&mut record, row, sink);
        plan.emit(&mut record, row, sink)
    })
}
