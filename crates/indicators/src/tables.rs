//! The lookup structures: from an observed value to the numbers of what it matches, without looking at more
//! than a few of them.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;

use model::{Observable, ObservableType};
use regex::{Regex, RegexSet, RegexSetBuilder};
use rustc_hash::{FxHashMap, FxHasher};

use crate::expression;
use crate::index::Fit;
use crate::key::{self, Key};
use crate::ordinary;
use crate::paths::{self, DevicePath, Platform};
use crate::text::{digest_bytes, lower, refang};
use crate::web::{self, Host, Scratch};

type Map<K> = FxHashMap<K, Vec<u32>>;

/// Computes SHA-256. Given by the caller, so that this crate knows no cryptography.
pub type Digest = fn(&[u8]) -> [u8; 32];

/// Longer observed values are not compared with regular expressions.
const MAX_PATTERN_TEXT: usize = 64 * 1024;

pub(crate) struct Tables {
    platform: Platform,
    domains: Map<Box<str>>,
    /// By host.
    urls: FxHashMap<Box<str>, Vec<UrlEntry>>,
    addresses: Map<IpAddr>,
    /// By prefix length; there are at most 33 and 129 of them.
    networks: Vec<(bool, u8, Map<IpAddr>)>,
    emails: Map<Box<str>>,
    /// By digits without `+`; numbers too short to be complete keep theirs.
    phones: Map<Box<str>>,
    /// Accounts by their digest, as results keep them.
    digests: Map<[u8; 32]>,
    /// The accounts behind those digests.
    accounts: FxHashMap<[u8; 32], Box<str>>,
    processes: Map<Box<str>>,
    /// By the first bytes that the kernel keeps.
    truncated: Map<Box<[u8]>>,
    paths: PathTable,
    names: Map<Box<str>>,
    /// Types that are compared as a whole, in lower case.
    texts: FxHashMap<ObservableType, Map<Box<str>>>,
    patterns: FxHashMap<ObservableType, Patterns>,
}

struct UrlEntry {
    resource: Box<str>,
    fragment: Option<Box<str>>,
    number: u32,
}

impl Tables {
    pub(crate) fn new(platform: Platform) -> Self {
        Self {
            platform,
            domains: Map::default(),
            urls: FxHashMap::default(),
            addresses: Map::default(),
            networks: Vec::new(),
            emails: Map::default(),
            phones: Map::default(),
            digests: Map::default(),
            accounts: FxHashMap::default(),
            processes: Map::default(),
            truncated: Map::default(),
            paths: PathTable::default(),
            names: Map::default(),
            texts: FxHashMap::default(),
            patterns: FxHashMap::default(),
        }
    }

    pub(crate) fn platform(&self) -> Platform {
        self.platform
    }

