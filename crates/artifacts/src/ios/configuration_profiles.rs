//! Configuration profiles with all their payloads: management, certificates, proxies, VPN, filters.
//!
//! `SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles
//! Library/ConfigurationProfiles/profile-*` and `*.stub`; property lists, dates their own. A profile's
//! `PayloadContent` is an array of payloads, which may hold payloads themselves; it may be absent. Keys: Apple's
//! Device Management documentation. Passwords and other secrets are named, never kept.

use std::ops::ControlFlow;

use evidence::Source;
use model::{FieldValue, Locator, Observable, ObservableType, Record, Role, SourceRef, Time};

use crate::flatten::{self, Treat, join};
use crate::plist::{Dict, Plist, PlistError, Value, parse};
use crate::{Artifact, Sink, certificate, open, text, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "configuration_profiles",
    wants: &[
        "**/Library/ConfigurationProfiles/profile-*",
        "**/Library/ConfigurationProfiles/*.stub",
        "**/Library/ConfigurationProfiles/*/profile-*",
        "/private/var/containers/Shared/SystemGroup/systemgroup.com.apple.configurationprofiles/profile-*",
        "/private/var/containers/Shared/SystemGroup/systemgroup.com.apple.configurationprofiles/*/profile-*",
    ],
    carries: &[
        ObservableType::ProfileId,
        ObservableType::Url,
        ObservableType::Domain,
        ObservableType::Ip,
        ObservableType::Email,
        ObservableType::AppId,
        ObservableType::Certificate,
    ],
    own_times: &[],
    read,
};

/// The most payloads read from one profile.
const MAX_PAYLOADS: usize = 1_000;

/// Reads a profile's bytes: a property list, or a signed message around one.
///
/// # Errors
/// If no property list is in it.
pub fn profile(bytes: &[u8]) -> Result<Plist<'_>, PlistError> {
    let first = parse(bytes);
    if first.is_ok() || !bytes.starts_with(&[0x30]) {
        return first;
    }
    // A signed profile is a CMS message; its content is usually one piece, so that the list stands in it whole.
    let start = memchr::memmem::find(bytes, b"<?xml");
    let end = memchr::memmem::rfind(bytes, b"</plist>").and_then(|it| it.checked_add(8));
    match start.zip(end).and_then(|(start, end)| bytes.get(start..end)) {
        Some(inner) => parse(inner),
        None => first,
    }
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let list = match profile(&bytes) {
        Ok(list) => list,
        Err(error) => return sink.failed(error.to_string()),
    };
    for _ in 0..list.damaged.min(1_000) {
        sink.problem("a damaged value in a property list");
    }
    if list.cut {
        sink.failed("the property list ends early or holds too much; the rest of it was not read".into());
    }
    if !open::is_dictionary(&list, sink) {
        return;
    }
    let root = list.root.dict();
    let mut record = Record::new(ARTIFACT.id, "profile", source.reference(), Locator::WHOLE);
    when::key("configuration_profile_install", root, "InstallDate", &mut record, sink);
    head(root, &mut record);
    for certificate in root.array("SignerCerts").iter().filter_map(Value::as_data) {
        record.field("signer_certificate", FieldValue::Bytes(certificate.into()));
        certificate::installed(certificate, &mut record);
    }
    flatten::fields(root, &treat, &mut record);
    addresses(root, &mut record);
    if sink.record(&record).is_break() {
        return;
    }
    let mut left = MAX_PAYLOADS;
    let profile = Profile { source: source.reference(), root, times: record.times.clone() };
    let flow = profile.payloads(root, "PayloadContent", &mut left, sink);
    if flow.is_continue() && left == 0 {
        sink.failed("the profile holds more payloads than are read".into());
    }
}

/// Whether a dictionary inside a payload is a payload of its own.
fn is_payload(dict: &Dict<'_>) -> bool {
    dict.text("PayloadType").is_some()
}

/// The elements of a payload's content that are no payloads: parts of it, as of one for a cellular network.
fn parts<'a>(payload: &'a Dict<'_>) -> impl Iterator<Item = &'a Dict<'a>> {
    payload.array("PayloadContent").iter().filter_map(Value::as_dict).filter(|it| !is_payload(it))
}

