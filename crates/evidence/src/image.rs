//! A database image in memory: it is filled once, never copied, and read by as many connections as want it.

use std::io::{self, Read};
use std::ptr::NonNull;

use rusqlite::{Connection, MAIN_DB, ffi};

use crate::ReadError;

/// Bytes in memory of SQLite's allocator.
pub(crate) struct Image {
    start: NonNull<u8>,
    len: usize,
    /// How many bytes hold a value, at least `len`.
    initialised: usize,
    capacity: usize,
}

// SAFETY: the memory belongs to this value alone, and SQLite's allocator may be called from any thread.
#[expect(unsafe_code, reason = "a buffer owned like a Vec")]
unsafe impl Send for Image {}

// SAFETY: a shared image is only read.
#[expect(unsafe_code, reason = "a buffer owned like a Vec")]
unsafe impl Sync for Image {}

impl Image {
    /// An empty image with room for `capacity` bytes.
    pub(crate) fn with_capacity(capacity: usize) -> Result<Self, ReadError> {
        let capacity = capacity.max(1);
        // SAFETY: sqlite3_malloc64 may be called at any time; it answers null if it cannot.
        #[expect(unsafe_code, reason = "sqlite3_deserialize takes memory of this allocator only")]
        let start = unsafe { ffi::sqlite3_malloc64(capacity as u64) };
        let start = NonNull::new(start.cast()).ok_or_else(no_memory)?;
        Ok(Self { start, len: 0, initialised: 0, capacity })
    }

    /// Reads a stream to its end, of which `claimed` bytes are expected and at most `limit` taken.
    pub(crate) fn read(mut from: impl Read, claimed: u64, limit: u64) -> Result<Self, ReadError> {
        let too_large =
            || ReadError(format!("it is larger than the limit of {limit} bytes for a database in memory"));
        if claimed > limit {
            return Err(too_large());
        }
        // A claim is not believed further than this much memory at a time.
        let first = usize::try_from(claimed.min(1 << 30)).map_err(|_| too_large())?;
        let mut image = Self::with_capacity(first + 1)?;
        loop {
            if image.len == image.capacity {
                image.resize_capacity(image.capacity.saturating_mul(2))?;
            }
            match from.read(image.spare()) {
                Ok(0) => return Ok(image),
                Ok(n) => image.len += n.min(image.capacity - image.len),
                Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
                Err(err) => return Err(crate::error::unreadable(&err)),
            }
            if image.len as u64 > limit {
                return Err(too_large());
            }
        }
    }

    /// Sets the length; new bytes are zero.
    pub(crate) fn set_len(&mut self, len: usize) -> Result<(), ReadError> {
        if len > self.capacity {
            self.resize_capacity(len)?;
        }
        let old = self.len;
        self.initialise(len);
        self.len = len;
        self.as_mut().get_mut(old..).unwrap_or_default().fill(0);
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn resize_capacity(&mut self, capacity: usize) -> Result<(), ReadError> {
        // SAFETY: `start` came from this allocator and was not freed; null leaves it as it was.
        #[expect(unsafe_code, reason = "sqlite3_deserialize takes memory of this allocator only")]
        let start = unsafe { ffi::sqlite3_realloc64(self.start.as_ptr().cast(), capacity as u64) };
        self.start = NonNull::new(start.cast()).ok_or_else(no_memory)?;
        self.capacity = capacity;
        self.len = self.len.min(capacity);
        self.initialised = self.initialised.min(capacity);
        Ok(())
    }

    /// Zeroes what was never written, up to `end`.
    fn initialise(&mut self, end: usize) {
        let end = end.min(self.capacity);
        if end > self.initialised {
            // SAFETY: `initialised < end <= capacity`, and the memory is ours.
            #[expect(unsafe_code, reason = "a buffer owned like a Vec")]
            unsafe {
                self.start.as_ptr().add(self.initialised).write_bytes(0, end - self.initialised);
            }
            self.initialised = end;
        }
    }

    /// Some of the bytes after the end, zeroed once, because a reader may look at what it is given.
    fn spare(&mut self) -> &mut [u8] {
        let free = (self.capacity - self.len).min(1 << 20);
        self.initialise(self.len + free);
        // SAFETY: `len + free <= initialised <= capacity`, and the memory is ours.
        #[expect(unsafe_code, reason = "a slice of a buffer owned like a Vec")]
        unsafe {
            std::slice::from_raw_parts_mut(self.start.as_ptr().add(self.len), free)
        }
    }

    /// Adds bytes at the end. False if there is no memory for them.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> bool {
        let old = self.len;
        let Some(len) = old.checked_add(bytes.len()) else { return false };
        // Growing by more than is asked for keeps a long stream from being moved with every piece.
        if len > self.capacity && self.resize_capacity(len.max(self.capacity.saturating_mul(2))).is_err() {
            return false;
        }
        if self.set_len(len).is_err() {
            return false;
        }
        match self.as_mut().get_mut(old..) {
            Some(free) if free.len() == bytes.len() => free.copy_from_slice(bytes),
            _ => return false,
        }
        true
    }

    /// Makes the bytes the content of a read-only database, without a copy.
    ///
    /// # Safety
    /// The image must outlive the connection, and nothing may change it until then.
    #[expect(unsafe_code, reason = "SQLite keeps a pointer, whose life the compiler cannot see")]
    pub(crate) unsafe fn lend_to(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        // SAFETY: the first `len` bytes are initialised, and the caller keeps them where they are.
        let bytes: &'static [u8] = unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len) };
        connection.deserialize_bytes(MAIN_DB, bytes)
    }
}

impl AsRef<[u8]> for Image {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: the first `len` bytes are initialised.
        #[expect(unsafe_code, reason = "a slice of a buffer owned like a Vec")]
        unsafe {
            std::slice::from_raw_parts(self.start.as_ptr(), self.len)
        }
    }
}

impl AsMut<[u8]> for Image {
    fn as_mut(&mut self) -> &mut [u8] {
        // SAFETY: the first `len` bytes are initialised, and `self` is borrowed alone.
        #[expect(unsafe_code, reason = "a slice of a buffer owned like a Vec")]
        unsafe {
            std::slice::from_raw_parts_mut(self.start.as_ptr(), self.len)
        }
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // SAFETY: the memory came from sqlite3_malloc64 and is freed once.
        #[expect(unsafe_code, reason = "memory of SQLite's allocator goes back to it")]
        unsafe {
            ffi::sqlite3_free(self.start.as_ptr().cast());
        }
    }
}

fn no_memory() -> ReadError {
    ReadError("there was not enough memory for it".into())
}
