//! The tree of an acquisition, in little memory: a backup of a busy phone has half a million entries.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::domains::write_device_path;
use crate::{Database, OpenError, ReadError, order, salvage};

/// Names an entry of one acquisition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub(crate) u32);

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link; never followed.
    Link,
}

/// One entry of the tree. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its name in this acquisition.
    pub id: EntryId,
    /// The backup domain (`HomeDomain`); empty for the files at the root of a backup.
    pub domain: &'a str,
    /// The path inside the domain; the file's name for those at the root.
    pub relative: &'a str,
    /// What it is.
    pub kind: EntryKind,
    /// Whether its bytes are stored in the evidence.
    pub stored: bool,
}

impl Entry<'_> {
    /// The path on the device, as [`crate::device_path`] gives it.
    pub fn path(&self) -> String {
        crate::device_path(self.domain, self.relative)
    }
    /// Appends [`Self::path`] to `out`.
    pub fn write_path(&self, out: &mut String) {
        write_device_path(self.domain, self.relative, out);
    }
    /// The last component of its path.
    pub fn name(&self) -> &str {
        self.relative.rsplit_once('/').map_or(self.relative, |it| it.1)
    }
}

/// Where the bytes of an entry are, as the store that holds them numbers its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(pub(crate) u32);

impl Slot {
    /// Not stored.
    pub(crate) const NONE: Self = Self(0);
    /// Not stored, and the manifest says that there is nothing to store.
    pub(crate) const EMPTY: Self = Self(u32::MAX - 2);
    /// Stored as a symbolic link or something else that is no file.
    pub(crate) const NOT_A_FILE: Self = Self(u32::MAX);
    /// Its file id is none: nothing is looked up.
    pub(crate) const HOSTILE: Self = Self(u32::MAX - 1);
    /// The greatest slot a store may use.
    pub(crate) const LAST: u32 = u32::MAX - 3;

    pub(crate) fn is_stored(self) -> bool {
        !matches!(self, Self::NONE | Self::HOSTILE | Self::EMPTY)
    }
}

/// A file id: the SHA-1 that a backup names its files by, never computed here.
pub(crate) type FileId = [u8; 20];

/// Reads 40 hex digits.
pub(crate) fn parse_file_id(text: &[u8]) -> Option<FileId> {
    let text: &[u8; 40] = text.try_into().ok()?;
    let mut id = [0; 20];
    for (byte, pair) in id.iter_mut().zip(text.as_chunks::<2>().0) {
        let [high, low] = pair.map(|it| match it {
            b'0'..=b'9' => it - b'0',
            b'a'..=b'f' => it - b'a' + 10,
            _ => 0xff,
        });
        if high > 15 || low > 15 {
            return None;
        }
        *byte = high << 4 | low;
    }
    Some(id)
}

/// The stored name of a file id: `3d/3d0d…`.
pub(crate) fn member_name(id: &FileId) -> String {
    let mut out = String::with_capacity(43);
    let hex = |out: &mut String, it: u8| {
        for nibble in [it >> 4, it & 15] {
            out.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
        }
    };
    id.first().into_iter().for_each(|it| hex(&mut out, *it));
    out.push('/');
    id.iter().for_each(|it| hex(&mut out, *it));
    out
}

/// Which file ids are stored, and where.
pub(crate) struct StoredIds {
    sorted: Vec<(FileId, Slot)>,
    /// Which of them a row of the manifest has asked for.
    named: Vec<AtomicBool>,
    /// Where the ids with each first two bytes begin.
    starts: Vec<u32>,
}

