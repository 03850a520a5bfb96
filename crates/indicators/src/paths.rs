//! Device paths, component by component, with the platform's aliases.

use std::sync::LazyLock;

/// Which system the evidence comes from: how long it keeps process names, and which paths are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// iOS and iPadOS. XNU keeps 16 bytes of a process name (`MAXCOMLEN`).
    Ios,
    /// Android. Linux keeps 15 bytes of a task's name (`TASK_COMM_LEN` less its terminator).
    Android,
}

impl Platform {
    /// How many bytes of a process name the kernel keeps.
    pub fn process_name_length(self) -> usize {
        match self {
            Self::Ios => 16,
            Self::Android => 15,
        }
    }

    /// Leading components that mean the same place, and the spelling we compare.
    fn aliases(self) -> &'static [(&'static [&'static str], &'static [&'static str])] {
        match self {
            Self::Ios => &[
                (&["var"], &["private", "var"]),
                (&["etc"], &["private", "etc"]),
                (&["tmp"], &["private", "var", "tmp"]),
            ],
            Self::Android => &[
                (&["sdcard"], &["data", "media", "0"]),
                (&["mnt", "sdcard"], &["data", "media", "0"]),
                (&["storage", "emulated", "0"], &["data", "media", "0"]),
                (&["storage", "self", "primary"], &["data", "media", "0"]),
                (&["data", "user", "0"], &["data", "data"]),
            ],
        }
    }
}

/// A path as its leading components after aliases, and the rest as written.
#[derive(Clone, Copy)]
pub(crate) struct DevicePath<'p> {
    lead: &'static [&'static str],
    rest: &'p str,
}

/// Takes an absolute path apart; `None` for a relative one.
pub(crate) fn absolute(path: &str, platform: Platform) -> Option<DevicePath<'_>> {
    let path = path.strip_prefix("file://").unwrap_or(path);
    if !path.starts_with('/') {
        return None;
    }
    let (first, _) = next(path);
    for (from, to) in platform.aliases().iter().filter(|it| it.0.first() == Some(&first)) {
        let mut rest = path;
        let fits = from.iter().all(|alias| {
            let (component, tail) = next(rest);
            rest = tail;
            component == *alias
        });
        if fits {
            return Some(DevicePath { lead: to, rest });
        }
    }
    Some(DevicePath { lead: &[], rest: path })
}

/// Calls `each` with every way to write a path: as it is written, without empty components, and by each alias of
/// the platform. Patterns look at text, and their writers choose the spelling.
pub(crate) fn spellings(path: &str, platform: Platform, each: &mut dyn FnMut(&str)) {
    each(path);
    let Some(known) = absolute(path, platform) else { return };
    let mut normal = String::with_capacity(path.len() + 16);
    for component in known.components() {
        normal.push('/');
        normal.push_str(component);
    }
    if normal != path {
        each(&normal);
    }
    for (alias, place) in platform.aliases() {
        let rest = place.iter().try_fold(normal.as_str(), |rest, component| {
            let rest = rest.strip_prefix('/')?.strip_prefix(component)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        });
        let Some(rest) = rest else { continue };
        let mut spelled = String::with_capacity(normal.len() + 16);
        for component in *alias {
            spelled.push('/');
            spelled.push_str(component);
        }
        spelled.push_str(rest);
        if spelled != path {
            each(&spelled);
        }
    }
}

/// The first component of a text, and what follows it; empty and `.` components do not count.
fn next(path: &str) -> (&str, &str) {
    let mut rest = path;
    loop {
        rest = rest.trim_start_matches('/');
        let (component, tail) = rest.split_once('/').unwrap_or((rest, ""));
        if component != "." {
            return (component, tail);
        }
        rest = tail;
    }
}

impl<'p> DevicePath<'p> {
    /// Its components, from the root.
    pub(crate) fn components(self) -> impl DoubleEndedIterator<Item = &'p str> {
        self.lead.iter().copied().chain(components(self.rest))
    }
}

/// The components of a relative path or of what follows an alias.
pub(crate) fn components(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|it| !it.is_empty() && *it != ".")
}

/// The last component.
pub(crate) fn base_name(path: &str) -> &str {
    components(path).next_back().unwrap_or_default()
}

/// True if the next component names an app's or group's container, given the three before it, nearest first:
/// `…/Containers/Data/Application/<id>`. The id is drawn anew at each installation, and a backup shows the
/// bundle id in its place.
pub(crate) fn is_container(before: [&str; 3]) -> bool {
    let [kind, store, containers] = before;
    matches!(
        kind,
        "Application" | "AppGroup" | "PluginKitPlugin" | "System" | "SystemGroup" | "VPNPlugin" | "Daemon"
    ) && matches!(store, "Data" | "Shared" | "Bundle")
        && matches!(containers, "Containers" | "containers")
}

