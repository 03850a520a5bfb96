//! Finds addresses in running text: URLs of any scheme, bare domains, IP addresses, e-mail addresses; and telephone
//! numbers that leave no doubt: international ones, and those behind `tel:` or `sms:`.
//!
//! Messages are written by people and by attackers: addresses stand between brackets and quotes of many
//! scripts, without a scheme, or defanged (`hxxp`, `[.]`). What is found is given as it stands in the text,
//! less the punctuation around it; making it comparable is the business of the index.

mod phones;

use std::borrow::Cow;

use memchr::memchr3;
use model::{Observable, ObservableType, Role};

/// The most addresses taken from one text. Ten times what fits a long message; a bound for hostile ones.
pub const MAX_FOUND: usize = 65_536;

/// Why texts beyond that bound are not looked at.
pub(crate) const TOO_MANY: &str = "a text holds more addresses than are looked at";

/// The longest scheme looked for.
const MAX_SCHEME: usize = 40;
/// The longest bare host, as in DNS.
const MAX_HOST: usize = 253;
/// The longest text of an IPv6 address.
const MAX_IPV6: usize = 45;
/// The longest local part of an e-mail address.
const MAX_LOCAL: usize = 64;
/// Among so few, a value is emitted once; among more, comparing each with each would take too long.
const UNIQUE_AMONG: usize = 64;

/// An address in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A URL with its scheme, or without one if it has a path (`shortener.example/abc`).
    Url(&'a str),
    /// A bare domain.
    Domain(&'a str),
    /// An e-mail address.
    Email(&'a str),
    /// An IP address, an IPv6 one without its brackets.
    Ip(&'a str),
}

/// Adds an observable for every address in `text`. False if the text held more than [`MAX_FOUND`].
pub fn observables<'a>(text: &'a str, role: Role, out: &mut Vec<Observable<'a>>) -> bool {
    let whole = find(text, &mut |found| match found {
        Found::Url(it) => push(out, ObservableType::Url, it.into(), role),
        Found::Domain(it) => push(out, ObservableType::Domain, it.into(), role),
        Found::Ip(it) => push(out, ObservableType::Ip, it.into(), role),
        Found::Email(it) => push_account(out, Observable::email(it, role)),
    }) & phones::find(text, &mut |it| push_account(out, Observable::phone(it, role)));
    match unveiled(text) {
        Some(text) => whole & find_owned(&text, role, out),
        None => whole,
    }
}

fn find_owned(text: &str, role: Role, out: &mut Vec<Observable<'_>>) -> bool {
    find(text, &mut |found| match found {
        Found::Url(it) => push(out, ObservableType::Url, it.to_owned().into(), role),
        Found::Domain(it) => push(out, ObservableType::Domain, it.to_owned().into(), role),
        Found::Ip(it) => push(out, ObservableType::Ip, it.to_owned().into(), role),
        Found::Email(it) => push_account(out, Observable::email(it, role)),
    }) & phones::find(text, &mut |it| push_account(out, Observable::phone(it, role)))
}

/// The text as a browser would take its addresses, if it is another: characters that hosts ignore left out, other
/// scripts' dots as dots (UTS #46), `[dot]` as people write it spelled out. Read besides the text itself, because the
/// same characters also end sentences.
fn unveiled(text: &str) -> Option<String> {
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    let dot = |c: char| matches!(c, '\u{3002}' | '\u{ff0e}' | '\u{ff61}');
    let spelled = |rest: &str| {
        let word = rest.get(1..4).is_some_and(|it| it.eq_ignore_ascii_case("dot"));
        word && matches!(
            (rest.as_bytes().first(), rest.as_bytes().get(4)),
            (Some(b'['), Some(b']')) | (Some(b'('), Some(b')'))
        )
    };
    let has_spelled =
        || memchr::memchr2_iter(b'[', b'(', text.as_bytes()).any(|at| text.get(at..).is_some_and(spelled));
    let veiled = !text.is_ascii() && text.contains(|c| invisible(c) || dot(c)) || has_spelled();
    veiled.then(|| {
        let mut out = String::with_capacity(text.len());
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                c if invisible(c) => {}
                c if dot(c) => out.push('.'),
                '[' | '(' if text.get(at..).is_some_and(spelled) => {
                    out.push('.');
                    chars.nth(3);
                }
                c => out.push(c),
            }
        }
        out
    })
}

