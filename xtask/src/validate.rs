//! Planted samples: every planted trace is found with its kind and place, and nothing is invented on a phone
//! where nothing was planted. Beside it, on request, what the peer finds on the same phones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::args::Args;
use crate::bench::Peer;
use crate::{measure, repo};

/// Says what was planted in the words of `findings.json`; a message's direction decides the kind.
const EXPECTED: &str = include_str!("validate/expected.py");

/// A planted trace.
struct Planted {
    artifact: String,
    /// The published value, or the observed one for a rule.
    value: String,
    level: String,
    kind: Option<String>,
    table: Option<String>,
    row: Option<i64>,
}

pub(crate) fn run(mut args: Args) -> Result<bool> {
    let seeds: u64 = args.value("--seeds")?.unwrap_or(3);
    let scale: f64 = args.value("--scale")?.unwrap_or(0.05);
    let peer = if args.flag("--peer") { Some(Peer::find_or_install()?) } else { None };
    args.end()?;

    let packs = repo::shared_or_explain()?.join("data/indicators");
    let pack = packs.join("amnesty/pegasus.stix2");
    let program = repo::build_daylight(false)?;
    let out = repo::fresh("validate")?;
    let mut held = true;

    println!("| sample | planted | found | wrong kind or place | above context beside it |");
    println!("|---|---:|---:|---:|---:|");
    let mut notes = Vec::new();
    for seed in 1..=seeds {
        let phone = repo::busy_backup(&format!("planted-{scale}-{seed}"), scale, seed, Some(&pack))?;
        let findings = check(&program, &phone, &pack, &out.join(format!("planted-{seed}")))?;
        let planted = planted(&phone)?;
        let mut matched = BTreeSet::new();
        let (mut found, mut wrong) = (0, 0);
        for trace in &planted {
            let same: Vec<(usize, &Value)> =
                findings.iter().enumerate().filter(|(_, it)| is_about(it, trace)).collect();
            matched.extend(same.iter().map(|(at, _)| *at));
            if same.iter().any(|(_, it)| agrees(it, trace)) {
                found += 1;
            } else if let Some((_, it)) = same.first() {
                wrong += 1;
                notes.push(format!("seed {seed}: {} but found {}", describe(trace), describe_finding(it)));
            } else {
                notes.push(format!("seed {seed}: {} was not found", describe(trace)));
            }
        }
        let beside: Vec<&Value> = findings
            .iter()
            .enumerate()
            .filter(|(at, it)| !matched.contains(at) && it["level"] != "context")
            .map(|(_, it)| it)
            .collect();
        notes.extend(beside.iter().map(|it| format!("seed {seed}: nobody planted {}", describe_finding(it))));
        println!("| planted, seed {seed} | {} | {found} | {wrong} | {} |", planted.len(), beside.len());
        held &= found == planted.len() && beside.is_empty();

        if let Some(peer) = &peer {
            let missing =
                peer.found_and_we_not(&phone, &pack, &out.join(format!("peer-{seed}")), &findings)?;
            held &= missing.is_empty();
            notes.extend(missing.into_iter().map(|it| format!("seed {seed}: only the peer has {it}")));
        }

        let phone = repo::busy_backup(&format!("unplanted-{scale}-{seed}"), scale, seed, None)?;
        let findings = check(&program, &phone, &packs, &out.join(format!("unplanted-{seed}")))?;
        let above: Vec<&Value> = findings.iter().filter(|it| it["level"] != "context").collect();
        notes
            .extend(above.iter().map(|it| format!("seed {seed}, nothing planted: {}", describe_finding(it))));
        println!("| nothing planted, all packs, seed {seed} | 0 | – | – | {} |", above.len());
        held &= above.is_empty();
    }
    println!();
    for note in &notes {
        println!("- {note}");
    }
    println!("\nvalidate: {}", if held { "all of it holds" } else { "something does not hold" });
    Ok(held)
}

/// Checks a phone and reads the findings.
fn check(program: &Path, phone: &Path, packs: &Path, results: &Path) -> Result<Vec<Value>> {
    let mut command = Command::new(program);
    command
        .arg("check")
        .arg(phone)
        .arg("-i")
        .arg(packs)
        .arg("-o")
        .arg(results)
        .args(["--quiet", "--no-records"]);
    measure::once(&mut command, &[0, 3])?;
    let path = results.join("findings.json");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let all: Value = serde_json::from_str(&text)?;
    Ok(all["findings"].as_array().cloned().unwrap_or_default())
}

fn planted(phone: &Path) -> Result<Vec<Planted>> {
    let text = repo::output(Command::new(repo::python()?).args(["-c", EXPECTED]).arg(phone))?;
    let rows: Vec<Value> = serde_json::from_str(&text)?;
    let word = |it: &Value| it.as_str().map(str::to_owned);
    Ok(rows
        .iter()
        .map(|it| Planted {
            artifact: word(&it["artifact"]).unwrap_or_default(),
            value: word(&it["value"]).unwrap_or_default(),
            level: word(&it["level"]).unwrap_or_default(),
            kind: word(&it["kind"]),
            table: word(&it["table"]),
            row: it["row"].as_i64(),
        })
        .collect())
}

