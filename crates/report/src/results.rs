//! The results folder while it is being written, and its publication.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use model::wire::Findings;
use model::{RecordSink, RecordWriter};
use serde::Serialize;
use tempfile::TempDir;
use words::Words;

use crate::overview::Overview;
use crate::timeline::{self, Sorted, Timeline};
use crate::writer::{Shared, Writer};
use crate::{
    CUSTODY_SCHEMA, Custody, Options, RecordsMode, ResultFiles, RuleSources, WriteError, json, page,
};

/// The name of the timeline's spill file inside the unpublished folder.
const SPILL: &str = ".timeline";

/// The results folder while it is being written: under a temporary name beside its target, until it is published
/// whole. Dropped without [`Results::finish`], it leaves nothing behind.
pub struct Results {
    target: PathBuf,
    folder: TempDir,
    shared: Arc<Shared>,
}

impl Results {
    /// Makes the unpublished folder beside `target`.
    ///
    /// # Errors
    /// If the target exists (without force), is no results folder (with force), or cannot be made.
    pub fn create(target: &Path, options: Options) -> Result<Self, WriteError> {
        let name = target.file_name().ok_or_else(|| WriteError::BadTarget(target.to_owned()))?;
        let parent = match target.parent() {
            None => return Err(WriteError::BadTarget(target.to_owned())),
            Some(it) if it.as_os_str().is_empty() => Path::new("."),
            Some(it) => it,
        };
        if !parent.is_dir() {
            return Err(WriteError::NoParent(parent.to_owned()));
        }
        may_replace(target, options.force)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".daylight-").suffix(".unfinished");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let shown = name.to_string_lossy();
        let folder = builder.tempdir_in(parent).map_err(WriteError::io("make the folder for", shown))?;
        if options.records != RecordsMode::Skip {
            make_folder(&folder.path().join("records"))
                .map_err(WriteError::io("make the folder", "records"))?;
        }
        let shared = Shared {
            options,
            folder: folder.path().to_owned(),
            timeline: Timeline::new(options.timeline_memory, folder.path().join(SPILL)),
            failed: AtomicBool::new(false),
        };
        Ok(Self { target: target.to_owned(), folder, shared: Arc::new(shared) })
    }

    /// Where the results lie until they are published. Nothing removes this folder if the process is killed.
    pub fn unfinished(&self) -> &Path {
        self.folder.path()
    }

    /// Writes findings, report, timeline and custody, and publishes the folder.
    ///
    /// # Errors
    /// Whatever the disk says. Nothing is left behind, and a folder that was to be replaced is still there.
    pub fn finish(
        self,
        findings: &Findings,
        custody: &Custody,
        sources: &RuleSources,
        words: &Words,
    ) -> Result<(), WriteError> {
        let Self { target, folder, shared } = self;
        // A writer that is still alive, ended badly or was never finished means that something is missing.
        let shared = Arc::into_inner(shared).ok_or(WriteError::Unfinished)?;
        if shared.failed.load(Ordering::Relaxed) {
            return Err(WriteError::Unfinished);
        }
        let digest = shared.options.digest;
        let sorted = shared.timeline.sorted().ok_or(WriteError::Unfinished)?;

        let findings_text = pretty(findings, "findings.json")?;
        let findings_sha256 = json::hex_string(&digest(&findings_text));
        let overview = write_timeline(folder.path(), &sorted, findings)?;
        sorted.spill.remove().map_err(WriteError::io("remove", "the temporary timeline"))?;

        let page = page::render(findings, &overview, &findings_sha256, digest, sources, words)
            .map_err(WriteError::Page)?;
        let custody = Custody {
            schema: CUSTODY_SCHEMA.to_owned(),
            results: ResultFiles { findings_sha256 },
            ..custody.clone()
        };
        write(folder.path(), "findings.json", &findings_text)?;
        write(folder.path(), "report.html", page.as_bytes())?;
        write(folder.path(), "custody.json", &pretty(&custody, "custody.json")?)?;
        sync(folder.path()).map_err(WriteError::io("save", "the folder"))?;
        publish(folder, &target, shared.options.force)
    }
}

