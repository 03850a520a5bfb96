//! `daylight register`: dossiers in, and a look whether everything is as it should be.

mod captures;
mod export;
mod exported;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Dossier, Fault, dossier};
use store::{ImportError, Store, StoreError};
use words::Words;

use crate::cli::{PlaceArgs, Register};
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal;

/// Where the register lies in its folder.
const FILE: &str = "register.db";

pub(crate) fn run(args: Register) -> Outcome {
    let words = Words::english();
    let now = Timestamp::now();
    match args {
        Register::Import { file, place, quiet } => import(&file, &place, quiet, now, &words),
        Register::Export { dir, format, place } => export::run(&dir, format, &place, today(now), &words),
        Register::Check { file: Some(file), captures, .. } => {
            check_file(&file, captures.as_deref(), today(now), &words)
        }
        Register::Check { file: None, place, .. } => check_store(&place, today(now), &words),
    }
}

fn today(now: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(now).date()
}

fn import(file: &Path, place: &PlaceArgs, quiet: bool, now: Timestamp, words: &Words) -> Outcome {
    let (dossiers, bytes, left_out) = if file.is_dir() {
        exported::read(file, words)?
    } else {
        let (dossier, bytes) = read(file, words)?;
        (vec![dossier], bytes, 0)
    };
    let sha256 = model::hex(&crypto::Sha256::of(&bytes));
    let address = address(place, true)?;
    let reports = wait(async {
        let store = Store::open(&address).await?;
        let done = store.import_all(&dossiers, &sha256, now).await;
        store.close().await;
        done
    })?
    .map_err(|error| match error {
        ImportError::Store(error) => kept(&error),
        ImportError::Refused(why) if file.is_dir() => refused(why.0, words),
        ImportError::Refused(why) => {
            let faults = why.0.into_iter().map(|it| Fault { file: shown(file), ..it }).collect();
            refused(faults, words)
        }
        other => Failure::new(Exit::NotWritten, other.to_string()),
    })?;
    if quiet {
        return Ok(Exit::Finished);
    }
    for report in &reports {
        let revision = report.revision.to_string();
        let arguments = [
            ("dossier", report.dossier.as_str().into()),
            ("revision", revision.as_str().into()),
            ("added", report.added.into()),
            ("changed", report.changed.into()),
            ("unchanged", report.unchanged.into()),
            ("retracted", report.retracted.into()),
            ("tombstoned", report.tombstoned.into()),
            ("restored", report.restored.into()),
        ];
        let key = if report.changed_anything() { "register-imported" } else { "register-imported-nothing" };
        terminal::note(&words.format(key, &arguments));
    }
    if left_out > 0 {
        terminal::note(&words.format("register-left-out", &[("count", left_out.into())]));
    }
    Ok(Exit::Finished)
}

fn check_file(file: &Path, captures: Option<&Path>, today: Date, words: &Words) -> Outcome {
    let (dossier, _) = read(file, words)?;
    let mut faults = dossier.check(&ledger::check::Surroundings { others: &[], today });
    let held = captures::read(captures, &dossier).map_err(|why| {
        Failure::new(Exit::Usage, why).help("name a folder of captured files with --captures")
    })?;
    let quotations = captures::verify(&dossier, &held);
    faults.extend(quotations.faults);
    for fault in &mut faults {
        fault.file = shown(file);
    }
    let mut out = String::new();
    for it in &quotations.captures {
        let share = words.format(
            if it.length.is_some() { "register-quoted-share" } else { "register-quoted" },
            &[
                ("capture", it.name.as_str().into()),
                ("quoted", it.quoted.into()),
                ("length", it.length.unwrap_or_default().into()),
                ("permille", it.permille().as_str().into()),
                ("verified", it.verified.into()),
                ("anchors", it.anchors.into()),
            ],
        );
        let _ = writeln!(out, "{share}");
    }
    terminal::print(&out)?;
    if !faults.is_empty() {
        return Err(refused(faults, words));
    }
    terminal::note(&words.format("register-sound", &[("rows", dossier.rows.len().into())]));
    Ok(Exit::Finished)
}

