//! Pages that were open on the owner's other devices, as Safari shares them between those.
//!
//! `Library/Safari/CloudTabs.db`: `cloud_tabs` has a row per page, `cloud_tab_devices` the devices (`device_uuid`), and
//! `cloud_tab_close_requests` the pages that one device asked another to close. Times in seconds since 2001 UTC.
//! Source: the schema as the system creates it.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, ObservableType, Record};
use rustc_hash::FxHashMap;

use super::safari_tabs::page;
use crate::plan::each_row;
use crate::sql::select;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "safari_cloud_tabs",
    wants: &["**/Library/Safari/CloudTabs.db"],
    carries: &[ObservableType::Url, ObservableType::Domain],
    own_times: &[],
    read,
};

/// A device of the owner.
struct Device {
    name: Option<String>,
    /// When it last told of its pages, in seconds since 2001.
    modified: Option<f64>,
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    let devices = devices(&db, sink);
    for (table, event) in [("cloud_tabs", "tab"), ("cloud_tab_close_requests", "close_request")] {
        let there = match event {
            "tab" => open::has_table(&db, table, sink),
            _ => db.has_table(table),
        };
        if there && tabs(source, &db, (table, event), &devices, sink).is_break() {
            return;
        }
    }
}

fn devices(db: &Database, sink: &mut dyn Sink) -> FxHashMap<String, Device> {
    let mut all = FxHashMap::default();
    if db.has_table("cloud_tab_devices") {
        let sql = select(db, "cloud_tab_devices", &["device_uuid", "device_name", "last_modified"]);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            if let Some(uuid) = row.text(0) {
                let device = Device { name: row.text(1).map(Cow::into_owned), modified: row.real(2) };
                all.insert(uuid.into_owned(), device);
            }
            ControlFlow::Continue(())
        });
    }
    all
}

fn tabs(
    source: &Source<'_>,
    db: &Database,
    (table, event): (&'static str, &'static str),
    devices: &FxHashMap<String, Device>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let devices_column = if db.has(table, "device_uuid") { "device_uuid" } else { "destination_device_uuid" };
    let columns = ["rowid", "title", "url", devices_column, "last_viewed_time", "is_pinned", "tab_uuid"];
    each_row(db, &select(db, table, &columns), sink, &mut |row, sink| {
        let at = Locator::row(table, row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, event, source.reference(), at);
        when::cocoa("tab_last_viewed", row, 4, &mut record, sink);
        if let Some(device) = row.text(3).and_then(|it| devices.get(it.as_ref())) {
            when::seconds("device_tabs_modified", device.modified, &mut record, sink);
            if let Some(name) = &device.name {
                record.personal("device_name", name.as_str());
            }
        }
        page(row, 1, 2, &mut record);
        if let Some(pinned) = row.int(5) {
            record.field("is_pinned", pinned);
        }
        if let Some(uuid) = row.text(6) {
            record.field("tab_uuid", uuid);
        }
        sink.record(&record)
    })
}
