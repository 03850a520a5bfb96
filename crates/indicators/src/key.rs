//! The form in which an indicator's value is compared, and the reasons for which a value cannot be one.

use std::net::IpAddr;

use model::ObservableType;

use crate::hosting;
use crate::ordinary;
use crate::paths::{self, Platform};
use crate::text;
use crate::text::refang;
use crate::web::{self, Host, Scratch};

/// A published value, ready to be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A host and everything below it.
    Domain(String),
    /// A host, and the rest that must be equal.
    Url { host: String, resource: String, fragment: Option<String> },
    /// An address or a network.
    Network { address: IpAddr, bits: u8 },
    /// Lower-case e-mail address.
    Email(String),
    /// Digits with a leading `+` where the indicator has one.
    Phone(String),
    /// A process name.
    Process(String),
    /// An absolute path as written.
    Path(String),
    /// A path without its beginning, of at least two components.
    RelativePath(String),
    /// A base name.
    FileName(String),
    /// Lower-case text of one of the types that are compared as a whole.
    Text(ObservableType, String),
}

/// A key, what type the value really is, and whether it was narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keyed {
    pub(crate) key: Key,
    pub(crate) kind: ObservableType,
    /// A domain that says nothing by itself, and is therefore compared as an exact URL only.
    pub(crate) restricted: bool,
}

/// The key of a value that is published as malicious by itself.
///
/// # Errors
/// As [`key`], or why it would match on every phone.
pub(crate) fn named(kind: ObservableType, published: &str) -> Result<Keyed, &'static str> {
    let keyed = key(kind, published)?;
    everybodys(&keyed.key).map_or(Ok(keyed), Err)
}

/// Why a key would match on every phone, if it would.
fn everybodys(key: &Key) -> Option<&'static str> {
    const ORDINARY: &str = "name is one that ordinary phones carry";
    const EVERYWHERE: &str = "path is one that every phone has";
    let ordinary = |kind, value| ordinary::is_ordinary(kind, value).then_some(ORDINARY);
    match key {
        Key::Network { address, bits } => {
            is_everyones(*address, *bits).then_some("address is one that every network uses")
        }
        // The platform is not known here; what is everywhere on one is worthless on the other.
        Key::Path(path) => [Platform::Ios, Platform::Android]
            .into_iter()
            .any(|it| paths::absolute(path, it).is_some_and(paths::is_everywhere))
            .then_some(EVERYWHERE),
        Key::RelativePath(path) => paths::ends_everywhere(path).then_some(EVERYWHERE),
        Key::Process(name) => ordinary(ObservableType::Process, name),
        Key::FileName(name) => ordinary(ObservableType::FileName, name),
        Key::Text(kind, value) => ordinary(*kind, value),
        Key::Domain(_) | Key::Url { .. } | Key::Email(_) | Key::Phone(_) => None,
    }
}

/// The key of a published value, however ordinary: beside others it may still say something, and where it is
/// excluded it may be what everybody has.
///
/// # Errors
/// Why no record could decide it.
pub(crate) fn key(kind: ObservableType, published: &str) -> Result<Keyed, &'static str> {
    let value = published.trim();
    if value.is_empty() {
        return Err("value is empty");
    }
    if value.len() > 8192 {
        return Err("value is too long");
    }
    let plain = |key| Ok(Keyed { key, kind, restricted: false });
    match kind {
        ObservableType::Domain => domain(&refang(value)),
        ObservableType::Url => url(&refang(value)),
        ObservableType::Ip => network(&refang(value)),
        ObservableType::Email => email(&refang(value)),
        ObservableType::Phone => {
            let phone = model::Observable::phone(value, model::Role::Received);
            plain(Key::Phone(phone.ok_or("value is not a telephone number")?.value().to_owned()))
        }
        ObservableType::Process => process(value),
        ObservableType::Path => path(value),
        ObservableType::FileName if value.contains('/') => path(value),
        ObservableType::FileName => plain(Key::FileName(value.to_owned())),
        ObservableType::Md5 => {
            plain(Key::Text(kind, hash(value, &[32]).ok_or("value is not an MD5 digest")?))
        }
        ObservableType::Sha1 => {
            plain(Key::Text(kind, hash(value, &[40]).ok_or("value is not a SHA-1 digest")?))
        }
        ObservableType::Sha256 => {
            plain(Key::Text(kind, hash(value, &[64]).ok_or("value is not a SHA-256 digest")?))
        }
        ObservableType::Certificate => plain(Key::Text(
            kind,
            hash(value, &[32, 40, 64]).ok_or("value is not a digest of a certificate")?,
        )),
        ObservableType::AppId | ObservableType::ProfileId | ObservableType::Property => {
            plain(Key::Text(kind, text::lower(value).into_owned()))
        }
    }
}

