//! Keeps the ledger.
