//! Which crate may use which, and which may name a heavy or dangerous dependency.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Complaint, House};
use crate::repo;

/// The allowed arrows. A new one is a decision: it is made here and in ARCHITECTURE.md, with its reason there.
/// Crates that do not exist yet are listed too, so that the day they come their place is already known.
pub(crate) const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("crypto", &[]),
    ("words", &[]),
    ("evidence", &["model", "crypto"]),
    ("artifacts", &["model", "evidence"]),
    ("indicators", &["model"]),
    ("packs", &["indicators"]),
    ("detect", &["model", "evidence", "artifacts", "indicators"]),
    ("report", &["model", "words"]),
    ("attest", &["crypto", "model"]),
    ("ledger", &[]),
    ("store", &["ledger"]),
    ("tlog", &["crypto"]),
    ("petition", &["crypto", "tlog"]),
    ("web", &["ledger", "store", "tlog", "petition", "attest", "words"]),
    ("testkit", &["crypto"]),
    (
        "daylight",
        &[
            "model",
            "crypto",
            "words",
            "evidence",
            "artifacts",
            "indicators",
            "packs",
            "detect",
            "report",
            "attest",
            "ledger",
            "store",
            "tlog",
            "petition",
            "web",
            "testkit",
        ],
    ),
    ("xtask", &[]),
];

/// Arrows that exist only behind a feature, so that a build without it links nothing of the other side.
const OPTIONAL: &[(&str, &str)] = &[("daylight", "testkit"), ("attest", "model")];

/// Who may name a dependency outside its tests. What is not listed is free.
const OWNERS: &[(&[&str], &[&str], &str)] = &[
    (&["rusqlite", "libsqlite3-sys"], &["evidence", "testkit"], "evidence is opened read-only in one place"),
    (&["sqlx", "sqlx-core"], &["store"], "the register's engines are known in one place"),
    (
        &["ureq", "reqwest", "hyper-util", "curl", "isahc", "attohttpc", "minreq", "rustls", "native-tls"],
        &["packs"],
        "nothing is contacted but by updating indicators",
    ),
    (
        &["zip", "tar", "flate2"],
        &["evidence", "testkit"],
        "archives are hostile; their limits stand in one place",
    ),
    (&["memmap2"], &["evidence"], "mapping a file is unsafe"),
    (
        &["aes", "aes-kw", "cbc", "hmac", "pbkdf2", "md-5", "sha1"],
        &["crypto", "testkit"],
        "ask `crypto`, which is optimised even in dev builds",
    ),
    // `ledger` may use no crate of ours, and its public names and anchors are digests of short texts; `store` may use
    // `ledger` alone, and keeps a digest beside every version of a row.
    (
        &["sha2"],
        &["crypto", "testkit", "ledger", "store"],
        "ask `crypto`, which is optimised even in dev builds",
    ),
    (
        &["clap", "clap_complete", "clap_mangen", "indicatif", "rpassword"],
        &["daylight"],
        "only the program knows the terminal",
    ),
    (&["anyhow"], &["daylight", "xtask"], "a library's errors are an enum"),
    (&["fluent-bundle", "unic-langid"], &["words"], "words come from one place"),
    (&["askama"], &["report", "web"], "pages are made in two places"),
    (&["axum", "hyper", "tower"], &["web"], "there is one server"),
    (&["tokio"], &["store", "web", "daylight"], "the check wing is synchronous"),
];

/// At most this many crates stand on one path, so that two cores have something to do.
const LONGEST_PATH: usize = 5;

/// A crate of the workspace.
pub(crate) struct Crate {
    pub(crate) name: String,
    /// The manifest, relative to the root.
    pub(crate) manifest: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// Something a manifest names outside `dev-dependencies`.
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) optional: bool,
}

