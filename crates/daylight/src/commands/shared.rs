//! What check and recheck share: words, the results folder, the custody record, the end.

use std::io::Read as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use ::packs::Loaded;
use detect::{CheckError, RuleSet};
use model::wire::{FINDINGS_SCHEMA, Findings, Program};
use model::{Level, Utc};
use report::{Custody, Options, PackFile, ProgramFile, RecordsMode, Results};
use words::Words;

use crate::cli::OutputArgs;
use crate::commands::packs;
use crate::exit::{Exit, Failure};
use crate::terminal;

/// The words of the language that was asked for.
pub(crate) fn words(lang: &str) -> Result<Words, Failure> {
    Words::new(lang).map_err(|error| Failure::new(Exit::Usage, error.to_string()))
}

/// The rules built into the program.
pub(crate) fn rules() -> Result<RuleSet, Failure> {
    RuleSet::built_in(crypto::Sha256::of).map_err(|error| Failure::new(Exit::Internal, error.to_string()))
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

/// Makes the results folder, if one was asked for.
pub(crate) fn results(output: &OutputArgs, records: RecordsMode) -> Result<Option<Results>, Failure> {
    let Some(target) = &output.output else { return Ok(None) };
    let options = Options { force: output.force, records, ..Options::new(crypto::Sha256::of) };
    Results::create(target, options).map(Some).map_err(|error| written(&error))
}

/// A failure to write.
pub(crate) fn written(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::NotWritten, error.to_string())
        .help("nothing was left behind; choose another folder with -o, or make room")
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
pub(crate) fn conclude(document: &Findings, output: &OutputArgs, words: &Words, took: f64) -> Exit {
    if output.json {
        match serde_json::to_string_pretty(document) {
            Ok(text) => terminal::print(&format!("{text}\n")),
            Err(_) => return Exit::Internal,
        }
    } else if !output.quiet {
        terminal::print(&terminal::summary::summary(document, words));
    }
    if !output.quiet {
        if let Some(folder) = &output.output {
            let path = |it: &Path| it.display().to_string();
            terminal::note(&words.format("terminal-results", &[("path", path(folder).as_str().into())]));
            let report = folder.join("report.html");
            terminal::note(&words.format("terminal-report", &[("path", path(&report).as_str().into())]));
        }
        terminal::note(&words.format("terminal-took", &[("seconds", format!("{took:.1}").as_str().into())]));
    }
    let reached = |level: Level| document.findings.iter().any(|it| it.level >= level);
    if output.fail_on.is_some_and(|level| reached(level.into())) {
        Exit::LevelReached
    } else if !document.verdict.complete {
        Exit::Gaps
    } else {
        Exit::Finished
    }
}
