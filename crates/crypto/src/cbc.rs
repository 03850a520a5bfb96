//! AES-256 in CBC mode with an IV of zero bytes, as backups store files.

use std::io::{self, Read};

use aes::Aes256;
use aes::cipher::array::Array;
use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use zeroize::Zeroize as _;

use crate::Key;

const BLOCK: usize = 16;
/// Large enough that the cipher works on many blocks at once, small enough for the cache.
const BUFFER: usize = 128 << 10;
/// What a stream begins with: most files are small, and a buffer is filled with zeros before and after.
const FIRST: usize = 4 << 10;

/// Decrypts a stream. Valid PKCS#7 padding at the end is stripped; an end without it is kept whole. A stream that
/// ends inside a block is an error, after everything before that block was given.
pub struct Decrypt<R> {
    inner: R,
    cipher: cbc::Decryptor<Aes256>,
    buffer: Box<[u8]>,
    /// Plain bytes that can be given are `buffer[start..end]`.
    start: usize,
    end: usize,
    /// Bytes after `end` that were read or decrypted already: at most one plain block that may hold padding.
    held: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Torn,
    Done,
}

impl<R: Read> Decrypt<R> {
    /// Decrypts `inner` with `key`.
    pub fn new(inner: R, key: &Key) -> Self {
        let cipher = cbc::Decryptor::new(&key.0.into(), &[0; BLOCK].into());
        let buffer = vec![0; FIRST].into_boxed_slice();
        Self { inner, cipher, buffer, start: 0, end: 0, held: 0, state: State::Reading }
    }

    /// Fills the buffer with the next plain bytes. The last block is held back until more comes, because only
    /// the very last one can be padding.
    fn fill(&mut self) -> io::Result<()> {
        let held = self.held;
        if held > 0 && self.buffer.len() < BUFFER {
            let mut larger = vec![0; BUFFER].into_boxed_slice();
            let kept = self.buffer.get(self.end..self.end + held).unwrap_or_default();
            larger.get_mut(..held).unwrap_or_default().copy_from_slice(kept);
            self.buffer.zeroize();
            self.buffer = larger;
        } else {
            self.buffer.copy_within(self.end..self.end + held, 0);
        }
        let mut filled = held;
        while let Some(free) = self.buffer.get_mut(filled..).filter(|it| !it.is_empty()) {
            match self.inner.read(free) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
                Err(err) => {
                    self.state = State::Done;
                    (self.start, self.end, self.held) = (0, 0, 0);
                    return Err(err);
                }
            }
        }
        let at_end = filled < self.buffer.len();
        let torn = (filled - held) % BLOCK;
        filled -= torn;
        let blocks = self.buffer.get_mut(held..filled).unwrap_or_default();
        let (blocks, _) = Array::slice_as_chunks_mut(blocks);
        self.cipher.decrypt_blocks(blocks);
        self.start = 0;
        if at_end {
            self.state = if torn == 0 { State::Done } else { State::Torn };
            let plain = self.buffer.get(..filled).unwrap_or_default();
            self.end = if torn == 0 { unpadded(plain) } else { filled };
            self.held = 0;
        } else {
            // The buffer's size is a multiple of the block's, so that nothing is torn here.
            self.end = filled.saturating_sub(BLOCK);
            self.held = filled - self.end;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decrypt<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        while self.start == self.end {
            match self.state {
                State::Reading => self.fill()?,
                State::Torn => {
                    self.state = State::Done;
                    let why = "the encrypted file ends inside a block";
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
                }
                State::Done => return Ok(0),
            }
        }
        let plain = self.buffer.get(self.start..self.end).unwrap_or_default();
        let n = plain.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..n), plain.get(..n)) {
            to.copy_from_slice(from);
        }
        self.start += n;
        Ok(n)
    }
}

impl<R> Drop for Decrypt<R> {
    fn drop(&mut self) {
        self.buffer.zeroize();
    }
}

/// The length without PKCS#7 padding, if the end is such padding.
fn unpadded(plain: &[u8]) -> usize {
    let Some(last) = plain.last() else { return 0 };
    let padding = usize::from(*last);
    let valid = (1..=BLOCK).contains(&padding)
        && plain.len() >= padding
        && plain.iter().rev().take(padding).all(|it| it == last);
    if valid { plain.len() - padding } else { plain.len() }
}

/// Pads and encrypts: for samples.
#[must_use]
pub fn encrypt(mut plain: Vec<u8>, key: &Key) -> Vec<u8> {
    let padding = BLOCK - plain.len() % BLOCK;
    plain.resize(plain.len() + padding, u8::try_from(padding).unwrap_or(0));
    encrypt_unpadded(&mut plain, key);
    plain
}

/// Encrypts whole blocks in place without padding: for samples. Bytes after the last whole block stay as they are.
pub fn encrypt_unpadded(blocks: &mut [u8], key: &Key) {
    let (blocks, _) = Array::slice_as_chunks_mut(blocks);
    cbc::Encryptor::<Aes256>::new(&key.0.into(), &[0; BLOCK].into()).encrypt_blocks(blocks);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in uneven pieces.
    struct Pieces<'a>(&'a [u8], usize);
    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 * 7 % 61 + 1;
            let n = self.1.min(out.len()).min(self.0.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn key() -> Key {
        Key::new([5; 32])
    }

    #[test]
    fn round_trips_at_every_edge() {
        let edges =
            [0, 1, 15, 16, 17, 31, 32, BUFFER - 17, BUFFER - 16, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER];
        for len in edges {
            let plain: Vec<u8> = (0..len).map(|it| (it * 31 % 251) as u8).collect();
            let stored = encrypt(plain.clone(), &key());
            let mut out = Vec::new();
            Decrypt::new(Pieces(&stored, 1), &key()).read_to_end(&mut out).unwrap();
            assert_eq!(out, plain, "length {len}");
        }
    }

    #[test]
    fn an_end_without_padding_is_kept() {
        let plain = vec![200u8; 64];
        let mut stored = plain.clone();
        encrypt_unpadded(&mut stored, &key());
        let mut out = Vec::new();
        Decrypt::new(&stored[..], &key()).read_to_end(&mut out).unwrap();
        assert_eq!(out, plain);
    }

    #[test]
    fn a_torn_end_gives_what_comes_before_and_says_so() {
        let stored = encrypt(vec![7; 100], &key());
        let mut out = Vec::new();
        let err = Decrypt::new(&stored[..90], &key()).read_to_end(&mut out).unwrap_err();
        assert_eq!(err.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(out, vec![7; 80]);
    }
}
