//! Executables that ran from places where iOS keeps no programs.
//!
//! Sources: Kaspersky GReAT, "A lightweight method to detect potential iOS malware" (January 2024): Pegasus and
//! Reign ran below `/private/var/db/`, Predator below `/private/var/tmp/`; Microsoft and Citizen Lab on QuaDream
//! (April 2023): `/private/var/db/com.apple.xpc.roleaccountd.staging/subridged`. The update worker of iOS itself
//! runs from that staging folder and is left out.

use model::wire::Observed;
use model::{ObservableType, Record, Role};

use super::Condition;
use crate::engine::RuleHit;

/// Which places a rule asks for. Each path falls into at most one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OddPlace {
    /// `com.apple.xpc.roleaccountd.staging`.
    Staging,
    /// `/private/var/tmp`, `/private/tmp`.
    Tmp,
    /// The rest of `/private/var/db` and `/private/var/root`.
    Other,
}

impl Condition for OddPlace {
    fn record(&mut self, record: &Record<'_>, found: &mut dyn FnMut(RuleHit)) {
        for observable in &record.observables {
            if observable.kind() == ObservableType::Path
                && observable.role() == Role::Ran
                && place(observable.value()) == Some(*self)
            {
                found(RuleHit {
                    observed: Observed { kind: ObservableType::Path, value: observable.value().to_owned() },
                    at: observable.place().cloned().map(model::Locator::into_owned),
                    time: record.time().map(|it| it.utc),
                    record: None,
                });
            }
        }
    }
}

fn place(path: &str) -> Option<OddPlace> {
    let path = path.strip_prefix("/private").unwrap_or(path);
    let below = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| !rest.is_empty());
    if let Some(rest) = path.strip_prefix("/var/db/com.apple.xpc.roleaccountd.staging/")
        && !rest.is_empty()
    {
        return (!is_update_worker(rest)).then_some(OddPlace::Staging);
    }
    if below("/var/tmp/") || below("/tmp/") {
        return Some(OddPlace::Tmp);
    }
    (below("/var/db/") || below("/var/root/")).then_some(OddPlace::Other)
}

/// Whether a path below the staging folder is Apple's own:
/// `exec/<number>.<number>.xpc/com.apple.NRD.UpdateBrainService`, and nothing beside it.
fn is_update_worker(rest: &str) -> bool {
    let mut parts = rest.split('/');
    let numbers = |folder: &str| {
        let all = folder.strip_suffix(".xpc").unwrap_or_default();
        let number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        all.split_once('.').is_some_and(|(a, b)| number(a) && number(b))
    };
    parts.next() == Some("exec")
        && parts.next().is_some_and(numbers)
        && parts.next() == Some("com.apple.NRD.UpdateBrainService")
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let name = |path| match place(path) {
            Some(OddPlace::Staging) => "staging",
            Some(OddPlace::Tmp) => "tmp",
            Some(OddPlace::Other) => "other",
            None => "none",
        };
        assert_eq!(name("/private/var/db/com.apple.xpc.roleaccountd.staging/subridged"), "staging");
        assert_eq!(name("/var/db/com.apple.xpc.roleaccountd.staging/x"), "staging");
        let own = "/private/var/db/com.apple.xpc.roleaccountd.staging/exec/1.0.xpc/com.apple.NRD.UpdateBrainService";
        assert_eq!(name(own), "none");
        for beside in [
            "exec/agent/com.apple.NRD.UpdateBrainService",
            "exec/1.0.xpc/x/com.apple.NRD.UpdateBrainService",
            "exec/1.0.xpc/com.apple.NRD.UpdateBrainService/x",
            "exec/1.0.xpc/com.apple.NRD.UpdateBrainServiceX",
        ] {
            let path = format!("/private/var/db/com.apple.xpc.roleaccountd.staging/{beside}");
            assert!(place(&path) == Some(OddPlace::Staging), "{beside}");
        }
        assert_eq!(name("/private/var/tmp/hooker"), "tmp");
        assert_eq!(name("/private/var/db/x"), "other");
        assert_eq!(name("/private/var/tmp"), "none");
        assert_eq!(name("/private/var/dbx/y"), "none");
        assert_eq!(name("/usr/libexec/BackupAgent"), "none");
        assert_eq!(name("/private/var/containers/Bundle/Application/A/B.app/B"), "none");
    }
}
