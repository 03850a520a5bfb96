//! The rules of the register: what was said, asked, answered, owned and claimed, and by whom.
//!
//! The crate is pure: it reads no file, no clock, no environment, no network and no database. What it needs comes in
//! as an argument, so that the same input gives the same answer everywhere.
//!
//! - [`dossier::parse`] reads what an author wrote, and tells every fault with its line.
//! - [`check`] holds the rules that need more than one row.
//! - [`Row`] is one row with its names and its provenance, [`Record`] what it says, [`Entity`] of which sort it is.
//! - [`schema`] describes dossiers for other programs.
//! - [`edtf`] says what is known of a date, [`clock`] when a reply is due, [`thread`] how a correspondence stands,
//!   [`metrics`] how many of how many.
//! - [`export`] writes what everybody may see for other people's programs, and reads it back.
//! - [`Index`] follows references among rows; [`question`] says what may be said of a question, [`safety`] finds
//!   what no letter may carry, [`statements`] what sources say differently, [`asof`] who owned what on a day.
//! - [`anchor`] finds a quoted passage again, [`visibility`] decides what the public sees.

pub mod anchor;
pub mod asof;
pub mod check;
pub mod clock;
pub mod dossier;
pub mod edtf;
mod entity;
pub mod export;
mod field;
mod id;
mod index;
pub mod metrics;
mod nearest;
mod node;
pub mod question;
mod reader;
pub mod records;
mod row;
pub mod safety;
pub mod schema;
pub mod statements;
pub mod thread;
pub mod values;
pub mod visibility;
pub mod words;

pub use dossier::Dossier;
pub use entity::{Entity, Record, Recorded};
pub use field::{Field, Shape};
pub use id::{DossierId, Id, LocalId};
pub use index::Index;
pub use reader::Fault;
pub use row::{Provenance, Row, common_fields};
