//! Calendar items named "Meeting" with the note "Notes": what QuaDream's zero-click left behind, when set years
//! back so that nobody would be told of them.
//!
//! Source: Citizen Lab, "Sweet QuaDreams" (April 2023): invisible, backdated, overlapping invitations.

use model::wire::Observed;
use model::{ObservableType, Record, Utc};

use super::Condition;
use crate::engine::RuleHit;

/// An item of that name, either set at least a year before it was made or not.
pub(super) struct Invitation {
    pub(super) backdated: bool,
}

const MICROS_PER_YEAR: i64 = 365 * 86_400 * 1_000_000;

impl Condition for Invitation {
    fn record(&mut self, record: &Record<'_>, found: &mut dyn FnMut(RuleHit)) {
        if record.text("summary") != Some("Meeting") || record.text("description") != Some("Notes") {
            return;
        }
        let time = |event: &str| record.times.iter().find(|it| it.event == event).map(|it| it.utc);
        // Only when it was made shows that it was set back; whoever changes an old item later sets nothing back.
        let made = time("calendar_created");
        let backdated = match (time("calendar_start"), made) {
            (Some(start), Some(made)) => years_before(start, made),
            _ => false,
        };
        if backdated == self.backdated {
            found(RuleHit {
                observed: Observed { kind: ObservableType::Property, value: "summary=Meeting".into() },
                at: None,
                time: made.or(time("calendar_modified")).or(time("calendar_start")),
                record: None,
            });
        }
    }
}

fn years_before(start: Utc, made: Utc) -> bool {
    made.as_micros().saturating_sub(start.as_micros()) >= MICROS_PER_YEAR
}
