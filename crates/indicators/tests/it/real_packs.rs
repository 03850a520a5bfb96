//! The published packs, where they are at hand.

use std::path::PathBuf;

use indicators::{Index, Pack, Platform};
use model::{Observable, Role};

use crate::digest;

fn packs() -> Option<Vec<Pack>> {
    let shared = std::env::var_os("DAYLIGHT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["amnesty", "mvt-indicators"] {
        let Ok(entries) = std::fs::read_dir(shared.join("data/indicators").join(folder)) else {
            eprintln!("skipped: the shared packs are not here");
            return None;
        };
        files.extend(
            entries.map(|it| it.unwrap().path()).filter(|it| it.extension().is_some_and(|it| it == "stix2")),
        );
    }
    files.sort();
    let read = |file: &PathBuf| {
        let label = file.file_name().unwrap().to_string_lossy().into_owned();
        Pack::from_stix(&label, "", &std::fs::read(file).unwrap()).unwrap()
    };
    Some(files.iter().map(read).collect())
}

#[test]
fn every_published_indicator_matches_itself() {
    let Some(packs) = packs() else { return };
    let start = std::time::Instant::now();
    let mut restricted = Vec::new();
    for platform in [Platform::Ios, Platform::Android] {
        let index = Index::build(&packs, platform, digest);
        for pack in &packs {
            for it in &pack.indicators {
                if it.restricted {
                    restricted.push(format!("{} {}", pack.path, it.value));
                    continue;
                }
                let mut hits = Vec::new();
                index.matches(&Observable::new(it.kind, it.value.as_str(), Role::Stored), None, &mut hits);
                assert!(
                    hits.iter().any(|hit| index.indicator(hit.indicator).value == it.value),
                    "{} {} of {}",
                    it.kind,
                    it.value,
                    pack.path
                );
            }
        }
    }
    eprintln!("two indexes and all lookups: {:?}", start.elapsed());
    // A name without a dot is nobody's domain. Everything else published stays usable.
    assert_eq!(restricted, ["predator.stix2 despachosnegocios"; 2]);
    for pack in &packs {
        eprintln!(
            "{}: {} ({}), {} restricted, newest {:?}, skipped {:?}",
            pack.path,
            pack.name,
            pack.indicators.len(),
            pack.restricted,
            pack.newest.map(|it| it.to_string()),
            pack.skipped
        );
    }
    assert_eq!(packs.iter().map(|it| it.indicators.len()).sum::<usize>(), 5_662);
}
