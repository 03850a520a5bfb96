//! Blocks on disk: what the memory limit leaves no room for.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::block::{Block, Row};

/// Bytes of a row's fixed part on disk.
pub(super) const HEAD: usize = 18;

/// One append-only file of sorted blocks, made when first needed.
pub(crate) struct Spill {
    path: PathBuf,
    inner: Mutex<Option<(File, u64)>>,
}

impl Spill {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, inner: Mutex::new(None) }
    }

    /// Appends a block; gives its offset and length.
    pub(super) fn append(&self, block: &Block) -> io::Result<(u64, u64)> {
        use std::io::Write as _;
        let mut bytes = Vec::with_capacity(block.memory());
        for row in &block.rows {
            let (locator, summary) = block.texts(row);
            bytes.extend_from_slice(&row.time.to_le_bytes());
            bytes.extend_from_slice(&row.path.to_le_bytes());
            bytes.extend_from_slice(&row.event.to_le_bytes());
            bytes.extend_from_slice(&row.locator.to_le_bytes());
            bytes.extend_from_slice(&row.summary.to_le_bytes());
            bytes.extend_from_slice(locator.as_bytes());
            bytes.extend_from_slice(summary.as_bytes());
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.is_none() {
            let file = crate::files::options().read(true).open(&self.path)?;
            *inner = Some((file, 0));
        }
        let Some((file, end)) = inner.as_mut() else { return Err(io::ErrorKind::Other.into()) };
        file.write_all(&bytes)?;
        let offset = *end;
        *end += bytes.len() as u64;
        Ok((offset, bytes.len() as u64))
    }

    /// Another handle to read with.
    pub(super) fn reader(&self) -> io::Result<Option<File>> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.is_some() { File::open(&self.path).map(Some) } else { Ok(None) }
    }

    /// Removes the file, if there is one.
    pub(crate) fn remove(self) -> io::Result<()> {
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        if inner.is_some() { std::fs::remove_file(&self.path) } else { Ok(()) }
    }
}

/// Reads the rows of one block, one after the other, through a small buffer.
pub(super) struct Reader {
    offset: u64,
    left: u64,
    buffer: Vec<u8>,
    at: usize,
    chunk: usize,
    text: String,
}

impl Reader {
    pub(super) fn new(offset: u64, bytes: u64, chunk: usize) -> Self {
        Self { offset, left: bytes, buffer: Vec::new(), at: 0, chunk, text: String::new() }
    }

    /// The next row, whose texts [`Self::texts`] gives; `None` at the end.
    pub(super) fn next(&mut self, file: &File) -> io::Result<Option<Row>> {
        if self.at >= self.buffer.len() && self.left == 0 {
            return Ok(None);
        }
        self.ensure(file, HEAD)?;
        let head = self.buffer.get(self.at..).and_then(|it| it.first_chunk::<HEAD>()).ok_or_else(broken)?;
        let (time, rest) = head.split_first_chunk::<8>().ok_or_else(broken)?;
        let (path, rest) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
        let (event, rest) = rest.split_first_chunk::<2>().ok_or_else(broken)?;
        let (locator, rest) = rest.split_first_chunk::<2>().ok_or_else(broken)?;
        let summary = rest.first_chunk::<2>().ok_or_else(broken)?;
        let row = Row {
            time: i64::from_le_bytes(*time),
            text: 0,
            locator: u16::from_le_bytes(*locator),
            summary: u16::from_le_bytes(*summary),
            path: u32::from_le_bytes(*path),
            event: u16::from_le_bytes(*event),
        };
        let size = usize::from(row.locator) + usize::from(row.summary);
        self.ensure(file, HEAD + size)?;
        let from = self.at + HEAD;
        let bytes = self.buffer.get(from..from + size).ok_or_else(broken)?;
        self.text.clear();
        self.text.push_str(std::str::from_utf8(bytes).map_err(|_| broken())?);
        self.at = from + size;
        Ok(Some(row))
    }

    /// The locator and the summary of the row read last.
    pub(super) fn texts(&self, row: &Row) -> (&str, &str) {
        self.text.split_at_checked(usize::from(row.locator)).unwrap_or_default()
    }

    /// Makes sure that `wanted` bytes stand in the buffer.
    fn ensure(&mut self, file: &File, wanted: usize) -> io::Result<()> {
        if self.buffer.len() - self.at >= wanted {
            return Ok(());
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        let had = self.buffer.len();
        let more = self.left.min(self.chunk.max(wanted) as u64);
        self.buffer.resize(had + usize::try_from(more).map_err(|_| broken())?, 0);
        let target = self.buffer.get_mut(had..).ok_or_else(broken)?;
        crate::files::read_exact_at(file, target, self.offset)?;
        self.offset += more;
        self.left -= more;
        if self.buffer.len() < wanted { Err(broken()) } else { Ok(()) }
    }
}

/// The spill file is ours and unpublished; somebody else wrote into it.
fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the temporary timeline was changed by another program")
}
