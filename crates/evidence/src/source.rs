//! One member of the evidence, opened for reading.

use std::io::Read;

use model::SourceRef;

use crate::{Database, Entry, ReadError};

/// One member of the evidence, opened for reading. Cheap to hold; bytes are read when asked for.
pub struct Source<'a> {
    reference: SourceRef,
    entry: Entry<'a>,
}

impl<'a> Source<'a> {
    /// What records of this member name as their source.
    pub fn reference(&self) -> &SourceRef {
        &self.reference
    }
    /// The entry of the tree.
    pub fn entry(&self) -> &Entry<'a> {
        &self.entry
    }
    /// Size of the decrypted member in bytes.
    pub fn size(&self) -> u64 {
        0
    }
    /// The whole member, at most `Limits::whole_file` bytes.
    ///
    /// # Errors
    /// If it is larger, or cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, ReadError> {
        Err(ReadError("not yet".into()))
    }
    /// The member as a stream.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn reader(&self) -> Result<Box<dyn Read + '_>, ReadError> {
        Err(ReadError("not yet".into()))
    }
    /// The member as a read-only SQLite database, with its write-ahead log or rollback journal merged.
    ///
    /// # Errors
    /// If it is no database, too large, or cannot be opened.
    pub fn database(&self) -> Result<Database, ReadError> {
        Err(ReadError("not yet".into()))
    }
    /// Another member of the same directory, by file name, opened.
    pub fn sibling(&self, _name: &str) -> Option<Source<'a>> {
        None
    }
}
