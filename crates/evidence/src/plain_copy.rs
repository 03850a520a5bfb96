//! The plain copy of an encrypted backup, in the layout that other tools read: asked for by name, never made by
//! itself.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use rustc_hash::FxHashSet;

use crate::acquisition::MANIFEST;
use crate::plist::Value;
use crate::{Acquisition, EntryId, EntryKind};

/// What a copy gave.
#[derive(Clone, Debug, Default)]
pub struct CopyReport {
    /// Files written.
    pub files: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Members that could not be decrypted, by stored name, and why.
    pub failed: Vec<(String, String)>,
}

/// How far a copy is.
#[derive(Clone, Copy, Debug)]
pub struct CopyProgress {
    /// Files done.
    pub files: u64,
    /// Of how many.
    pub of: u64,
    /// Bytes written.
    pub bytes: u64,
}

/// Why a copy could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Something is at the destination.
    #[error("{0} is already there")]
    Exists(PathBuf),
    /// What is at the destination is no backup, so that even force must not remove it.
    #[error("{0} is not a backup, and is not replaced")]
    NotOurs(PathBuf),
    /// The disk refused.
    #[error("cannot write {0}: {1}")]
    Write(PathBuf, #[source] io::Error),
}

/// Decrypts every stored file into `target`, which appears whole or not at all.
///
/// `Manifest.plist` is written with `IsEncrypted` false and without its keys: that is how other tools recognise a
/// plain backup. Everything else at the root is copied as it is. `begun` hears where the copy lies until it is whole:
/// nothing removes that folder if the process is killed.
///
/// # Errors
/// If the target exists (without force) or the disk refuses; nothing is left behind then. A member that cannot be
/// decrypted is named in the report, and the rest goes on.
pub fn plain_copy(
    acquisition: &Acquisition,
    target: &Path,
    force: bool,
    begun: &dyn Fn(&Path),
    progress: &(dyn Fn(CopyProgress) + Sync),
) -> Result<CopyReport, CopyError> {
    let write = |path: &Path| {
        let path = path.to_owned();
        move |error| CopyError::Write(path, error)
    };
    may_replace(target, force)?;
    let parent = match target.parent() {
        Some(it) if !it.as_os_str().is_empty() => it,
        _ => Path::new("."),
    };
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let folder = Unfinished::make(parent, &name).map_err(write(parent))?;
    begun(&folder.0);
    // Several rows may name one stored file; it is written once, as the first of them says.
    let mut seen = FxHashSet::default();
    let mut first = |id: EntryId| acquisition.tree.file_id(id).is_none_or(|it| seen.insert(*it));
    let files = acquisition.entries().filter(|it| it.kind == EntryKind::File && it.stored).map(|it| it.id);
    let entries: Vec<EntryId> = files.filter(|it| first(*it)).collect();
    let run = Run {
        acquisition,
        folder: &folder.0,
        entries: &entries,
        next: AtomicUsize::new(0),
        files: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        failed: Mutex::new(Vec::new()),
        error: Mutex::new(None),
        progress,
    };
    run.sub_folders().map_err(write(&folder.0))?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| run.work());
        }
    });
    if let Some((path, error)) = run.error.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(CopyError::Write(path, error));
    }
    let mut failed = run.failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.sort();
    let report = CopyReport { files: run.files.into_inner(), bytes: run.bytes.into_inner(), failed };
    folder.publish(target, force)?;
    Ok(report)
}

/// Force replaces a backup, never somebody's documents.
fn may_replace(target: &Path, force: bool) -> Result<(), CopyError> {
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    if !force {
        return Err(CopyError::Exists(target.to_owned()));
    }
    if kind.is_dir() && target.join(MANIFEST).is_file() {
        return Ok(());
    }
    Err(CopyError::NotOurs(target.to_owned()))
}

struct Run<'a> {
    acquisition: &'a Acquisition,
    folder: &'a Path,
    entries: &'a [EntryId],
    next: AtomicUsize,
    files: AtomicU64,
    bytes: AtomicU64,
    stop: AtomicBool,
    failed: Mutex<Vec<(String, String)>>,
    error: Mutex<Option<(PathBuf, io::Error)>>,
    progress: &'a (dyn Fn(CopyProgress) + Sync),
}

/// Files are handed out in groups of this many.
const GROUP: usize = 32;

