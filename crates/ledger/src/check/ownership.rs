//! Nobody owns more than there is: shares of one object at one time sum up to at most the whole.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Book;
use crate::edtf::Edtf;
use crate::id::Id;
use crate::records::{Deal, Relationship};
use crate::row::Row;
use crate::values::{Known, Percent, Share};
use crate::words::{DealRole, Rank, Relation, RelationshipState, Stance};

pub(super) fn check(book: &mut Book<'_>) {
    holdings(book, "share", |it| it.share);
    holdings(book, "votes", |it| it.votes);
    for (row, deal) in book.all::<Deal>() {
        for role in [DealRole::Buyer, DealRole::Seller] {
            let shares =
                deal.parties.iter().filter(|it| it.role == role).filter_map(|it| it.share?.at_least());
            if Percent::exceeds_whole(Percent::sum(shares)) {
                let why =
                    format!("the shares of those in the role `{}` sum up to more than 100 %", role.as_str());
                book.problem(row, "parties", why);
            }
        }
    }
}

/// What one owner holds for sure, and from when to when for sure.
struct Stake<'a> {
    row: &'a Row,
    owner: Option<Id>,
    least: Percent,
    from: Date,
    to: Date,
}

fn holdings(book: &mut Book<'_>, field: &'static str, part: fn(&Relationship) -> Option<Share>) {
    let mut objects: BTreeMap<Id, Vec<Stake<'_>>> = BTreeMap::new();
    // A kept row that is checked in a new version counts once.
    let rows: BTreeSet<Id> = book.rows.iter().map(|it| it.id).collect();
    let kept = book.others.iter().filter(|it| !rows.contains(&it.id));
    for row in book.rows.iter().chain(kept) {
        if let Some((object, stake)) = row.get::<Relationship>().and_then(|it| stake(row, it, part)) {
            objects.entry(object).or_default().push(stake);
        }
    }
    for stakes in objects.values() {
        if let Some(together) = too_much(stakes)
            // The problem stands at the last checked row, and names the others.
            && let Some(at) = together.iter().rev().find(|it| rows.contains(&it.row.id))
        {
            let named: Vec<String> =
                together.iter().map(|it| format!("{} ({} %)", it.row.name(), it.least.decimal())).collect();
            let others = together.iter().map(|it| it.row.id).filter(|it| *it != at.row.id).collect();
            let why = format!(
                "at the same time {} hold more than 100 % of the same object: correct a share or a date, or give \
                 a contested row the rank `deprecated` or the state `alleged`",
                named.join(" and ")
            );
            book.problem_with(at.row, field, others, why);
        }
    }
}

/// What a row says for sure about ownership, where it says anything.
fn stake<'a>(
    row: &'a Row,
    it: &Relationship,
    part: fn(&Relationship) -> Option<Share>,
) -> Option<(Id, Stake<'a>)> {
    let holds = it.relation == Relation::Owns
        && matches!(it.state, RelationshipState::Active | RelationshipState::Ended)
        && row.provenance.rank != Some(Rank::Deprecated)
        && row.provenance.stance != Some(Stance::Denies);
    let object = it.object.known()?.id();
    let least = part(it)?.at_least()?;
    let (from, to) = certain(it)?;
    let owner = it.subject.known().map(|it| it.id());
    holds.then_some((object, Stake { row, owner, least, from, to }))
}

/// The days on which a relationship held for sure. `Date::MAX` stands for now.
fn certain(it: &Relationship) -> Option<(Date, Date)> {
    let known = |date: &'_ Option<Known<Edtf>>| date.as_ref().and_then(Known::known).cloned();
    let from = known(&it.from).and_then(|it| it.latest());
    let to = known(&it.to).and_then(|it| it.earliest());
    let lasts = it.state == RelationshipState::Active && to.is_none();
    match (from, to) {
        (Some(from), Some(to)) => (from <= to).then_some((from, to)),
        (Some(from), None) if lasts => Some((from, Date::MAX)),
        (Some(from), None) => Some((from, from)),
        (None, Some(to)) => Some((to, to)),
        (None, None) => lasts.then_some((Date::MAX, Date::MAX)),
    }
}

/// The stakes that are held together on some day and are more than the whole.
fn too_much<'s, 'a>(stakes: &'s [Stake<'a>]) -> Option<Vec<&'s Stake<'a>>> {
    stakes.iter().map(|it| it.from).collect::<BTreeSet<Date>>().into_iter().find_map(|day| {
        let held = stakes.iter().filter(|it| it.from <= day && day <= it.to);
        let mut owners: BTreeMap<Option<Id>, &Stake<'a>> = BTreeMap::new();
        for stake in held {
            // Two rows about one owner are two reports of one stake, and the smaller is sure. Two unnamed owners
            // may be the same.
            let least = owners.entry(stake.owner).or_insert(stake);
            if stake.least < least.least {
                *least = stake;
            }
        }
        let together: Vec<&Stake<'a>> = owners.into_values().collect();
        Percent::exceeds_whole(Percent::sum(together.iter().map(|it| it.least))).then_some(together)
    })
}
