//! One entry per parser of hostile bytes: for the fuzz targets, and for the replay of their corpora.

use artifacts::ios::{configuration_profiles, safari_browser_state};
use artifacts::{imessage, text, typedstream};
use model::Role;

/// Text of a message.
pub(crate) fn text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    text::observables(&text, Role::Received, &mut Vec::new());
}

/// Attributed text of a message.
pub(crate) fn typedstream(data: &[u8]) {
    let _ = typedstream::attributed(data);
}

/// Edited and unsent parts of a message, and its rich link.
pub(crate) fn summary(data: &[u8]) {
    let _ = imessage::summary(data);
    let _ = imessage::payload(data);
}

/// The pages of a tab.
pub(crate) fn session_data(data: &[u8]) {
    if let Ok(list) = safari_browser_state::session_data(data) {
        let _ = safari_browser_state::session_entries(&list).count();
    }
}

/// A configuration profile, signed or not.
pub(crate) fn profile(data: &[u8]) {
    let _ = configuration_profiles::profile(data);
}
