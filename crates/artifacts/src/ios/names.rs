//! Process names, executables and bundle identifiers, as usage stores write them.

use std::borrow::Cow;

use model::{Observable, Role};

/// Whether a text has the form of a bundle identifier: at least two labels of letters, digits, `-` and `_`.
pub(crate) fn is_bundle_id(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
        })
}

/// Adds the observables of a process name. `daemon/com.vendor.app` is a daemon that worked for an app; an
/// absolute path is the executable; anything else is the name itself. Names are given as the store keeps them,
/// truncated or not.
pub(crate) fn process<'a>(name: &'a str, out: &mut Vec<Observable<'a>>) {
    if name.is_empty() {
        return;
    }
    if name.starts_with('/') {
        executable(name, out);
        return;
    }
    match name.split_once('/') {
        Some((process, app)) => {
            if !process.is_empty() {
                out.push(Observable::process(process));
            }
            if is_bundle_id(app) {
                out.push(Observable::app_id(app, Role::Ran));
            } else if !app.is_empty() && !app.contains('/') {
                // Some daemons name a process behind the slash.
                out.push(Observable::process(app));
            }
        }
        None => out.push(Observable::process(name)),
    }
}

/// Adds the observables of an executable's absolute path: the path, and its last component as a process.
pub(crate) fn executable<'a>(path: &'a str, out: &mut Vec<Observable<'a>>) {
    if !path.starts_with('/') {
        return;
    }
    out.push(Observable::path(path, Role::Ran));
    if let Some((_, last)) = path.trim_end_matches('/').rsplit_once('/')
        && !last.is_empty()
    {
        out.push(Observable::process(last));
    }
}

/// Adds an app that ran, unless an observable says so already.
pub(crate) fn ran_app<'a>(bundle_id: &'a str, out: &mut Vec<Observable<'a>>) {
    let known = |it: &Observable<'_>| it.kind() == model::ObservableType::AppId && it.value() == bundle_id;
    if !bundle_id.is_empty() && !out.iter().any(known) {
        out.push(Observable::app_id(Cow::Borrowed(bundle_id), Role::Ran));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &[&str]) {
        let mut out = Vec::new();
        process(name, &mut out);
        let out: Vec<_> = out.iter().map(|it| format!("{} {}", it.kind(), it.value())).collect();
        assert_eq!(out, expected);
    }

    #[test]
    fn names_are_taken_apart() {
        check("mDNSResponder/com.vendor.app", &["process mDNSResponder", "app_id com.vendor.app"]);
        check("bh", &["process bh"]);
        check("com.apple.WebKit.Networking", &["process com.apple.WebKit.Networking"]);
        check("/usr/libexec/thing", &["path /usr/libexec/thing", "process thing"]);
        check("nsurlsessiond/thing", &["process nsurlsessiond", "process thing"]);
        check("", &[]);
    }
}
