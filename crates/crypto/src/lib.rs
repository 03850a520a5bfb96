//! Key derivation, keybags, CBC, digests.
