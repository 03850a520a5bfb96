//! Brings a register to the schema of this program. Each step is a pair of files with the same name, one for each
//! engine; what has been released is never changed, only followed by another.

use std::path::{Path, PathBuf};

use sqlx::{Executor as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::sqlite::{APPLICATION, is_ours};
use crate::StoreError;

struct Migration {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal)+) => {
        &[$( Migration {
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        }, )+]
    };
}

const MIGRATIONS: &[Migration] = migrations! { "0001_register" "0002_search" "0003_link_by_field" };

/// The schema that this program writes.
pub(super) const NEWEST: i64 = MIGRATIONS.len() as i64;

/// Who it is that changes the schema.
const PROGRAM: &str = concat!("daylight ", env!("CARGO_PKG_VERSION"));

/// The book of migrations, the same on both engines.
const BOOK: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, program TEXT NOT NULL
)";
const ENTER: &str = "INSERT INTO schema_migration (version, name, program) VALUES ($1, $2, $3)";
const LAST: &str = "SELECT version, program FROM schema_migration ORDER BY version DESC LIMIT 1";

/// The steps that are missing after a schema.
fn missing(after: i64, wanted: i64) -> impl Iterator<Item = (i64, &'static Migration)> {
    (1..).zip(MIGRATIONS).filter(move |(version, _)| *version > after && *version <= wanted)
}

/// Refuses what only a newer program understands.
fn known(last: Option<(i64, String)>) -> Result<i64, StoreError> {
    match last {
        Some((found, program)) if found > NEWEST => Err(StoreError::Newer { found, program, reads: NEWEST }),
        Some((found, _)) => Ok(found),
        None => Ok(0),
    }
}

/// Migrates a file. A register that holds something is copied first.
pub(super) async fn sqlite(pool: &SqlitePool, path: &Path, wanted: i64) -> Result<(), StoreError> {
    let before = {
        let mut connection = pool.acquire().await?;
        let kept: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
        let last = match kept {
            0 => None,
            _ => sqlx::query_as(LAST).fetch_optional(&mut *connection).await?,
        };
        known(last)?
    };
    if before >= wanted {
        return Ok(());
    }
    if before > 0 {
        backup(pool, path, before).await?;
    }
    let mut tx: Transaction<'_, Sqlite> = pool.begin_with("BEGIN IMMEDIATE").await?;
    // Another program may have been here in the meantime.
    if !is_ours(&mut tx).await? {
        return Err(StoreError::NotARegister("the file is a database of another program".to_owned()));
    }
    tx.execute(BOOK).await?;
    let now = known(sqlx::query_as(LAST).fetch_optional(&mut *tx).await?)?;
    for (version, step) in missing(now, wanted) {
        sqlx::raw_sql(step.sqlite).execute(&mut *tx).await?;
        sqlx::query(ENTER).bind(version).bind(step.name).bind(PROGRAM).execute(&mut *tx).await?;
    }
    for (name, value) in [("application_id", APPLICATION), ("user_version", wanted.max(now))] {
        // A pragma takes no bound values; both are numbers of ours.
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA {name} = {value}"));
        sqlx::raw_sql(pragma).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Copies a whole register beside itself, and makes sure that the copy has reached the disk.
async fn backup(pool: &SqlitePool, path: &Path, schema: i64) -> Result<(), StoreError> {
    let copy = free_name(path, schema);
    let failed = |why: String| StoreError::Backup(why);
    let name = copy.to_str().ok_or_else(|| failed("its path is not readable text".to_owned()))?;
    let mut connection = pool.acquire().await?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(&mut *connection).await.map_err(|error| {
        // Half a copy would look like a whole one to the next person.
        let _ = std::fs::remove_file(&copy);
        failed(StoreError::from(error).to_string())
    })?;
    let synced = std::fs::File::open(&copy).and_then(|it| it.sync_all());
    let folder = copy.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Windows cannot open folders this way, and does not need to.
    let listed = if cfg!(unix) { std::fs::File::open(folder).and_then(|it| it.sync_all()) } else { Ok(()) };
    synced.and(listed).map_err(|error| failed(error.kind().to_string()))
}

/// `register.db.schema-1.backup`, or the next one that is free: no backup is ever written over.
fn free_name(path: &Path, schema: i64) -> PathBuf {
    let named = |end: String| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut copy = named(format!(".schema-{schema}.backup"));
    let mut number = 2;
    while copy.exists() && number < 10_000 {
        copy = named(format!(".schema-{schema}.{number}.backup"));
        number += 1;
    }
    copy
}

/// Migrates a database on a server, whose backups are the business of those who run it.
pub(super) async fn postgres(pool: &PgPool, wanted: i64) -> Result<(), StoreError> {
    let mut tx: Transaction<'_, Postgres> = pool.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(super::TURN).execute(&mut *tx).await?;
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()")
            .fetch_one(&mut *tx)
            .await?;
    let book: bool =
        sqlx::query_scalar("SELECT to_regclass('schema_migration') IS NOT NULL").fetch_one(&mut *tx).await?;
    if tables > 0 && !book {
        return Err(StoreError::NotARegister("the database holds tables of another program".to_owned()));
    }
    if !book {
        tx.execute(BOOK).await?;
    }
    let now = known(sqlx::query_as(LAST).fetch_optional(&mut *tx).await?)?;
    for (version, step) in missing(now, wanted) {
        sqlx::raw_sql(step.postgres).execute(&mut *tx).await?;
        sqlx::query(ENTER).bind(version).bind(step.name).bind(PROGRAM).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
