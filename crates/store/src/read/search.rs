//! Finding rows by words.

use ledger::Entity;
use ledger::visibility::{Public, View};

use super::{MOST, Reader};
use crate::engine::Tx;
use crate::kept::{Columns, restore};
use crate::search::{Document, Query};
use crate::{StoreError, sql};

/// Candidates that an engine is asked for. Among more than these, which come first is the engine's choice.
const CANDIDATES: i64 = 500;

/// What was found, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPage {
    /// The rows.
    pub items: Public<Vec<View>>,
    /// How many there are before and after this page too.
    pub found: usize,
    /// True if there may be more than were counted.
    pub at_least: bool,
}

impl Reader<'_> {
    /// Rows in which every word of a question, or its beginning, stands in a field that everybody may see.
    ///
    /// Case, diacritics, vowel signs and forms of letters do not matter, and names in Arabic, Hebrew and Cyrillic
    /// letters are found in Latin ones too. What is typed is words, never syntax.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn search(
        &self,
        question: &str,
        entity: Option<Entity>,
        skip: usize,
        limit: u32,
    ) -> Result<SearchPage, StoreError> {
        let Some(query) = Query::parse(question) else {
            return Ok(SearchPage { items: Public::list([]), found: 0, at_least: false });
        };
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let rows = candidates(&mut tx, &query, entity).await?;
        let at_least = i64::try_from(rows.len()).is_ok_and(|it| it == CANDIDATES);
        let mut found = Vec::new();
        for kept in rows {
            let kept = restore(kept)?;
            // The index only proposes: what is not in the view of today was not found.
            let Some(view) = self.seen(&kept, &policy) else { continue };
            if let Some(score) = query.score(&Document::of(&view)) {
                found.push((std::cmp::Reverse(score), kept.row.id, view));
            }
        }
        found.sort_by_key(|it| (it.0, it.1));
        let count = found.len();
        let limit = limit.clamp(1, MOST) as usize;
        let items = Public::list(found.into_iter().skip(skip).take(limit).map(|it| it.2));
        Ok(SearchPage { items, found: count, at_least })
    }
}

async fn candidates(tx: &mut Tx, query: &Query, entity: Option<Entity>) -> Result<Vec<Columns>, StoreError> {
    let entity = entity.map_or("", Entity::name);
    Ok(match tx {
        Tx::Sqlite(tx) => {
            sqlx::query_as(sql::SEARCH_SQLITE)
                .bind(query.fts5())
                .bind(entity)
                .bind(CANDIDATES)
                .fetch_all(&mut **tx)
                .await?
        }
        Tx::Postgres(tx) => {
            sqlx::query_as(sql::SEARCH_POSTGRES)
                .bind(query.tsquery())
                .bind(entity)
                .bind(CANDIDATES)
                .fetch_all(&mut **tx)
                .await?
        }
    })
}