    /// Makes `number` match what a value of that type matches.
    pub(crate) fn insert(&mut self, kind: ObservableType, value: &str, number: u32, digest: Digest) {
        // What has no key was refused when the pack was read.
        let Ok(keyed) = key::key(kind, value) else { return };
        match keyed.key {
            Key::Domain(host) => push(&mut self.domains, host.into(), number),
            Key::Url { host, resource, fragment } => {
                let entry =
                    UrlEntry { resource: resource.into(), fragment: fragment.map(Into::into), number };
                self.urls.entry(host.into()).or_default().push(entry);
            }
            Key::Network { address, bits } => {
                if bits == if address.is_ipv4() { 32 } else { 128 } {
                    push(&mut self.addresses, address, number);
                } else {
                    let at = self.networks.iter().position(|it| (it.0, it.1) == (address.is_ipv4(), bits));
                    let at = at.unwrap_or_else(|| {
                        self.networks.push((address.is_ipv4(), bits, Map::default()));
                        self.networks.len() - 1
                    });
                    if let Some(network) = self.networks.get_mut(at) {
                        push(&mut network.2, address, number);
                    }
                }
            }
            Key::Email(value) => {
                self.account(ObservableType::Email, &value, number, digest);
                push(&mut self.emails, value.into(), number);
            }
            Key::Phone(value) => {
                let digits = phone_key(&value);
                self.account(ObservableType::Phone, &value, number, digest);
                // A complete number may have been observed with its `+` or without.
                if digits.len() >= COMPLETE_NUMBER && !digits.starts_with('+') {
                    let other = if value.starts_with('+') { digits.to_owned() } else { format!("+{digits}") };
                    self.account(ObservableType::Phone, &other, number, digest);
                }
                push(&mut self.phones, digits.into(), number);
            }
            Key::Process(name) => {
                let kept = self.platform.process_name_length();
                let prefix = name.as_bytes().get(..kept).filter(|_| name.len() > kept);
                // What is left of the name may be that of a program on every phone, which then says nothing.
                let says = |it: &&[u8]| {
                    std::str::from_utf8(it)
                        .map_or(true, |it| !ordinary::is_ordinary(ObservableType::Process, it))
                };
                if let Some(prefix) = prefix.filter(says) {
                    push(&mut self.truncated, prefix.into(), number);
                }
                push(&mut self.processes, name.into(), number);
            }
            Key::Path(path) => {
                if let Some(path) = paths::absolute(&path, self.platform) {
                    self.paths.insert(path, number);
                }
            }
            Key::RelativePath(path) => self.paths.insert_suffix(&path, number),
            Key::FileName(name) => push(&mut self.names, name.into(), number),
            Key::Text(kind, value) => push(self.texts.entry(kind).or_default(), value.into(), number),
        }
    }

    /// Makes `number` match what a value of that type excludes. A domain that everybody uses says nothing where it is
    /// named, and all the more where it is excluded.
    pub(crate) fn insert_excluded(&mut self, kind: ObservableType, value: &str, number: u32, digest: Digest) {
        match key::key(kind, value) {
            Ok(key::Keyed { key: Key::Url { host, .. }, restricted: true, .. }) => {
                push(&mut self.domains, host.into(), number);
            }
            _ => self.insert(kind, value, number, digest),
        }
    }

    /// Makes `number` match what a regular expression matches.
    pub(crate) fn insert_pattern(&mut self, kind: ObservableType, source: &str, number: u32) {
        self.patterns.entry(kind).or_default().pending.push((source.to_owned(), number));
    }

    /// Makes `number` match what a path with `*` matches.
    pub(crate) fn insert_glob(&mut self, path: &str, number: u32) {
        if let Ok((source, _)) = expression::glob(path, self.platform) {
            self.insert_pattern(ObservableType::Path, &source, number);
        }
    }

    /// Compiles the regular expressions. To be called once, after the last insertion.
    pub(crate) fn finish(&mut self) {
        for (kind, patterns) in &mut self.patterns {
            patterns.compile(*kind);
        }
    }

    fn account(&mut self, kind: ObservableType, value: &str, number: u32, digest: Digest) {
        let of_value = model::account_digest(digest, kind, value);
        self.accounts.insert(of_value, value.into());
        push(&mut self.digests, of_value, number);
    }

    /// The account of an indicator that has this digest, as hex.
    pub(crate) fn account_of(&self, hex: &str) -> Option<&str> {
        self.accounts.get(&digest_bytes(hex)?).map(|it| &**it)
    }

    /// Whether there are patterns over accounts, which no digest can be compared with.
    pub(crate) fn has_account_patterns(&self) -> bool {
        self.patterns.keys().any(|it| it.is_account())
    }

