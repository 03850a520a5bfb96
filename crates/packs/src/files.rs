//! Walks folders and tells packs from other files.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use indicators::{MAX_BYTES, Pack, PackError};

use crate::{LoadError, Loaded, Sha256Hex, Skipped};

/// Folders nest no deeper than this.
const MAX_DEPTH: usize = 16;
/// Entries looked at in one named folder; whatever comes after is said to be skipped.
const MAX_ENTRIES: usize = 20_000;
/// How much of a file tells a bundle from anything else.
const HEAD: u64 = 4096;

/// Loads a file or folder that somebody named.
pub(crate) fn load_named(path: &Path, sha256: Sha256Hex, loaded: &mut Loaded) -> Result<(), LoadError> {
    let named = || path.display().to_string();
    let unreadable = |why| LoadError::Unreadable { path: named(), why };
    let about = fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        // A folder that may not be listed is an error, not an empty one.
        fs::read_dir(path).map_err(unreadable)?;
        let (packs, skipped) = (loaded.packs.len(), loaded.skipped.len());
        load_folder(path, sha256, loaded);
        let found = loaded.packs.len() > packs;
        let repeated = loaded.skipped.iter().skip(skipped).any(|it| it.why.starts_with(SAME));
        if !found && !repeated {
            return Err(LoadError::NoPack { path: named(), skipped: loaded.skipped.split_off(skipped) });
        }
        return Ok(());
    }
    if !about.is_file() {
        return Err(unreadable(io::Error::other("it is neither a file nor a folder")));
    }
    let label = label(path.file_name().unwrap_or(path.as_os_str()));
    let bytes = read(path).map_err(unreadable)?;
    let bytes = bytes.ok_or_else(|| LoadError::NotAPack { path: named(), why: too_large() })?;
    match parse(&label, &bytes, sha256) {
        Ok(pack) => add(pack, loaded),
        Err(why) => return Err(LoadError::NotAPack { path: named(), why }),
    }
    Ok(())
}

/// Loads what a folder and those inside it hold.
pub(crate) fn load_folder(folder: &Path, sha256: Sha256Hex, loaded: &mut Loaded) {
    Walk { sha256, loaded, left: MAX_ENTRIES }.folder(folder, "", 0);
}

struct Walk<'a> {
    sha256: Sha256Hex,
    loaded: &'a mut Loaded,
    left: usize,
}

impl Walk<'_> {
    /// Names what is no pack.
    fn skip(&mut self, path: &str, why: impl ToString) {
        self.loaded.skipped.push(Skipped { path: path.to_owned(), why: why.to_string(), unusable: false });
    }

    /// Names what is a pack, or may hold one, and cannot be used.
    fn unusable(&mut self, path: &str, why: impl ToString) {
        self.loaded.skipped.push(Skipped { path: path.to_owned(), why: why.to_string(), unusable: true });
    }

    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) {
        let mut entries: Vec<fs::DirEntry> = match fs::read_dir(folder) {
            Ok(entries) => entries.filter_map(Result::ok).take(self.left + 1).collect(),
            Err(why) => return self.unusable(prefix, why),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let shown = if prefix.is_empty() { label(&name) } else { format!("{prefix}/{}", label(&name)) };
            if self.left == 0 {
                return self.unusable(
                    &shown,
                    format!("the folder holds more than {MAX_ENTRIES} entries; the rest is not looked at"),
                );
            }
            self.left -= 1;
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(why) => {
                    self.unusable(&shown, why);
                    continue;
                }
            };
            if kind.is_symlink() {
                self.skip(&shown, "it is a link, and links in a folder are not followed");
            } else if name.as_encoded_bytes().starts_with(b".") {
                self.skip(&shown, "it is hidden");
            } else if kind.is_dir() && depth + 1 < MAX_DEPTH {
                self.folder(&entry.path(), &shown, depth + 1);
            } else if kind.is_dir() {
                self.unusable(&shown, "folders nest too deeply");
            } else if kind.is_file() {
                self.file(&entry.path(), &shown);
            } else {
                self.skip(&shown, "it is no ordinary file");
            }
        }
    }

    fn file(&mut self, path: &Path, shown: &str) {
        match looks_like_pack(path) {
            Ok(true) => {}
            Ok(false) => return self.skip(shown, "it is neither a STIX bundle nor a list (*.txt, *.csv)"),
            Err(why) => return self.unusable(shown, why),
        }
        match read(path) {
            Ok(Some(bytes)) => match parse(shown, &bytes, self.sha256) {
                Ok(pack) => add(pack, self.loaded),
                Err(why) if is_list(path) || is_bundle(path, &bytes, &why) => self.unusable(shown, why),
                Err(why) => self.skip(shown, why),
            },
            Ok(None) => self.unusable(shown, too_large()),
            Err(why) => self.unusable(shown, why),
        }
    }
}

