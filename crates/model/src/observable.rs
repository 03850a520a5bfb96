//! Values that published indicators can name: what was seen, and in which role.

use std::borrow::Cow;
use std::fmt;

use crate::record::Locator;

/// The types of observable that indicators can name. Names follow the wire contract of `findings.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObservableType {
    /// A DNS name.
    Domain,
    /// A URL with its scheme.
    Url,
    /// An IPv4 or IPv6 address.
    Ip,
    /// An e-mail address or e-mail-like account name.
    Email,
    /// A telephone number.
    Phone,
    /// A process name, as a store of processes names it.
    Process,
    /// A path on the device.
    Path,
    /// A file's base name.
    FileName,
    /// An MD5 digest, lower-case hex.
    Md5,
    /// A SHA-1 digest, lower-case hex.
    Sha1,
    /// A SHA-256 digest, lower-case hex.
    Sha256,
    /// An app's bundle identifier or package name.
    AppId,
    /// A certificate's digest, lower-case hex.
    Certificate,
    /// A configuration profile's identifier or UUID.
    ProfileId,
    /// A system property's name.
    Property,
}

impl ObservableType {
    /// Every type, in wire order.
    pub const ALL: [Self; 15] = [
        Self::Domain,
        Self::Url,
        Self::Ip,
        Self::Email,
        Self::Phone,
        Self::Process,
        Self::Path,
        Self::FileName,
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::AppId,
        Self::Certificate,
        Self::ProfileId,
        Self::Property,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Url => "url",
            Self::Ip => "ip",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Process => "process",
            Self::Path => "path",
            Self::FileName => "file_name",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::AppId => "app_id",
            Self::Certificate => "certificate",
            Self::ProfileId => "profile_id",
            Self::Property => "property",
        }
    }

    /// The type with that wire name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// True for domain, URL and IP address: names of places on a network.
    pub fn is_network(self) -> bool {
        matches!(self, Self::Domain | Self::Url | Self::Ip)
    }

    /// True for e-mail and phone: names of accounts, and thereby of other people.
    pub fn is_account(self) -> bool {
        matches!(self, Self::Email | Self::Phone)
    }
}

impl fmt::Display for ObservableType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the phone or its owner had to do with the observable. Together with its type it decides level and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It came in: a received message or its sender, an incoming call, an invitation.
    Received,
    /// The owner sent it, or called it.
    Sent,
    /// The owner's browser went there.
    Visited,
    /// A cache, tab list or lookup table holds it.
    Cached,
    /// A statistics store counted it.
    Counted,
    /// It stands in the owner's contacts.
    Contact,
    /// It ran, or a store that names processes and executables names it.
    Ran,
    /// A file of that name, path or digest is or was on the device.
    Stored,
    /// It is installed or configured: an app, a profile, a certificate, a setting.
    Installed,
}

impl Role {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Sent => "sent",
            Self::Visited => "visited",
            Self::Cached => "cached",
            Self::Counted => "counted",
            Self::Contact => "contact",
            Self::Ran => "ran",
            Self::Stored => "stored",
            Self::Installed => "installed",
        }
    }

    /// The role with that wire name.
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Received,
            Self::Sent,
            Self::Visited,
            Self::Cached,
            Self::Counted,
            Self::Contact,
            Self::Ran,
            Self::Stored,
            Self::Installed,
        ]
        .into_iter()
        .find(|it| it.as_str() == name)
    }
}

/// A value an indicator could name, seen at one place in one role.
///
/// Values of accounts are normalised when they are made (e-mail lower-cased, phone to digits with a leading
/// `+` where the country is known), because results may keep only their digest and two runs must agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Observable<'a> {
    kind: ObservableType,
    value: Cow<'a, str>,
    role: Role,
    at: Option<Locator<'a>>,
    digest: bool,
}

impl<'a> Observable<'a> {
    /// An observable of any type. Prefer the named constructors where one exists.
    pub fn new(kind: ObservableType, value: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self { kind, value: value.into(), role, at: None, digest: false }
    }

    /// A URL as found, with its scheme.
    pub fn url(value: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self::new(ObservableType::Url, value, role)
    }

    /// A host or bare domain as found.
    pub fn domain(value: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self::new(ObservableType::Domain, value, role)
    }

