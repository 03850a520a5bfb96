//! Programs that asked for the location, and until when they were given it.
//!
//! `Library/Caches/locationd/clients.plist` (RootDomain in backups); times in seconds since 2001 UTC. The key is
//! the client: a bundle identifier, or a prefix such as `com.apple.locationd.executable-` with a path; newer systems
//! write `iBUNDLE:` for a bundle and `p` or `e` before a path. Two bundles
//! that located without reason were published as traces of Operation Triangulation (Kaspersky, 2023).

use evidence::Source;
use model::{Locator, ObservableType, Record};

use crate::flatten::{self, Treat};
use crate::ios::names;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "locationd_clients",
    wants: &[
        "/private/var/root/Library/Caches/locationd/clients.plist",
        "/private/var/mobile/Library/Caches/locationd/clients.plist",
    ],
    carries: &[ObservableType::Process, ObservableType::Path, ObservableType::AppId],
    own_times: &[],
    read,
};

/// Date keys and the events of their times.
const TIMES: &[(&str, &str)] = &[
    ("ConsumptionPeriodBegin", "consumption_period_begin"),
    ("ReceivingLocationInformationTimeStopped", "receiving_location_information_time_stopped"),
    ("VisitTimeStopped", "visit_time_stopped"),
    ("LocationTimeStopped", "location_time_stopped"),
    ("BackgroundLocationTimeStopped", "background_location_time_stopped"),
    ("SignificantTimeStopped", "significant_time_stopped"),
    ("NonPersistentSignificantTimeStopped", "non_persistent_significant_time_stopped"),
    ("FenceTimeStopped", "fence_time_stopped"),
    ("BeaconRegionTimeStopped", "beacon_region_time_stopped"),
    ("PassiveLocationTimeStopped", "passive_location_time_stopped"),
    ("InterestZoneTimeStopped", "interest_zone_time_stopped"),
    ("PlaceInferenceTimeStopped", "place_inference_time_stopped"),
];

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    for (key, value) in list.root.dict().iter() {
        let Some(client) = value.as_dict() else { continue };
        let mut record = Record::new(ARTIFACT.id, "location_client", source.reference(), Locator::key(key));
        for (key, event) in TIMES {
            when::key(event, client, key, &mut record, sink);
        }
        record.field("package", key);
        let package = match key.strip_suffix(':') {
            // Newer systems say by a letter what stands before the colon; `i` is a bundle identifier.
            Some(package) => {
                package.strip_prefix('i').filter(|it| names::is_bundle_id(it)).unwrap_or(package)
            }
            None => key,
        };
        let treat = |key: &str| match TIMES.iter().any(|it| it.0 == key) {
            true => Treat::Skip,
            false => Treat::Technical,
        };
        flatten::fields(client, &treat, &mut record);

        let out = &mut record.observables;
        match package.find('/') {
            Some(start) => names::executable(package.get(start..).unwrap_or_default(), out),
            None => names::process(package, out),
        }
        if let Some(bundle) = client.text("BundleId").filter(|it| !it.is_empty()) {
            names::ran_app(bundle, out);
            // A process may be named like a bundle, and indicators name such processes.
            if package != bundle {
                names::process(bundle, out);
            }
        } else if names::is_bundle_id(package) {
            names::ran_app(package, out);
        }
        for key in ["BundlePath", "Executable", "Registered"] {
            if let Some(path) = client.text(key)
                && !out.iter().any(|it| it.kind() == ObservableType::Path && it.value() == path)
            {
                names::executable(path, out);
            }
        }
        if sink.record(&record).is_break() {
            return;
        }
    }
}
