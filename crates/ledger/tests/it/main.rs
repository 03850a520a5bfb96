//! Tests of the ledger.

mod clock;
mod edtf;
