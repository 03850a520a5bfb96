//! A process without an app that sends far more than it receives.
//!
//! Without a list of the system's own processes for each iOS generation this stays background: some of Apple's
//! daemons upload too.

use model::wire::Observed;
use model::{FieldValue, ObservableType, Record};

use super::Condition;
use crate::engine::RuleHit;

pub(super) struct MostlyOutbound;

/// Below this many bytes a ratio says nothing.
const WORTH_A_LOOK: f64 = 10_000_000.0;
/// Sent for each byte received.
const RATIO: f64 = 10.0;

impl Condition for MostlyOutbound {
    fn record(&mut self, record: &Record<'_>, found: &mut dyn FnMut(RuleHit)) {
        let bundle = record.text("bundle_name").is_some_and(|it| !it.is_empty());
        let Some(name) = record.text("proc_name").filter(|it| !it.contains('/')) else { return };
        let sum = |names: [&str; 2]| names.iter().map(|name| number(record, name)).sum::<f64>();
        let sent = sum(["wifi_out", "wwan_out"]);
        let received = sum(["wifi_in", "wwan_in"]);
        if !bundle && sent >= WORTH_A_LOOK && sent >= received * RATIO {
            found(RuleHit {
                observed: Observed { kind: ObservableType::Process, value: name.to_owned() },
                at: None,
                time: record.time().map(|it| it.utc),
                record: None,
            });
        }
    }
}

fn number(record: &Record<'_>, name: &str) -> f64 {
    match record.get(name) {
        Some(FieldValue::Real(it)) if it.is_finite() => *it,
        Some(FieldValue::Int(it)) => *it as f64,
        _ => 0.0,
    }
}