    /// Calls `hit` with the number of everything the observable matches. A number may come more than once.
    pub(crate) fn lookup(&self, observable: &Observable<'_>, hit: &mut dyn FnMut(u32, Fit)) {
        let value = observable.value();
        if observable.is_digest() {
            if let Some(digest) = digest_bytes(value) {
                report(self.digests.get(&digest), Fit::Exact, hit);
            }
            return;
        }
        match observable.kind() {
            kind if is_web(kind) => self.web(observable, &mut |place, number, fit| {
                hit(number, if place == 0 { fit } else { Fit::Nested });
            }),
            ObservableType::Email => {
                let value = lower(value);
                report(self.emails.get(&*value), Fit::Exact, hit);
                self.pattern(ObservableType::Email, &value, hit);
            }
            ObservableType::Phone => self.phone(value, hit),
            ObservableType::Process => self.process(value, hit),
            ObservableType::Path => self.path(value, hit),
            ObservableType::FileName => self.name(value, hit),
            kind => {
                if let Some(map) = self.texts.get(&kind) {
                    report(map.get(&*lower(value.trim())), Fit::Exact, hit);
                }
                self.pattern(kind, value, hit);
            }
        }
    }

    /// As [`Self::lookup`], telling the values of one observable apart: `hit` is called with 0 for the value itself,
    /// and with n for the nth URL inside it. The fit is that to the value of that number.
    pub(crate) fn lookup_values(&self, observable: &Observable<'_>, hit: &mut dyn FnMut(u32, u32, Fit)) {
        if is_web(observable.kind()) && !observable.is_digest() {
            self.web(observable, hit);
        } else {
            self.lookup(observable, &mut |number, fit| hit(0, number, fit));
        }
    }

    fn web(&self, observable: &Observable<'_>, hit: &mut dyn FnMut(u32, u32, Fit)) {
        let kind = observable.kind();
        let value = observable.value();
        let text = refang(value);
        self.pattern(kind, value, &mut |number, fit| hit(0, number, fit));
        if let Cow::Owned(text) = &text {
            self.pattern(kind, text, &mut |number, fit| hit(0, number, fit));
        }
        self.web_text(kind, &text, &mut |number, fit| hit(0, number, fit));
        if kind == ObservableType::Url {
            // Opaque schemes (`intent:`, `data:`) have no host and may still carry a URL.
            let inside = web::split(&text).map_or(&*text, |it| it.rest);
            let mut place = 0;
            web::nested_urls(inside, &mut |url| {
                place += 1;
                let url = refang(url);
                self.pattern(kind, &url, &mut |number, fit| hit(place, number, fit));
                self.web_text(kind, &url, &mut |number, fit| hit(place, number, fit));
            });
        }
    }

    /// Looks up one URL, host or address.
    fn web_text(&self, kind: ObservableType, text: &str, hit: &mut dyn FnMut(u32, Fit)) {
        let Some(parts) = web::split(text) else { return };
        let mut scratch = Scratch::new();
        let Some(host) = web::normal_host(parts.host, &mut scratch) else { return };
        match host {
            Host::Name(name) => {
                report(self.domains.get(name), Fit::Exact, hit);
                let mut rest = name;
                while let Some((_, parent)) = rest.split_once('.') {
                    report(self.domains.get(parent), Fit::Within, hit);
                    rest = parent;
                }
                self.pattern(ObservableType::Domain, name, hit);
                if kind == ObservableType::Url {
                    self.exact_url(name, &parts, hit);
                    self.url_pattern(name, &parts, hit);
                }
            }
            Host::Address(address) => {
                report(self.addresses.get(&address), Fit::Exact, hit);
                for (is_v4, bits, map) in &self.networks {
                    if *is_v4 == address.is_ipv4() {
                        report(map.get(&key::mask(address, *bits)), Fit::Within, hit);
                    }
                }
                // The text of an address is needed by few packs, and costs an allocation.
                let urls = kind == ObservableType::Url
                    && (!self.urls.is_empty() || self.patterns.contains_key(&ObservableType::Url));
                if urls || self.patterns.contains_key(&ObservableType::Ip) {
                    let name = address.to_string();
                    self.pattern(ObservableType::Ip, &name, hit);
                    if urls {
                        self.exact_url(&name, &parts, hit);
                        self.url_pattern(&name, &parts, hit);
                    }
                }
            }
        }
    }