/// As [`observables`], for text that may be owned.
#[expect(clippy::ptr_arg, reason = "a borrowed text keeps its own lifetime, which `&str` would lose")]
pub fn observables_of<'a>(text: &Cow<'a, str>, role: Role, out: &mut Vec<Observable<'a>>) -> bool {
    match text {
        Cow::Borrowed(text) => observables(text, role, out),
        Cow::Owned(text) => {
            let whole = find_owned(text, role, out);
            unveiled(text).map_or(whole, |it| whole & find_owned(&it, role, out))
        }
    }
}

fn push_account<'a>(out: &mut Vec<Observable<'a>>, account: Option<Observable<'a>>) {
    if let Some(account) = account {
        let known = out.len() < UNIQUE_AMONG && out.contains(&account);
        if !known {
            out.push(account);
        }
    }
}

fn push<'a>(out: &mut Vec<Observable<'a>>, kind: ObservableType, value: Cow<'a, str>, role: Role) {
    let same = |it: &Observable<'_>| it.kind() == kind && it.place().is_none() && it.value() == value;
    if out.len() < UNIQUE_AMONG && out.iter().any(same) {
        return;
    }
    out.push(Observable::new(kind, value, role));
}

/// Calls `each` for every address in `text`, in order. False if there were more than [`MAX_FOUND`].
///
/// Linear in the length of the text; allocates only for hosts with capital or non-ASCII letters.
pub fn find<'a>(text: &'a str, each: &mut dyn FnMut(Found<'a>)) -> bool {
    let bytes = text.as_bytes();
    // Where to go on looking for a trigger, and the end of the last address: nothing reaches back over it.
    let (mut from, mut floor) = (0, 0);
    let mut count = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| memchr3(b'.', b':', b'@', rest)) {
        let at = from + at;
        let found = match bytes.get(at) {
            Some(b':') => match with_scheme(text, floor, at) {
                Step::Nothing(next) => ipv6(text, floor, at).unwrap_or(Step::Nothing(next)),
                found => found,
            },
            Some(b'@') => email(text, floor, at),
            _ => bare(text, floor, at),
        };
        match found {
            Step::Found(found, end) => {
                count += 1;
                if count > MAX_FOUND {
                    return false;
                }
                each(found);
                from = end.max(at + 1);
                floor = from;
            }
            Step::Nothing(next) => from = next.max(at + 1),
        }
    }
    true
}

enum Step<'a> {
    /// An address and where it ends.
    Found(Found<'a>, usize),
    /// Nothing here; go on at this byte.
    Nothing(usize),
}

fn byte(text: &str, at: usize) -> u8 {
    text.as_bytes().get(at).copied().unwrap_or(0)
}

fn starts(text: &str, at: usize, with: &[u8]) -> bool {
    text.as_bytes().get(at..).is_some_and(|it| it.starts_with(with))
}

