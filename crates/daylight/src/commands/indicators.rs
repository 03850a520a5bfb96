//! `daylight indicators`: what the packs say, and what they hold.

use std::path::PathBuf;

use serde_json::json;
use words::Words;

use crate::cli::Indicators;
use crate::commands::{packs, shared};
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal;

pub(crate) fn run(args: Indicators) -> Outcome {
    let words = shared::words("en")?;
    match args {
        Indicators::List { packs, json } => list(&packs.packs, json, &words),
        Indicators::Show { value, packs, json } => show(&value, &packs.packs, json, &words),
        Indicators::Verify { packs, json } => verify(&packs, json, &words),
    }
}

fn list(named: &[PathBuf], json: bool, words: &Words) -> Outcome {
    let loaded = packs::load(named)?;
    if json {
        let rows = packs::rows(&loaded, &[]);
        let rows: Vec<_> = rows
            .iter()
            .map(|it| json!({ "name": it.name, "path": it.path, "sha256": it.sha256, "indicators": it.indicators }))
            .collect();
        terminal::print(&format!("{:#}\n", json!({ "packs": rows, "skipped": skipped(&loaded) })))?;
        return Ok(Exit::Finished);
    }
    tell(&loaded, words)?;
    Ok(Exit::Finished)
}

fn verify(named: &[PathBuf], json: bool, words: &Words) -> Outcome {
    let loaded = packs::load(named).map_err(|failure| Failure { exit: Exit::NotVerified, ..failure })?;
    if json {
        let rows: Vec<_> = loaded
            .packs
            .iter()
            .filter(|it| it.path != ::packs::BUILT_IN)
            .map(|it| {
                let reasons: Vec<_> =
                    it.skipped.iter().map(|it| json!({ "why": it.reason, "count": it.count })).collect();
                json!({
                    "name": it.name, "path": it.path, "sha256": it.sha256, "indicators": it.indicators.len(),
                    "exact_url_only": it.restricted, "newest": it.newest, "skipped": reasons,
                })
            })
            .collect();
        terminal::print(&format!("{:#}\n", json!({ "packs": rows, "skipped": skipped(&loaded) })))?;
    } else {
        tell(&loaded, words)?;
    }
    let unusable = loaded.skipped.iter().filter(|it| it.unusable).count();
    if unusable > 0 {
        terminal::note(&words.format("terminal-verify-unusable", &[("count", unusable.into())]));
        return Ok(Exit::NotVerified);
    }
    Ok(Exit::Finished)
}

fn skipped(loaded: &::packs::Loaded) -> Vec<serde_json::Value> {
    loaded
        .skipped
        .iter()
        .map(|it| json!({ "path": it.path, "why": it.why, "unusable": it.unusable }))
        .collect()
}

fn tell(loaded: &::packs::Loaded, words: &Words) -> Result<(), Failure> {
    let mut out = String::new();
    for pack in &loaded.packs {
        let left_out: u64 = pack.skipped.iter().map(|it| it.count).sum();
        out.push_str(&words.format(
            "terminal-pack",
            &[
                ("name", terminal::plain(&format!("{} ({})", pack.name, pack.path)).as_ref().into()),
                ("indicators", pack.indicators.len().into()),
                ("skipped", left_out.into()),
            ],
        ));
        out.push('\n');
        for it in &pack.skipped {
            let line = words.format(
                "terminal-entry-skipped",
                &[("count", it.count.into()), ("why", terminal::plain(&it.reason).as_ref().into())],
            );
            out.push_str(&format!("  {line}\n"));
        }
        if pack.restricted > 0 {
            let line = words.format("terminal-restricted", &[("count", pack.restricted.into())]);
            out.push_str(&format!("  {line}\n"));
        }
    }
    for it in &loaded.skipped {
        let (path, why) = (terminal::plain(&it.path), terminal::plain(&it.why));
        out.push_str(&words.format(
            "terminal-pack-skipped",
            &[("path", path.as_ref().into()), ("why", why.as_ref().into())],
        ));
        out.push('\n');
    }
    terminal::print(&out)
}

fn show(value: &str, named: &[PathBuf], json: bool, words: &Words) -> Outcome {
    let loaded = packs::load(named)?;
    let index = packs::index(&loaded);
    let ids = index.show(value);
    let shortener = indicators::host_of(value).filter(|it| indicators::is_shortener(it));
    if json {
        let rows: Vec<_> = ids
            .iter()
            .map(|id| {
                let it = index.indicator(*id);
                json!({
                    "type": it.kind, "value": it.value, "pack": index.pack(*id).name, "campaign": it.campaign,
                    "references": it.references.to_vec(), "labels": it.labels.to_vec(),
                    "confidence": it.confidence, "revoked": it.revoked,
                    "valid_from": it.valid_from, "valid_until": it.valid_until,
                    "start": it.span.map(|it| it.start), "stop": it.span.map(|it| it.stop),
                })
            })
            .collect();
        terminal::print(&format!(
            "{:#}\n",
            json!({ "value": value, "shortener": shortener.is_some(), "indicators": rows })
        ))?;
        return Ok(Exit::Finished);
    }
    let mut out = String::new();
    let shown = terminal::plain(&report::shown::prose(value, 500)).into_owned();
    if ids.is_empty() {
        out.push_str(&words.format("terminal-show-none", &[("value", shown.as_str().into())]));
        out.push('\n');
    }
    for id in ids {
        let it = index.indicator(id);
        let named = terminal::plain(&report::shown::observed(it.kind, &it.value, 500)).into_owned();
        out.push_str(&words.format(
            "terminal-show-one",
            &[
                ("type", it.kind.as_str().into()),
                ("value", named.as_str().into()),
                ("pack", terminal::plain(&index.pack(id).name).as_ref().into()),
            ],
        ));
        out.push('\n');
        let mut fact = |key: &str, name: &str, value: &str| {
            let line = words.format(key, &[(name, terminal::plain(value).as_ref().into())]);
            out.push_str(&format!("  {line}\n"));
        };
        if let Some(campaign) = &it.campaign {
            fact("terminal-show-campaign", "campaign", campaign);
        }
        for reference in it.references.iter() {
            fact("terminal-show-reference", "reference", reference);
        }
        if !it.labels.is_empty() {
            fact("terminal-show-labels", "labels", &it.labels.join(", "));
        }
        if let Some(confidence) = it.confidence {
            fact("terminal-show-confidence", "confidence", &confidence.to_string());
        }
        if let Some(until) = it.valid_until {
            fact("terminal-show-until", "until", &until.to_string());
        }
        if it.revoked {
            out.push_str(&format!("  {}\n", words.text("terminal-show-revoked")));
        }
        if let Some(span) = it.span {
            let (start, stop) = (span.start.to_string(), span.stop.to_string());
            let span = [("start", start.as_str().into()), ("stop", stop.as_str().into())];
            out.push_str(&format!("  {}\n", words.format("terminal-show-span", &span)));
        }
    }
    if let Some(host) = shortener {
        let host = terminal::plain(&report::shown::prose(&host, 500)).into_owned();
        out.push_str(&words.format("terminal-show-shortener", &[("host", host.as_str().into())]));
        out.push('\n');
    }
    terminal::print(&out)?;
    Ok(Exit::Finished)
}
