//! Attachments of messages: table `attachment` of `HomeDomain` `Library/SMS/sms.db`.
//!
//! `filename` is the path on the device, with `~` for `/var/mobile`; `transfer_name` the name the sender gave.
//! `created_date` and `start_date` count from 2001-01-01 UTC, in seconds or nanoseconds. A received attachment
//! that was never joined to a message, or whose message is gone, is an attachment like any other.
//! Source: the schema as the system creates it.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::Source;
use model::{Locator, Observable, ObservableType, Record, Role};
use rustc_hash::FxHashMap;

use super::sms;
use crate::buffer::Buffer;
use crate::plan::{Known, Plan, each_row, open};
use crate::times::Clock;
use crate::{Artifact, Sink};

const ID: &str = "sms_attachments";

/// The attachments of the Messages app.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &["/private/var/mobile/Library/SMS/sms.db"],
    carries: &[ObservableType::Path, ObservableType::FileName, ObservableType::Email, ObservableType::Phone],
    own_times: &[],
    read,
};

const ATTACHMENT: Known = Known {
    dates: &[("created_date", "sms_attachment"), ("start_date", "sms_attachment_transfer")],
    technical: &["guid", "uti", "mime_type", "original_guid"],
    personal: &[],
    own: &["ROWID"],
    read: &["filename", "transfer_name", "is_outgoing", "user_info"],
};

struct Message {
    handle: i64,
    sent: Option<bool>,
    service: Option<String>,
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    let Some(plan) = Plan::new(&db, "attachment", Clock::CocoaAuto, ATTACHMENT, sink) else {
        sink.failed("the database has no table attachment".into());
        return;
    };
    let handles = sms::handles(&db, sink);
    let mut messages: FxHashMap<i64, Message> = FxHashMap::default();
    if db.has_table("message_attachment_join") && db.has_table("message") {
        let column = |name: &str| if db.has("message", name) { format!("m.{name}") } else { "NULL".into() };
        let sql = format!(
            "SELECT j.attachment_id, {}, {}, {} FROM message_attachment_join j NOT INDEXED \
             LEFT JOIN message m ON m.rowid = j.message_id",
            column("handle_id"),
            column("is_from_me"),
            column("service"),
        );
        let _ = each_row(&db, &sql, sink, &mut |row, _| {
            if let Some(key) = row.int(0) {
                let sent = row.int(2).map(|it| it == 1);
                let service = row.text(3).map(Cow::into_owned);
                messages.insert(key, Message { handle: row.int(1).unwrap_or(0), sent, service });
            }
            ControlFlow::Continue(())
        });
    }
    let (filename, transfer_name, is_outgoing) =
        (plan.at("filename"), plan.at("transfer_name"), plan.at("is_outgoing"));
    let user_info = plan.at("user_info");
    let mut buffer = Buffer::default();
    let _ = each_row(&db, &plan.sql("", ""), sink, &mut |row, sink| {
        let key = row.int(0).unwrap_or(0);
        let message = messages.get(&key);
        let sent =
            message.and_then(|it| it.sent).unwrap_or_else(|| row.int(is_outgoing).is_some_and(|it| it == 1));
        let role = if sent { Role::Sent } else { Role::Received };
        let mut record = buffer.start(ID, "attachment", source.reference(), Locator::row("attachment", key));
        plan.times(&mut record, row, sink);
        record.field("direction", if sent { "sent" } else { "received" });
        record.field("has_user_info", !row.is_null(user_info));
        if let Some(message) = message {
            if let Some(service) = &message.service {
                record.field("service", service.as_str());
            }
            if let Some(handle) = handles.get(&message.handle) {
                record.personal("handle", handle.id.as_str());
                let place = Locator::row("handle", message.handle);
                record.observables.extend(handle.account.as_ref().map(|it| it.observable(role, place)));
            }
        }
        if let Some(path) = row.text(filename).filter(|it| !it.is_empty()) {
            names(path, row.text(transfer_name), role, &mut record);
        } else if let Some(name) = row.text(transfer_name).filter(|it| !it.is_empty()) {
            record.observables.push(Observable::new(ObservableType::FileName, name, role));
        }
        let flow = plan.emit(&mut record, row, sink);
        buffer.end(record);
        flow
    });
}

/// Adds the path on the device, and the sender's name for the file where it is another. Whoever sends a file chooses
/// its name: it says what was received or sent, not what lies on the phone by itself.
fn names<'x>(path: Cow<'x, str>, given: Option<Cow<'x, str>>, role: Role, record: &mut Record<'x>) {
    let base = path.rsplit('/').next().unwrap_or_default();
    if let Some(given) = given.filter(|it| !it.is_empty() && *it != base) {
        record.observables.push(Observable::new(ObservableType::FileName, given, role));
    }
    let path = match path.strip_prefix("~/") {
        Some(rest) => Cow::Owned(["/private/var/mobile/", rest].concat()),
        None => path,
    };
    if path.starts_with('/') {
        record.observables.push(Observable::path(path, role));
    } else {
        record.observables.push(Observable::new(ObservableType::FileName, path, role));
    }
}