/// Whether a finding is about a trace at all: the same store, the same value, the same row if both name one.
fn is_about(finding: &Value, trace: &Planted) -> bool {
    let published =
        finding["indicators"].as_array().into_iter().flatten().any(|it| it["value"] == trace.value.as_str());
    let observed = finding["observed"]["value"].as_str().is_some_and(|it| it.contains(&trace.value));
    let row = finding["origin"]["row"].as_i64();
    let same_row = trace.row.is_none() || row.is_none() || row == trace.row;
    finding["artifact"] == trace.artifact.as_str() && (published || observed) && same_row
}

/// Whether level, kind and place are as planted.
fn agrees(finding: &Value, trace: &Planted) -> bool {
    let kind = trace.kind.as_deref().is_none_or(|it| finding["kind"] == it);
    let table = trace.table.as_deref().is_none_or(|it| finding["origin"]["table"] == it);
    let row = trace.row.is_none_or(|it| finding["origin"]["row"] == it);
    finding["level"] == trace.level.as_str() && kind && table && row
}

fn describe(it: &Planted) -> String {
    let place = match (&it.table, it.row) {
        (Some(table), Some(row)) => format!(" at {table} {row}"),
        (Some(table), None) => format!(" in {table}"),
        _ => String::new(),
    };
    let kind = it.kind.as_deref().unwrap_or("any kind");
    format!("{} {} ({}/{kind}){place}", it.artifact, defang(&it.value), it.level)
}

fn describe_finding(it: &Value) -> String {
    let word = |it: &Value| it.as_str().unwrap_or("–").to_owned();
    format!(
        "{} {} ({}/{}, rule {}) at {} {}",
        word(&it["artifact"]),
        defang(&word(&it["observed"]["value"])),
        word(&it["level"]),
        word(&it["kind"]),
        word(&it["rule"]),
        word(&it["origin"]["table"]),
        it["origin"]["row"]
    )
}

/// Hosts of lures are never printed so that a click opens them.
fn defang(value: &str) -> String {
    value.replace("http", "hxxp").replace('.', "[.]")
}

impl Peer {
    /// What the peer reports by a published indicator and these findings do not hold. Its records are compared
    /// by indicator value and store; what it reports by heuristics of its own is in docs/validation.md.
    fn found_and_we_not(
        &self,
        phone: &Path,
        pack: &Path,
        out: &Path,
        findings: &[Value],
    ) -> Result<Vec<String>> {
        measure::once(&mut self.check(phone, pack, out), &[0])?;
        let alerts: PathBuf = out.join("alerts.json");
        let Ok(text) = std::fs::read_to_string(&alerts) else { return Ok(Vec::new()) };
        let alerts: Vec<Value> = serde_json::from_str(&text)?;
        let mut missing = BTreeSet::new();
        for alert in alerts {
            let Some(value) = alert["matched_indicator"]["value"].as_str() else { continue };
            let module = alert["module"].as_str().unwrap_or_default();
            let ours = findings.iter().any(|it| {
                it["artifact"] == module
                    && it["indicators"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .any(|indicator| indicator["value"] == value)
            });
            if !ours {
                missing.insert(format!("{} in {module}", defang(value)));
            }
        }
        Ok(missing.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn planted(kind: &str) -> Planted {
        Planted {
            artifact: "sms".into(),
            value: "lure.example".into(),
            level: "match".into(),
            kind: Some(kind.into()),
            table: Some("message".into()),
            row: Some(7),
        }
    }

    fn finding(kind: &str, row: i64) -> Value {
        json!({
            "artifact": "sms", "level": "match", "kind": kind, "rule": "indicator",
            "observed": {"type": "url", "value": "https://a.lure.example/x"},
            "indicators": [{"type": "domain", "value": "lure.example"}],
            "origin": {"table": "message", "row": row},
        })
    }

    #[test]
    fn a_trace_is_found_only_with_its_kind_and_row() {
        let trace = planted("targeting");
        assert!(is_about(&finding("targeting", 7), &trace) && agrees(&finding("targeting", 7), &trace));
        assert!(!is_about(&finding("targeting", 8), &trace));
        assert!(is_about(&finding("exposure", 7), &trace) && !agrees(&finding("exposure", 7), &trace));
    }

    #[test]
    fn nothing_is_printed_that_opens_with_a_click() {
        let line = describe_finding(&finding("targeting", 7));
        assert_eq!(line, "sms hxxps://a[.]lure[.]example/x (match/targeting, rule indicator) at message 7");
    }
}
