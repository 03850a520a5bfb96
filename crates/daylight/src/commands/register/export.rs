//! `daylight register export`: everything public, in a form that other programs read.

use std::path::Path;

use jiff::civil::Date;
use ledger::export::{About, Facts, File, bods, csv, ftm, json};
use ledger::visibility::{Public, View};
use ledger::{Entity, Id};
use store::{Store, StoreError};
use words::Words;

use super::{address, kept, wait};
use crate::cli::{ExportFormat, PlaceArgs};
use crate::exit::{Exit, Failure, Outcome};
use crate::{interrupt, terminal};

/// How many rows are asked for at once.
const AT_ONCE: u32 = 500;

pub(super) fn run(
    dir: &Path,
    format: ExportFormat,
    place: &PlaceArgs,
    today: Date,
    words: &Words,
) -> Outcome {
    if dir.exists() {
        return Err(Failure::new(Exit::Usage, format!("{} already exists", dir.display()))
            .help("name a new folder: an export never mixes with what lies there"));
    }
    let address = address(place, false)?;
    let (rows, dossiers) = wait(async {
        let store = Store::open(&address).await?;
        let answer = all(&store, today).await;
        store.close().await;
        answer
    })?
    .map_err(|error| kept(&error))?;
    let about = About {
        title: words.text("register-export-title"),
        publisher: "Daylight".to_owned(),
        on: today,
        dossiers,
    };
    let files = match format {
        ExportFormat::Json => json(&rows, &about),
        ExportFormat::Csv => csv(&rows, &about),
        ExportFormat::Ftm => ftm(&rows),
        ExportFormat::Bods => bods(&rows, &about),
    };
    write(dir, &files)
        .map_err(|it| Failure::new(Exit::NotWritten, format!("the export could not be written: {it}")))?;
    let path = dir.display().to_string();
    terminal::note(&words.format(
        "register-exported",
        &[("rows", rows.len().into()), ("files", files.len().into()), ("path", path.as_str().into())],
    ));
    Ok(Exit::Finished)
}

/// Every row that everybody may see, and the dossiers they come from.
async fn all(store: &Store, today: Date) -> Result<(Vec<Public<View>>, Vec<Facts>), StoreError> {
    let reader = store.reader(today);
    let mut rows = Vec::new();
    for entity in Entity::ALL {
        let mut after: Option<Id> = None;
        loop {
            let page = reader.list(entity, after, AT_ONCE).await?;
            rows.extend(page.items.each());
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    let dossiers = store.dossiers().await?;
    let facts = dossiers.into_iter().map(|it| Facts { id: it.id, revision: it.revision, title: None });
    Ok((rows, facts.collect()))
}

/// Writes beside the target and renames, so that a folder of that name is always whole.
fn write(dir: &Path, files: &[File]) -> std::io::Result<()> {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let parent = dir.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = parent.join(format!(".{name}.{}.unfinished", std::process::id()));
    let _guard = interrupt::Guard::new(&beside);
    let written = || -> std::io::Result<()> {
        std::fs::create_dir(&beside)?;
        for file in files {
            std::fs::write(beside.join(&file.name), &file.bytes)?;
        }
        std::fs::rename(&beside, dir)
    };
    written().inspect_err(|_| {
        // What was written is half an export; the error that matters is the first one.
        let _ = std::fs::remove_dir_all(&beside);
    })
}
