//! Names of rows: the local ones that an author chooses, and the public ones that are made from them.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::Entity;

/// Crockford's base 32 in lower case: no `i`, `l`, `o` or `u`, so nothing can be misread.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters after the prefix: 26 of five bits each are the first 130 bits of a digest.
const DIGITS: usize = 26;
/// Three characters of prefix, an underscore, and the digits.
const LENGTH: usize = 4 + DIGITS;
/// The longest name an author may choose, in characters.
const LONGEST: usize = 64;

/// Declares a name that an author chooses; both kinds have the same form.
macro_rules! chosen {
    ($(#[doc = $about:literal])+ $name:ident) => {
        $(#[doc = $about])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads a name: a lower-case letter or digit, then at most 63 of `a-z 0-9 . _ -`.
            pub fn parse(text: &str) -> Option<Self> {
                is_name(text).then(|| Self(text.to_owned()))
            }

            /// The name as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

chosen! {
    /// The name of a dossier.
    DossierId
}

chosen! {
    /// The name of a row inside its dossier. No two rows of a dossier share one, whatever their entity.
    LocalId
}

fn is_name(text: &str) -> bool {
    let first = text.bytes().next().is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let rest = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"._-".contains(&it);
    first && text.len() <= LONGEST && text.bytes().all(rest)
}

/// The public name of a row: it is the same on every machine and after every import.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    entity: Entity,
    text: [u8; LENGTH],
}

impl Id {
    /// The public name of the row that a dossier calls `local`.
    pub fn of(dossier: &DossierId, entity: Entity, local: &LocalId) -> Self {
        let mut hash = Sha256::new();
        hash.update(dossier.as_str());
        hash.update([0]);
        hash.update(entity.name());
        hash.update([0]);
        hash.update(local.as_str());
        let mut text = [b'_'; LENGTH];
        let prefix = entity.prefix().bytes();
        let hash = hash.finalize();
        let digits = digits(&hash);
        for (place, byte) in text.iter_mut().zip(prefix.chain([b'_']).chain(digits)) {
            *place = byte;
        }
        Self { entity, text }
    }

    /// Reads a public name. The digits are not checked against anything: a name may point nowhere.
    pub fn parse(text: &str) -> Option<Self> {
        let (prefix, digits) = text.split_once('_')?;
        let entity = Entity::ALL.into_iter().find(|it| it.prefix() == prefix)?;
        let fits = digits.len() == DIGITS && digits.bytes().all(|it| ALPHABET.contains(&it));
        let text = <[u8; LENGTH]>::try_from(text.as_bytes()).ok()?;
        fits.then_some(Self { entity, text })
    }

    /// Of which entity the row is.
    pub fn entity(&self) -> Entity {
        self.entity
    }

    /// The name as it stands in addresses.
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever put in.
        std::str::from_utf8(&self.text).unwrap_or_default()
    }
}

/// The first 130 bits of a digest, five at a time.
fn digits(hash: &[u8]) -> impl Iterator<Item = u8> {
    (0..DIGITS).map(|place| {
        let (byte, bit) = (place * 5 / 8, place * 5 % 8);
        let at = |n: usize| u16::from(hash.get(n).copied().unwrap_or_default());
        let pair = at(byte) << 8 | at(byte + 1);
        let five = usize::from(pair >> (11 - bit) & 31);
        ALPHABET.get(five).copied().unwrap_or_default()
    })
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_name_is_made_of_the_first_130_bits() {
        // SHA-256 of "founding\0actor\0a1", taken apart by hand in Python.
        let id =
            Id::of(&DossierId::parse("founding").unwrap(), Entity::Actor, &LocalId::parse("a1").unwrap());
        assert_eq!(id.as_str(), "act_y08by1gv4zvea8kfz6rwa21gzr");
        assert_eq!(Id::parse(id.as_str()), Some(id));
        assert_eq!(id.entity(), Entity::Actor);
    }

    #[test]
    fn other_names_are_none() {
        for text in [
            "",
            "act",
            "act_",
            "xxx_00000000000000000000000000",
            "act_0000000000000000000000000i",
            "act_0000000000000000000000000",
            "ACT_00000000000000000000000000",
            "act_000000000000000000000000é0",
        ] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
        for text in ["", "A1", ".a", "a b", "a/b", "ä", &"a".repeat(65)] {
            assert_eq!(LocalId::parse(text), None, "{text}");
        }
        assert!(LocalId::parse("q1.0").is_some());
    }
}
