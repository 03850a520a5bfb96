//! A backup in a tar archive, plain or compressed with gzip.
//!
//! A plain archive is indexed in one pass and then read at any place. A compressed one can only be read from its
//! beginning: members are held in memory, as many as are asked for at once and as the limit allows.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::MultiGzDecoder;

use super::layout::Named;
use super::{MOST_LOOKED_AT, ROOT_NAMES, Shared};
use crate::error::unreadable;
use crate::tree::Slot;
use crate::{Limits, OpenError, ReadError};

const BLOCK: usize = 512;
/// Longer names than any file system allows.
const LONGEST_NAME: u64 = 64 << 10;
/// More members than any backup has.
const MOST_MEMBERS: u32 = 20_000_000;

/// A backup in an uncompressed tar archive.
pub(crate) struct Tar {
    file: Shared,
    /// Where each member begins, and its size.
    members: Vec<(u64, u64)>,
}

impl Tar {
    /// Lists the members, and says why the list ends early.
    pub(crate) fn open(file: Shared) -> (Self, Vec<Named>, Option<String>) {
        let mut names = Vec::new();
        let mut members = Vec::new();
        let ended = walk(&mut BufReader::with_capacity(8 << 10, file.clone()), &mut |member, _| {
            members.push((member.start, member.size));
            names.push(Named { name: member.name, slot: slot_of(members.len(), member.is_file) });
            Ok(())
        });
        (Self { file, members }, names, ended.err().map(|it| in_words(&it)))
    }

    /// The bytes of a member where they lie.
    pub(crate) fn part(&self, slot: Slot) -> Result<Shared, ReadError> {
        let (start, size) = self.member(slot)?;
        Ok(self.file.part(start, size))
    }

    fn member(&self, slot: Slot) -> Result<(u64, u64), ReadError> {
        let it = self.members.get(slot.0.saturating_sub(1) as usize);
        it.copied().ok_or_else(|| ReadError("there is no such member in the archive".into()))
    }

    pub(crate) fn size(&self, slot: Slot) -> Result<u64, ReadError> {
        Ok(self.member(slot)?.1)
    }

    pub(crate) fn open_member(&self, slot: Slot) -> Result<Whole<io::Take<Shared>>, ReadError> {
        let (start, size) = self.member(slot)?;
        Ok(Whole { inner: self.file.from(start).take(size), left: size })
    }
}

/// A backup in a tar archive compressed with gzip.
pub(crate) struct Gz {
    file: Shared,
    sizes: Vec<u64>,
    held: Mutex<Held>,
    /// How the first members begin, by slot, for finding an archive among them.
    starts: HashMap<u32, Vec<u8>>,
    limits: Limits,
}

#[derive(Default)]
struct Held {
    members: HashMap<u32, Arc<Vec<u8>>>,
    bytes: u64,
}

impl Gz {
    /// Lists the members, and says why the list ends early.
    ///
    /// # Errors
    /// If it is no tar archive that was compressed.
    pub(crate) fn open(
        path: &Path,
        file: Shared,
        limits: Limits,
    ) -> Result<(Self, Vec<Named>, Option<String>), OpenError> {
        let mut starts = HashMap::new();
        let mut names = Vec::new();
        let mut sizes = Vec::new();
        let mut held = Held::default();
        let ended = walk(&mut stream(&file, limits), &mut |member, bytes| {
            sizes.push(member.size);
            let slot = slot_of(sizes.len(), member.is_file);
            // The files at the root are wanted in any case; they often come last.
            let name = member.name.rsplit(|it| *it == b'/').next().unwrap_or_default();
            if member.is_file && ROOT_NAMES.iter().any(|it| it.as_bytes() == name) {
                held.take(slot, member.size, bytes, limits)?;
            } else if member.is_file && sizes.len() <= MOST_LOOKED_AT {
                let mut start = Vec::new();
                bytes.take(1024).read_to_end(&mut start)?;
                starts.insert(slot.0, start);
            }
            names.push(Named { name: member.name, slot });
            Ok(())
        });
        if sizes.is_empty() {
            let found = "a file compressed with gzip that holds no tar archive".into();
            return Err(OpenError::NotEvidence { path: path.to_owned(), found });
        }
        if sizes.len() > MOST_LOOKED_AT {
            starts = HashMap::new();
        }
        let it = Self { file, sizes, held: Mutex::new(held), starts, limits };
        Ok((it, names, ended.err().map(|it| in_words(&it))))
    }

    /// The first bytes of a member, if the archive has few.
    pub(crate) fn start(&self, slot: Slot) -> Option<Vec<u8>> {
        self.starts.get(&slot.0).cloned()
    }

    /// A member as bytes in memory.
    pub(crate) fn inner(&self, slot: Slot) -> Result<Shared, ReadError> {
        Ok(Shared::memory(self.open_member(slot)?.into_inner().0))
    }

