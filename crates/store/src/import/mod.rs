//! Takes a dossier in, whole or not at all.

mod bounds;
mod plan;
mod write;

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use ledger::visibility::PublicationPolicy;
use ledger::{Dossier, DossierId, Entity, Fault, Id, Row};

use crate::engine::{Tx, on};
use crate::kept::{Kept, Standing, decides, restore};
use crate::{ImportError, ImportRefused, Store, StoreError, policy, sql};
use plan::Plan;

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// The dossier.
    pub dossier: DossierId,
    /// Its revision, which the register now has.
    pub revision: u64,
    /// Rows that were not there before.
    pub added: usize,
    /// Rows that supersede an earlier version.
    pub changed: usize,
    /// Rows that stand as they stood.
    pub unchanged: usize,
    /// Rows that are no longer held to be right.
    pub retracted: usize,
    /// Rows whose content is gone from now on.
    pub tombstoned: usize,
    /// Rows that came back, because what removed them was taken back.
    pub restored: usize,
}

impl ImportReport {
    /// True if the register is not what it was before.
    pub fn changed_anything(&self) -> bool {
        self.added + self.changed + self.retracted + self.tombstoned + self.restored > 0
    }
}

impl Store {
    /// Takes a dossier in.
    ///
    /// `sha256` is the digest of the dossier's bytes in hex, by which a revision is known again. Everything happens
    /// in one transaction: whatever stops it, the register is as it was or as it shall be.
    ///
    /// # Errors
    /// Everything that speaks against the dossier, or what the engine says.
    pub async fn import(
        &self,
        dossier: &Dossier,
        sha256: &str,
        now: Timestamp,
    ) -> Result<ImportReport, ImportError> {
        let mut reports = self.import_all(std::slice::from_ref(dossier), sha256, now).await?;
        reports.pop().ok_or_else(|| StoreError::Damaged("an import without a report".to_owned()).into())
    }

    /// Takes several dossiers in, as an export holds them: all of them or none. Those that others refer to come first.
    ///
    /// `sha256` is the digest of what they were read from.
    ///
    /// # Errors
    /// As [`Store::import`], for the first dossier that something speaks against.
    pub async fn import_all(
        &self,
        dossiers: &[Dossier],
        sha256: &str,
        now: Timestamp,
    ) -> Result<Vec<ImportReport>, ImportError> {
        let mut tx = self.engine.write().await?;
        let (mut reports, mut last) = (Vec::new(), None);
        for dossier in in_order(dossiers) {
            let (report, made) = one(&mut tx, dossier, sha256, now).await?;
            reports.push(report);
            last = made.or(last);
        }
        if let Some((import, policy)) = last {
            tx.commit().await?;
            self.remember(import, policy).await;
        }
        Ok(reports)
    }
}

/// A dossier within a transaction. Nothing is said of the policy where nothing was changed.
async fn one(
    tx: &mut Tx,
    dossier: &Dossier,
    sha256: &str,
    now: Timestamp,
) -> Result<(ImportReport, Option<(i64, PublicationPolicy)>), ImportError> {
    let last: Option<(i64, String)> = on!(&mut *tx, |c| {
        sqlx::query_as(sql::LAST_REVISION).bind(dossier.id.as_str()).fetch_optional(c).await
    })?;
    if is_known(dossier, sha256, last)? {
        return Ok((report(dossier, &Plan { unchanged: dossier.rows.len(), ..Plan::default() }), None));
    }

    let kept = all(tx).await?;
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let others: Vec<&Row> = kept
        .iter()
        .filter(|it| it.row.dossier != dossier.id && it.standing != Standing::Retracted)
        .map(|it| &it.row)
        .collect();
    let mut faults = dossier.check(&ledger::check::Surroundings { others: &others, today });
    let plan = Plan::of(dossier, &kept, &mut faults);
    if !faults.is_empty() {
        return Err(ImportRefused(faults).into());
    }

    let after = plan.after(kept);
    let policy = policy::of(&after);
    let import = write::everything(tx, dossier, sha256, now, &plan).await?;
    write::intervals(tx, &plan, &after).await?;
    write::search(tx, &plan, &after, &policy, today).await?;
    Ok((report(dossier, &plan), Some((import, policy))))
}

