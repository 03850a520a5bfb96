//! Where a file of a backup lies on the phone, and under which name the backup stores it.

use sha1::{Digest, Sha1};

/// The stored name of a backup file: SHA-1 of `domain-path` in lower-case hex.
pub fn file_id(domain: &str, path: &str) -> String {
    let mut sha = Sha1::new();
    sha.update(domain);
    sha.update("-");
    sha.update(path);
    hex(&sha.finalize())
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The path on the phone of a backup file. Containers carry the bundle or group id where the phone has a UUID.
pub fn device_path(domain: &str, path: &str) -> String {
    let containers = [
        ("AppDomainGroup-", "/private/var/mobile/Containers/Shared/AppGroup/"),
        ("AppDomainPlugin-", "/private/var/mobile/Containers/Data/PluginKitPlugin/"),
        ("AppDomain-", "/private/var/mobile/Containers/Data/Application/"),
        ("SysSharedContainerDomain-", "/private/var/containers/Shared/SystemGroup/"),
        ("SysContainerDomain-", "/private/var/containers/Data/System/"),
    ];
    let root = match domain {
        "" => return path.to_owned(),
        "HomeDomain" | "CameraRollDomain" | "MediaDomain" => "/private/var/mobile".to_owned(),
        "RootDomain" => "/private/var/root".to_owned(),
        "WirelessDomain" => "/private/var/wireless".to_owned(),
        "DatabaseDomain" => "/private/var/db".to_owned(),
        "KeychainDomain" => "/private/var/Keychains".to_owned(),
        "SystemPreferencesDomain" => "/private/var/preferences".to_owned(),
        "HealthDomain" => "/private/var/mobile/Library".to_owned(),
        "InstallDomain" => "/private/var/installd".to_owned(),
        "NetworkDomain" => "/private/var/networkd".to_owned(),
        "MobileDeviceDomain" => "/private/var/MobileDevice".to_owned(),
        "ManagedPreferencesDomain" => "/private/var/Managed Preferences".to_owned(),
        other => containers
            .iter()
            .find_map(|(prefix, root)| other.strip_prefix(prefix).map(|id| format!("{root}{id}")))
            .unwrap_or_else(|| format!("/backup-domain/{other}")),
    };
    if path.is_empty() { root } else { format!("{root}/{path}") }
}
