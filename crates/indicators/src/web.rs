//! Takes URLs and hosts apart, as a browser would, without allocating for ordinary ones.
//!
//! # When two URLs are the same
//! Scheme and host compare without case, the host in its ASCII form; `http` and `https` count as one scheme,
//! because browsers and hosting rewrite one to the other; a default port, user-info and one trailing slash of
//! the path are ignored; escapes of unreserved characters are undone. The fragment is compared only if the
//! indicator has one. Everything else, the case of the path above all, must be equal.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use crate::text::{percent_decode, refang};

/// Longest host name DNS allows, with room for a final dot.
const MAX_HOST: usize = 254;
/// How much of a URL is searched for URLs inside it.
const MAX_NESTED_TEXT: usize = 16 * 1024;
/// How many hosts of URLs inside one URL are looked at, and how many further URLs of hosts already seen. A lure can
/// be padded with URLs at will.
const MAX_NESTED: usize = 64;

/// A URL in parts, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// The scheme, if there is one.
    pub(crate) scheme: Option<&'a str>,
    /// The host, neither lower-cased nor decoded. An IPv6 address has lost its brackets.
    pub(crate) host: &'a str,
    /// The port, if it is a number.
    pub(crate) port: Option<u16>,
    /// Path, query and fragment.
    pub(crate) rest: &'a str,
}

/// A host in the form in which hosts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host<'a> {
    /// Lower-case ASCII without a final dot.
    Name(&'a str),
    /// An address; IPv4 addresses mapped into IPv6 are IPv4.
    Address(IpAddr),
}

/// Room for one normalised host.
pub(crate) struct Scratch {
    short: [u8; MAX_HOST],
    long: String,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self { short: [0; MAX_HOST], long: String::new() }
    }
}

/// Takes a URL, or a host with or without port and path, apart. `None` if it has no host (`mailto:`, `data:`).
pub(crate) fn split(text: &str) -> Option<Parts<'_>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    let text = text.trim_start_matches(['<', '(', '"', '\'', '{', '«', '“', '‘']);
    let scheme_length = text
        .bytes()
        .take(32)
        .position(|it| !(it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.')))
        .filter(|it| text.as_bytes().get(*it) == Some(&b':'))
        .filter(|_| text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic));
    let (scheme, after) = match scheme_length.and_then(|it| text.split_at_checked(it)) {
        Some((scheme, colon)) => {
            let after = colon.get(1..).unwrap_or_default();
            if is_http(scheme) {
                (Some(scheme), after.trim_start_matches(['/', '\\']))
            } else if let Some(after) = after.strip_prefix("//") {
                (Some(scheme), after)
            } else if after.as_bytes().first().is_some_and(u8::is_ascii_digit) {
                // `evil.example:8443/path`, not a scheme.
                (None, text)
            } else {
                return None;
            }
        }
        None => (None, text.strip_prefix("//").unwrap_or(text)),
    };
    let end = after
        .bytes()
        .position(|it| matches!(it, b'/' | b'\\' | b'?' | b'#' | b'"' | b'<' | b'>' | b'`') || it <= b' ')
        .unwrap_or(after.len());
    let (authority, rest) = after.split_at_checked(end)?;
    let host_and_port = authority.rsplit_once('@').map_or(authority, |it| it.1);
    let (host, port) = if let Some(inner) = host_and_port.strip_prefix('[') {
        let (host, tail) = inner.split_once(']')?;
        (host, tail.strip_prefix(':').and_then(|it| it.parse().ok()))
    } else {
        match host_and_port.split_once(':') {
            // An IPv6 address without brackets has at least two colons.
            Some((_, tail)) if tail.contains(':') => (host_and_port, None),
            Some((host, port)) => {
                let digits = port.bytes().take_while(u8::is_ascii_digit).count();
                (host, port.get(..digits).and_then(|it| it.parse().ok()))
            }
            None => (host_and_port, None),
        }
    };
    (!host.is_empty()).then_some(Parts { scheme, host, port, rest })
}

fn is_http(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

/// The form of a host in which hosts are compared. `None` if it cannot be one.
pub(crate) fn normal_host<'s>(raw: &str, scratch: &'s mut Scratch) -> Option<Host<'s>> {
    if raw.contains(':') {
        let address = raw.split_once('%').map_or(raw, |it| it.0);
        return Some(Host::Address(address.parse::<IpAddr>().ok()?.to_canonical()));
    }
    let mut length = 0;
    let mut plain = true;
    for (place, byte) in scratch.short.iter_mut().zip(raw.bytes()) {
        plain &= byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        *place = byte.to_ascii_lowercase();
        length += 1;
    }
    let name = if plain && length == raw.len() {
        std::str::from_utf8(scratch.short.get(..length)?).ok()?
    } else {
        scratch.long = international_host(raw)?;
        scratch.long.as_str()
    };
    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = name.trim_end_matches('_');
    if name.is_empty() {
        return None;
    }
    if ends_in_number(name) {
        return browser_ipv4(name).map(|it| Host::Address(IpAddr::V4(it)));
    }
    Some(Host::Name(name))
}

