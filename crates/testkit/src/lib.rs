//! Builds sample phones in code.