    /// A host as a store names it: an IP address (an IPv6 one in brackets or not), else a domain.
    pub fn host(value: impl Into<Cow<'a, str>>, role: Role) -> Self {
        let value = value.into();
        let bare = value.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(&value);
        let is_ip = bare.parse::<std::net::IpAddr>().is_ok();
        Self::new(if is_ip { ObservableType::Ip } else { ObservableType::Domain }, value, role)
    }

    /// A process name, at most as long as the platform keeps it.
    pub fn process(value: impl Into<Cow<'a, str>>) -> Self {
        Self::new(ObservableType::Process, value, Role::Ran)
    }

    /// An absolute device path.
    pub fn path(value: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self::new(ObservableType::Path, value, role)
    }

    /// A bundle identifier.
    pub fn app_id(value: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self::new(ObservableType::AppId, value, role)
    }

    /// An e-mail address or e-mail-like account, without `mailto:`; `None` if it is not one (no inner `@`).
    pub fn email(value: &str, role: Role) -> Option<Self> {
        let value = value.trim().trim_start_matches("mailto:").trim_matches('"');
        let (local, host) = value.rsplit_once('@')?;
        if local.is_empty() || host.is_empty() || value.len() > 320 || value.contains(char::is_whitespace) {
            return None;
        }
        Some(Self::new(ObservableType::Email, value.to_lowercase(), role))
    }

    /// A telephone number: digits, with a leading `+` if it had one or began with `00`; `None` for fewer than
    /// five or more than fifteen digits (E.164's limit) or letters.
    pub fn phone(value: &str, role: Role) -> Option<Self> {
        let value = value.trim().trim_start_matches("tel:");
        let mut digits = String::with_capacity(value.len().min(24));
        let mut plus = value.starts_with('+');
        for c in value.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' | ' ' | '\u{a0}' | '-' | '(' | ')' | '.' | '/' | '\u{2011}' | '\u{202a}' | '\u{202c}' => {
                }
                _ => return None,
            }
            if digits.len() > 17 {
                return None;
            }
        }
        if !plus && digits.starts_with("00") {
            digits.drain(..2);
            plus = true;
        }
        if !(5..=15).contains(&digits.len()) {
            return None;
        }
        if plus {
            digits.insert(0, '+');
        }
        Some(Self::new(ObservableType::Phone, digits, role))
    }

    /// An account that may be an e-mail address or a telephone number, as iMessage handles are.
    pub fn account(value: &str, role: Role) -> Option<Self> {
        if value.contains('@') { Self::email(value, role) } else { Self::phone(value, role) }
    }

    /// The same observable, carried by another row or key than the record's own.
    #[must_use]
    pub fn at(mut self, place: Locator<'a>) -> Self {
        self.at = Some(place);
        self
    }

    /// The digest that stands in results for an account of a record without a finding.
    ///
    /// `hex` is the SHA-256 of the type's name, a zero byte and the normalised value.
    pub fn from_digest(kind: ObservableType, hex: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self { kind, value: hex.into(), role, at: None, digest: true }
    }

    /// Which type it is.
    pub fn kind(&self) -> ObservableType {
        self.kind
    }

    /// The value, or the digest of it if [`Self::is_digest`].
    pub fn value(&self) -> &str {
        &self.value
    }

    /// In which role it was seen.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The place that carries it, if it is another than the record's.
    pub fn place(&self) -> Option<&Locator<'a>> {
        self.at.as_ref()
    }

    /// True if [`Self::value`] is a digest read back from results.
    pub fn is_digest(&self) -> bool {
        self.digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_normalised() {
        let email = |it| Observable::email(it, Role::Received).map(|it| it.value().to_owned());
        assert_eq!(email("mailto:Ada@Example.ORG"), Some("ada@example.org".into()));
        assert_eq!(email("no at sign"), None);
        assert_eq!(email("@example.org"), None);
        let phone = |it| Observable::phone(it, Role::Received).map(|it| it.value().to_owned());
        assert_eq!(phone("+52 1 (55) 1234-5678"), Some("+5215512345678".into()));
        assert_eq!(phone("0044 20 7946 0000"), Some("+442079460000".into()));
        assert_eq!(phone("TELCEL"), None);
        assert_eq!(phone("1234"), None);
        assert_eq!(phone("12345678901234567890"), None);
    }

    #[test]
    fn type_names_round_trip() {
        for it in ObservableType::ALL {
            assert_eq!(ObservableType::parse(it.as_str()), Some(it));
            assert_eq!(serde_json::to_string(&it).unwrap(), format!("\"{it}\""));
        }
    }
}