impl StoredIds {
    /// Of two members with one id the first in `ids` counts; see `repeated`.
    pub(crate) fn new(mut ids: Vec<(FileId, Slot)>) -> (Self, u64) {
        ids.sort_by_key(|it| it.0);
        let before = ids.len();
        ids.dedup_by_key(|it| it.0);
        let repeated = (before - ids.len()) as u64;
        let mut starts = vec![0u32; 65_537];
        for (id, _) in &ids {
            if let Some(start) = starts.get_mut(first_two(id) + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let named = std::iter::repeat_with(AtomicBool::default).take(ids.len()).collect();
        (Self { sorted: ids, named, starts }, repeated)
    }

    /// How many are stored.
    pub(crate) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// How many of them no row of the manifest has asked for.
    pub(crate) fn unnamed(&self) -> u64 {
        self.named.iter().filter(|it| !it.load(Ordering::Relaxed)).count() as u64
    }

    /// Where an id is stored that a row of the manifest names.
    pub(crate) fn get(&self, id: &FileId) -> Slot {
        let at = first_two(id);
        let range = match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => return Slot::NONE,
        };
        let near = self.sorted.get(range.clone()).unwrap_or_default();
        let Some((at, found)) = near.iter().enumerate().find(|it| it.1.0 == *id) else { return Slot::NONE };
        if let Some(named) = self.named.get(range.start + at) {
            named.store(true, Ordering::Relaxed);
        }
        found.1
    }
}

fn first_two(id: &FileId) -> usize {
    match id {
        [a, b, ..] => usize::from(*a) << 8 | usize::from(*b),
    }
}

/// One row of the manifest, or one file at the root.
struct Row {
    id: FileId,
    /// The row of `Files`, for fetching its metadata; 0 if it has none that fits.
    rowid: u32,
    slot: Slot,
    text: u32,
    len: u32,
    domain: u16,
    kind: EntryKind,
}

/// The domain number of the files at the root.
const ROOT: u16 = 0;

/// All entries, ordered: the root files, then by domain and relative path.
pub(crate) struct Tree {
    rows: Vec<Row>,
    text: String,
    /// Sorted; the first is that of the root files, empty.
    domains: Vec<Box<str>>,
    /// Where the rows of each domain begin, and where the last end.
    starts: Vec<u32>,
}

/// What was odd about the manifest's rows.
#[derive(Debug, Default)]
pub(crate) struct TreeFacts {
    /// Rows whose file id is not 40 hex digits.
    pub(crate) hostile_ids: u64,
    /// Rows without a domain or path, or with a path that climbs (`..`).
    pub(crate) odd_rows: u64,
    /// Why reading ended before the last row.
    pub(crate) ended: Option<String>,
}

/// More entries, domains or text than any phone has.
const MOST_ROWS: usize = 20_000_000;
const MOST_TEXT: usize = 2 << 30;

impl Tree {
    /// Reads the table `Files`, without its metadata, and puts the root files before it. With a second connection
    /// to the same database, a long table is read from both ends at once.
    ///
    /// # Errors
    /// If there is no such table, or none of it can be read.
    pub(crate) fn read(
        manifest: &Database,
        second: Option<Database>,
        stored: &StoredIds,
        roots: &[(String, Slot)],
    ) -> Result<(Self, TreeFacts), OpenError> {
        let damaged = |why: &str| OpenError::Damaged { what: "Manifest.db".into(), why: why.into() };
        if !manifest.has_table("Files") {
            return Err(damaged(
                "it has no table Files, so the backup's files have no names; copy the backup again",
            ));
        }
        let second = second.and_then(|it| Some((it, middle(manifest)?)));
        let (last, parts) = if let Some((_, it)) = &second { (*it, 2) } else { (i64::MAX, 1) };
        let mut builder = Builder::new(parts);
        for (name, slot) in roots {
            builder.root(name, *slot);
        }
        let (mut result, upper) = std::thread::scope(|scope| {
            let upper = second.map(|(database, middle)| {
                scope.spawn(move || {
                    let mut builder = Builder::new(parts);
                    let result = builder.part(&database, (middle.saturating_add(1), i64::MAX), stored);
                    builder.ended_with(result);
                    builder
                })
            });
            let result = builder.part(manifest, (i64::MIN, last), stored);
            // A thread of ours that stopped has read nothing that could be used.
            (result, upper.map(|it| it.join().unwrap_or_else(|_| Builder::stopped())))
        });
        if let Some(upper) = upper {
            builder.append(upper);
        }
        if result.is_err() && builder.rows.len() == roots.len() {
            // A table without row numbers, or an index that alone is damaged.
            let sql = "SELECT NULL, fileID, domain, relativePath, flags FROM Files NOT INDEXED";
            builder.facts = TreeFacts::default();
            result = manifest.query(sql, &mut |row| builder.row(row, stored));
        }
        let odd = builder.facts.odd_rows;
        if result.is_ok()
            && rows_of(manifest).is_some_and(|it| it > (builder.rows.len() - roots.len()) as u64 + odd)
        {
            // A damaged number can end a range of the table in silence.
            builder
                .facts
                .ended
                .get_or_insert_with(|| "some of its rows do not stand where they should".into());
        }
        if result.is_err() || builder.facts.ended.is_some() {
            builder.add_indexed(manifest, stored);
        }
        if let (Err(ReadError(why)), true) = (&result, builder.rows.len() == roots.len()) {
            return Err(damaged(why));
        }
        builder.ended_with(result);
        builder.know_empty(manifest);
        Ok(builder.finish())
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn entry(&self, id: EntryId) -> Option<Entry<'_>> {
        Some(self.view(id.0, self.rows.get(id.0 as usize)?))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Entry<'_>> + '_ {
        self.rows.iter().zip(0..).map(|(row, at)| self.view(at, row))
    }

    fn view(&self, at: u32, row: &Row) -> Entry<'_> {
        Entry {
            id: EntryId(at),
            domain: self.domains.get(usize::from(row.domain)).map_or("", |it| it),
            relative: self.text_of(row),
            kind: row.kind,
            stored: row.slot.is_stored(),
        }
    }