    pub(crate) fn size(&self, slot: Slot) -> Result<u64, ReadError> {
        let it = self.sizes.get(slot.0.saturating_sub(1) as usize);
        it.copied().ok_or_else(|| ReadError("there is no such member in the archive".into()))
    }

    pub(crate) fn open_member(&self, slot: Slot) -> Result<Cursor<Bytes>, ReadError> {
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner).members.get(&slot.0).cloned();
        if let Some(it) = held() {
            return Ok(Cursor::new(Bytes(it)));
        }
        if self.size(slot)? > self.limits.held {
            let limit = self.limits.held;
            return Err(ReadError(format!(
                "it is larger than the {limit} bytes that are held of a compressed archive; unpack the archive first"
            )));
        }
        // Nobody made it ready: a pass for it alone.
        let mut alone = Held::default();
        let passed = self.pass(&[slot], &mut alone);
        match alone.members.remove(&slot.0) {
            Some(it) => Ok(Cursor::new(Bytes(it))),
            None => Err(passed.err().map_or_else(
                || ReadError("it could not be found again in the archive".into()),
                |err| unreadable(&err),
            )),
        }
    }

    pub(crate) fn prefetch(&self, slots: &[Slot]) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted: Vec<Slot> =
            slots.iter().copied().filter(|it| !held.members.contains_key(&it.0)).collect();
        wanted.sort_unstable_by_key(|it| it.0);
        wanted.dedup();
        if !wanted.is_empty() {
            // What is not held after this is read alone, and says then why it cannot be.
            let _ = self.pass(&wanted, &mut held);
        }
    }

    /// Reads through the archive and holds the wanted members; ends after the last of them.
    fn pass(&self, wanted: &[Slot], held: &mut Held) -> io::Result<()> {
        let last = wanted.last().map_or(0, |it| it.0);
        let mut at = 0;
        let result = walk(&mut stream(&self.file, self.limits), &mut |member, bytes| {
            at += 1;
            if wanted.binary_search_by_key(&at, |it| it.0).is_ok() && member.is_file {
                held.take(Slot(at), member.size, bytes, self.limits)?;
            }
            // An error is the way to end a walk early.
            if at >= last { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
        });
        match result {
            Err(err) if err.kind() == io::ErrorKind::Interrupted => Ok(()),
            other => other,
        }
    }
}

impl Held {
    fn take(&mut self, slot: Slot, size: u64, bytes: &mut dyn Read, limits: Limits) -> io::Result<()> {
        if size > limits.held.saturating_sub(self.bytes) {
            return Ok(());
        }
        let mut member = Vec::with_capacity(usize::try_from(size.min(64 << 20)).unwrap_or(0));
        bytes.read_to_end(&mut member)?;
        self.bytes += member.len() as u64;
        self.members.insert(slot.0, Arc::new(member));
        Ok(())
    }
}

/// Bytes that several hold.
pub(crate) struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn slot_of(count: usize, is_file: bool) -> Slot {
    match u32::try_from(count) {
        Ok(it) if is_file && it < Slot::LAST => Slot(it),
        _ => Slot::NOT_A_FILE,
    }
}

fn in_words(err: &io::Error) -> String {
    match err.kind() {
        io::ErrorKind::UnexpectedEof => "the archive ends in the middle; copy or make it again".into(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            "the archive is damaged; copy or make it again".into()
        }
        it => format!("the archive cannot be read further: {it}"),
    }
}

/// The unpacked archive, ending at the limit.
fn stream(file: &Shared, limits: Limits) -> Unpacked {
    let packed = BufReader::with_capacity(256 << 10, file.from(0));
    let unpacked = MultiGzDecoder::new(packed).take(limits.unpacked);
    Unpacked(BufReader::with_capacity(64 << 10, unpacked))
}

struct Unpacked(BufReader<io::Take<MultiGzDecoder<BufReader<Shared>>>>);

impl Read for Unpacked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out)
    }
}

/// A reader that can leave bytes out.
trait Skip: Read {
    fn skip(&mut self, count: u64) -> io::Result<()>;
}

