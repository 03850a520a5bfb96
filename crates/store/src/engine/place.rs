//! Where a register is.

use std::fmt;
use std::path::PathBuf;

/// A file of SQLite or a database on a PostgreSQL server.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Place {
    File(PathBuf),
    Server(String),
}

impl Place {
    /// Whatever begins like the address of a server is one; everything else is a path.
    pub(crate) fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Self::Server(text.to_owned());
        }
        Self::File(text.strip_prefix("sqlite://").unwrap_or(text).into())
    }
}

/// An address may hold a password.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.fmt(f),
            Self::Server(_) => f.write_str("a PostgreSQL server"),
        }
    }
}
