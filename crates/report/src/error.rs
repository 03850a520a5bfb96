//! What can go wrong when results are written or read back.

use std::io;
use std::path::{Path, PathBuf};

/// Results could not be written. Nothing half-written stays behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The folder is already there.
    #[error("`{}` already exists; choose another folder, or replace it with --force", .0.display())]
    Exists(PathBuf),
    /// There is something at the target that is not a results folder, so that even force must not remove it.
    #[error("`{}` is no results folder, so it is not replaced even with --force; choose another folder", .0.display())]
    NotResults(PathBuf),
    /// The folder that is to hold the results does not exist.
    #[error("the folder `{}`, which is to hold the results, does not exist", .0.display())]
    NoParent(PathBuf),
    /// The path names no folder that could be made.
    #[error("`{}` cannot be the name of a results folder", .0.display())]
    BadTarget(PathBuf),
    /// A store's writer failed or was not ended, so that something would be missing.
    #[error("the records of a store were not written to their end, so nothing is published")]
    Unfinished,
    /// The page could not be put together.
    #[error("could not lay out report.html")]
    Page(#[source] askama::Error),
    /// An operation on a file failed.
    #[error("could not {operation} {file}: {source}")]
    Io {
        /// What was tried, e.g. `write`.
        operation: &'static str,
        /// The file, relative to the results folder.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

impl WriteError {
    /// For `map_err`: names the operation and the file.
    pub(crate) fn io(operation: &'static str, file: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let file = file.into();
        move |source| match source.downcast::<Self>() {
            // It was named further below already.
            Ok(named) => named,
            Err(source) => Self::Io { operation, file, source },
        }
    }
}

impl From<WriteError> for io::Error {
    fn from(error: WriteError) -> Self {
        let kind = match &error {
            WriteError::Io { source, .. } => source.kind(),
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

/// A results folder could not be read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It is not there, or not a results folder.
    #[error("`{}` is no results folder: it has no {missing}", .folder.display())]
    NotResults {
        /// The folder.
        folder: PathBuf,
        /// The file that is missing.
        missing: &'static str,
    },
    /// It was written by another version.
    #[error("{file} has the schema `{found}`, this program reads `{expected}`")]
    Schema {
        /// The file.
        file: &'static str,
        /// What it says.
        found: String,
        /// What can be read.
        expected: &'static str,
    },
    /// A file is not what it should be.
    #[error("{file} cannot be read: {why}")]
    Malformed {
        /// The file.
        file: &'static str,
        /// Why not.
        why: String,
    },
    /// A file is larger than any that this program writes.
    #[error("{file} is too large to be ours ({size} bytes)")]
    TooLarge {
        /// The file.
        file: &'static str,
        /// Its size in bytes.
        size: u64,
    },
    /// The system refused.
    #[error("could not read {file}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

impl ReadError {
    pub(crate) fn io(file: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let file = file.as_ref().display().to_string();
        move |source| Self::Io { file, source }
    }
}
