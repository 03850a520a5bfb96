//! What a check says when it is done: limits, verdict, findings grouped, coverage.

use std::fmt::Write as _;

use model::wire::{Finding, Findings, VerdictLevel};
use model::{Kind, Level, ObservableType};
use words::Words;

use crate::terminal::plain;

/// Places of one explanation that are shown.
const SHOWN: usize = 6;

/// The whole summary, for standard output.
pub(crate) fn summary(it: &Findings, words: &Words) -> String {
    let mut out = String::new();
    let found = it.verdict.level != VerdictLevel::NoneFound;
    // With nothing found, what could not be seen is the first thing to read.
    if !found {
        limits(&mut out, it, words);
    }
    line(&mut out, &format!("{}\n", words.text(&report::verdict_key(it))));
    if found {
        limits(&mut out, it, words);
    }
    findings(&mut out, it, words);
    coverage(&mut out, it, words);
    line(&mut out, &words.text("terminal-advice"));
    for it in words::helplines() {
        let arguments = [("name", it.name.as_str().into()), ("page", it.page.as_str().into())];
        line(&mut out, &format!("  - {}", words.format("terminal-helpline", &arguments)));
    }
    out
}

fn limits(out: &mut String, it: &Findings, words: &Words) {
    line(out, &words.text("terminal-limits"));
    for limit in &it.verdict.limits {
        line(out, &format!("  - {}", words.text(&format!("limit-{}", limit.as_str()))));
    }
    if !it.verdict.complete {
        let failed = report::failed(it, words);
        let arguments = [("count", failed.files.into()), ("stores", failed.stores.as_str().into())];
        line(out, &format!("  - {}", words.format("terminal-incomplete", &arguments)));
    }
    out.push('\n');
}

fn findings(out: &mut String, it: &Findings, words: &Words) {
    for level in [Level::Match, Level::Implausible, Level::Anomaly, Level::Context] {
        let of_level = || it.findings.iter().filter(|it| it.level == level);
        let word = words.text(&format!("level-{}", level.as_str()));
        // Background is one group: a kind above it would sound like more than it is.
        if level == Level::Context {
            group(out, &word, &of_level().collect::<Vec<_>>(), words);
            continue;
        }
        let mut kinds: Vec<Kind> = of_level().map(|it| it.kind).collect();
        kinds.sort_by_key(|kind| detect::kind_order(*kind));
        kinds.dedup();
        for kind in kinds {
            let name = format!("{word} · {}", words.text(&format!("kind-{}", kind.as_str())));
            group(out, &name, &of_level().filter(|it| it.kind == kind).collect::<Vec<_>>(), words);
        }
    }
}

/// Findings of one level and kind, each explanation once with its places below.
fn group(out: &mut String, name: &str, findings: &[&Finding], words: &Words) {
    if findings.is_empty() {
        return;
    }
    line(out, &format!("{name} ({})", findings.len()));
    let mut explained: Vec<&str> = Vec::new();
    for first in findings {
        let key = first.explanation_key.as_str();
        if explained.contains(&key) {
            continue;
        }
        explained.push(key);
        line(out, &format!("  {}", words.text(&format!("{key}-title"))));
        let same = || findings.iter().filter(|it| it.explanation_key == key);
        for finding in same().take(SHOWN) {
            one(out, finding, words);
        }
        let more = same().count().saturating_sub(SHOWN);
        if more > 0 {
            line(out, &format!("    {}", words.format("terminal-more", &[("count", more.into())])));
        }
    }
    out.push('\n');
}

fn one(out: &mut String, it: &Finding, words: &Words) {
    let mut facts = format!("    - {}", shown(it.observed.kind, &it.observed.value));
    if let Some(time) = it.time {
        let _ = write!(facts, "  {time}");
    }
    if it.occurrences.count > 1 {
        let _ = write!(facts, "  ×{}", it.occurrences.count);
    }
    let mut place = String::new();
    if let Some(table) = &it.origin.table {
        let _ = write!(place, " {}", plain(table));
    }
    if let Some(row) = it.origin.row {
        let _ = write!(place, ":{row}");
    }
    if let Some(key) = &it.origin.key {
        let _ = write!(place, " {}", plain(&report::shown::prose(key, 200)));
    }
    let store = words.text(&format!("artifact-{}", it.artifact));
    let _ = write!(facts, "\n      {store} · {}{place}", plain(&it.origin.path));
    let mut packs: Vec<String> = it
        .indicators
        .iter()
        .map(|it| match &it.campaign {
            Some(campaign) => format!("{} ({})", plain(campaign), plain(&it.pack)),
            None => plain(&it.pack).into_owned(),
        })
        .collect();
    packs.dedup();
    if !packs.is_empty() {
        let named = words.format("terminal-named-by", &[("packs", packs.join(", ").as_str().into())]);
        let _ = write!(facts, "\n      {named}");
    }
    line(out, &facts);
}

/// An observed value, harmless: hosts defanged, control characters shown, long ones cut.
fn shown(kind: ObservableType, value: &str) -> String {
    plain(&report::shown::observed(kind, value, 200)).into_owned()
}

fn coverage(out: &mut String, it: &Findings, words: &Words) {
    let records: u64 = it.coverage.examined.iter().map(|it| it.records).sum();
    line(
        out,
        &words.format(
            "terminal-examined",
            &[("stores", it.coverage.examined.len().into()), ("records", records.into())],
        ),
    );
    if !it.coverage.absent.is_empty() {
        let names: Vec<String> =
            it.coverage.absent.iter().map(|slug| words.text(&format!("artifact-{slug}"))).collect();
        line(out, &words.format("terminal-absent", &[("stores", names.join(", ").as_str().into())]));
    }
    for failed in it.coverage.failed.iter().take(SHOWN) {
        line(
            out,
            &words.format(
                "terminal-failed",
                &[("path", plain(&failed.path).as_ref().into()), ("why", plain(&failed.why).as_ref().into())],
            ),
        );
    }
    if it.coverage.failed.len() > SHOWN {
        line(out, &words.format("terminal-more", &[("count", (it.coverage.failed.len() - SHOWN).into())]));
    }
    let problems: u64 = it.coverage.problems.iter().map(|it| it.count).sum();
    if problems > 0 {
        line(out, &words.format("terminal-problems", &[("count", problems.into())]));
    }
    out.push('\n');
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