const SAME: &str = "it has the same bytes as";

fn add(pack: Pack, loaded: &mut Loaded) {
    match loaded.packs.iter().find(|it| it.sha256 == pack.sha256) {
        Some(known) => {
            let why = format!("{SAME} {}", known.path);
            loaded.skipped.push(Skipped { path: pack.path, why, unusable: false });
        }
        None => loaded.packs.push(pack),
    }
}

/// True for a list by its name, and for what may be a bundle by its beginning.
fn looks_like_pack(path: &Path) -> io::Result<bool> {
    if is_list(path) {
        return Ok(true);
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(begins_as_object(&head))
}

fn is_list(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("txt") || it.eq_ignore_ascii_case("csv"))
}

/// True if what cannot be used was meant as a bundle, by its name or by what it calls itself; any other JSON is no
/// pack at all. A bundle that says nothing about indicators, as those of identities do, is none either.
fn is_bundle(path: &Path, bytes: &[u8], why: &PackError) -> bool {
    if let PackError::Empty { skipped } = why
        && skipped.is_empty()
    {
        return false;
    }
    let named = path
        .extension()
        .and_then(OsStr::to_str)
        .is_some_and(|it| it.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("stix")));
    // In UTF-16 a zero stands between the letters.
    let letters = bytes.iter().copied().filter(|it| *it != 0);
    let head: Vec<u8> = letters.filter(|it| !it.is_ascii_whitespace()).take(HEAD as usize).collect();
    const SAYS_SO: &[u8] = b"\"type\":\"bundle\"";
    named || head.windows(SAYS_SO.len()).any(|it| it == SAYS_SO)
}

/// True if the text begins as a JSON object does.
fn begins_as_object(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").or_else(|| head.strip_prefix(b"\xff\xfe")).unwrap_or(head);
    let head = head.strip_prefix(b"\xfe\xff").unwrap_or(head);
    head.iter().find(|it| !it.is_ascii_whitespace() && **it != 0) == Some(&b'{')
}

fn parse(label: &str, bytes: &[u8], sha256: Sha256Hex) -> Result<Pack, PackError> {
    let digest = sha256(bytes);
    if begins_as_object(bytes) {
        Pack::from_stix(label, &digest, bytes)
    } else {
        Pack::from_list(label, &digest, bytes)
    }
}

/// The bytes of a file, or `None` if there are more than a pack may have.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_BYTES as u64 {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= MAX_BYTES).then_some(bytes))
}

fn too_large() -> PackError {
    PackError::TooLarge { limit: (MAX_BYTES >> 20) as u64 }
}

fn label(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

/// What a folder holds instead of packs, for the error text.
pub(crate) fn first_reason(skipped: &[Skipped]) -> String {
    match skipped {
        [] => ": it is empty".to_owned(),
        [first] => format!(": {} was skipped: {}", first.path, first.why),
        [first, rest @ ..] => {
            format!(": {} was skipped: {}; and {} more were", first.path, first.why, rest.len())
        }
    }
}
