//! The program: commands, wiring, words on the terminal, progress. No logic of its own.

mod cli;
mod commands;
mod exit;
mod interrupt;
mod terminal;

use std::panic;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::exit::{Exit, Failure};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for; everything else is wrong usage, which clap also numbers 2.
            let asked = !error.use_stderr();
            let _ = error.print();
            return if asked { Exit::Finished.into() } else { Exit::Usage.into() };
        }
    };
    // Evidence never belongs into a crash text: only the place in our own code is printed.
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|it| format!("{}:{}", it.file(), it.line())).unwrap_or_default();
        terminal::error(&format!("an internal error in {place}; the rest of the evidence is still examined"));
    }));
    interrupt::listen();
    let run = panic::catch_unwind(|| match cli.command {
        Command::Check(args) => commands::check::run(args),
        Command::Decrypt(args) => commands::decrypt::run(&args),
        Command::Recheck(args) => commands::recheck::run(args),
        Command::Indicators(args) => commands::indicators::run(args),
        #[cfg(feature = "sample")]
        Command::Sample(args) => commands::sample::run(&args),
        #[cfg(feature = "sample")]
        Command::Demo(args) => commands::demo::run(&args),
        #[cfg(feature = "register")]
        Command::Register(args) => commands::register::run(args),
        Command::Completions { shell } => commands::help::completions(shell),
        Command::Man => commands::help::man(),
    });
    let outcome = run.unwrap_or_else(|_| {
        Err(Failure::new(Exit::Internal, "this is a bug in daylight, not in your evidence")
            .help("please report the place named above, the version (daylight --version) and the command; send no evidence"))
    });
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            terminal::failure(&failure);
            failure.exit.into()
        }
    }
}
