//! Who owned what on a day, and how far deals had come by then.

use jiff::civil::Date;
use ledger::edtf::{Edtf, Order};
use ledger::records::{DealStatus, Relationship};
use ledger::values::Known;
use ledger::visibility::{FieldView, Public, PublicationPolicy, View};
use ledger::words::RelationshipState;
use ledger::{Id, Record};

use super::{Reader, one};
use crate::engine::{Tx, on};
use crate::kept::{Columns, Kept, restore};
use crate::{StoreError, sql};

/// Who owned, controlled or invested in what on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingsAsOf {
    /// Relationships whose dates say that they held on that day.
    pub certain: Vec<Public<View>>,
    /// Relationships whose dates leave it open: neither in nor out.
    pub undated: Vec<Public<View>>,
    /// Deals in shares of the actor.
    pub deals: Vec<DealAsOf>,
}

/// A deal as it stood on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DealAsOf {
    /// The deal.
    pub deal: Public<View>,
    /// The last states that were certainly reached by then; several where sources stand side by side.
    pub certain: Vec<Public<View>>,
    /// States whose dates leave open whether they were reached.
    pub undated: Vec<Public<View>>,
}

/// A state that a deal had certainly reached, with its date.
type Reached = (Edtf, Public<View>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Yes,
    No,
    Open,
}

impl Reader<'_> {
    /// What an actor owned and who owned it on a day, with the deals in its shares.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn holdings(&self, actor: Id, day: Date) -> Result<HoldingsAsOf, StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let mut out = HoldingsAsOf { certain: Vec::new(), undated: Vec::new(), deals: Vec::new() };
        for kept in asked(&mut tx, sql::HOLDINGS, actor, day).await? {
            let Record::Relationship(it) = &kept.row.record else { continue };
            let Some(view) = self.seen(&kept, &policy) else { continue };
            // Whom a hidden field names is not told by where the row turns up.
            if !["subject", "object"].iter().any(|field| super::names(&view, field, actor)) {
                continue;
            }
            match if hides(&view, &["from", "to", "state"]) { Held::Open } else { held(it, day) } {
                Held::Yes => out.certain.push(view),
                Held::Open => out.undated.push(view),
                Held::No => {}
            }
        }
        let statuses = asked(&mut tx, sql::DEALS, actor, day).await?;
        self.deals(&mut tx, statuses, &policy, actor, day, &mut out.deals).await?;
        Ok(out)
    }

    async fn deals(
        &self,
        tx: &mut Tx,
        statuses: Vec<Kept>,
        policy: &PublicationPolicy,
        actor: Id,
        day: Date,
        out: &mut Vec<DealAsOf>,
    ) -> Result<(), StoreError> {
        let mut by_deal: Vec<(Id, Vec<Reached>, Vec<Public<View>>)> = Vec::new();
        for kept in &statuses {
            let Record::DealStatus(DealStatus { deal, at, .. }) = &kept.row.record else { continue };
            let Some(view) = self.seen(kept, policy) else { continue };
            let id = deal.id();
            if !by_deal.iter().any(|it| it.0 == id) {
                by_deal.push((id, Vec::new(), Vec::new()));
            }
            let Some(entry) = by_deal.iter_mut().find(|it| it.0 == id) else { continue };
            match at {
                Known::Known(at) if !hides(&view, &["at"]) => match reached(at, day) {
                    Held::Yes => entry.1.push((at.clone(), view)),
                    Held::Open => entry.2.push(view),
                    Held::No => {}
                },
                _ => entry.2.push(view),
            }
        }
        by_deal.sort_by_key(|it| it.0);
        for (id, reached, undated) in by_deal {
            let Some(deal) = one(tx, id).await? else { continue };
            let Some(deal) = self.seen(&deal, policy).filter(|it| super::names(it, "target", actor)) else {
                continue;
            };
            let overtaken = |at: &Edtf| reached.iter().any(|(other, _)| at.order(other) == Order::Before);
            let certain = reached.iter().filter(|(at, _)| !overtaken(at)).map(|it| it.1.clone()).collect();
            out.push(DealAsOf { deal, certain, undated });
        }
        Ok(())
    }
}

async fn asked(tx: &mut Tx, sql: &'static str, actor: Id, day: Date) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Columns> =
        on!(tx, |c| sqlx::query_as(sql).bind(actor.as_str()).bind(day.to_string()).fetch_all(c).await)?;
    rows.into_iter().map(restore).collect()
}

/// True if one of the fields that decide is there and not shown.
fn hides(view: &Public<View>, fields: &[&str]) -> bool {
    fields.iter().any(|it| matches!(view.get().field(it), Some(FieldView::Withheld { .. })))
}

/// Whether a relationship held on a day.
fn held(it: &Relationship, day: Date) -> Held {
    let begun = match &it.from {
        Some(Known::Known(from)) => reached(from, day),
        _ => Held::Open,
    };
    let over = match (&it.to, it.state) {
        (Some(Known::Known(to)), _) => {
            if to.latest().is_some_and(|it| it < day) {
                Held::Yes
            } else if to.earliest().is_some_and(|it| it >= day) {
                Held::No
            } else {
                Held::Open
            }
        }
        // No end is written and it is said to hold: it goes on until somebody says otherwise.
        (None, RelationshipState::Active) => Held::No,
        _ => Held::Open,
    };
    match (begun, over) {
        (Held::No, _) | (_, Held::Yes) => Held::No,
        // What is planned or alleged is not certain, whatever its dates.
        (Held::Yes, Held::No) if matches!(it.state, RelationshipState::Active | RelationshipState::Ended) => {
            Held::Yes
        }
        _ => Held::Open,
    }
}

/// Whether a date had come by the end of a day.
fn reached(date: &Edtf, day: Date) -> Held {
    if date.latest().is_some_and(|it| it <= day) {
        Held::Yes
    } else if date.earliest().is_some_and(|it| it > day) {
        Held::No
    } else {
        Held::Open
    }
}
