//! What can go wrong when evidence is opened or read. Messages carry no personal data.

use std::path::PathBuf;

/// Why the evidence could not be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing is there.
    #[error("there is nothing at {0}")]
    NotFound(PathBuf),
    /// Something is there, but nothing we know.
    #[error("{path} is not evidence that this program can read: {found}")]
    NotEvidence {
        /// The path as given.
        path: PathBuf,
        /// What was found instead, in words.
        found: String,
    },
    /// Several backups under one parent: the user must choose.
    #[error("{0} holds several backups")]
    Several(PathBuf, Vec<PathBuf>),
    /// Encrypted, and no password was given.
    #[error("the backup is encrypted and needs its password")]
    PasswordNeeded,
    /// The password does not open the keybag.
    #[error("this password does not open the backup")]
    WrongPassword,
    /// It is what it says, but damaged beyond opening.
    #[error("{what} is damaged: {why}")]
    Damaged {
        /// Which part.
        what: String,
        /// In which way.
        why: String,
    },
    /// A known kind that this version cannot read.
    #[error("{0}")]
    Unsupported(String),
    /// The operating system refused.
    #[error("cannot read {0}: {1}")]
    Io(PathBuf, std::io::Error),
}

/// Why one member could not be read. Its text goes into the coverage, so it names no person and no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(pub String);

/// An error of the operating system in words, without a path.
pub(crate) fn unreadable(error: &std::io::Error) -> ReadError {
    ReadError(format!("it cannot be read: {}", error.kind()))
}