/// `scheme://…`, also `scheme[:]//…`, around the colon at `at`.
fn with_scheme(text: &str, floor: usize, at: usize) -> Step<'_> {
    let bracketed = at > floor && byte(text, at - 1) == b'[' && starts(text, at + 1, b"]//");
    if !bracketed && !starts(text, at + 1, b"//") {
        return Step::Nothing(at + 1);
    }
    let (scheme_end, authority) = if bracketed { (at - 1, at + 4) } else { (at, at + 3) };
    let lowest = floor.max(scheme_end.saturating_sub(MAX_SCHEME));
    let mut start = scheme_end;
    while start > lowest
        && matches!(byte(text, start - 1), b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')
    {
        start -= 1;
    }
    while start < scheme_end && !byte(text, start).is_ascii_alphabetic() {
        start += 1;
    }
    let Some(scheme) = text.get(start..scheme_end).filter(|it| !it.is_empty()) else {
        return Step::Nothing(authority);
    };
    // Text that runs into the scheme (`seehttps://`) must not hide it.
    for known in ["https", "http", "hxxps", "hxxp", "ftp"] {
        let tail = scheme.len().checked_sub(known.len());
        if let Some(tail) = tail
            && scheme.as_bytes().get(tail..).is_some_and(|it| it.eq_ignore_ascii_case(known.as_bytes()))
        {
            start += tail;
            break;
        }
    }
    let end = url_end(text, start, authority);
    match text.get(start..end) {
        Some(url) if end > authority => Step::Found(Found::Url(url), end),
        _ => Step::Nothing(authority),
    }
}

/// Whether a character can stand neither in a URL nor in a host: white space, quotes, punctuation of scripts
/// that write without spaces, invisible marks.
fn ends_url(c: char) -> bool {
    match c {
        '\0'..=' ' | '\u{7f}'..='\u{a0}' | '<' | '>' | '"' | '`' => true,
        c if c.is_ascii() => false,
        '«' | '»' | '،' | '؛' | '؟' | '۔' | '।' | '॥' => true,
        // Spaces, zero-width and bidirectional marks, quotes, ellipsis; dashes stay.
        '\u{2000}'..='\u{200f}' | '\u{2018}'..='\u{201f}' | '\u{2026}' | '\u{2028}'..='\u{202f}' => true,
        '\u{2039}' | '\u{203a}' | '\u{205f}'..='\u{206f}' | '\u{feff}' => true,
        // CJK punctuation and brackets, full-width forms of ASCII punctuation.
        '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{301f}' => true,
        '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff3d}' => true,
        '\u{ff5b}'..='\u{ff65}' => true,
        c => c.is_whitespace(),
    }
}

/// Where the URL that starts at `start` ends, punctuation of the sentence around it left out.
fn url_end(text: &str, start: usize, authority: usize) -> usize {
    let Some(rest) = text.get(authority..) else { return authority };
    let mut end = authority + rest.find(ends_url).unwrap_or(rest.len());
    // In scripts written without spaces a sentence goes on right after the host: `evil.example请看`.
    let host_end = rest.find(['/', '?', '#', '\\']).map_or(end, |it| (authority + it).min(end));
    if let Some(host) = text.get(authority..host_end)
        && !host.is_ascii()
        && let Some(tail) = host.rfind('.').and_then(|dot| host.get(dot + 1..))
        && tail.starts_with(|c: char| c.is_ascii_alphabetic())
        && let Some(cut) = tail.find(|c: char| !c.is_ascii())
    {
        let shorter = host_end - (tail.len() - cut);
        if text.get(authority..shorter).is_some_and(|it| known_suffix(host_name(it))) {
            end = shorter;
        }
    }
    trim(text, start, authority, end)
}

/// Moves `end` back over closing punctuation that belongs to the sentence.
fn trim(text: &str, start: usize, lowest: usize, mut end: usize) -> usize {
    let bytes = text.as_bytes();
    let Some(url) = bytes.get(start..end) else { return end };
    // One signed balance for each kind of bracket: more closed than opened means the sentence opened it.
    let mut balance = [0i64; 3];
    for byte in url {
        match byte {
            b'(' => balance[0] += 1,
            b')' => balance[0] -= 1,
            b'[' => balance[1] += 1,
            b']' => balance[1] -= 1,
            b'{' => balance[2] += 1,
            b'}' => balance[2] -= 1,
            _ => {}
        }
    }
    let before = if start == 0 { 0 } else { byte(text, start - 1) };
    while end > lowest {
        match byte(text, end - 1) {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' => {}
            b')' if balance[0] < 0 => balance[0] += 1,
            b']' if balance[1] < 0 => balance[1] += 1,
            b'}' if balance[2] < 0 => balance[2] += 1,
            // Marks of emphasis, as chat programs write them, if they stand on both sides.
            last @ (b'*' | b'_' | b'~' | b'|') if last == before => {}
            _ => break,
        }
        end -= 1;
    }
    end
}

