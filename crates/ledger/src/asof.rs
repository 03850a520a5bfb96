//! Who owned something on a day, and how far a deal had come by then.
//!
//! What the dates do not tell is listed apart, neither in nor out. A relationship that a source calls current held
//! when the source was published; whether it went on after that, the source cannot know.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::edtf::{Covers, Edtf, Order, as_of, in_force};
use crate::id::Id;
use crate::index::Index;
use crate::records::{Anchor, Capture, DealStatus, Relationship, Source};
use crate::row::Row;
use crate::statements::dates;
use crate::values::{Known, Ref};
use crate::words::{Rank, Relation, RelationshipState, Stance};

/// Who owned something on a day.
#[derive(Clone, Debug, Default)]
pub struct Owners<'a> {
    /// Those who did, on any reading of the dates.
    pub certain: Vec<Holding<'a>>,
    /// Those of whom the dates leave it open, or who are only said or planned to.
    pub apart: Vec<Holding<'a>>,
}

/// A relationship, and what else its dates were taken from.
#[derive(Clone, Debug)]
pub struct Holding<'a> {
    /// The row.
    pub row: &'a Row,
    /// What it says.
    pub relationship: &'a Relationship,
    /// Statements and sources that gave a date which the row itself does not have: a page names them.
    pub by: Vec<Id>,
}

/// A deal on a day. Within each list the given order stays.
#[derive(Clone, Debug, Default)]
pub struct DealAsOf<'a> {
    /// The states reached last: several where sources stand side by side.
    pub last: Vec<&'a Row>,
    /// The states reached before these.
    pub before: Vec<&'a Row>,
    /// States of which the dates do not tell whether they were reached.
    pub apart: Vec<&'a Row>,
    /// States that were reached only later.
    pub later: Vec<&'a Row>,
}

/// Who owned an actor on a day.
#[must_use]
pub fn owners<'a>(of: Id, index: &Index<'a>, day: Date) -> Owners<'a> {
    let mut owners = Owners::default();
    for (row, relationship) in index.naming::<Relationship>(of) {
        let is_object = relationship.object.known().map(Ref::id) == Some(of);
        let stands =
            row.provenance.rank != Some(Rank::Deprecated) && row.provenance.stance != Some(Stance::Denies);
        if !(relationship.relation == Relation::Owns && is_object && stands) {
            continue;
        }
        let (covers, by) = held(row, relationship, index, day);
        let holding = Holding { row, relationship, by };
        match covers {
            Covers::Yes => owners.certain.push(holding),
            Covers::Unknown => owners.apart.push(holding),
            Covers::No => {}
        }
    }
    owners
}

/// Whether a relationship held on a day, and the statements and sources from which a date was taken that the row itself
/// does not have.
#[must_use]
pub fn held(row: &Row, it: &Relationship, index: &Index<'_>, day: Date) -> (Covers, Vec<Id>) {
    let from = dates(it.from.as_ref(), row.id, "from", index);
    let to = dates(it.to.as_ref(), row.id, "to", index);
    // Without an end a source that calls it current vouches for it up to its own day.
    let current = it.state == RelationshipState::Active && to.is_empty();
    let goes_on = current && it.to.is_none();
    let vouched = if current && !goes_on { published(row, index) } else { Vec::new() };
    let by: BTreeSet<Id> = from.iter().chain(&to).chain(&vouched).filter_map(|it| it.1).collect();
    let begun = every(&from, |it| in_force(Some(it), None, day));
    let lasting = if goes_on {
        Covers::Yes
    } else if current {
        // After that day nobody knows, so that no date makes it end.
        match every(&vouched, |it| in_force(None, Some(it), day)) {
            Covers::Yes => Covers::Yes,
            Covers::No | Covers::Unknown => Covers::Unknown,
        }
    } else {
        every(&to, |it| in_force(None, Some(it), day))
    };
    let sure = matches!(it.state, RelationshipState::Active | RelationshipState::Ended);
    let covers = match (begun, lasting) {
        (Covers::No, _) | (_, Covers::No) => Covers::No,
        (Covers::Yes, Covers::Yes) if sure => Covers::Yes,
        _ => Covers::Unknown,
    };
    (covers, by.into_iter().collect())
}

/// What all dates agree on; unknown where they do not, or where there is none.
fn every(dates: &[(Edtf, Option<Id>)], covers: impl Fn(&Edtf) -> Covers) -> Covers {
    let mut answers = dates.iter().map(|it| covers(&it.0));
    let first = answers.next().unwrap_or(Covers::Unknown);
    if answers.all(|it| it == first) { first } else { Covers::Unknown }
}

/// When the publications that say a row came out.
fn published(row: &Row, index: &Index<'_>) -> Vec<(Edtf, Option<Id>)> {
    let quoted = row.provenance.anchors.iter().filter_map(|it| {
        let anchor = index.get::<Anchor>(it.id())?;
        Some(index.get::<Capture>(anchor.capture.id())?.source.id())
    });
    let sources: BTreeSet<Id> = row.provenance.sources.iter().map(Ref::id).chain(quoted).collect();
    let of = |id: Id| {
        let source = index.get::<Source>(id);
        let dated = dates(source.and_then(|it| it.published.as_ref()), id, "published", index);
        dated.into_iter().map(move |(date, by)| (date, by.or(Some(id))))
    };
    sources.into_iter().flat_map(of).collect()
}

/// The states of a deal on a day.
#[must_use]
pub fn deal<'a>(deal: Id, index: &Index<'a>, day: Date) -> DealAsOf<'a> {
    let statuses = index.naming::<DealStatus>(deal).filter(|it| it.1.deal.id() == deal);
    let sorted = as_of(statuses, |it| it.1.at.known(), day);
    let dates: Vec<&Edtf> = sorted.happened.iter().filter_map(|it| it.1.at.known()).collect();
    let overtaken = |it: &DealStatus| match &it.at {
        Known::Known(at) => dates.iter().any(|other| at.order(other) == Order::Before),
        Known::Unspecified(_) => false,
    };
    let (before, last) = sorted.happened.into_iter().partition::<Vec<_>, _>(|it| overtaken(it.1));
    let rows = |of: Vec<(&'a Row, &'a DealStatus)>| of.into_iter().map(|it| it.0).collect();
    DealAsOf { last: rows(last), before: rows(before), apart: rows(sorted.apart), later: rows(sorted.later) }
}
