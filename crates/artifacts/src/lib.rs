//! One file per artefact: the bytes of a store become records.
//!
//! A reader never fails the run. It emits records, counts defects of single rows as problems, and names what
//! it could not examine. Readers know no indicator and no rule. To add an artefact: one file under `ios/`, one
//! line in [`ARTIFACTS`].

use std::ops::ControlFlow;

use evidence::Source;
use model::{ObservableType, Record};

mod account;
mod buffer;
mod certificate;
mod flatten;
mod gaps;
pub mod imessage;
pub mod ios;
mod open;
mod plan;
mod sql;
pub mod text;
mod times;
pub mod typedstream;
mod vcard;
mod when;

pub use evidence::plist;

/// Receives what a reader finds in one member.
pub trait Sink {
    /// Takes a record. A break means that the run is ending: return at once.
    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()>;
    /// Takes a record of which `rest` adds fields that are costly to read: it is called if anybody will see them.
    fn record_with<'r>(
        &mut self,
        record: &mut Record<'r>,
        rest: &mut dyn FnMut(&mut Record<'r>),
    ) -> ControlFlow<()> {
        rest(record);
        self.record(record)
    }
    /// Whether every record needs that field: a rule asks for it, or results keep all.
    fn wants(&self, _field: &str) -> bool {
        true
    }
    /// Counts a defect of one row or key whose other parts were read. The text names a kind of defect, never a
    /// value.
    fn problem(&mut self, why: &'static str);
    /// Says that this member could not be examined, or not to its end. The text names no value.
    fn failed(&mut self, why: String);
}

/// An artefact: which members it reads, and how.
pub struct Artifact {
    /// The slug, stable on the wire.
    pub id: &'static str,
    /// Globs over device paths. `*` stays within a path component, a leading `**/` means any directory.
    pub wants: &'static [&'static str],
    /// The observable types its records can carry: which indicators it can answer.
    pub carries: &'static [ObservableType],
    /// Which of a record's times are its own, the best first: those of its coming into being here. Others may lie
    /// anywhere, as that of an appointment does. Where none of these stands, the earliest counts.
    pub own_times: &'static [&'static str],
    /// Reads one member.
    pub read: fn(&Source<'_>, &mut dyn Sink),
}

/// Every artefact, sorted by slug.
pub const ARTIFACTS: &[Artifact] = ios::ARTIFACTS;

/// The [`Artifact::own_times`] of the artefact with that slug; none for a slug that no reader has.
pub fn own_times(id: &str) -> &'static [&'static str] {
    ARTIFACTS.iter().find(|it| it.id == id).map_or(&[], |it| it.own_times)
}
