//! The chores of the house, in Rust, so that a newcomer needs nothing but cargo.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]
#![expect(
    clippy::indexing_slicing,
    reason = "indexing a JSON value by a missing key gives null, it cannot panic"
)]

mod args;
mod bench;
mod browser;
mod ci;
mod fuzz;
mod measure;
mod postgres;
mod register;
mod repo;
mod scale;
mod tidy;
mod tools;
mod validate;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::args::Args;

const HELP: &str = "\
cargo xtask CHORE

  ci [--fast]                     everything that must hold before a change lands; --fast: fmt, tidy, clippy
  tidy                            the rules of the house that no compiler checks
  fuzz [--minutes N] [--jobs N] [--keep] [TARGET...]
                                  runs the fuzz targets; --keep merges what they found into the kept corpora
  fuzz --list                     names them
  bench [--save] [--runs N] [--scale F]... [--no-peer]
                                  speed and memory against the peer, with the targets
  validate [--seeds N] [--scale F] [--peer]
                                  planted samples: is every trace found, is nothing invented
  postgres COMMAND...             runs a command beside a private PostgreSQL that is started for it
  register                        the register's exports, read by other people's programs
  scale [--rows N]... [--dossier N]
                                  the store with large registers, on both engines
  screenshot                      a fresh docs/images/report.png from the sample phone
";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(err) => {
            eprintln!("xtask: {err:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the chore; false means that it ran and something does not hold.
fn run() -> Result<bool> {
    let mut args = Args::new(std::env::args().skip(1));
    let Some(chore) = args.next_word() else {
        print!("{HELP}");
        return Ok(true);
    };
    match chore.as_str() {
        "ci" => ci::run(args),
        "tidy" => tidy::run(args),
        "fuzz" => fuzz::run(args),
        "bench" => bench::run(args),
        "validate" => validate::run(args),
        "postgres" => postgres::run(args),
        "register" => register::run(args),
        "scale" => scale::run(args),
        "screenshot" => browser::screenshot(args),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(true)
        }
        other => bail!("no chore is called {other:?}; `cargo xtask help` lists them"),
    }
}
