//! Readers over whole phones: every schema generation, and the databases of a real one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on should say so and stop"
)]

mod collect;
mod corpus;
mod damage;
mod generations;
mod real;
