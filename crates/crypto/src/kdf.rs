//! From a password to the key that wraps the class keys.

use zeroize::Zeroizing;

use crate::Key;

/// Salts and rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rounds {
    pub(crate) salt: Vec<u8>,
    pub(crate) iterations: u32,
    /// Since iOS 10.2 a longer derivation with SHA-256 comes first.
    pub(crate) first: Option<(Vec<u8>, u32)>,
}

/// PBKDF2 with HMAC-SHA-256 where the keybag has it, then PBKDF2 with HMAC-SHA-1.
pub(crate) fn derive(password: &[u8], rounds: &Rounds) -> Key {
    let mut key = Key::new([0; 32]);
    match &rounds.first {
        Some((salt, iterations)) => {
            let mut first = Zeroizing::new([0u8; 32]);
            pbkdf2::pbkdf2_hmac::<sha2::Sha256>(password, salt, *iterations, first.as_mut());
            pbkdf2::pbkdf2_hmac::<sha1::Sha1>(first.as_ref(), &rounds.salt, rounds.iterations, &mut key.0);
        }
        None => pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password, &rounds.salt, rounds.iterations, &mut key.0),
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with another implementation: `hashlib.pbkdf2_hmac` twice.
    #[test]
    fn agrees_with_another_implementation() {
        let rounds =
            Rounds { salt: b"salt".to_vec(), iterations: 2, first: Some((b"first salt".to_vec(), 3)) };
        let hex: String = derive(b"password", &rounds).0.iter().map(|it| format!("{it:02x}")).collect();
        assert_eq!(hex, "36bd7c3770dd5b7fece98d6df0b4a28e4618c5996ea0c1059379639f3bc97ada");
    }
}
