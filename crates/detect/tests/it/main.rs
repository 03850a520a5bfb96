//! Detection over whole sample backups: what an analyst would notice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on should say so and stop"
)]

mod appointments;
mod correspondents;
mod harness;
mod judgement;
mod paths;
mod programs;
mod rules;
mod settings;
mod weaknesses;
mod whole;
