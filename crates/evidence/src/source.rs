//! One member of the evidence, opened for reading.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crypto::{Decrypt, Key};
use model::SourceRef;

use crate::acquisition::{Acquisition, Known, MANIFEST, SQLITE_MAGIC};
use crate::error::unreadable;
use crate::image::Image;
use crate::merged::{self, Companion};
use crate::store::Store;
use crate::tree::Slot;
use crate::vault::Stored;
use crate::{Database, Entry, EntryId, ReadError};

/// One member of the evidence, opened for reading. Cheap to hold; bytes are read when asked for.
pub struct Source<'a> {
    acquisition: &'a Acquisition,
    reference: SourceRef,
    entry: Entry<'a>,
    key: Option<Key>,
    known: Known,
    /// A database that the first pass decrypted or unpacked, until it is asked for.
    image: Mutex<Option<Image>>,
}

impl<'a> Source<'a> {
    pub(crate) fn open(acquisition: &'a Acquisition, entry: Entry<'a>) -> Result<Self, ReadError> {
        let member = acquisition.member(entry.id).ok_or_else(|| {
            ReadError("the manifest names it by something that is no file id, so it was not looked up".into())
        })?;
        let slot = acquisition.tree.slot(entry.id);
        if matches!(slot, Slot::NONE | Slot::EMPTY) {
            return Err(ReadError("the manifest lists it, but its file is not in the backup".into()));
        }
        let key = key_of(acquisition, &entry)?;
        let (known, image) = known(acquisition, entry.id, slot, &member, key.as_ref())?;
        let reference =
            SourceRef { path: Arc::from(entry.path()), member: Arc::from(member), sha256: known.sha256 };
        Ok(Self { acquisition, reference, entry, key, known, image: Mutex::new(image) })
    }

    /// The decrypted bytes of a member, streamed.
    pub(crate) fn plain_reader(
        acquisition: &'a Acquisition,
        entry: &Entry<'_>,
    ) -> Result<Box<dyn Read + Send + 'a>, ReadError> {
        let member = acquisition.member(entry.id).unwrap_or_default();
        let stored = acquisition.store.open(acquisition.tree.slot(entry.id), &member)?;
        Ok(match key_of(acquisition, entry)? {
            Some(key) => Box::new(Decrypt::new(stored, &key)),
            None => stored,
        })
    }

    /// What records of this member name as their source.
    pub fn reference(&self) -> &SourceRef {
        &self.reference
    }
    /// The entry of the tree.
    pub fn entry(&self) -> &Entry<'a> {
        &self.entry
    }
    /// Size of the decrypted member in bytes, counted, never the manifest's.
    pub fn size(&self) -> u64 {
        self.known.size
    }
    /// Size of the bytes as stored, in bytes: larger than [`Self::size`] if they are encrypted.
    pub fn stored_size(&self) -> u64 {
        self.known.stored_size
    }
    /// SHA-256 of the bytes as stored; equals that of [`Self::reference`] unless they are encrypted.
    pub fn stored_sha256(&self) -> [u8; 32] {
        self.known.stored_sha256
    }
    /// The whole member, at most `Limits::whole_file` bytes.
    ///
    /// # Errors
    /// If it is larger, or cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, ReadError> {
        let limit = self.acquisition.limits.whole_file;
        if self.known.size > limit {
            return Err(ReadError(format!(
                "it is larger than the limit of {limit} bytes for a file read whole"
            )));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(self.known.size).unwrap_or(0));
        self.reader()?.take(limit + 1).read_to_end(&mut bytes).map_err(|it| unreadable(&it))?;
        if bytes.len() as u64 > limit {
            return Err(ReadError(format!(
                "it is larger than the limit of {limit} bytes for a file read whole"
            )));
        }
        Ok(bytes)
    }
    /// The member as a stream.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn reader(&self) -> Result<Box<dyn Read + '_>, ReadError> {
        let slot = self.acquisition.tree.slot(self.entry.id);
        let stored = self.acquisition.store.open(slot, &self.reference.member)?;
        Ok(match &self.key {
            Some(key) => Box::new(Decrypt::new(stored, key)),
            None => stored,
        })
    }
    /// The member as a read-only SQLite database, with its write-ahead log or rollback journal merged.
    ///
    /// # Errors
    /// If it is no database, too large, or cannot be opened.
    pub fn database(&self) -> Result<Database, ReadError> {
        let images = || self.acquisition.images.lock().unwrap_or_else(PoisonError::into_inner);
        let open = images().get(&self.entry.id).and_then(Weak::upgrade);
        if let Some(merged) = open {
            return Database::over(merged);
        }
        let log = self.companion("-wal");
        let journal = self.companion("-journal");
        let slot = self.acquisition.tree.slot(self.entry.id);
        if self.key.is_none()
            && !log.is_there()
            && !journal.is_there()
            && let Some(path) = self.acquisition.store.file(slot, &self.reference.member)
        {
            return Database::in_place(&path, self.known.size);
        }
        let limits = self.acquisition.limits;
        let image = match self.image.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(image) => image,
            None => Image::read(self.reader()?, self.known.size, limits.image)?,
        };
        let merged = Arc::new(merged::merge(image, log, journal, limits)?);
        images().insert(self.entry.id, Arc::downgrade(&merged));
        Database::over(merged)
    }

    /// A companion is a member of its own, found by its own entry.
    fn companion(&self, suffix: &str) -> Companion {
        let relative = format!("{}{suffix}", self.entry.relative);
        let Some(entry) = self.acquisition.tree.beside(self.entry.id, &relative) else {
            return Companion::None;
        };
        if !entry.stored {
            let empty = self.acquisition.tree.slot(entry.id) == Slot::EMPTY;
            return if empty { Companion::None } else { Companion::Missing };
        }
        match Source::open(self.acquisition, entry) {
            Ok(source) => source.reader().map_or(Companion::Unreadable, |reader| {
                Companion::read(reader, self.acquisition.limits.image)
            }),
            Err(_) => Companion::Unreadable,
        }
    }

    /// The write-ahead log and the rollback journal of a database, where they are stored: what [`Self::database`]
    /// reads besides the member itself.
    pub fn companions(&self) -> Vec<Source<'a>> {
        ["-wal", "-journal"]
            .iter()
            .filter_map(|suffix| {
                let relative = format!("{}{suffix}", self.entry.relative);
                let entry = self.acquisition.tree.beside(self.entry.id, &relative)?;
                Source::open(self.acquisition, entry).ok()
            })
            .collect()
    }

    /// Another member of the same directory, by file name, opened.
    pub fn sibling(&self, name: &str) -> Option<Source<'a>> {
        if name.contains('/') {
            return None;
        }
        let relative = match self.entry.relative.rsplit_once('/') {
            Some((directory, _)) => format!("{directory}/{name}"),
            None => name.to_owned(),
        };
        let entry = self.acquisition.tree.beside(self.entry.id, &relative)?;
        Source::open(self.acquisition, entry).ok()
    }
}

