//! Findings as the page shows them: grouped by level and kind, explained once per rule, one place after another.

use model::wire::{Finding, Findings, IndicatorStanding};
use model::{Level, Locator, Utc};
use serde_json::Value;
use words::Words;

use super::{KINDS, LEVELS, LONGEST};
use crate::overview::{Near, Overview};
use crate::shown::{observed, path, prose, visible};
use crate::{RuleSource, RuleSources};

/// Places of one explanation that are laid out before a fold.
const BEFORE_FOLD: usize = 3;
/// Places of one explanation that are laid out at all; `findings.json` has them all.
const LAID_OUT: usize = 100;
/// Labels of an indicator that are shown.
const LABELS: usize = 8;
/// Values of a record that are laid out.
const VALUES: usize = 80;

/// Findings of one level and kind.
pub(super) struct Group {
    pub(super) level: &'static str,
    pub(super) level_word: String,
    pub(super) kind_word: String,
    pub(super) note: String,
    pub(super) blocks: Vec<Block>,
}

/// Findings with one explanation.
pub(super) struct Block {
    pub(super) title: String,
    pub(super) meaning: String,
    pub(super) innocent: Option<String>,
    pub(super) next: Option<String>,
    pub(super) sources: Vec<Known>,
    pub(super) shown: Vec<Place>,
    pub(super) folded: Vec<Place>,
    pub(super) more: String,
    pub(super) rest: Option<String>,
}

/// Where a rule's knowledge comes from.
pub(super) struct Known {
    pub(super) text: String,
    pub(super) url: Option<String>,
}

/// One finding at its place.
pub(super) struct Place {
    pub(super) id: String,
    pub(super) seen: String,
    pub(super) seen_type: String,
    pub(super) store: String,
    pub(super) path: String,
    pub(super) locator: String,
    pub(super) when: String,
    pub(super) often: String,
    pub(super) listed: Vec<Listed>,
    /// Time, store and event.
    pub(super) around: Vec<(String, String, String)>,
    pub(super) record: Vec<(String, String)>,
    pub(super) record_rest: Option<String>,
}

/// An indicator that named it.
pub(super) struct Listed {
    pub(super) value: String,
    pub(super) parts: Vec<String>,
    /// A reference, and whether it is an address that may be a link.
    pub(super) links: Vec<(String, bool)>,
}

/// For each explanation the findings it explains, in the order of the page.
fn blocks(findings: &Findings) -> Vec<(Level, usize, Vec<Vec<usize>>)> {
    let mut all = Vec::new();
    for level in LEVELS {
        for (number, kind) in KINDS.iter().enumerate() {
            // Background is one group: a kind above it would sound like more than it is.
            let background = level == Level::Context;
            if background && number > 0 {
                continue;
            }
            let mut blocks: Vec<(&str, Vec<usize>)> = Vec::new();
            for (index, it) in findings.findings.iter().enumerate() {
                if it.level != level || (it.kind != *kind && !background) {
                    continue;
                }
                match blocks.iter_mut().find(|block| block.0 == it.explanation_key) {
                    Some(block) => block.1.push(index),
                    None => blocks.push((&it.explanation_key, vec![index])),
                }
            }
            if !blocks.is_empty() {
                all.push((level, number, blocks.into_iter().map(|it| it.1).collect()));
            }
        }
    }
    all
}

/// The indices of the findings that are laid out.
pub(super) fn shown(findings: &Findings) -> Vec<usize> {
    let blocks = blocks(findings).into_iter().flat_map(|it| it.2);
    let mut all: Vec<usize> = blocks.flat_map(|it| it.into_iter().take(LAID_OUT)).collect();
    all.sort_unstable();
    all
}

/// All groups, strongest first.
pub(super) fn groups(
    findings: &Findings,
    overview: &Overview,
    sources: &RuleSources,
    words: &Words,
) -> Vec<Group> {
    blocks(findings)
        .into_iter()
        .map(|(level, kind, blocks)| {
            let kind = KINDS.get(kind).map_or("", |it| it.as_str());
            let (kind_word, note) = if level == Level::Context {
                (words.text("report-group-background"), words.text("report-group-context"))
            } else {
                (words.text(&format!("kind-{kind}")), words.text(&format!("kind-{kind}-meaning")))
            };
            Group {
                level: level.as_str(),
                level_word: words.text(&format!("level-{}", level.as_str())),
                kind_word,
                note,
                blocks: blocks.into_iter().map(|it| block(&it, findings, overview, sources, words)).collect(),
            }
        })
        .collect()
}

