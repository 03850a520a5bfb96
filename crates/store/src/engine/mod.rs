//! The one place that knows there are two engines.

mod migrate;
mod place;
mod sqlite;

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::StoreError;
pub(crate) use place::Place;

/// How long one waits for somebody else who writes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that read at the same time.
pub(crate) const READERS: u32 = 8;
/// Imports take turns on PostgreSQL too: this number is their lock.
const TURN: i64 = 0x4459_4c54;

/// An engine with its connections.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// One connection writes, and it alone; the others cannot.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// A server.
    Postgres(PgPool),
}

/// A transaction. Dropping it leaves everything as it was.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Type-checks one body for the connections of both engines.
macro_rules! on {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match $tx {
            $crate::engine::Tx::Sqlite(it) => {
                let $connection = &mut **it;
                $body
            }
            $crate::engine::Tx::Postgres(it) => {
                let $connection = &mut **it;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Engine {
    /// Opens a register, or begins one where there is nothing yet.
    pub(crate) async fn open(place: &Place) -> Result<Self, StoreError> {
        Self::open_at(place, migrate::NEWEST).await
    }

    /// The same, brought to a certain schema and no further.
    pub(crate) async fn open_at(place: &Place, schema: i64) -> Result<Self, StoreError> {
        match place {
            Place::File(path) => sqlite::open(path, schema).await,
            Place::Server(url) => {
                let options = url.parse::<PgConnectOptions>()?.application_name("daylight");
                // A pool would try again and again, and tell in the end only that it took too long.
                let first = PgConnection::connect_with(&options);
                let first = tokio::time::timeout(PATIENCE, first)
                    .await
                    .map_err(|_| StoreError::Unreachable("no answer in time".to_owned()))?;
                first?.close().await?;
                let pool = PgPoolOptions::new()
                    .max_connections(READERS)
                    .acquire_timeout(PATIENCE)
                    .connect_with(options)
                    .await?;
                migrate::postgres(&pool, schema).await?;
                Ok(Self::Postgres(pool))
            }
        }
    }

    /// A transaction that sees one state of the register throughout, and cannot change it.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin_with("BEGIN DEFERRED").await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that writes; there is one at a time.
    pub(crate) async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => {
                let mut tx = pool.begin_with("BEGIN").await?;
                sqlx::query("SELECT set_config('lock_timeout', $1, true)")
                    .bind(format!("{}ms", PATIENCE.as_millis()))
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(TURN).execute(&mut *tx).await?;
                Tx::Postgres(tx)
            }
        })
    }

    /// Ends all connections.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything since the beginning last.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(it) => it.commit().await?,
            Self::Postgres(it) => it.commit().await?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
