//! Where records go, and where they come back from.

use std::io;

use crate::record::{Record, SourceRef};

/// Receives the records of a run. One writer per artefact; writers may live on different threads.
pub trait RecordSink: Sync {
    /// Opens the writer for one artefact. Called at most once per artefact.
    fn open(&self, artifact: &'static str) -> io::Result<Box<dyn RecordWriter + Send>>;
}

/// Writes the records of one artefact, in the order they come.
pub trait RecordWriter {
    /// Whether the fields of every record are kept, not only of those with a finding.
    fn keeps_fields(&self) -> bool;

    /// Writes one record. `has_finding` lifts the privacy limit: an analyst must see what was found.
    ///
    /// # Errors
    /// Whatever the disk says. After an error the run ends.
    fn write(&mut self, record: &Record<'_>, has_finding: bool) -> io::Result<()>;

    /// Ends the artefact: flushes, and hands over what was gathered.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Gives back the records of an earlier run.
pub trait RecordSource {
    /// The slugs that have records, sorted.
    fn artifacts(&self) -> Vec<String>;

    /// Calls `each` with every record of one artefact, in order. A line that cannot be read is reported
    /// through `problem` and skipped.
    ///
    /// # Errors
    /// If the file cannot be opened or read.
    fn read(
        &self,
        artifact: &str,
        each: &mut dyn FnMut(&Record<'_>),
        problem: &mut dyn FnMut(&str),
    ) -> io::Result<()>;
}

/// Lets detection keep the member a finding names.
impl SourceRef {
    /// The SHA-256 as lower-case hex.
    pub fn sha256_hex(&self) -> String {
        crate::hex(&self.sha256)
    }
}
