//! `report.html`: the person's first screen, then the findings, the timeline, and what an analyst checks.
//!
//! One file, no script, no request: the policy in its head allows its own style and nothing else. Every text is
//! escaped by the template engine; text from evidence is made visible and defanged before (see [`crate::shown`]).

mod chart;
mod finding;

use std::collections::BTreeSet;

use askama::Template;
use base64::Engine as _;
use model::wire::{Findings, VerdictLevel};
use model::{Kind, Level};
use words::{Words, helplines};

use crate::overview::Overview;
use crate::shown::visible;
use crate::{RuleSources, Sha256, verdict_key};

use chart::Chart;
use finding::{Group, Place, groups};

const STYLE: &str = include_str!("../../templates/report.css");
/// Levels, strongest first, as the page shows them.
const LEVELS: [Level; 4] = [Level::Match, Level::Implausible, Level::Anomaly, Level::Context];
/// Kinds, what a person must know first.
const KINDS: [Kind; 5] = [Kind::Infection, Kind::Targeting, Kind::Tampering, Kind::Exposure, Kind::Weakness];
/// The longest path or name from evidence that the page shows, in bytes.
const LONGEST: usize = 600;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    w: &'a Words,
    lang: &'static str,
    dir: &'static str,
    style: &'static str,
    style_hash: String,
    evidence: String,
    headline: String,
    meaning: String,
    level: &'static str,
    limits_first: bool,
    limits: Vec<String>,
    incomplete: bool,
    helplines: Vec<Helper>,
    looked: Vec<String>,
    groups: Vec<Group>,
    chart: Option<Chart>,
    coverage: CoverageView,
    packs: Vec<(String, String, String, String)>,
    findings_sha256: &'a str,
    rules: String,
    rules_sha256: &'a str,
    made_by: String,
    levels: Vec<(&'static str, String, String)>,
    kinds: Vec<(String, String)>,
}

impl Page<'_> {
    /// One place of a finding. A template of its own, because the page shows it in two positions.
    fn place(&self, it: &Place) -> String {
        // A place that could not be laid out would be missing without a word; the record stays in findings.json.
        PlaceView { w: self.w, it }.render().unwrap_or_else(|_| it.id.clone())
    }
}

#[derive(Template)]
#[template(path = "place.html")]
struct PlaceView<'a> {
    w: &'a Words,
    it: &'a Place,
}

struct Helper {
    name: &'static str,
    who: String,
    page: &'static str,
    email: Option<&'static str>,
}

struct CoverageView {
    examined: Vec<(String, String, String)>,
    absent: Vec<String>,
    failed: Vec<(String, String, String)>,
    problems: Vec<(String, String, String)>,
    unread: Vec<(String, String, String)>,
}

/// The indices of the findings whose surroundings the page shows.
pub(crate) fn shown(findings: &Findings) -> Vec<usize> {
    finding::shown(findings)
}

/// Lays the page out.
pub(crate) fn render(
    findings: &Findings,
    overview: &Overview,
    findings_sha256: &str,
    digest: Sha256,
    sources: &RuleSources,
    words: &Words,
) -> Result<String, askama::Error> {
    let key = verdict_key(findings);
    let verdict = &findings.verdict;
    let page = Page {
        w: words,
        lang: words.lang(),
        dir: words.direction().as_str(),
        style: STYLE,
        style_hash: base64::engine::general_purpose::STANDARD.encode(digest(STYLE.as_bytes())),
        evidence: evidence(findings, words),
        headline: words.text(&key),
        meaning: words.text(&format!("{key}-meaning")),
        level: verdict.level.as_str(),
        limits_first: verdict.level == VerdictLevel::NoneFound,
        limits: verdict.limits.iter().map(|it| words.text(&format!("limit-{}", it.as_str()))).collect(),
        incomplete: !verdict.complete,
        helplines: helplines()
            .iter()
            .map(|it| Helper {
                name: &it.name,
                who: words.text(&format!("helpline-{}-who", it.key)),
                page: &it.page,
                email: it.email.as_deref(),
            })
            .collect(),
        looked: looked(findings, words),
        groups: groups(findings, overview, sources, words),
        chart: Chart::new(findings, overview, words),
        coverage: coverage(findings, words),
        packs: findings
            .packs
            .iter()
            .map(|it| {
                let name = visible(&it.name, LONGEST).into_owned();
                (name, words.count(it.indicators), words.count(it.applicable), it.sha256.clone())
            })
            .collect(),
        findings_sha256,
        rules: words.format("report-rules", &[("count", findings.rules.count.into())]),
        rules_sha256: &findings.rules.sha256,
        made_by: words.format(
            "report-program",
            &[
                ("name", findings.program.name.as_str().into()),
                ("version", findings.program.version.as_str().into()),
            ],
        ),
        levels: LEVELS
            .iter()
            .map(|it| {
                let key = format!("level-{}", it.as_str());
                (it.as_str(), words.text(&key), words.text(&format!("{key}-meaning")))
            })
            .collect(),
        kinds: KINDS
            .iter()
            .map(|it| {
                let key = format!("kind-{}", it.as_str());
                (words.text(&key), words.text(&format!("{key}-meaning")))
            })
            .collect(),
    };
    page.render()
}

