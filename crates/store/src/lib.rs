//! Keeps the ledger in SQLite or PostgreSQL, and lets only what everybody may see out of it.
//!
//! - [`Store::open`] opens a register or begins one; its schema is brought up to date, after a backup.
//! - [`Store::import`] takes a dossier in, whole or not at all.
//! - [`Store::reader`] answers questions with [`ledger::visibility::Public`] views and nothing else.
//! - [`Store::check`] looks whether everything is still as it was written.
//!
//! What was said stays: no version of a row is ever changed or deleted, a correction supersedes it, and what must not
//! be seen any more is kept from being seen. Both engines hold the same tables, are asked the same questions in the
//! same words where that is possible, and are held to the same tests.

mod check;
mod engine;
mod error;
mod import;
mod kept;
mod policy;
mod read;
mod search;
mod sql;
mod store;

pub use check::Flaw;
pub use error::{ImportError, ImportRefused, StoreError};
pub use import::ImportReport;
pub use kept::Standing;
pub use read::{Change, DealAsOf, Entry, HoldingAsOf, HoldingsAsOf, Page, Reader, Reference, SearchPage};
pub use store::{DossierState, Store};
