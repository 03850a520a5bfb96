//! What an export has to know beside the rows, and what it is made of.

use jiff::civil::Date;

use crate::values::Name;
use crate::{Dossier, DossierId};

/// What an export says about itself.
#[derive(Clone, Debug)]
pub struct About {
    /// The title of the data.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The day on which it is made; nothing here asks a clock.
    pub on: Date,
    /// The dossiers that the rows come from.
    pub dossiers: Vec<Facts>,
}

/// What stands above the rows of a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its name.
    pub id: DossierId,
    /// Which revision, from 1.
    pub revision: u64,
    /// Its title.
    pub title: Option<Name>,
}

impl From<&Dossier> for Facts {
    fn from(dossier: &Dossier) -> Self {
        Self { id: dossier.id.clone(), revision: dossier.revision, title: dossier.title.clone() }
    }
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    pub(super) fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}
