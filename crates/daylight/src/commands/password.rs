//! Where a password comes from: a file, a variable, or the person; never an argument, never kept.

use std::io::IsTerminal as _;
use std::path::Path;

use words::Words;

use crate::exit::{Exit, Failure};

/// How a password can be had.
pub(crate) struct Passwords {
    given: Option<String>,
    /// Set once asking was needed but nobody is there to answer.
    pub(crate) nobody_to_ask: bool,
    /// Whether it was asked for at all; one that was given and not needed deserves a notice.
    pub(crate) used: bool,
    prompt: String,
}

impl Passwords {
    /// Looks at file and variable. The file's first line counts, without its line end.
    pub(crate) fn find(file: Option<&Path>, words: &Words) -> Result<Self, Failure> {
        let given = match file {
            Some(path) => {
                let text = std::fs::read(path).map_err(|error| {
                    Failure::new(Exit::Usage, format!("the password file {} cannot be read: {error}", path.display()))
                        .help("write the password on the first line of a file that only you can read, and name that file")
                })?;
                let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                // Some editors begin every text with this mark, which nobody sees or types.
                let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
                let line = String::from_utf8(line.to_vec()).map_err(|_| {
                    Failure::new(
                        Exit::Usage,
                        format!("the first line of {} is not UTF-8 text", path.display()),
                    )
                })?;
                if line.is_empty() {
                    return Err(Failure::new(
                        Exit::Usage,
                        format!("the first line of the password file {} is empty", path.display()),
                    )
                    .help("write the password on its first line"));
                }
                Some(line)
            }
            // No backup has an empty password: a variable without content is one that was not set.
            None => std::env::var("DAYLIGHT_PASSWORD").ok().filter(|it| !it.is_empty()),
        };
        Ok(Self { given, nobody_to_ask: false, used: false, prompt: words.text("terminal-password-prompt") })
    }

    /// Whether one was given before it was asked for.
    pub(crate) fn given(&self) -> bool {
        self.given.is_some()
    }

    /// The password, if it can be had.
    pub(crate) fn get(&mut self) -> Option<String> {
        self.used = true;
        if let Some(given) = &self.given {
            return Some(given.clone());
        }
        if !std::io::stdin().is_terminal() {
            self.nobody_to_ask = true;
            return None;
        }
        rpassword::prompt_password(format!("{} ", self.prompt)).ok()
    }
}
