//! The bytes of an archive: a file, a part of one, or memory, that several readers share, each with a place of its own.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

/// Bytes that several readers share, each with a place of its own.
#[derive(Clone)]
pub(crate) struct Shared {
    bytes: Bytes,
    /// Where they begin in the file.
    base: u64,
    at: u64,
    len: u64,
}

#[derive(Clone)]
enum Bytes {
    File(Arc<File>),
    Memory(Arc<Vec<u8>>),
}

impl Shared {
    /// All of a file.
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { bytes: Bytes::File(Arc::new(file)), base: 0, at: 0, len })
    }

    /// Bytes in memory.
    pub(crate) fn memory(bytes: Arc<Vec<u8>>) -> Self {
        let len = bytes.len() as u64;
        Self { bytes: Bytes::Memory(bytes), base: 0, at: 0, len }
    }

    /// The same bytes, read from another place.
    pub(crate) fn from(&self, at: u64) -> Self {
        Self { at, ..self.clone() }
    }

    /// A part of them as if it were all; shorter if it would reach over the end.
    pub(crate) fn part(&self, start: u64, len: u64) -> Self {
        let start = start.min(self.len);
        let len = len.min(self.len - start);
        Self { bytes: self.bytes.clone(), base: self.base.saturating_add(start), at: 0, len }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// The place of this reader; may lie after the end.
    pub(crate) fn place(&self) -> u64 {
        self.at
    }
}

impl Read for Shared {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let count = out.len().min(left);
        let out = out.get_mut(..count).unwrap_or_default();
        let Some(from) = self.base.checked_add(self.at).filter(|_| count > 0) else { return Ok(0) };
        let n = match &self.bytes {
            #[cfg(unix)]
            Bytes::File(file) => std::os::unix::fs::FileExt::read_at(&**file, out, from)?,
            #[cfg(windows)]
            Bytes::File(file) => std::os::windows::fs::FileExt::seek_read(&**file, out, from)?,
            Bytes::Memory(bytes) => {
                let from = usize::try_from(from).unwrap_or(usize::MAX);
                bytes.get(from..).unwrap_or_default().read(out)?
            }
        };
        self.at += n as u64;
        Ok(n)
    }
}

impl io::Seek for Shared {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let at = match to {
            io::SeekFrom::Start(it) => Some(it),
            io::SeekFrom::Current(it) => self.at.checked_add_signed(it),
            io::SeekFrom::End(it) => self.len.checked_add_signed(it),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
