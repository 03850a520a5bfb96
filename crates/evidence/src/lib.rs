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
pub mod journal;
pub mod mbfile;
mod merged;
mod order;
mod plain_copy;
pub mod plist;
mod salvage;
mod source;
mod store;
mod tree;
mod vault;
pub mod wal;

pub use acquisition::{Acquisition, Identity, Limits, open};
pub use database::{Database, DatabaseFacts, Row};
pub use digests::digests_of;
pub use domains::{UNKNOWN_ROOT, device_path, write_device_path};
pub use error::{OpenError, ReadError};
pub use merged::Buffer;
pub use plain_copy::{CopyError, CopyProgress, CopyReport, plain_copy};
pub use source::Source;
pub use tree::{Entry, EntryId, EntryKind};