impl Run<'_> {
    fn sub_folders(&self) -> io::Result<()> {
        let mut made = [false; 256];
        for entry in self.entries {
            let member = self.acquisition.member(*entry).unwrap_or_default();
            let first = member.split_once('/').and_then(|it| usize::from_str_radix(it.0, 16).ok());
            if let Some(slot) = first.and_then(|it| made.get_mut(it))
                && !std::mem::replace(slot, true)
            {
                make_folder(&self.folder.join(member.split('/').next().unwrap_or_default()))?;
            }
        }
        Ok(())
    }

    fn work(&self) {
        let mut buffer = vec![0; 1 << 18];
        loop {
            let start = self.next.fetch_add(GROUP, Ordering::Relaxed);
            let Some(group) = self.entries.get(start..self.entries.len().min(start + GROUP)) else { return };
            if group.is_empty() {
                return;
            }
            for entry in group {
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                self.one(*entry, &mut buffer);
            }
            (self.progress)(CopyProgress {
                files: self.files.load(Ordering::Relaxed),
                of: self.entries.len() as u64,
                bytes: self.bytes.load(Ordering::Relaxed),
            });
        }
    }

    fn one(&self, entry: EntryId, buffer: &mut [u8]) {
        let Some(member) = self.acquisition.member(entry) else { return };
        let path = self.folder.join(&member);
        let fail = |why: String| {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).push((member.clone(), why))
        };
        if member == "Manifest.plist" {
            match self.manifest_plist(entry) {
                Ok(bytes) => self.written(
                    &path,
                    new_file(&path).and_then(|mut it| it.write_all(&bytes)),
                    bytes.len() as u64,
                ),
                Err(why) => fail(why),
            }
            return;
        }
        let mut reader = match self.acquisition.plain_reader(entry) {
            Ok(reader) => reader,
            Err(error) => return fail(error.0),
        };
        let mut file = match new_file(&path) {
            Ok(file) => file,
            Err(error) => return self.written(&path, Err(error), 0),
        };
        let mut size = 0;
        loop {
            match reader.read(buffer) {
                Ok(0) => break,
                Ok(count) => {
                    size += count as u64;
                    if let Err(error) = file.write_all(buffer.get(..count).unwrap_or_default()) {
                        return self.written(&path, Err(error), 0);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    // Half a file would look like a whole one.
                    drop(file);
                    let _ = fs::remove_file(&path);
                    return fail(error.to_string());
                }
            }
        }
        self.written(&path, Ok(()), size);
    }

    fn written(&self, path: &Path, result: io::Result<()>, size: u64) {
        match result {
            Ok(()) => {
                self.files.fetch_add(1, Ordering::Relaxed);
                self.bytes.fetch_add(size, Ordering::Relaxed);
            }
            Err(error) => {
                self.stop.store(true, Ordering::Relaxed);
                self.error
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get_or_insert((path.to_owned(), error));
            }
        }
    }

    fn manifest_plist(&self, entry: EntryId) -> Result<Vec<u8>, String> {
        let bytes = self.acquisition.source(entry).and_then(|it| it.bytes()).map_err(|it| it.0)?;
        let list = crate::plist::parse(&bytes).map_err(|it| it.to_string())?;
        let plist::Value::Dictionary(mut list) = writable(list.root) else {
            return Err("it is no dictionary of a backup".into());
        };
        list.insert("IsEncrypted".into(), plist::Value::Boolean(false));
        list.remove("BackupKeyBag");
        list.remove("ManifestKey");
        let mut out = Vec::new();
        plist::Value::Dictionary(list).to_writer_binary(&mut out).map_err(|it| it.to_string())?;
        Ok(out)
    }
}

/// A value as the writer of lists takes it. As deep as the bounded reader reads, and no deeper.
fn writable(value: Value<'_>) -> plist::Value {
    match value {
        Value::Bool(it) => it.into(),
        Value::Int(it) => it.into(),
        Value::Real(it) => it.into(),
        date @ Value::Date(_) => {
            // A time that no clock shows is written as the beginning of 1970 rather than not at all.
            let micros = date.utc().map_or(0, |it| it.as_micros());
            let since = Duration::from_micros(micros.unsigned_abs());
            let at = if micros < 0 { UNIX_EPOCH.checked_sub(since) } else { UNIX_EPOCH.checked_add(since) };
            plist::Value::Date(at.unwrap_or(UNIX_EPOCH).into())
        }
        Value::Data(it) => plist::Value::Data(it.into_owned()),
        Value::Text(it) => plist::Value::String(it.into_owned()),
        Value::Uid(it) => plist::Value::Uid(plist::Uid::new(it)),
        Value::Array(it) => plist::Value::Array(it.into_iter().map(writable).collect()),
        Value::Dict(it) => plist::Value::Dictionary(
            it.into_iter().map(|(key, value)| (key.into_owned(), writable(value))).collect(),
        ),
    }
}

/// A folder beside the target that vanishes unless it is published.
struct Unfinished(PathBuf);

impl Unfinished {
    fn make(parent: &Path, name: &str) -> io::Result<Self> {
        for attempt in 0..1_000 {
            let path = parent.join(format!(".{name}.{attempt}.unfinished"));
            match make_folder(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn publish(self, target: &Path, force: bool) -> Result<(), CopyError> {
        may_replace(target, force)?;
        let fail = |error| CopyError::Write(target.to_owned(), error);
        let old = self.0.with_extension("replaced");
        let replaced = fs::symlink_metadata(target).is_ok();
        if replaced {
            fs::rename(target, &old).map_err(fail)?;
        }
        if let Err(error) = fs::rename(&self.0, target) {
            if replaced {
                let _ = fs::rename(&old, target);
            }
            return Err(fail(error));
        }
        if replaced {
            fs::remove_dir_all(&old).map_err(fail)?;
        }
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After publication there is nothing of that name any more.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

fn new_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}
