//! Finds, keeps and reads pack files; the built-in pack.
