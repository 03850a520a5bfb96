//! What the backup says of itself and of the phone: versions, dates, and the installed apps.
//!
//! `Info.plist`, `Manifest.plist` and `Status.plist` at the root of a backup; dates are the lists' own. What names
//! the phone or its owner (device name, serial number, IMEI, ICCID, telephone number, identifiers) is left out:
//! it belongs to the chain of custody, and `evidence` gives it there.

use evidence::Source;
use model::{Locator, Observable, ObservableType, Record, Role};

use crate::flatten::{join, scalar};
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "backup_info",
    wants: &["Info.plist", "Manifest.plist", "Status.plist"],
    carries: &[ObservableType::AppId],
    own_times: &[],
    read,
};

/// Keys that become fields as they are; no other does.
const TECHNICAL: &[&str] = &[
    // Info.plist
    "Build Version",
    "Product Name",
    "Product Type",
    "Product Version",
    "Target Type",
    "iTunes Version",
    "macOS Version",
    "macOS Build Version",
    // Manifest.plist
    "IsEncrypted",
    "Version",
    "SystemDomainsVersion",
    "WasPasscodeSet",
    "ManifestKeyVersion",
    // Manifest.plist, Lockdown
    "ProductVersion",
    "ProductType",
    "BuildVersion",
    // Status.plist
    "IsFullBackup",
    "SnapshotState",
    "BackupState",
];

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    let root = list.root.dict();
    let mut record = Record::new(ARTIFACT.id, "backup_info", source.reference(), Locator::WHOLE);
    for (key, event) in [("Last Backup Date", "last_backup"), ("Date", "backup_written")] {
        when::key(event, root, key, &mut record, sink);
    }
    for dict in [root, root.dict("Lockdown")] {
        for (key, value) in dict.iter().filter(|it| TECHNICAL.contains(&it.0)) {
            if let Some(value) = scalar(value) {
                record.field(key, value);
            }
        }
    }
    for (index, app) in root.array("Installed Applications").iter().enumerate() {
        if let Some(app) = app.as_text() {
            let at = Locator::key(join("Installed Applications", &index.to_string()));
            record.observables.push(Observable::app_id(app, Role::Installed).at(at));
        }
    }
    // Info.plist's own `Applications` are read by the artefact of that name.
    if !root.dict("Lockdown").is_empty() {
        for (app, _) in root.dict("Applications").iter() {
            let at = Locator::key(join("Applications", app));
            record.observables.push(Observable::app_id(app, Role::Installed).at(at));
        }
    }
    let _ = sink.record(&record);
}
