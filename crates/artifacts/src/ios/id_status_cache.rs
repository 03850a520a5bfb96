//! Accounts that the phone looked up with Apple's identity services: with whom it could have exchanged messages.
//!
//! `HomeDomain Library/Preferences/com.apple.identityservices.idstatuscache.plist`, on full file systems also
//! `Library/IdentityServices/idstatuscache.plist`. A service maps account URIs (`mailto:`, `tel:`) to
//! `LookupDate` (seconds since 2001 UTC) and `IDStatus`. Empty or absent since iOS 14.7, which is normal.
//! Accounts with NUL characters were published as traces of zero-click attacks; the characters are kept, written
//! as `\x00`.

use std::borrow::Cow;

use evidence::Source;
use model::{Locator, Observable, ObservableType, Record, Role};
use rustc_hash::FxHashMap;

use crate::flatten::join;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "id_status_cache",
    wants: &[
        "/private/var/mobile/Library/Preferences/com.apple.identityservices.idstatuscache.plist",
        "/private/var/mobile/Library/IdentityServices/idstatuscache.plist",
    ],
    carries: &[ObservableType::Email, ObservableType::Phone],
    own_times: &[],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    let mut seen: FxHashMap<&str, i64> = FxHashMap::default();
    for (_, users) in list.root.dict().iter() {
        for (user, _) in users.dict().iter() {
            *seen.entry(user).or_default() += 1;
        }
    }
    for (package, users) in list.root.dict().iter() {
        for (user, status) in users.dict().iter() {
            let Some(status) = status.as_dict() else {
                sink.problem("a lookup without its details");
                continue;
            };
            let shown = if user.contains('\0') {
                Cow::Owned(user.replace('\0', "\\x00"))
            } else {
                Cow::Borrowed(user)
            };
            let at = Locator::key(join(package, &shown));
            let mut record = Record::new(ARTIFACT.id, "lookup", source.reference(), at);
            when::key("lookup", status, "LookupDate", &mut record, sink);
            record.field("package", package);
            record.personal("user", shown);
            if let Some(status) = status.int("IDStatus") {
                record.field("idstatus", status);
            }
            record.field("occurrences", seen.get(user).copied().unwrap_or_default());
            let account = user.replace('\0', "");
            record.observables.extend(Observable::account(&account, Role::Cached));
            if sink.record(&record).is_break() {
                return;
            }
        }
    }
}