/// True if only the beginning of that text is a host: the rest holds what no host can.
pub(crate) fn is_cut(raw: &str) -> bool {
    let plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_' | b':');
    !raw.bytes().all(plain) && whole_host(&decoded_host(raw)).is_none()
}

/// A host without escapes and without characters that nobody sees.
fn decoded_host(raw: &str) -> String {
    percent_decode(raw).chars().filter(|it| !matches!(it, '\u{ad}' | '\u{200b}')).collect()
}

/// The ASCII form of a host with the punctuation around it taken off, if a browser would take all of it.
fn whole_host(decoded: &str) -> Option<String> {
    let around = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_' || is_dot(c) || is_quote(c);
    let ascii = idna::domain_to_ascii(decoded.trim_matches(around)).ok()?;
    let fits = |label: &str| {
        !label.is_empty() && label.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
    };
    (ascii.len() <= MAX_HOST && ascii.split('.').all(fits)).then_some(ascii)
}

fn is_dot(c: char) -> bool {
    matches!(c, '。' | '．' | '｡')
}

/// Punctuation beyond ASCII that stands around a host in a text.
fn is_quote(c: char) -> bool {
    matches!(
        c,
        '«' | '»' | '‘'..='‟' | '‹' | '›' | '…' | '、' | '，' | '！' | '？' | '（' | '）' | '「' | '」'
    )
}

/// The ASCII form of a host with escapes, capitals beyond ASCII, or other scripts; cut at the first character
/// that no host can hold, if it cannot be one as a whole.
#[cold]
fn international_host(raw: &str) -> Option<String> {
    // Four bytes of UTF-8, each escaped, for every character of a name of the greatest length.
    if raw.len() > MAX_HOST * 12 {
        return None;
    }
    let mut host = decoded_host(raw);
    if let Some(whole) = whole_host(&host) {
        return Some(whole);
    }
    let outside = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_') || is_dot(c) || is_mark(c));
    let start = host.find(|c: char| !outside(c))?;
    host.drain(..start);
    if let Some(end) = host.find(outside) {
        host.truncate(end);
    }
    let host = idna::domain_to_ascii(host.trim_end_matches(['.', '-', '。', '．', '｡'])).ok()?;
    (host.len() <= MAX_HOST).then_some(host)
}

/// True for combining characters that scripts such as Devanagari need and `is_alphanumeric` does not count.
fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && !c.is_whitespace()
        && !c.is_control()
        && matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e30}'..='\u{e4f}' | '\u{200c}' | '\u{200d}')
}

fn ends_in_number(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    last.bytes().all(|it| it.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))
}

