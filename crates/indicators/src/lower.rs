//! From the tree of a pattern to what one record can decide.

use model::{ObservableType, Utc};

use crate::hosting;
use crate::key;
use crate::pack::Span;
use crate::paths::{self, Platform};
use crate::pattern::{Comparison, Constant, ObjectPath, Observation, Operator, Qualifier, Step, Test};
use crate::web;

/// One value that a record must, or must not, carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) kind: ObservableType,
    pub(crate) value: String,
    /// The regular expression, where `value` is the text of one or of a `LIKE`.
    pub(crate) pattern: Option<String>,
    /// The record must carry a value of the type that is not this one.
    pub(crate) negated: bool,
    /// The value is a name or an address: a pattern is tried on both.
    pub(crate) host: bool,
    /// Parts with one number are conditions on one object path: one value must fulfil them all.
    pub(crate) group: usize,
}

/// What of a pattern one record can decide.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    /// Each by itself is enough; within one, all parts must meet, in a record of that time.
    pub(crate) alternatives: Vec<(Vec<Part>, Option<Span>)>,
    /// Why the rest cannot be decided.
    pub(crate) skipped: Vec<String>,
}

/// Alternatives one pattern may expand to.
const MAX_ALTERNATIVES: usize = 20_000;
/// Alternatives that conjunctions of several lists may multiply to.
const MAX_PRODUCT: usize = 256;
/// Parts one alternative may have.
const MAX_PARTS: usize = 32;

