//! Something was installed or changed while the phone was out of its owner's hands.

use model::wire::Observed;
use model::{Record, Utc};

use super::Condition;
use crate::engine::RuleHit;

/// First and last instant of the time the owner named, if they named one.
pub(super) struct Window(pub(super) Option<(Utc, Utc)>);

impl Condition for Window {
    fn record(&mut self, record: &Record<'_>, found: &mut dyn FnMut(RuleHit)) {
        let Some((from, to)) = self.0 else { return };
        let Some(time) = record.times.iter().find(|it| (from..=to).contains(&it.utc)) else { return };
        let Some(observable) = record.observables.iter().find(|it| !it.is_digest()) else { return };
        found(RuleHit {
            observed: Observed { kind: observable.kind(), value: observable.value().to_owned() },
            at: None,
            time: Some(time.utc),
            record: None,
        });
    }
}