    fn text_of(&self, row: &Row) -> &str {
        self.text.get(row.text as usize..row.text as usize + row.len as usize).unwrap_or_default()
    }

    pub(crate) fn slot(&self, id: EntryId) -> Slot {
        self.rows.get(id.0 as usize).map_or(Slot::NONE, |it| it.slot)
    }

    /// The file id, `None` for root files and where the manifest's is none.
    pub(crate) fn file_id(&self, id: EntryId) -> Option<&FileId> {
        let row = self.rows.get(id.0 as usize)?;
        (row.domain != ROOT && row.slot != Slot::HOSTILE).then_some(&row.id)
    }

    /// The entry of a file at the root.
    pub(crate) fn root(&self, name: &str) -> Option<EntryId> {
        self.range(ROOT, name).find(|it| it.relative == name).map(|it| it.id)
    }

    /// The row of `Files`, or 0.
    pub(crate) fn rowid(&self, id: EntryId) -> u32 {
        self.rows.get(id.0 as usize).map_or(0, |it| it.rowid)
    }

    /// Every domain with its number.
    pub(crate) fn domains(&self) -> impl Iterator<Item = (u16, &str)> {
        (0..).zip(self.domains.iter().map(|it| &**it))
    }

    /// The entries of a domain whose path begins with `prefix`.
    pub(crate) fn range(&self, domain: u16, prefix: &str) -> impl Iterator<Item = Entry<'_>> {
        let from = self.starts.get(usize::from(domain)).copied().unwrap_or(0);
        let to = self.starts.get(usize::from(domain) + 1).copied().unwrap_or(from);
        let rows = self.rows.get(from as usize..to as usize).unwrap_or_default();
        let first = rows.partition_point(|it| self.text_of(it).as_bytes() < prefix.as_bytes());
        rows.get(first..)
            .unwrap_or_default()
            .iter()
            .zip(from + first as u32..)
            .take_while(move |(row, _)| self.text_of(row).starts_with(prefix))
            .map(|(row, at)| self.view(at, row))
    }

    /// The best entry of exactly that path in the domain of `near`: a stored file if there is one.
    pub(crate) fn beside(&self, near: EntryId, relative: &str) -> Option<Entry<'_>> {
        let domain = self.rows.get(near.0 as usize)?.domain;
        let mut found: Option<Entry<'_>> = None;
        for entry in self.range(domain, relative).take_while(|it| it.relative.len() == relative.len()) {
            if entry.kind == EntryKind::File && (found.is_none() || entry.stored) {
                found = Some(entry);
                if entry.stored {
                    break;
                }
            }
        }
        found
    }
}