/// Values of ordinary phones. A pattern that fits one of them would frighten everybody.
const ORDINARY: &[(ObservableType, &[&str])] = &[
    (
        ObservableType::Domain,
        &["www.apple.com", "google.com", "www.bbc.co.uk", "gateway.icloud.com", "t.co", "news.example.org"],
    ),
    (
        ObservableType::Url,
        &[
            "https://www.apple.com/",
            "https://www.google.com/search?q=news&hl=en",
            "http://example.org/a/b.html?c=d#e",
            "https://t.co/AbCd123456",
        ],
    ),
    (ObservableType::Ip, &["17.253.144.10", "192.168.1.1", "2620:149:af0::10"]),
    (ObservableType::Email, &["someone@example.org", "no.reply@icloud.com", "ada1843@gmail.com"]),
    (ObservableType::Phone, &["+15555550100", "+442079460000", "5555550100"]),
    (
        ObservableType::Process,
        &[
            "SpringBoard",
            "mDNSResponder",
            "com.apple.WebKit",
            "com.apple.WebKit.Networking",
            "com.apple.WebKit.WebContent",
            "com.apple.WebKit.GPU",
            "backupd",
            "WhatsApp",
            "system_server",
            "kernel_task",
            "accountsd",
            "apsd",
            "assetsd",
            "assistantd",
            "aggregated",
            "amfid",
            "analyticsd",
            "appstored",
            "atc",
            "awdd",
            "backboardd",
            "bluetoothd",
            "bird",
            "calaccessd",
            "callservicesd",
            "cfprefsd",
            "cloudd",
            "cloudphotod",
            "CommCenter",
            "configd",
            "contactsd",
            "coreauthd",
            "coreduetd",
            "crash_mover",
            "dasd",
            "dataaccessd",
            "datamigrator",
            "DuetExpertd",
            "fileproviderd",
            "findmydeviced",
            "fseventsd",
            "homed",
            "identityservicesd",
            "imagent",
            "installd",
            "IMDPersistenceAgent",
            "itunesstored",
            "kbd",
            "keybagd",
            "launchd",
            "locationd",
            "lockdownd",
            "logd",
            "lsd",
            "mediaserverd",
            "mobileassetd",
            "MobileCal",
            "MobileMail",
            "MobileNotes",
            "MobilePhone",
            "MobileSafari",
            "MobileSlideShow",
            "MobileSMS",
            "Maps",
            "Music",
            "nanoregistryd",
            "navd",
            "nehelper",
            "nesessionmanager",
            "networkd",
            "notifyd",
            "nsurlsessiond",
            "passd",
            "PhotosUICore",
            "photoanalysisd",
            "photolibraryd",
            "powerd",
            "Preferences",
            "profiled",
            "ptpd",
            "rapportd",
            "routined",
            "searchd",
            "SafariBookmarksSyncAgent",
            "ScreenTimeAgent",
            "securityd",
            "sharingd",
            "softwareupdated",
            "suggestd",
            "symptomsd",
            "syslogd",
            "tccd",
            "thermalmonitord",
            "timed",
            "trustd",
            "UserEventAgent",
            "usermanagerd",
            "wifid",
            "wifianalyticsd",
            "Facebook",
            "Instagram",
            "Messenger",
            "Telegram",
            "Signal",
            "Spotify",
            "YouTube",
            "surfaceflinger",
            "zygote64",
            "adbd",
            "init",
            "logcat",
            "vold",
            "netd",
            "servicemanager",
            "com.android.phone",
            "com.android.systemui",
            "com.google.android.gms",
        ],
    ),
    (
        ObservableType::Path,
        &[
            "/private/var/mobile/Library/SMS/sms.db",
            "/private/var/mobile/Containers/Data/Application/com.example.app/Documents/a.txt",
            "/private/var/tmp/CFNetworkDownload_1a2b3c.tmp",
            "/data/media/0/Download/photo.jpg",
            "/data/local/tmp/perfd",
        ],
    ),
    (
        ObservableType::FileName,
        &[
            "sms.db",
            "Info.plist",
            "IMG_0001.HEIC",
            "IMG_0001.JPG",
            "IMG_0001.MOV",
            "IMG_0001.PNG",
            "photo.jpg",
            "video.mp4",
            "song.mp3",
            "recording.m4a",
            "Audio.caf",
            "document.pdf",
            "letter.docx",
            "archive.zip",
            "notes.txt",
            "page.html",
            "data.json",
            "settings.xml",
            "log.log",
            "index.js",
            "style.css",
            "icon.png",
            "image.webp",
            "animation.gif",
            "base.apk",
            "classes.dex",
            "Manifest.db",
            "Manifest.plist",
            "Status.plist",
            "History.db",
            "BrowserState.db",
            "CloudTabs.db",
            "SafariTabs.db",
            "Bookmarks.db",
            "AddressBook.sqlitedb",
            "Calendar.sqlitedb",
            "CallHistory.storedata",
            "ChatStorage.sqlite",
            "ContactsV2.sqlite",
            "DataUsage.sqlite",
            "Photos.sqlite",
            "Photos.sqlite-wal",
            "Photos.sqlite-shm",
            "sms.db-wal",
            "Shortcuts.sqlite",
            "TCC.db",
            "interactionC.db",
            "knowledgeC.db",
            "observations.db",
            "clients.plist",
            "idstatuscache.plist",
            "com.apple.identityservices.idstatuscache.plist",
            "com.apple.osanalytics.addaily.plist",
            "com.apple.springboard.plist",
            "com.apple.mobilesafari.plist",
            "com.apple.Preferences.plist",
            ".GlobalPreferences.plist",
            "MCProfileEvents.plist",
            "Cookies.binarycookies",
            "Cache.db",
            "Cache.db-wal",
            "Localizable.strings",
            "Assets.car",
            "PkgInfo",
            "CodeResources",
            "embedded.mobileprovision",
            "CFNetworkDownload_1a2b3c.tmp",
            "local.lock",
        ],
    ),
    (
        ObservableType::AppId,
        &[
            "com.apple.mobilesafari",
            "com.apple.AppStore",
            "com.apple.Bridge",
            "com.apple.DocumentsApp",
            "com.apple.Fitness",
            "com.apple.Health",
            "com.apple.Home",
            "com.apple.InCallService",
            "com.apple.Keynote",
            "com.apple.Maps",
            "com.apple.MobileAddressBook",
            "com.apple.MobileSMS",
            "com.apple.MobileStore",
            "com.apple.Music",
            "com.apple.Numbers",
            "com.apple.Pages",
            "com.apple.Passbook",
            "com.apple.PassbookUIService",
            "com.apple.Preferences",
            "com.apple.SafariViewService",
            "com.apple.Spotlight",
            "com.apple.TVRemoteUIService",
            "com.apple.VoiceMemos",
            "com.apple.WebKit",
            "com.apple.WebKit.Networking",
            "com.apple.WebKit.WebContent",
            "com.apple.calculator",
            "com.apple.camera",
            "com.apple.compass",
            "com.apple.facetime",
            "com.apple.findmy",
            "com.apple.freeform",
            "com.apple.iBooks",
            "com.apple.iCloudDriveApp",
            "com.apple.mobilecal",
            "com.apple.mobilemail",
            "com.apple.mobileme.fmf1",
            "com.apple.mobileme.fmip1",
            "com.apple.mobilenotes",
            "com.apple.mobilephone",
            "com.apple.mobileslideshow",
            "com.apple.mobiletimer",
            "com.apple.measure",
            "com.apple.news",
            "com.apple.podcasts",
            "com.apple.reminders",
            "com.apple.shortcuts",
            "com.apple.siri",
            "com.apple.springboard",
            "com.apple.stocks",
            "com.apple.tips",
            "com.apple.Translate",
            "com.apple.tv",
            "com.apple.videos",
            "com.apple.weather",
            "com.example.app",
            "net.whatsapp.WhatsApp",
            "com.whatsapp",
            "com.facebook.Facebook",
            "com.facebook.Messenger",
            "com.burbn.instagram",
            "org.telegram.messenger",
            "com.google.ios.youtube",
            "com.google.Maps",
            "com.google.chrome.ios",
            "com.google.Gmail",
            "com.android.chrome",
            "com.android.settings",
            "com.android.systemui",
            "com.android.vending",
            "com.google.android.gms",
            "com.google.android.gm",
            "com.google.android.youtube",
        ],
    ),
    (ObservableType::Property, &["ro.build.version.sdk", "persist.sys.timezone"]),
    (ObservableType::ProfileId, &["com.example.profile", "00000000-0000-0000-0000-000000000000"]),
];

