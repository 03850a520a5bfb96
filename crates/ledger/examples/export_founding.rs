//! Writes every export of a dossier into a folder, for the checks by other people's programs.
//!
//! `export_founding DOSSIER FOLDER`, or `export_founding losses` for the document about what exports lose.
#![expect(clippy::print_stdout, reason = "an example talks to the person who runs it")]

use std::error::Error;
use std::path::Path;

use jiff::civil::date;
use ledger::export::{About, Facts, File, bods, csv, ftm, json, losses};
use ledger::visibility::{PublicationPolicy, publish};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["losses"] => print!("{}", losses::document()),
        [dossier, folder] => write(Path::new(dossier), Path::new(folder))?,
        _ => return Err("write export_founding DOSSIER FOLDER, or export_founding losses".into()),
    }
    Ok(())
}

fn write(dossier: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let text = std::fs::read_to_string(dossier)?;
    let dossier = ledger::dossier::parse(&text, &dossier.display().to_string())
        .map_err(|faults| faults.iter().map(|it| format!("{it}\n")).collect::<String>())?;
    // A fixed day, so that two runs can be compared, and one that is past, as the checks want it.
    let today = date(2026, 11, 1);
    let policy = PublicationPolicy::of(&dossier.rows);
    let rows: Vec<_> = dossier.rows.iter().filter_map(|it| publish(it, &policy, today)).collect();
    let about = About {
        title: "The register".to_owned(),
        publisher: "Daylight".to_owned(),
        on: today,
        dossiers: vec![Facts::from(&dossier)],
    };
    save(&folder.join("json"), &json(&rows, &about))?;
    save(&folder.join("csv"), &csv(&rows, &about))?;
    save(&folder.join("ftm"), &ftm(&rows))?;
    save(&folder.join("bods"), &bods(&rows, &about))?;
    println!("{} rows of {} written to {}", rows.len(), dossier.id, folder.display());
    Ok(())
}

fn save(folder: &Path, files: &[File]) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    for file in files {
        std::fs::write(folder.join(&file.name), &file.bytes)?;
    }
    Ok(())
}
