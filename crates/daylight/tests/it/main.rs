//! The program as scripts and people use it: options, exit codes, files, and what bad input does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on should say so and stop"
)]

mod again;
mod bad_input;
mod contract;
mod ending;
mod hostile_words;
#[cfg(feature = "register")]
mod register;
mod run;
mod schema;
mod secrets;