/// True if a value is, by itself, one that ordinary phones carry.
pub(crate) fn is_ordinary(kind: ObservableType, value: &str) -> bool {
    // Identifiers of apps are compared without case.
    let same = |it: &&str| *it == value || kind == ObservableType::AppId && it.eq_ignore_ascii_case(value);
    ORDINARY.iter().filter(|it| it.0 == kind).flat_map(|it| it.1).any(same)
}

/// Says what of the pattern one record can decide.
pub(crate) fn lower(tree: &Observation) -> Lowered {
    let mut out = Lowered::default();
    observation(tree, None, &mut out);
    out
}

fn observation(tree: &Observation, span: Option<Span>, out: &mut Lowered) {
    match tree {
        Observation::Single(it) => match expand(it) {
            Ok(alternatives) => alternatives.into_iter().for_each(|it| finish(it, span, out)),
            Err(why) => out.skipped.push(why.into()),
        },
        Observation::Or(parts) => parts.iter().for_each(|it| observation(it, span, out)),
        Observation::And(_) => out.skipped.push("needs several records (AND between observations)".into()),
        Observation::FollowedBy(_) => out.skipped.push("needs several records (FOLLOWEDBY)".into()),
        Observation::Qualified(inner, Qualifier::Within(_) | Qualifier::Repeats(1)) => {
            observation(inner, span, out);
        }
        Observation::Qualified(_, Qualifier::Repeats(_)) => {
            out.skipped.push("needs several records (REPEATS)".into());
        }
        Observation::Qualified(inner, Qualifier::Between(start, stop)) => {
            let (Some(start), Some(stop)) = (Utc::parse(start), Utc::parse(stop)) else {
                return out.skipped.push("names no proper time (START … STOP)".into());
            };
            let own = Span { start, stop };
            match own.within(span.unwrap_or(own)) {
                Some(both) => observation(inner, Some(both), out),
                None => out.skipped.push("holds at no time (START … STOP)".into()),
            }
        }
    }
}

