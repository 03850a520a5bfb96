//! Which domains WebKit met, and which led to which: kept against tracking, useful against redirects.
//!
//! `Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db` of each app with a web view; times in Unix
//! seconds, −1 for never. `ObservedDomains` names registrable domains only; the other tables relate them by key.
//! Tables and columns: WebKit's published ResourceLoadStatisticsStore.

use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, Observable, ObservableType, Record, Role};
use rustc_hash::FxHashMap;

use crate::sql::select;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "webkit_resource_load_statistics",
    wants: &[
        "**/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db",
        "**/Library/WebKit/WebsiteData/observations.db",
        "**/WebsiteDataStore/*/ResourceLoadStatistics/observations.db",
    ],
    carries: &[ObservableType::Domain, ObservableType::Ip],
    own_times: &[],
    read,
};

/// Tables that relate two domains: name, the column of the domain it is about, the column of the other one.
const RELATIONS: &[(&str, &str, &str)] = &[
    ("StorageAccessUnderTopFrameDomains", "domainID", "topLevelDomainID"),
    ("TopFrameUniqueRedirectsTo", "sourceDomainID", "toDomainID"),
    ("TopFrameUniqueRedirectsToSinceSameSiteStrictEnforcement", "sourceDomainID", "toDomainID"),
    ("TopFrameUniqueRedirectsFrom", "targetDomainID", "fromDomainID"),
    ("TopFrameLinkDecorationsFrom", "toDomainID", "fromDomainID"),
    ("TopFrameLoadedThirdPartyScripts", "topFrameDomainID", "subresourceDomainID"),
    ("SubframeUnderTopFrameDomains", "subFrameDomainID", "topFrameDomainID"),
    ("SubresourceUnderTopFrameDomains", "subresourceDomainID", "topFrameDomainID"),
    ("SubresourceUniqueRedirectsTo", "subresourceDomainID", "toDomainID"),
    ("SubresourceUniqueRedirectsFrom", "subresourceDomainID", "fromDomainID"),
];

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    if !open::has_table(&db, "ObservedDomains", sink) {
        return;
    }
    let mut names = FxHashMap::default();
    if domains(source, &db, &mut names, sink).is_break() {
        return;
    }
    for relation in RELATIONS {
        if db.has_table(relation.0) && self::relation(source, &db, *relation, &names, sink).is_break() {
            return;
        }
    }
}

fn domains(
    source: &Source<'_>,
    db: &Database,
    names: &mut FxHashMap<i64, String>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    const COLUMNS: &[&str] = &[
        "domainID",
        "registrableDomain",
        "lastSeen",
        "mostRecentUserInteractionTime",
        "mostRecentWebPushInteractionTime",
        "hadUserInteraction",
        "grandfathered",
        "isPrevalent",
        "isVeryPrevalent",
        "dataRecordsRemoved",
        "timesAccessedAsFirstPartyDueToUserInteraction",
        "timesAccessedAsFirstPartyDueToStorageAccessAPI",
        "isScheduledForAllButCookieDataRemoval",
    ];
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&select(db, "ObservedDomains", COLUMNS), &mut |row| {
        let id = row.int(0).unwrap_or_default();
        let at = Locator::row("ObservedDomains", id);
        let mut record = Record::new(ARTIFACT.id, "observed_domain", source.reference(), at);
        when::unix("last_seen", row, 2, &mut record, sink);
        when::unix("most_recent_user_interaction", row, 3, &mut record, sink);
        when::unix("most_recent_web_push_interaction", row, 4, &mut record, sink);
        record.field("domain_id", id);
        record.field("domain", source.entry().domain);
        if let Some(domain) = row.text(1) {
            names.insert(id, domain.clone().into_owned());
            record.personal("registrable_domain", domain.clone());
            record.observables.push(Observable::host(domain, Role::Counted));
        }
        if let Some(had) = row.int(5) {
            record.field("had_user_interaction", had != 0);
        }
        for (column, name) in COLUMNS.iter().enumerate().skip(6) {
            if let Some(value) = row.int(column) {
                record.field(*name, value);
            }
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

fn relation(
    source: &Source<'_>,
    db: &Database,
    (table, about, other): (&'static str, &'static str, &'static str),
    names: &FxHashMap<i64, String>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&select(db, table, &["rowid", about, other, "lastUpdated"]), &mut |row| {
        let at = Locator::row(table, row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, "domain_relation", source.reference(), at);
        when::unix("relation_updated", row, 3, &mut record, sink);
        record.field("relation", table);
        for (column, name) in [(1, about), (2, other)] {
            let Some(id) = row.int(column) else { continue };
            if let Some(domain) = names.get(&id) {
                record.personal(name, domain.as_str());
                // The fact is the domain's own row, however many relations it has.
                let place = Locator::row("ObservedDomains", id);
                record.observables.push(Observable::host(domain.as_str(), Role::Counted).at(place));
            }
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}
