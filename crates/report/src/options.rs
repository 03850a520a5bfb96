//! What the caller decides about results.

/// The digest that results use: SHA-256 of the whole slice.
pub type Sha256 = fn(&[u8]) -> [u8; 32];

/// Which records are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordsMode {
    /// None: no `records` folder. The timeline is still written.
    Skip,
    /// All, those without a finding less a person's words, names, partners and places; accounts as digests.
    #[default]
    Default,
    /// All, with everything.
    Full,
}

/// How results are written.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether an existing results folder may be replaced.
    pub force: bool,
    /// Which records are written.
    pub records: RecordsMode,
    /// SHA-256. Passed in, because this crate knows no cryptography.
    pub digest: Sha256,
    /// How many bytes of timeline rows stay in memory, over all artefacts; the rest spills into the unpublished
    /// folder.
    pub timeline_memory: usize,
}

impl Options {
    /// Default records, no force, 4 MiB of timeline in memory: what is written and read again stays in the page cache.
    pub fn new(digest: Sha256) -> Self {
        Self { force: false, records: RecordsMode::Default, digest, timeline_memory: 4 << 20 }
    }
}
