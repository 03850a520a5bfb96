//! Runs readers over small backups built in code.

mod harness;
