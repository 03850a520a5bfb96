//! Opens an acquisition (directory, zip, tar, encrypted backup) as one read-only tree of named byte sources,
//! decrypting in memory. Nothing here writes, except [`plain_copy`], which is asked to.

mod acquisition;
mod database;
mod error;
mod source;

pub use acquisition::{Acquisition, Entry, EntryId, EntryKind, Identity, Limits, open};
pub use database::{Database, Row};
pub use error::{OpenError, ReadError};
pub use source::Source;