/// The host of an authority: without user-info and port.
fn host_name(authority: &str) -> &str {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|it| it.is_ascii_digit()) => host,
        _ => host,
    }
}

/// How many bytes a dot takes at `at`: `.`, or defanged `[.]`, `(.)`, `{.}`. `at` is where it begins.
fn dot_len(text: &str, at: usize) -> usize {
    if byte(text, at) == b'.' {
        1
    } else if [b"[.]".as_slice(), b"(.)", b"{.}"].iter().any(|it| starts(text, at, it)) {
        3
    } else {
        0
    }
}

/// As [`dot_len`], where `at` is where it ends.
fn dot_len_before(text: &str, at: usize) -> usize {
    if at >= 1 && byte(text, at - 1) == b'.' {
        1
    } else if at >= 3 && dot_len(text, at - 3) == 3 {
        3
    } else {
        0
    }
}

fn in_label(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// The run of labels joined by single dots around byte `at`, not below `floor`.
fn host_run(text: &str, floor: usize, at: usize, label: fn(char) -> bool) -> (usize, usize) {
    let (mut start, mut end) = (at, at);
    let lowest = floor.max(at.saturating_sub(MAX_HOST * 4));
    loop {
        let chars = text.get(..start).unwrap_or_default().chars().rev();
        let mut begin = start;
        for c in chars.take_while(|it| label(*it)) {
            if begin < lowest + c.len_utf8() {
                break;
            }
            begin -= c.len_utf8();
        }
        if begin == start {
            break;
        }
        start = begin;
        let dot = dot_len_before(text, start);
        let letter_before = text.get(..start - dot).and_then(|it| it.chars().next_back()).is_some_and(label);
        if dot == 0 || start - dot <= lowest || !letter_before {
            break;
        }
        start -= dot;
    }
    loop {
        let rest = text.get(end..).unwrap_or_default();
        let taken = rest.find(|c| !label(c)).unwrap_or(rest.len());
        end += taken;
        let dot = dot_len(text, end);
        let letter_after = text.get(end + dot..).and_then(|it| it.chars().next()).is_some_and(label);
        if dot == 0 || !letter_after || end - at > MAX_HOST * 4 {
            break;
        }
        end += dot;
    }
    (start, end)
}

/// A domain, IPv4 address or URL without scheme around the dot at `at`.
fn bare(text: &str, floor: usize, at: usize) -> Step<'_> {
    // A dot that is no separator of labels is by far the commonest: the end of a sentence.
    let defanged =
        at > floor && matches!(byte(text, at - 1), b'[' | b'(' | b'{') && dot_len(text, at - 1) == 3;
    let (left, right) = if defanged { (at - 1, at + 2) } else { (at, at + 1) };
    let before = text.get(floor..left).and_then(|it| it.chars().next_back());
    let after = text.get(right..).and_then(|it| it.chars().next());
    if !before.is_some_and(in_label) || !after.is_some_and(in_label) {
        return Step::Nothing(at + 1);
    }
    let (run_start, run_end) = around(text, floor, left, right, in_label);
    if byte(text, run_end) == b'@' || starts(text, run_end, b"://") || starts(text, run_end, b"[:]//") {
        // An e-mail address or a scheme: their own triggers come next.
        return Step::Nothing(run_end);
    }
    if run_start > 0 && byte(text, run_start - 1) == b'@' {
        // `@name.surname` is a mention.
        return Step::Nothing(run_end);
    }
    let ascii = |c: char| c.is_ascii() && in_label(c);
    let candidates = [(run_start, run_end), around(text, floor, left, right, ascii)];
    for (start, end) in candidates {
        let Some(host) = text.get(start..end).filter(|it| it.len() <= MAX_HOST * 4) else { continue };
        let is_ip = ipv4(host);
        let www = host.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("www.")) && host.len() > 4;
        if !is_ip && !www && !known_suffix(host) {
            continue;
        }
        let mut tail = end;
        if byte(text, tail) == b':' && byte(text, tail + 1).is_ascii_digit() {
            tail += 1;
            while byte(text, tail).is_ascii_digit() && tail - end <= 5 {
                tail += 1;
            }
        }
        if matches!(byte(text, tail), b'/' | b'?' | b'#') {
            let url_end = url_end(text, start, tail + 1);
            if let Some(url) = text.get(start..url_end) {
                return Step::Found(Found::Url(url), url_end);
            }
        }
        let found = if is_ip { Found::Ip(host) } else { Found::Domain(host) };
        return Step::Found(found, tail);
    }
    Step::Nothing(run_end)
}

