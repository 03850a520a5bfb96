//! The few flags the chores take.

use std::str::FromStr;

use anyhow::{Result, anyhow, bail};

/// What stands on the command line and has not been taken yet.
pub(crate) struct Args(Vec<String>);

impl Args {
    pub(crate) fn new(words: impl Iterator<Item = String>) -> Self {
        Self(words.collect())
    }

    /// Takes the first word.
    pub(crate) fn next_word(&mut self) -> Option<String> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Takes `--name`; true if it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|it| it != name);
        self.0.len() < before
    }

    /// Takes `--name VALUE`.
    pub(crate) fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(at) = self.0.iter().position(|it| it == name) else { return Ok(None) };
        if at + 1 >= self.0.len() {
            bail!("{name} needs a value");
        }
        let value = self.0.remove(at + 1);
        self.0.remove(at);
        value.parse().map(Some).map_err(|_| anyhow!("{name}: {value:?} cannot be read"))
    }

    /// Takes every `--name VALUE`.
    pub(crate) fn values<T: FromStr>(&mut self, name: &str) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(value) = self.value(name)? {
            all.push(value);
        }
        Ok(all)
    }

    /// Takes all words that are left; a flag among them is a mistake.
    pub(crate) fn words(self) -> Result<Vec<String>> {
        match self.0.iter().find(|it| it.starts_with('-')) {
            Some(flag) => bail!("{flag} is not a flag of this chore"),
            None => Ok(self.0),
        }
    }

    /// Takes all that is left as it is, for another command.
    pub(crate) fn rest(self) -> Vec<String> {
        self.0
    }

    /// Says that nothing may be left.
    pub(crate) fn end(self) -> Result<()> {
        match self.words()?.first() {
            Some(word) => bail!("{word:?} is one word too many"),
            None => Ok(()),
        }
    }
}
