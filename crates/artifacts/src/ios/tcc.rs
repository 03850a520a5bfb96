//! Which app may use microphone, camera, contacts and other guarded services, and since when.
//!
//! `HomeDomain Library/TCC/TCC.db`, table `access` (newer systems also `expired`); `last_modified` in Unix
//! seconds. Three generations: `allowed`, `prompt_count` without and with `last_modified`; since iOS 14
//! `auth_value`, `auth_reason`. `client_type` 0 is a bundle identifier, 1 an absolute path. Meaning of the
//! codes: Apple's public TCC constants.

use std::ops::ControlFlow;

use evidence::{Database, Row, Source};
use model::{FieldValue, Locator, Observable, ObservableType, Record, Role};

use crate::ios::names;
use crate::sql::select;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "tcc",
    wants: &["/private/var/mobile/Library/TCC/TCC.db"],
    carries: &[ObservableType::AppId, ObservableType::Path, ObservableType::Process],
    own_times: &["tcc_access"],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    if open::has_table(&db, "access", sink) && table(source, &db, "access", "access", sink).is_break() {
        return;
    }
    if db.has_table("expired") {
        let _ = table(source, &db, "expired", "expired_access", sink);
    }
}

/// Columns that become fields as they are, in the order they are selected after the first four.
const PLAIN: &[&str] = &[
    "allowed",
    "prompt_count",
    "auth_value",
    "auth_reason",
    "auth_version",
    "policy_id",
    "indirect_object_identifier_type",
    "indirect_object_identifier",
    "flags",
    "pid",
    "pid_version",
    "boot_uuid",
];
const BLOBS: &[&str] = &["csreq", "indirect_object_code_identity"];
const TIMES: &[(&str, &str)] =
    &[("last_modified", "tcc_access"), ("last_reminded", "tcc_reminded"), ("expired_at", "tcc_expired")];

fn table(
    source: &Source<'_>,
    db: &Database,
    table: &'static str,
    event: &'static str,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let mut columns = vec!["rowid", "service", "client", "client_type"];
    columns.extend(PLAIN);
    columns.extend(BLOBS);
    columns.extend(TIMES.iter().map(|it| it.0));
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&select(db, table, &columns), &mut |row| {
        let mut record =
            Record::new(ARTIFACT.id, event, source.reference(), Locator::row(table, row.int(0).unwrap_or(0)));
        let client = row.text(2);
        times(row, &mut record, sink);
        if let Some(service) = row.text(1) {
            record.field("service", service);
        }
        fields(row, &mut record);
        if let Some(client) = &client {
            record.field("client", client.as_ref());
            let kind = match row.int(3) {
                Some(0) => "bundle_id",
                Some(1) => "absolute_path",
                _ => "unknown",
            };
            record.field("client_type", kind);
            if client.starts_with('/') {
                names::executable(client, &mut record.observables);
            } else {
                record.observables.push(Observable::app_id(client.as_ref(), Role::Ran));
                // A process may be named like a bundle, and indicators name such processes.
                record.observables.push(Observable::process(client.as_ref()));
            }
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

fn times(row: &Row<'_>, record: &mut Record<'_>, sink: &mut dyn Sink) {
    for (at, (_, event)) in TIMES.iter().enumerate() {
        when::unix(event, row, 4 + PLAIN.len() + BLOBS.len() + at, record, sink);
    }
}

fn fields<'a>(row: &Row<'a>, record: &mut Record<'a>) {
    for (at, name) in PLAIN.iter().enumerate() {
        let column = 4 + at;
        if let Some(number) = row.int(column) {
            record.field(*name, number);
            match *name {
                "auth_value" => record.field("auth", auth(number)),
                "auth_reason" => record.field("auth_reason_desc", reason(number)),
                "allowed" => record.field("auth", if number == 0 { "denied" } else { "allowed" }),
                _ => {}
            }
        } else if let Some(text) = row.text(column) {
            // "UNUSED" stands where an access has no object.
            if text != "UNUSED" {
                record.field(*name, text);
            }
        }
    }
    for (at, name) in BLOBS.iter().enumerate() {
        if let Some(bytes) = row.blob(4 + PLAIN.len() + at) {
            record.field(*name, FieldValue::Bytes(bytes.into()));
        }
    }
}

fn auth(value: i64) -> &'static str {
    match value {
        0 => "denied",
        1 => "unknown",
        2 => "allowed",
        3 => "limited",
        _ => "other",
    }
}

fn reason(value: i64) -> &'static str {
    match value {
        1 => "error",
        2 => "user_consent",
        3 => "user_set",
        4 => "system_set",
        5 => "service_policy",
        6 => "mdm_policy",
        7 => "override_policy",
        8 => "missing_usage_string",
        9 => "prompt_timeout",
        10 => "preflight_unknown",
        11 => "entitled",
        12 => "app_type_policy",
        _ => "unknown",
    }
}