/// True for the text of a UUID, in braces or not.
pub(crate) fn is_uuid(text: &str) -> bool {
    let text = text.trim_start_matches('{').trim_end_matches('}');
    text.len() == 36
        && text.bytes().enumerate().all(|(n, byte)| match n {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Directories and databases that every phone has. As relative paths their ends are as ordinary.
const EVERYWHERE: &[&str] = &[
    "System/Library",
    "System/Library/CoreServices",
    "System/Library/CoreServices/SpringBoard.app",
    "System/Library/Frameworks",
    "System/Library/LaunchDaemons",
    "System/Library/PrivateFrameworks",
    "data/local/tmp",
    "data/media/0",
    "data/media/0/Android",
    "data/media/0/Android/data",
    "data/media/0/Android/media",
    "data/media/0/Android/obb",
    "data/media/0/DCIM",
    "data/media/0/DCIM/Camera",
    "data/media/0/Documents",
    "data/media/0/Download",
    "data/media/0/Movies",
    "data/media/0/Music",
    "data/media/0/Pictures",
    "private/var/Keychains",
    "private/var/containers",
    "private/var/containers/Bundle",
    "private/var/containers/Bundle/Application",
    "private/var/containers/Data",
    "private/var/containers/Data/System",
    "private/var/containers/Shared",
    "private/var/containers/Shared/SystemGroup",
    "private/var/containers/Shared/SystemGroup/systemgroup.com.apple.configurationprofiles",
    "private/var/containers/Shared/SystemGroup/systemgroup.com.apple.configurationprofiles/Library",
    "private/var/containers/Shared/SystemGroup/systemgroup.com.apple.configurationprofiles/Library/ConfigurationProfiles",
    "private/var/db",
    "private/var/db/com.apple.xpc.roleaccountd.staging",
    "private/var/keybags",
    "private/var/log",
    "private/var/logs",
    "private/var/mobile",
    "private/var/mobile/Containers",
    "private/var/mobile/Containers/Bundle",
    "private/var/mobile/Containers/Data",
    "private/var/mobile/Containers/Data/Application",
    "private/var/mobile/Containers/Data/PluginKitPlugin",
    "private/var/mobile/Containers/Data/System",
    "private/var/mobile/Containers/Shared",
    "private/var/mobile/Containers/Shared/AppGroup",
    "private/var/mobile/Library",
    "private/var/mobile/Library/Accounts",
    "private/var/mobile/Library/Accounts/Accounts3.sqlite",
    "private/var/mobile/Library/AddressBook",
    "private/var/mobile/Library/AddressBook/AddressBook.sqlitedb",
    "private/var/mobile/Library/AddressBook/AddressBookImages.sqlitedb",
    "private/var/mobile/Library/Application Support",
    "private/var/mobile/Library/Caches",
    "private/var/mobile/Library/Caches/locationd",
    "private/var/mobile/Library/Caches/locationd/clients.plist",
    "private/var/mobile/Library/Calendar",
    "private/var/mobile/Library/Calendar/Calendar.sqlitedb",
    "private/var/mobile/Library/CallHistoryDB",
    "private/var/mobile/Library/CallHistoryDB/CallHistory.storedata",
    "private/var/mobile/Library/ConfigurationProfiles",
    "private/var/mobile/Library/ConfigurationProfiles/MCProfileEvents.plist",
    "private/var/mobile/Library/Cookies",
    "private/var/mobile/Library/CoreDuet",
    "private/var/mobile/Library/CoreDuet/Knowledge",
    "private/var/mobile/Library/CoreDuet/Knowledge/knowledgeC.db",
    "private/var/mobile/Library/CoreDuet/People",
    "private/var/mobile/Library/CoreDuet/People/interactionC.db",
    "private/var/mobile/Library/DataAccess",
    "private/var/mobile/Library/Health",
    "private/var/mobile/Library/IdentityServices",
    "private/var/mobile/Library/IdentityServices/idstatuscache.plist",
    "private/var/mobile/Library/Keyboard",
    "private/var/mobile/Library/Logs",
    "private/var/mobile/Library/Logs/CrashReporter",
    "private/var/mobile/Library/Mail",
    "private/var/mobile/Library/Notes",
    "private/var/mobile/Library/Preferences",
    "private/var/mobile/Library/Preferences/.GlobalPreferences.plist",
    "private/var/mobile/Library/Preferences/.GlobalPreferences_m.plist",
    "private/var/mobile/Library/Preferences/com.apple.identityservices.idstatuscache.plist",
    "private/var/mobile/Library/Preferences/com.apple.osanalytics.addaily.plist",
    "private/var/mobile/Library/Recordings",
    "private/var/mobile/Library/SMS",
    "private/var/mobile/Library/SMS/Attachments",
    "private/var/mobile/Library/SMS/sms.db",
    "private/var/mobile/Library/SMS/sms.db-shm",
    "private/var/mobile/Library/SMS/sms.db-wal",
    "private/var/mobile/Library/Safari",
    "private/var/mobile/Library/Safari/Bookmarks.db",
    "private/var/mobile/Library/Safari/BrowserState.db",
    "private/var/mobile/Library/Safari/CloudTabs.db",
    "private/var/mobile/Library/Safari/History.db",
    "private/var/mobile/Library/Safari/Profiles",
    "private/var/mobile/Library/Safari/SafariTabs.db",
    "private/var/mobile/Library/Shortcuts",
    "private/var/mobile/Library/Shortcuts/Shortcuts.sqlite",
    "private/var/mobile/Library/SpringBoard",
    "private/var/mobile/Library/TCC",
    "private/var/mobile/Library/TCC/TCC.db",
    "private/var/mobile/Library/UserConfigurationProfiles",
    "private/var/mobile/Library/Voicemail",
    "private/var/mobile/Library/WebKit",
    "private/var/mobile/Library/WebKit/WebsiteData",
    "private/var/mobile/Media",
    "private/var/mobile/Media/Books",
    "private/var/mobile/Media/DCIM",
    "private/var/mobile/Media/DCIM/100APPLE",
    "private/var/mobile/Media/Downloads",
    "private/var/mobile/Media/PhotoData",
    "private/var/mobile/Media/PhotoData/Photos.sqlite",
    "private/var/mobile/Media/PhotoData/Thumbnails",
    "private/var/mobile/Media/PhotoStreamsData",
    "private/var/mobile/Media/Recordings",
    "private/var/mobile/Media/iTunes_Control",
    "private/var/mobile/Media/iTunes_Control/iTunes",
    "private/var/preferences",
    "private/var/root",
    "private/var/root/Library",
    "private/var/root/Library/Caches",
    "private/var/root/Library/Caches/locationd",
    "private/var/root/Library/Caches/locationd/clients.plist",
    "private/var/root/Library/Preferences",
    "private/var/root/Media",
    "private/var/run",
    "private/var/tmp",
    "private/var/wireless",
    "private/var/wireless/Library",
    "private/var/wireless/Library/Databases",
    "private/var/wireless/Library/Databases/CellularUsage.db",
    "private/var/wireless/Library/Databases/DataUsage.sqlite",
    "private/var/wireless/Library/Preferences",
    "system/app",
    "system/bin",
    "system/priv-app",
    "usr/libexec",
];

/// What stands in the container of every app, of the browser, and of a widespread messenger.
const IN_CONTAINERS: &[&str] = &[
    "ChatStorage.sqlite",
    "ContactsV2.sqlite",
    "Documents",
    "LID.sqlite",
    "Library",
    "Library/Application Support",
    "Library/Caches",
    "Library/Caches/WebKit",
    "Library/Cookies",
    "Library/Cookies/Cookies.binarycookies",
    "Library/HTTPStorages",
    "Library/Preferences",
    "Library/Safari",
    "Library/Safari/BrowserState.db",
    "Library/Safari/CloudTabs.db",
    "Library/Safari/History.db",
    "Library/Safari/Profiles",
    "Library/Safari/SafariTabs.db",
    "Library/Saved Application State",
    "Library/SplashBoard",
    "Library/SplashBoard/Snapshots",
    "Library/WebKit",
    "Library/WebKit/WebsiteData",
    "Library/WebKit/WebsiteData/LocalStorage",
    "Library/WebKit/WebsiteData/ResourceLoadStatistics",
    "Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db",
    "Library/WebKit/WebsiteData/observations.db",
    "SystemData",
    "tmp",
];

/// True if every phone of the platform has that directory or file, so that an indicator for it would name every
/// phone.
pub(crate) fn is_everywhere(path: DevicePath<'_>) -> bool {
    let joined: Vec<&str> = path.components().collect();
    match joined.as_slice() {
        [] | [_] | ["private" | "usr" | "data" | "system" | "System", _] => true,
        all => EVERYWHERE.contains(&all.join("/").as_str()) || is_in_every_container(all),
    }
}

/// The directories and databases that every phone has, in every spelling. Made once, since every pattern is tried on
/// them.
static SPELLED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for place in EVERYWHERE {
        for platform in [Platform::Ios, Platform::Android] {
            spellings(&format!("/{place}"), platform, &mut |it| all.push(it.to_owned()));
        }
    }
    all.sort();
    all.dedup();
    all
});

/// True if `fits` holds for a path that every phone has.
pub(crate) fn fits_everywhere(fits: impl Fn(&str) -> bool) -> bool {
    SPELLED.iter().any(|it| fits(it))
}

/// True if what follows an app's container stands in every one.
fn is_in_every_container(components: &[&str]) -> bool {
    let container = components.windows(3).position(|it| match it {
        [containers, store, kind] => is_container([kind, store, containers]),
        _ => false,
    });
    // The container's own id follows the three.
    let inside = container.and_then(|at| components.get(at + 4..));
    inside.is_some_and(|it| IN_CONTAINERS.contains(&it.join("/").as_str()))
}

/// True if a relative path is the end of one that every phone has.
pub(crate) fn ends_everywhere(path: &str) -> bool {
    let joined = components(path).collect::<Vec<_>>().join("/");
    let is_end = |place: &str| {
        place.strip_suffix(joined.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    EVERYWHERE.iter().chain(IN_CONTAINERS).any(|it| is_end(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, platform: Platform, expected: &str) {
        let parts: Vec<_> = absolute(path, platform).unwrap().components().collect();
        assert_eq!(parts.join("/"), expected);
    }

    #[test]
    fn what_every_phone_has() {
        let everywhere = |it: &str| absolute(it, Platform::Ios).is_some_and(is_everywhere);
        for path in [
            "/private/var/mobile/Media/DCIM",
            "/var/mobile/Library/Safari/",
            "/private/var/mobile/Library/SMS/sms.db",
            "/private/var/mobile/Library/TCC/TCC.db",
            "/var/mobile/Containers/Data/Application/00000000-0000-4000-8000-000000000000/Library/Caches",
            "/private/var/mobile/Containers/Shared/AppGroup/*/ChatStorage.sqlite",
        ] {
            assert!(everywhere(path), "{path}");
        }
        for path in [
            "/private/var/mobile/Library/Safari/kit",
            "/private/var/mobile/Media/DCIM/kit.dylib",
            "/var/mobile/Containers/Data/Application/00000000-0000-4000-8000-000000000000/Library/kit",
        ] {
            assert!(!everywhere(path), "{path}");
        }
        for end in
            ["Library/Preferences", "SMS/sms.db", "Library/./Safari/", "mobile/Media/DCIM", "Library/WebKit"]
        {
            assert!(ends_everywhere(end), "{end}");
        }
        for own in ["Library/kit", "OtherLibrary/Preferences", "SMS/sms.db/kit", "ms/sms.db"] {
            assert!(!ends_everywhere(own), "{own}");
        }
    }

    #[test]
    fn one_place_one_spelling() {
        check("/var/tmp//x/./y/", Platform::Ios, "private/var/tmp/x/y");
        check("//tmp/x", Platform::Ios, "private/var/tmp/x");
        check("/private/etc/hosts", Platform::Ios, "private/etc/hosts");
        check("/variable/x", Platform::Ios, "variable/x");
        check("/storage/emulated/0/Download/a.apk", Platform::Android, "data/media/0/Download/a.apk");
        check("/sdcard/a", Platform::Android, "data/media/0/a");
        check("/var/x", Platform::Android, "var/x");
        assert!(absolute("Library/x", Platform::Ios).is_none());
        let spelled = |path: &str, platform| {
            let mut all = Vec::new();
            spellings(path, platform, &mut |it| all.push(it.to_owned()));
            all.join(" ")
        };
        assert_eq!(
            spelled("/private//var/tmp/x", Platform::Ios),
            "/private//var/tmp/x /private/var/tmp/x /var/tmp/x /tmp/x"
        );
        assert_eq!(spelled("/tmp/x", Platform::Ios), "/tmp/x /private/var/tmp/x /var/tmp/x");
        assert_eq!(spelled("/private/variable", Platform::Ios), "/private/variable");
        assert_eq!(spelled("/data/data/x", Platform::Android), "/data/data/x /data/user/0/x");
        assert_eq!(spelled("tmp/x", Platform::Ios), "tmp/x");
        assert_eq!(base_name("/a/b/"), "b");
    }
}
