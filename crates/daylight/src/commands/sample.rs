//! `daylight sample`: an invented phone.

use testkit::sample::{SampleOptions, ios_backup};
use words::Words;

use crate::cli;
use crate::exit::{Exit, Failure, Outcome};
use crate::interrupt;
use crate::terminal;

pub(crate) fn run(args: &cli::Sample) -> Outcome {
    let words = Words::new("en").map_err(|error| Failure::new(Exit::Internal, error.to_string()))?;
    if !(args.scale.is_finite() && args.scale > 0.0 && args.scale <= 10.0) {
        return Err(Failure::new(Exit::Usage, "--scale takes a number above 0 and up to 10"));
    }
    if args.dir.exists() {
        return Err(Failure::new(Exit::NotWritten, format!("{} is already there", args.dir.display()))
            .help("name a folder that does not exist yet"));
    }
    let cli::SampleKind::IosBackup = args.kind;
    build(args, &args.dir)?;
    terminal::print(&format!(
        "{}\n",
        words.format("terminal-sample-done", &[("path", args.dir.display().to_string().as_str().into())])
    ))?;
    Ok(Exit::Finished)
}

fn build(args: &cli::Sample, dir: &std::path::Path) -> Result<(), Failure> {
    let options = SampleOptions {
        scale: args.scale,
        seed: args.seed,
        clean: args.clean,
        password: args.password.clone(),
        ..SampleOptions::default()
    };
    let guard = interrupt::Guard::new(dir);
    let written = ios_backup(dir, &options, &mut |_| {});
    drop(guard);
    written.map(|_| ()).map_err(|error| {
        // It did not exist before; half a sample is of no use.
        let _ = std::fs::remove_dir_all(dir);
        Failure::new(
            Exit::NotWritten,
            format!("the sample could not be written to {}: {error}", dir.display()),
        )
        .help("choose a folder on a disk with room that you may write to")
    })
}

/// Builds the sample phone of the demo.
pub(crate) fn demo_phone(dir: &std::path::Path) -> Result<(), Failure> {
    let args = cli::Sample {
        kind: cli::SampleKind::IosBackup,
        dir: dir.to_owned(),
        scale: 0.02,
        seed: 1,
        clean: false,
        password: None,
    };
    build(&args, dir)
}