    fn url_pattern(&self, host: &str, parts: &web::Parts<'_>, hit: &mut dyn FnMut(u32, Fit)) {
        if let Some(patterns) = self.patterns.get(&ObservableType::Url) {
            web::spellings(parts, host, &mut |url| patterns.lookup(url, hit));
        }
    }

    fn exact_url(&self, host: &str, parts: &web::Parts<'_>, hit: &mut dyn FnMut(u32, Fit)) {
        let Some(entries) = self.urls.get(host) else { return };
        let mut compare = |parts: &web::Parts<'_>| {
            let (resource, fragment) = web::resource(parts);
            for entry in entries {
                if *entry.resource == *resource
                    && (entry.fragment.is_none() || entry.fragment.as_deref() == fragment.as_deref())
                {
                    hit(entry.number, Fit::Exact);
                }
            }
        };
        compare(parts);
        // Punctuation of the sentence around the URL.
        if let Some(parts) = web::without_punctuation(parts) {
            compare(&parts);
        }
    }

    fn phone(&self, value: &str, hit: &mut dyn FnMut(u32, Fit)) {
        let digits = value.strip_prefix('+').unwrap_or(value);
        if digits.bytes().all(|it| it.is_ascii_digit()) && !value.starts_with("00") {
            report(self.phones.get(phone_key(value)), Fit::Exact, hit);
            self.pattern(ObservableType::Phone, value, hit);
        } else if let Some(it) = Observable::phone(value, model::Role::Received) {
            report(self.phones.get(phone_key(it.value())), Fit::Exact, hit);
            self.pattern(ObservableType::Phone, it.value(), hit);
        }
    }

    fn process(&self, value: &str, hit: &mut dyn FnMut(u32, Fit)) {
        let value = value.trim_end_matches('\0');
        if value.starts_with('/') {
            let base = paths::base_name(value);
            self.process_name(base, hit);
            // Where the system appends the executable's UUID, the name stands before it.
            if paths::is_uuid(base)
                && let Some(before) = paths::components(value).rev().nth(1)
            {
                self.process_name(before, hit);
            }
            self.path_alone(value, hit);
            return;
        }
        self.process_name(value, hit);
        if let Some((first, _)) = value.split_once('/') {
            self.process_name(first, hit);
        }
    }

    fn process_name(&self, name: &str, hit: &mut dyn FnMut(u32, Fit)) {
        report(self.processes.get(name), Fit::Exact, hit);
        if name.len() == self.platform.process_name_length() {
            report(self.truncated.get(name.as_bytes()), Fit::Truncated, hit);
        }
        self.pattern(ObservableType::Process, name, hit);
    }

    fn path(&self, value: &str, hit: &mut dyn FnMut(u32, Fit)) {
        self.path_alone(value, hit);
        self.name(paths::base_name(value), hit);
    }

    fn name(&self, name: &str, hit: &mut dyn FnMut(u32, Fit)) {
        report(self.names.get(name), Fit::Exact, hit);
        self.pattern(ObservableType::FileName, name, hit);
    }

    fn path_alone(&self, value: &str, hit: &mut dyn FnMut(u32, Fit)) {
        let path = paths::absolute(value, self.platform);
        if let Some(path) = path {
            self.paths.prefixes(path, hit);
        }
        self.paths.suffixes(value, hit);
        if let Some(patterns) = self.patterns.get(&ObservableType::Path) {
            paths::spellings(value, self.platform, &mut |it| patterns.lookup(it, hit));
        }
    }

    fn pattern(&self, kind: ObservableType, value: &str, hit: &mut dyn FnMut(u32, Fit)) {
        if let Some(patterns) = self.patterns.get(&kind) {
            patterns.lookup(value, hit);
        }
    }
}

fn is_web(kind: ObservableType) -> bool {
    matches!(kind, ObservableType::Url | ObservableType::Domain | ObservableType::Ip)
}

