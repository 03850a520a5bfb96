//! Installed apps, with what the App Store said when it delivered them.
//!
//! `Info.plist` at the root of a backup, key `Applications`: bundle identifier → `iTunesMetadata` (a property list
//! as data), `PlaceholderIcon` and others. An app without `iTunesMetadata` did not come through the App Store in
//! the usual way (developer, enterprise or test distribution); it is kept. `purchaseDate` is UTC.

use evidence::Source;
use model::{FieldValue, Locator, Observable, ObservableType, Record, Role, Time, Utc};

use crate::flatten::{self, Treat, join};
use crate::plist::Dict;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "applications",
    wants: &["Info.plist"],
    carries: &[ObservableType::AppId],
    own_times: &[],
    read,
};

/// Keys of the metadata that describe the app, not its buyer.
const TECHNICAL: &[&str] = &[
    "softwareVersionBundleId",
    "softwareVersionExternalIdentifier",
    "sourceApp",
    "artistName",
    "artistId",
    "itemName",
    "itemId",
    "bundleDisplayName",
    "bundleShortVersionString",
    "bundleVersion",
    "genre",
    "genreId",
    "kind",
    "variantID",
    "productType",
    "releaseDate",
    "copyright",
    "s",
    "drmVersionNumber",
    "fileExtension",
    "distributorInfo",
    "distributorID",
    "distributorName",
    "versionRestrictions",
    "is-auto-download",
    "is-purchased-redownload",
    "isFactoryInstall",
    "launchProhibited",
    "sideLoadedDeviceBasedVPP",
    "storeCohort",
];

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    for (name, app) in list.root.dict().dict("Applications").iter() {
        let Some(app) = app.as_dict() else {
            sink.problem("an app without its details");
            continue;
        };
        let data = app.data("iTunesMetadata");
        let metadata = data.and_then(|it| open::nested(it, sink));
        let at = Locator::key(join("Applications", name));
        let mut record = Record::new(ARTIFACT.id, "application", source.reference(), at);
        record.field("name", name);
        record.field("has_itunes_metadata", data.is_some());
        let store_record = match (data, &metadata) {
            (None, _) => "none",
            (Some(_), None) => "unreadable",
            (_, Some(list)) if list.root.dict().text("softwareVersionBundleId").is_none() => {
                // What the list lost to damage may have been that key.
                if list.damaged > 0 || list.cut { "unreadable" } else { "incomplete" }
            }
            _ => "complete",
        };
        record.field("store_record", store_record);
        record.observables.push(Observable::app_id(name, Role::Installed));
        if let Some(icon) = app.data("PlaceholderIcon") {
            record.field("placeholder_icon", FieldValue::Bytes(icon.into()));
        }
        if let Some(metadata) = &metadata {
            details(metadata.root.dict(), name, &mut record, sink);
        }
        if sink.record(&record).is_break() {
            return;
        }
    }
}

fn details<'a>(metadata: &'a Dict<'_>, name: &str, record: &mut Record<'a>, sink: &mut dyn Sink) {
    let download = metadata.dict("com.apple.iTunesStore.downloadInfo");
    let bought = download.get("purchaseDate").or_else(|| metadata.get("purchaseDate"));
    match bought.map(|it| (it.as_text(), it)) {
        Some((Some(text), _)) => match Utc::parse(text) {
            Some(utc) => record.times.push(Time::text("app_installed", utc, text)),
            None => sink.problem("a purchase date that cannot be read"),
        },
        Some((None, value)) => when::value("app_installed", value, record, sink),
        None => {}
    }
    let treat = |key: &str| if TECHNICAL.contains(&key) { Treat::Technical } else { Treat::Personal };
    flatten::fields(metadata, &treat, record);
    if let Some(id) = metadata.text("softwareVersionBundleId").filter(|it| *it != name) {
        record.observables.push(Observable::app_id(id, Role::Installed));
    }
}