/// Processes are compared by name. One published with its path is, too, unless the name alone says nothing.
fn process(value: &str) -> Result<Keyed, &'static str> {
    let kind = ObservableType::Process;
    let name = if value.starts_with('/') { paths::base_name(value) } else { value };
    if name.is_empty() || name.len() > 255 || value.contains(char::is_control) {
        return Err("value is not a process name");
    }
    // An ordinary name at a place of its own is an impostor.
    let at = paths::components(value).next();
    let impostor =
        value.starts_with('/') && matches!(at, Some("private" | "var" | "tmp" | "data" | "sdcard"));
    let bundled = paths::components(value).any(|it| it.ends_with(".app") || it.ends_with(".appex"));
    let key = if impostor && !bundled && ordinary::is_ordinary(kind, name) {
        Key::Path(value.to_owned())
    } else {
        Key::Process(name.to_owned())
    };
    Ok(Keyed { key, kind, restricted: false })
}

fn domain(value: &str) -> Result<Keyed, &'static str> {
    if value.contains("://") {
        return url(value);
    }
    match network(value) {
        Err(NO_NETWORK) => {}
        // A network that is refused is no name or URL either.
        decided => return decided,
    }
    let value = value.trim_start_matches("*.").trim_start_matches('.');
    if value.contains('@') || value.contains(char::is_whitespace) {
        return Err("value is not a domain name");
    }
    let parts = web::split(value).ok_or("value is not a domain name")?;
    // Trailing punctuation is the writer's; a path makes it a URL.
    if parts.rest.trim_end_matches(|c: char| !c.is_alphanumeric()).len() > 1 {
        return url(value);
    }
    let host = host(parts.host)?;
    let Some(host) = host else { return network(parts.host) };
    if web::is_public_suffix(&host) || hosting::is_shortener(&host) || hosting::is_platform(&host) {
        let key = Key::Url { host, resource: "http:".into(), fragment: None };
        return Ok(Keyed { key, kind: ObservableType::Domain, restricted: true });
    }
    Ok(Keyed { key: Key::Domain(host), kind: ObservableType::Domain, restricted: false })
}

/// The name of a host, or `None` for an address.
fn host(raw: &str) -> Result<Option<String>, &'static str> {
    if web::is_cut(raw) {
        return Err("value is not a domain name");
    }
    match web::normal_host(raw, &mut Scratch::new()) {
        Some(Host::Name(name)) if name.split('.').all(|it| (1..=63).contains(&it.len())) => {
            Ok(Some(name.to_owned()))
        }
        Some(Host::Address(_)) => Ok(None),
        _ => Err("value is not a domain name"),
    }
}

fn url(value: &str) -> Result<Keyed, &'static str> {
    const NO_HOST: &str = "value is not a URL with a host";
    let parts = web::split(value).filter(|it| !web::is_cut(it.host)).ok_or(NO_HOST)?;
    let host = match web::normal_host(parts.host, &mut Scratch::new()) {
        Some(Host::Name(name)) => name.to_owned(),
        Some(Host::Address(address)) => address.to_string(),
        None => return Err(NO_HOST),
    };
    let (resource, fragment) = web::resource(&parts);
    Ok(Keyed { key: Key::Url { host, resource, fragment }, kind: ObservableType::Url, restricted: false })
}

const NO_NETWORK: &str = "value is not an IP address or network";

