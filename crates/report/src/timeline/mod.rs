//! The timeline: every dated thing of every store in one order.
//!
//! Each writer gathers compact rows in blocks. A full block is sorted and handed to the shared [`Timeline`],
//! which keeps it in memory or, past its limit, appends it to a spill file in the unpublished folder. At the end
//! the sorted blocks are merged once, and each file is written by a thread of its own. The order is total over everything
//! a row shows, so neither threads nor spilling change a byte.

mod block;
mod export;
mod merge;
mod spill;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use block::{Block, Rows};
pub(crate) use export::write;
pub(crate) use merge::View;
use merge::merge;

use crate::WriteError;
use spill::Spill;

/// The time of a row without one: after all others.
pub(crate) const UNDATED: i64 = i64::MAX;

/// The names that the rows of one writer refer to by number.
pub(crate) struct Names {
    /// The artefact's slug.
    pub(crate) artifact: &'static str,
    /// Events, several at one instant joined by `/`.
    pub(crate) events: Vec<String>,
    /// Device paths.
    pub(crate) paths: Vec<Arc<str>>,
}

/// A sorted run of rows.
pub(crate) enum Run {
    /// In memory.
    Memory { writer: usize, block: Block },
    /// In the spill file.
    Spilled { writer: usize, offset: u64, bytes: u64 },
}

/// What all writers share.
pub(crate) struct Timeline {
    limit: usize,
    held: AtomicUsize,
    spill: Spill,
    runs: Mutex<Vec<Run>>,
    names: Mutex<Vec<Option<Names>>>,
}

/// All rows, ready to be merged.
pub(crate) struct Sorted {
    /// The sorted runs.
    pub(crate) runs: Vec<Run>,
    /// By writer.
    pub(crate) names: Vec<Names>,
    pub(crate) spill: Spill,
}

impl Timeline {
    /// Keeps up to `limit` bytes of rows in memory and spills into the file `spill`.
    pub(crate) fn new(limit: usize, spill: PathBuf) -> Self {
        Self {
            limit,
            held: AtomicUsize::new(0),
            spill: Spill::new(spill),
            runs: Mutex::new(Vec::new()),
            names: Mutex::new(Vec::new()),
        }
    }

    /// A number for a new writer.
    pub(crate) fn enter(&self) -> usize {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.push(None);
        names.len() - 1
    }

    /// Takes a full block.
    pub(crate) fn add(&self, writer: usize, mut block: Block) -> Result<(), WriteError> {
        if block.is_empty() {
            return Ok(());
        }
        let bytes = block.memory();
        let run = if self.held.fetch_add(bytes, Ordering::Relaxed) + bytes > self.limit {
            self.held.fetch_sub(bytes, Ordering::Relaxed);
            let (offset, bytes) =
                self.spill.append(&block).map_err(WriteError::io("write", "the timeline"))?;
            Run::Spilled { writer, offset, bytes }
        } else {
            block.shrink();
            Run::Memory { writer, block }
        };
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).push(run);
        Ok(())
    }

    /// Takes the names of a writer that is done.
    pub(crate) fn leave(&self, writer: usize, own: Names) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = names.get_mut(writer) {
            *slot = Some(own);
        }
    }

    /// Everything, once all writers are done; `None` if one is not.
    pub(crate) fn sorted(self) -> Option<Sorted> {
        let names = self.names.into_inner().unwrap_or_else(PoisonError::into_inner);
        Some(Sorted {
            runs: self.runs.into_inner().unwrap_or_else(PoisonError::into_inner),
            names: names.into_iter().collect::<Option<_>>()?,
            spill: self.spill,
        })
    }
}
