//! Fluent: which words, which language, which direction.