impl RecordSink for Results {
    fn open(&self, artifact: &'static str) -> io::Result<Box<dyn RecordWriter + Send>> {
        if !crate::is_slug(artifact) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "an artefact's name is no file name"));
        }
        Ok(Box::new(Writer::new(Arc::clone(&self.shared), artifact)))
    }
}

/// Refuses a target that exists, or, with force, one that is no results folder: force must never remove
/// somebody's documents.
fn may_replace(target: &Path, force: bool) -> Result<(), WriteError> {
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    if !force {
        return Err(WriteError::Exists(target.to_owned()));
    }
    let refused = || WriteError::NotResults(target.to_owned());
    if !kind.is_dir() {
        return Err(refused());
    }
    let empty =
        fs::read_dir(target).map_err(WriteError::io("look into", "the existing folder"))?.next().is_none();
    let ours = ["findings.json", "custody.json"].iter().all(|it| target.join(it).is_file());
    if empty || ours { Ok(()) } else { Err(refused()) }
}

/// Writes both timelines and gathers what the report shows of it.
fn write_timeline(folder: &Path, sorted: &Sorted, findings: &Findings) -> Result<Overview, WriteError> {
    let make = |name: &'static str| {
        crate::files::options().open(folder.join(name)).map_err(WriteError::io("make", name))
    };
    let (csv, jsonl) = (make("timeline.csv")?, make("timeline.jsonl")?);
    let mut overview = Overview::new(findings, page::shown(findings));
    timeline::write(sorted, csv, jsonl, |row, month| overview.see(row, month, sorted))
        .map_err(|(name, it)| WriteError::io("write", name)(it))?;
    overview.done();
    Ok(overview)
}

/// Puts the folder in its place, whole. A folder that it replaces is removed only after that.
fn publish(folder: TempDir, target: &Path, force: bool) -> Result<(), WriteError> {
    // Somebody may have made the target while the check ran.
    may_replace(target, force)?;
    let parent = folder.path().parent().unwrap_or(Path::new(".")).to_owned();
    let aside = match fs::symlink_metadata(target) {
        Err(_) => None,
        Ok(_) => {
            let mut builder = tempfile::Builder::new();
            builder.prefix(".daylight-").suffix(".replaced");
            let aside =
                builder.tempdir_in(&parent).map_err(WriteError::io("move aside", "the existing folder"))?;
            fs::rename(target, aside.path().join("old"))
                .map_err(WriteError::io("move aside", "the existing folder"))?;
            Some(aside)
        }
    };
    if let Err(error) = fs::rename(folder.path(), target) {
        if let Some(aside) = aside {
            let old = aside.path().join("old");
            if fs::rename(&old, target).is_err() {
                // Better two folders than none: leave it where it can be found.
                let _ = aside.keep();
            }
        }
        return Err(WriteError::io("publish", "the results folder")(error));
    }
    // The folder has moved, so there is nothing left for its guard to remove.
    let _ = folder.keep();
    sync(&parent).map_err(WriteError::io("save", "the folder of the results"))?;
    match aside {
        Some(aside) => aside.close().map_err(WriteError::io("remove", "the replaced folder")),
        None => Ok(()),
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Indented JSON with a line end, the same bytes for the same value.
fn pretty<T: Serialize>(value: &T, name: &'static str) -> Result<Vec<u8>, WriteError> {
    let mut out = serde_json::to_vec_pretty(value)
        .map_err(|it| WriteError::io("lay out", name)(io::Error::from(it)))?;
    out.push(b'\n');
    Ok(out)
}

/// Writes a whole file and makes sure it is on the disk.
fn write(folder: &Path, name: &'static str, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = crate::files::options().open(folder.join(name)).map_err(WriteError::io("make", name))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(WriteError::io("write", name))
}

/// Makes a folder's entries last. Only Unix lets a program do so.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
