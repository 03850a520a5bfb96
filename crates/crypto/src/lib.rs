//! Key derivation, keybags, CBC, digests.

mod digest;

pub use digest::{Md5, Sha1, Sha256};
