//! Evidence against its references: SQLite for logs and journals, the `plist` crate for metadata, a real phone's
//! databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on should say so and stop"
)]

mod corpus;
mod damaged_list;
mod journals;
mod logs;
mod metadata;
mod opening;
mod roots;
mod tables;
mod wrapped;
