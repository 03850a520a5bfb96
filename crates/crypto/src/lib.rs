//! Key derivation, keybags, CBC, digests.
//!
//! Everything here is compiled optimised even in a development build, because key derivation is slow on purpose.
//! It reads no file; keys and buffers of plain bytes are zeroed when dropped. The writing side ([`KeybagSpec`],
//! [`wrap_key`], [`encrypt`]) exists for building samples.

mod cbc;
mod digest;
mod kdf;
mod keybag;
mod wrap;

pub use self::cbc::{Decrypt, encrypt, encrypt_unpadded};
pub use digest::{Md5, Sha1, Sha256};
pub use keybag::{ClassKeys, Key, Keybag, KeybagError, KeybagSpec, MOST_ROUNDS};
pub use wrap::{unwrap_key, wrap_key};
