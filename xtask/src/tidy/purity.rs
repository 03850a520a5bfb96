//! Pure crates read no file, clock, environment or network; libraries read no clock or environment.

use super::{Complaint, File, House};

/// Crates whose whole work is values in, values out.
const PURE: &[&str] = &["model", "indicators", "ledger"];
/// Crates that talk to a person or a machine by design.
const FREE: &[&str] = &["daylight", "xtask"];

/// Paths in `std` and elsewhere, with what to do instead.
const NEVER_IN_A_LIBRARY: &[(&str, &str)] = &[
    ("std::env", "take the value as an argument"),
    ("SystemTime::now", "take the time as an argument"),
    ("Instant::now", "take the time as an argument"),
    ("Timestamp::now", "take the time as an argument"),
    ("Zoned::now", "take the time as an argument"),
    ("TimeZone::system", "take the zone as an argument"),
    ("std::process", "only the program starts and ends processes"),
    ("TcpStream", "nothing is contacted from here"),
    ("UdpSocket", "nothing is contacted from here"),
    ("ToSocketAddrs", "nothing is contacted from here"),
];
const NEVER_IN_A_PURE_CRATE: &[(&str, &str)] = &[
    ("std::fs", "take bytes as an argument"),
    ("File::open", "take bytes as an argument"),
    ("std::thread", "let the caller decide about threads"),
];

pub(super) fn check(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (file, name) in sources(house) {
        if FREE.contains(&name) {
            continue;
        }
        let code = without_tests(file);
        let mut banned: Vec<(&str, &str)> = NEVER_IN_A_LIBRARY.to_vec();
        if PURE.contains(&name) {
            banned.extend(NEVER_IN_A_PURE_CRATE);
        }
        // `packs` may own the network, behind its feature.
        banned.retain(|(what, _)| {
            !(name == "packs" && ["TcpStream", "UdpSocket", "ToSocketAddrs"].contains(what))
        });
        complaints.extend(named_in(file, name, code, &banned));
    }
    complaints
}

/// Only the program prints, only `evidence` may hold unsafe code, and nobody else lifts these lints.
pub(super) fn exceptions(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (file, name) in sources(house) {
        for (at, line) in file.lines().filter(|(_, line)| line.contains("allow(") || line.contains("expect("))
        {
            let at = format!("{}:{at}", file.path);
            if (line.contains("clippy::print_st") || line.contains("clippy::dbg_macro"))
                && !FREE.contains(&name)
            {
                complaints
                    .push(Complaint::new(&at, "a library never prints: return the words to the program"));
            }
            if line.contains("unsafe_code") && name != "evidence" {
                complaints.push(Complaint::new(
                    &at,
                    "unsafe code has one home, `evidence`, each place with its reason",
                ));
            }
        }
    }
    complaints
}

/// What makes something public, or a row out of what is kept.
const OF_THE_STORE: [&str; 8] = [
    "publish",
    "publish_text",
    "publish_status",
    "publish_question",
    "publish_questions",
    "Row::restore",
    "PolicyBuilder",
    "PublicationPolicy",
];

/// What others do instead.
const ASK: &str = "ask a `store::Reader`, which gives what is public";

/// What leaves the register has been through the policy in one place: `store` alone makes rows public, and it alone
/// reads what is kept.
pub(super) fn publishing(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (file, name) in sources(house).filter(|it| !["ledger", "store"].contains(&it.1)) {
        let code = without_tests(file);
        // Other crates may well publish something else.
        if !code.contains("ledger") {
            continue;
        }
        complaints.extend(named_in(file, name, code, &OF_THE_STORE.map(|it| (it, ASK))));
    }
    complaints
}

/// Every line of code that names something its crate does not use; beside each, what to do instead.
fn named_in(file: &File, crate_name: &str, code: &str, banned: &[(&str, &str)]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (at, line) in code.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        for (what, instead) in banned.iter().filter(|it| names(line, it.0)) {
            complaints.push(Complaint::new(
                format!("{}:{}", file.path, at + 1),
                format!("`{crate_name}` does not use {what}: {instead}"),
            ));
        }
    }
    complaints
}

/// Source files of crates, with the crate's name.
fn sources(house: &House) -> impl Iterator<Item = (&File, &str)> {
    house.files.iter().filter(|it| it.has_extension(&["rs"])).filter_map(|file| {
        let (name, rest) = file.path.strip_prefix("crates/")?.split_once('/')?;
        rest.starts_with("src/").then_some((file, name))
    })
}

/// The part before the tests, which may read what they like. Unit tests stand at the end of their file.
fn without_tests(file: &File) -> &str {
    if file.path.ends_with("/tests.rs") || file.path.contains("/tests/") {
        return "";
    }
    let text = file.text().unwrap_or_default();
    text.find("#[cfg(test)]\nmod ").and_then(|at| text.get(..at)).unwrap_or(text)
}

/// Whether a line of code names a path, also inside a group: `use std::{fs, io}` names `std::fs`.
fn names(line: &str, path: &str) -> bool {
    let bounded = |haystack: &str, needle: &str| {
        haystack.match_indices(needle).any(|(at, _)| {
            let before = haystack.get(..at).and_then(|it| it.chars().next_back());
            let after = haystack.get(at + needle.len()..).and_then(|it| it.chars().next());
            let word = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
            !word(before) && !word(after)
        })
    };
    if bounded(line, path) {
        return true;
    }
    let Some(member) = path.strip_prefix("std::") else { return false };
    line.split("std::{").skip(1).any(|group| {
        let group = group.split('}').next().unwrap_or_default();
        group.split(',').any(|it| it.trim().split("::").next() == Some(member))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house;

    #[test]
    fn a_pure_crate_reads_nothing() {
        let found = check(&house(&[
            ("crates/model/src/a.rs", "use std::{io, fs};\n"),
            ("crates/indicators/src/b.rs", "let now = SystemTime::now();\n"),
            ("crates/evidence/src/c.rs", "use std::fs;\n"),
            (
                "crates/report/src/d.rs",
                "// std::env is not read here\nlet name = env!(\"CARGO_PKG_NAME\");\n",
            ),
            ("crates/model/src/e.rs", "fn f() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n"),
        ]));
        let at: Vec<&str> = found.iter().map(|it| it.at.as_str()).collect();
        assert_eq!(at, ["crates/model/src/a.rs:1", "crates/indicators/src/b.rs:1"]);
    }

    #[test]
    fn only_the_store_makes_rows_public() {
        let line = "use ledger::visibility::{Public, publish};\n";
        let found = publishing(&house(&[
            ("crates/web/src/page.rs", line),
            ("crates/web/src/other.rs", "fn publish() {}\n"),
            ("crates/store/src/policy.rs", line),
        ]));
        assert_eq!(found.iter().map(|it| it.at.as_str()).collect::<Vec<_>>(), ["crates/web/src/page.rs:1"]);
    }

    #[test]
    fn only_the_program_may_lift_the_lint_against_printing() {
        let line = "#![expect(clippy::print_stdout, reason = \"it talks\")]\n";
        let found =
            exceptions(&house(&[("crates/report/src/lib.rs", line), ("crates/daylight/src/main.rs", line)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].at, "crates/report/src/lib.rs:1");
    }
}
