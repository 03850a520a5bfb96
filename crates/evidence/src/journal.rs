//! SQLite rollback journals: a database that was copied in the middle of a transaction is put back in memory.
//!
//! The format is that of <https://sqlite.org/fileformat2.html#the_rollback_journal>.

use rustc_hash::FxHashSet;

use crate::merged::Buffer;
use crate::wal::page_size_of;

const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// What a journal did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolledBack {
    /// The journal is empty or finished: the database is whole without it.
    Nothing,
    /// This many pages were put back.
    Pages(u64),
    /// It belongs to a transaction over several databases, or cannot be understood: left out.
    NotUnderstood,
}

/// Puts a database image back to before the transaction that a hot journal belongs to.
pub fn roll_back(journal: &[u8], image: &mut impl Buffer) -> RolledBack {
    // A transaction that ended leaves the journal deleted, empty, or with its header zeroed.
    if journal.first().is_none_or(|it| *it == 0) || image.bytes().is_empty() {
        return RolledBack::Nothing;
    }
    let Some(first) = Header::read(journal, 0) else { return RolledBack::NotUnderstood };
    if page_size_of(image.bytes()).is_some_and(|it| it.is_power_of_two() && it != first.page_size)
        || names_super_journal(journal)
    {
        return RolledBack::NotUnderstood;
    }
    // A rollback never makes a file larger than the pages it had and the pages it gets.
    let size = (first.pages as usize).saturating_mul(first.page_size);
    if size > image.bytes().len().saturating_add(journal.len()) {
        return RolledBack::NotUnderstood;
    }
    if !image.resize_to(size) {
        return RolledBack::NotUnderstood;
    }
    let lock_page = 0x4000_0000 / first.page_size + 1;
    let mut done = FxHashSet::default();
    let mut at = 0;
    while let Some(header) = Header::read(journal, at) {
        if header.page_size != first.page_size {
            break;
        }
        let mut record = at + header.sector;
        let step = header.page_size + 8;
        let left = journal.len().saturating_sub(record) / step;
        let count = if header.records == u32::MAX { left } else { left.min(header.records as usize) };
        for _ in 0..count {
            let Some(bytes) = journal.get(record..record + step) else { break };
            let (Some(number), Some(page), Some(sum)) =
                (word(bytes, 0), bytes.get(4..4 + header.page_size), word(bytes, 4 + header.page_size))
            else {
                break;
            };
            if number == 0 || number as usize == lock_page || checksum(header.nonce, page) != sum {
                return RolledBack::Pages(done.len() as u64);
            }
            record += step;
            // The first copy of a page is the one from before the transaction.
            if number <= first.pages && done.insert(number) {
                let start = (number as usize - 1).saturating_mul(header.page_size);
                if let Some(place) =
                    start.checked_add(header.page_size).and_then(|end| image.bytes_mut().get_mut(start..end))
                {
                    place.copy_from_slice(page);
                }
            }
        }
        // The next header begins at the next whole sector.
        at = record.div_ceil(header.sector) * header.sector;
    }
    RolledBack::Pages(done.len() as u64)
}

struct Header {
    records: u32,
    nonce: u32,
    /// Pages of the database before the transaction.
    pages: u32,
    sector: usize,
    page_size: usize,
}

impl Header {
    fn read(journal: &[u8], at: usize) -> Option<Self> {
        let bytes = journal.get(at..)?;
        if bytes.first_chunk() != Some(&MAGIC) {
            return None;
        }
        let it = Self {
            records: word(bytes, 8)?,
            nonce: word(bytes, 12)?,
            pages: word(bytes, 16)?,
            sector: word(bytes, 20)? as usize,
            page_size: word(bytes, 24)? as usize,
        };
        let sector = it.sector.is_power_of_two() && (32..=65_536).contains(&it.sector);
        let page = it.page_size.is_power_of_two() && (512..=65_536).contains(&it.page_size);
        (sector && page).then_some(it)
    }
}

/// Whether the journal ends with the name of a journal above it. Without that file SQLite does not roll back.
fn names_super_journal(journal: &[u8]) -> bool {
    let Some((rest, magic)) = journal.split_last_chunk::<8>() else { return false };
    if *magic != MAGIC || rest.len() < 8 {
        return false;
    }
    let at = rest.len() - 8;
    let (Some(len), Some(sum)) = (word(rest, at), word(rest, at + 4)) else { return false };
    let Some(name) = at.checked_sub(len as usize).and_then(|from| rest.get(from..at)) else { return false };
    len > 0 && name.iter().fold(0u32, |sum, it| sum.wrapping_add(*it as i8 as u32)) == sum
}

/// The nonce and every 200th byte of the page, from its end.
fn checksum(nonce: u32, page: &[u8]) -> u32 {
    let mut sum = nonce;
    let mut at = page.len().saturating_sub(200);
    while at > 0 {
        sum = sum.wrapping_add(page.get(at).copied().unwrap_or(0).into());
        at = at.saturating_sub(200);
    }
    sum
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}