fn network(value: &str) -> Result<Keyed, &'static str> {
    let (address, bits) = match value.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| NO_NETWORK)?)),
        None => (without_port(value), None),
    };
    let address = address.trim_start_matches('[').trim_end_matches(']');
    let parsed: IpAddr = address.parse().map_err(|_| NO_NETWORK)?;
    let canonical = parsed.to_canonical();
    let full = if canonical.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        // The prefix of a mapped address counts the 96 bits before it.
        Some(bits) if parsed.is_ipv6() && canonical.is_ipv4() => bits.checked_sub(96).ok_or(NO_NETWORK)?,
        Some(bits) => bits,
        None => full,
    };
    if bits > full {
        return Err(NO_NETWORK);
    }
    if bits < if canonical.is_ipv4() { 16 } else { 32 } {
        return Err("network is too wide to mean anything");
    }
    let key = Key::Network { address: mask(canonical, bits), bits };
    Ok(Keyed { key, kind: ObservableType::Ip, restricted: false })
}

/// An address without the port it was seen at: a record's address has none.
fn without_port(value: &str) -> &str {
    let is_port = |it: &str| (1..=5).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
    match value.rsplit_once(':') {
        // An IPv6 address without brackets ends in digits as well.
        Some((address, port)) if is_port(port) && (address.ends_with(']') || !address.contains(':')) => {
            address
        }
        _ => value,
    }
}

/// The first address of the network.
pub(crate) fn mask(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(it) => {
            let keep = u32::MAX.checked_shl(32_u32.saturating_sub(u32::from(bits))).unwrap_or(0);
            IpAddr::V4((it.to_bits() & keep).into())
        }
        IpAddr::V6(it) => {
            let keep = u128::MAX.checked_shl(128_u32.saturating_sub(u32::from(bits))).unwrap_or(0);
            IpAddr::V6((it.to_bits() & keep).into())
        }
    }
}

/// IPv4 networks that stand for no particular place, or that every phone talks to.
const EVERYONES_V4: &[(&str, u8)] = &[
    ("0.0.0.0", 8),
    ("10.0.0.0", 8),
    // What carriers give to phones.
    ("100.64.0.0", 10),
    ("127.0.0.0", 8),
    ("169.254.0.0", 16),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("224.0.0.0", 3),
    // Apple.
    ("17.0.0.0", 8),
    // Public resolvers.
    ("1.0.0.0", 30),
    ("1.1.1.0", 30),
    ("8.8.4.4", 32),
    ("8.8.8.8", 32),
    ("9.9.9.9", 32),
    ("9.9.9.10", 31),
    ("77.88.8.1", 32),
    ("77.88.8.8", 32),
    ("94.140.14.14", 31),
    ("94.140.15.15", 32),
    ("94.140.15.16", 32),
    ("114.114.114.114", 32),
    ("114.114.115.115", 32),
    ("119.29.29.29", 32),
    ("149.112.112.112", 32),
    ("208.67.220.220", 32),
    ("208.67.222.222", 32),
    ("223.5.5.5", 32),
    ("223.6.6.6", 32),
];

/// The same for IPv6.
const EVERYONES_V6: &[(&str, u8)] = &[
    ("::", 127),
    ("fc00::", 7),
    ("fe80::", 10),
    ("fec0::", 10),
    ("ff00::", 8),
    // Apple.
    ("2403:300::", 32),
    ("2620:149::", 32),
    ("2a01:b740::", 32),
    // Public resolvers.
    ("2001:4860:4860::8844", 128),
    ("2001:4860:4860::8888", 128),
    ("2606:4700:4700::1001", 128),
    ("2606:4700:4700::1111", 128),
    ("2620:119:35::35", 128),
    ("2620:119:53::53", 128),
    ("2620:fe::9", 128),
    ("2620:fe::fe", 128),
];

/// True for networks that hold, or lie in, one that every phone knows: private, local, Apple's, and the big
/// public resolvers.
fn is_everyones(address: IpAddr, bits: u8) -> bool {
    let list = if address.is_ipv4() { EVERYONES_V4 } else { EVERYONES_V6 };
    list.iter().any(|(other, other_bits)| {
        let common = bits.min(*other_bits);
        other.parse().is_ok_and(|other| mask(address, common) == mask(other, common))
    })
}

