//! Artefacts of iOS.
