//! Device paths, component by component, with the platform's aliases.

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

/// True if every phone of the platform has that directory, so that an indicator for it would name every phone.
pub(crate) fn is_everywhere(path: DevicePath<'_>) -> bool {
    const EVERYWHERE: &[&str] = &[
        "private/var/containers",
        "private/var/containers/Bundle",
        "private/var/containers/Bundle/Application",
        "private/var/containers/Data",
        "private/var/containers/Shared",
        "private/var/db",
        "private/var/db/com.apple.xpc.roleaccountd.staging",
        "private/var/keybags",
        "private/var/Keychains",
        "private/var/log",
        "private/var/logs",
        "private/var/mobile",
        "private/var/mobile/Containers",
        "private/var/mobile/Containers/Bundle",
        "private/var/mobile/Containers/Data",
        "private/var/mobile/Containers/Data/Application",
        "private/var/mobile/Containers/Shared",
        "private/var/mobile/Containers/Shared/AppGroup",
        "private/var/mobile/Library",
        "private/var/mobile/Library/Caches",
        "private/var/mobile/Library/Preferences",
        "private/var/mobile/Library/SMS",
        "private/var/mobile/Library/SMS/Attachments",
        "private/var/mobile/Media",
        "private/var/preferences",
        "private/var/root",
        "private/var/root/Library",
        "private/var/root/Library/Caches",
        "private/var/root/Library/Preferences",
        "private/var/run",
        "private/var/tmp",
        "private/var/wireless",
        "System/Library",
        "usr/libexec",
        "data/local/tmp",
        "data/media/0",
        "data/media/0/Android",
        "data/media/0/Android/data",
        "data/media/0/Download",
        "system/bin",
        "system/app",
        "system/priv-app",
    ];
    let joined: Vec<&str> = path.components().collect();
    match joined.as_slice() {
        [] | [_] | ["private" | "usr" | "data" | "system" | "System", _] => true,
        all => EVERYWHERE.contains(&all.join("/").as_str()),
    }
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
