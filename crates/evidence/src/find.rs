//! Finds the entries that globs over device paths name, without making a path for every entry.

use rustc_hash::FxHashMap;

use crate::domains::write_root;
use crate::tree::{EntryId, EntryKind, Tree};

/// Matches `*` inside one path component. Linear: on a mismatch only the last star is tried again.
fn component_matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(it) if Some(it) == text.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    p = after;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|it| *it == b'*')
}

/// Matches whole paths, component by component.
pub(crate) fn glob_matches(glob: &str, path: &str) -> bool {
    if let Some(rest) = glob.strip_prefix("**/") {
        let wanted = rest.split('/').count();
        let tail = path.rsplit('/').take(wanted).last().map(|it| it.as_ptr().addr() - path.as_ptr().addr());
        return path.split('/').count() >= wanted
            && tail.and_then(|it| path.get(it..)).is_some_and(|it| same(rest, it));
    }
    same(glob, path)
}

fn same(glob: &str, path: &str) -> bool {
    let mut globs = glob.split('/');
    let mut components = path.split('/');
    loop {
        match (globs.next(), components.next()) {
            (None, None) => return true,
            (Some(pattern), Some(text)) if component_matches(pattern, text) => {}
            _ => return false,
        }
    }
}

/// For each glob the files it names, in tree order.
///
/// A glob is a device path in which `*` stays within one component; a leading `**/` stands for any directory; a
/// name without a slash is that of a file at the root.
pub(crate) fn find(tree: &Tree, globs: &[&str]) -> Vec<Vec<EntryId>> {
    let mut found: Vec<Vec<EntryId>> = vec![Vec::new(); globs.len()];
    // Globs under any directory, by their last component where that has no star.
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut by_pattern: Vec<usize> = Vec::new();
    for (at, glob) in globs.iter().enumerate() {
        if glob.starts_with("**/") {
            let last = glob.rsplit_once('/').map_or(*glob, |it| it.1);
            if last.contains('*') {
                by_pattern.push(at);
            } else {
                by_name.entry(last).or_default().push(at);
            }
        }
    }
    let mut root = String::new();
    for (number, domain) in tree.domains() {
        root.clear();
        if !domain.is_empty() {
            write_root(domain, &mut root);
            root.push('/');
        }
        for (glob, found) in globs.iter().zip(&mut found) {
            if glob.starts_with("**/") || glob.contains('/') == domain.is_empty() {
                continue;
            }
            let Some(rest) = below(glob, &root) else { continue };
            let fixed = rest.split_once('*').map_or(rest, |it| it.0);
            for entry in tree.range(number, fixed) {
                if entry.kind == EntryKind::File && same(rest, entry.relative) {
                    found.push(entry.id);
                }
            }
        }
    }
    if !by_name.is_empty() || !by_pattern.is_empty() {
        let mut path = String::new();
        let lasts: Vec<&[u8]> = globs
            .iter()
            .filter(|it| it.starts_with("**/"))
            .map(|it| it.rsplit_once('/').map_or(*it, |it| it.1).as_bytes())
            .collect();
        // Nearly every name is ruled out by its first byte and its last.
        let may_match = |name: &[u8]| {
            let fits = |wanted: Option<&u8>, there: Option<&u8>| wanted == Some(&b'*') || wanted == there;
            lasts.iter().any(|it| fits(it.first(), name.first()) && fits(it.last(), name.last()))
        };
        for entry in tree.iter() {
            let name = entry.relative.as_bytes();
            let name = name.get(memchr::memrchr(b'/', name).map_or(0, |it| it + 1)..).unwrap_or_default();
            if !may_match(name) {
                continue;
            }
            let named = by_name.get(entry.name());
            let in_domain = !entry.domain.is_empty() && entry.kind == EntryKind::File;
            if !in_domain || (named.is_none() && by_pattern.is_empty()) {
                continue;
            }
            path.clear();
            for at in named.into_iter().flatten().chain(&by_pattern) {
                let Some(glob) = globs.get(*at) else { continue };
                let last = glob.rsplit_once('/').map_or(*glob, |it| it.1);
                if !component_matches(last, entry.name()) {
                    continue;
                }
                if path.is_empty() {
                    entry.write_path(&mut path);
                }
                if glob_matches(glob, &path)
                    && let Some(found) = found.get_mut(*at)
                {
                    found.push(entry.id);
                }
            }
        }
    }
    found
}

/// What is left of `glob` below a domain's place, whose last character is a slash.
fn below<'g>(glob: &'g str, root: &str) -> Option<&'g str> {
    let mut rest = glob;
    for component in root.split_terminator('/') {
        let (pattern, after) = rest.split_once('/')?;
        if !component_matches(pattern, component) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_component() {
        assert!(component_matches("profile-*", "profile-"));
        assert!(component_matches("*.db", "sms.db"));
        assert!(component_matches("a*b*c", "aXbYbZc"));
        assert!(!component_matches("a*b", "ab\u{e9}"));
        assert!(component_matches("*", ""));
        assert!(!component_matches("", "x"));
        assert!(glob_matches("/private/*/x", "/private/var/x"));
        assert!(!glob_matches("/private/*/x", "/private/var/db/x"));
        assert!(glob_matches("**/WebKit/*/x.db", "/a/b/WebKit/c/x.db"));
        assert!(glob_matches("**/x.db", "/x.db"));
        assert!(!glob_matches("**/b/x.db", "/ab/x.db"));
    }
}
