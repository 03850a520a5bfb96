//! `daylight demo`: all of it on sample data.

use crate::cli;
use crate::commands::{check, sample, shared};
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal;

pub(crate) fn run(args: &cli::Demo) -> Outcome {
    let words = shared::words("en")?;
    let folder = match &args.data {
        Some(folder) => folder.clone(),
        None => std::env::temp_dir().join(format!("daylight-demo-{}", std::process::id())),
    };
    std::fs::create_dir_all(&folder).map_err(|error| {
        Failure::new(Exit::NotWritten, format!("{} cannot be made: {error}", folder.display()))
    })?;
    let (phone, results) = (folder.join("sample-phone"), folder.join("results"));
    for old in [&phone, &results] {
        if old.exists() {
            return Err(Failure::new(Exit::NotWritten, format!("{} is already there", old.display()))
                .help("name an empty folder with --data, or remove the old demo"));
        }
    }
    terminal::note(&words.text("terminal-demo-building"));
    sample::demo_phone(&phone)?;
    let exit = check::run(check::plain(phone, results))?;
    terminal::note(&words.text("terminal-demo-done"));
    // The sample has one damaged store on purpose: a gap is part of what the demo shows.
    Ok(if exit == Exit::Gaps { Exit::Finished } else { exit })
}
