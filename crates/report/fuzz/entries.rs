//! The one entry for bytes of earlier results, which may have been tampered with.

/// A line of a records file.
pub(crate) fn record_line(data: &[u8]) {
    let _ = report::check_record_line(data);
}
