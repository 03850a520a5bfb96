//! Keeps the ledger.
mod engine;
mod error;

pub use error::{ImportError, ImportRefused, StoreError};