/// What all payloads of a profile have in common.
struct Profile<'a> {
    source: &'a SourceRef,
    root: &'a Dict<'a>,
    /// When it was installed.
    times: Vec<Time<'a>>,
}

impl Profile<'_> {
    /// Payloads and, below each, its own.
    fn payloads(
        &self,
        dict: &Dict<'_>,
        place: &str,
        left: &mut usize,
        sink: &mut dyn Sink,
    ) -> ControlFlow<()> {
        for (index, payload) in dict.array("PayloadContent").iter().enumerate() {
            let Some(payload) = payload.as_dict() else { continue };
            let Some(fewer) = left.checked_sub(1) else { return ControlFlow::Continue(()) };
            *left = fewer;
            let place = join(place, &index.to_string());
            // Directly below the profile there is nothing else, also where one does not say its type.
            if std::ptr::eq(dict, self.root) || is_payload(payload) {
                self.payload(payload, &place, sink)?;
            }
            self.payloads(payload, &join(&place, "PayloadContent"), left, sink)?;
        }
        ControlFlow::Continue(())
    }

    fn payload(&self, payload: &Dict<'_>, place: &str, sink: &mut dyn Sink) -> ControlFlow<()> {
        let mut record = Record::new(ARTIFACT.id, "payload", self.source, Locator::key(place.to_owned()));
        record.times.clone_from(&self.times);
        head(payload, &mut record);
        let kind = payload.text("PayloadType").unwrap_or_default();
        record.field("is_managed", kind == "com.apple.mdm");
        for (key, name) in [
            ("ServerURL", "mdm_server_url"),
            ("CheckInURL", "mdm_check_in_url"),
            ("ProxyServer", "proxy_host"),
            ("ProxyPACURL", "proxy_pac_url"),
            ("HTTPProxy", "proxy_host"),
            ("HTTPSProxy", "proxy_host"),
            ("VPNType", "vpn_type"),
            ("VPNSubType", "vpn_provider"),
            ("FilterType", "filter_type"),
            ("PluginBundleID", "filter_provider"),
        ] {
            if let Some(value) = payload.text(key) {
                record.field(name, value);
            }
        }
        record.field("has_proxy", names_proxy(payload, 0));
        for dict in [payload.dict("VPN"), payload.dict("IKEv2"), payload.dict("IPSec"), payload.dict("PPP")] {
            for key in ["RemoteAddress", "CommRemoteAddress"] {
                if let Some(server) = dict.text(key) {
                    record.field("vpn_server", server);
                }
            }
        }
        let certificate = payload.data("PayloadContent").filter(|_| kind.starts_with("com.apple.security."));
        if let Some(certificate) = certificate {
            record.field("certificate", FieldValue::Bytes(certificate.into()));
            if kind != "com.apple.security.pkcs12" {
                certificate::installed(certificate, &mut record);
            }
        }
        flatten::fields(payload, &treat, &mut record);
        flatten::fields(payload.dict("PayloadContent"), &treat, &mut record);
        for part in parts(payload) {
            flatten::fields(part, &treat, &mut record);
        }
        addresses(payload, &mut record);
        for part in parts(payload) {
            addresses(part, &mut record);
        }
        for key in APPS {
            if let Some(app) = payload.text(key) {
                record.observables.push(Observable::app_id(app, Role::Installed));
            }
        }
        sink.record(&record)
    }
}

/// Whether a proxy is named anywhere in a payload: for Wi-Fi at its top, for cellular networks in a list of them.
/// Payloads inside it speak for themselves.
fn names_proxy(dict: &Dict<'_>, depth: usize) -> bool {
    const KEYS: [&str; 6] =
        ["ProxyServer", "ProxyPACURL", "HTTPProxy", "HTTPSProxy", "ProxyAutoConfigURLString", "proxy"];
    let text = |value: &Value<'_>| value.as_text().is_some_and(|it| !it.is_empty());
    depth < 8
        && dict.iter().any(|(key, value)| {
            let listed = value.as_array().iter().filter_map(Value::as_dict);
            let listed = listed.filter(|it| key != "PayloadContent" || !is_payload(it));
            let mut inside = listed.chain(value.as_dict());
            KEYS.contains(&key) && text(value) || inside.any(|it| names_proxy(it, depth + 1))
        })
}

