//! Writes an iTunes/Finder backup, honest or broken on purpose.
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! let dir = tempfile::tempdir()?;
//! let mut backup = testkit::backup::Backup::new();
//! backup.file("HomeDomain", "Library/Preferences/a.plist", b"bplist00").database(
//!     "HomeDomain",
//!     "Library/TCC/TCC.db",
//!     |conn| conn.execute_batch("CREATE TABLE access (service TEXT)"),
//! );
//! backup.write(dir.path())?;
//! assert!(dir.path().join("64/64d0019cb3d46bfc8cce545a8ba54b93e7ea9347").exists());
//! # Ok(()) }
//! ```

mod archive;
mod roots;
mod seal;

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
};

use plist::{Dictionary, Value};
use rusqlite::{Connection, params};

use crate::{
    backup::seal::Seal,
    mbfile::{self, Meta},
    paths::{device_path, file_id},
    sqlite,
    truth::{self, Trace},
};

/// The phone that a backup says it is of.
#[derive(Clone, Debug)]
pub struct Device {
    /// The name its owner gave it.
    pub name: String,
    /// `iPhone15,2` and the like.
    pub product_type: String,
    /// The version of iOS.
    pub os: String,
    /// The build of iOS.
    pub build: String,
    /// Serial number.
    pub serial: String,
    /// IMEI.
    pub imei: String,
    /// The owner's number.
    pub phone: String,
    /// The unique device identifier; archives use it as the name of the folder.
    pub udid: String,
    /// When the backup ended, in Unix seconds.
    pub acquired: i64,
}

impl Default for Device {
    /// An iPhone 14 Pro with iOS 17.5.1 and numbers nobody has.
    fn default() -> Self {
        Self {
            name: "Sample iPhone".to_owned(),
            product_type: "iPhone15,2".to_owned(),
            os: "17.5.1".to_owned(),
            build: "21F90".to_owned(),
            serial: "SAMPLE000001".to_owned(),
            imei: "000000000000000".to_owned(),
            phone: "+15555550100".to_owned(),
            udid: "00008120-0000000000000001".to_owned(),
            acquired: 1_718_000_000,
        }
    }
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Where it lies: the folder, or the archive.
    pub path: PathBuf,
    /// How many files are stored, the root files included.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many rows the manifest has.
    pub rows: u64,
    /// The traces announced with [`Backup::plant`].
    pub traces: Vec<Trace>,
}

#[derive(Clone, Debug)]
struct Row {
    id: String,
    domain: String,
    path: String,
    flags: i64,
    meta: Meta,
    /// What is stored; nothing for folders, links and missing files.
    content: Option<Vec<u8>>,
    /// How far the size in the manifest is off.
    size_delta: i64,
    /// How many stored bytes survive.
    keep: Option<usize>,
    /// A blob of the caller's, in place of an MBFile.
    blob: Option<Option<Vec<u8>>>,
}

/// A backup under construction. Calls may be chained; the first error of a database is told by the writer.
#[derive(Debug, Default)]
pub struct Backup {
    rows: Vec<Row>,
    device: Device,
    info: Dictionary,
    manifest: Dictionary,
    status: Dictionary,
    root_files: Vec<(String, Option<Vec<u8>>)>,
    applications: Vec<(String, Value)>,
    password: Option<(String, u32)>,
    seed: u64,
    parents: bool,
    truth_file: bool,
    repeated_ids: bool,
    traces: Vec<Trace>,
    error: Option<io::Error>,
}

impl Backup {
    /// A backup without files of a default [`Device`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the phone.
    pub fn device(&mut self, device: Device) -> &mut Self {
        self.device = device;
        self
    }

    /// Sets what keys of an encrypted backup are made from.
    pub fn seed(&mut self, seed: u64) -> &mut Self {
        self.seed = seed;
        self
    }

    /// Encrypts the backup. `iterations` is the cost of the first derivation (`DPIC`), which real phones set to ten
    /// million; the second (`ITER`) is at most ten thousand.
    pub fn password(&mut self, password: &str, iterations: u32) -> &mut Self {
        self.password = Some((password.to_owned(), iterations));
        self
    }

