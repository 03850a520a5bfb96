//! Correspondence.
