//! Opens an acquisition (directory, zip, tar, encrypted backup) as one read-only tree of named byte sources,
//! decrypting in memory. Nothing here writes, except [`plain_copy`], which is asked to.

mod acquisition;
mod database;
mod digests;
mod domains;
mod error;
mod facts;
mod find;
mod image;
mod order;
mod source;
mod store;
mod tree;

pub use acquisition::{Acquisition, Identity, Limits, open};
pub use database::{Database, DatabaseFacts, Row};
pub use domains::{UNKNOWN_ROOT, device_path};
pub use error::{OpenError, ReadError};
pub use source::Source;
pub use tree::{Entry, EntryId, EntryKind};
