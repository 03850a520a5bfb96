//! One member of the evidence, opened for reading.

use std::io::{self, Read};
use std::sync::Arc;

use model::SourceRef;

use crate::acquisition::Acquisition;
use crate::error::unreadable;
use crate::image::Image;
use crate::tree::Slot;
use crate::{Database, DatabaseFacts, Entry, ReadError};

/// One member of the evidence, opened for reading. Cheap to hold; bytes are read when asked for.
pub struct Source<'a> {
    acquisition: &'a Acquisition,
    reference: SourceRef,
    entry: Entry<'a>,
    size: u64,
    stored_size: u64,
    stored_sha256: [u8; 32],
}

impl<'a> Source<'a> {
    pub(crate) fn open(acquisition: &'a Acquisition, entry: Entry<'a>) -> Result<Self, ReadError> {
        let member = acquisition.member(entry.id).ok_or_else(|| {
            ReadError("the manifest names it by something that is no file id, so it was not looked up".into())
        })?;
        let slot = acquisition.tree.slot(entry.id);
        if slot == Slot::NONE {
            return Err(ReadError("the manifest lists it, but its file is not in the backup".into()));
        }
        let mut reader = acquisition.store.open(slot, &member)?;
        let mut digest = crypto::Sha256::new();
        let size = io::copy(&mut reader, &mut digest).map_err(|it| unreadable(&it))?;
        let sha256 = digest.finish();
        let reference = SourceRef { path: Arc::from(entry.path()), member: Arc::from(member), sha256 };
        Ok(Self { acquisition, reference, entry, size, stored_size: size, stored_sha256: sha256 })
    }

    /// What records of this member name as their source.
    pub fn reference(&self) -> &SourceRef {
        &self.reference
    }
    /// The entry of the tree.
    pub fn entry(&self) -> &Entry<'a> {
        &self.entry
    }
    /// Size of the decrypted member in bytes, counted, never the manifest's.
    pub fn size(&self) -> u64 {
        self.size
    }
    /// Size of the bytes as stored, in bytes: larger than [`Self::size`] if they are encrypted.
    pub fn stored_size(&self) -> u64 {
        self.stored_size
    }
    /// SHA-256 of the bytes as stored; equals that of [`Self::reference`] unless they are encrypted.
    pub fn stored_sha256(&self) -> [u8; 32] {
        self.stored_sha256
    }
    /// The whole member, at most `Limits::whole_file` bytes.
    ///
    /// # Errors
    /// If it is larger, or cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, ReadError> {
        let limit = self.acquisition.limits.whole_file;
        if self.size > limit {
            return Err(ReadError(format!(
                "it is larger than the limit of {limit} bytes for a file read whole"
            )));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
        self.reader()?.take(limit + 1).read_to_end(&mut bytes).map_err(|it| unreadable(&it))?;
        if bytes.len() as u64 > limit {
            return Err(ReadError(format!(
                "it is larger than the limit of {limit} bytes for a file read whole"
            )));
        }
        Ok(bytes)
    }
    /// The member as a stream.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn reader(&self) -> Result<Box<dyn Read + '_>, ReadError> {
        let slot = self.acquisition.tree.slot(self.entry.id);
        Ok(self.acquisition.store.open(slot, &self.reference.member)?)
    }
    /// The member as a read-only SQLite database, with its write-ahead log or rollback journal merged.
    ///
    /// # Errors
    /// If it is no database, too large, or cannot be opened.
    pub fn database(&self) -> Result<Database, ReadError> {
        let slot = self.acquisition.tree.slot(self.entry.id);
        if let Some(path) = self.acquisition.store.file(slot, &self.reference.member) {
            return Database::in_place(&path, self.size);
        }
        let image = Image::read(self.reader()?, self.size, self.acquisition.limits.image)?;
        Database::in_memory(image, DatabaseFacts::default())
    }
    /// Another member of the same directory, by file name, opened.
    pub fn sibling(&self, name: &str) -> Option<Source<'a>> {
        if name.contains('/') {
            return None;
        }
        let relative = match self.entry.relative.rsplit_once('/') {
            Some((directory, _)) => format!("{directory}/{name}"),
            None => name.to_owned(),
        };
        let entry = self.acquisition.tree.beside(self.entry.id, &relative)?;
        Source::open(self.acquisition, entry).ok()
    }
}