/// Reads an IPv4 address as browsers do: decimal, octal and hexadecimal parts, one to four of them.
fn browser_ipv4(name: &str) -> Option<Ipv4Addr> {
    let mut parts = [0_u32; 4];
    let mut count = 0;
    for part in name.split('.') {
        let (digits, radix) = match part.as_bytes() {
            [b'0', b'x', ..] => (part.get(2..)?, 16),
            [b'0', _, ..] => (part.get(1..)?, 8),
            _ => (part, 10),
        };
        let value = if digits.is_empty() { 0 } else { u32::from_str_radix(digits, radix).ok()? };
        *parts.get_mut(count)? = value;
        count += 1;
    }
    let (last, first) = parts.get(..count)?.split_last()?;
    let mut address = u64::from(*last);
    if address >= 1_u64 << (8 * (4 - first.len())) {
        return None;
    }
    for (n, part) in first.iter().enumerate() {
        if *part > 255 {
            return None;
        }
        address |= u64::from(*part) << (24 - 8 * n);
    }
    Some(Ipv4Addr::from_bits(u32::try_from(address).ok()?))
}

/// The host of a URL or host text in the form in which hosts are compared: lower-case ASCII, no final dot, no
/// port; an IP address in its shortest form. `None` if the text names no host.
///
/// For rules that compare where a visit began with where it ended.
pub fn host_of(text: &str) -> Option<Cow<'_, str>> {
    let plain = refang(text);
    let parts = split(&plain)?;
    let mut scratch = Scratch::new();
    let name = match normal_host(parts.host, &mut scratch)? {
        Host::Name(name) => name,
        Host::Address(address) => return Some(Cow::Owned(address.to_string())),
    };
    // Ordinary hosts stand in the text as they are.
    let borrowed = split(text).and_then(|it| it.host.get(..name.len())).filter(|it| *it == name);
    Some(borrowed.map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed))
}

/// The part of a normalised host that somebody registered (`evil.co.uk` of `a.evil.co.uk`), by the public
/// suffix list with its private section. `None` for addresses and for public suffixes themselves.
pub fn registrable_domain(host: &str) -> Option<&str> {
    if ends_in_number(host) || host.contains(':') {
        return None;
    }
    psl::domain_str(host)
}

/// True if a normalised host is a public suffix (private section included), or a single label.
pub(crate) fn is_public_suffix(host: &str) -> bool {
    !host.contains('.') || psl::suffix(host.as_bytes()).is_some_and(|it| it.is_known() && it == host)
}

/// Calls `each` with the URLs that stand inside the path, query or fragment of another, decoded up to twice.
pub(crate) fn nested_urls(rest: &str, each: &mut dyn FnMut(&str)) {
    let end = rest.floor_char_boundary(MAX_NESTED_TEXT);
    nested_at_depth(rest.get(..end).unwrap_or_default(), 0, &mut Nested::default(), each);
}

/// Which URLs inside another were looked at.
#[derive(Default)]
struct Nested {
    hosts: Vec<String>,
    repeated: usize,
}

impl Nested {
    /// True if a URL is to be looked at: it names a host, and there are not too many before it.
    fn admits(&mut self, url: &str) -> bool {
        let Some(parts) = split(url) else { return false };
        let mut scratch = Scratch::new();
        let host = match normal_host(parts.host, &mut scratch) {
            Some(Host::Name(name)) => Cow::Borrowed(name),
            Some(Host::Address(address)) => Cow::Owned(address.to_string()),
            None => return false,
        };
        let known = self.hosts.iter().any(|it| **it == *host);
        if known {
            self.repeated += 1;
            return self.repeated <= MAX_NESTED;
        }
        let room = self.hosts.len() < MAX_NESTED;
        if room {
            self.hosts.push(host.into_owned());
        }
        room
    }
}

fn nested_at_depth(text: &str, depth: u8, seen: &mut Nested, each: &mut dyn FnMut(&str)) {
    for at in memchr::memchr_iter(b':', text.as_bytes()) {
        let Some(url) = url_around(text, at) else { continue };
        if !seen.admits(url) {
            continue;
        }
        // Unescaped, the inner URL ends at the next parameter of the outer one, or owns everything behind it.
        let parameter = url.find(['&', ' ', '"', '<', '>', '\'']).and_then(|it| url.get(..it));
        if let Some(parameter) = parameter {
            each(parameter);
        }
        each(url);
    }
    bare_parameters(text, seen, each);
    let escaped = |at: usize| {
        let tail = text.as_bytes().get(at + 1..).unwrap_or_default();
        matches!(tail, [b'3', b'a' | b'A', ..] | [b'2', b'5', b'3', b'a' | b'A', ..])
    };
    if depth < 2 && memchr::memchr_iter(b'%', text.as_bytes()).any(escaped) {
        nested_at_depth(&percent_decode(text), depth + 1, seen, each);
    }
}

