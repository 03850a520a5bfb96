//! A fresh place for a register.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use store::Store;
use tempfile::TempDir;

/// Where a server is, if there is one; `cargo xtask postgres` and `cargo xtask ci` say so.
const VARIABLE: &str = "DAYLIGHT_TEST_POSTGRES";

/// A file or a database that nobody else knows.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) dir: TempDir,
    pub(crate) is_file: bool,
}

impl Place {
    pub(crate) fn file() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = dir.path().join("register.db").to_str().unwrap().to_owned();
        Self { url, dir, is_file: true }
    }

    /// A database of its own, or nothing where there is no server.
    pub(crate) fn server() -> Option<Self> {
        let Ok(server) = std::env::var(VARIABLE) else {
            eprintln!("LEFT OUT: no PostgreSQL ({VARIABLE} is not set; see `cargo xtask postgres`)");
            return None;
        };
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        block_on(async {
            let mut connection = PgConnection::connect(&server).await.unwrap();
            let create = format!("CREATE DATABASE {name}");
            sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self { url: format!("{base}/{name}"), dir: tempfile::tempdir().unwrap(), is_file: false })
    }

    /// Another place of the same kind, also from within a runtime.
    pub(crate) fn like(&self) -> Self {
        let is_file = self.is_file;
        // A place on a server is made in a runtime of its own, and a thread has one at most.
        let make = move || if is_file { Self::file() } else { Self::server().unwrap() };
        std::thread::spawn(make).join().unwrap()
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