/// A telephone number of at least so many digits is complete with its country.
const COMPLETE_NUMBER: usize = 8;

/// Digits without `+`, unless there are too few for the `+` not to matter.
fn phone_key(value: &str) -> &str {
    value.strip_prefix('+').filter(|it| it.len() >= COMPLETE_NUMBER).unwrap_or(value)
}

fn push<K: Eq + Hash>(map: &mut Map<K>, key: K, number: u32) {
    map.entry(key).or_default().push(number);
}

fn report(numbers: Option<&Vec<u32>>, fit: Fit, hit: &mut dyn FnMut(u32, Fit)) {
    for number in numbers.into_iter().flatten() {
        hit(*number, fit);
    }
}

/// How many expressions are tried in one pass.
const SET: usize = 64;
/// The room that all sets of a type have for what they remember of the values they saw.
const MEMORY_OF_SETS: usize = 32 << 20;

/// Regular expressions, many of a type in one pass. Each stands there once, whoever names it.
#[derive(Default)]
struct Patterns {
    pending: Vec<(String, u32)>,
    sets: Vec<(RegexSet, Vec<Vec<u32>>)>,
    single: Vec<(Regex, Vec<u32>)>,
}

impl Patterns {
    fn compile(&mut self, kind: ObservableType) {
        let distinct = distinct(std::mem::take(&mut self.pending));
        let sensitive =
            matches!(kind, ObservableType::Process | ObservableType::Path | ObservableType::FileName);
        // Where there are few sets, each may remember more.
        let memory = (MEMORY_OF_SETS / distinct.len().div_ceil(SET).max(1)).clamp(1 << 20, 4 << 20);
        for chunk in distinct.chunks(SET) {
            let set = RegexSetBuilder::new(chunk.iter().map(|it| &it.0))
                .size_limit(16 << 20)
                .dfa_size_limit(memory)
                .nest_limit(50)
                .case_insensitive(!sensitive)
                .build();
            match set {
                Ok(set) => self.sets.push((set, chunk.iter().map(|it| it.1.clone()).collect())),
                Err(_) => {
                    let each = chunk
                        .iter()
                        .filter_map(|it| Some((expression::build(kind, &it.0).ok()?.0, it.1.clone())));
                    self.single.extend(each);
                }
            }
        }
    }

    fn lookup(&self, value: &str, hit: &mut dyn FnMut(u32, Fit)) {
        if value.len() > MAX_PATTERN_TEXT {
            return;
        }
        for (set, numbers) in &self.sets {
            if set.is_match(value) {
                for at in set.matches(value) {
                    report(numbers.get(at), Fit::Pattern, hit);
                }
            }
        }
        for (regex, numbers) in &self.single {
            if regex.is_match(value) {
                report(Some(numbers), Fit::Pattern, hit);
            }
        }
    }
}

/// Each expression with all its numbers, in the order in which they came.
fn distinct(pending: Vec<(String, u32)>) -> Vec<(String, Vec<u32>)> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut all: Vec<(String, Vec<u32>)> = Vec::new();
    for (source, number) in pending {
        let at = *places.entry(source).or_insert_with_key(|source| {
            all.push((source.clone(), Vec::new()));
            all.len() - 1
        });
        if let Some(it) = all.get_mut(at) {
            it.1.push(number);
        }
    }
    all
}

/// Paths by a hash that grows component by component, so that one walk over an observed path asks for all its
/// parents.
#[derive(Default)]
struct PathTable {
    prefixes: FxHashMap<u64, Vec<PathEntry>>,
    /// Bit n is set if some prefix has n components.
    depths: u64,
    /// Relative paths, hashed from their end.
    suffixes: FxHashMap<u64, Vec<PathEntry>>,
    suffix_depths: u64,
    /// Some prefix names an app's container, whose id differs from phone to phone.
    containers: bool,
}

struct PathEntry {
    /// `None` is an app's container.
    components: Vec<Option<Box<str>>>,
    number: u32,
}

