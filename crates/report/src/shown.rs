//! Text from evidence made harmless to look at: invisible characters made visible, addresses defanged.

use std::borrow::Cow;

use model::ObservableType;

/// True for characters that turn the reading order around, hide, or are control characters other than the usual
/// white space.
pub(crate) fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        // Bidirectional marks, embeddings, overrides and isolates; zero-width characters; line and paragraph
        // separators; the byte order mark; tags.
        '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => c.is_control(),
    }
}

/// Evidence text with invisible characters spelled out, at most `limit` bytes long.
pub fn visible(text: &str, limit: usize) -> Cow<'_, str> {
    let kept = crate::shorten(text, limit);
    if kept.len() == text.len() && !kept.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(kept.len() + 16);
    for c in kept.chars() {
        if is_invisible(c) {
            out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    if kept.len() < text.len() {
        out.push('…');
    }
    Cow::Owned(out)
}

/// An observable's value, visible, and defanged if it names a place on a network or an account.
pub fn observed(kind: ObservableType, value: &str, limit: usize) -> String {
    let value = visible(value, limit);
    match kind {
        ObservableType::Url => address(&value),
        ObservableType::Domain | ObservableType::Ip | ObservableType::Email => value.replace('.', "[.]"),
        // These are what they are, dots included; yet some stores put addresses where a path or a name belongs.
        ObservableType::Path
        | ObservableType::FileName
        | ObservableType::AppId
        | ObservableType::Process
        | ObservableType::ProfileId => schemes(&value),
        // A value may hold an account: then it is text like any other.
        ObservableType::Property if value.contains('@') => prose(&value, limit),
        ObservableType::Property => schemes(&value),
        _ => value.into_owned(),
    }
}

/// A path, visible, as it is but for schemes of addresses.
pub fn path(text: &str, limit: usize) -> String {
    schemes(&visible(text, limit))
}

/// Free text, visible, with everything in it that looks like a link or a host defanged.
pub fn prose(text: &str, limit: usize) -> String {
    let text = visible(text, limit);
    if !text.contains('.') && !text.contains("://") {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for word in text.split_inclusive(char::is_whitespace) {
        if word.contains("://") {
            out.push_str(&address(word));
        } else if looks_like_host(word) {
            out.push_str(&word.replace('.', "[.]"));
        } else {
            out.push_str(word);
        }
    }
    out
}

/// A URL: its scheme and the dots of its host broken, so that nothing makes a link of it.
fn address(text: &str) -> String {
    let Some(at) = text.find("://") else { return text.replace('.', "[.]") };
    let (scheme, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let rest = rest.strip_prefix("://").unwrap_or(rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    // Other addresses may hide in the scheme's place and in path or query.
    format!("{}://{}{}", fanged_scheme(scheme), host.replace('.', "[.]"), schemes(&tail_hosts(tail)))
}

/// Breaks the hosts of addresses that stand inside a path or query.
fn tail_hosts(tail: &str) -> Cow<'_, str> {
    if tail.contains("://") { Cow::Owned(tail.replace('.', "[.]")) } else { Cow::Borrowed(tail) }
}

/// Breaks every scheme that a program would make a link of.
fn schemes(text: &str) -> String {
    match text.find("://") {
        None => text.to_owned(),
        Some(_) => text.split("://").map(fanged_scheme).collect::<Vec<_>>().join("://"),
    }
}

/// `http` becomes `hxxp` at the end of a text.
fn fanged_scheme(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    for (scheme, broken) in [("https", "hxxps"), ("http", "hxxp"), ("ftp", "fxp")] {
        if lower.ends_with(scheme) {
            let kept = text.len() - scheme.len();
            return format!("{}{broken}", text.get(..kept).unwrap_or_default());
        }
    }
    text.to_owned()
}

/// True for a word with a dot between letters or digits, whose last label could be a top-level domain.
fn looks_like_host(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let host = word.rsplit('@').next().unwrap_or(word);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or(host);
    let Some((first, last)) = host.rsplit_once('.') else { return false };
    let label = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let address = host.split('.').count() == 4 && host.split('.').all(|it| it.parse::<u8>().is_ok());
    address || first.split('.').all(label) && last.len() >= 2 && last.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_defanged() {
        let url = |it| observed(ObservableType::Url, it, 500);
        assert_eq!(url("https://evil.example/a.b?c=d.e"), "hxxps://evil[.]example/a.b?c=d.e");
        assert_eq!(
            url("http://go.example/?u=https://evil.example/x"),
            "hxxp://go[.]example/?u=hxxps://evil[.]example/x"
        );
        assert_eq!(url("evil.example"), "evil[.]example");
        assert_eq!(observed(ObservableType::Domain, "a.b.example", 500), "a[.]b[.]example");
        assert_eq!(
            observed(ObservableType::Path, "/private/var/tmp/x.plist", 500),
            "/private/var/tmp/x.plist"
        );
        assert_eq!(
            prose("see evil.example, or https://evil.example/x now. Bye", 500),
            "see evil[.]example, or hxxps://evil[.]example/x now. Bye"
        );
        assert_eq!(prose("from 203.0.113.9 at 10.30", 500), "from 203[.]0[.]113[.]9 at 10.30");
    }

    #[test]
    fn nothing_hides() {
        assert_eq!(visible("a\u{202e}b\0c", 100), "a\\u{202e}b\\u{0}c");
        assert_eq!(visible("long text", 4), "long…");
        assert_eq!(visible("plain", 100), "plain");
    }
}
