//! Wi-Fi and cellular traffic per process since a baseline, kept for the system's daily analytics.
//!
//! `HomeDomain Library/Preferences/com.apple.osanalytics.addaily.plist`. `netUsageBaseline` maps a process to
//! an array of its date, Wi-Fi bytes in and out, cellular bytes in and out. It is the Wi-Fi counter that
//! DataUsage lacks on recent systems. Other keys that map process names to dates are read as well.

use std::ops::ControlFlow;

use evidence::Source;
use model::{Locator, ObservableType, Record, SourceRef};

use crate::flatten::{join, scalar};
use crate::ios::names;
use crate::plist::{Dict, Value};
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "os_analytics_ad_daily",
    wants: &["/private/var/mobile/Library/Preferences/com.apple.osanalytics.addaily.plist"],
    carries: &[ObservableType::Process, ObservableType::AppId, ObservableType::Path],
    own_times: &[],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    for (key, value) in list.root.dict().iter() {
        let Some(dict) = value.as_dict() else { continue };
        let flow = if key == "netUsageBaseline" {
            baseline(source.reference(), dict, sink)
        } else {
            dates(source.reference(), key, dict, sink)
        };
        if flow.is_break() {
            return;
        }
    }
}

fn baseline(of: &SourceRef, dict: &Dict<'_>, sink: &mut dyn Sink) -> ControlFlow<()> {
    for (package, value) in dict.iter() {
        let at = Locator::key(join("netUsageBaseline", package));
        let mut record = Record::new(ARTIFACT.id, "net_usage", of, at);
        let items = value.as_array();
        if let Some(date) = items.first() {
            when::value("osanalytics_addaily", date, &mut record, sink);
        }
        record.field("package", package);
        if items.len() < 5 {
            sink.problem("a usage entry without all its counters");
        }
        for (name, value) in
            ["wifi_in", "wifi_out", "wwan_in", "wwan_out"].into_iter().zip(items.iter().skip(1))
        {
            match value.as_real() {
                Some(bytes) => record.field(name, bytes),
                None => sink.problem("a counter that is no number"),
            }
        }
        names::process(package, &mut record.observables);
        if names::is_bundle_id(package) {
            names::ran_app(package, &mut record.observables);
        }
        sink.record(&record)?;
    }
    ControlFlow::Continue(())
}

/// A dictionary of which a value is a date, or an array that begins with one, names processes or apps.
fn dates(of: &SourceRef, key: &str, dict: &Dict<'_>, sink: &mut dyn Sink) -> ControlFlow<()> {
    for (package, value) in dict.iter() {
        let date = match value {
            Value::Date(_) => value,
            Value::Array(items) => match items.first() {
                Some(date @ Value::Date(_)) => date,
                _ => continue,
            },
            _ => continue,
        };
        let mut record = Record::new(ARTIFACT.id, "daily_entry", of, Locator::key(join(key, package)));
        when::value("osanalytics_addaily", date, &mut record, sink);
        record.field("list", key);
        record.field("package", package);
        if let Some(values) = scalar(value) {
            record.field("values", values);
        }
        names::process(package, &mut record.observables);
        if names::is_bundle_id(package) {
            names::ran_app(package, &mut record.observables);
        }
        sink.record(&record)?;
    }
    ControlFlow::Continue(())
}