/// The text from the scheme whose colon stands at `colon`. Browsers read `https:/host` and `https:host` as
/// `https://host`, and servers join slashes; what other schemes name without slashes is no host.
fn url_around(text: &str, colon: usize) -> Option<&str> {
    let (before, after) = text.split_at_checked(colon)?;
    let scheme = before.bytes().rev().take(16).take_while(u8::is_ascii_alphanumeric).count();
    let letters = text.get(colon - scheme..colon)?;
    for http in ["https", "http"] {
        let own = letters.len().checked_sub(http.len()).and_then(|it| letters.get(it..));
        // Something may stand before it (`/web/2020http://`), where the slashes tell that it is a scheme.
        let alone = letters.len() == http.len() || after.starts_with("://");
        if alone && own.is_some_and(|it| it.eq_ignore_ascii_case(http)) {
            return text.get(colon - http.len()..);
        }
    }
    (scheme > 1 && after.starts_with("://")).then(|| text.get(colon - scheme..))?
}

/// Parameters that are an address without its scheme: `u=host.example/a`, `u=//host.example`. A host alone is more
/// often what somebody searched for.
fn bare_parameters(text: &str, seen: &mut Nested, each: &mut dyn FnMut(&str)) {
    for at in memchr::memchr_iter(b'=', text.as_bytes()) {
        let value = text.get(at + 1..).unwrap_or_default();
        let value = value.split(['&', ';', '#', ' ', '"', '<', '>', '\'']).next().unwrap_or_default();
        let value = percent_decode(value);
        let marked = value.starts_with("//") || value.starts_with("\\\\");
        let value = value.trim_start_matches(['/', '\\']);
        let authority = value.split(['/', '?', '\\']).next().unwrap_or_default();
        let has_path = value.get(authority.len()..).is_some_and(|it| it.contains('/'));
        let host = authority.rsplit_once('@').map_or(authority, |it| it.1);
        let host = host.split(':').next().unwrap_or_default();
        if !(marked || has_path) || !is_bare_host(host) {
            continue;
        }
        let url = format!("http://{value}");
        if seen.admits(&url) {
            each(&url);
        }
    }
}

/// True if a text without a scheme is a host with a domain, or an IPv4 address, and no number with a point.
fn is_bare_host(host: &str) -> bool {
    let label =
        |it: &str| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_'));
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    let number = last.chars().all(|it| it.is_numeric()) && host.parse::<Ipv4Addr>().is_err();
    !number && host.split('.').all(label)
}

/// Punctuation of the sentence around a URL.
const SENTENCE: &[char] =
    &[')', ']', '}', '.', ',', ';', ':', '!', '?', '"', '\'', '>', '*', '…', '»', '”', '’'];

/// A URL without the punctuation that follows it, or `None` if none does.
pub(crate) fn without_punctuation<'p>(parts: &Parts<'p>) -> Option<Parts<'p>> {
    let rest = parts.rest.trim_end_matches(SENTENCE);
    (rest.len() < parts.rest.len()).then_some(Parts { rest, ..*parts })
}

/// Calls `each` with the ways to write a URL that count as one, `host` being its normal host: by `http` and by
/// `https`, without user-info, default port and the punctuation that follows. Patterns look at text, and their
/// writers choose the spelling.
pub(crate) fn spellings(parts: &Parts<'_>, host: &str, each: &mut dyn FnMut(&str)) {
    let written = parts.scheme.filter(|it| !is_http(it)).map(crate::text::lower);
    let schemes: &[&str] = match &written {
        Some(scheme) => &[scheme],
        None => &["http", "https"],
    };
    let port = parts.port.filter(|it| written.is_some() || !matches!(it, 80 | 443));
    let trimmed = without_punctuation(parts).map(|it| it.rest);
    // The root of a host is written with a slash and without.
    let root = parts.rest.is_empty().then_some("/");
    for scheme in schemes {
        let mut spelled = String::with_capacity(host.len() + parts.rest.len() + 16);
        spelled.push_str(scheme);
        spelled.push_str("://");
        if host.contains(':') {
            spelled.push('[');
            spelled.push_str(host);
            spelled.push(']');
        } else {
            spelled.push_str(host);
        }
        if let Some(port) = port {
            spelled.push(':');
            spelled.push_str(&port.to_string());
        }
        let authority = spelled.len();
        for rest in [Some(parts.rest), trimmed, root].into_iter().flatten() {
            spelled.truncate(authority);
            spelled.push_str(rest);
            each(&spelled);
        }
    }
}

