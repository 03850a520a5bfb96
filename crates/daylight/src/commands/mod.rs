//! One file per command.

pub(crate) mod check;
pub(crate) mod decrypt;
#[cfg(feature = "sample")]
pub(crate) mod demo;
pub(crate) mod help;
pub(crate) mod indicators;
mod packs;
mod password;
pub(crate) mod recheck;
#[cfg(feature = "register")]
pub(crate) mod register;
#[cfg(feature = "sample")]
pub(crate) mod sample;
mod shared;
