//! The packs of a run: what was named, or what the last update brought; always with the built-in one.

use std::path::PathBuf;

use ::packs::Loaded;
use indicators::{Index, Platform};
use model::Utc;
use model::wire::Pack;
use words::Words;

use crate::exit::{Exit, Failure};
use crate::terminal;

/// Reads the packs.
pub(crate) fn load(named: &[PathBuf]) -> Result<Loaded, Failure> {
    let data = dirs::data_dir().map(|it| it.join("daylight"));
    ::packs::load(named, data.as_deref(), sha256_hex).map_err(|error| {
        Failure::new(Exit::Usage, error.to_string())
            .help("`daylight indicators verify PACK` says what a pack holds; a pack is a STIX 2 bundle, or a list with one indicator per line")
    })
}

/// One index over all packs.
pub(crate) fn index(loaded: &Loaded) -> Index {
    Index::build(&loaded.packs, Platform::Ios, crypto::Sha256::of)
}

/// Whether nothing but the built-in pack was found.
pub(crate) fn builtin_only(loaded: &Loaded) -> bool {
    loaded.packs.iter().all(|it| it.path == ::packs::BUILT_IN)
}

/// The newest date that any pack carries. The built-in one counts only if it is alone: it is short, and would hide
/// that the lists which were chosen are old.
pub(crate) fn newest(loaded: &Loaded) -> Option<Utc> {
    let alone = builtin_only(loaded);
    loaded.packs.iter().filter(|it| alone || it.path != ::packs::BUILT_IN).filter_map(|it| it.newest).max()
}

/// The rows of `findings.json`.
pub(crate) fn rows(loaded: &Loaded, applicable: &[u64]) -> Vec<Pack> {
    loaded
        .packs
        .iter()
        .enumerate()
        .map(|(at, it)| Pack {
            name: it.name.clone(),
            path: it.path.clone(),
            sha256: it.sha256.clone(),
            indicators: it.indicators.len() as u64,
            applicable: applicable.get(at).copied().unwrap_or_default(),
        })
        .collect()
}

/// Says what was loaded and what was not.
pub(crate) fn tell(loaded: &Loaded, rules: usize, words: &Words) {
    let indicators: usize = loaded.packs.iter().map(|it| it.indicators.len()).sum();
    terminal::note(&words.format(
        "terminal-packs",
        &[("packs", loaded.packs.len().into()), ("indicators", indicators.into()), ("rules", rules.into())],
    ));
    for skipped in &loaded.skipped {
        terminal::note(&format!(
            "  {}",
            words.format(
                "terminal-pack-skipped",
                &[
                    ("path", terminal::plain(&skipped.path).as_ref().into()),
                    ("why", terminal::plain(&skipped.why).as_ref().into()),
                ],
            )
        ));
    }
}

/// SHA-256 as lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    model::hex(&crypto::Sha256::of(bytes))
}
