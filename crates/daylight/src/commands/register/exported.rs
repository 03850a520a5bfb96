//! Exports as `daylight register export` writes them, read back.

use std::path::Path;

use ledger::export::{File, Import, read_csv, read_json};
use ledger::{Dossier, Entity, dossier};
use words::Words;

use super::{refused, shown};
use crate::exit::{Exit, Failure};

/// What an export describes itself in.
const PACKAGE: &str = "datapackage.json";

/// The dossiers of an export in a folder, its bytes one after another, and how much is not in it because it was
/// removed or not shown.
pub(super) fn read(folder: &Path, words: &Words) -> Result<(Vec<Dossier>, Vec<u8>, usize), Failure> {
    let cannot = |why: String| {
        Failure::new(Exit::Usage, format!("the folder {} cannot be read as an export: {why}", shown(folder)))
            .help("name a dossier (TOML), or a folder that `daylight register export` wrote as json or csv")
    };
    if !folder.join(PACKAGE).is_file() {
        return Err(cannot(format!("expected {PACKAGE} in it, found none")));
    }
    let mut files = Vec::new();
    let mut room = dossier::LIMIT as u64;
    let mut names = vec![PACKAGE.to_owned()];
    for ending in ["jsonl", "csv"] {
        names.extend(Entity::ALL.iter().map(|it| format!("{}.{ending}", it.name())));
    }
    for name in names {
        let path = folder.join(&name);
        if !path.is_file() {
            continue;
        }
        let size = std::fs::metadata(&path).map_err(|it| cannot(it.to_string()))?.len();
        room = room
            .checked_sub(size)
            .ok_or_else(|| cannot(format!("it has more than {} bytes, which is the most", dossier::LIMIT)))?;
        files.push(File { name, bytes: std::fs::read(&path).map_err(|it| cannot(it.to_string()))? });
    }
    let is_csv = files.iter().any(|it| it.name.ends_with(".csv"));
    let read = if is_csv { read_csv(&files) } else { read_json(&files) };
    let Import { dossiers, left_out } = read.map_err(|faults| refused(faults, words))?;
    let bytes = files.into_iter().flat_map(|it| it.bytes).collect();
    Ok((dossiers, bytes, left_out.len()))
}
