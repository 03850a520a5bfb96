//! Exit codes: a promise to scripts.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Finished,
    Internal,
    Usage,
    Gaps,
    NotOpened,
    NotWritten,
    NotVerified,
    LevelReached,
}

impl From<Exit> for ExitCode {
    fn from(it: Exit) -> Self {
        Self::from(match it {
            Exit::Finished => 0,
            Exit::Internal => 1,
            Exit::Usage => 2,
            Exit::Gaps => 3,
            Exit::NotOpened => 4,
            Exit::NotWritten => 5,
            Exit::NotVerified => 6,
            Exit::LevelReached => 10,
        })
    }
}

/// Why a run ended early: what happened, and what a person can do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What every command returns.
pub(crate) type Outcome = Result<Exit, Failure>;