/// A row in the middle of the table, if it is long enough to be worth a second reader.
fn middle(manifest: &Database) -> Option<i64> {
    let mut ends = None;
    // SQLite goes straight to an end only if it is asked for one at a time.
    let sql = "SELECT (SELECT min(rowid) FROM Files), (SELECT max(rowid) FROM Files)";
    let asked = manifest.query(sql, &mut |row| {
        ends = row.int(0).zip(row.int(1));
        ControlFlow::Break(())
    });
    let (first, last) = asked.ok().and(ends)?;
    let long = last.checked_sub(first)? >= WORTH_TWO;
    long.then(|| first + (last - first) / 2)
}

/// How many rows the shortest index over the table counts.
fn rows_of(manifest: &Database) -> Option<u64> {
    let mut count = None;
    let asked = manifest.query("SELECT count(*) FROM Files", &mut |row| {
        count = row.int(0).and_then(|it| u64::try_from(it).ok());
        ControlFlow::Break(())
    });
    asked.ok().and(count)
}

/// How many entries that are not stored are looked at for logs and journals.
const MOST_ASKED: usize = 1_000_000;

/// A table of fewer rows is read before a second thread has begun.
const WORTH_TWO: i64 = 20_000;

struct Builder {
    rows: Vec<Row>,
    text: String,
    domains: FxHashMap<Box<str>, u16>,
    facts: TreeFacts,
    most_rows: usize,
    most_text: usize,
}

impl Builder {
    /// One of so many that together stay below the limits.
    fn new(parts: usize) -> Self {
        Self {
            rows: Vec::new(),
            text: String::new(),
            domains: FxHashMap::default(),
            facts: TreeFacts::default(),
            most_rows: MOST_ROWS / parts,
            most_text: MOST_TEXT / parts,
        }
    }

    /// In place of one whose thread stopped.
    fn stopped() -> Self {
        let mut it = Self::new(1);
        it.facts.ended = Some("part of it could not be read; please report this".into());
        it
    }

    /// The number of a domain; none if there are too many.
    fn domain(&mut self, name: &str) -> Option<u16> {
        if let Some(it) = self.domains.get(name) {
            return Some(*it);
        }
        // Zero is the root's.
        let Ok(next @ 1..) = u16::try_from(self.domains.len() + 1) else {
            self.facts.ended = Some("it lists more domains than any phone has".into());
            return None;
        };
        self.domains.insert(Box::from(name), next);
        Some(next)
    }

    /// Tells logs and journals that are not stored because they were empty from those that are missing.
    fn know_empty(&mut self, manifest: &Database) {
        let Self { rows, text, .. } = self;
        for row in rows.iter_mut().filter(|it| it.slot == Slot::NONE && it.rowid > 0).take(MOST_ASKED) {
            let path = text.get(row.text as usize..row.text as usize + row.len as usize).unwrap_or_default();
            if !path.ends_with("-wal") && !path.ends_with("-journal") {
                continue;
            }
            // Where it cannot be asked the file counts as missing, which is said.
            let _ = manifest.query_with(
                "SELECT file FROM Files WHERE rowid = ?1",
                &[row.rowid.into()],
                &mut |it| {
                    if it.blob(0).and_then(crate::mbfile::parse).is_some_and(|it| it.size == Some(0)) {
                        row.slot = Slot::EMPTY;
                    }
                    ControlFlow::Break(())
                },
            );
        }
    }

