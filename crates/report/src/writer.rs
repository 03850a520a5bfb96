//! The writer of one artefact's records and timeline rows.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use model::{Record, RecordWriter, SourceRef};

use crate::accounts::Accounts;
use crate::stamp::Stamp;
use crate::timeline::{Rows, Timeline};
use crate::{Options, RecordsMode, WriteError, line};

/// How many bytes are gathered before they are written.
const BUFFER: usize = 256 << 10;

/// What all writers of one run share.
pub(crate) struct Shared {
    pub(crate) options: Options,
    /// The unpublished folder.
    pub(crate) folder: PathBuf,
    pub(crate) timeline: Timeline,
    /// Set by the first error: what is incomplete is never published.
    pub(crate) failed: AtomicBool,
}

/// Writes the records of one artefact.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    number: usize,
    artifact: &'static str,
    /// Made with the first record.
    file: Option<File>,
    out: Vec<u8>,
    sources: Sources,
    rows: Rows,
    accounts: Accounts,
    stamp: Stamp,
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>, artifact: &'static str) -> Self {
        let digest = shared.options.digest;
        Self {
            number: shared.timeline.enter(),
            shared,
            artifact,
            file: None,
            out: Vec::new(),
            sources: Sources::default(),
            rows: Rows::new(artifact),
            accounts: Accounts::new(digest),
            stamp: Stamp::new(),
        }
    }

    fn name(&self) -> String {
        format!("records/{}.jsonl", self.artifact)
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        if self.out.is_empty() {
            return Ok(());
        }
        if self.file.is_none() {
            let name = self.name();
            let path = self.shared.folder.join(&name);
            self.file = Some(crate::files::options().open(path).map_err(WriteError::io("make", name))?);
        }
        if let Some(file) = &mut self.file {
            file.write_all(&self.out)
                .map_err(WriteError::io("write", format!("records/{}.jsonl", self.artifact)))?;
        }
        self.out.clear();
        Ok(())
    }

    fn add(&mut self, record: &Record<'_>, has_finding: bool) -> Result<(), WriteError> {
        let mode = self.shared.options.records;
        let reveal = has_finding || mode == RecordsMode::Full;
        let (source, new) = self.sources.number(record.source);
        if new {
            self.rows.path(record.source);
        }
        if mode != RecordsMode::Skip {
            if new {
                line::source(&mut self.out, source, record.source);
            }
            line::record(&mut self.out, record, source, reveal, &mut self.accounts, &mut self.stamp);
            if self.out.len() >= BUFFER {
                self.flush()?;
            }
        }
        if let Some(block) = self.rows.add(record, source, reveal, &mut self.accounts) {
            self.shared.timeline.add(self.number, block)?;
        }
        Ok(())
    }

    fn end(mut self) -> Result<(), WriteError> {
        self.flush()?;
        let block = self.rows.take();
        self.shared.timeline.add(self.number, block)?;
        self.shared.timeline.leave(self.number, self.rows.into_names());
        Ok(())
    }
}

impl RecordWriter for Writer {
    fn keeps_fields(&self) -> bool {
        self.shared.options.records == RecordsMode::Full
    }

    fn write(&mut self, record: &Record<'_>, has_finding: bool) -> io::Result<()> {
        let done = self.add(record, has_finding);
        if done.is_err() {
            self.shared.failed.store(true, Ordering::Relaxed);
        }
        done.map_err(Into::into)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        let done = self.end();
        if done.is_err() {
            shared.failed.store(true, Ordering::Relaxed);
        }
        done.map_err(Into::into)
    }
}

/// Numbers the members in the order they appear.
#[derive(Default)]
struct Sources {
    last: Option<(SourceRef, u32)>,
    known: HashMap<SourceRef, u32>,
}

impl Sources {
    /// The number of a member, and whether it is new.
    fn number(&mut self, it: &SourceRef) -> (u32, bool) {
        if let Some((last, number)) = &self.last
            && Arc::ptr_eq(&last.path, &it.path)
            && Arc::ptr_eq(&last.member, &it.member)
            && last.sha256 == it.sha256
        {
            return (*number, false);
        }
        let (number, new) = match self.known.get(it) {
            Some(number) => (*number, false),
            None => {
                let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
                self.known.insert(it.clone(), number);
                (number, true)
            }
        };
        self.last = Some((it.clone(), number));
        (number, new)
    }
}
