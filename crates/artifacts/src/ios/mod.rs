//! The artefacts of iPhones and iPads, one file each.
