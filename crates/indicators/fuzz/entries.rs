//! One entry per parser of hostile bytes: for the fuzz targets, and for the replay of their corpora.

use std::sync::OnceLock;

use indicators::{Index, Pack, Platform, pattern};
use model::{Observable, ObservableType, Role};

/// A STIX bundle.
pub(crate) fn stix(data: &[u8]) {
    if let Ok(pack) = Pack::from_stix("pack", "", data) {
        let _ = Index::build(&[pack], Platform::Ios, |_| [0; 32]);
    }
}

/// A plain list.
pub(crate) fn list(data: &[u8]) {
    if let Ok(pack) = Pack::from_list("pack", "", data) {
        let _ = Index::build(&[pack], Platform::Ios, |_| [0; 32]);
    }
}

/// A STIX pattern.
pub(crate) fn pattern(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = pattern::parse(text);
    }
}

/// A value seen on a phone, looked up as every type.
pub(crate) fn observed(data: &[u8]) {
    static INDEX: OnceLock<Index> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let list = b"evil.example\nhttps://bad.example/x?y=z\n203.0.113.7\n2001:db8::/32\nprocess:implantd\n/private/var/tmp/x\na@b.example\n+15035550100\n";
        let packs: Vec<Pack> = Pack::from_list("pack", "", list).into_iter().collect();
        Index::build(&packs, Platform::Ios, |_| [0; 32])
    });
    let text = String::from_utf8_lossy(data);
    let mut hits = Vec::new();
    for kind in ObservableType::ALL {
        index.matches(&Observable::new(kind, text.as_ref(), Role::Received), None, &mut hits);
    }
    let _ = (index.show(&text), indicators::host_of(&text));
}
