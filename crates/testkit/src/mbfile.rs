//! The metadata blob of a manifest row: an `MBFile` in an NSKeyedArchiver binary property list.

use plist::{Dictionary, Value};

use crate::keyed::{Archive, binary};

/// What the manifest says about one file.
#[derive(Clone, Debug)]
pub struct Meta {
    /// Modification, status change and birth, in Unix seconds.
    pub modified: i64,
    /// When the inode changed, in Unix seconds.
    pub status_changed: i64,
    /// When the file was created, in Unix seconds.
    pub birth: i64,
    /// Type and permission bits as `stat` gives them: 33188 a file, 16877 a folder, 41453 a link.
    pub mode: u32,
    /// Owner and group, 501 for `mobile`, 0 for `root`.
    pub owner: u32,
    /// The data protection class, 1 to 4; 0 for what carries no data.
    pub class: u32,
    /// The file's inode.
    pub inode: u64,
    /// The size the manifest claims, in bytes.
    pub size: i64,
    /// The target of a symbolic link.
    pub target: Option<String>,
    /// Class number and wrapped key, as they stand in `EncryptionKey`.
    pub key: Option<Vec<u8>>,
}

impl Default for Meta {
    /// A plain file of `mobile`, last touched on 2024-06-01.
    fn default() -> Self {
        Self {
            modified: 1_717_236_000,
            status_changed: 1_717_236_000,
            birth: 1_717_235_000,
            mode: 0o100_644,
            owner: 501,
            class: 3,
            inode: 1,
            size: 0,
            target: None,
            key: None,
        }
    }
}

/// The blob for the file at `path` (relative to its domain).
pub fn blob(path: &str, meta: &Meta) -> Vec<u8> {
    let mut archive = Archive::new();
    let root = archive.reserve();
    let mut dict = Dictionary::new();
    let mut int = |key: &str, value: i64| {
        dict.insert(key.to_owned(), Value::from(value));
    };
    int("LastModified", meta.modified);
    int("Flags", 0);
    int("GroupID", i64::from(meta.owner));
    int("LastStatusChange", meta.status_changed);
    int("Birth", meta.birth);
    int("Size", meta.size);
    int("InodeNumber", i64::try_from(meta.inode).unwrap_or(i64::MAX));
    int("Mode", i64::from(meta.mode));
    int("UserID", i64::from(meta.owner));
    int("ProtectionClass", i64::from(meta.class));
    dict.insert("RelativePath".to_owned(), archive.text(path));
    if let Some(target) = &meta.target {
        let target = archive.text(target);
        dict.insert("Target".to_owned(), target);
    }
    if let Some(key) = &meta.key {
        let key = archive.data(key);
        dict.insert("EncryptionKey".to_owned(), key);
    }
    dict.insert("$class".to_owned(), archive.class(&["MBFile", "NSObject"]));
    archive.fill(root, Value::Dictionary(dict));
    binary(&archive.root("root", root))
}
