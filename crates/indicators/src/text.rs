//! Small text transformations that indicators and evidence share.

use std::borrow::Cow;

/// Ways in which writers make an address unclickable, and what they stand for.
const FANGS: [(&str, &str); 16] = [
    ("[.]", "."),
    ("(.)", "."),
    ("{.}", "."),
    ("[dot]", "."),
    ("(dot)", "."),
    ("{dot}", "."),
    ("[://]", "://"),
    ("[:]", ":"),
    ("(:)", ":"),
    ("[/]", "/"),
    ("[@]", "@"),
    ("(@)", "@"),
    ("[at]", "@"),
    ("(at)", "@"),
    ("{at}", "@"),
    ("[.", "."),
];

/// Undoes the usual ways of writing an address so that nobody clicks it: `hxxps://evil[.]example`.
///
/// Borrows when there is nothing to undo.
pub fn refang(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let scheme =
        matches!(bytes, [b'h' | b'H', b'x' | b'X' | b't' | b'T', b'x' | b'X' | b't' | b'T', b'p' | b'P', ..])
            && !text.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("http"));
    let bracket = memchr::memchr3(b'[', b'(', b'{', bytes);
    if !scheme && bracket.is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut changed = scheme;
    let mut rest = text;
    if scheme {
        out.push_str("http");
        rest = text.get(4..).unwrap_or_default();
    }
    while let Some(at) = memchr::memchr3(b'[', b'(', b'{', rest.as_bytes()) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let fang = FANGS.iter().find(|(fang, _)| {
            tail.get(..fang.len()).is_some_and(|it| it.eq_ignore_ascii_case(fang))
                // An opening bracket before a dot without its closing one is a fang only inside a word.
                && (*fang != "[." || tail.as_bytes().get(2).is_some_and(u8::is_ascii_alphanumeric))
        });
        if let Some((fang, plain)) = fang {
            out.push_str(plain);
            rest = tail.get(fang.len()..).unwrap_or_default();
            changed = true;
        } else {
            let (bracket, after) = tail.split_at(1);
            out.push_str(bracket);
            rest = after;
        }
    }
    if !changed {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Lower case, borrowed where it already is.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|it| it.is_ascii() && !it.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Decodes `%41`; what is no escape stays, what is no UTF-8 becomes the replacement character.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        if let (b'%', [high, low, tail @ ..]) = (first, rest)
            && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
        {
            out.push(high << 4 | low);
            bytes = tail;
        } else {
            out.push(*first);
        }
    }
    Cow::Owned(
        String::from_utf8(out).unwrap_or_else(|it| String::from_utf8_lossy(it.as_bytes()).into_owned()),
    )
}

/// The value of a hexadecimal digit.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// The 32 bytes of a SHA-256 in hex.
pub(crate) fn digest_bytes(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 {
        return None;
    }
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fangs_come_back() {
        for (fanged, plain) in [
            ("hxxps://evil[.]example/a", "https://evil.example/a"),
            ("hXXp[:]//evil(.)example", "http://evil.example"),
            ("evil[dot]example", "evil.example"),
            ("someone[at]evil{.}example", "someone@evil.example"),
            ("evil[.example", "evil.example"),
            ("198[.]51[.]100[.]7", "198.51.100.7"),
        ] {
            assert_eq!(refang(fanged), plain);
        }
        for same in ["https://a.example/x[0]", "http://[2001:db8::1]/", "f(x)", "https://a.example"] {
            assert!(matches!(refang(same), Cow::Borrowed(it) if it == same));
        }
    }

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(percent_decode("%41%2e%zz%"), "A.%zz%");
        assert_eq!(percent_decode("%25%33%41"), "%3A");
    }
}