/// One line: what kind of evidence of what kind of device, and from when.
fn evidence(findings: &Findings, words: &Words) -> String {
    let it = &findings.evidence;
    let encrypted = if it.encrypted { "report-evidence-encrypted" } else { "report-evidence-plain" };
    let mut parts = vec![words.text(&format!("report-evidence-{}", it.kind)), words.text(encrypted)];
    let short = |text: &str| visible(text, 60).into_owned();
    parts.extend(it.device.model.as_deref().map(short));
    let os = it.device.os.as_deref().map(short);
    parts.extend(os.map(|os| words.format("report-device-os", &[("os", os.as_str().into())])));
    let build = it.device.build.as_deref().map(short);
    parts.extend(build.map(|it| words.format("report-device-build", &[("build", it.as_str().into())])));
    parts.push(match it.acquired {
        Some(at) => words.format("report-acquired", &[("date", at.date().as_str().into())]),
        None => words.text("report-acquired-unknown"),
    });
    parts.join(" · ")
}

/// What was looked at and what could not be, in sentences.
fn looked(findings: &Findings, words: &Words) -> Vec<String> {
    let coverage = &findings.coverage;
    let records: u64 = coverage.examined.iter().map(|it| it.records).sum();
    let indicators: u64 = findings.packs.iter().map(|it| it.indicators).sum();
    let mut lines = vec![
        words.format(
            "report-looked-stores",
            &[("stores", coverage.examined.len().into()), ("records", records.into())],
        ),
        words.format(
            "report-looked-indicators",
            &[
                ("count", indicators.into()),
                ("packs", findings.packs.len().into()),
                ("rules", findings.rules.count.into()),
            ],
        ),
    ];
    let failed = failed(findings, words);
    if failed.files > 0 {
        let arguments = [("count", failed.files.into()), ("stores", failed.stores.as_str().into())];
        lines.push(words.format("report-looked-failed", &arguments));
    }
    if !coverage.absent.is_empty() {
        lines.push(words.format("report-looked-absent", &[("count", coverage.absent.len().into())]));
    }
    lines
}

/// What should have been read and could not be: how many files, and which stores in words.
pub struct NotExamined {
    /// How many files; one that several readers wanted counts once.
    pub files: usize,
    /// The stores that wanted them, by their names for people, joined by commas.
    pub stores: String,
}

/// Sums up what could not be examined, for a first screen.
pub fn failed(findings: &Findings, words: &Words) -> NotExamined {
    let failed = &findings.coverage.failed;
    let paths: BTreeSet<&str> = failed.iter().map(|it| it.path.as_str()).collect();
    let mut stores: Vec<String> = Vec::new();
    for it in failed {
        let name = words.text(&format!("artifact-{}", it.artifact));
        if !stores.contains(&name) {
            stores.push(name);
        }
    }
    NotExamined { files: paths.len(), stores: stores.join(", ") }
}

fn coverage(findings: &Findings, words: &Words) -> CoverageView {
    let it = &findings.coverage;
    let store = |slug: &str| words.text(&format!("artifact-{slug}"));
    let text = |text: &str| visible(text, LONGEST).into_owned();
    CoverageView {
        examined: it
            .examined
            .iter()
            .map(|it| (store(&it.artifact), words.count(it.files), words.count(it.records)))
            .collect(),
        absent: it.absent.iter().map(|it| store(it)).collect(),
        failed: it.failed.iter().map(|it| (text(&it.path), store(&it.artifact), text(&it.why))).collect(),
        problems: it
            .problems
            .iter()
            .map(|it| (store(&it.artifact), text(&it.why), words.count(it.count)))
            .collect(),
        unread: it
            .unread
            .iter()
            .map(|it| {
                let what = words.text(&format!("unread-{}", it.kind));
                (what, text(it.domain.as_deref().unwrap_or_default()), words.count(it.count))
            })
            .collect(),
    }
}
