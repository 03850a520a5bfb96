//! Detection over whole sample backups: what an analyst would notice.

mod harness;
mod paths;
mod rules;
mod weaknesses;
mod whole;
