//! The rules of the house that no compiler checks. Each check says what is wrong, where, and what to do.

mod architecture;
mod arrows;
mod data;
mod files;
mod links;
mod purity;
mod wording;

use std::path::Path;

use anyhow::{Context, Result};

use crate::args::Args;
use crate::repo;

/// Something that does not hold.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// What, and what to do about it.
    pub(crate) what: String,
    /// Which file, with a line where there is one.
    pub(crate) at: String,
}

impl Complaint {
    pub(crate) fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { what: what.into(), at: at.into() }
    }
}

/// A file of the repository.
pub(crate) struct File {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// Its text, if it is text.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    pub(crate) fn has_extension(&self, wanted: &[&str]) -> bool {
        Path::new(&self.path).extension().and_then(|it| it.to_str()).is_some_and(|it| wanted.contains(&it))
    }

    /// Its lines with their numbers, from 1; none if it is no text.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text().unwrap_or_default().lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    /// A saved input of a fuzz target: any bytes are right there.
    pub(crate) fn is_corpus(&self) -> bool {
        self.path.contains("/fuzz/corpus/")
    }
}

/// What a check looks at.
pub(crate) struct House {
    pub(crate) files: Vec<File>,
    pub(crate) crates: Vec<arrows::Crate>,
}

impl House {
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|it| it.path == path)
    }
}

type Check = fn(&House) -> Vec<Complaint>;

const CHECKS: &[(&str, Check)] = &[
    ("arrows between crates", arrows::check),
    ("owners of heavy dependencies", arrows::owners),
    ("longest path", arrows::longest_path),
    ("manifests", arrows::manifests),
    ("ARCHITECTURE.md", architecture::check),
    ("purity", purity::check),
    ("what is public", purity::publishing),
    ("silence and safety of libraries", purity::exceptions),
    ("words", wording::check),
    ("files", files::check),
    ("links in documents", links::check),
    ("rules", data::rules),
    ("locales", data::locales),
    ("fuzz targets", data::fuzz),
];

pub(crate) fn run(args: Args) -> Result<bool> {
    args.end()?;
    let house = look()?;
    let mut complaints = 0;
    for (name, check) in CHECKS {
        let found = check(&house);
        for it in &found {
            println!("{}: {}\n    ({name})", it.at, it.what);
        }
        complaints += found.len();
    }
    println!("tidy: {} checks over {} files, {complaints} complaints", CHECKS.len(), house.files.len());
    Ok(complaints == 0)
}

fn look() -> Result<House> {
    let mut files = Vec::new();
    for path in repo::files()? {
        let bytes = std::fs::read(repo::root().join(&path)).with_context(|| path.clone())?;
        files.push(File { path, bytes });
    }
    Ok(House { files, crates: arrows::crates()? })
}

#[cfg(test)]
pub(crate) fn house(files: &[(&str, &str)]) -> House {
    let files = files
        .iter()
        .map(|(path, text)| File { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    House { files, crates: Vec::new() }
}
