//! Digests in place of the accounts of people whom no finding is about.
//!
//! A results folder is to be no address book, and yet a later check with new indicators must find in it what it
//! would have found on the phone. So an account is written as the SHA-256 of its type, a zero byte and its normalised
//! value, wherever it stands: as a value, inside a property-list key, or in the path of a file.

use std::borrow::Cow;

use crate::observable::{Observable, ObservableType, Role};

/// The digest that stands for an account.
pub fn account_digest(digest: fn(&[u8]) -> [u8; 32], kind: ObservableType, value: &str) -> [u8; 32] {
    digest(&[kind.as_str().as_bytes(), b"\0", value.as_bytes()].concat())
}

/// A property-list key path with every account in it replaced: `mailto:a@b.example` becomes
/// `mailto:{email:HEX}`, where `hex` gives the digest of the normalised account.
pub fn hide_in_key<'k>(key: &'k str, hex: impl FnMut(ObservableType, &str) -> String) -> Cow<'k, str> {
    if may_hold_account(key) { Cow::Owned(hidden(key, true, hex)) } else { Cow::Borrowed(key) }
}

/// A path on the device with every account in it replaced. Numbers stay: in paths they are folders and dates far
/// more often than telephone numbers.
pub fn hide_in_path<'p>(path: &'p str, hex: impl FnMut(ObservableType, &str) -> String) -> Cow<'p, str> {
    if path.contains('@') { Cow::Owned(hidden(path, false, hex)) } else { Cow::Borrowed(path) }
}

fn hidden(text: &str, numbers: bool, mut hex: impl FnMut(ObservableType, &str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('/').enumerate() {
        if at > 0 {
            out.push('/');
        }
        let account_at =
            ["mailto:", "tel:"].iter().find(|it| part.starts_with(**it)).map_or(0, |it| it.len());
        let (scheme, account) = part.split_at_checked(account_at).unwrap_or(("", part));
        out.push_str(scheme);
        match Observable::account(account, Role::Stored) {
            Some(it)
                if it.kind() == ObservableType::Email
                    // Short numbers are counters and group ids far more often than telephone numbers.
                    || !scheme.is_empty()
                    || numbers && it.value().len() >= 7 =>
            {
                out.push('{');
                out.push_str(it.kind().as_str());
                out.push(':');
                out.push_str(&hex(it.kind(), it.value()));
                out.push('}');
            }
            // An address that is no address to us is still somebody's.
            None if account.contains('@') => out.push_str("{hidden}"),
            _ => out.push_str(account),
        }
    }
    out
}

/// Whether any part of a key could be an account: an address has an `@`, a scheme a colon, a number no letter.
fn may_hold_account(key: &str) -> bool {
    key.bytes().any(|it| it == b'@' || it == b':')
        || key.split('/').any(|part| !part.bytes().any(|it| it.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Cow<'_, str> {
        hide_in_key(text, |_, value| value.len().to_string())
    }

    #[test]
    fn keys_keep_their_shape_and_lose_their_people() {
        assert_eq!(key("com.apple.madrid/mailto:Ada@Example.test"), "com.apple.madrid/mailto:{email:16}");
        let hidden = key("com.apple.ess/tel:+15550100/LookupDate");
        assert!(
            hidden.starts_with("com.apple.ess/tel:{phone:") && hidden.ends_with("}/LookupDate"),
            "{hidden}"
        );
        assert!(!hidden.contains("5550100"));
        assert_eq!(key("PayloadContent/0/PayloadUUID"), "PayloadContent/0/PayloadUUID");
        assert_eq!(key("a b@c d"), "{hidden}");
    }

    #[test]
    fn paths_lose_their_people_and_keep_their_numbers() {
        let path = |text| hide_in_path(text, |_, value| value.len().to_string()).into_owned();
        let media = path("/private/var/x/Message/Media/4915112345678@s.whatsapp.net/0/1/a.jpg");
        assert!(!media.contains("4915112345678") && media.ends_with("/0/1/a.jpg"), "{media}");
        assert_eq!(
            path("/private/var/mobile/20240501/1234567890"),
            "/private/var/mobile/20240501/1234567890"
        );
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_hides_as_much(
            text in "([a-z0-9+ ().-]{0,12}|[0-9a-f]{40}|mailto:|tel:|[a-z]@b\\.example|/|\\+1555[0-9]{7}( ?x[0-9])?|\\PC{0,6}){0,5}"
        ) {
            let hex = |_, _: &str| "0".to_owned();
            proptest::prop_assert_eq!(hide_in_key(&text, hex), hidden(&text, true, hex));
        }
    }
}
