//! Looks whether everything is still as it was written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use ledger::check::{Surroundings, check};
use ledger::{Id, Row};

use crate::engine::{Tx, on};
use crate::kept::{Kept, Standing, digest};
use crate::{Store, StoreError, import, sql};

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// The row, where it is about one.
    pub row: Option<Id>,
    /// What is wrong.
    pub what: String,
}

impl Flaw {
    fn new(row: Option<Id>, what: impl Into<String>) -> Self {
        Self { row, what: what.into() }
    }
}

impl Store {
    /// Looks at the whole register: the engine's own check of its files, every version against its digest, the
    /// index of references against the rows, and the rules of the ledger.
    ///
    /// # Errors
    /// What the engine says, where it cannot even be read.
    pub async fn check(&self, today: Date) -> Result<Vec<Flaw>, StoreError> {
        let mut tx = self.engine.read().await?;
        let mut flaws = files(&mut tx).await?;
        flaws.extend(digests(&mut tx).await?);
        let kept = import::all(&mut tx).await?;
        flaws.extend(links(&mut tx, &kept).await?);
        flaws.extend(standings(&mut tx).await?);
        let rows: Vec<&Row> =
            kept.iter().filter(|it| it.standing != Standing::Retracted).map(|it| &it.row).collect();
        let problems = check(&rows, &Surroundings { others: &[], today });
        flaws.extend(problems.into_iter().map(|it| {
            let field = if it.field.is_empty() { String::new() } else { format!("{}: ", it.field) };
            Flaw::new(Some(it.row), format!("{field}{}", it.why))
        }));
        flaws.sort();
        flaws.dedup();
        Ok(flaws)
    }
}

/// What the engine says about its own files.
async fn files(tx: &mut Tx) -> Result<Vec<Flaw>, StoreError> {
    let Tx::Sqlite(tx) = tx else { return Ok(Vec::new()) };
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(100)").fetch_all(&mut **tx).await?;
    let broken: Vec<(String, Option<i64>, String, i64)> =
        sqlx::query_as("PRAGMA foreign_key_check").fetch_all(&mut **tx).await?;
    let said = said.into_iter().filter(|it| it != "ok").map(|it| Flaw::new(None, format!("the file: {it}")));
    let broken = broken.into_iter().map(|it| Flaw::new(None, format!("a line of {} names nothing", it.0)));
    Ok(said.chain(broken).collect())
}

/// Every version ever against the digest that was written with it.
async fn digests(tx: &mut Tx) -> Result<Vec<Flaw>, StoreError> {
    let mut flaws = Vec::new();
    let mut after = 0;
    loop {
        let versions: Vec<(i64, String, String, String)> =
            on!(&mut *tx, |c| sqlx::query_as(sql::VERSIONS_AFTER).bind(after).fetch_all(c).await)?;
        for (seq, id, body, hash) in &versions {
            after = *seq;
            if digest(body.as_bytes()) != *hash {
                flaws.push(Flaw::new(Id::parse(id), "a version is not what was written"));
            }
        }
        if versions.is_empty() {
            return Ok(flaws);
        }
    }
}

/// The index of references against the rows.
async fn links(tx: &mut Tx, kept: &[Kept]) -> Result<Vec<Flaw>, StoreError> {
    let found: Vec<(String, String, String)> =
        on!(tx, |c| sqlx::query_as("SELECT from_id, field, to_id FROM link").fetch_all(c).await)?;
    let mut by_row: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for (from, field, to) in found {
        by_row.entry(from).or_default().insert((field, to));
    }
    let mut flaws = Vec::new();
    for it in kept {
        let found = by_row.remove(it.row.id.as_str()).unwrap_or_default();
        let wanted: BTreeSet<(String, String)> = if it.standing == Standing::Current {
            it.row.references().into_iter().map(|(field, to)| (field.to_owned(), to.to_string())).collect()
        } else {
            BTreeSet::new()
        };
        if found != wanted {
            flaws.push(Flaw::new(Some(it.row.id), "the index of references is not what the row says"));
        }
    }
    flaws.extend(by_row.into_keys().map(|it| Flaw::new(Id::parse(&it), "a reference of no row")));
    Ok(flaws)
}

/// The present version of each row has to be its last.
async fn standings(tx: &mut Tx) -> Result<Vec<Flaw>, StoreError> {
    let stale: Vec<String> = on!(tx, |c| sqlx::query_scalar(sql::NOT_THE_LAST).fetch_all(c).await)?;
    Ok(stale.iter().map(|it| Flaw::new(Id::parse(it), "the present version is not the last one")).collect())
}