    /// Adds a row for every folder above every file, as real manifests have them.
    pub fn parents(&mut self) -> &mut Self {
        self.parents = true;
        self
    }

    /// Writes the announced traces as `truth.json` beside the manifest.
    pub fn truth_file(&mut self) -> &mut Self {
        self.truth_file = true;
        self
    }

    /// Lets several rows have one file id, which no honest manifest does.
    pub fn repeated_ids(&mut self) -> &mut Self {
        self.repeated_ids = true;
        self
    }

    /// Adds a file with its content.
    pub fn file(&mut self, domain: &str, path: &str, content: impl Into<Vec<u8>>) -> &mut Self {
        let content = content.into();
        let meta = self.meta(0o100_644);
        self.rows.push(Row { content: Some(content), ..row(domain, path, 1, meta) });
        self
    }

    /// Adds a database that `make` fills.
    pub fn database(
        &mut self,
        domain: &str,
        path: &str,
        make: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> &mut Self {
        match sqlite::image(make) {
            Ok(image) => self.file(domain, path, image),
            Err(error) => self.fail(error),
        }
    }

    /// Adds a database as `base` left it, and as a file of its own (`path-wal`) the log with what `later` did.
    pub fn database_with_wal(
        &mut self,
        domain: &str,
        path: &str,
        base: impl FnOnce(&Connection) -> rusqlite::Result<()>,
        later: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> &mut Self {
        match sqlite::image_with_wal(base, later) {
            Ok((image, wal)) => self.file(domain, path, image).file(domain, &format!("{path}-wal"), wal),
            Err(error) => self.fail(error),
        }
    }

    /// Adds a database in the middle of what `later` does, and as `path-journal` the way back to what `base` left.
    pub fn database_with_journal(
        &mut self,
        domain: &str,
        path: &str,
        base: impl FnOnce(&Connection) -> rusqlite::Result<()>,
        later: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> &mut Self {
        match sqlite::image_with_journal(base, later) {
            Ok((image, log)) => self.file(domain, path, image).file(domain, &format!("{path}-journal"), log),
            Err(error) => self.fail(error),
        }
    }

    /// Adds a folder: a row without content.
    pub fn directory(&mut self, domain: &str, path: &str) -> &mut Self {
        let meta = Meta { class: 0, ..self.meta(0o40_755) };
        self.rows.push(row(domain, path, 2, meta));
        self
    }

    /// Adds a symbolic link: a row without content.
    pub fn link(&mut self, domain: &str, path: &str, target: &str) -> &mut Self {
        let meta = Meta { target: Some(target.to_owned()), class: 0, ..self.meta(0o120_755) };
        self.rows.push(row(domain, path, 4, meta));
        self
    }

    /// Adds the row of a file of `size` bytes that the backup does not hold.
    pub fn missing(&mut self, domain: &str, path: &str, size: i64) -> &mut Self {
        let meta = Meta { size, ..self.meta(0o100_644) };
        self.rows.push(row(domain, path, 1, meta));
        self
    }

    /// Adds a row exactly as given: an id that is no id, a blob that is no archive (or NULL). Stores nothing.
    pub fn raw_row(
        &mut self,
        id: &str,
        domain: &str,
        path: &str,
        flags: i64,
        blob: Option<&[u8]>,
    ) -> &mut Self {
        let meta = self.meta(0o100_644);
        self.rows.push(Row {
            id: id.to_owned(),
            blob: Some(blob.map(<[u8]>::to_vec)),
            ..row(domain, path, flags, meta)
        });
        self
    }

    /// Changes what the manifest says about the row added last.
    pub fn meta_of_last(&mut self, change: impl FnOnce(&mut Meta)) -> &mut Self {
        if let Some(row) = self.rows.last_mut() {
            change(&mut row.meta);
        }
        self
    }

    /// Makes the manifest's size of the row added last wrong by `delta` bytes, as live databases often have it.
    pub fn stale_size(&mut self, delta: i64) -> &mut Self {
        if let Some(row) = self.rows.last_mut() {
            row.size_delta = delta;
        }
        self
    }

    /// Cuts the stored file of every row with this path to `keep` bytes (counted after encryption).
    pub fn truncate(&mut self, path: &str, keep: usize) -> &mut Self {
        for row in self.rows.iter_mut().filter(|row| row.path == path) {
            row.keep = Some(keep);
        }
        self
    }

    /// Stores nothing for the rows with this path: a backup that was copied in part.
    pub fn lose(&mut self, path: &str) -> &mut Self {
        for row in self.rows.iter_mut().filter(|row| row.path == path) {
            row.content = None;
        }
        self
    }

    /// Sets a key of `Info.plist`.
    pub fn info(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.info.insert(key.to_owned(), value.into());
        self
    }

    /// Adds an installed application: its entry under `Applications` in `Info.plist`, and its id in the list beside
    /// it. The entry usually has `iTunesMetadata` (see [`crate::ios::applications`]).
    pub fn application(&mut self, bundle: &str, entry: Value) -> &mut Self {
        self.applications.push((bundle.to_owned(), entry));
        self
    }

    /// Sets a key of `Manifest.plist`.
    pub fn manifest(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.manifest.insert(key.to_owned(), value.into());
        self
    }

    /// Sets a key of `Status.plist`.
    pub fn status(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.status.insert(key.to_owned(), value.into());
        self
    }

    /// Puts these bytes in place of a root file (`Manifest.db`, `Info.plist`, ...), or beside them.
    pub fn root_file(&mut self, name: &str, content: impl Into<Vec<u8>>) -> &mut Self {
        self.root_files.push((name.to_owned(), Some(content.into())));
        self
    }

    /// Leaves a root file out.
    pub fn without_root(&mut self, name: &str) -> &mut Self {
        self.root_files.push((name.to_owned(), None));
        self
    }

    /// Announces a trace: it changes no byte but those of `truth.json`, and comes back with [`Written`].
    pub fn plant(&mut self, trace: Trace) -> &mut Self {
        self.traces.push(trace);
        self
    }

    /// The traces announced so far.
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    /// How many rows there are so far.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the backup into `dir`, which is made if need be and must be empty.
    ///
    /// # Errors
    /// The first error of a database closure, a folder that is not empty, and whatever the disk says.
    pub fn write(&self, dir: &Path) -> io::Result<Written> {
        fs::create_dir_all(dir)?;
        if fs::read_dir(dir)?.next().is_some() {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "the folder for the sample is not empty",
            ));
        }
        let mut folders = [false; 256];
        let written = self.members(|name, content| {
            if let Some((folder, _)) = name.split_once('/') {
                let known = usize::from_str_radix(folder, 16).ok().and_then(|at| folders.get_mut(at));
                if !known.is_some_and(|known| std::mem::replace(known, true)) {
                    fs::create_dir_all(dir.join(folder))?;
                }
            }
            fs::write(dir.join(name), content)
        })?;
        Ok(Written { path: dir.to_owned(), ..written })
    }

    /// Hands every stored file, `Manifest.db` last of all, to `emit` by its name in the backup.
    fn members(&self, mut emit: impl FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<Written> {
        if let Some(error) = &self.error {
            return Err(io::Error::new(error.kind(), error.to_string()));
        }
        let mut written = Written { traces: self.traces.clone(), ..Written::default() };
        let mut emit = |name: &str, content: &[u8]| {
            written.files += 1;
            written.bytes += content.len() as u64;
            emit(name, content)
        };
        let mut seal = self.password.as_ref().map(|(word, rounds)| Seal::new(word, *rounds, self.seed));
        let mut roots = roots::plists(self, seal.as_ref());
        if self.truth_file {
            roots.push(("truth.json", truth::to_json(&self.traces)));
        }
        for (name, content) in &roots {
            if !self.root_files.iter().any(|(other, _)| other == name) {
                emit(name, content)?;
            }
        }
        let parents = if self.parents { self.parent_rows() } else { Vec::new() };
        let conn = Connection::open_in_memory().map_err(sqlite::error)?;
        let key = if self.repeated_ids { "" } else { "PRIMARY KEY" };
        conn.execute_batch(&format!(
            "CREATE TABLE Files (fileID TEXT {key}, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
             CREATE INDEX FilesDomainIdx ON Files(domain);
             CREATE INDEX FilesRelativePathIdx ON Files(relativePath);
             CREATE INDEX FilesFlagsIdx ON Files(flags);
             CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);
             BEGIN;",
        ))
        .map_err(sqlite::error)?;
        let mut count = 0;
        {
            let sql = "INSERT OR IGNORE INTO Files VALUES(?,?,?,?,?)";
            let mut insert = conn.prepare(sql).map_err(sqlite::error)?;
            for row in parents.iter().chain(&self.rows) {
                count += 1;
                let mut meta = row.meta.clone();
                meta.inode = 1_000_000 + count;
                if let Some(content) = &row.content {
                    meta.size = (content.len() as i64).saturating_add(row.size_delta);
                    let mut stored = Cow::Borrowed(content.as_slice());
                    if let Some(seal) = &mut seal {
                        let (sealed, key) = seal.file(meta.class, content);
                        stored = Cow::Owned(sealed);
                        meta.key = Some(key);
                    }
                    let kept = row.keep.unwrap_or(stored.len()).min(stored.len());
                    emit(&stored_name(&row.id), stored.get(..kept).unwrap_or_default())?;
                }
                let blob = match &row.blob {
                    Some(blob) => blob.clone(),
                    None => Some(mbfile::blob(&row.path, &meta)),
                };
                insert
                    .execute(params![row.id, row.domain, row.path, row.flags, blob])
                    .map_err(sqlite::error)?;
            }
        }
        conn.execute_batch("COMMIT").map_err(sqlite::error)?;
        let image = conn.serialize("main").map_err(sqlite::error)?;
        if !self.root_files.iter().any(|(name, _)| name == "Manifest.db") {
            match &seal {
                Some(seal) => emit("Manifest.db", &seal.manifest(&image))?,
                None => emit("Manifest.db", &image)?,
            }
        }
        for (name, content) in &self.root_files {
            if let Some(content) = content {
                emit(name, content)?;
            }
        }
        written.rows = count;
        Ok(written)
    }

    /// The folders above all files, each once, in the order of the files.
    fn parent_rows(&self) -> Vec<Row> {
        let mut seen: std::collections::HashSet<(&str, &str)> =
            self.rows.iter().map(|row| (row.domain.as_str(), row.path.as_str())).collect();
        let mut rows = Vec::new();
        for file in &self.rows {
            // A row of the caller's own making may be anything; it has no parents.
            if file.blob.is_some() {
                continue;
            }
            let ends = file.path.match_indices('/').map(|(at, _)| at);
            for end in std::iter::once(0).chain(ends) {
                let path = file.path.get(..end).unwrap_or_default();
                if seen.insert((&file.domain, path)) {
                    let meta = Meta { class: 0, mode: 0o40_755, ..file.meta.clone() };
                    rows.push(row(&file.domain, path, 2, meta));
                }
            }
        }
        rows
    }

    fn meta(&self, mode: u32) -> Meta {
        Meta { mode, ..Meta::default() }
    }

    fn fail(&mut self, error: io::Error) -> &mut Self {
        self.error.get_or_insert(error);
        self
    }
}

fn row(domain: &str, path: &str, flags: i64, meta: Meta) -> Row {
    Row {
        id: file_id(domain, path),
        domain: domain.to_owned(),
        path: path.to_owned(),
        flags,
        meta,
        content: None,
        size_delta: 0,
        keep: None,
        blob: None,
    }
}

/// The name of a stored file inside the backup: `ab/abcd...`.
pub fn stored_name(id: &str) -> String {
    format!("{}/{id}", id.get(..2).unwrap_or_default())
}

/// The device path of a file, for truths.
pub fn on_device(domain: &str, path: &str) -> String {
    device_path(domain, path)
}