/// The run of labels around the separator that reaches from `left` to `right`.
fn around(text: &str, floor: usize, left: usize, right: usize, label: fn(char) -> bool) -> (usize, usize) {
    let (start, _) = host_run(text, floor, left, label);
    let (_, end) = host_run(text, right, right, label);
    (start, end)
}

/// An IPv6 address around the colon at `at`.
fn ipv6(text: &str, floor: usize, at: usize) -> Option<Step<'_>> {
    // Nearly every colon stands after a word: a colon or a hexadecimal digit on both sides is rare.
    let part = |it: u8| it == b':' || it.is_ascii_hexdigit();
    if !part(byte(text, at + 1)) {
        return None;
    }
    let lowest = floor.max(at.saturating_sub(MAX_IPV6));
    let mut start = at;
    while start > lowest && part(byte(text, start - 1)) {
        start -= 1;
    }
    let mut end = at;
    while end < at + MAX_IPV6 && (part(byte(text, end)) || byte(text, end) == b'.') {
        end += 1;
    }
    let word = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    let before = text.get(floor..start).and_then(|it| it.chars().next_back());
    if word(before) || word(text.get(end..).and_then(|it| it.chars().next())) {
        return None;
    }
    let found = text.get(start..end)?.trim_end_matches(['.', ':']);
    let address: std::net::Ipv6Addr = found.parse().ok()?;
    // `::` alone stands in program text, and the machine itself is nobody's server.
    (!address.is_unspecified() && !address.is_loopback())
        .then(|| Step::Found(Found::Ip(found), start + found.len()))
}

fn ipv4(host: &str) -> bool {
    let mut parts = 0;
    for part in host.split('.') {
        parts += 1;
        let part = part.trim_end_matches(['[', '(', '{']).trim_start_matches([']', ')', '}']);
        if part.is_empty() || part.len() > 3 || part.parse::<u8>().is_err() {
            return false;
        }
    }
    parts == 4
}

/// Whether a host ends in a suffix under which names are registered.
///
/// Names reserved for documentation (`.example`, `.test`) count, so that drills behave like the real thing.
fn known_suffix(host: &str) -> bool {
    let host = host.trim_matches('.');
    let last = host.rsplit('.').next().unwrap_or_default().trim_start_matches([']', ')', '}']);
    if last.is_empty() || last.len() == host.len() || last.bytes().all(|it| it.is_ascii_digit()) {
        return false;
    }
    if last.eq_ignore_ascii_case("example") || last.eq_ignore_ascii_case("test") {
        return true;
    }
    let plain =
        host.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-' || it == b'.');
    let host: Cow<'_, str> = if plain {
        Cow::Borrowed(host)
    } else {
        let refanged: String = host.chars().filter(|it| !"[](){}".contains(*it)).collect();
        let ascii = idna::domain_to_ascii(&refanged);
        Cow::Owned(ascii.unwrap_or_else(|_| refanged.to_lowercase()))
    };
    let Some(suffix) = psl::suffix(host.as_bytes()) else { return false };
    // A private suffix (`github.io`) is itself a host.
    suffix.is_known()
        && (suffix.as_bytes().len() < host.len() || matches!(suffix.typ(), Some(psl::Type::Private)))
}

