//! Tests of the register's rules, as values in and values out.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail loudly"
)]

mod clock;
mod edtf;
mod metrics;
mod thread;