fn block(
    indices: &[usize],
    findings: &Findings,
    overview: &Overview,
    sources: &RuleSources,
    words: &Words,
) -> Block {
    let first = indices.first().and_then(|it| findings.findings.get(*it));
    let key = first.map_or("", |it| it.explanation_key.as_str());
    let sources = first.and_then(|it| sources.get(&it.rule)).map(Vec::as_slice).unwrap_or_default();
    let optional = |part: &str| words.find(&format!("{key}-{part}"), &[]);
    let mut places: Vec<Place> = indices
        .iter()
        .take(LAID_OUT)
        .filter_map(|index| Some(place(*index, findings.findings.get(*index)?, overview, words)))
        .collect();
    let folded = places.split_off(places.len().min(BEFORE_FOLD));
    let rest = indices.len().saturating_sub(LAID_OUT);
    Block {
        title: words.text(&format!("{key}-title")),
        meaning: words.text(&format!("{key}-meaning")),
        innocent: optional("innocent"),
        next: optional("next"),
        sources: sources.iter().map(known).collect(),
        more: words.format("report-block-more", &[("count", folded.len().into())]),
        shown: places,
        folded,
        rest: (rest > 0).then(|| words.format("report-group-more", &[("count", rest.into())])),
    }
}

/// A source in one line: who, under which title, when.
fn known(it: &RuleSource) -> Known {
    let mut text = format!("{}: {}", it.publisher, it.title);
    if let Some(date) = &it.date {
        text.push_str(&format!(" ({date})"));
    }
    Known { text, url: it.url.clone() }
}

fn place(index: usize, it: &Finding, overview: &Overview, words: &Words) -> Place {
    let mut locator = String::new();
    Locator {
        table: it.origin.table.as_deref().map(Into::into),
        row: it.origin.row,
        key: it.origin.key.as_deref().map(Into::into),
        line: it.origin.line,
        offset: it.origin.offset,
    }
    .write(&mut locator);
    let occurrences = &it.occurrences;
    let mut often = if occurrences.count <= 1 {
        words.format("report-often-times", &[("count", 1_u64.into())])
    } else {
        words.format("report-often-times", &[("count", occurrences.count.into())])
    };
    if let (Some(first), Some(last)) = (occurrences.first, occurrences.last)
        && first != last
    {
        let (first, last) = (first.date(), last.date());
        let span = words
            .format("report-often-span", &[("first", first.as_str().into()), ("last", last.as_str().into())]);
        often = format!("{often}, {span}");
    }
    let (record, record_rest) = record(&it.record, words);
    Place {
        id: it.id.clone(),
        seen: observed(it.observed.kind, &it.observed.value, LONGEST),
        seen_type: words.text(&format!("type-{}", it.observed.kind.as_str())),
        store: words.text(&format!("artifact-{}", it.artifact)),
        path: path(&it.origin.path, LONGEST),
        locator: prose(&locator, LONGEST),
        when: it.time.map_or_else(|| words.text("report-undated"), readable),
        often,
        listed: listed(it, words),
        around: around(index, it, overview, words),
        record,
        record_rest,
    }
}

/// `2024-05-01 06:13:20 UTC`.
fn readable(at: Utc) -> String {
    let text = at.to_string();
    format!("{} UTC", text.get(..19).unwrap_or_default().replace('T', " "))
}

fn listed(it: &Finding, words: &Words) -> Vec<Listed> {
    it.indicators
        .iter()
        .map(|it| {
            let mut parts = vec![words.text(&format!("type-{}", it.kind.as_str()))];
            if let Some(campaign) = &it.campaign {
                let campaign = prose(campaign, 200);
                parts.push(words.format("report-campaign", &[("campaign", campaign.as_str().into())]));
            }
            let pack = prose(&it.pack, 200);
            parts.push(words.format("report-pack", &[("pack", pack.as_str().into())]));
            if !it.labels.is_empty() {
                let labels: Vec<String> = it.labels.iter().take(LABELS).map(|it| prose(it, 60)).collect();
                let labels = labels.join(", ");
                parts.push(words.format("report-labels", &[("labels", labels.as_str().into())]));
            }
            if let Some(confidence) = it.confidence {
                parts
                    .push(words.format("report-confidence", &[("confidence", u64::from(confidence).into())]));
            }
            parts.extend(standing(&it.standing, words));
            Listed {
                value: observed(it.kind, &it.value, LONGEST),
                parts,
                links: it.references.iter().take(5).map(|it| link(it)).collect(),
            }
        })
        .collect()
}

