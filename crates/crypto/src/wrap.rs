//! RFC 3394 key wrapping.

use aes_kw::{KeyInit as _, KwAes256};

use crate::Key;

/// Unwraps a 32-byte key from its 40 bytes; `None` if the length or the integrity check does not fit.
#[must_use]
pub fn unwrap_key(with: &Key, wrapped: &[u8]) -> Option<Key> {
    if wrapped.len() != 40 {
        return None;
    }
    let mut key = Key::new([0; 32]);
    KwAes256::new(&with.0.into()).unwrap_key(wrapped, &mut key.0).ok()?;
    Some(key)
}

/// Wraps a key: for samples.
#[must_use]
pub fn wrap_key(with: &Key, key: &Key) -> [u8; 40] {
    let mut wrapped = [0; 40];
    // It fails only for other lengths than these.
    let _ = KwAes256::new(&with.0.into()).wrap_key(&key.0, &mut wrapped);
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3394, 4.6.
    #[test]
    fn test_vector() {
        let with = Key::new(std::array::from_fn(|it| it as u8));
        let key = [
            0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF,
            0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
        ];
        let wrapped = wrap_key(&with, &Key::new(key));
        assert_eq!(wrapped[..8], [0x28, 0xC9, 0xF4, 0x04, 0xC4, 0xB8, 0x10, 0xF4]);
        assert_eq!(unwrap_key(&with, &wrapped).unwrap().as_bytes(), &key);
        let mut broken = wrapped;
        broken[39] ^= 1;
        assert!(unwrap_key(&with, &broken).is_none());
        assert!(unwrap_key(&with, &wrapped[..32]).is_none());
        assert!(unwrap_key(&with, &[]).is_none());
    }
}
