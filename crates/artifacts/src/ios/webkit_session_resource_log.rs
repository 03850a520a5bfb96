//! WebKit's browsing statistics before they became a database.
//!
//! `full_browsing_session_resourceLog.plist` under an app's `Library/WebKit/WebsiteData/ResourceLoadStatistics`;
//! dates are the list's own. Each entry is an origin with the origins that led to it, that it led to, and under
//! which it was loaded.

use evidence::Source;
use model::{FieldValue, Locator, Observable, ObservableType, Record, Role};

use crate::flatten::join;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "webkit_session_resource_log",
    wants: &["**/full_browsing_session_resourceLog.plist"],
    carries: &[ObservableType::Domain, ObservableType::Url],
    own_times: &[],
    read,
};

/// Keys with lists of origins, and their fields.
const LISTS: &[(&str, &str)] = &[
    ("topFrameUniqueRedirectsFrom", "redirect_source"),
    ("topFrameUniqueRedirectsTo", "redirect_destination"),
    ("subframeUnderTopFrameOrigins", "subframe_under_origin"),
    ("subresourceUnderTopFrameOrigins", "subresource_under_origin"),
    ("subresourceUniqueRedirectsFrom", "subresource_redirect_source"),
    ("subresourceUniqueRedirectsTo", "subresource_redirect_destination"),
];

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    for (index, entry) in list.root.dict().array("browsingStatistics").iter().enumerate() {
        let entry = entry.dict();
        let at = Locator::key(join("browsingStatistics", &index.to_string()));
        let mut record = Record::new(ARTIFACT.id, "resource", source.reference(), at);
        when::key("last_seen", entry, "lastSeen", &mut record, sink);
        when::key("most_recent_interaction", entry, "mostRecentUserInteraction", &mut record, sink);
        if let Some(origin) =
            entry.text("PrevalentResourceOrigin").or_else(|| entry.text("PrevalentResourceDomain"))
        {
            record.personal("origin", origin);
            push(origin, &mut record);
        } else {
            sink.problem("a browsing statistic without its origin");
        }
        for (key, name) in LISTS {
            let mut origins = Vec::new();
            for item in entry.array(key) {
                // Older lists hold the texts themselves.
                let origin = item
                    .as_text()
                    .or_else(|| item.dict().text("origin"))
                    .or_else(|| item.dict().text("domain"));
                if let Some(origin) = origin {
                    origins.push(FieldValue::from(origin));
                    push(origin, &mut record);
                }
            }
            if !origins.is_empty() {
                record.personal(*name, FieldValue::List(origins));
            }
        }
        if let Some(had) = entry.bool("hadUserInteraction") {
            record.field("user_interaction", had);
        }
        if sink.record(&record).is_break() {
            return;
        }
    }
}

fn push<'a>(origin: &'a str, record: &mut Record<'a>) {
    if !origin.is_empty() && !record.observables.iter().any(|it| it.value() == origin) {
        record.observables.push(if origin.contains("://") {
            Observable::url(origin, Role::Counted)
        } else {
            Observable::host(origin, Role::Counted)
        });
    }
}
