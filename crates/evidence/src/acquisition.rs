//! An opened acquisition: facts about the device, and the tree of its members.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex, Weak};

use crypto::Decrypt;
use model::Utc;
use model::wire::Device;
use rustc_hash::FxHashMap;

use crate::error::unreadable;
use crate::facts::Facts;
use crate::image::Image;
use crate::merged::{self, Companion, Merged};
use crate::source::Counted;
use crate::store::Store;
use crate::tree::{Slot, Tree, member_name};
use crate::vault::Vault;
use crate::{Database, Entry, EntryId, OpenError, ReadError, Source, find};

/// Bounds on what hostile evidence can make us allocate.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest database image held in memory, in bytes. Larger is a named gap.
    pub image: u64,
    /// The largest property list or other whole file held in memory, in bytes.
    pub whole_file: u64,
    /// How many bytes of members of a compressed archive are held in memory at once.
    pub held: u64,
    /// After how many unpacked bytes a compressed archive is taken for a bomb.
    pub unpacked: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { image: 4 << 30, whole_file: 256 << 20, held: 4 << 30, unpacked: 2 << 40 }
    }
}

/// What names a person's phone. Goes into `custody.json` and nowhere else.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The serial number.
    pub serial: Option<String>,
    /// The IMEI.
    pub imei: Option<String>,
    /// The phone number.
    pub phone_number: Option<String>,
}

