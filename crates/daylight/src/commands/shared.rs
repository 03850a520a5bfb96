//! What check and recheck share: words, the results folder, the custody record, the end.

use std::error::Error;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use ::packs::Loaded;
use detect::{CheckError, RuleSet};
use model::wire::{FINDINGS_SCHEMA, Findings, Program};
use model::{Level, Utc};
use report::{Custody, Options, PackFile, ProgramFile, RecordsMode, Results};
use words::Words;

use crate::cli::OutputArgs;
use crate::commands::packs;
use crate::exit::{Exit, Failure, Outcome};
use crate::interrupt;
use crate::terminal;

/// The words of the language that was asked for.
pub(crate) fn words(lang: &str) -> Result<Words, Failure> {
    Words::new(lang).map_err(|error| Failure::new(Exit::Usage, error.to_string()))
}

/// The rules built into the program.
pub(crate) fn rules() -> Result<RuleSet, Failure> {
    RuleSet::built_in(crypto::Sha256::of).map_err(|error| Failure::new(Exit::Internal, error.to_string()))
}

/// Where the rules come from, for the report.
pub(crate) fn sources(rules: &RuleSet) -> report::RuleSources {
    let source = |it: &detect::RuleSource| report::RuleSource {
        publisher: it.publisher.clone(),
        title: it.title.clone(),
        date: it.date.clone(),
        url: it.url.clone(),
    };
    rules.iter().map(|it| (it.id.clone(), it.sources.iter().map(source).collect())).collect()
}

/// The program, as it names itself.
pub(crate) fn program() -> Program {
    Program { name: "daylight".into(), version: env!("CARGO_PKG_VERSION").into() }
}

/// The machine's clock. Only custody holds it.
pub(crate) fn now() -> Option<Utc> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Utc::from_micros(i64::try_from(since.as_micros()).ok()?)
}

/// The results folder while it is being written, and what removes it if the run is told to stop.
pub(crate) type Writing = (Results, interrupt::Guard);

/// Makes the results folder, if one was asked for.
pub(crate) fn results(
    output: &OutputArgs,
    records: RecordsMode,
    words: &Words,
) -> Result<Option<Writing>, Failure> {
    let Some(target) = &output.output else { return Ok(None) };
    let options = Options { force: output.force, records, ..Options::new(crypto::Sha256::of) };
    let (results, guard) =
        interrupt::Guard::around(|| Results::create(target, options), |it| it.unfinished().to_owned())
            .map_err(|error| written(&error))?;
    for left in leftovers(results.unfinished()) {
        let path = left.display().to_string();
        terminal::note(&words.format("terminal-leftover", &[("path", path.as_str().into())]));
    }
    Ok(Some((results, guard)))
}

/// Unfinished results beside ours: of a run that was killed, or of one that goes on at the same time.
fn leftovers(own: &Path) -> Vec<PathBuf> {
    let ours = |it: &Path| {
        let name = it.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        name.starts_with(".daylight-") && name.ends_with(".unfinished") && it != own
    };
    let entries = own.parent().and_then(|it| std::fs::read_dir(it).ok());
    let mut all: Vec<PathBuf> =
        entries.into_iter().flatten().filter_map(|it| Some(it.ok()?.path())).filter(|it| ours(it)).collect();
    all.sort();
    all
}

/// Refuses to write into a backup: the evidence stays as it is.
pub(crate) fn outside(evidence: &Path, output: &Path) -> Result<(), Failure> {
    let evidence = std::fs::canonicalize(evidence).unwrap_or_else(|_| absolute(evidence));
    let there = existing(output);
    let inside = there
        .ancestors()
        .take_while(|it| it.starts_with(&evidence))
        .any(|it| it.join("Manifest.db").exists());
    if inside {
        return Err(Failure::new(
            Exit::NotWritten,
            "the output would lie inside the evidence, which is never changed",
        )
        .help("name a folder outside the backup with -o"));
    }
    Ok(())
}

/// Refuses to write into results that another look starts from.
pub(crate) fn beside(results: &Path, output: &Path) -> Result<(), Failure> {
    let results = std::fs::canonicalize(results).unwrap_or_else(|_| absolute(results));
    if existing(output).starts_with(&results) {
        return Err(Failure::new(Exit::Usage, "a re-check never changes the results it starts from")
            .help("name a folder outside them with -o"));
    }
    Ok(())
}

