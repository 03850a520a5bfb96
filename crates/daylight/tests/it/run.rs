//! Runs the program in an empty environment.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use testkit::sample::{SampleOptions, ios};

/// What a run gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(it: Output) -> Self {
        Self {
            code: it.status.code().expect("the program was not killed"),
            out: String::from_utf8(it.stdout).unwrap(),
            err: String::from_utf8(it.stderr).unwrap(),
        }
    }
}

/// Runs `daylight` with these arguments, without a terminal and without the user's settings.
pub(crate) fn daylight(arguments: &[&str]) -> Ran {
    command(arguments).output().unwrap().into()
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daylight"));
    command.args(arguments).env_clear().env("HOME", "/nonexistent").stdin(Stdio::null());
    command
}

/// Builds a small phone in `dir`.
pub(crate) fn phone(dir: &Path, password: Option<&str>, clean: bool) {
    let options = SampleOptions {
        scale: 0.002,
        seed: 11,
        clean,
        password: password.map(str::to_owned),
        ..SampleOptions::default()
    };
    ios(&options, &mut |_| {}).write(dir).unwrap();
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Digest of every file below a folder, with its name and the time it was changed.
pub(crate) fn fingerprint(dir: &Path) -> Vec<(String, String, std::time::SystemTime)> {
    let mut all = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let bytes = std::fs::read(entry.path()).unwrap();
                let changed = entry.metadata().unwrap().modified().unwrap();
                all.push((
                    entry.path().display().to_string(),
                    model::hex(&crypto::Sha256::of(&bytes)),
                    changed,
                ));
            }
        }
    }
    all.sort();
    all
}
