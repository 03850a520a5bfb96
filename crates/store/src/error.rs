//! What can go wrong with a register that is kept, in words for the person who runs it.

use ledger::Fault;

/// Why the store could not do what it was asked. Nothing that was kept is lost by any of them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else is writing.
    #[error(
        "another program is writing to the register; nothing was changed, try again when it has finished"
    )]
    Locked,
    /// There is no room left.
    #[error("the disk of the register is full; nothing was changed, make room and try again")]
    Full,
    /// The file or a part of it is not what was written.
    #[error(
        "the register is damaged ({0}); nothing was changed, keep a copy of it and restore the newest backup"
    )]
    Damaged(String),
    /// The place holds something else.
    #[error("this is not a register ({0}); nothing was changed, name another place")]
    NotARegister(String),
    /// A newer program wrote it.
    #[error(
        "the register has schema {found} and was last changed by {program}; this program reads schemas up to {reads}, use {program} or a newer one"
    )]
    Newer {
        /// The schema of the register.
        found: i64,
        /// The program that made it so.
        program: String,
        /// The newest schema this program knows.
        reads: i64,
    },
    /// The place cannot be opened.
    #[error("the register cannot be opened ({0})")]
    CannotOpen(String),
    /// The place may only be read.
    #[error("the register may not be written to; check the rights of the file and its folder")]
    ReadOnly,
    /// The server does not answer.
    #[error("the database server cannot be reached ({0})")]
    Unreachable(String),
    /// The copy before a migration could not be made.
    #[error("no backup could be made before the register's schema is changed ({0}); nothing was changed")]
    Backup(String),
    /// The engine refused a statement of ours.
    #[error("the database refused a statement (code {code}); this is a fault of the program")]
    Engine {
        /// The engine's code. Its words are left out, because they may repeat what was to be kept.
        code: String,
    },
}

/// Why a dossier was not imported. Nothing of it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The dossier cannot be taken.
    #[error("the dossier was refused")]
    Refused(#[source] ImportRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Everything that speaks against a dossier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ImportRefused(pub Vec<Fault>);

impl From<ImportRefused> for ImportError {
    fn from(why: ImportRefused) -> Self {
        Self::Refused(why)
    }
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(it) => of_code(&it.code().unwrap_or_default()),
            sqlx::Error::Io(it) => Self::Unreachable(it.kind().to_string()),
            sqlx::Error::Tls(_) => Self::Unreachable("no secure connection".to_owned()),
            sqlx::Error::PoolTimedOut => Self::Locked,
            sqlx::Error::Configuration(_) => Self::CannotOpen("its address cannot be read".to_owned()),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::Damaged("a value has another type than it was written with".to_owned())
            }
            sqlx::Error::RowNotFound => Self::Damaged("a row is missing".to_owned()),
            sqlx::Error::WorkerCrashed => Self::Damaged("the engine stopped".to_owned()),
            _ => Self::Engine { code: "none".to_owned() },
        }
    }
}

/// SQLite's codes are numbers, PostgreSQL's have five characters.
fn of_code(code: &str) -> StoreError {
    if code.len() == 5 {
        return match code {
            "53100" => StoreError::Full,
            "55P03" | "57014" | "40001" | "40P01" => StoreError::Locked,
            "25006" => StoreError::ReadOnly,
            "3D000" => StoreError::CannotOpen("the server has no such database".to_owned()),
            _ if code.starts_with("28") => {
                StoreError::CannotOpen("the server refuses the user or the password".to_owned())
            }
            _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
                StoreError::Unreachable(format!("code {code}"))
            }
            _ if code.starts_with("XX") => StoreError::Damaged(format!("code {code}")),
            _ => StoreError::Engine { code: code.to_owned() },
        };
    }
    // The lower byte is the kind, the rest tells more about it.
    match code.parse::<i32>().unwrap_or_default() & 0xff {
        5 | 6 => StoreError::Locked,
        8 => StoreError::ReadOnly,
        10 => StoreError::Damaged(format!("it cannot be read or written, code {code}")),
        11 => StoreError::Damaged(format!("code {code}")),
        13 => StoreError::Full,
        14 => StoreError::CannotOpen("the file or its folder cannot be opened".to_owned()),
        26 => StoreError::NotARegister("the file is no database".to_owned()),
        _ => StoreError::Engine { code: code.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_engines_become_the_same_words() {
        for (code, start) in [
            ("5", "another program"),
            ("261", "another program"),
            ("55P03", "another program"),
            ("13", "the disk"),
            ("53100", "the disk"),
            ("11", "the register is damaged"),
            ("XX001", "the register is damaged"),
            ("26", "this is not a register"),
            ("28P01", "the register cannot be opened"),
            ("1", "the database refused"),
        ] {
            assert!(of_code(code).to_string().starts_with(start), "{code}");
        }
    }
}
