//! What an author of a dossier, and a program that keeps it, would notice.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests may fail"
)]

mod anchors;
mod clock;
mod corpus;
mod edtf;
mod exports;
mod faults;
mod fixtures;
mod founding;
mod founding_threads;
mod guide;
mod hostile;
mod judgement;
mod kept;
mod metrics;
mod numbers;
mod owners;
mod people;
mod rules;
mod thread;
mod visible;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::{Date, date};
use ledger::check::{Problem, Surroundings};
use ledger::{Dossier, Entity, Fault, Row, dossier};

/// The day on which tests ask.
pub(crate) const TODAY: Date = date(2026, 11, 1);

/// A dossier of the given rows, with what most rows need: two companies, a source, its capture and a passage.
pub(crate) fn with_basics(rows: &str) -> String {
    format!(
        r#"schema = "daylight.dossier/1"
id = "test"
revision = 1

[[actor]]
id = "maker"
kind = "vendor"
name = "Example Maker"

[[actor]]
id = "lab"
kind = "civil_society"
name = "Example Lab"

[[source]]
id = "page"
url = "https://news.example/page"
publisher = "lab"
source_kind = "article"

[[capture]]
id = "copy"
source = "page"
captured_at = "2026-10-01"
media = "text/plain"
size = 1000
sha256 = "{zero}"
holding = "held_not_republished"

[[anchor]]
id = "passage"
capture = "copy"
start = 10
end = 20
sha256 = "{zero}"

{rows}"#,
        zero = "0".repeat(64)
    )
}

/// Reads, or shows what was wrong.
pub(crate) fn read(text: &str) -> Dossier {
    dossier::parse(text, "test.toml").unwrap_or_else(|faults| panic!("{}", lines(&faults)))
}

/// The faults of a text that must not be read.
pub(crate) fn faults(text: &str) -> Vec<Fault> {
    dossier::parse(text, "test.toml").expect_err("it must be refused")
}

/// What is wrong with rows beside the basic ones.
pub(crate) fn problems(rows: &str) -> Vec<String> {
    let dossier = read(&with_basics(rows));
    dossier
        .check(&Surroundings { others: &[], today: TODAY })
        .into_iter()
        .map(|it| format!("{}: {}", it.field, it.why))
        .collect()
}

/// What is wrong with rows that stand beside those of other dossiers.
pub(crate) fn problems_beside(dossier: &Dossier, others: &Dossier) -> Vec<Problem> {
    let rows: Vec<&Row> = dossier.rows.iter().collect();
    let others: Vec<&Row> = others.rows.iter().collect();
    ledger::check::check(&rows, &Surroundings { others: &others, today: TODAY })
}

/// That exactly one thing is wrong, and what.
#[track_caller]
pub(crate) fn one(problems: &[String], field: &str, part: &str) {
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].starts_with(&format!("{field}: ")) && problems[0].contains(part), "{problems:#?}");
}

pub(crate) fn lines(faults: &[Fault]) -> String {
    faults.iter().map(|it| format!("{it}\n")).collect()
}

/// The coverage line of the founding case, over the rows of the text itself: the entity of each, and whether it is a
/// reply.
#[track_caller]
pub(crate) fn covers(entities: impl Iterator<Item = (Entity, bool)>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (entity, reply) in entities {
        *counts.entry(entity.name()).or_default() += 1;
        *counts.entry("reply").or_default() += usize::from(reply);
    }
    for (entity, count) in [
        ("actor", 13),
        ("product", 1),
        ("relationship", 5),
        ("deal", 1),
        ("deal_status", 2),
        ("report", 4),
        ("incident", 3),
        ("harm", 1),
        ("inquiry", 3),
        ("thread", 3),
        ("question", 8),
        ("reply", 1),
        ("reported_assessment", 1),
        ("claim", 5),
        ("evidence_link", 3),
        ("demand", 5),
        ("petition", 1),
        ("source_note", 8),
    ] {
        assert_eq!(counts.get(entity), Some(&count), "{entity}");
    }
}

/// As a TOML string with everything unusual escaped.
pub(crate) fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|it| match it {
            '"' | '\\' => format!("\\{it}"),
            ' '..='~' => it.to_string(),
            _ => format!("\\U{:08X}", u32::from(it)),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A shared file, where the shared folder is at hand.
pub(crate) fn shared(path: &str) -> Option<String> {
    let folder = std::env::var_os("DAYLIGHT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(path)).ok();
    if text.is_none() {
        eprintln!("skipped: the shared text is not here");
    }
    text
}