/// The key of an encrypted member; `None` if it is stored plain.
fn key_of(acquisition: &Acquisition, entry: &Entry<'_>) -> Result<Option<Key>, ReadError> {
    let Some(vault) = &acquisition.vault else { return Ok(None) };
    if entry.domain.is_empty() {
        // Of the files at the root only the list of files is encrypted.
        return Ok(if entry.relative == MANIFEST { vault.manifest_key() } else { None });
    }
    Ok(match vault.stored(acquisition.tree.rowid(entry.id))? {
        Stored::Sealed(key) => Some(key),
        Stored::Plain => None,
    })
}

/// Streams a member once, for its digests and its true size; a second question is answered from memory.
fn known(
    acquisition: &Acquisition,
    id: EntryId,
    slot: Slot,
    member: &str,
    key: Option<&Key>,
) -> Result<(Known, Option<Image>), ReadError> {
    let cache = || acquisition.digests.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = cache().get(&id) {
        return Ok((*known, None));
    }
    // A file of its own is opened where it lies; anything else would have to be decrypted or unpacked a second time.
    let store = &acquisition.store;
    let again = key.is_some() || store.file(slot, member).is_none();
    let mut kept = Kept::new(store.size(slot, member).ok().filter(|_| again), acquisition.limits.image);
    let known = first_pass(store, slot, member, key, &mut |bytes| kept.take(bytes))?;
    cache().insert(id, known);
    Ok((known, kept.image))
}

/// What a first pass keeps of a member: all of it if it is a database and fits into memory, or else nothing.
struct Kept {
    image: Option<Image>,
    /// The claimed size, until the first bytes have come.
    claimed: Option<u64>,
    limit: u64,
}

impl Kept {
    fn new(claimed: Option<u64>, limit: u64) -> Self {
        Self { image: None, claimed: claimed.filter(|it| *it <= limit), limit }
    }

    fn take(&mut self, bytes: &[u8]) {
        if let Some(claimed) = self.claimed.take()
            && bytes.starts_with(SQLITE_MAGIC)
        {
            // A claim is not believed further than this much memory at a time.
            let first = usize::try_from(claimed.min(1 << 30)).unwrap_or(0);
            self.image = Image::with_capacity(first).ok();
        }
        if let Some(image) = &mut self.image
            && ((image.len() + bytes.len()) as u64 > self.limit || !image.append(bytes))
        {
            self.image = None;
        }
    }
}

/// Streams a member for its digests and its true size; `each` sees its plain bytes.
pub(crate) fn first_pass(
    store: &Store,
    slot: Slot,
    member: &str,
    key: Option<&Key>,
    each: &mut dyn FnMut(&[u8]),
) -> Result<Known, ReadError> {
    let mut stored = Counted::new(store.open(slot, member)?);
    Ok(match key {
        None => {
            drain(&mut stored, each)?;
            let (size, sha256) = stored.finish();
            Known { size, sha256, stored_size: size, stored_sha256: sha256 }
        }
        Some(key) => {
            let mut plain = crypto::Sha256::new();
            let size = drain(&mut Decrypt::new(&mut stored, key), &mut |bytes| {
                plain.update(bytes);
                each(bytes);
            })?;
            let (stored_size, stored_sha256) = stored.finish();
            Known { size, sha256: plain.finish(), stored_size, stored_sha256 }
        }
    })
}

/// Reads to the end and counts.
fn drain(from: &mut dyn Read, each: &mut dyn FnMut(&[u8])) -> Result<u64, ReadError> {
    let mut buffer = vec![0; 64 << 10];
    let mut size = 0;
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(size),
            Ok(count) => {
                size += count as u64;
                each(buffer.get(..count).unwrap_or_default());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&error)),
        }
    }
}

/// Counts and digests what passes.
pub(crate) struct Counted<R> {
    inner: R,
    size: u64,
    digest: crypto::Sha256,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, size: 0, digest: crypto::Sha256::new() }
    }

    /// How many bytes passed, and their SHA-256.
    pub(crate) fn finish(self) -> (u64, [u8; 32]) {
        (self.size, self.digest.finish())
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.size += count as u64;
        self.digest.update(out.get(..count).unwrap_or_default());
        Ok(count)
    }
}