/// An opened acquisition. May be read by several threads at once.
pub struct Acquisition {
    pub(crate) store: Store,
    pub(crate) tree: Tree,
    pub(crate) limits: Limits,
    pub(crate) vault: Option<Vault>,
    pub(crate) digests: Digests,
    /// Databases in memory that are open just now: whoever wants one of them as well reads the same image.
    pub(crate) images: Mutex<FxHashMap<EntryId, Weak<Merged>>>,
    facts: Facts,
    /// Stored files that no row of the manifest names.
    unnamed: u64,
    /// Whether the manifest may have named more files than could be read of it.
    list_cut: bool,
    problems: Vec<(&'static str, u64)>,
    gaps: Vec<(&'static str, String)>,
}

/// The list of files.
pub(crate) const MANIFEST: &str = "Manifest.db";
/// What every SQLite database begins with.
pub(crate) const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// Opens evidence by its content. `password` is asked only if the evidence is encrypted; `None` from it means
/// that none can be had.
///
/// # Errors
/// See [`OpenError`].
pub fn open(
    path: &Path,
    password: &mut dyn FnMut() -> Option<String>,
    limits: Limits,
) -> Result<Acquisition, OpenError> {
    let (store, index) = Store::open_at(path, limits)?;
    let slot = |name: &str| index.slot(name);
    let start = |name: &str, most: u64| -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        store.open(slot(name)?, name).ok()?.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let manifest_plist = start("Manifest.plist", limits.whole_file);
    let info = start("Info.plist", limits.whole_file);
    let status = start("Status.plist", limits.whole_file);
    let facts = Facts::read(info.as_deref(), manifest_plist.as_deref(), status.as_deref());
    let damaged = |err: ReadError| OpenError::Damaged { what: MANIFEST.into(), why: err.0 };
    let place = slot(MANIFEST)
        .ok_or_else(|| OpenError::NotEvidence { path: path.to_owned(), found: "no Manifest.db".into() })?;
    let size = store.size(place, MANIFEST).map_err(damaged)?;
    let mut magic = Vec::new();
    store
        .open(place, MANIFEST)
        .and_then(|it| {
            it.take(SQLITE_MAGIC.len() as u64).read_to_end(&mut magic).map_err(|it| unreadable(&it))
        })
        .map_err(|err| no_list(&store, place, err))?;
    if magic.is_empty() {
        return Err(OpenError::Damaged {
            what: MANIFEST.into(),
            why: "the list of files is empty; the backup was copied or made only halfway: make it again"
                .into(),
        });
    }
    if magic != SQLITE_MAGIC && manifest_plist.is_none() {
        return Err(OpenError::Damaged {
            what: MANIFEST.into(),
            why:
                "it is encrypted or no list at all, and Manifest.plist, which would hold its key, is missing"
                    .into(),
        });
    }
    // Before iOS 10.2 an encrypted backup had a plain list of files: the property list says it then.
    let encrypted = facts.encrypted || magic != SQLITE_MAGIC && facts.has_keybag;
    let vault = if encrypted { Some(Vault::open(manifest_plist.as_deref(), password)?) } else { None };
    let companion = |suffix: &str| {
        let name = format!("{MANIFEST}{suffix}");
        match slot(&name).map(|it| store.open(it, &name)) {
            None => Companion::None,
            Some(Ok(reader)) => Companion::read(reader, limits.image),
            Some(Err(_)) => Companion::Unreadable,
        }
    };
    let (log, journal) = (companion("-wal"), companion("-journal"));
    let in_place =
        store.file(place, MANIFEST).filter(|_| vault.is_none() && !log.is_there() && !journal.is_there());
    let mut shared = Weak::new();
    let (manifest, (tree, tree_facts), digest) = std::thread::scope(|scope| {
        // The list is long, and its digest is wanted in any case: it is made while the list is unpacked and read.
        let stored =
            scope.spawn(|| crate::source::first_pass(&store, place, MANIFEST, None, &mut |_| {}).ok());
        let mut plain = None;
        let (manifest, second) = match in_place {
            Some(file) => {
                (Database::in_place(&file, size).map_err(damaged)?, Database::in_place(&file, size).ok())
            }
            None => {
                let mut reader = store.open(place, MANIFEST).map_err(damaged)?;
                let image = match vault.as_ref().and_then(Vault::manifest_key) {
                    Some(key) => {
                        let mut opened = Counted::new(Decrypt::new(reader, &key));
                        let image = Image::read(&mut opened, size, limits.image);
                        plain = Some(opened.finish());
                        image
                    }
                    None => Image::read(&mut reader, size, limits.image),
                };
                let merged = image.and_then(|it| merged::merge(it, log, journal, limits)).map_err(damaged)?;
                let merged = Arc::new(merged);
                shared = Arc::downgrade(&merged);
                let second = Database::over(Arc::clone(&merged)).ok();
                (Database::over(merged).map_err(damaged)?, second)
            }
        };
        let tree = Tree::read(&manifest, second, &index.ids, &index.roots)?;
        let stored = stored.join().ok().flatten();
        let digest = stored.map(|it| match plain {
            Some((size, sha256)) => Known { size, sha256, ..it },
            None => it,
        });
        Ok::<_, OpenError>((manifest, tree, digest))
    })?;
    let known = digest.into_iter().filter_map(|it| Some((tree.root(MANIFEST)?, it))).collect();
    let unnamed = index.ids.unnamed();
    let empty = tree.len() == index.roots.len() && index.ids.len() > 0;
    let list_cut = tree_facts.ended.is_some() || empty;
    // The keys of single files are looked up in it until the end, so its reader need not decrypt it again.
    let images = tree.root(MANIFEST).into_iter().map(|it| (it, shared.clone())).collect();
    let mut gaps = Vec::new();
    if empty {
        gaps.push((
            MANIFEST,
            "it names no file, though files are stored beside it, so none of them could be examined; copy or make the backup again".to_owned(),
        ));
    }
    gaps.extend(tree_facts.ended.map(|why| (MANIFEST, why)));
    gaps.extend(index.ended.map(|why| (MANIFEST, why)));
    gaps.extend(manifest.facts().gap.map(|why| (MANIFEST, why.to_owned())));
    for (name, list) in [("Info.plist", &info), ("Manifest.plist", &manifest_plist)] {
        if list.is_none() {
            gaps.push((
                name,
                "every backup has it and this one does not, so what only it says is missing; was it copied whole?"
                    .into(),
            ));
        }
    }
    gaps.extend(facts.gaps.iter().map(|(name, why)| (*name, (*why).to_owned())));
    if facts.unfinished {
        gaps.push(("Status.plist", "the backup says of itself that it was not finished".into()));
    }
    let problems = [
        ("a file id in the manifest is none, so it was not looked up", tree_facts.hostile_ids),
        ("a row of the manifest has no domain or path, or a path that climbs", tree_facts.odd_rows),
        ("a stored file has a name that is no file id, so it was not opened", index.odd_names),
    ];
    let problems = problems.into_iter().filter(|it| it.1 > 0).collect();
    if let Some(vault) = &vault {
        vault.keep(manifest);
    }
    Ok(Acquisition {
        store,
        tree,
        limits,
        vault,
        digests: Mutex::new(known),
        images: Mutex::new(images),
        facts,
        unnamed,
        list_cut,
        problems,
        gaps,
    })
}

/// Why the list of files cannot be read at all: what the operating system says of its own file is no damage.
fn no_list(store: &Store, place: Slot, err: ReadError) -> OpenError {
    let refused =
        store.file(place, MANIFEST).and_then(|file| Some((std::fs::File::open(&file).err()?, file)));
    match refused {
        Some((err, file)) => OpenError::Io(file, err),
        None => OpenError::Damaged { what: MANIFEST.into(), why: err.0 },
    }
}

/// Digests of members that were computed once: several artefacts may read one member.
pub(crate) type Digests = Mutex<FxHashMap<EntryId, Known>>;

/// What the first pass over a member found.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) size: u64,
    pub(crate) sha256: [u8; 32],
    pub(crate) stored_size: u64,
    pub(crate) stored_sha256: [u8; 32],
}

impl Acquisition {
    /// The kind, as on the wire: `ios_backup`.
    pub fn kind(&self) -> &'static str {
        "ios_backup"
    }
    /// Whether it is encrypted.
    pub fn encrypted(&self) -> bool {
        self.vault.is_some()
    }
    /// What kind of device it came from.
    pub fn device(&self) -> Device {
        self.facts.device.clone()
    }
    /// Serial number, IMEI, phone number.
    pub fn identity(&self) -> Identity {
        self.facts.identity.clone()
    }
    /// When the acquisition was made.
    pub fn acquired(&self) -> Option<Utc> {
        self.facts.acquired
    }
    /// Defects met while the tree was built, with how often: for `coverage.problems`.
    pub fn problems(&self) -> &[(&'static str, u64)] {
        &self.problems
    }
    /// Parts of the tree itself that could not be read, as (path, why): for `coverage.failed`.
    pub fn gaps(&self) -> &[(&'static str, String)] {
        &self.gaps
    }
    /// How many files are stored that no row of the manifest names, so that nobody knows what they are.
    pub fn unnamed(&self) -> u64 {
        self.unnamed
    }
    /// Whether a file that is not in the tree may be stored all the same: the manifest could not be read whole, and
    /// files are stored that none of the rows names that could.
    pub fn may_hold_more(&self) -> bool {
        self.list_cut && self.unnamed > 0
    }
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.tree.len()
    }
    /// Whether there are none; an opened backup has at least its manifest.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Every entry, in a fixed order: the root files first, then by domain and relative path.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> + '_ {
        self.tree.iter()
    }
    /// One entry.
    pub fn entry(&self, id: EntryId) -> Option<Entry<'_>> {
        self.tree.entry(id)
    }
    /// For each glob the files it names, in the order of [`Self::entries`], stored or not.
    ///
    /// A glob is a device path in which `*` stays within one path component; a leading `**/` stands for any
    /// directory; a name without a slash is that of a file at the root. Ask for all globs at once.
    pub fn find_all(&self, globs: &[&str]) -> Vec<Vec<EntryId>> {
        find::find(&self.tree, globs)
    }
    /// Files named by any of the globs, each once, in the order of [`Self::entries`]; see [`Self::find_all`].
    pub fn find(&self, globs: &[&str]) -> Vec<EntryId> {
        let mut found = self.find_all(globs).concat();
        found.sort_unstable();
        found.dedup();
        found
    }
    /// Makes ready what a later [`Self::source`] of these entries needs, where that is cheaper for many at once:
    /// in a `.tar.gz` they are held in memory after one pass. Elsewhere nothing happens.
    pub fn prefetch(&self, ids: &[EntryId]) {
        let slots: Vec<_> = ids.iter().map(|id| self.tree.slot(*id)).collect();
        self.store.prefetch(&slots);
    }
    /// The name a member is stored under (`3d/3d0d…`), whether or not it is stored; `None` if its file id is none.
    pub fn member(&self, id: EntryId) -> Option<String> {
        match self.tree.file_id(id) {
            Some(it) => Some(member_name(it)),
            None => self.entry(id).filter(|it| it.domain.is_empty()).map(|it| it.relative.to_owned()),
        }
    }
    /// A member as a stream, decrypted, without computing its digest first.
    pub(crate) fn plain_reader(&self, id: EntryId) -> Result<Box<dyn std::io::Read + Send + '_>, ReadError> {
        let entry = self.entry(id).ok_or_else(|| ReadError("there is no such entry".into()))?;
        Source::plain_reader(self, &entry)
    }
    /// Opens one member: finds its bytes, computes its digest.
    ///
    /// # Errors
    /// If it is not stored, too large or unreadable.
    pub fn source(&self, id: EntryId) -> Result<Source<'_>, ReadError> {
        let entry = self.entry(id).ok_or_else(|| ReadError("there is no such entry".into()))?;
        Source::open(self, entry)
    }
}