    /// Reads the rows with numbers in a range, and where a page is damaged those behind it.
    fn part(
        &mut self,
        manifest: &Database,
        (from, to): (i64, i64),
        stored: &StoredIds,
    ) -> Result<(), ReadError> {
        const SQL: &str = "SELECT rowid, fileID, domain, relativePath, flags FROM Files";
        let before = self.rows.len();
        let sql = format!("{SQL} WHERE rowid BETWEEN ?1 AND ?2");
        let result = manifest.query_with(&sql, &[from, to], &mut |row| self.row(row, stored));
        if result.is_err() {
            let given =
                self.rows.get(before..).unwrap_or_default().iter().map(|it| it.rowid.into()).collect();
            salvage::around(manifest, SQL, (from, to), given, &mut |row| self.row(row, stored));
        }
        result
    }

    /// Adds the rows that only the indexes over a damaged table still hold.
    fn add_indexed(&mut self, manifest: &Database, stored: &StoredIds) {
        let read: FxHashSet<i64> = self.rows.iter().map(|it| i64::from(it.rowid)).collect();
        let left = self.most_rows.saturating_sub(self.rows.len());
        let found = salvage::indexed(manifest, |it| read.contains(&it), left);
        let mut found: Vec<_> = found.into_iter().collect();
        // In the order of the table, so that two runs agree.
        found.sort_unstable_by_key(|it| it.0);
        for (number, row) in found {
            let (Some(id), Some(domain), Some(path)) = (row.id, row.domain, row.path) else { continue };
            if self.add(Some(number), Some(&id), &domain, &path, row.flags, stored).is_break() {
                return;
            }
        }
    }

    fn ended_with(&mut self, result: Result<(), ReadError>) {
        if let Err(ReadError(why)) = result {
            self.facts.ended.get_or_insert(why);
        }
    }

    /// Adds the rows of another that was given none of the root files.
    fn append(&mut self, other: Self) {
        let mut numbers = vec![None; other.domains.len() + 1];
        let mut names: Vec<_> = other.domains.into_iter().collect();
        names.sort_unstable_by_key(|it| it.1);
        for (name, met) in names {
            if let Some(it) = numbers.get_mut(usize::from(met)) {
                *it = self.domain(&name);
            }
        }
        let offset = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.rows.extend(other.rows.into_iter().filter_map(|row| {
            let domain = numbers.get(usize::from(row.domain)).copied().flatten()?;
            Some(Row { text: row.text + offset, domain, ..row })
        }));
        self.facts.hostile_ids += other.facts.hostile_ids;
        self.facts.odd_rows += other.facts.odd_rows;
        if let Some(why) = other.facts.ended {
            self.facts.ended.get_or_insert(why);
        }
    }

    fn root(&mut self, name: &str, slot: Slot) {
        let text = self.text.len() as u32;
        self.text.push_str(name);
        let len = name.len() as u32;
        self.rows.push(Row { id: [0; 20], rowid: 0, slot, text, len, domain: ROOT, kind: EntryKind::File });
    }

    fn row(&mut self, row: &crate::Row<'_>, stored: &StoredIds) -> ControlFlow<()> {
        let (Some(domain), Some(relative)) = (row.text(2), row.text(3)) else {
            self.facts.odd_rows += 1;
            return ControlFlow::Continue(());
        };
        self.add(row.int(0), row.blob(1), &domain, &relative, row.int(4), stored)
    }

    fn add(
        &mut self,
        number: Option<i64>,
        id: Option<&[u8]>,
        domain: &str,
        relative: &str,
        flags: Option<i64>,
        stored: &StoredIds,
    ) -> ControlFlow<()> {
        if self.rows.len() >= self.most_rows || self.text.len() + relative.len() > self.most_text {
            self.facts.ended = Some("it lists more files than any phone holds".into());
            return ControlFlow::Break(());
        }
        let climbs = || relative.split('/').any(|it| it == "..");
        if relative.as_bytes().windows(2).any(|it| it == b"..") && climbs() {
            self.facts.odd_rows += 1;
        }
        let Some(place) = self.domain(domain) else { return ControlFlow::Break(()) };
        let kind = match flags {
            Some(2) => EntryKind::Directory,
            Some(4) => EntryKind::Link,
            _ => EntryKind::File,
        };
        let (id, slot) = match id.and_then(parse_file_id) {
            Some(id) => (id, stored.get(&id)),
            None => {
                self.facts.hostile_ids += 1;
                ([0; 20], Slot::HOSTILE)
            }
        };
        let text = self.text.len() as u32;
        self.text.push_str(relative);
        let rowid = number.and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
        self.rows.push(Row { id, rowid, slot, text, len: relative.len() as u32, domain: place, kind });
        ControlFlow::Continue(())
    }

