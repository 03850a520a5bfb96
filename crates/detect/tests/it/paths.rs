//! Nearly half a million real paths of a phone without spyware, through the path, name and process rules.

use std::collections::BTreeMap;
use std::io::Read as _;

use indicators::{Index, Pack, Platform};
use model::{Observable, Role};

use crate::harness::shared;

/// The prefixes of the listing stand for the two volumes of the phone.
fn device_path(listed: &str) -> Option<String> {
    let rest = listed.trim_start_matches('/');
    rest.strip_prefix("filesystem2/")
        .map(|it| format!("/private/var/{it}"))
        .or_else(|| rest.strip_prefix("filesystem1/").map(|it| format!("/{it}")))
}

#[test]
fn a_phone_without_spyware_gives_nothing_above_context() {
    let Some(shared) = shared() else { return };
    let mut packs = Vec::new();
    for folder in ["amnesty", "mvt-indicators"] {
        for file in std::fs::read_dir(shared.join("data/indicators").join(folder)).expect("packs") {
            let path = file.expect("a file").path();
            let bytes = std::fs::read(&path).expect("a pack");
            packs.push(Pack::from_stix(&path.display().to_string(), "", &bytes).expect("a pack"));
        }
    }
    let file = std::fs::File::open(shared.join("data/paths/clean-ios15.csv.zip")).expect("the listing");
    let mut zip = zip::ZipArchive::new(file).expect("a zip");
    let mut text = String::new();
    zip.by_index(0).expect("a member").read_to_string(&mut text).expect("text");
    let index = Index::build(&packs, Platform::Ios, crypto::Sha256::of);
    let mut looked = 0_u32;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let Some(path) = line.split(',').map(|it| it.trim_matches('"')).find_map(device_path) else {
            continue;
        };
        looked += 1;
        let mut hits = Vec::new();
        index.matches(&Observable::path(path.as_str(), Role::Stored), None, &mut hits);
        for hit in &hits {
            found.entry(path.clone()).or_default().push(index.indicator(hit.indicator).value.clone());
        }
    }
    println!("{looked} paths looked at");
    assert!(looked > 400_000, "only {looked} paths were understood");
    assert!(found.is_empty(), "a phone without spyware matched: {found:#?}");
}
