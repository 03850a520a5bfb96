//! Opens a register in a file.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::{Engine, PATIENCE, READERS, migrate};
use crate::StoreError;

/// What stands in the header of every register: "DYLT".
pub(super) const APPLICATION: i64 = 0x4459_4c54;

/// Opens the file. A file of somebody else is looked at and left as it is.
pub(super) async fn open(path: &Path, schema: i64) -> Result<Engine, StoreError> {
    if path.is_dir() {
        return Err(StoreError::CannotOpen("it is a folder; name a file in it".to_owned()));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        // 64 MB, so that a large import does not spill its pages before it ends.
        .pragma("cache_size", "-65536");
    if path.exists() {
        look(options.clone().pragma("query_only", "ON")).await?;
    }

    let writing = options.clone().create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(PATIENCE)
        .connect_with(writing)
        .await?;
    if let Err(error) = migrate::sqlite(&writer, path, schema).await {
        writer.close().await;
        return Err(error);
    }
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    Ok(Engine::Sqlite { writer, readers })
}

/// Refuses what is no register, before anything is written.
async fn look(options: SqliteConnectOptions) -> Result<(), StoreError> {
    let mut connection = options.connect().await?;
    let seen = is_ours(&mut connection).await;
    // What could not be closed was not written to either.
    let _ = connection.close().await;
    match seen? {
        true => Ok(()),
        false => Err(StoreError::NotARegister("the file is a database of another program".to_owned())),
    }
}

/// True for a register, and for a database in which nothing stands yet.
pub(super) async fn is_ours(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(connection).await?;
    Ok(application == APPLICATION || (application == 0 && tables == 0))
}
