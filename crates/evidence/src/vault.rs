//! The keys of an encrypted backup, and which of them opens which file.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use crypto::{ClassKeys, Key, Keybag, KeybagError};

use crate::{Database, OpenError, ReadError, mbfile, plist};

/// The keys of an unlocked backup.
pub(crate) struct Vault {
    classes: ClassKeys,
    /// Opens `Manifest.db`; none before iOS 10.2, where it is stored plain.
    manifest_key: Option<Key>,
    /// For the metadata of single files; readers on several threads share it.
    manifest: Mutex<Option<Database>>,
}

/// How a file of an encrypted backup is stored.
pub(crate) enum Stored {
    /// Encrypted with this key.
    Sealed(Key),
    /// As it is: the manifest holds no key for it.
    Plain,
}

impl Vault {
    /// Unlocks the keybag of `Manifest.plist`.
    pub(crate) fn open(
        manifest_plist: Option<&[u8]>,
        password: &mut dyn FnMut() -> Option<String>,
    ) -> Result<Self, OpenError> {
        let damaged = |why: &str| OpenError::Damaged { what: "Manifest.plist".into(), why: why.into() };
        let list = manifest_plist.and_then(|it| plist::parse(it).ok());
        let list = list.as_ref().and_then(|it| it.root.as_dict()).ok_or_else(|| {
            damaged("the backup is encrypted, and its keys stand in this file, which is missing or cannot be read; copy the whole backup again")
        })?;
        let data = |key: &str| list.data(key);
        let bag = data("BackupKeyBag")
            .ok_or_else(|| damaged("it holds no keys (BackupKeyBag); copy the whole backup again"))?;
        let bag = Keybag::parse(bag).map_err(|error| damaged(&error.to_string()))?;
        let password = password().ok_or(OpenError::PasswordNeeded)?;
        let classes = bag.unlock(password.as_bytes()).map_err(|error| match error {
            KeybagError::WrongPassword => OpenError::WrongPassword,
            error => damaged(&error.to_string()),
        })?;
        let manifest_key = match data("ManifestKey") {
            Some(labelled) => Some(
                classes
                    .unwrap_labelled(labelled)
                    .ok_or_else(|| damaged("the key of the list of files (ManifestKey) does not open"))?,
            ),
            None => None,
        };
        Ok(Self { classes, manifest_key, manifest: Mutex::new(None) })
    }

    /// Keeps the opened list of files for looking keys up.
    pub(crate) fn keep(&self, manifest: Database) {
        *self.manifest.lock().unwrap_or_else(PoisonError::into_inner) = Some(manifest);
    }

    /// The key of `Manifest.db` itself; none where it is stored plain.
    pub(crate) fn manifest_key(&self) -> Option<Key> {
        self.manifest_key.as_ref().map(|key| Key::new(*key.as_bytes()))
    }

    /// Looks up how the file of that row of `Files` is stored.
    pub(crate) fn stored(&self, rowid: u32) -> Result<Stored, ReadError> {
        let lock = self.manifest.lock().unwrap_or_else(PoisonError::into_inner);
        let manifest = lock.as_ref().ok_or_else(|| ReadError("the list of files is not open".into()))?;
        let mut found = None;
        manifest.query_with("SELECT file FROM Files WHERE rowid = ?1", &[i64::from(rowid)], &mut |row| {
            found = row.blob(0).map(|blob| self.key_in(blob));
            ControlFlow::Break(())
        })?;
        found.unwrap_or_else(|| Err(ReadError("the manifest holds no metadata for it, and so no key".into())))
    }

    fn key_in(&self, blob: &[u8]) -> Result<Stored, ReadError> {
        let file = mbfile::parse(blob)
            .ok_or_else(|| ReadError("its metadata in the manifest is damaged, and so its key".into()))?;
        let Some(labelled) = file.encryption_key else { return Ok(Stored::Plain) };
        let wrapped = labelled.get(4..).unwrap_or_default();
        let class = file.protection_class.and_then(|it| u32::try_from(it).ok());
        class
            .and_then(|class| self.classes.unwrap(class, wrapped))
            .or_else(|| self.classes.unwrap_labelled(labelled))
            .map(Stored::Sealed)
            .ok_or_else(|| {
                ReadError("its key in the manifest does not open with the keys of this backup".into())
            })
    }
}
