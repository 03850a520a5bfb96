//! The timeline at a glance: events per period as bars, findings as marks, and the same as a table.

use std::collections::BTreeMap;

use model::wire::Findings;
use words::Words;

use super::LEVELS;
use crate::overview::Overview;

/// Periods that fit a narrow screen.
const MOST_PERIODS: i32 = 60;
/// Months that are drawn: ten years back from the last.
const MOST_MONTHS: i32 = 120;
/// Width and heights of the drawing, in its own units.
const WIDTH: f64 = 960.0;
const TOP: f64 = 90.0;
const BARS: f64 = 150.0;

/// The drawing and its table.
pub(super) struct Chart {
    pub(super) height: String,
    pub(super) base: String,
    pub(super) label_y: String,
    pub(super) bars: Vec<Bar>,
    pub(super) ticks: Vec<Tick>,
    pub(super) marks: Vec<Mark>,
    pub(super) legend: Vec<Key>,
    pub(super) rows: Vec<(String, String, String)>,
    pub(super) describe: String,
    pub(super) outside: Option<String>,
    pub(super) undated: Option<String>,
}

pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

pub(super) struct Tick {
    pub(super) x: String,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

pub(super) struct Mark {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) level: &'static str,
}

pub(super) struct Key {
    pub(super) level: &'static str,
    pub(super) word: String,
}

impl Chart {
    /// The drawing; nothing if nothing is dated.
    pub(super) fn new(findings: &Findings, overview: &Overview, words: &Words) -> Option<Self> {
        let last = last_month(findings, overview)?;
        let first = overview.months.keys().copied().find(|it| *it > last - MOST_MONTHS)?;
        // Whole months up to five years, then quarters, then years.
        let step = [1, 3, 12].into_iter().find(|step| (last - first) / step < MOST_PERIODS).unwrap_or(12);
        let period = |month: i32| month.div_euclid(step);
        let (from, to) = (period(first), period(last));
        let mut counts: BTreeMap<i32, u64> = (from..=to).map(|it| (it, 0)).collect();
        let mut outside = 0_u64;
        for (month, count) in &overview.months {
            match counts.get_mut(&period(*month)).filter(|_| (first..=last).contains(month)) {
                Some(sum) => *sum += count,
                None => outside += count,
            }
        }
        let mut found: BTreeMap<i32, [u64; LEVELS.len()]> = BTreeMap::new();
        for it in &findings.findings {
            let Some(month) = it.time.and_then(|at| month_of(&at.date())) else { continue };
            let Some(level) = LEVELS.iter().position(|level| *level == it.level) else { continue };
            if counts.contains_key(&period(month))
                && let Some(slot) = found.entry(period(month)).or_default().get_mut(level)
            {
                *slot += 1;
            }
        }
        let peak = counts.iter().max_by_key(|it| *it.1).map(|it| (*it.0, *it.1))?;
        let slot = WIDTH / f64::from(to - from + 1);
        let x = |at: i32| f64::from(at - from) * slot;
        let base = TOP + BARS;
        let label = |at: i32| label(at, step);
        Some(Self {
            height: number(base + 40.0),
            base: number(base),
            label_y: number(base + 28.0),
            bars: counts
                .iter()
                .filter(|it| *it.1 > 0)
                .map(|(at, count)| {
                    // The root keeps quiet months visible beside a busy one.
                    let height = (BARS * (*count as f64 / peak.1.max(1) as f64).sqrt()).max(2.0);
                    Bar {
                        x: number(x(*at) + slot * 0.1),
                        y: number(base - height),
                        width: number(slot * 0.8),
                        height: number(height),
                    }
                })
                .collect(),
            ticks: ticks(from, to, &x, slot, &label),
            marks: found
                .iter()
                .flat_map(|(at, levels)| {
                    let levels = LEVELS.iter().zip(levels).filter(|it| *it.1 > 0);
                    let at = x(*at) + slot / 2.0;
                    levels.zip(0_u8..).map(move |((level, _), row)| Mark {
                        x: number(at),
                        y: number(TOP - 20.0 - f64::from(row) * 18.0),
                        level: level.as_str(),
                    })
                })
                .collect(),
            legend: LEVELS
                .iter()
                .zip(0..)
                .filter(|(_, at)| found.values().any(|it| it.get(*at).is_some_and(|it| *it > 0)))
                .map(|(level, _)| Key {
                    level: level.as_str(),
                    word: words.text(&format!("level-{}", level.as_str())),
                })
                .collect(),
            rows: counts
                .iter()
                .filter(|it| *it.1 > 0 || found.contains_key(it.0))
                .map(|(at, count)| {
                    let findings: u64 = found.get(at).map_or(0, |it| it.iter().sum());
                    (label(*at), words.count(*count), words.count(findings))
                })
                .collect(),
            describe: words.format(
                "report-timeline-describe",
                &[
                    ("events", counts.values().sum::<u64>().into()),
                    ("first", label(from).as_str().into()),
                    ("last", label(to).as_str().into()),
                    ("most", peak.1.into()),
                    ("peak", label(peak.0).as_str().into()),
                ],
            ),
            outside: (outside > 0)
                .then(|| words.format("report-timeline-outside", &[("count", outside.into())])),
            undated: (overview.undated > 0)
                .then(|| words.format("report-timeline-undated", &[("count", overview.undated.into())])),
        })
    }
}

/// The last month to draw: that of the backup, so that dates of the future do not squeeze the rest; else the last
/// that has events.
fn last_month(findings: &Findings, overview: &Overview) -> Option<i32> {
    let newest = *overview.months.keys().next_back()?;
    match findings.evidence.acquired.and_then(|it| month_of(&it.date())) {
        Some(made) if overview.months.range(..=made).next_back().is_some() => Some(newest.min(made)),
        _ => Some(newest),
    }
}

/// Months since January of the year 0, of a date `YYYY-MM-DD`.
fn month_of(date: &str) -> Option<i32> {
    let year: i32 = date.get(..4)?.parse().ok()?;
    let month: i32 = date.get(5..7)?.parse().ok()?;
    Some(year * 12 + month - 1)
}

/// `2024`, `2024-04` or the first month of a quarter.
fn label(period: i32, step: i32) -> String {
    let month = period * step;
    let year = month.div_euclid(12);
    if step == 12 { year.to_string() } else { format!("{year}-{:02}", month.rem_euclid(12) + 1) }
}

/// The first, the last and, if there is room, the middle.
fn ticks(from: i32, to: i32, x: &dyn Fn(i32) -> f64, slot: f64, label: &dyn Fn(i32) -> String) -> Vec<Tick> {
    let mut all = vec![Tick { x: number(x(from)), anchor: "start", text: label(from) }];
    if to > from {
        if to - from >= 6 {
            let middle = from + (to - from) / 2;
            all.push(Tick { x: number(x(middle) + slot / 2.0), anchor: "middle", text: label(middle) });
        }
        all.push(Tick { x: number(x(to) + slot), anchor: "end", text: label(to) });
    }
    all
}

/// A coordinate with one digit after the point.
fn number(value: f64) -> String {
    format!("{value:.1}")
}
