//! Digests of streams.

use std::io;

use sha2::Digest as _;

macro_rules! digest {
    ($(#[$doc:meta])* $name:ident, $inner:ty, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Default)]
        pub struct $name($inner);

        impl $name {
            /// Of nothing yet.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
            /// Adds bytes.
            pub fn update(&mut self, bytes: &[u8]) {
                self.0.update(bytes);
            }
            /// The digest of everything added.
            #[must_use]
            pub fn finish(self) -> [u8; $len] {
                self.0.finalize().into()
            }
            /// The digest of one slice.
            #[must_use]
            pub fn of(bytes: &[u8]) -> [u8; $len] {
                <$inner>::digest(bytes).into()
            }
        }

        impl io::Write for $name {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.update(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
    };
}

digest!(
    /// SHA-256, fed in pieces.
    Sha256, sha2::Sha256, 32
);
digest!(
    /// SHA-1, fed in pieces: published indicators and file ids use it; nothing here trusts it.
    Sha1, sha1::Sha1, 20
);
digest!(
    /// MD5, fed in pieces: published indicators use it; nothing here trusts it.
    Md5, md5::Md5, 16
);
