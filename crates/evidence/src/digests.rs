//! Digests and first bytes of a member, for indicators that name files.

use std::io::Read as _;

use crate::{ReadError, Source};

const CHUNK: usize = 1 << 18;

/// SHA-256, SHA-1 and MD5 of bytes that a member holds, such as a certificate in a profile: lower-case hex.
pub fn digests_of(bytes: &[u8]) -> [String; 3] {
    let (mut sha1, mut md5) = (crypto::Sha1::new(), crypto::Md5::new());
    sha1.update(bytes);
    md5.update(bytes);
    [model::hex(&crypto::Sha256::of(bytes)), model::hex(&sha1.finish()), model::hex(&md5.finish())]
}

impl Source<'_> {
    /// SHA-1 of the decrypted member, lower-case hex. Streams it once.
    ///
    /// # Errors
    /// If the member cannot be read.
    pub fn sha1_hex(&self) -> Result<String, ReadError> {
        let mut digest = crypto::Sha1::new();
        self.each_chunk(&mut |chunk| digest.update(chunk))?;
        Ok(model::hex(&digest.finish()))
    }

    /// MD5 of the decrypted member, lower-case hex. Streams it once.
    ///
    /// # Errors
    /// If the member cannot be read.
    pub fn md5_hex(&self) -> Result<String, ReadError> {
        let mut digest = crypto::Md5::new();
        self.each_chunk(&mut |chunk| digest.update(chunk))?;
        Ok(model::hex(&digest.finish()))
    }

    /// At most `count` first bytes of the decrypted member.
    ///
    /// # Errors
    /// If the member cannot be read.
    pub fn prefix(&self, count: u64) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        self.reader()?.take(count).read_to_end(&mut bytes).map_err(|error| ReadError(error.to_string()))?;
        Ok(bytes)
    }

    fn each_chunk(&self, each: &mut dyn FnMut(&[u8])) -> Result<(), ReadError> {
        let mut reader = self.reader()?;
        let mut buffer = vec![0; CHUNK];
        loop {
            match reader.read(&mut buffer).map_err(|error| ReadError(error.to_string()))? {
                0 => return Ok(()),
                count => each(buffer.get(..count).unwrap_or_default()),
            }
        }
    }
}
