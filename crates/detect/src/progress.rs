//! What a run tells while it works. The program decides whether someone is looking.

/// Hears how a run goes on. Calls come from several threads.
pub trait Progress: Sync {
    /// The run knows what it will read.
    fn planned(&self, artifacts: usize, members: usize) {
        let _ = (artifacts, members);
    }
    /// An artefact begins.
    fn started(&self, artifact: &'static str) {
        let _ = artifact;
    }
    /// A member is open; `bytes` is its decrypted size.
    fn opened(&self, artifact: &'static str, bytes: u64) {
        let _ = (artifact, bytes);
    }
    /// That many more records were read.
    fn records(&self, more: u64) {
        let _ = more;
    }
    /// An artefact is done, with this many records.
    fn finished(&self, artifact: &'static str, records: u64) {
        let _ = (artifact, records);
    }
}

/// Tells nobody.
pub struct Silent;
impl Progress for Silent {}