/// An e-mail address around the `@` at `at`.
fn email(text: &str, floor: usize, at: usize) -> Step<'_> {
    let lowest = floor.max(at.saturating_sub(MAX_LOCAL));
    let mut start = at;
    while start > lowest
        && matches!(byte(text, start - 1), b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'=' | b'&')
    {
        start -= 1;
    }
    while start < at && matches!(byte(text, start), b'.' | b'\'' | b'-') {
        start += 1;
    }
    if start == at {
        return Step::Nothing(at + 1);
    }
    for label in [in_label as fn(char) -> bool, |c| c.is_ascii() && in_label(c)] {
        let (_, end) = host_run(text, at + 1, at + 1, label);
        if text.get(at + 1..end).is_some_and(known_suffix)
            && let Some(found) = text.get(start..end)
        {
            return Step::Found(Found::Email(found), end);
        }
    }
    Step::Nothing(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Found<'_>]) {
        let mut found = Vec::new();
        assert!(find(text, &mut |it| found.push(it)));
        assert_eq!(found, expected, "in {text:?}");
    }

    use Found::{Domain, Email, Ip, Url};

    #[test]
    fn urls_lose_the_punctuation_around_them() {
        check("see https://a.example/x.", &[Url("https://a.example/x")]);
        check("(https://a.example/x), then", &[Url("https://a.example/x")]);
        check("https://a.example/wiki/X_(y) ok", &[Url("https://a.example/wiki/X_(y)")]);
        check("“https://a.example/x”", &[Url("https://a.example/x")]);
        check("\"https://a.example/x\">", &[Url("https://a.example/x")]);
        check("[text](https://a.example/x)!", &[Url("https://a.example/x")]);
        check("*https://a.example/x*", &[Url("https://a.example/x")]);
        check("https://a.example/x_", &[Url("https://a.example/x_")]);
        check("انظر https://a.example/x، شكرا", &[Url("https://a.example/x")]);
        check("看https://a.example/x。谢谢", &[Url("https://a.example/x")]);
        check("打开https://a.example请看", &[Url("https://a.example")]);
        check(
            "https://a.example:8443/x?u=http://b.example/",
            &[Url("https://a.example:8443/x?u=http://b.example/")],
        );
        check("https://user@evil.example:8443/", &[Url("https://user@evil.example:8443/")]);
        check("http://[2001:db8::1]/x", &[Url("http://[2001:db8::1]/x")]);
        check("http://[2001:db8::1]", &[Url("http://[2001:db8::1]")]);
    }

    #[test]
    fn ipv6_addresses_stand_alone() {
        check("ping 2001:db8::1, please", &[Ip("2001:db8::1")]);
        check("[2001:db8::1]:443", &[Ip("2001:db8::1")]);
        check("2001:db8:0:0:0:0:192.0.2.1.", &[Ip("2001:db8:0:0:0:0:192.0.2.1")]);
        for nothing in
            ["std::fmt", "at 12:30:45", "::", "a::b::c", "dead:beef", "ab:cd:ef:01:23:45", "x2001:db8::1"]
        {
            check(nothing, &[]);
        }
    }

    #[test]
    fn veiled_addresses_are_seen_as_a_browser_sees_them() {
        let values = |text: &str| {
            let mut out = Vec::new();
            assert!(observables(text, Role::Received, &mut out));
            out.iter().map(|it| it.value().to_owned()).collect::<Vec<_>>()
        };
        for veiled in [
            "go to https://evil\u{3002}test/",
            "go to https://ev\u{200b}il.test/",
            "go to https://evil[dot]test/",
            "go to https://evil(DOT)test/",
            "go to https://evil\u{ff0e}test/",
        ] {
            assert!(values(veiled).contains(&"https://evil.test/".to_owned()), "{:?}", values(veiled));
        }
        assert!(values("evil[dot]test").contains(&"evil.test".to_owned()));
        // A full stop still ends a sentence.
        assert!(values("看https://a.example/x。谢谢").contains(&"https://a.example/x".to_owned()));
    }

    #[test]
    fn any_scheme_in_any_case() {
        check("HTTPS://A.EXAMPLE/x", &[Url("HTTPS://A.EXAMPLE/x")]);
        check("ftp://a.example", &[Url("ftp://a.example")]);
        check("com.app.x://open?u=1", &[Url("com.app.x://open?u=1")]);
        check("seehttps://a.example/x", &[Url("https://a.example/x")]);
        check("end.https://a.example/x", &[Url("https://a.example/x")]);
        check("https://", &[]);
        check("://a", &[]);
    }

    #[test]
    fn defanged_forms_are_found_as_they_stand() {
        check("hxxps://a[.]example/x", &[Url("hxxps://a[.]example/x")]);
        check("hxxp[:]//a.example/x", &[Url("hxxp[:]//a.example/x")]);
        check("at evil[.]example now", &[Domain("evil[.]example")]);
        check("at sub.evil(.)com/x now", &[Url("sub.evil(.)com/x")]);
        check("1.2.3[.]4", &[Ip("1.2.3[.]4")]);
    }

    #[test]
    fn bare_hosts_need_a_suffix_that_exists() {
        check("go to evil.com now", &[Domain("evil.com")]);
        check("go to EVIL.Co.Uk, now", &[Domain("EVIL.Co.Uk")]);
        check("www.evil.nosuchsuffix", &[Domain("www.evil.nosuchsuffix")]);
        check("bit.ly/abc.", &[Url("bit.ly/abc")]);
        check("evil.com:8080/x", &[Url("evil.com:8080/x")]);
        check("evil.com: look", &[Domain("evil.com")]);
        check("bücher.com", &[Domain("bücher.com")]);
        check("请看evil.com吧", &[Domain("evil.com")]);
        check("пример.рф", &[Domain("пример.рф")]);
        check("xn--e1afmkfd.xn--p1ai", &[Domain("xn--e1afmkfd.xn--p1ai")]);
        check("name.github.io and github.io", &[Domain("name.github.io"), Domain("github.io")]);
        check("report.pdf 3.14 wait...what e.g. U.S. 12.30", &[]);
        check("com.apple.MobileSMS.plist", &[]);
    }

    #[test]
    fn addresses() {
        check("from 46.183.184.91 and 300.1.1.1", &[Ip("46.183.184.91")]);
        check("46.183.184.91:443/x", &[Url("46.183.184.91:443/x")]);
        check("1.2.3.4.5", &[]);
    }

    #[test]
    fn emails_are_no_domains() {
        check("write first.last+x@mail.evil.com!", &[Email("first.last+x@mail.evil.com")]);
        check("<a@b.example>", &[Email("a@b.example")]);
        check("@name.name hello", &[]);
        check("a@b", &[]);
        check("mailto:a@b.example", &[Email("a@b.example")]);
        check("a@b@c.example", &[Email("b@c.example")]);
    }

    #[test]
    fn numbers_stand_beside_addresses() {
        let mut out = Vec::new();
        let text = "call +1 (555) 555-0100 or https://a.example/x, again: +1 555 555 0100".to_owned();
        assert!(observables_of(&Cow::Owned(text), Role::Received, &mut out));
        let values: Vec<_> = out.iter().map(|it| (it.kind(), it.value())).collect();
        assert_eq!(
            values,
            [(ObservableType::Url, "https://a.example/x"), (ObservableType::Phone, "+15555550100")]
        );
    }

    #[test]
    fn one_value_once() {
        let mut out = Vec::new();
        observables(
            "https://a.example/x https://a.example/x A@b.example a@B.example",
            Role::Received,
            &mut out,
        );
        let values: Vec<_> = out.iter().map(Observable::value).collect();
        assert_eq!(values, ["https://a.example/x", "a@b.example"]);
    }
}
