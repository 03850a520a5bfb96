//! Names of artefacts and events, which records hold for the life of the program.

use std::collections::HashSet;
use std::sync::{Mutex, OnceLock, PoisonError};

/// How many names may come from results. Our readers have a few dozen; each is at most 64 bytes long.
const MAX_NAMES: usize = 2_000;

/// The name with the life of the program. `None` for what is no name, and past a limit: results that were
/// tampered with must not fill memory.
pub(super) fn intern(name: &str) -> Option<&'static str> {
    static NAMES: OnceLock<Mutex<HashSet<&'static str>>> = OnceLock::new();
    let fits = (1..=64).contains(&name.len())
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
    if !fits {
        return None;
    }
    let mut names = NAMES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return Some(known);
    }
    if names.len() >= MAX_NAMES {
        return None;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    Some(kept)
}
