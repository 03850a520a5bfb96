//! Digests in place of the accounts of people whom no finding is about.
//!
//! A results folder is to be no address book, and yet a later check with new indicators must find in it what it
//! would have found on the phone. So an account of a record without a finding is written as the SHA-256 of its
//! type, a zero byte and its normalised value.

use std::borrow::Cow;
use std::collections::HashMap;

use model::{Observable, ObservableType};

use crate::Sha256;
use crate::json;

/// How many digests one writer remembers.
const REMEMBERED: usize = 20_000;

/// Digests accounts, remembering those it has seen: few people write most messages.
pub(crate) struct Accounts {
    digest: Sha256,
    emails: HashMap<String, [u8; 64]>,
    phones: HashMap<String, [u8; 64]>,
}

impl Accounts {
    pub(crate) fn new(digest: Sha256) -> Self {
        Self { digest, emails: HashMap::new(), phones: HashMap::new() }
    }

    /// The digest of an account, as lower-case hex.
    pub(crate) fn hex(&mut self, kind: ObservableType, value: &str) -> [u8; 64] {
        let known = if kind == ObservableType::Phone { &mut self.phones } else { &mut self.emails };
        if let Some(hex) = known.get(value) {
            return *hex;
        }
        let hex = account_digest(self.digest, kind, value);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(value.to_owned(), hex);
        hex
    }

    /// A property-list key path with every account in it replaced: `mailto:a@b.example` becomes
    /// `mailto:{email:HEX}`.
    pub(crate) fn hide_in_key<'k>(&mut self, key: &'k str) -> Cow<'k, str> {
        if !may_hold_account(key) {
            return Cow::Borrowed(key);
        }
        Cow::Owned(self.hidden(key))
    }

    fn hidden(&mut self, key: &str) -> String {
        let mut out = String::with_capacity(key.len());
        for (at, part) in key.split('/').enumerate() {
            if at > 0 {
                out.push('/');
            }
            let account_at =
                ["mailto:", "tel:"].iter().find(|it| part.starts_with(**it)).map_or(0, |it| it.len());
            let (scheme, account) = part.split_at_checked(account_at).unwrap_or(("", part));
            out.push_str(scheme);
            match Observable::account(account, model::Role::Stored) {
                // Short numbers are counters and group ids far more often than telephone numbers.
                Some(it)
                    if !scheme.is_empty() || it.kind() == ObservableType::Email || it.value().len() >= 7 =>
                {
                    let hex = self.hex(it.kind(), it.value());
                    out.push('{');
                    out.push_str(it.kind().as_str());
                    out.push(':');
                    out.extend(hex.iter().map(|byte| char::from(*byte)));
                    out.push('}');
                }
                // An address that is no address to us is still somebody's.
                None if account.contains('@') => out.push_str("{hidden}"),
                _ => out.push_str(account),
            }
        }
        out
    }
}

/// Whether any part of a key could be an account: an address has an `@`, a scheme a colon, a number no letter.
fn may_hold_account(key: &str) -> bool {
    key.bytes().any(|it| it == b'@' || it == b':')
        || key.split('/').any(|part| !part.bytes().any(|it| it.is_ascii_alphabetic()))
}

/// The digest that stands for an account, as lower-case hex.
fn account_digest(digest: Sha256, kind: ObservableType, value: &str) -> [u8; 64] {
    let mut input = Vec::with_capacity(kind.as_str().len() + 1 + value.len());
    input.extend_from_slice(kind.as_str().as_bytes());
    input.push(0);
    input.extend_from_slice(value.as_bytes());
    let mut hex = Vec::with_capacity(64);
    json::hex(&mut hex, &digest(&input));
    hex.try_into().unwrap_or([b'0'; 64])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_hides_as_much(
            key in "([a-z0-9+ ().-]{0,12}|[0-9a-f]{40}|mailto:|tel:|[a-z]@b\\.example|/|\\+1555[0-9]{7}( ?x[0-9])?|\\PC{0,6}){0,5}"
        ) {
            let mut accounts = Accounts::new(|_| [7; 32]);
            let slow = accounts.hidden(&key);
            prop_assert_eq!(accounts.hide_in_key(&key), slow);
        }
    }

    #[test]
    fn keys_keep_their_shape_and_lose_their_people() {
        let mut accounts = Accounts::new(|input| {
            let mut out = [0; 32];
            out[0] = input.len() as u8;
            out
        });
        let mail = format!("com.apple.madrid/mailto:{{email:15{}}}", "0".repeat(62));
        assert_eq!(
            accounts.hide_in_key("com.apple.madrid/mailto:Ada@Example.test"),
            mail.replace("15", "16")
        );
        let hidden = accounts.hide_in_key("com.apple.ess/tel:+15550100/LookupDate");
        assert!(
            hidden.starts_with("com.apple.ess/tel:{phone:") && hidden.ends_with("}/LookupDate"),
            "{hidden}"
        );
        assert!(!hidden.contains("5550100"));
        assert_eq!(accounts.hide_in_key("PayloadContent/0/PayloadUUID"), "PayloadContent/0/PayloadUUID");
        assert_eq!(accounts.hide_in_key("a b@c d"), "{hidden}");
    }
}
