//! Files are small, are text where they should be, and have one subject.

use super::{Complaint, House};

/// Bytes. What is bigger is made by code, or is data that does not belong here.
const LARGEST: usize = 300_000;
/// Lines of a source file.
const LONGEST: usize = 800;

/// Files that may be larger or longer, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[("Cargo.lock", "cargo writes it")];

const TEXT: &[&str] = &[
    "rs", "toml", "md", "ftl", "html", "css", "mjs", "json", "yml", "yaml", "txt", "lock", "snap", "svg",
    "csv", "py", "stix2",
];

pub(super) fn check(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in &house.files {
        let path = file.path.as_str();
        let excepted = EXCEPTIONS.iter().any(|(it, _)| *it == path);
        if file.bytes.len() > LARGEST && !excepted {
            complaints.push(Complaint::new(
                path,
                format!(
                    "{} kB, at most {} may be: make it by code, or leave it out",
                    file.bytes.len() / 1000,
                    LARGEST / 1000
                ),
            ));
        }
        if file.is_corpus() || !file.has_extension(TEXT) {
            continue;
        }
        let Some(text) = file.text() else {
            complaints.push(Complaint::new(path, "is not UTF-8: write unusual bytes as escapes"));
            continue;
        };
        if !text.is_empty() && !text.ends_with('\n') && !file.has_extension(&["snap"]) {
            complaints.push(Complaint::new(path, "has no line end at its end: add one"));
        }
        if text.contains('\r') {
            complaints.push(Complaint::new(path, "has carriage returns: write line feeds alone, or escapes"));
        }
        let hidden = |it: char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if text.contains(hidden) {
            complaints.push(Complaint::new(
                path,
                "has invisible marks of writing direction: write them as escapes",
            ));
        }
        if file.has_extension(&["rs"]) {
            let lines = text.lines().count();
            if lines > LONGEST && !excepted && path.contains("/src/") {
                complaints.push(Complaint::new(
                    path,
                    format!("{lines} lines, at most {LONGEST} may be: split it by subject"),
                ));
            }
            let first = text.lines().find(|it| !it.starts_with("#!["));
            if path.contains("/src/") && !first.is_some_and(|it| it.starts_with("//!")) {
                complaints
                    .push(Complaint::new(path, "opens without a `//!` sentence that says what it is for"));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{File, house};

    #[test]
    fn a_long_or_nameless_source_is_named() {
        let long = format!("//! It.\n{}", "fn f() {}\n".repeat(LONGEST));
        let found = check(&house(&[
            ("crates/a/src/long.rs", &long),
            ("crates/a/src/nameless.rs", "fn f() {}\n"),
            ("crates/a/src/fine.rs", "//! It.\nfn f() {}\n"),
            ("docs/end.md", "no line end"),
        ]));
        let at: Vec<&str> = found.iter().map(|it| it.at.as_str()).collect();
        assert_eq!(at, ["crates/a/src/long.rs", "crates/a/src/nameless.rs", "docs/end.md"]);
    }

    #[test]
    fn a_corpus_may_hold_any_bytes() {
        let mut house = house(&[]);
        house.files.push(File { path: "crates/a/fuzz/corpus/b/c.txt".into(), bytes: vec![0xff, 0xfe] });
        assert!(check(&house).is_empty());
    }
}