fn absolute(it: &Path) -> PathBuf {
    std::path::absolute(it).unwrap_or_else(|_| it.to_owned())
}

/// The part of a path that exists, links resolved: what does not exist yet is below what does.
fn existing(it: &Path) -> PathBuf {
    let it = absolute(it);
    it.ancestors().find_map(|it| std::fs::canonicalize(it).ok()).unwrap_or(it)
}

/// A failure to write.
pub(crate) fn written(error: &(dyn Error + 'static)) -> Failure {
    let help = if is_full(error) {
        "nothing was left behind; make room, or choose a folder on another disk with -o"
    } else {
        "nothing was left behind; choose another folder with -o"
    };
    Failure::new(Exit::NotWritten, error.to_string()).help(help)
}

/// True if there was no room, by what the system said and not by its words, which depend on its language.
fn is_full(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(it) = cause {
        let kind = it.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
            return true;
        }
        cause = it.source();
    }
    false
}

/// A failure of the run itself.
pub(crate) fn ran(error: &CheckError) -> Failure {
    match error {
        CheckError::Write(error) => written(error),
        CheckError::Read(error) => {
            Failure::new(Exit::NotOpened, format!("the earlier results could not be read: {error}"))
        }
    }
}

/// The whole document.
pub(crate) fn document(outcome: detect::Outcome, loaded: &Loaded, rules: &RuleSet) -> Findings {
    Findings {
        schema: FINDINGS_SCHEMA.into(),
        program: program(),
        packs: packs::rows(loaded, &outcome.applicable),
        evidence: outcome.evidence,
        rules: model::wire::Rules { sha256: rules.sha256().to_owned(), count: rules.len() as u64 },
        verdict: outcome.verdict,
        findings: outcome.findings,
        coverage: outcome.coverage,
    }
}

/// A custody record with what every run knows. Passwords are never arguments, so the command line holds none.
pub(crate) fn custody(started: Option<Utc>, loaded: &Loaded, rules: &RuleSet) -> Custody {
    Custody {
        program: ProgramFile { program: program(), sha256: own_digest() },
        command: std::env::args().collect(),
        started,
        finished: now(),
        packs: loaded
            .packs
            .iter()
            .map(|it| PackFile {
                name: it.name.clone(),
                path: it.path.clone(),
                size: it.size,
                sha256: it.sha256.clone(),
            })
            .collect(),
        rules: model::wire::Rules { sha256: rules.sha256().to_owned(), count: rules.len() as u64 },
        ..Custody::default()
    }
}

/// SHA-256 of the running executable, if it can be read.
fn own_digest() -> Option<String> {
    let mut file = std::fs::File::open(std::env::current_exe().ok()?).ok()?;
    let mut digest = crypto::Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(model::hex(&digest.finish())),
            count => digest.update(buffer.get(..count)?),
        }
    }
}

/// Prints what was found and chooses the exit code.
pub(crate) fn conclude(document: &Findings, output: &OutputArgs, words: &Words, took: f64) -> Outcome {
    let answer = if output.json {
        let text = serde_json::to_string_pretty(document)
            .map_err(|error| Failure::new(Exit::Internal, error.to_string()))?;
        terminal::print(&format!("{text}\n"))
    } else if !output.quiet {
        terminal::print(&terminal::summary::summary(document, words))
    } else {
        Ok(())
    };
    if !output.quiet {
        if let Some(folder) = &output.output {
            let path = |it: &Path| it.display().to_string();
            terminal::note(&words.format("terminal-results", &[("path", path(folder).as_str().into())]));
            let report = folder.join("report.html");
            terminal::note(&words.format("terminal-report", &[("path", path(&report).as_str().into())]));
        }
        terminal::note(&words.format("terminal-took", &[("seconds", format!("{took:.1}").as_str().into())]));
    }
    answer?;
    let reached = |level: Level| document.findings.iter().any(|it| it.level >= level);
    Ok(if output.fail_on.is_some_and(|level| reached(level.into())) {
        Exit::LevelReached
    } else if !document.verdict.complete {
        Exit::Gaps
    } else {
        Exit::Finished
    })
}