    fn finish(self) -> (Tree, TreeFacts) {
        let Self { rows, text, domains, facts, .. } = self;
        let mut names: Vec<(Box<str>, u16)> = domains.into_iter().collect();
        names.sort_unstable();
        // The place of each domain, by the number it was met under.
        let mut places = vec![0u16; names.len() + 1];
        for ((_, met), place) in names.iter().zip(1..) {
            if let Some(it) = places.get_mut(usize::from(*met)) {
                *it = place;
            }
        }
        let place = |row: &Row| places.get(usize::from(row.domain)).copied().unwrap_or(ROOT);

        // Counting by domain first leaves runs that are sorted by path alone.
        let mut starts = vec![0u32; names.len() + 2];
        for row in &rows {
            if let Some(it) = starts.get_mut(usize::from(place(row)) + 1) {
                *it += 1;
            }
        }
        let mut sum = 0;
        for it in &mut starts {
            sum += *it;
            *it = sum;
        }
        let mut next = starts.clone();
        let mut by_place = vec![0u32; rows.len()];
        for (row, at) in rows.iter().zip(0u32..) {
            if let Some(slot) = next.get_mut(usize::from(place(row))) {
                if let Some(it) = by_place.get_mut(*slot as usize) {
                    *it = at;
                }
                *slot += 1;
            }
        }
        let bytes = |at: u32| {
            let range = rows.get(at as usize).map(|it| it.text as usize..it.text as usize + it.len as usize);
            range.and_then(|it| text.as_bytes().get(it)).unwrap_or_default()
        };
        // Sorts the rows of some domains, and puts their texts into the same order.
        let ordered = |by_place: &mut [u32], starts: &[u32]| {
            let base = starts.first().copied().unwrap_or(0);
            for pair in starts.windows(2) {
                if let [from, to] = pair
                    && let Some(run) = by_place.get_mut((from - base) as usize..(to - base) as usize)
                {
                    order::sort(run, bytes);
                }
            }
            let mut sorted = Vec::with_capacity(by_place.len());
            let mut texts = String::with_capacity(text.len() / 2);
            for at in by_place {
                let Some(row) = rows.get(*at as usize) else { continue };
                let start = texts.len() as u32;
                texts.push_str(
                    text.get(row.text as usize..row.text as usize + row.len as usize).unwrap_or_default(),
                );
                sorted.push(Row { text: start, domain: place(row), ..*row });
            }
            (sorted, texts)
        };
        // About half of the rows on each of two threads.
        let middle = starts.partition_point(|it| (*it as usize) < rows.len() / 2).min(starts.len() - 1);
        let cut = starts.get(middle).map_or(rows.len(), |it| *it as usize);
        let (lower, upper) = by_place.split_at_mut_checked(cut).unwrap_or_default();
        let (low_starts, high_starts) =
            (starts.get(..=middle).unwrap_or_default(), starts.get(middle..).unwrap_or_default());
        let ((mut sorted, mut texts), (more, more_texts)) = std::thread::scope(|scope| {
            let upper = scope.spawn(|| ordered(upper, high_starts));
            let lower = ordered(lower, low_starts);
            (lower, upper.join().unwrap_or_else(|it| std::panic::resume_unwind(it)))
        });
        let offset = texts.len() as u32;
        texts.push_str(&more_texts);
        sorted.extend(more.into_iter().map(|row| Row { text: row.text + offset, ..row }));
        let domains = std::iter::once(Box::from("")).chain(names.into_iter().map(|it| it.0)).collect();
        (Tree { rows: sorted, text: texts, domains, starts }, facts)
    }
}
