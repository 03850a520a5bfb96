//! Web addresses: their form is checked, nothing is ever contacted.

use serde_json::Value as Json;

use crate::field::{Shape, Value};
use crate::nearest::shown;
use crate::node::Node;
use crate::reader::Reader;

/// Longer ones are no addresses of sources.
const LONGEST: usize = 2_048;

/// An address with `http` or `https`, in ASCII.
///
/// No other scheme, so that a link on a page can run nothing; no user name, so that nobody's password is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(String);

impl Url {
    /// Takes an address, or says what is wrong with it.
    ///
    /// # Errors
    /// What was expected, what was found, what to do.
    pub fn new(text: &str) -> Result<Self, String> {
        let why = |what: &str| Err(format!("{what}, found {}", shown(text)));
        if text.len() > LONGEST {
            return why("an address has at most 2048 characters");
        }
        let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
            return why("expected an address that begins with https:// or http://");
        };
        let allowed = |it: u8| it.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&it);
        if !text.bytes().all(allowed) {
            return why(
                "an address has no spaces and no letters beyond ASCII: copy it from the browser's address bar",
            );
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return why("an address must not hold a user name: take out what stands before the @");
        }
        if !is_host(authority) {
            return why("expected a host after ://");
        }
        Ok(Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name, an IPv4 or a bracketed IPv6 address, with a port or without.
fn is_host(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port = port.is_none_or(|it| it.parse::<u16>().is_ok() && it.bytes().all(|it| it.is_ascii_digit()));
    if let Some(inner) = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return port && inner.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let label = |it: &str| {
        (1..=63).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
    };
    port && host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(label)
}

impl Value for Url {
    fn shape() -> Shape {
        Shape::Url
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "an address, as \"https://news.example/article\"")?;
        Self::new(text).or_else(|why| reader.refuse(node.at, why).ok_or(())).ok()
    }

    fn write(&self) -> Json {
        self.0.as_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_for_the_web_and_carry_no_password() {
        for text in [
            "https://news.example/a?b=c#d",
            "http://www.example:8080",
            "https://203.0.113.7/x",
            "https://[2001:db8::1]:443/",
            "https://xn--bcher-kva.example/",
        ] {
            assert!(Url::new(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "javascript:alert(1)",
            "ftp://news.example/",
            "HTTPS://news.example",
            "https://",
            "https:///x",
            "https://user:pass@news.example/",
            "https://news..example/",
            "https://news.example:x/",
            "https://news.example:/",
            "https://news.example/<script>",
            "https://news.example/a b",
            "https://bücher.example/",
            "https://[::1/",
            "https://news.example/\u{202e}",
            "https://news.example/\0",
        ] {
            assert!(Url::new(text).is_err(), "{text}");
        }
    }
}