/// Dossiers behind those that they name. Where they name each other in a ring, the given order stays, and the check
/// says what is missing.
fn in_order(dossiers: &[Dossier]) -> Vec<&Dossier> {
    let home: HashMap<Id, usize> = (0..)
        .zip(dossiers)
        .flat_map(|(at, dossier)| dossier.rows.iter().map(move |row| (row.id, at)))
        .collect();
    let needs = |dossier: &Dossier, at: usize| -> BTreeSet<usize> {
        let named =
            dossier.rows.iter().flat_map(|row| row.references()).filter_map(|it| home.get(&it.1).copied());
        named.filter(|it| *it != at).collect()
    };
    let mut waiting: Vec<(usize, &Dossier, BTreeSet<usize>)> =
        dossiers.iter().enumerate().map(|(at, it)| (at, it, needs(it, at))).collect();
    let mut ordered = Vec::with_capacity(dossiers.len());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|it| it.2.is_empty()).unwrap_or(0);
        let (at, dossier, _) = waiting.remove(ready);
        ordered.push(dossier);
        for it in &mut waiting {
            it.2.remove(&at);
        }
    }
    ordered
}

/// True if exactly this was imported last; an error if it may not be imported at all.
fn is_known(dossier: &Dossier, sha256: &str, last: Option<(i64, String)>) -> Result<bool, ImportRefused> {
    let Some((revision, digest)) = last else { return Ok(false) };
    let revision = u64::try_from(revision).unwrap_or_default();
    let refused = |why: String| {
        let file = dossier.id.to_string();
        ImportRefused(vec![Fault { file, line: 0, field: "revision".to_owned(), why }])
    };
    if dossier.revision < revision {
        return Err(refused(format!(
            "the register already has revision {revision}, found {}: raise the number above {revision}",
            dossier.revision
        )));
    }
    if dossier.revision > revision {
        return Ok(false);
    }
    if digest == sha256 {
        return Ok(true);
    }
    Err(refused(format!(
        "revision {revision} was imported with other bytes: a changed dossier needs a higher revision, {} or more",
        revision.saturating_add(1)
    )))
}

fn report(dossier: &Dossier, plan: &Plan) -> ImportReport {
    use plan::Change;
    let count = |change: Change| plan.steps.iter().filter(|it| it.change == change).count();
    ImportReport {
        dossier: dossier.id.clone(),
        revision: dossier.revision,
        added: count(Change::Added),
        changed: count(Change::Changed),
        unchanged: plan.unchanged,
        retracted: count(Change::Retracted),
        tombstoned: count(Change::Tombstoned),
        restored: count(Change::Restored),
    }
}

/// Every row of the register.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Kept>, StoreError> {
    let rows = on!(tx, |c| sqlx::query_as(sql::ALL).fetch_all(c).await)?;
    rows.into_iter().map(restore).collect()
}

/// True if a step may change what is seen of rows other than its own.
fn reaches_others(step: &plan::Step) -> bool {
    step.change != plan::Change::Added || decides(&step.row) && step.row.entity() != Entity::ThreadEvent || {
        use ledger::words::EventKind as Kind;
        matches!(&step.row.record, ledger::Record::ThreadEvent(it) if matches!(it.event,
            Kind::Hidden | Kind::Restored | Kind::Embargoed | Kind::EmbargoExpired))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::engine::Engine;

    fn dossier(revision: u32, rows: usize) -> Dossier {
        let mut text = format!("schema = \"daylight.dossier/1\"\nid = \"d\"\nrevision = {revision}\n");
        for row in 0..rows {
            text += &format!("[[actor]]\nid = \"a{row}\"\nkind = \"vendor\"\nname = \"Example\"\n");
        }
        ledger::dossier::parse(&text, "test.toml").unwrap()
    }

    #[test]
    fn a_full_disk_leaves_the_old_state() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("register.db");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Store::open(path.to_str().unwrap()).await.unwrap();
            store.import(&dossier(1, 1), "one", Timestamp::UNIX_EPOCH).await.unwrap();
            let Engine::Sqlite { writer, .. } = &store.engine else { panic!() };
            // The engine answers as it does when no page can be added any more.
            sqlx::query("PRAGMA max_page_count = 60").execute(writer).await.unwrap();
            let error = store.import(&dossier(2, 3000), "two", Timestamp::UNIX_EPOCH).await.unwrap_err();
            assert!(error.to_string().starts_with("the disk of the register is full"), "{error}");
            assert_eq!(store.dossiers().await.unwrap()[0].revision, 1);
            assert_eq!(store.check(Date::default()).await.unwrap(), []);
        });
    }
}
