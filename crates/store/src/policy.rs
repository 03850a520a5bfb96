//! The policy of what the public sees, made of every row, and the only call of `publish`.

use std::sync::Arc;

use jiff::civil::Date;
use ledger::Row;
use ledger::visibility::{PolicyBuilder, Public, PublicationPolicy, View, Visibility, publish};

use crate::engine::{Tx, on};
use crate::kept::{Kept, Standing, decides};
use crate::{Store, StoreError, import, sql};

/// The policy of a register with these rows.
pub(crate) fn of(rows: &[Kept]) -> PublicationPolicy {
    let mut builder = PolicyBuilder::default();
    // What was taken back decides nothing any more.
    let deciding = rows.iter().filter(|it| it.standing == Standing::Current || !decides(&it.row));
    deciding.for_each(|it| builder.note(&it.row));
    builder.build()
}

/// What everybody may see of a row.
pub(crate) fn seen(
    row: &Row,
    standing: Standing,
    policy: &PublicationPolicy,
    today: Date,
) -> Option<Public<View>> {
    // The policy knows of the tombstone. Should it ever not, the row still goes out empty.
    if standing == Standing::Tombstoned
        && matches!(row.visibility, Visibility::Public | Visibility::PublicRedacted)
    {
        let mut row = row.clone();
        row.visibility = Visibility::Tombstoned;
        return publish(&row, policy, today);
    }
    publish(row, policy, today)
}

impl Store {
    /// The policy of the register as a transaction sees it; made anew after an import by another program.
    pub(crate) async fn policy(&self, tx: &mut Tx) -> Result<Arc<PublicationPolicy>, StoreError> {
        let import: i64 = on!(&mut *tx, |c| sqlx::query_scalar(sql::LAST_IMPORT).fetch_one(c).await)?;
        let mut cache = self.cache.lock().await;
        if let Some((of, policy)) = cache.as_ref()
            && *of == import
        {
            return Ok(Arc::clone(policy));
        }
        let policy = Arc::new(of(&import::all(tx).await?));
        // A reader that began earlier must not put an older policy in the place of a newer one.
        if cache.as_ref().is_none_or(|(of, _)| *of < import) {
            *cache = Some((import, Arc::clone(&policy)));
        }
        Ok(policy)
    }

    /// Keeps a policy that was just made.
    pub(crate) async fn remember(&self, import: i64, policy: PublicationPolicy) {
        let mut cache = self.cache.lock().await;
        if cache.as_ref().is_none_or(|(of, _)| *of < import) {
            *cache = Some((import, Arc::new(policy)));
        }
    }
}
