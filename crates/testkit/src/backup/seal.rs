//! Encryption as a phone does it: a keybag opened by the password, a key for each protection class, a key for each
//! file wrapped with that of its class.

use crypto::{Key, KeybagSpec, encrypt, wrap_key};

use crate::rng::Rng;

/// The classes that files of a backup have.
const CLASSES: [u32; 4] = [1, 2, 3, 4];
/// The class of the manifest's own key.
const MANIFEST_CLASS: u32 = 4;

/// The keys of one encrypted backup.
pub(super) struct Seal {
    classes: Vec<(u32, Key)>,
    rng: Rng,
    manifest: Key,
    /// `BackupKeyBag` of `Manifest.plist`.
    pub(super) keybag: Vec<u8>,
    /// `ManifestKey` of `Manifest.plist`.
    pub(super) manifest_key: Vec<u8>,
}

impl Seal {
    /// Keys drawn from `seed`, locked with `password` after `iterations` rounds of each derivation.
    pub(super) fn new(password: &str, iterations: u32, seed: u64) -> Self {
        let mut rng = Rng::new(seed).fork("keys");
        let classes: Vec<(u32, Key)> = CLASSES.iter().map(|class| (*class, key(&mut rng))).collect();
        let (salt, first): ([u8; 20], [u8; 20]) = (rng.bytes(), rng.bytes());
        let uuid = rng.bytes();
        let keybag = KeybagSpec {
            password: password.as_bytes(),
            salt: &salt,
            iterations,
            first: Some((&first, iterations)),
            uuid,
            classes: &classes,
        }
        .write();
        let manifest = key(&mut rng);
        let manifest_key = label(&classes, MANIFEST_CLASS, &manifest);
        Self { classes, rng, manifest, keybag, manifest_key }
    }

    /// Encrypts one file of `class` with a key of its own; gives the bytes and the file's `EncryptionKey`.
    pub(super) fn file(&mut self, class: u32, plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let key = key(&mut self.rng);
        (encrypt(plain.to_vec(), &key), label(&self.classes, class, &key))
    }

    /// Encrypts `Manifest.db`.
    pub(super) fn manifest(&self, plain: &[u8]) -> Vec<u8> {
        encrypt(plain.to_vec(), &self.manifest)
    }
}

/// Class number, little-endian, and the wrapped key. An unknown class leaves the key out.
fn label(classes: &[(u32, Key)], class: u32, key: &Key) -> Vec<u8> {
    let mut label = class.to_le_bytes().to_vec();
    if let Some((_, with)) = classes.iter().find(|it| it.0 == class) {
        label.extend(wrap_key(with, key));
    }
    label
}

fn key(rng: &mut Rng) -> Key {
    Key::new(rng.bytes())
}
