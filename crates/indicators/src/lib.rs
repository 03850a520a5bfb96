//! Pack text to one index to matches.
