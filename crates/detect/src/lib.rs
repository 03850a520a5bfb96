//! Runs the readers, applies index and rules, correlates.
