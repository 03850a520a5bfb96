//! Rules have test cases, languages say the same things, fuzz targets have a corpus.

use std::collections::{BTreeMap, BTreeSet};

use super::{Complaint, House};

/// A detection rule nobody tested will frighten somebody.
pub(super) fn rules(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in house.files.iter().filter(|it| it.path.starts_with("rules/") && it.has_extension(&["toml"])) {
        let Some(stem) = file.path.strip_suffix(".toml") else { continue };
        if stem.ends_with(".cases") {
            continue;
        }
        let text = file.text().unwrap_or_default();
        let inside = text.lines().any(|it| it.starts_with("[[case") || it.starts_with("[[test"));
        if !inside && house.file(&format!("{stem}.cases.toml")).is_none() {
            complaints.push(Complaint::new(
                &file.path,
                "has no test case: add `[[case]]` tables, at least one that fires and one that must not",
            ));
        }
        if !text.lines().any(|it| it.starts_with("source")) {
            complaints.push(Complaint::new(
                &file.path,
                "names no `source`: a rule says where its fact was published",
            ));
        }
    }
    complaints
}

/// English is complete; every other language has the same files and keys.
pub(super) fn locales(house: &House) -> Vec<Complaint> {
    let mut keys: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for file in house.files.iter().filter(|it| it.has_extension(&["ftl"])) {
        let Some((language, name)) = file.path.strip_prefix("locales/").and_then(|it| it.split_once('/'))
        else {
            continue;
        };
        let set = keys.entry(language).or_default();
        for (_, line) in file.lines() {
            if let Some((key, _)) = line.split_once('=')
                && line.starts_with(|it: char| it.is_ascii_alphabetic() || it == '-')
            {
                set.insert((name, key.trim()));
            }
        }
    }
    let Some(english) = keys.get("en").cloned() else { return Vec::new() };
    let mut complaints = Vec::new();
    for (language, set) in keys {
        for (name, key) in english.difference(&set) {
            complaints.push(Complaint::new(
                format!("locales/{language}/{name}"),
                format!("{key} is missing: translate it"),
            ));
        }
        for (name, key) in set.difference(&english) {
            complaints.push(Complaint::new(
                format!("locales/{language}/{name}"),
                format!("{key} is not in English: remove it"),
            ));
        }
    }
    complaints
}

/// A target that is not listed never runs, and one without a corpus starts from nothing every time.
pub(super) fn fuzz(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for manifest in house.files.iter().filter(|it| it.path.ends_with("/fuzz/Cargo.toml")) {
        let Some(folder) = manifest.path.strip_suffix("/Cargo.toml") else { continue };
        let text = manifest.text().unwrap_or_default();
        if !text.lines().any(|it| it.trim() == "[workspace]") {
            complaints.push(Complaint::new(
                &manifest.path,
                "needs an empty `[workspace]`: fuzzing is no part of the build",
            ));
        }
        let targets: BTreeSet<&str> = house
            .files
            .iter()
            .filter_map(|it| {
                it.path.strip_prefix(folder)?.strip_prefix("/fuzz_targets/")?.strip_suffix(".rs")
            })
            .collect();
        for target in targets {
            if !text.lines().any(|it| it.replace(' ', "") == format!("name=\"{target}\"")) {
                complaints.push(Complaint::new(
                    &manifest.path,
                    format!("does not list the target {target}: add a `[[bin]]`"),
                ));
            }
            let corpus = format!("{folder}/corpus/{target}/");
            if !house.files.iter().any(|it| it.path.starts_with(&corpus)) {
                complaints.push(Complaint::new(
                    corpus,
                    "is empty or missing: keep a few small inputs of each shape there",
                ));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house;

    #[test]
    fn a_rule_without_case_or_source_is_named() {
        let found = rules(&house(&[
            ("rules/a.toml", "source = \"x\"\n[[case]]\n"),
            ("rules/b.toml", "source = \"x\"\n"),
            ("rules/b.cases.toml", "\n"),
            ("rules/c.toml", "id = \"c\"\n"),
        ]));
        assert_eq!(found.iter().filter(|it| it.at == "rules/c.toml").count(), 2);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn languages_say_the_same_things() {
        let found = locales(&house(&[
            ("locales/en/a.ftl", "one = One\ntwo =\n    Two = 2\n"),
            ("locales/es/a.ftl", "one = Uno\nthree = Tres\n"),
        ]));
        let what: Vec<&str> = found.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(what, ["two is missing: translate it", "three is not in English: remove it"]);
    }

    #[test]
    fn a_fuzz_target_is_listed_and_has_a_corpus() {
        let manifest = "[workspace]\n[[bin]]\nname = \"a\"\n";
        let found = fuzz(&house(&[
            ("crates/x/fuzz/Cargo.toml", manifest),
            ("crates/x/fuzz/fuzz_targets/a.rs", ""),
            ("crates/x/fuzz/corpus/a/1", "1"),
            ("crates/x/fuzz/fuzz_targets/b.rs", ""),
        ]));
        let at: Vec<&str> = found.iter().map(|it| it.at.as_str()).collect();
        assert_eq!(at, ["crates/x/fuzz/Cargo.toml", "crates/x/fuzz/corpus/b/"]);
    }
}