impl Skip for Unpacked {
    fn skip(&mut self, count: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.0).take(count), &mut io::sink())?;
        if skipped == count { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

impl Skip for BufReader<Shared> {
    fn skip(&mut self, count: u64) -> io::Result<()> {
        let count = i64::try_from(count).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        self.seek_relative(count)?;
        // A place after the end is noticed by whoever reads there; a member that reaches over it is torn.
        let (at, len) = (self.get_ref().place() - self.buffer().len() as u64, self.get_ref().len());
        if at > len { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

#[cfg(test)]
impl Skip for &[u8] {
    fn skip(&mut self, count: u64) -> io::Result<()> {
        let count = usize::try_from(count).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        *self = self.get(count..).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        Ok(())
    }
}

/// A member as a walk meets it.
struct Member {
    name: Box<[u8]>,
    is_file: bool,
    /// Where its bytes begin.
    start: u64,
    size: u64,
}

/// Whether a file begins with the header of a tar archive.
pub(crate) fn is_header(start: &[u8]) -> bool {
    start.first_chunk::<BLOCK>().is_some_and(|it| header(it).is_some())
}

/// The header, if its checksum fits.
fn header(block: &[u8; BLOCK]) -> Option<tar::Header> {
    let mut it = tar::Header::new_old();
    it.as_mut_bytes().copy_from_slice(block);
    // The checksum counts its own eight bytes as spaces; some old programs summed signed bytes.
    let counted = |at: usize, byte: u8| if (148..156).contains(&at) { b' ' } else { byte };
    let sum: u32 = block.iter().enumerate().map(|(at, byte)| u32::from(counted(at, *byte))).sum();
    let signed: i32 =
        block.iter().enumerate().map(|(at, byte)| i32::from(counted(at, *byte).cast_signed())).sum();
    let claimed = it.cksum().ok()?;
    (claimed == sum || i32::try_from(claimed).is_ok_and(|it| it == signed)).then_some(it)
}

/// Calls `each` with every member and its bytes, in order; extension headers are followed.
fn walk(
    from: &mut dyn SkipDyn,
    each: &mut dyn FnMut(Member, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    let mut at: u64 = 0;
    let mut long_name: Option<Vec<u8>> = None;
    let mut long_size: Option<u64> = None;
    for _ in 0..MOST_MEMBERS {
        let mut block = [0; BLOCK];
        match read_block(from, &mut block)? {
            0 => return Ok(()),
            BLOCK => {}
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        at += BLOCK as u64;
        if block.iter().all(|it| *it == 0) {
            return Ok(());
        }
        let header = header(&block).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        let kind = header.entry_type();
        let claimed = header.entry_size()?;
        let extension = kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions();
        let size = if extension { claimed } else { long_size.take().unwrap_or(claimed) };
        let padded = size.checked_next_multiple_of(BLOCK as u64).ok_or_else(invalid)?;
        let next = at.checked_add(padded).ok_or_else(invalid)?;
        if extension {
            if size > LONGEST_NAME {
                return Err(invalid());
            }
            let mut content = Vec::new();
            Read::take(from.as_read(), size).read_to_end(&mut content)?;
            if content.len() as u64 != size {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if kind.is_gnu_longname() {
                while content.last() == Some(&0) {
                    content.pop();
                }
                long_name = Some(content);
            } else if kind.is_pax_local_extensions() {
                for it in tar::PaxExtensions::new(&content).flatten() {
                    match it.key_bytes() {
                        b"path" => long_name = Some(it.value_bytes().to_vec()),
                        b"size" => long_size = it.value().ok().and_then(|it| it.parse().ok()),
                        _ => {}
                    }
                }
            }
            from.skip_dyn(padded - size)?;
            at = next;
            continue;
        }
        let name = long_name.take().map_or_else(|| header.path_bytes(), Cow::Owned);
        // Links, sparse files and devices are entries without bytes of their own that could be read plainly.
        let is_file = kind.is_file() || kind.is_contiguous();
        if !kind.is_dir() && !kind.is_pax_global_extensions() {
            let member = Member { name: name.as_ref().into(), is_file, start: at, size };
            let mut bytes = Read::take(from.as_read(), size);
            each(member, &mut Whole { inner: &mut bytes, left: size })?;
            let left = bytes.limit();
            from.skip_dyn(left + (padded - size))?;
        } else {
            from.skip_dyn(padded)?;
        }
        at = next;
    }
    Err(invalid())
}

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

fn read_block(from: &mut dyn SkipDyn, block: &mut [u8; BLOCK]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(free) = block.get_mut(filled..).filter(|it| !it.is_empty()) {
        match from.as_read().read(free) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            Err(err) => return Err(err),
        }
    }
    Ok(filled)
}

/// [`Skip`] behind a pointer, so that a walk is compiled once.
trait SkipDyn {
    fn as_read(&mut self) -> &mut dyn Read;
    fn skip_dyn(&mut self, count: u64) -> io::Result<()>;
}

impl<T: Skip> SkipDyn for T {
    fn as_read(&mut self) -> &mut dyn Read {
        self
    }
    fn skip_dyn(&mut self, count: u64) -> io::Result<()> {
        self.skip(count)
    }
}

/// Ends with an error if fewer bytes come than the archive promised.
pub(crate) struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.left = self.left.saturating_sub(n as u64);
        if n == 0 && self.left > 0 && !out.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends inside this member"));
        }
        Ok(n)
    }
}