/// What an object path stands for.
#[derive(Clone, Copy, PartialEq)]
enum Property {
    Kind(ObservableType),
    /// An address or a name, by its value.
    Host,
    /// The directory a file lies in.
    Parent,
    /// The type of an object referred to: no record says it, its value shows it.
    ReferredType,
}

/// A literal before it is known whether a record can decide it.
#[derive(Clone)]
enum Literal {
    Known { path: String, property: Property, value: String, pattern: Option<String>, negated: bool },
    Unknown(String),
}

fn expand(tree: &Comparison) -> Result<Vec<Vec<Literal>>, &'static str> {
    const TOO_MANY: &str = "expands to too many combinations";
    match tree {
        Comparison::Exists(_) => Ok(vec![vec![Literal::Unknown("only says that a property exists".into())]]),
        Comparison::Test(it) => Ok(test(it)),
        Comparison::Or(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(expand(part)?);
                if all.len() > MAX_ALTERNATIVES {
                    return Err(TOO_MANY);
                }
            }
            Ok(all)
        }
        Comparison::And(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let more = expand(part)?;
                let widest = |of: &[Vec<Literal>]| of.iter().map(Vec::len).max().unwrap_or(0);
                let many = all.len().saturating_mul(more.len()) > MAX_PRODUCT && all.len() > 1;
                if many || widest(&all) + widest(&more) > MAX_PARTS {
                    return Err(TOO_MANY);
                }
                all = all
                    .iter()
                    .flat_map(|left| more.iter().map(move |right| [&left[..], right].concat()))
                    .collect();
            }
            Ok(all)
        }
    }
}

fn test(test: &Test) -> Vec<Vec<Literal>> {
    let unknown = |why: &str| vec![vec![Literal::Unknown(why.to_owned())]];
    let Some(property) = property(&test.path) else {
        return unknown(&format!("no record carries the property {}", label(&test.path)));
    };
    let mut texts = Vec::with_capacity(test.values.len());
    for value in &test.values {
        let Constant::Text(text) = value else { return unknown("the value is not a text") };
        if text.len() > 8192 {
            return unknown("value is too long");
        }
        texts.push(text.as_str());
    }
    if texts.is_empty() {
        return unknown("the list of values is empty");
    }
    let path = spelled(&test.path);
    let literal = |value: &str, pattern: Option<String>, negated: bool| Literal::Known {
        path: path.clone(),
        property,
        value: value.to_owned(),
        pattern,
        negated,
    };
    let expression = |make: fn(&str) -> String| -> Vec<Vec<Literal>> {
        texts.iter().map(|it| vec![literal(it, Some(make(it)), test.negated)]).collect()
    };
    match test.operator {
        Operator::Equal | Operator::In | Operator::NotEqual => {
            let negated = test.negated != (test.operator == Operator::NotEqual);
            let literals = texts.iter().map(|it| literal(it, None, negated));
            // None of the values, or any of them.
            if negated {
                vec![literals.take(MAX_PARTS + 1).collect()]
            } else {
                literals.map(|it| vec![it]).collect()
            }
        }
        Operator::Like => expression(like),
        Operator::Matches => expression(|it| format!("(?s){it}")),
        Operator::IsSubset | Operator::IsSuperset if test.negated => unknown("excludes a network"),
        Operator::IsSubset
            if property == Property::Kind(ObservableType::Ip) || property == Property::Host =>
        {
            texts.iter().map(|it| vec![literal(it, None, false)]).collect()
        }
        // A record holds single addresses, and these contain no other.
        Operator::IsSuperset
            if property == Property::Kind(ObservableType::Ip)
                && texts.iter().all(|it| {
                    it.split_once('/').is_none_or(|(address, bits)| {
                        bits == if address.contains(':') { "128" } else { "32" }
                    })
                }) =>
        {
            texts.iter().map(|it| vec![literal(it, None, false)]).collect()
        }
        Operator::IsSubset | Operator::IsSuperset => unknown("compares networks that no record carries"),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            unknown("compares by order")
        }
    }
}

