//! Digests in place of accounts, computed once for each: few people write most messages.

use std::borrow::Cow;
use std::collections::HashMap;

use model::ObservableType;

use crate::Sha256;
use crate::json;

/// How many digests one writer remembers.
const REMEMBERED: usize = 20_000;

/// Digests accounts, remembering those it has seen.
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

    /// See [`model::hide_in_key`].
    pub(crate) fn hide_in_key<'k>(&mut self, key: &'k str) -> Cow<'k, str> {
        model::hide_in_key(key, |kind, value| self.text(kind, value))
    }

    /// See [`model::hide_in_path`].
    pub(crate) fn hide_in_path<'p>(&mut self, path: &'p str) -> Cow<'p, str> {
        model::hide_in_path(path, |kind, value| self.text(kind, value))
    }

    fn text(&mut self, kind: ObservableType, value: &str) -> String {
        self.hex(kind, value).iter().map(|byte| char::from(*byte)).collect()
    }
}

/// The digest that stands for an account, as lower-case hex.
fn account_digest(digest: Sha256, kind: ObservableType, value: &str) -> [u8; 64] {
    let mut hex = Vec::with_capacity(64);
    json::hex(&mut hex, &model::account_digest(digest, kind, value));
    hex.try_into().unwrap_or([b'0'; 64])
}