/// Asks cargo.
pub(crate) fn crates() -> Result<Vec<Crate>> {
    let text =
        repo::output(repo::cargo().args(["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let root = repo::root().to_string_lossy().into_owned();
    let mut crates = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata has no packages")? {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let dependencies = package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|it| it["kind"].as_str() != Some("dev"))
            .map(|it| Dependency {
                name: text(&it["name"]),
                optional: it["optional"].as_bool().unwrap_or(false),
            })
            .collect();
        let manifest = text(&package["manifest_path"]);
        let manifest = manifest.strip_prefix(&root).unwrap_or(&manifest).trim_start_matches('/').to_owned();
        crates.push(Crate { name: text(&package["name"]), manifest, dependencies });
    }
    crates.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(crates)
}

/// What a crate may use, or nothing if it is unknown.
pub(crate) fn allowed(name: &str) -> Option<&'static [&'static str]> {
    ARROWS.iter().find(|(it, _)| *it == name).map(|(_, may)| *may)
}

pub(super) fn check(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for it in &house.crates {
        let Some(may) = allowed(&it.name) else {
            complaints.push(Complaint::new(
                &it.manifest,
                format!(
                    "the crate `{}` has no place yet: add it to ARROWS in xtask and to ARCHITECTURE.md",
                    it.name
                ),
            ));
            continue;
        };
        let expected = if it.name == "xtask" {
            "xtask/Cargo.toml".into()
        } else {
            format!("crates/{}/Cargo.toml", it.name)
        };
        if it.manifest != expected {
            complaints.push(Complaint::new(
                &it.manifest,
                format!("the folder is not named after its crate: {expected}"),
            ));
        }
        for dependency in &it.dependencies {
            let name = dependency.name.as_str();
            if allowed(name).is_none() {
                continue;
            }
            if !may.contains(&name) {
                complaints.push(Complaint::new(
                    &it.manifest,
                    format!(
                        "`{}` may not use `{name}`. Move the code, or argue for the arrow in ARCHITECTURE.md and add it to ARROWS in xtask",
                        it.name
                    ),
                ));
            } else if OPTIONAL.contains(&(it.name.as_str(), name)) && !dependency.optional {
                complaints.push(Complaint::new(
                    &it.manifest,
                    format!(
                        "`{}` may use `{name}` only behind a feature: make it `optional = true`",
                        it.name
                    ),
                ));
            }
        }
    }
    complaints
}

pub(super) fn owners(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for it in &house.crates {
        for dependency in &it.dependencies {
            for (names, owners, why) in OWNERS {
                if names.contains(&dependency.name.as_str()) && !owners.contains(&it.name.as_str()) {
                    complaints.push(Complaint::new(
                        &it.manifest,
                        format!(
                            "`{}` is named by {} alone, because {why}",
                            dependency.name,
                            owners.join(", ")
                        ),
                    ));
                }
            }
        }
    }
    complaints
}

pub(super) fn longest_path(house: &House) -> Vec<Complaint> {
    let graph: BTreeMap<&str, Vec<&str>> = house
        .crates
        .iter()
        .map(|it| (it.name.as_str(), it.dependencies.iter().map(|it| it.name.as_str()).collect()))
        .collect();
    let mut longest = Vec::new();
    for name in graph.keys() {
        let path = path_below(name, &graph, 0);
        if path.len() > longest.len() {
            longest = path;
        }
    }
    if longest.len() <= LONGEST_PATH {
        return Vec::new();
    }
    let path = longest.join(" → ");
    vec![Complaint::new(
        "Cargo.toml",
        format!(
            "{path} is {} crates long, at most {LONGEST_PATH} may be: let two of them stand side by side",
            longest.len()
        ),
    )]
}

fn path_below<'a>(name: &'a str, graph: &BTreeMap<&'a str, Vec<&'a str>>, depth: usize) -> Vec<&'a str> {
    let mut longest = Vec::new();
    // Cargo refuses cycles; the limit is for the tests of this very function.
    if depth < 32 {
        for below in graph.get(name).into_iter().flatten().filter(|it| graph.contains_key(*it)) {
            let path = path_below(below, graph, depth + 1);
            if path.len() > longest.len() {
                longest = path;
            }
        }
    }
    longest.insert(0, name);
    longest
}

/// Lints and edition come from the workspace, so that no crate quietly has rules of its own.
pub(super) fn manifests(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for it in &house.crates {
        let Some(text) = house.file(&it.manifest).and_then(|it| it.text()) else { continue };
        let compact: String = text.chars().filter(|it| !it.is_whitespace()).collect();
        for (needed, line) in [
            ("[lints]workspace=true", "[lints]\nworkspace = true"),
            ("edition.workspace=true", "edition.workspace = true"),
            ("publish.workspace=true", "publish.workspace = true"),
            ("license.workspace=true", "license.workspace = true"),
            ("description=", "description = \"…\""),
        ] {
            if !compact.contains(needed) {
                complaints.push(Complaint::new(
                    &it.manifest,
                    format!("a line is missing: {}", line.replace('\n', " / ")),
                ));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(crates: &[(&str, &[&str])]) -> House {
        let crates = crates
            .iter()
            .map(|(name, uses)| Crate {
                name: (*name).to_owned(),
                manifest: format!("crates/{name}/Cargo.toml"),
                dependencies: uses
                    .iter()
                    .map(|it| Dependency { name: (*it).to_owned(), optional: false })
                    .collect(),
            })
            .collect();
        House { files: Vec::new(), crates }
    }

    #[test]
    fn an_arrow_that_is_not_drawn_is_named() {
        assert!(check(&phone(&[("detect", &["model", "artifacts"])])).is_empty());
        let found = check(&phone(&[("indicators", &["model", "evidence"])]));
        assert_eq!(found.len(), 1);
        assert!(found[0].what.contains("`indicators` may not use `evidence`"));
    }

    #[test]
    fn the_wings_do_not_know_each_other() {
        let check_wing = ["model", "evidence", "artifacts", "indicators", "packs", "detect", "report"];
        let register_wing = ["ledger", "store", "tlog", "petition", "web"];
        for (name, may) in ARROWS.iter().filter(|(name, _)| *name != "daylight") {
            let both = check_wing.contains(name) && may.iter().any(|it| register_wing.contains(it))
                || register_wing.contains(name) && may.iter().any(|it| check_wing.contains(it));
            assert!(!both, "{name}");
        }
    }

    #[test]
    fn the_sample_maker_stays_behind_a_feature() {
        assert!(check(&phone(&[("daylight", &["testkit"])]))[0].what.contains("behind a feature"));
    }

    #[test]
    fn a_heavy_dependency_has_its_owner() {
        assert!(owners(&phone(&[("evidence", &["rusqlite"])])).is_empty());
        assert!(owners(&phone(&[("artifacts", &["rusqlite"])]))[0].what.contains("evidence, testkit alone"));
        assert!(owners(&phone(&[("detect", &["ureq"])]))[0].what.contains("packs alone"));
    }

    #[test]
    fn a_ladder_of_six_is_too_long() {
        let five: &[(&str, &[&str])] =
            &[("a", &["b"]), ("b", &["c"]), ("c", &["d"]), ("d", &["e"]), ("e", &["serde"])];
        assert!(longest_path(&phone(five)).is_empty());
        let six = [five, &[("f", &["a"])]].concat();
        assert!(longest_path(&phone(&six))[0].what.starts_with("f → a → b → c → d → e is 6 crates long"));
    }
}
