//! Certificates by their digests, as indicators name them.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::{Observable, ObservableType, Record, Role};

/// The most certificates taken from one text.
const MAX_CERTIFICATES: usize = 64;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Adds the SHA-256, SHA-1 and MD5 of the certificates in these bytes, which hold one as it is (DER), or several as
/// text (PEM, RFC 7468).
pub(crate) fn installed(bytes: &[u8], record: &mut Record<'_>) {
    for der in certificates(bytes) {
        for digest in evidence::digests_of(&der) {
            record.observables.push(Observable::new(ObservableType::Certificate, digest, Role::Installed));
        }
    }
}

fn certificates(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let text = std::str::from_utf8(bytes).ok().filter(|it| it.contains(BEGIN));
    let Some(text) = text else { return vec![Cow::Borrowed(bytes)] };
    text.split(BEGIN)
        .skip(1)
        .filter_map(|it| it.split_once(END))
        .take(MAX_CERTIFICATES)
        .filter_map(|(encoded, _)| {
            let encoded: String = encoded.chars().filter(|it| !it.is_ascii_whitespace()).collect();
            STANDARD.decode(encoded).ok().map(Cow::Owned)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::certificates;

    #[test]
    fn text_and_bytes_hold_the_same_certificate() {
        let der = b"\x30\x03\x05\x05\x05";
        assert_eq!(certificates(der), [der.as_slice()]);
        let pem = "note\n-----BEGIN CERTIFICATE-----\nMAMF\r\nBQU=\n-----END CERTIFICATE-----\n".repeat(2);
        assert_eq!(certificates(pem.as_bytes()), [der.as_slice(), der.as_slice()]);
        assert!(certificates(b"-----BEGIN CERTIFICATE-----\nMAMF").is_empty());
    }
}
