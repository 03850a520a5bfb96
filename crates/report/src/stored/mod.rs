//! A results folder read back.

mod line;
mod names;

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use model::wire::{FINDINGS_SCHEMA, Findings};
use model::{Record, RecordSource};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{CUSTODY_SCHEMA, Custody, Original, ReadError, Sha256, json};
use line::Parsed;

/// The largest `findings.json` or `custody.json` that is read, in bytes.
const MAX_FILE: u64 = 512 << 20;
/// The longest line of records that is read, in bytes.
const MAX_LINE: u64 = 64 << 20;

/// A results folder read back. Its text may have been tampered with: nothing in it is trusted beyond its shape.
pub struct Stored {
    folder: PathBuf,
    findings: Findings,
    custody: Custody,
    original: Original,
}

impl Stored {
    /// Opens a results folder: reads `findings.json` and `custody.json`, and checks their schemas.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn open(folder: &Path, digest: Sha256) -> Result<Self, ReadError> {
        let (findings, findings_sha256) = document(folder, "findings.json", FINDINGS_SCHEMA, digest)?;
        let (custody, custody_sha256) = document(folder, "custody.json", CUSTODY_SCHEMA, digest)?;
        let original = Original { custody_sha256, findings_sha256 };
        Ok(Self { folder: folder.to_owned(), findings, custody, original })
    }

    /// Its findings.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Its custody.
    pub fn custody(&self) -> &Custody {
        &self.custody
    }

    /// Its digests, for the custody of the results that are made from it.
    pub fn original(&self) -> &Original {
        &self.original
    }

    /// True if `findings.json` has the digest that `custody.json` gives it.
    pub fn is_intact(&self) -> bool {
        self.custody.results.findings_sha256 == self.original.findings_sha256
    }

    /// True if records were written at all: without them nothing can be checked again.
    pub fn has_records(&self) -> bool {
        self.folder.join("records").is_dir()
    }
}

impl RecordSource for Stored {
    fn artifacts(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.folder.join("records")) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|it| it.file_type().is_ok_and(|it| it.is_file()))
            .filter_map(|it| it.file_name().to_str()?.strip_suffix(".jsonl").map(str::to_owned))
            .filter(|it| crate::is_slug(it))
            .collect();
        names.sort_unstable();
        names
    }

    fn read(
        &self,
        artifact: &str,
        each: &mut dyn FnMut(&Record<'_>),
        problem: &mut dyn FnMut(&str),
    ) -> io::Result<()> {
        if !crate::is_slug(artifact) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no artefact has such a name"));
        }
        let path = self.folder.join("records").join(format!("{artifact}.jsonl"));
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the records are no regular file"));
        }
        let mut reader = BufReader::with_capacity(256 << 10, File::open(path)?);
        let mut sources = Vec::new();
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut buffer)?;
            if read == 0 {
                return Ok(());
            }
            if buffer.last() != Some(&b'\n') && read as u64 == MAX_LINE {
                problem("a line is longer than any that this program writes");
                reader.skip_until(b'\n')?;
                continue;
            }
            match line::parse(&buffer) {
                Err(why) => problem(why),
                Ok(Parsed::Source { number, source }) if number == sources.len() => sources.push(source),
                Ok(Parsed::Source { .. }) => problem("a member is introduced out of order"),
                Ok(Parsed::Record(it)) => match it.record(artifact, &sources) {
                    Ok(record) => each(&record),
                    Err(why) => problem(why),
                },
            }
        }
    }
}

/// Parses one line of a records file as reading it back would, and says what is wrong with it. The one entry for
/// bytes that may have been tampered with.
///
/// # Errors
/// What is wrong, in words without any value.
pub fn check_record_line(line: &[u8]) -> Result<(), &'static str> {
    match line::parse(line)? {
        Parsed::Source { .. } => Ok(()),
        Parsed::Record(it) => {
            let nowhere = model::SourceRef { path: "".into(), member: "".into(), sha256: [0; 32] };
            let artifact = it.artifact().to_owned();
            it.record(&artifact, std::slice::from_ref(&nowhere)).map(drop)
        }
    }
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    schema: String,
}

/// Reads one document and its digest.
fn document<T: DeserializeOwned>(
    folder: &Path,
    file: &'static str,
    expected: &'static str,
    digest: Sha256,
) -> Result<(T, String), ReadError> {
    let path = folder.join(file);
    let about = match fs::symlink_metadata(&path) {
        Ok(it) if it.is_file() => it,
        Err(error)
            if error.kind() != io::ErrorKind::NotFound && error.kind() != io::ErrorKind::NotADirectory =>
        {
            return Err(ReadError::io(file)(error));
        }
        _ => return Err(ReadError::NotResults { folder: folder.to_owned(), missing: file }),
    };
    if about.len() > MAX_FILE {
        return Err(ReadError::TooLarge { file, size: about.len() });
    }
    let mut bytes = Vec::new();
    let opened = File::open(&path).and_then(|it| it.take(MAX_FILE).read_to_end(&mut bytes));
    opened.map_err(ReadError::io(file))?;
    let head: Head = serde_json::from_slice(&bytes).map_err(|it| malformed(file, &it))?;
    if head.schema != expected {
        let found = crate::shown::visible(&head.schema, 60).into_owned();
        return Err(ReadError::Schema { file, found, expected });
    }
    let value = serde_json::from_slice(&bytes).map_err(|it| malformed(file, &it))?;
    Ok((value, json::hex_string(&digest(&bytes))))
}

/// Names the place alone: what a parser says may repeat a value.
fn malformed(file: &'static str, error: &serde_json::Error) -> ReadError {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Data => "it has another shape",
        _ => "it is no JSON",
    };
    ReadError::Malformed { file, why: format!("{what} (line {}, column {})", error.line(), error.column()) }
}
