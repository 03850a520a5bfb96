//! Backup domains and the places on the device that they stand for.

/// The root under which paths of unknown domains stand: no device has such a folder, so that these paths cannot
/// be mistaken for a place on the phone.
pub const UNKNOWN_ROOT: &str = "/backup-domain";

/// Domains with one place. The pairs are those of MobileBackup's `Domains.plist`; `HomeKitDomain` and
/// `TonesDomain` hold paths below the mobile user's home, `HealthDomain` below its Library.
const FIXED: &[(&str, &str)] = &[
    ("CameraRollDomain", "/private/var/mobile"),
    ("DatabaseDomain", "/private/var/db"),
    ("HealthDomain", "/private/var/mobile/Library"),
    ("HomeDomain", "/private/var/mobile"),
    ("HomeKitDomain", "/private/var/mobile"),
    ("InstallDomain", "/private/var/installd"),
    ("KeychainDomain", "/private/var/Keychains"),
    ("ManagedPreferencesDomain", "/private/var/Managed Preferences"),
    ("MediaDomain", "/private/var/mobile"),
    ("MobileDeviceDomain", "/private/var/MobileDevice"),
    ("NetworkDomain", "/private/var/networkd"),
    ("ProtectedDomain", "/private/var/protected"),
    ("RootDomain", "/private/var/root"),
    ("SystemPreferencesDomain", "/private/var/preferences"),
    ("TonesDomain", "/private/var/mobile"),
    ("WirelessDomain", "/private/var/wireless"),
];

/// Domains of containers, one per app or group. The device names them by a UUID that a backup does not hold;
/// the bundle identifier stands in its place.
const CONTAINERS: &[(&str, &str)] = &[
    ("AppDomain-", "/private/var/mobile/Containers/Data/Application/"),
    ("AppDomainGroup-", "/private/var/mobile/Containers/Shared/AppGroup/"),
    ("AppDomainPlugin-", "/private/var/mobile/Containers/Data/PluginKitPlugin/"),
    ("SysContainerDomain-", "/private/var/containers/Data/System/"),
    ("SysSharedContainerDomain-", "/private/var/containers/Shared/SystemGroup/"),
];

/// The path on the device of a file in a backup domain.
///
/// App containers are named by their bundle or group identifier, because a backup does not say their UUID. A
/// domain that is not known gives a path under [`UNKNOWN_ROOT`]. The empty domain is that of the files at the
/// root of a backup, whose path is their name. An empty `relative` gives the domain's root itself.
pub fn device_path(domain: &str, relative: &str) -> String {
    let mut out = String::with_capacity(64 + domain.len() + relative.len());
    write_device_path(domain, relative, &mut out);
    out
}

/// Appends [`device_path`] to `out`.
pub fn write_device_path(domain: &str, relative: &str, out: &mut String) {
    if !domain.is_empty() {
        write_root(domain, out);
        if !relative.is_empty() {
            out.push('/');
        }
    }
    out.push_str(relative);
}

/// Appends the place of a domain, without a slash at its end.
pub(crate) fn write_root(domain: &str, out: &mut String) {
    if let Ok(at) = FIXED.binary_search_by_key(&domain, |it| it.0)
        && let Some((_, root)) = FIXED.get(at)
    {
        out.push_str(root);
        return;
    }
    for (prefix, root) in CONTAINERS {
        // A name with a slash or of dots alone would climb out of its container.
        if let Some(name) = domain.strip_prefix(prefix)
            && !name.contains('/')
            && !matches!(name, "" | "." | "..")
        {
            out.push_str(root);
            out.push_str(name);
            return;
        }
    }
    out.push_str(UNKNOWN_ROOT);
    out.push('/');
    out.push_str(domain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_domains_are_sorted() {
        assert!(FIXED.is_sorted_by_key(|it| it.0));
    }

    #[test]
    fn domains_have_their_places() {
        let check = |domain, relative, path: &str| assert_eq!(device_path(domain, relative), path);
        check("HomeDomain", "Library/SMS/sms.db", "/private/var/mobile/Library/SMS/sms.db");
        check("HealthDomain", "Health/healthdb.sqlite", "/private/var/mobile/Library/Health/healthdb.sqlite");
        check(
            "AppDomainGroup-group.net.whatsapp.WhatsApp.shared",
            "ChatStorage.sqlite",
            "/private/var/mobile/Containers/Shared/AppGroup/group.net.whatsapp.WhatsApp.shared/ChatStorage.sqlite",
        );
        check("AppDomain-com.a", "", "/private/var/mobile/Containers/Data/Application/com.a");
        check("SysContainerDomain-x", "a", "/private/var/containers/Data/System/x/a");
        check("", "Manifest.db", "Manifest.db");
    }

    #[test]
    fn unknown_domains_cannot_look_like_the_device() {
        assert_eq!(device_path("NewDomain", "a/b"), "/backup-domain/NewDomain/a/b");
        assert_eq!(device_path("AppDomain-../../../root", "x"), "/backup-domain/AppDomain-../../../root/x");
        assert_eq!(device_path("AppDomain-", "x"), "/backup-domain/AppDomain-/x");
        assert_eq!(device_path("AppDomain-..", "x"), "/backup-domain/AppDomain-../x");
    }
}
