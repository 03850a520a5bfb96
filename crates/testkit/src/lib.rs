//! Builds sample phones in code.
//!
//! [`backup::Backup`] writes an iTunes/Finder backup, plain or encrypted, as a folder or an archive, with every
//! oddity a test may want. [`ios`] knows the schemas of the stores inside, generation by generation.
//! [`sample`] joins both into the phone of an invented person, with traces planted at known places, and
//! [`damage`] breaks one stored file of it. [`register`] writes large registers of invented cases. Nothing here comes
//! from a real phone: names, numbers and texts are invented, hosts stand under `.example` or `.test` or are published
//! indicators, lures lead nowhere.
//!
//! Everything is deterministic: the same calls with the same seed give the same bytes.

pub mod backup;
pub mod damage;
pub mod ios;
pub mod keyed;
pub mod mbfile;
pub mod paths;
pub mod register;
pub mod rng;
pub mod sample;
pub mod sqlite;
pub mod time;
pub mod truth;
pub mod typedstream;

/// The SQLite binding whose connections the builders hand out, so that callers need no dependency of their own.
pub use rusqlite;