fn email(value: &str) -> Result<Keyed, &'static str> {
    let email =
        model::Observable::email(value, model::Role::Received).ok_or("value is not an e-mail address")?;
    let key = Key::Email(email.value().to_owned());
    Ok(Keyed { key, kind: ObservableType::Email, restricted: false })
}

fn path(value: &str) -> Result<Keyed, &'static str> {
    let kind = ObservableType::Path;
    let value = value.strip_prefix("file://").unwrap_or(value);
    if value.starts_with('/') {
        return Ok(Keyed { key: Key::Path(value.to_owned()), kind, restricted: false });
    }
    let value = value.strip_prefix("~/").unwrap_or(value);
    if paths::components(value).count() < 2 {
        return Err("path is relative and has a single component");
    }
    Ok(Keyed { key: Key::RelativePath(value.to_owned()), kind, restricted: false })
}

fn hash(value: &str, lengths: &[usize]) -> Option<String> {
    let digits: String = value.chars().filter(|it| !matches!(it, ':' | ' ' | '-')).collect();
    let fits = lengths.contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_hexdigit());
    fits.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: ObservableType, value: &str) -> Result<(ObservableType, Key), &'static str> {
        named(kind, value).map(|it| (it.kind, it.key))
    }

    #[test]
    fn a_value_decides_what_it_is() {
        use ObservableType::{Domain, FileName, Ip, Path, Url};
        assert_eq!(read(Domain, "*.Evil[.]Example."), Ok((Domain, Key::Domain("evil.example".into()))));
        assert_eq!(read(Domain, "198.51.100.7").map(|it| it.0), Ok(Ip));
        assert_eq!(read(Domain, "evil.example/x").map(|it| it.0), Ok(Url));
        assert_eq!(read(Domain, "evil.example/").map(|it| it.0), Ok(Domain));
        assert_eq!(read(FileName, "/private/var/tmp/x").map(|it| it.0), Ok(Path));
        let net = |text, bits| {
            assert_eq!(
                read(Ip, text).map(|it| it.1),
                Ok(Key::Network { address: "198.51.100.0".parse().unwrap(), bits })
            );
        };
        net("198.51.100.77/24", 24);
        net("::ffff:198.51.100.77/120", 24);
    }

    #[test]
    fn a_network_is_judged_by_all_it_holds() {
        for everyones in [
            "192.0.0.0/8",
            "192.168.0.0/16",
            "192.168.7.0/24",
            "8.8.0.0/16",
            "8.8.8.0/24",
            "17.0.0.0/8",
            "17.253.144.10",
            "17.32.0.0/16",
            "100.64.3.4",
            "224.0.0.251",
            "255.255.255.255",
            "198.0.0.0/15",
            "::/16",
            "::/32",
            "::1",
            "fe80::1",
            "ff02::fb",
            "fd00::1",
            "2001:4860:4860::8888",
            "2620:149:af0::10",
            "2620:149::/32",
            "2403:300::/48",
            "2a01:b740:1::1",
            "2001::/31",
            "::ffff:192.168.1.1",
        ] {
            assert!(read(ObservableType::Ip, everyones).is_err(), "{everyones}");
            assert!(read(ObservableType::Domain, everyones).is_err(), "{everyones}");
        }
        for own in ["198.51.0.0/16", "203.0.113.8", "2001:db8::/32", "2001:db8::1", "8.9.0.0/16"] {
            assert_eq!(read(ObservableType::Ip, own).map(|it| it.0), Ok(ObservableType::Ip), "{own}");
        }
    }

    #[test]
    fn a_port_is_no_part_of_an_address() {
        let address = |text| match read(ObservableType::Ip, text) {
            Ok((_, Key::Network { address, .. })) => address.to_string(),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(address("198.51.100.7:8080"), "198.51.100.7");
        assert_eq!(address("[2001:db8::1]:443"), "2001:db8::1");
        assert_eq!(address("2001:db8::1:443"), "2001:db8::1:443");
        assert!(read(ObservableType::Ip, "198.51.100.7:x").is_err());
        assert!(read(ObservableType::Ip, "192.168.1.1:80").is_err());
    }

    #[test]
    fn a_process_with_its_path_is_its_name() {
        let process = |value| read(ObservableType::Process, value).map(|it| it.1);
        assert_eq!(process("/usr/libexec/evild"), Ok(Key::Process("evild".into())));
        assert_eq!(process("evild"), Ok(Key::Process("evild".into())));
        assert_eq!(process("/private/var/tmp/backupd"), Ok(Key::Path("/private/var/tmp/backupd".into())));
        for ordinary in [
            "SpringBoard",
            "/usr/libexec/backupd",
            "/private/var/containers/Bundle/Application/x/WhatsApp.app/WhatsApp",
            "/",
        ] {
            assert!(process(ordinary).is_err(), "{ordinary}");
        }
    }

    #[test]
    fn what_ordinary_phones_carry_is_no_indicator() {
        use ObservableType::{AppId, FileName};
        for (kind, value) in [
            (AppId, "com.apple.mobilesafari"),
            (AppId, "com.Apple.MobileSafari"),
            (FileName, "Info.plist"),
            (FileName, "sms.db"),
        ] {
            assert!(read(kind, value).is_err() && key(kind, value).is_ok(), "{kind} {value}");
        }
        for (kind, value) in [(AppId, "com.apple.mobilesafari.evil"), (FileName, "info.plist.sh")] {
            assert!(read(kind, value).is_ok(), "{kind} {value}");
        }
    }

    #[test]
    fn basic_services_are_exact_urls_only() {
        for host in ["amazonaws.com", "gateway.icloud.com", "cloudflare.com", "akadns.net", "whatsapp.net"] {
            assert!(key(ObservableType::Domain, host).is_ok_and(|it| it.restricted), "{host}");
        }
        assert!(key(ObservableType::Domain, "icloud.com.evil.example").is_ok_and(|it| !it.restricted));
    }

    #[test]
    fn patterns_over_ordinary_values_are_refused() {
        use ObservableType::{Domain, FileName, Path, Process};
        for (kind, source) in [
            (Domain, r"^.*\.net$"),
            (Domain, r"^.*\.whatsapp\.net$"),
            (Domain, "facebook"),
            (Domain, r"^[a-z.]+\.de$"),
            (FileName, r"^.*\.sqlite$"),
            (Path, "/Library/Safari/"),
            (Process, "d$"),
            (Process, "^mobile"),
            (Process, "^Mobile"),
        ] {
            assert!(crate::expression::compile(kind, source).is_err(), "{kind} {source}");
        }
        for (kind, source) in
            [(Domain, r"^.*\.evil-kit\.net$"), (FileName, r"^kit.*\.sqlite$"), (Process, "^evil.*d$")]
        {
            assert!(crate::expression::compile(kind, source).is_ok(), "{kind} {source}");
        }
    }

    #[test]
    fn what_would_match_everywhere_is_no_indicator() {
        use ObservableType::{Domain, Ip, Md5, Path, Phone, Url};
        for (kind, value) in [
            (Ip, "0.0.0.0/0"),
            (Ip, "192.168.1.1"),
            (Ip, "::1"),
            (Ip, "8.8.8.8"),
            (Ip, "198.51.100.0/33"),
            (Path, "/"),
            (Path, "/private/var/tmp/"),
            (Path, "/tmp"),
            (Path, "/data/local/tmp"),
            (Path, "lock"),
            (Path, "Library/Preferences"),
            (Path, "~/Library/Safari"),
            (Path, "/private/var/mobile/Media/DCIM/"),
            (Path, "/var/mobile/Library/SMS/sms.db"),
            (Md5, "00"),
            (Domain, "a b"),
            (Domain, "999.1.2.3"),
            (Domain, "evil.example^x"),
            (Url, "https://evil.example),(x/a"),
            (Phone, "ABC"),
            (Domain, ""),
        ] {
            assert!(read(kind, value).is_err(), "{kind} {value}");
        }
    }
}
