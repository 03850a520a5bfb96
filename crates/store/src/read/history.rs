//! How a row came to be what it is.

use jiff::Timestamp;
use ledger::visibility::{Public, View};
use ledger::{DossierId, Id};

use super::Reader;
use crate::engine::on;
use crate::kept::{Standing, row};
use crate::{StoreError, policy, sql};

/// A version of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What happened: `added`, `changed`, `retracted`, `tombstoned` or `restored`.
    pub change: String,
    /// How the row stood from then on.
    pub standing: Standing,
    /// The dossier that made the change.
    pub dossier: DossierId,
    /// Its revision.
    pub revision: u64,
    /// When that was imported.
    pub imported_at: Timestamp,
    /// The row then, as everybody may see it today.
    pub view: Public<View>,
}

type Version = (i64, String, String, String, i64, i64);

impl Reader<'_> {
    /// Every version of a row that may be seen, from the first on. What is hidden today is hidden in all of them,
    /// and of a removed row one stub is left.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn history(&self, id: Id) -> Result<Vec<Change>, StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let versions: Vec<Version> =
            on!(&mut tx, |c| sqlx::query_as(sql::VERSIONS).bind(id.as_str()).fetch_all(c).await)?;
        let Some(last) = versions.last() else { return Ok(Vec::new()) };
        let now = standing(&last.1);
        if policy::seen(&row(&last.2)?, now, &policy, self.today).is_none() {
            return Ok(Vec::new());
        }
        let versions =
            if now == Standing::Tombstoned { versions.get(versions.len() - 1..) } else { Some(&*versions) };
        let mut changes = Vec::new();
        for (_, change, body, dossier, revision, at) in versions.unwrap_or_default() {
            let Some(view) = policy::seen(&row(body)?, now, &policy, self.today) else { continue };
            let damaged = || StoreError::Damaged("an entry of the dossiers".to_owned());
            changes.push(Change {
                change: change.clone(),
                standing: standing(change),
                dossier: DossierId::parse(dossier).ok_or_else(damaged)?,
                revision: u64::try_from(*revision).map_err(|_| damaged())?,
                imported_at: Timestamp::from_microsecond(*at).map_err(|_| damaged())?,
                view,
            });
        }
        Ok(changes)
    }
}

fn standing(change: &str) -> Standing {
    match change {
        "retracted" => Standing::Retracted,
        "tombstoned" => Standing::Tombstoned,
        _ => Standing::Current,
    }
}
