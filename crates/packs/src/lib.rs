//! Finds and reads pack files, and holds the built-in pack.
//!
//! A pack is a STIX 2 bundle, recognised by its content, or a plain list (`*.txt`, `*.csv`). What a named folder
//! holds besides packs is said, never silently passed over. Files are only read; links inside a folder are not
//! followed, so that a pack folder cannot lead elsewhere.

mod built_in;
mod files;

use std::path::{Path, PathBuf};

use indicators::{Pack, PackError};

pub use built_in::BUILT_IN;

/// Computes SHA-256 as lower-case hex. Given by the caller: cryptography has its own crate.
pub type Sha256Hex = fn(&[u8]) -> String;

/// What was loaded, and what was not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The built-in pack, then those that were named, in that order; inside a folder by name.
    pub packs: Vec<Pack>,
    /// What the named folders hold besides, in the same order.
    pub skipped: Vec<Skipped>,
}

/// A file that is no pack, or one that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name, or its path relative to the folder that was named.
    pub path: String,
    /// Why, as a clause without a full stop.
    pub why: String,
    /// It is a pack, or may hold one, and cannot be used. False for files that are none, and for copies.
    pub unusable: bool,
}

/// Why packs that were asked for cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is nothing of that name, or it may not be read.
    #[error("the pack {path} cannot be read: {why}")]
    Unreadable {
        /// As it was named.
        path: String,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is no pack.
    #[error("{path} is no pack: {why}")]
    NotAPack {
        /// As it was named.
        path: String,
        /// Why not.
        why: PackError,
    },
    /// A folder without any pack.
    #[error("the folder {path} holds no pack{}", files::first_reason(.skipped))]
    NoPack {
        /// As it was named.
        path: String,
        /// What it holds instead.
        skipped: Vec<Skipped>,
    },
    /// The built-in pack cannot be read; the program was built wrongly.
    #[error("the built-in pack cannot be read: {0}")]
    BuiltIn(String),
}

/// Where the packs of the last update lie, under the program's data folder.
pub fn update_folder(data: &Path) -> PathBuf {
    data.join("indicators")
}

/// Loads the built-in pack and those that are named or, if none is, those of the last update under `data`.
///
/// Packs with equal bytes are loaded once.
///
/// # Errors
/// If a named file is no pack, a named folder holds none, or either cannot be read. What is unusable inside a
/// folder or the last update is skipped and said instead.
pub fn load(named: &[PathBuf], data: Option<&Path>, sha256: Sha256Hex) -> Result<Loaded, LoadError> {
    let mut loaded = Loaded { packs: vec![built_in::read(sha256)?], skipped: Vec::new() };
    for path in named {
        files::load_named(path, sha256, &mut loaded)?;
    }
    if let (true, Some(data)) = (named.is_empty(), data) {
        let folder = update_folder(data);
        if folder.is_dir() {
            files::load_folder(&folder, sha256, &mut loaded);
        }
    }
    Ok(loaded)
}
