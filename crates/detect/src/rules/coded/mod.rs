//! Conditions that need code: memory of other records, arithmetic on times, knowledge of places.
//!
//! Each stands in its own file and is named by a rule file through `coded = "…"`, so that level, kind, sources
//! and cases stay data.

mod calendar;
mod custody;
mod odd_place;
mod outbound;
mod redirect;

use model::{Record, Utc};

use crate::engine::RuleHit;

/// What a run knows besides its records.
#[derive(Clone, Copy, Debug, Default)]
pub struct RuleContext {
    /// When the phone was out of its owner's hands: first and last instant.
    pub custody: Option<(Utc, Utc)>,
}

/// Names a coded condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    SafariRedirect,
    RanInStaging,
    RanInTmp,
    RanInOddPlace,
    CalendarBackdated,
    CalendarNotBackdated,
    MostlyOutbound,
    CustodyWindow,
}

impl Kind {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "safari_redirect" => Self::SafariRedirect,
            "ran_in_staging" => Self::RanInStaging,
            "ran_in_tmp" => Self::RanInTmp,
            "ran_in_odd_place" => Self::RanInOddPlace,
            "calendar_backdated" => Self::CalendarBackdated,
            "calendar_not_backdated" => Self::CalendarNotBackdated,
            "mostly_outbound" => Self::MostlyOutbound,
            "custody_window" => Self::CustodyWindow,
            _ => return None,
        })
    }

    /// A fresh condition for the records of one member.
    pub(crate) fn start(self, context: RuleContext) -> Box<dyn Condition + Send> {
        match self {
            Self::SafariRedirect => Box::<redirect::Redirect>::default(),
            Self::RanInStaging => Box::new(odd_place::OddPlace::Staging),
            Self::RanInTmp => Box::new(odd_place::OddPlace::Tmp),
            Self::RanInOddPlace => Box::new(odd_place::OddPlace::Other),
            Self::CalendarBackdated => Box::new(calendar::Invitation { backdated: true }),
            Self::CalendarNotBackdated => Box::new(calendar::Invitation { backdated: false }),
            Self::MostlyOutbound => Box::new(outbound::MostlyOutbound),
            Self::CustodyWindow => Box::new(custody::Window(context.custody)),
        }
    }
}

/// A condition over the records of one member, in their order.
pub(crate) trait Condition {
    /// Looks at one record and reports what it completes.
    fn record(&mut self, record: &Record<'_>, found: &mut dyn FnMut(RuleHit));
}