/// One text for one object path, to tell whether two conditions speak of the same property.
fn spelled(path: &ObjectPath) -> String {
    let mut out = path.object.to_ascii_lowercase();
    for step in &path.steps {
        out.push('.');
        match step {
            Step::Name(name) => out.push_str(&name.to_ascii_lowercase()),
            Step::Index(_) | Step::Any => out.push('*'),
        }
    }
    out
}

/// A path in a form fit for a reason: short, and of plain characters.
fn label(path: &ObjectPath) -> String {
    let plain = |text: &str| -> String {
        text.chars().filter(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_')).take(40).collect()
    };
    let mut out = plain(&path.object);
    for (n, step) in path.steps.iter().take(4).enumerate() {
        if let Step::Name(name) = step {
            out.push(if n == 0 { ':' } else { '.' });
            out.push_str(&plain(name));
        }
    }
    out
}

fn property(path: &ObjectPath) -> Option<Property> {
    let object = path.object.to_ascii_lowercase();
    let names: Vec<String> = path
        .steps
        .iter()
        .map(|it| match it {
            Step::Name(name) => name.to_ascii_lowercase(),
            Step::Index(_) | Step::Any => "*".to_owned(),
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    use ObservableType as T;
    let kind = match (object.as_str(), names.as_slice()) {
        ("domain-name" | "hostname", ["value"]) => T::Domain,
        ("ipv4-addr" | "ipv6-addr", ["value"]) => T::Ip,
        ("url", ["value"]) | ("artifact", ["url"]) => T::Url,
        ("email-addr", ["value"]) | ("email-message", ["from_ref" | "sender_ref", "value"]) => T::Email,
        ("phone-number" | "x-phone-number" | "phone", ["value" | "number"]) => T::Phone,
        ("process", ["name"] | ["binary_ref" | "image_ref", "name"]) => T::Process,
        ("file" | "directory", ["path"]) => T::Path,
        ("file", ["name"]) => T::FileName,
        ("file" | "artifact", ["hashes", algorithm]) => match algorithm.replace(['-', '_'], "").as_str() {
            "md5" => T::Md5,
            "sha1" => T::Sha1,
            "sha256" => T::Sha256,
            _ => return None,
        },
        ("app", ["id"]) => T::AppId,
        ("app", ["cert", algorithm]) | ("x509-certificate", ["hashes", algorithm]) => {
            match algorithm.replace(['-', '_'], "").as_str() {
                "md5" | "sha1" | "sha256" => T::Certificate,
                _ => return None,
            }
        }
        ("configuration-profile", ["id"]) => T::ProfileId,
        ("android-property", ["name"]) => T::Property,
        ("network-traffic", ["dst_ref" | "src_ref", "value"]) => return Some(Property::Host),
        ("network-traffic", ["dst_ref" | "src_ref", "type"]) => return Some(Property::ReferredType),
        ("file", ["parent_directory_ref", "path"]) => return Some(Property::Parent),
        _ => return None,
    };
    Some(Property::Kind(kind))
}

/// Turns one alternative into parts, or counts why not.
fn finish(literals: Vec<Literal>, span: Option<Span>, out: &mut Lowered) {
    // Each with its object path.
    let mut parts: Vec<(String, Part)> = Vec::with_capacity(literals.len());
    let mut parents = Vec::new();
    for literal in literals {
        let (path, property, value, pattern, negated) = match literal {
            Literal::Known { path, property, value, pattern, negated } => {
                (path, property, value, pattern, negated)
            }
            Literal::Unknown(why) => return out.skipped.push(why),
        };
        let kind = match property {
            Property::Kind(kind) => kind,
            Property::Host if pattern.is_some() => ObservableType::Domain,
            Property::Host => match key::key(ObservableType::Ip, &value) {
                Ok(_) => ObservableType::Ip,
                Err(_) => ObservableType::Domain,
            },
            Property::Parent if pattern.is_none() && !negated => {
                parents.push((path, value));
                continue;
            }
            Property::Parent => return out.skipped.push("compares a directory by a pattern".into()),
            Property::ReferredType => continue,
        };
        let host = property == Property::Host && pattern.is_some();
        let part = (path, Part { kind, value, pattern, negated, host, group: 0 });
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    // A name and its directory are one path.
    if let [(path, parent)] = parents.as_slice() {
        let name = parts
            .iter_mut()
            .map(|it| &mut it.1)
            .find(|it| it.kind == ObservableType::FileName && it.pattern.is_none() && !it.negated);
        if let Some(part) = name {
            part.kind = ObservableType::Path;
            part.value = format!("{}/{}", parent.trim_end_matches('/'), part.value);
        } else {
            let part = Part {
                kind: ObservableType::Path,
                value: parent.clone(),
                pattern: None,
                negated: false,
                host: false,
                group: 0,
            };
            parts.push((path.clone(), part));
        }
    } else if !parents.is_empty() {
        return out.skipped.push("names two directories for one file".into());
    }
    if parts.is_empty() {
        return out.skipped.push("only says of which type a value is".into());
    }
    if parts.iter().all(|it| it.1.negated) {
        return out.skipped.push("only says what a value is not".into());
    }
    for (_, part) in &parts {
        if let Err(why) = check(part) {
            return out.skipped.push(why.into());
        }
    }
    // One value that is not everybody's is enough, beside others that are.
    let named = || parts.iter().map(|it| &it.1).filter(|it| !it.negated);
    if let Some(why) = named().find_map(everybodys)
        && named().all(|it| everybodys(it).is_some())
    {
        return out.skipped.push(why.into());
    }
    out.alternatives.push((bound(parts), span));
}

/// Whether a part can be compared, and would not fit every phone.
fn check(part: &Part) -> Result<(), &'static str> {
    match &part.pattern {
        // What is excluded may be as ordinary as it likes.
        Some(source) if part.negated => build(part.kind, source).map(drop),
        Some(source) if part.host => {
            compile(ObservableType::Ip, source).and(compile(part.kind, source)).map(drop)
        }
        Some(source) => compile(part.kind, source).map(drop),
        None => key::key(part.kind, &part.value).map(drop),
    }
}

/// Why a named value would fit every phone, if it would. Patterns that would were refused.
fn everybodys(part: &Part) -> Option<&'static str> {
    part.pattern.is_none().then(|| key::named(part.kind, &part.value).err())?
}

/// Numbers the parts by the value that must fulfil them: conditions on one object path hold for one value. No value
/// equals two texts: where two are named, two values are meant, and what else is said of the path holds for each.
fn bound(parts: Vec<(String, Part)>) -> Vec<Part> {
    let mut paths: Vec<&str> = Vec::new();
    for (path, _) in &parts {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    let mut out = Vec::with_capacity(parts.len());
    let mut group = 0;
    for path in paths {
        let own = || parts.iter().filter(|it| it.0 == path).map(|it| &it.1);
        let (equal, rest): (Vec<&Part>, Vec<&Part>) =
            own().partition(|it| it.pattern.is_none() && !it.negated);
        let values = equal.iter().map(|it| Some(*it)).chain(equal.is_empty().then_some(None));
        for value in values {
            let together = value.into_iter().chain(rest.iter().copied());
            out.extend(together.map(|it| Part { group, ..it.clone() }));
            group += 1;
        }
    }
    out
}

/// The regular expression of a `LIKE`: `%` is any text, `_` any character.
fn like(text: &str) -> String {
    let mut out = String::from("(?s)^");
    for c in text.chars() {
        match c {
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            _ => push_literal(c, &mut out),
        }
    }
    out.push('$');
    out
}

fn push_literal(c: char, out: &mut String) {
    out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

/// The regular expression of a path in which `*` stands for any text within one component.
///
/// # Errors
/// If it would fit ordinary paths.
pub(crate) fn glob(path: &str, platform: Platform) -> Result<String, &'static str> {
    let mut out = String::from("(?s)");
    // As for plain paths, aliases are compared in one spelling, and a directory stands for what is below it.
    match paths::absolute(path, platform) {
        Some(it) => {
            out.push('^');
            for component in it.components() {
                out.push('/');
                component
                    .chars()
                    .for_each(|c| if c == '*' { out.push_str("[^/]*") } else { push_literal(c, &mut out) });
            }
            out.push_str("(/|$)");
        }
        None if paths::components(path).count() < 2 => {
            return Err("path is relative and has a single component");
        }
        None => {
            out.push_str("(^|/)");
            for (n, component) in paths::components(path).enumerate() {
                if n > 0 {
                    out.push('/');
                }
                component
                    .chars()
                    .for_each(|c| if c == '*' { out.push_str("[^/]*") } else { push_literal(c, &mut out) });
            }
            out.push('$');
        }
    }
    compile(ObservableType::Path, &out)?;
    Ok(out)
}

/// True if the only `*` of a path is an app's container, which the path table knows.
pub(crate) fn is_container_wildcard(path: &str) -> bool {
    let Some(it) = paths::absolute(path, Platform::Ios) else { return false };
    let mut before = [""; 3];
    for component in it.components() {
        let [a, b, _] = before;
        if component.contains('*') && !(component == "*" && paths::is_container(before)) {
            return false;
        }
        before = [component, a, b];
    }
    true
}

/// Compiles within bounds and refuses what would match on every phone.
///
/// # Errors
/// Why the expression cannot be used.
pub(crate) fn compile(kind: ObservableType, source: &str) -> Result<regex::Regex, &'static str> {
    let regex = build(kind, source)?;
    let mut fits = regex.is_match("");
    for value in ORDINARY.iter().filter(|it| it.0 == kind).flat_map(|it| it.1) {
        spellings(kind, value, &mut |it| fits |= regex.is_match(it));
    }
    fits |= match kind {
        ObservableType::Domain => hosting::is_ordinary_host(|it| regex.is_match(it)),
        ObservableType::Path => paths::fits_everywhere(|it| regex.is_match(it)),
        _ => false,
    };
    if fits { Err("regular expression fits ordinary values") } else { Ok(regex) }
}

/// Calls `each` with the texts in which a value of a type is shown to patterns.
fn spellings(kind: ObservableType, value: &str, each: &mut dyn FnMut(&str)) {
    match kind {
        ObservableType::Path => {
            for platform in [Platform::Ios, Platform::Android] {
                paths::spellings(value, platform, each);
            }
        }
        ObservableType::Url => {
            if let Some(parts) = web::split(value) {
                web::spellings(&parts, parts.host, each);
            }
        }
        _ => each(value),
    }
}

/// Compiles within bounds.
///
/// # Errors
/// Why the expression cannot be used.
pub(crate) fn build(kind: ObservableType, source: &str) -> Result<regex::Regex, &'static str> {
    if source.len() > 8192 {
        return Err("regular expression is too long");
    }
    let sensitive = matches!(kind, ObservableType::Process | ObservableType::Path | ObservableType::FileName);
    regex::RegexBuilder::new(source)
        .size_limit(1 << 18)
        .dfa_size_limit(1 << 20)
        .nest_limit(50)
        .case_insensitive(!sensitive)
        .build()
        .map_err(|_| "regular expression is not supported or too large")
}
