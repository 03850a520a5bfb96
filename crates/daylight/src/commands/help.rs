//! Completions and the manual page, from the one definition of the command line.

use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal;

pub(crate) fn completions(shell: clap_complete::Shell) -> Outcome {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "daylight", &mut out);
    terminal::print(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Finished)
}

/// The page of the program, then one section per command.
pub(crate) fn man() -> Outcome {
    let mut out = Vec::new();
    let mut page = |command: clap::Command| clap_mangen::Man::new(command).render(&mut out);
    let mut command = Cli::command();
    command.build();
    page(command.clone()).map_err(|error| Failure::new(Exit::Internal, error.to_string()))?;
    for sub in command.get_subcommands().filter(|it| it.get_name() != "help") {
        page(sub.clone()).map_err(|error| Failure::new(Exit::Internal, error.to_string()))?;
    }
    terminal::print(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Finished)
}