/// Keys that name the app behind a VPN or filter.
const APPS: &[&str] = &[
    "VPNSubType",
    "PluginBundleID",
    "ProviderBundleIdentifier",
    "FilterDataProviderBundleIdentifier",
    "FilterPacketProviderBundleIdentifier",
];

/// Keys whose text is a host, or in an array several, whatever its form.
const HOSTS: &[&str] = &[
    "RemoteAddress",
    "CommRemoteAddress",
    "ProxyServer",
    "HTTPProxy",
    "HTTPSProxy",
    "HostName",
    "Host",
    "IncomingMailServerHostName",
    "OutgoingMailServerHostName",
    "CalDAVHostName",
    "CardDAVHostName",
    "SubCalAccountHostName",
    "LDAPAccountHostName",
    "ServerAddresses",
    "ServerName",
];

/// Adds what profiles and payloads have in common.
fn head<'a>(dict: &'a Dict<'_>, record: &mut Record<'a>) {
    for (key, name) in [
        ("PayloadType", "payload_type"),
        ("PayloadIdentifier", "payload_identifier"),
        ("PayloadUUID", "payload_uuid"),
        ("PayloadOrganization", "organization"),
    ] {
        if let Some(text) = dict.text(key) {
            record.field(name, text);
        }
    }
    for key in ["PayloadUUID", "PayloadIdentifier"] {
        if let Some(text) = dict.text(key) {
            record.observables.push(Observable::new(ObservableType::ProfileId, text, Role::Installed));
        }
    }
}

/// Keys of secrets, by parts of their lower-case names.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["password", "secret", "passphrase", "challenge", "token", "persistent", "pushmagic"]
        .iter()
        .any(|it| key.contains(it))
}

/// How the keys of a profile become fields: its numbers, switches and types are technical, its texts may name
/// people and places.
fn treat(key: &str) -> Treat {
    match key {
        "PayloadContent"
        | "PayloadType"
        | "PayloadIdentifier"
        | "PayloadUUID"
        | "PayloadOrganization"
        | "SignerCerts" => Treat::Skip,
        "PayloadVersion"
        | "PayloadRemovalDisallowed"
        | "PayloadScope"
        | "HasRemovalPasscode"
        | "IsEncrypted"
        | "ProfileTrustLevel"
        | "ProfileWasEncrypted"
        | "InstallDate"
        | "InstallOptions"
        | "AccessRights"
        | "UseDevelopmentAPNS"
        | "SignMessage"
        | "CheckOutWhenRemoved"
        | "ManagedProfile"
        | "Topic"
        | "TargetDeviceType" => Treat::Technical,
        _ if is_secret(key) => Treat::Secret,
        _ => Treat::Personal,
    }
}

/// Adds every address below `dict`, but for what is in a list of contents: other payloads have their own record.
fn addresses<'a>(dict: &'a Dict<'_>, record: &mut Record<'a>) {
    for (key, value) in dict.iter() {
        let other = key == "PayloadContent" && value.as_dict().is_none();
        // Identifiers look like domains and are none.
        let name = [
            "Identifier",
            "Identifiers",
            "BundleID",
            "BundleIDs",
            "UUID",
            "PayloadType",
            "VPNSubType",
            "Topic",
        ]
        .iter()
        .any(|it| key.ends_with(it));
        if !other && !name && !is_secret(key) {
            address(key, value, record);
        }
    }
}

fn address<'a>(key: &str, value: &'a Value<'_>, record: &mut Record<'a>) {
    match value {
        Value::Text(text) if HOSTS.contains(&key) && !text.is_empty() => {
            let kind = if text.parse::<std::net::IpAddr>().is_ok() {
                ObservableType::Ip
            } else if text.contains("://") {
                ObservableType::Url
            } else {
                ObservableType::Domain
            };
            record.observables.push(Observable::new(kind, text.as_ref(), Role::Installed));
        }
        // What does not fit in the bound of one text is beyond any profile.
        Value::Text(text) => _ = text::observables(text, Role::Installed, &mut record.observables),
        Value::Array(items) => items.iter().for_each(|it| address(key, it, record)),
        Value::Dict(dict) => addresses(dict, record),
        _ => {}
    }
}
