//! Rules have test cases, languages say the same things, fuzz targets have a corpus.

use std::collections::{BTreeMap, BTreeSet};

use super::{Complaint, File, House};

/// A detection rule nobody tested will frighten somebody, and one without words leaves somebody alone with it.
pub(super) fn rules(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let words: BTreeSet<&str> = house
        .files
        .iter()
        .filter(|it| it.path.starts_with("locales/en/"))
        .flat_map(File::lines)
        .filter_map(|(_, line)| line.split_once('=').map(|(key, _)| key.trim_end()))
        .collect();
    for file in house.files.iter().filter(|it| it.path.starts_with("rules/") && it.has_extension(&["toml"])) {
        let stem = file.path.rsplit('/').next().and_then(|it| it.strip_suffix(".toml")).unwrap_or_default();
        let text = file.text().unwrap_or_default();
        let mut complain = |what: String| complaints.push(Complaint::new(&file.path, what));
        let has = |line: &str| text.lines().any(|it| it.trim() == line);
        if !has(&format!("id = \"{stem}\"")) {
            complain(format!("has another id than its name: write `id = \"{stem}\"`"));
        }
        if !has("[[source]]") {
            complain("names no source: add a `[[source]]` that says where its fact was published".into());
        }
        if !has("finds = true") || !has("finds = false") {
            complain(
                "add a `[[case]]` in which it finds something, and one like it in which it must not".into(),
            );
        }
        let keys = ["title", "meaning", "innocent"].map(|part| format!("finding-{stem}-{part}"));
        let missing: Vec<&str> = keys.iter().map(String::as_str).filter(|it| !words.contains(it)).collect();
        if !missing.is_empty() {
            complain(format!("has no words for people: add {} to locales/en/rules.ftl", missing.join(", ")));
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
    fn a_rule_without_case_source_or_words_is_named() {
        let whole = "id = \"a\"\n[[source]]\n[[case]]\nfinds = true\n[[case]]\nfinds = false\n";
        let found = rules(&house(&[
            ("rules/a.toml", whole),
            ("rules/b.toml", "id = \"a\"\nfinds = true\n"),
            (
                "locales/en/rules.ftl",
                "finding-a-title = A\nfinding-a-meaning = A\nfinding-a-innocent =\n    A\n",
            ),
        ]));
        assert!(found.iter().all(|it| it.at == "rules/b.toml"));
        assert_eq!(found.len(), 4);
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