/// What must be equal, besides the host, for two URLs to be the same: scheme, port, path and query in one
/// text, and the fragment. See the head of this module.
pub(crate) fn resource(parts: &Parts<'_>) -> (String, Option<String>) {
    let scheme = parts.scheme.filter(|it| !is_http(it)).map_or(Cow::Borrowed("http"), crate::text::lower);
    let default = match &*scheme {
        "http" => matches!(parts.port, Some(80 | 443)),
        "ftp" => parts.port == Some(21),
        _ => false,
    };
    let (path_and_query, fragment) = match parts.rest.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment.to_owned())),
        None => (parts.rest, None),
    };
    let mut out = String::with_capacity(parts.rest.len() + 16);
    out.push_str(&scheme);
    out.push(':');
    if let Some(port) = parts.port.filter(|_| !default) {
        out.push_str(&port.to_string());
    }
    let (path, query) = match path_and_query.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path_and_query, None),
    };
    let path = path.trim_end_matches('\\');
    push_escaped(path.strip_suffix('/').unwrap_or(path), &mut out);
    if let Some(query) = query {
        out.push('?');
        push_escaped(query, &mut out);
    }
    (out, fragment.filter(|it| !it.is_empty()))
}

/// Appends with escapes of unreserved characters undone, other escapes in capitals, and what must be escaped
/// escaped.
fn push_escaped(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let escape = |byte: u8, out: &mut String| {
        out.push('%');
        for digit in [byte >> 4, byte & 15] {
            out.push(HEX.get(usize::from(digit)).map_or('0', |it| char::from(*it)));
        }
    };
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        let escaped = match (first, rest) {
            (b'%', [high, low, ..]) => crate::text::hex_digit(*high).zip(crate::text::hex_digit(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            bytes = rest.get(2..).unwrap_or_default();
            let byte = high << 4 | low;
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                escape(byte, out);
            }
        } else if *first == b'\\' {
            out.push('/');
        } else if first.is_ascii_graphic() {
            out.push(char::from(*first));
        } else {
            escape(*first, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn host(text: &str, expected: &str) {
        assert_eq!(host_of(text).as_deref().unwrap_or("-"), expected, "{text}");
    }

    #[test]
    fn hosts_as_browsers_see_them() {
        host("https://Evil.Example/x", "evil.example");
        host("evil.example", "evil.example");
        host("evil.example.", "evil.example");
        host("evil.example:8443/path", "evil.example");
        host("https://user:word@evil.example:8443/", "evil.example");
        host("https://good.example@evil.example/", "evil.example");
        host("https://evil.example@good.example/", "good.example");
        host("https:\\\\evil.example\\x", "evil.example");
        host("https:/evil.example", "evil.example");
        host("//evil.example/x", "evil.example");
        host("https://evil.example).", "evil.example");
        host("<https://evil.example>,", "evil.example");
        host("(https://evil.example/)", "evil.example");
        host("\"evil.example\"", "evil.example");
        host("https://evil%2eexample/", "evil.example");
        host("https://i❤.ws/", "xn--i-7iq.ws");
        host("https://evil-w.com❤.good.com/", "evil-w.xn--com-6r6a.good.com");
        host("https://evil.example”.", "evil.example");
        host("https://evil.example),(x", "evil.example");
        host("https://münchen.example", "xn--mnchen-3ya.example");
        host("https://MÜNCHEN.example。", "xn--mnchen-3ya.example");
        host("https://XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example");
        host("hxxps://evil[.]example[/]a", "evil.example");
        host("http://198.51.100.7:80/", "198.51.100.7");
        host("http://0xC6336407/", "198.51.100.7");
        host("http://3325256711/", "198.51.100.7");
        host("http://[2001:DB8:0::1]:443/", "2001:db8::1");
        host("2001:db8::1", "2001:db8::1");
        host("http://[::ffff:198.51.100.7]/", "198.51.100.7");
        host("mailto:someone@evil.example", "-");
        host("about:blank", "-");
        host("https://", "-");
        host("https://1.2.3.4.5/", "-");
        host("", "-");
    }

    #[test]
    fn registered_part() {
        assert_eq!(registrable_domain("a.b.evil.co.uk"), Some("evil.co.uk"));
        assert_eq!(registrable_domain("x.blogspot.com"), Some("x.blogspot.com"));
        assert_eq!(registrable_domain("198.51.100.7"), None);
        assert!(
            is_public_suffix("github.io")
                && is_public_suffix("localhost")
                && !is_public_suffix("evil.example")
        );
    }

    #[test]
    fn inner_urls_are_found_within_bounds() {
        let nested = |text: &str| {
            let mut all = Vec::new();
            nested_urls(text, &mut |it| all.push(it.to_owned()));
            all
        };
        assert_eq!(
            nested("/?u=https://evil.example/a&b=1"),
            ["https://evil.example/a", "https://evil.example/a&b=1"]
        );
        assert_eq!(nested("/?u=https%3A%2F%2Fevil.example%2Fa"), ["https://evil.example/a"]);
        assert_eq!(nested("/?u=https%253A%252F%252Fevil.example"), ["https://evil.example"]);
        assert!(nested("/?u=https%25253A%25252F%25252Fevil.example").is_empty());
        assert_eq!(nested("/?v=1.2&u=evil.example%2Fa&x=a.b.c."), ["http://evil.example/a"]);
        assert_eq!(nested("/?u=//evil.example/a"), ["http://evil.example/a"]);
        assert_eq!(nested("/?u=192.0.2.7/x"), ["http://192.0.2.7/x"]);
        assert!(nested("/?q=evil.example").is_empty());
        assert!(nested(&"://".repeat(10_000)).is_empty());
        assert!(nested(&"a=b.example/&".repeat(10_000)).len() <= MAX_NESTED + 1);
        assert!(nested(&"/?a=http://x.example".repeat(10_000)).len() <= 2 * (MAX_NESTED + 1));
        let hosts: String = (0..2_000).map(|n| format!("&a=http://x{n}.example/")).collect();
        assert_eq!(nested(&hosts).len(), 2 * MAX_NESTED);
    }

    #[test]
    fn inner_urls_cannot_be_hidden() {
        let finds = |text: &str| {
            let mut found = false;
            nested_urls(text, &mut |it| found |= host_of(it).is_some_and(|it| it.ends_with("evil-w.com")));
            assert!(found, "{text}");
        };
        finds(&format!("/?{}u=https://evil-w.com/a", "a=https://pad.example/&".repeat(300)));
        let pads: String = (0..40).map(|n| format!("a=https://pad{n}.example/&")).collect();
        finds(&format!("/?{pads}u=https://evil-w.com/a"));
        finds("/?u=user@evil-w.com/a");
        finds("/?u=user:word@evil-w.com:8443/a");
        finds("/?u=a_b.evil-w.com/a");
        finds("/?u=https:evil-w.com");
        finds("/?u=https%3Aevil-w.com");
        finds("/http:/evil-w.com/");
        finds("/HTTPS:\\evil-w.com/");
        finds("/web/2020http://evil-w.com/");
        finds("/x/https://evil-w.com");
    }

    #[test]
    fn a_cut_host_is_known_for_one() {
        for whole in
            ["i❤.ws", "münchen.example", "evil.example).", "EVIL%2eexample", "2001:db8::1", "a_b.example"]
        {
            assert!(!is_cut(whole), "{whole}");
        }
        assert!(is_cut("evil.example),(x") && is_cut("evil.example^x"));
    }
}
