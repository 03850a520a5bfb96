//! Questions to the register. Every answer is public: nothing in here can return a raw row.

mod around;
mod history;
mod holdings;
mod search;
mod status;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::visibility::{Public, PublicationPolicy, View};
use ledger::{DossierId, Entity, Id};

use crate::engine::{Tx, on};
use crate::kept::{Columns, Kept, Standing, restore};
use crate::{Store, StoreError, policy, sql};

pub use history::Change;
pub use holdings::{DealAsOf, HoldingAsOf, HoldingsAsOf};
pub use search::SearchPage;

/// The most rows of one page.
const MOST: u32 = 1_000;

/// Asks a register what everybody may see on a day.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub(crate) store: &'a Store,
    pub(crate) today: Date,
}

/// A row as everybody may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it says; only a stub if it was removed.
    pub view: Public<View>,
    /// Whether it still holds.
    pub standing: Standing,
    /// The dossier that this version came with; a tombstone can stand in another than the row.
    pub dossier: DossierId,
    /// Its revision.
    pub revision: u64,
    /// When that was imported.
    pub imported_at: Timestamp,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The rows.
    pub items: Public<Vec<View>>,
    /// From where to go on, if there is more.
    pub next: Option<Id>,
}

/// A row that names another.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The fields in which it does, each once.
    pub fields: Vec<&'static str>,
    /// The row.
    pub view: Public<View>,
}

impl Reader<'_> {
    /// A row, as it stands, or as it stood in the register at the end of a day (UTC).
    ///
    /// An earlier version shows nothing that must not be seen today.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn get(&self, id: Id, as_of: Option<Date>) -> Result<Option<Entry>, StoreError> {
        let history = self.history(id).await?;
        let until = as_of.map(end_of_day);
        let last = history.into_iter().rfind(|it| until.is_none_or(|until| it.imported_at < until));
        Ok(last.map(|it| Entry {
            standing: it.standing,
            view: it.view,
            dossier: it.dossier,
            revision: it.revision,
            imported_at: it.imported_at,
        }))
    }

    /// Rows of an entity that were not retracted, in the order of their ids.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn list(&self, entity: Entity, after: Option<Id>, limit: u32) -> Result<Page, StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let limit = limit.clamp(1, MOST);
        let mut items = Vec::new();
        let mut cursor = after.map_or_else(String::new, |it| it.to_string());
        loop {
            let rows: Vec<Columns> = on!(&mut tx, |c| {
                sqlx::query_as(sql::LIST)
                    .bind(entity.name())
                    .bind(cursor.as_str())
                    .bind(i64::from(limit))
                    .fetch_all(c)
                    .await
            })?;
            let exhausted = rows.len() < limit as usize;
            for kept in rows {
                let kept = restore(kept)?;
                kept.row.id.as_str().clone_into(&mut cursor);
                items.extend(self.seen(&kept, &policy));
                if items.len() > limit as usize {
                    break;
                }
            }
            if exhausted || items.len() > limit as usize {
                break;
            }
        }
        // One more than asked for tells that there is more.
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = items.last().filter(|_| more).map(|it| it.get().id);
        Ok(Page { items: Public::list(items), next })
    }

    /// Rows that name a row, in the order of their ids, and from where to go on. Nothing names a hidden row.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn referring(
        &self,
        id: Id,
        after: Option<Id>,
        limit: u32,
    ) -> Result<(Vec<Reference>, Option<Id>), StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let limit = limit.clamp(1, MOST);
        let Some(target) = one(&mut tx, id).await? else { return Ok((Vec::new(), None)) };
        if self.seen(&target, &policy).is_none() {
            return Ok((Vec::new(), None));
        }
        let rows: Vec<Columns> = on!(&mut tx, |c| {
            sqlx::query_as(sql::REFERRING)
                .bind(id.as_str())
                .bind(after.map_or_else(String::new, |it| it.to_string()))
                .bind(i64::from(limit))
                .fetch_all(c)
                .await
        })?;
        let full = rows.len() == limit as usize;
        let mut next = None;
        let mut found = Vec::new();
        for kept in rows {
            let kept = restore(kept)?;
            next = Some(kept.row.id);
            let Some(view) = self.seen(&kept, &policy) else { continue };
            let mut fields: Vec<&'static str> = kept
                .row
                .references()
                .into_iter()
                // That a hidden field names something is as hidden as the field.
                .filter(|(field, to)| *to == id && names(&view, field, id))
                .map(|it| it.0)
                .collect();
            fields.dedup();
            if !fields.is_empty() {
                found.push(Reference { fields, view });
            }
        }
        Ok((found, next.filter(|_| full)))
    }

    /// The events of a thread that everybody may see, in the order in which they entered the book.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn events(&self, thread: Id) -> Result<Public<Vec<View>>, StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let events = book(&mut tx, thread).await?;
        Ok(Public::list(events.iter().filter_map(|it| self.seen(it, &policy))))
    }

    pub(crate) fn seen(&self, kept: &Kept, policy: &PublicationPolicy) -> Option<Public<View>> {
        policy::seen(&kept.row, kept.standing, policy, self.today)
    }
}

/// True if a field can be seen and names a row.
fn names(view: &Public<View>, field: &str, id: Id) -> bool {
    view.get().value(field).is_some_and(|it| it.to_string().contains(id.as_str()))
}

/// One row, whoever may see it.
async fn one(tx: &mut Tx, id: Id) -> Result<Option<Kept>, StoreError> {
    let row = on!(tx, |c| sqlx::query_as(sql::ONE).bind(id.as_str()).fetch_optional(c).await)?;
    row.map(restore).transpose()
}

/// The events of a thread, whoever may see them.
async fn book(tx: &mut Tx, thread: Id) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Columns> =
        on!(tx, |c| sqlx::query_as(sql::EVENTS).bind(thread.as_str()).fetch_all(c).await)?;
    let events = rows.into_iter().map(restore).collect::<Result<Vec<Kept>, _>>()?;
    // A correction may have moved an event to another thread; the book still has it under both.
    let here =
        |it: &Kept| matches!(&it.row.record, ledger::Record::ThreadEvent(it) if it.thread.id() == thread);
    Ok(events.into_iter().filter(here).collect())
}

/// The first moment of the next day.
fn end_of_day(day: Date) -> Timestamp {
    day.tomorrow()
        .and_then(|it| jiff::tz::TimeZone::UTC.to_timestamp(it.to_datetime(jiff::civil::Time::midnight())))
        .unwrap_or(Timestamp::MAX)
}
