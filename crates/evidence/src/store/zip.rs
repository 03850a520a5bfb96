//! A backup in a zip archive: the central directory names the members, each is read where it lies.

use std::io::{self, Read};
use std::sync::Arc;

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::Shared;
use super::layout::Named;
use crate::error::unreadable;
use crate::tree::Slot;
use crate::{Limits, OpenError, ReadError};

/// A backup in a zip archive.
pub(crate) struct Zip {
    archive: ZipArchive<Shared>,
    file: Shared,
}

/// Whether bytes end with the list of a zip archive: it may begin with something else.
pub(crate) fn ends_as_zip(bytes: &Shared) -> bool {
    // The end of the list is followed by a comment of at most 65,535 bytes.
    const END: u64 = 22 + 65_535;
    let mut end = Vec::new();
    let read = bytes.from(bytes.len().saturating_sub(END)).take(END).read_to_end(&mut end);
    read.is_ok() && memchr::memmem::rfind(&end, b"PK\x05\x06").is_some_and(|at| at + 22 <= end.len())
}

/// What the archive says about a member.
struct Member {
    start: u64,
    stored: u64,
    size: u64,
    crc: u32,
    method: CompressionMethod,
}

impl Zip {
    /// Lists the members.
    ///
    /// # Errors
    /// If there is no list.
    pub(crate) fn open(file: Shared) -> Result<(Self, Vec<Named>), OpenError> {
        let archive = ZipArchive::new(file.clone()).map_err(|err| OpenError::Damaged {
            what: "the zip archive".into(),
            why: match err {
                zip::result::ZipError::Io(err) => {
                    format!("its list of members cannot be read: {}", err.kind())
                }
                _ => "its list of members, at its end, is missing or broken; copy or make the archive again"
                    .into(),
            },
        })?;
        let names: Vec<Named> = archive
            .file_names_raw()
            .zip(1..Slot::LAST)
            .filter(|it| !it.0.ends_with(b"/"))
            .map(|(name, at)| Named { name: name.into(), slot: Slot(at) })
            .collect();
        Ok((Self { archive, file }, names))
    }

    /// Whether a member that nothing can be done without is locked or packed in a way that is not read: then nothing
    /// of the archive can be.
    pub(crate) fn usable(&self, slot: Option<Slot>) -> Result<(), OpenError> {
        let Some(slot) = slot else { return Ok(()) };
        let mut archive = self.archive.clone();
        // What is damaged is said when it is read.
        let Ok(it) = archive.by_index_raw(slot.0.saturating_sub(1) as usize) else { return Ok(()) };
        if it.encrypted() {
            return Err(OpenError::Unsupported(
                "the zip archive is locked with a password of its own, which is not the backup's; unpack it with that password and give the folder"
                    .into(),
            ));
        }
        if !matches!(it.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(OpenError::Unsupported(
                "the zip archive is packed in a way that cannot be read in place; unpack it and give the folder"
                    .into(),
            ));
        }
        Ok(())
    }

    /// A member as bytes that can be read at any place.
    pub(crate) fn inner(&self, slot: Slot, limits: Limits) -> Result<Shared, ReadError> {
        let it = self.member(slot)?;
        if matches!(it.method, CompressionMethod::Stored) {
            return Ok(self.file.part(it.start, it.stored));
        }
        let limit = limits.held;
        let mut bytes = Vec::new();
        let read = self.open_member(slot)?.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(ReadError(format!(
                "the archive inside the zip archive is larger than the {limit} bytes that are held in memory; unpack the zip archive and give what is in it"
            )));
        }
        // Of an archive that is damaged inside, what came before the damage is still looked at.
        if bytes.is_empty()
            && let Err(err) = read
        {
            return Err(unreadable(&err));
        }
        Ok(Shared::memory(Arc::new(bytes)))
    }

    fn member(&self, slot: Slot) -> Result<Member, ReadError> {
        let broken = |_| ReadError("its place in the zip archive is damaged".into());
        let mut archive = self.archive.clone();
        let it = archive.by_index_raw(slot.0.saturating_sub(1) as usize).map_err(broken)?;
        if it.encrypted() {
            return Err(ReadError(
                "the zip archive is locked with a password of its own; unpack it first".into(),
            ));
        }
        if !it.is_file() {
            return Err(ReadError("its place in the backup holds a link or folder instead of a file".into()));
        }
        let start =
            it.data_start().ok_or_else(|| ReadError("its place in the zip archive is damaged".into()))?;
        Ok(Member {
            start,
            stored: it.compressed_size(),
            size: it.size(),
            crc: it.crc32(),
            method: it.compression(),
        })
    }

    pub(crate) fn size(&self, slot: Slot) -> Result<u64, ReadError> {
        Ok(self.member(slot)?.size)
    }

    pub(crate) fn open_member(&self, slot: Slot) -> Result<Box<dyn Read + Send>, ReadError> {
        let it = self.member(slot)?;
        let stored = self.file.from(it.start).take(it.stored);
        let inner: Box<dyn Read + Send> = match it.method {
            CompressionMethod::Stored => Box::new(stored),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new_with_buf(stored, vec![0; 64 << 10])),
            _ => {
                return Err(ReadError(
                    "the zip archive packed it in a way that cannot be read; unpack it first".into(),
                ));
            }
        };
        Ok(Box::new(Checked { inner, left: it.size, crc: flate2::Crc::new(), expected: it.crc }))
    }
}

/// Ends with an error if the bytes are not those the archive promised: a bomb claims little and gives much.
struct Checked {
    inner: Box<dyn Read + Send>,
    left: u64,
    crc: flate2::Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.left = self
            .left
            .checked_sub(n as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "more bytes than the archive says"))?;
        self.crc.update(out.get(..n).unwrap_or_default());
        if n == 0 && !out.is_empty() && (self.left > 0 || self.crc.sum() != self.expected) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "not the bytes the archive says"));
        }
        Ok(n)
    }
}
