//! How much may be told about people who were harmed.

use jiff::civil::Date;

use super::IdentityLevel;
use crate::records::{Consent, TargetGroup};
use crate::values::Count;
use crate::words::ConsentScope;

/// Below this many people, a number can tell who they are.
const FEW: u64 = 5;

/// A number of people harmed as it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// So many.
    Exactly(u64),
    /// Some, but fewer than so many.
    FewerThan(u64),
}

/// The form in which a number of people harmed is shown, wherever it was counted.
///
/// Small numbers are told only where everybody who is counted has consented.
#[must_use]
pub fn people(count: u64, all_consent: bool) -> People {
    if all_consent || count == 0 || count >= FEW { People::Exactly(count) } else { People::FewerThan(FEW) }
}

/// What one group allows on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) level: IdentityLevel,
    pub(super) consented: bool,
}

/// What a group allows, given its consent and whether a publication by or with them is named.
pub(super) fn allowed(group: &TargetGroup, consent: Option<&Consent>, sourced: bool, now: Date) -> Allowed {
    let wanted = group.identity_level.unwrap_or(IdentityLevel::DEFAULT);
    let valid = consent.filter(|it| holds(it, now));
    let most = match valid {
        Some(it) if it.scope.contains(&ConsentScope::Name) => 5,
        Some(it) if it.scope.contains(&ConsentScope::Role) => 4,
        Some(_) => 3,
        None => IdentityLevel::DEFAULT.get(),
    };
    // What somebody made public needs no consent to us, only a source; a consent that was taken back is a no.
    let own_choice = wanted.get() == 6 && sourced && (group.consent.is_none() || valid.is_some());
    let level = if own_choice { 6 } else { wanted.get().min(most) };
    Allowed { level: IdentityLevel::new(level).unwrap_or(IdentityLevel::DEFAULT), consented: valid.is_some() }
}

/// True if a consent certainly holds on a day: what cannot be told is no consent.
fn holds(consent: &Consent, now: Date) -> bool {
    let given = consent.given_at.latest().is_some_and(|it| it <= now);
    let expired = consent.expires.as_ref().is_some_and(|it| it.earliest().is_none_or(|it| it < now));
    // A withdrawal counts at once, whatever day is written on it.
    given && !expired && consent.revoked_at.is_none()
}

/// From which level on a field of a group is shown.
pub(super) fn least_level(field: &str) -> u8 {
    match field {
        "country" | "identity_level" | "count" => 1,
        "name" => 5,
        _ => 2,
    }
}

/// The count of a group as it may be shown, if it has to be shown otherwise than it is.
pub(super) fn small(count: &Count, allowed: Allowed) -> Option<serde_json::Value> {
    let Count::Exact(number) = count else { return None };
    match people(*number, allowed.consented && allowed.level > IdentityLevel::DEFAULT) {
        People::Exactly(_) => None,
        People::FewerThan(limit) => Some(serde_json::json!({ "fewer_than": limit })),
    }
}
