//! Who owned what on a day, and how far deals had come by then.

use jiff::civil::Date;
use ledger::asof::{deal, held};
use ledger::edtf::Covers;
use ledger::records::{Deal, Relationship};
use ledger::visibility::{FieldView, Public, PublicationPolicy, View};
use ledger::words::{Rank, Stance};
use ledger::{Entity, Id, Index, Row};

use super::Reader;
use super::around::Around;
use crate::engine::{Tx, on};
use crate::kept::Standing;
use crate::{StoreError, policy, sql};

/// Who owned, controlled or invested in what on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingsAsOf {
    /// Relationships whose dates say that they held on that day.
    pub certain: Vec<HoldingAsOf>,
    /// Relationships whose dates leave it open, or that are only said or planned: neither in nor out.
    pub undated: Vec<HoldingAsOf>,
    /// Deals in shares of the actor.
    pub deals: Vec<DealAsOf>,
}

/// A relationship on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingAsOf {
    /// The row.
    pub view: Public<View>,
    /// Statements and sources from which a date was taken that the row itself does not have: a page names them.
    pub by: Vec<Id>,
}

/// A deal as it stood on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DealAsOf {
    /// The deal.
    pub deal: Public<View>,
    /// The last states that were certainly reached by then; several where sources stand side by side.
    pub certain: Vec<Public<View>>,
    /// The states that were reached before these.
    pub before: Vec<Public<View>>,
    /// States whose dates leave open whether they were reached.
    pub undated: Vec<Public<View>>,
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

        let relationships = ids(&mut tx, sql::HOLDINGS, actor, Some(day)).await?;
        let mut around = Around::default();
        around.fetch(&mut tx, relationships.iter().copied()).await?;
        around.fetch_quoted(&mut tx).await?;
        let sources = around.sources();
        around.fetch(&mut tx, sources.iter().copied()).await?;
        let dated = sources.into_iter().chain(relationships.iter().copied());
        around.fetch_naming(&mut tx, dated, "subject", Some(Entity::Statement)).await?;
        // What is not shown dates nothing: from the answer one could tell what it says.
        let rows = self.plain(
            &around,
            &policy,
            &["value", "value_type", "subject", "published", "source", "capture"],
        );
        let index = Index::of(&rows);
        for id in relationships {
            let Some((row, it)) = around.row(id).and_then(|row| Some((row, row.get::<Relationship>()?)))
            else {
                continue;
            };
            if row.provenance.rank == Some(Rank::Deprecated) || row.provenance.stance == Some(Stance::Denies)
            {
                continue;
            }
            let Some(view) = self.sees(row, &policy) else { continue };
            // Whom a hidden field names is not told by where the row turns up.
            if !["subject", "object"].iter().any(|field| super::names(&view, field, actor)) {
                continue;
            }
            if hides(&view, &["from", "to", "state", "anchors", "sources"]) {
                out.undated.push(HoldingAsOf { view, by: Vec::new() });
                continue;
            }
            let (covers, by) = held(row, it, &index, day);
            match covers {
                Covers::Yes => out.certain.push(HoldingAsOf { view, by }),
                Covers::Unknown => out.undated.push(HoldingAsOf { view, by }),
                Covers::No => {}
            }
        }
        for id in ids(&mut tx, sql::DEALS, actor, None).await? {
            out.deals.extend(self.deal(&mut tx, id, &policy, actor, day).await?);
        }
        Ok(out)
    }

    async fn deal(
        &self,
        tx: &mut Tx,
        id: Id,
        policy: &PublicationPolicy,
        actor: Id,
        day: Date,
    ) -> Result<Option<DealAsOf>, StoreError> {
        let mut around = Around::default();
        around.fetch(tx, [id]).await?;
        let Some(row) = around.row(id) else { return Ok(None) };
        let is_here = row.get::<Deal>().is_some_and(|it| it.target.id() == actor);
        let Some(view) = self.sees(row, policy).filter(|it| is_here && super::names(it, "target", actor))
        else {
            return Ok(None);
        };
        around.fetch_naming(tx, [id], "deal", Some(Entity::DealStatus)).await?;
        let shown = self.plain(&around, policy, &["at"]);
        let index = Index::of(&shown);
        let states = deal(id, &index, day);
        let views =
            |rows: Vec<&Row>| rows.into_iter().filter_map(|it| self.sees(it, policy)).collect::<Vec<_>>();
        let mut undated = views(states.apart);
        // When a state was reached that does not say so to everybody, nobody can tell from here.
        let rows = around.rows();
        let hidden = rows.iter().filter(|it| it.entity() == Entity::DealStatus && index.row(it.id).is_none());
        undated.extend(hidden.filter_map(|it| self.sees(it, policy)));
        Ok(Some(DealAsOf { deal: view, certain: views(states.last), before: views(states.before), undated }))
    }

    /// The rows that are seen with all of these fields.
    fn plain<'r>(&self, around: &'r Around, policy: &PublicationPolicy, fields: &[&str]) -> Vec<&'r Row> {
        let is_plain =
            |it: &&Row| self.sees(it, policy).is_some_and(|it| !it.get().is_removed() && !hides(&it, fields));
        around.rows().into_iter().filter(is_plain).collect()
    }

    /// What everybody may see of a row that holds.
    fn sees(&self, row: &Row, policy: &PublicationPolicy) -> Option<Public<View>> {
        policy::seen(row, Standing::Current, policy, self.today)
    }
}

async fn ids(tx: &mut Tx, sql: &'static str, actor: Id, day: Option<Date>) -> Result<Vec<Id>, StoreError> {
    let found: Vec<String> = on!(tx, |c| {
        let asked = sqlx::query_scalar(sql).bind(actor.as_str());
        match day {
            Some(day) => asked.bind(day.to_string()).fetch_all(c).await,
            None => asked.fetch_all(c).await,
        }
    })?;
    let read = |it: String| Id::parse(&it).ok_or_else(|| StoreError::Damaged("the index of days".to_owned()));
    found.into_iter().map(read).collect()
}

/// True if one of the fields that decide is there and not shown.
fn hides(view: &Public<View>, fields: &[&str]) -> bool {
    fields.iter().any(|it| matches!(view.get().field(it), Some(FieldView::Withheld { .. })))
}
