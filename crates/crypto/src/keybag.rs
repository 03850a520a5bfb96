//! The keybag of an encrypted iPhone backup: one wrapped key per protection class.
//!
//! The format is a run of `tag (4 bytes) | length (u32, big-endian) | value`. What stands before the second
//! `UUID` belongs to the whole keybag, every later `UUID` begins a class key. Facts: Apple Platform Security
//! (keybags for Data Protection) and public descriptions of the backup format.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::kdf::{self, Rounds};
use crate::wrap;

/// A hostile keybag may claim any number of rounds; iPhones use ten million and ten thousand.
pub const MOST_ROUNDS: u32 = 50_000_000;
/// More class keys or longer values than any keybag has.
const MOST_CLASSES: usize = 64;
const LONGEST_VALUE: usize = 4096;
/// Bit of `WRAP`: wrapped with a key from the password.
const WRAPPED_BY_PASSWORD: u32 = 2;

/// Why a keybag could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeybagError {
    /// It does not follow the format.
    #[error("the keybag is damaged: {0}")]
    Damaged(&'static str),
    /// More rounds than anyone would wait for.
    #[error("the keybag asks for {0} rounds of key derivation, more than any phone uses")]
    TooManyRounds(u32),
    /// No key opens with this password.
    #[error("this password does not open the keybag")]
    WrongPassword,
}

/// A class key as the keybag holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wrapped {
    class: u32,
    wrap: u32,
    key: Vec<u8>,
}

/// A parsed keybag, locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keybag {
    rounds: Rounds,
    classes: Vec<Wrapped>,
}

impl Keybag {
    /// Reads a keybag (`BackupKeyBag` of `Manifest.plist`).
    ///
    /// # Errors
    /// If it does not follow the format, lacks what derivation needs, or asks for more than [`MOST_ROUNDS`].
    pub fn parse(mut bytes: &[u8]) -> Result<Self, KeybagError> {
        let mut salt = None;
        let mut iterations = None;
        let mut second_salt = None;
        let mut second_iterations = None;
        let mut uuids = 0;
        let mut classes: Vec<Wrapped> = Vec::new();
        while !bytes.is_empty() {
            let (tag, rest) =
                bytes.split_first_chunk::<4>().ok_or(KeybagError::Damaged("it ends inside a tag"))?;
            let (len, rest) =
                rest.split_first_chunk::<4>().ok_or(KeybagError::Damaged("it ends inside a length"))?;
            let len = u32::from_be_bytes(*len) as usize;
            if len > LONGEST_VALUE {
                return Err(KeybagError::Damaged("a value is longer than any keybag has"));
            }
            let value = rest.get(..len).ok_or(KeybagError::Damaged("it ends inside a value"))?;
            bytes = rest.get(len..).unwrap_or_default();
            let number = || <[u8; 4]>::try_from(value).ok().map(u32::from_be_bytes);
            if tag == b"UUID" {
                uuids += 1;
                if uuids > 1 {
                    if classes.len() == MOST_CLASSES {
                        return Err(KeybagError::Damaged("it has more keys than any keybag"));
                    }
                    classes.push(Wrapped { class: 0, wrap: 0, key: Vec::new() });
                }
                continue;
            }
            match (classes.last_mut(), tag) {
                (None, b"SALT") => salt = Some(value.to_vec()),
                (None, b"ITER") => iterations = number(),
                (None, b"DPSL") => second_salt = Some(value.to_vec()),
                (None, b"DPIC") => second_iterations = number(),
                (Some(it), b"CLAS") => {
                    it.class = number().ok_or(KeybagError::Damaged("a class is no number"))?
                }
                (Some(it), b"WRAP") => {
                    it.wrap = number().ok_or(KeybagError::Damaged("a wrapping is no number"))?
                }
                (Some(it), b"WPKY") => it.key = value.to_vec(),
                _ => {}
            }
        }
        let rounds = Rounds {
            salt: salt.ok_or(KeybagError::Damaged("it has no salt"))?,
            iterations: iterations.ok_or(KeybagError::Damaged("it has no number of rounds"))?,
            // Before iOS 10.2 there is only one derivation.
            first: match (second_salt, second_iterations) {
                (Some(salt), Some(iterations)) => Some((salt, iterations)),
                _ => None,
            },
        };
        for it in [Some(rounds.iterations), rounds.first.as_ref().map(|it| it.1)].into_iter().flatten() {
            if it == 0 {
                return Err(KeybagError::Damaged("it asks for no round of key derivation"));
            }
            if it > MOST_ROUNDS {
                return Err(KeybagError::TooManyRounds(it));
            }
        }
        Ok(Self { rounds, classes })
    }

    /// Derives the key of the password and unwraps every class key with it. Takes seconds: that is its purpose.
    ///
    /// # Errors
    /// [`KeybagError::WrongPassword`] if no key opens.
    pub fn unlock(&self, password: &[u8]) -> Result<ClassKeys, KeybagError> {
        let wanted = || self.classes.iter().filter(|it| it.wrap & WRAPPED_BY_PASSWORD != 0);
        if wanted().next().is_none() {
            return Err(KeybagError::Damaged("no key in it is wrapped with a password"));
        }
        let key = kdf::derive(password, &self.rounds);
        let keys: Vec<(u32, Key)> =
            wanted().filter_map(|it| Some((it.class, wrap::unwrap_key(&key, &it.key)?))).collect();
        if keys.is_empty() { Err(KeybagError::WrongPassword) } else { Ok(ClassKeys { keys }) }
    }
}

/// An AES-256 key, zeroed when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key(pub(crate) [u8; 32]);

