//! SQLite write-ahead logs, merged in memory. Opening a database without its log loses rows, and in a backup the
//! log is a member of its own that SQLite would not find.
//!
//! The format is that of <https://sqlite.org/fileformat2.html#walformat>.

use crate::merged::Buffer;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// What of a log belongs to committed transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Size of a page in bytes.
    pub page_size: usize,
    /// How many frames, from the first, are valid and committed.
    pub frames: usize,
    /// How many pages the database has after the last commit.
    pub pages: u32,
    /// Whole frames in the file after those: of an earlier generation, torn, or never committed.
    pub ignored: usize,
    /// Whether something of this generation is damaged or cut off: what was committed after it is lost. SQLite
    /// itself leaves neither half a frame nor a frame of its own with a wrong checksum before the end.
    pub torn: bool,
}

/// Reads a log up to its last valid commit. `None` if it is no log, or its header is damaged; SQLite ignores such
/// a log too.
pub fn scan(log: &[u8]) -> Option<Committed> {
    let header = log.first_chunk::<HEADER>()?;
    let big_endian = match word(header, 0)? {
        0x377f_0682 => false,
        0x377f_0683 => true,
        _ => return None,
    };
    let page_size = word(header, 8)? as usize;
    if word(header, 4)? != 3_007_000 || !page_size.is_power_of_two() || !(512..=65_536).contains(&page_size) {
        return None;
    }
    let mut sum = checksum([0, 0], header.get(..24)?, big_endian);
    if sum != [word(header, 24)?, word(header, 28)?] {
        return None;
    }
    let salts = header.get(16..24)?;
    let frames = log.get(HEADER..)?.chunks_exact(FRAME_HEADER + page_size);
    let total = frames.len();
    let mut committed =
        Committed { page_size, frames: 0, pages: 0, ignored: total, torn: !frames.remainder().is_empty() };
    let mut valid = 0;
    for (frame, count) in frames.clone().zip(1..) {
        let (head, page) = frame.split_at_checked(FRAME_HEADER)?;
        if head.get(8..16) != Some(salts) || word(head, 0)? == 0 {
            break;
        }
        sum = checksum(sum, head.get(..8)?, big_endian);
        sum = checksum(sum, page, big_endian);
        if sum != [word(head, 16)?, word(head, 20)?] {
            break;
        }
        // A frame that ends a transaction says how large the database then is.
        let pages = word(head, 4)?;
        if pages != 0 {
            committed = Committed { frames: count, pages, ignored: total - count, ..committed };
        }
        valid = count;
    }
    // Frames of an earlier generation lie behind the last one and carry other salts.
    committed.torn |= frames.skip(valid).any(|it| it.get(8..16) == Some(salts));
    Some(committed)
}

/// Lays the committed pages over a database image. `false` if the result would be larger than `limit` bytes or
/// does not fit the image; the image is unchanged then.
pub fn apply(log: &[u8], committed: &Committed, image: &mut impl Buffer, limit: u64) -> bool {
    let Committed { page_size, frames, pages, .. } = *committed;
    if frames == 0 {
        return true;
    }
    let Some(size) = (pages as usize).checked_mul(page_size).filter(|it| *it as u64 <= limit) else {
        return false;
    };
    // Pages that neither the file nor the log holds would be invented; SQLite could not have written that.
    let valid = || log.get(HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + page_size).take(frames);
    let brings_first = valid().any(|it| word(it, 0) == Some(1));
    if !brings_first && page_size_of(image.bytes()) != Some(page_size) {
        return false;
    }
    if size > image.bytes().len().saturating_add(frames.saturating_mul(page_size)) {
        return false;
    }
    if !image.resize_to(size) {
        return false;
    }
    for frame in valid() {
        let (Some(number), Some(page)) = (word(frame, 0), frame.get(FRAME_HEADER..)) else { continue };
        let at = (number as usize).saturating_sub(1).saturating_mul(page_size);
        if let Some(place) = at.checked_add(page_size).and_then(|end| image.bytes_mut().get_mut(at..end)) {
            place.copy_from_slice(page);
        }
    }
    true
}

/// The page size that a database's header names.
pub(crate) fn page_size_of(image: &[u8]) -> Option<usize> {
    match u16::from_be_bytes(*image.get(16..)?.first_chunk()?) {
        1 => Some(65_536),
        it => Some(usize::from(it)),
    }
}

/// A big-endian number.
fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The cumulative checksum; `bytes` is a multiple of eight long.
fn checksum([mut a, mut b]: [u32; 2], bytes: &[u8], big_endian: bool) -> [u32; 2] {
    let mut step = |x: u32, y: u32| {
        a = a.wrapping_add(x).wrapping_add(b);
        b = b.wrapping_add(y).wrapping_add(a);
    };
    let pairs =
        bytes.as_chunks::<8>().0.iter().map(|[a, b, c, d, e, f, g, h]| ([*a, *b, *c, *d], [*e, *f, *g, *h]));
    if big_endian {
        pairs.for_each(|(x, y)| step(u32::from_be_bytes(x), u32::from_be_bytes(y)));
    } else {
        pairs.for_each(|(x, y)| step(u32::from_le_bytes(x), u32::from_le_bytes(y)));
    }
    [a, b]
}