/// The most components a path indicator may have; deeper ones match nothing rather than too much.
const MAX_DEPTH: usize = 63;

fn grow(hash: u64, component: Option<&str>) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(hash);
    match component {
        Some(it) => hasher.write(it.as_bytes()),
        None => hasher.write_u8(0xff),
    }
    hasher.finish()
}

impl PathTable {
    fn insert(&mut self, path: DevicePath<'_>, number: u32) {
        let mut before = [""; 3];
        let mut components: Vec<Option<Box<str>>> = Vec::new();
        for component in path.components() {
            let [a, b, _] = before;
            let any = paths::is_container(before) && (component == "*" || paths::is_uuid(component));
            components.push((!any).then(|| component.into()));
            before = [component, a, b];
        }
        // A container by itself stands for one installation; as "any container" it would be every phone.
        if let Some(last @ None) = components.last_mut() {
            *last = Some(before[0].into());
        }
        if components.len() > MAX_DEPTH {
            return;
        }
        self.containers |= components.contains(&None);
        self.depths |= 1 << components.len();
        let hash = components.iter().fold(0, |hash, it| grow(hash, it.as_deref()));
        self.prefixes.entry(hash).or_default().push(PathEntry { components, number });
    }

    fn insert_suffix(&mut self, path: &str, number: u32) {
        let components: Vec<Option<Box<str>>> =
            paths::components(path).rev().map(|it| Some(it.into())).collect();
        if components.len() > MAX_DEPTH {
            return;
        }
        self.suffix_depths |= 1 << components.len();
        let hash = components.iter().fold(0, |hash, it| grow(hash, it.as_deref()));
        self.suffixes.entry(hash).or_default().push(PathEntry { components, number });
    }

    fn prefixes(&self, path: DevicePath<'_>, hit: &mut dyn FnMut(u32, Fit)) {
        if self.prefixes.is_empty() {
            return;
        }
        let (mut literal, mut any) = (0, None);
        let mut before = [""; 3];
        let mut components = path.components().enumerate().take(MAX_DEPTH).peekable();
        while let Some((n, component)) = components.next() {
            if self.depths >> (n + 1) == 0 {
                // No indicator goes deeper.
                return;
            }
            let [a, b, _] = before;
            any = match any {
                None if self.containers && paths::is_container(before) => Some(grow(literal, None)),
                it => it.map(|it| grow(it, Some(component))),
            };
            literal = grow(literal, Some(component));
            before = [component, a, b];
            if self.depths & (1 << (n + 1)) == 0 {
                continue;
            }
            let fit = if components.peek().is_some() { Fit::Within } else { Fit::Exact };
            for hash in [Some(literal), any].into_iter().flatten() {
                for entry in self.prefixes.get(&hash).into_iter().flatten() {
                    if entry.begins(path.components()) {
                        hit(entry.number, fit);
                    }
                }
            }
        }
    }

    fn suffixes(&self, path: &str, hit: &mut dyn FnMut(u32, Fit)) {
        if self.suffixes.is_empty() {
            return;
        }
        let mut hash = 0;
        for (n, component) in paths::components(path).rev().enumerate().take(MAX_DEPTH) {
            if self.suffix_depths >> (n + 1) == 0 {
                return;
            }
            hash = grow(hash, Some(component));
            if self.suffix_depths & (1 << (n + 1)) == 0 {
                continue;
            }
            for entry in self.suffixes.get(&hash).into_iter().flatten() {
                if entry.begins(paths::components(path).rev()) {
                    hit(entry.number, Fit::Exact);
                }
            }
        }
    }
}

impl PathEntry {
    fn begins<'p>(&self, mut observed: impl Iterator<Item = &'p str>) -> bool {
        self.components.iter().all(|it| match (it, observed.next()) {
            (Some(ours), Some(theirs)) => **ours == *theirs,
            (None, theirs) => theirs.is_some(),
            (Some(_), None) => false,
        })
    }
}