fn check_store(place: &PlaceArgs, today: Date, words: &Words) -> Outcome {
    let address = address(place, false)?;
    let (flaws, dossiers) = wait(async {
        let store = Store::open(&address).await?;
        let answer = match store.check(today).await {
            Ok(flaws) => store.dossiers().await.map(|it| (flaws, it)),
            Err(error) => Err(error),
        };
        store.close().await;
        answer
    })?
    .map_err(|error| kept(&error))?;
    let mut out = String::new();
    for it in &dossiers {
        let revision = it.revision.to_string();
        let arguments = [("dossier", it.id.as_str().into()), ("revision", revision.as_str().into())];
        let _ = writeln!(out, "{}", words.format("register-holds", &arguments));
    }
    for flaw in &flaws {
        let row = flaw.row.map(|it| format!("{it}: ")).unwrap_or_default();
        let _ = writeln!(out, "{}", terminal::plain(&format!("{row}{}", flaw.what)));
    }
    terminal::print(&out)?;
    if flaws.is_empty() {
        terminal::note(&words.text("register-store-sound"));
        return Ok(Exit::Finished);
    }
    Err(Failure::new(Exit::NotVerified, words.format("register-flaws", &[("count", flaws.len().into())]))
        .help(words.text("register-flaws-help")))
}

/// Reads and parses a dossier.
fn read(file: &Path, words: &Words) -> Result<(Dossier, Vec<u8>), Failure> {
    let cannot = |why: String| {
        Failure::new(Exit::Usage, format!("the dossier {} cannot be read: {why}", shown(file)))
            .help("name a TOML file; docs/dossiers.md teaches how to write one")
    };
    let size = std::fs::metadata(file).map_err(|it| cannot(it.to_string()))?.len();
    if size > dossier::LIMIT as u64 {
        return Err(cannot(format!("it has {size} bytes, a dossier has at most {}", dossier::LIMIT)));
    }
    let bytes = std::fs::read(file).map_err(|it| cannot(it.to_string()))?;
    let text = std::str::from_utf8(&bytes).map_err(|it| {
        let read = bytes.get(..it.valid_up_to()).unwrap_or_default();
        let breaks = read.iter().filter(|it| **it == b'\n').count();
        let line = u32::try_from(breaks + 1).unwrap_or(u32::MAX);
        let why = "expected UTF-8 text; save the file in this encoding".to_owned();
        refused(vec![Fault { file: shown(file), line, field: String::new(), why }], words)
    })?;
    let dossier = dossier::parse(text, &shown(file)).map_err(|it| refused(it, words))?;
    Ok((dossier, bytes))
}

/// A file's name without its folders: where a dossier lies is nobody's business.
fn shown(file: &Path) -> String {
    file.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned())
}

fn refused(mut faults: Vec<Fault>, words: &Words) -> Failure {
    faults.sort();
    faults.dedup();
    let list: Vec<String> = faults.iter().map(|it| terminal::plain(&it.to_string()).into_owned()).collect();
    let head = words.format("register-refused", &[("count", faults.len().into())]);
    Failure::new(Exit::NotVerified, format!("{head}\n{}", list.join("\n")))
        .help(words.text("register-refused-help"))
}

/// The address of the register; its folder is made where it may be.
fn address(place: &PlaceArgs, make: bool) -> Result<String, Failure> {
    if let Some(url) = &place.database {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(url.clone());
        }
        return Err(Failure::new(Exit::Usage, "--database takes the address of a PostgreSQL database").help(
            "write postgres://USER@HOST/NAME, or leave it out to keep the register in a file (--data)",
        ));
    }
    let folder: PathBuf = match &place.data {
        Some(it) => it.clone(),
        None => dirs::data_dir().map(|it| it.join("daylight")).ok_or_else(|| {
            Failure::new(Exit::Usage, "this system names no folder for a user's data")
                .help("name the folder of the register with --data")
        })?,
    };
    let file = folder.join(FILE);
    if make {
        std::fs::create_dir_all(&folder).map_err(|it| {
            Failure::new(Exit::NotWritten, format!("the folder of the register cannot be made: {it}"))
                .help("name another folder with --data")
        })?;
    } else if !file.is_file() {
        return Err(Failure::new(Exit::Usage, format!("there is no register in {}", folder.display()))
            .help("name its folder with --data, or import a dossier first"));
    }
    let path = file.to_str().ok_or_else(|| {
        Failure::new(Exit::Usage, "the path of the register is not text")
            .help("name another folder with --data")
    })?;
    Ok(path.to_owned())
}

/// A failure of the store. A register that cannot be read or written is one that nothing was kept in.
fn kept(error: &StoreError) -> Failure {
    Failure::new(Exit::NotWritten, error.to_string())
}

fn wait<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|it| Failure::new(Exit::Internal, format!("no runtime: {it}")))?;
    Ok(runtime.block_on(work))
}