/// What an analyst has to know before trusting the match: whether the indicator still stood, when it counts, and
/// whether all of it agrees.
fn standing(it: &IndicatorStanding, words: &Words) -> Vec<String> {
    let day = |it: Utc| it.to_string().get(..10).unwrap_or_default().to_owned();
    let mut parts = Vec::new();
    if it.revoked {
        parts.push(words.text("report-indicator-revoked"));
    }
    if let Some(until) = it.valid_until {
        parts.push(words.format("report-indicator-until", &[("day", day(until).as_str().into())]));
    }
    if let Some((start, stop)) = it.span {
        let (first, last) = (readable(start), readable(stop));
        let days = [("first", first.as_str().into()), ("last", last.as_str().into())];
        parts.push(words.format("report-indicator-span", &days));
    }
    if it.is_cut {
        parts.push(words.text("report-indicator-cut"));
    }
    parts
}

/// A reference of a pack: a link if it is a plain https address, else text.
fn link(reference: &str) -> (String, bool) {
    let plain = reference.starts_with("https://")
        && reference.len() <= 400
        && reference
            .bytes()
            .all(|it| it.is_ascii_graphic() && !matches!(it, b'"' | b'\'' | b'<' | b'>' | b'@'));
    if plain { (reference.to_owned(), true) } else { (prose(reference, 400), false) }
}

fn around(index: usize, it: &Finding, overview: &Overview, words: &Words) -> Vec<(String, String, String)> {
    let Some(around) = overview.around.get(&index) else { return Vec::new() };
    if around.before.is_empty() && around.after.is_empty() {
        return Vec::new();
    }
    let row = |near: &Near| {
        let at = Utc::from_micros(near.time).map(readable).unwrap_or_default();
        (at, words.text(&format!("artifact-{}", near.artifact)), event(&near.event, words))
    };
    let mut rows: Vec<_> = around.before.iter().map(row).collect();
    let own = it.time.map(readable).unwrap_or_default();
    rows.push((own, words.text(&format!("artifact-{}", it.artifact)), words.text("report-around-here")));
    rows.extend(around.after.iter().map(row));
    rows
}

/// What happened, in words; several at one instant are joined by `/` in the timeline.
fn event(slugs: &str, words: &Words) -> String {
    let one = |slug: &str| {
        words.find(&format!("event-{slug}"), &[]).unwrap_or_else(|| visible(slug, 200).into_owned())
    };
    slugs.split('/').map(one).collect::<Vec<_>>().join(", ")
}

/// The values of a record, as name and text.
fn record(value: &Value, words: &Words) -> (Vec<(String, String)>, Option<String>) {
    let mut all = Vec::new();
    let mut left_out = 0_u64;
    flatten(value, "", 0, &mut all, &mut left_out);
    let rest = (left_out > 0).then(|| words.format("report-record-more", &[("count", left_out.into())]));
    (all, rest)
}

fn flatten(value: &Value, name: &str, depth: u8, all: &mut Vec<(String, String)>, left_out: &mut u64) {
    if all.len() >= VALUES || depth > 8 {
        *left_out += 1;
        return;
    }
    let join = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, it)| flatten(it, &join(key), depth + 1, all, left_out))
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, it)| flatten(it, &join(&at.to_string()), depth + 1, all, left_out)),
        Value::Null => {}
        Value::String(text) => {
            // A path is shown as it is, so that it can be copied; its schemes are broken all the same.
            let is_path = name.rsplit(['.', '_']).next() == Some("path");
            let shown = if is_path { path(text, 2_000) } else { prose(text, 2_000) };
            all.push((visible(name, 200).into_owned(), shown));
        }
        other => all.push((visible(name, 200).into_owned(), other.to_string())),
    }
}