impl Key {
    /// From its bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    /// Its bytes, for wrapping it when a sample is built.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// The class keys of an unlocked keybag.
#[derive(Debug)]
pub struct ClassKeys {
    keys: Vec<(u32, Key)>,
}

impl ClassKeys {
    /// Unwraps a key of a file: `wrapped` is the 40 bytes after its class number.
    #[must_use]
    pub fn unwrap(&self, class: u32, wrapped: &[u8]) -> Option<Key> {
        self.keys.iter().filter(|it| it.0 == class).find_map(|it| wrap::unwrap_key(&it.1, wrapped))
    }

    /// Unwraps `class (u32, little-endian) | 40 bytes`: the form of `ManifestKey` and of `EncryptionKey`.
    #[must_use]
    pub fn unwrap_labelled(&self, labelled: &[u8]) -> Option<Key> {
        let (class, wrapped) = labelled.split_first_chunk::<4>()?;
        self.unwrap(u32::from_le_bytes(*class), wrapped)
    }

    /// Whether that class could be opened.
    #[must_use]
    pub fn has(&self, class: u32) -> bool {
        self.keys.iter().any(|it| it.0 == class)
    }
}

/// What [`KeybagSpec::write`] needs.
#[derive(Clone, Debug)]
pub struct KeybagSpec<'a> {
    /// The password in UTF-8.
    pub password: &'a [u8],
    /// Salt of the second derivation (SHA-1), 20 bytes on a phone.
    pub salt: &'a [u8],
    /// Its rounds; 10,000 on a phone.
    pub iterations: u32,
    /// Salt and rounds of the first derivation (SHA-256); 20 bytes and 10,000,000 on a phone, none before
    /// iOS 10.2.
    pub first: Option<(&'a [u8], u32)>,
    /// The keybag's own UUID.
    pub uuid: [u8; 16],
    /// The class keys.
    pub classes: &'a [(u32, Key)],
}

impl KeybagSpec<'_> {
    /// Writes a keybag as a phone does: for samples.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let rounds = Rounds {
            salt: self.salt.to_vec(),
            iterations: self.iterations,
            first: self.first.map(|(salt, iterations)| (salt.to_vec(), iterations)),
        };
        let key = kdf::derive(self.password, &rounds);
        let mut out = Vec::new();
        let mut put = |tag: &[u8; 4], value: &[u8]| {
            out.extend_from_slice(tag);
            out.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
            out.extend_from_slice(value);
        };
        let number = |it: u32| it.to_be_bytes();
        put(b"VERS", &number(5));
        put(b"TYPE", &number(1));
        put(b"UUID", &self.uuid);
        put(b"HMCK", &[0; 40]);
        put(b"WRAP", &number(1));
        put(b"SALT", self.salt);
        put(b"ITER", &number(self.iterations));
        if let Some((salt, iterations)) = self.first {
            put(b"DPWT", &number(0));
            put(b"DPIC", &number(iterations));
            put(b"DPSL", salt);
        }
        for (class, class_key) in self.classes {
            let mut uuid = self.uuid;
            if let Some(last) = uuid.last_mut() {
                *last ^= class.to_be_bytes().last().copied().unwrap_or(0);
            }
            put(b"UUID", &uuid);
            put(b"CLAS", &number(*class));
            put(b"WRAP", &number(WRAPPED_BY_PASSWORD));
            put(b"KTYP", &number(0));
            put(b"WPKY", &wrap::wrap_key(&key, class_key));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(first: Option<(&[u8], u32)>) -> Vec<u8> {
        let classes = [(3, Key::new([3; 32])), (4, Key::new([4; 32]))];
        KeybagSpec {
            password: "pässword".as_bytes(),
            salt: &[1; 20],
            iterations: 3,
            first,
            uuid: [9; 16],
            classes: &classes,
        }
        .write()
    }

    #[test]
    fn opens_with_its_password_alone() {
        for first in [None, Some((&[2u8; 20][..], 5))] {
            let keybag = Keybag::parse(&sample(first)).unwrap();
            let keys = keybag.unlock("pässword".as_bytes()).unwrap();
            assert!(keys.has(3) && keys.has(4) && !keys.has(1));
            let file = Key::new([7; 32]);
            let wrapped = wrap::wrap_key(&Key::new([4; 32]), &file);
            assert_eq!(keys.unwrap(4, &wrapped).unwrap().as_bytes(), file.as_bytes());
            assert!(keys.unwrap(3, &wrapped).is_none());
            let labelled = [&4u32.to_le_bytes()[..], &wrapped].concat();
            assert!(keys.unwrap_labelled(&labelled).is_some());
            assert!(keys.unwrap_labelled(&labelled[..20]).is_none());
            assert_eq!(keybag.unlock(b"password").unwrap_err(), KeybagError::WrongPassword);
        }
    }

    #[test]
    fn hostile_rounds_are_refused_before_they_cost_time() {
        let mut bytes = sample(Some((&[2; 20], 5)));
        let at = bytes.windows(4).position(|it| it == b"DPIC").unwrap() + 8;
        bytes[at..at + 4].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(Keybag::parse(&bytes), Err(KeybagError::TooManyRounds(u32::MAX)));
        bytes[at..at + 4].copy_from_slice(&0u32.to_be_bytes());
        assert!(matches!(Keybag::parse(&bytes), Err(KeybagError::Damaged(_))));
    }

    #[test]
    fn every_truncation_is_an_error_or_a_smaller_keybag() {
        let bytes = sample(Some((&[2; 20], 5)));
        for len in 0..bytes.len() {
            // No panic, and never more keys than the whole has.
            if let Ok(it) = Keybag::parse(&bytes[..len]) {
                assert!(it.classes.len() <= 2);
            }
        }
        assert!(Keybag::parse(b"").is_err());
        assert!(Keybag::parse(b"SALT\xff\xff\xff\xff").is_err());
    }
}
