//! What a user of the ledger would notice.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests may fail, and say which part was left out"
)]

mod anchors;
mod corpus;
mod founding;
mod visible;

use std::path::PathBuf;

/// A shared file, where the shared folder is at hand.
pub(crate) fn shared(path: &str) -> Option<String> {
    let folder = std::env::var_os("DAYLIGHT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(path)).ok();
    if text.is_none() {
        eprintln!("skipped: the shared text is not here");
    }
    text
}
