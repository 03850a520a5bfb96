//! A register that is kept.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::DossierId;
use ledger::visibility::PublicationPolicy;
use tokio::sync::Mutex;

use crate::engine::{Engine, Place, on};
use crate::read::Reader;
use crate::{StoreError, sql};

/// A register that is kept in a file of SQLite or a database of PostgreSQL.
pub struct Store {
    pub(crate) engine: Engine,
    /// The policy of what the public sees, with the import it was made after.
    pub(crate) cache: Mutex<Option<(i64, Arc<PublicationPolicy>)>>,
}

/// A dossier in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierState {
    /// Its name.
    pub id: DossierId,
    /// The revision that the register has.
    pub revision: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// When it was imported.
    pub imported_at: Timestamp,
}

impl Store {
    /// Opens a register: `postgres://…` is a database on a server, anything else the path of a file.
    ///
    /// A place that is empty becomes a register. An older schema is brought up to date; a file is copied beside
    /// itself before.
    ///
    /// # Errors
    /// What the place holds instead, who is writing, what is missing or damaged. Nothing is changed then.
    pub async fn open(place: &str) -> Result<Self, StoreError> {
        let engine = Engine::open(&Place::parse(place)).await?;
        Ok(Self { engine, cache: Mutex::new(None) })
    }

    /// Ends all connections, and lets the engine tidy its files.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    /// The dossiers with the revision that counts, by name.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn dossiers(&self) -> Result<Vec<DossierState>, StoreError> {
        let mut tx = self.engine.read().await?;
        let rows: Vec<(String, i64, String, i64)> =
            on!(&mut tx, |c| sqlx::query_as(sql::DOSSIERS).fetch_all(c).await)?;
        rows.into_iter()
            .map(|(id, revision, sha256, at)| {
                let damaged = || StoreError::Damaged("an entry of the dossiers".to_owned());
                Ok(DossierState {
                    id: DossierId::parse(&id).ok_or_else(damaged)?,
                    revision: u64::try_from(revision).map_err(|_| damaged())?,
                    sha256,
                    imported_at: Timestamp::from_microsecond(at).map_err(|_| damaged())?,
                })
            })
            .collect()
    }

    /// What everybody may see on a day.
    pub fn reader(&self, today: Date) -> Reader<'_> {
        Reader { store: self, today }
    }
}

/// An address may hold a password, and rows what nobody should read.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let engine = match self.engine {
            Engine::Sqlite { .. } => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        };
        write!(f, "Store({engine})")
    }
}
