//! Builds a backup folder, opens it through `evidence`, runs one reader, and renders what it said.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use artifacts::{ARTIFACTS, Artifact, Sink};
use evidence::{EntryKind, Limits};
use globset::GlobBuilder;
use model::{FieldValue, Privacy, Record};

/// A backup folder under construction.
pub struct Backup {
    folder: tempfile::TempDir,
    files: Vec<(String, String)>,
}

impl Backup {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), files: Vec::new() }
    }

    /// Stores bytes under a domain and path; an empty domain means a file at the root of the backup.
    pub fn file(&mut self, domain: &str, relative: &str, bytes: &[u8]) -> &mut Self {
        let path = self.place(domain, relative);
        std::fs::write(path, bytes).unwrap();
        self
    }

    /// Stores a database made by these statements.
    pub fn database(&mut self, domain: &str, relative: &str, sql: &str) -> &mut Self {
        self.database_with(domain, relative, |db| db.execute_batch(sql).unwrap())
    }

    /// Stores a database made by this function.
    pub fn database_with(
        &mut self,
        domain: &str,
        relative: &str,
        make: impl FnOnce(&rusqlite::Connection),
    ) -> &mut Self {
        let path = self.place(domain, relative);
        make(&rusqlite::Connection::open(path).unwrap());
        self
    }

    fn place(&mut self, domain: &str, relative: &str) -> PathBuf {
        if domain.is_empty() {
            return self.folder.path().join(relative);
        }
        // The real names are SHA-1 digests; readers find members through the manifest, so any name will do.
        let id = format!("{:040x}", self.files.len() + 1);
        let dir = self.folder.path().join(&id[..2]);
        std::fs::create_dir_all(&dir).unwrap();
        self.files.push((domain.to_owned(), relative.to_owned()));
        dir.join(id)
    }

    /// Runs the reader of that slug over every member it wants.
    #[track_caller]
    pub fn read(&self, slug: &str) -> Seen {
        self.write_roots();
        let artifact = ARTIFACTS.iter().find(|it| it.id == slug).expect("no such artefact");
        read(self.folder.path(), artifact)
    }

    fn write_roots(&self) {
        let root = self.folder.path();
        let manifest = root.join("Manifest.db");
        if !manifest.exists() {
            let mut db = rusqlite::Connection::open(manifest).unwrap();
            db.execute_batch(
                "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
                 CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);",
            )
            .unwrap();
            let all = db.transaction().unwrap();
            for (index, (domain, relative)) in self.files.iter().enumerate() {
                all.execute(
                    "INSERT INTO Files VALUES (?, ?, ?, 1, ?)",
                    (format!("{:040x}", index + 1), domain, relative, mbfile(relative)),
                )
                .unwrap();
            }
            all.commit().unwrap();
        }
        for (name, body) in [
            (
                "Info.plist",
                "<key>Product Type</key><string>iPhone15,2</string><key>Product Version</key><string>17.5.1</string>",
            ),
            ("Manifest.plist", "<key>IsEncrypted</key><false/><key>Version</key><string>10.0</string>"),
            (
                "Status.plist",
                "<key>IsFullBackup</key><true/><key>SnapshotState</key><string>finished</string>",
            ),
        ] {
            let path = root.join(name);
            if !path.exists() {
                std::fs::write(
                    path,
                    format!("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>{body}</dict></plist>"),
                )
                .unwrap();
            }
        }
    }
}

/// The file record of a manifest row, as phones write it.
fn mbfile(relative: &str) -> Vec<u8> {
    use plist::{Dictionary, Uid, Value};
    let mut file = Dictionary::new();
    for (key, value) in [
        ("Size", 4096i64),
        ("Mode", 33188),
        ("LastModified", 1_704_067_200),
        ("LastStatusChange", 1_704_067_200),
        ("Birth", 1_704_067_200),
        ("UserID", 501),
        ("GroupID", 501),
        ("InodeNumber", 1),
        ("Flags", 0),
        ("ProtectionClass", 3),
    ] {
        file.insert(key.into(), Value::Integer(value.into()));
    }
    file.insert("RelativePath".into(), Value::Uid(Uid::new(2)));
    file.insert("$class".into(), Value::Uid(Uid::new(3)));
    let mut class = Dictionary::new();
    class.insert("$classname".into(), "MBFile".into());
    class.insert("$classes".into(), Value::Array(vec!["MBFile".into(), "NSObject".into()]));
    let mut top = Dictionary::new();
    top.insert("root".into(), Value::Uid(Uid::new(1)));
    let mut archive = Dictionary::new();
    archive.insert("$version".into(), Value::Integer(100_000.into()));
    archive.insert("$archiver".into(), "NSKeyedArchiver".into());
    archive.insert("$top".into(), Value::Dictionary(top));
    archive.insert(
        "$objects".into(),
        Value::Array(vec![
            "$null".into(),
            Value::Dictionary(file),
            relative.into(),
            Value::Dictionary(class),
        ]),
    );
    let mut bytes = Vec::new();
    Value::Dictionary(archive).to_writer_binary(&mut bytes).unwrap();
    bytes
}

/// What a reader said.
#[derive(Default)]
pub struct Seen {
    /// Members the reader was given.
    pub files: usize,
    /// Records in order, rendered; personal fields are marked with `*`.
    pub records: Vec<String>,
    /// Problems in order.
    pub problems: Vec<&'static str>,
    /// Failures in order.
    pub failed: Vec<String>,
}

impl Seen {
    /// Everything as one text.
    pub fn text(&self) -> String {
        let mut out = self.records.concat();
        for problem in &self.problems {
            let _ = writeln!(out, "problem: {problem}");
        }
        for failed in &self.failed {
            let _ = writeln!(out, "failed: {failed}");
        }
        out
    }
}

impl Sink for Seen {
    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        self.records.push(render(record));
        ControlFlow::Continue(())
    }
    fn problem(&mut self, why: &'static str) {
        self.problems.push(why);
    }
    fn failed(&mut self, why: String) {
        self.failed.push(why);
    }
}

fn read(folder: &Path, artifact: &Artifact) -> Seen {
    let acquisition = evidence::open(folder, &mut || None, Limits::default()).unwrap();
    let globs: Vec<_> = artifact
        .wants
        .iter()
        .map(|it| GlobBuilder::new(it).literal_separator(true).build().unwrap().compile_matcher())
        .collect();
    let mut seen = Seen::default();
    for entry in acquisition.entries() {
        if entry.kind == EntryKind::File && globs.iter().any(|it| it.is_match(&entry.path)) {
            seen.files += 1;
            match acquisition.source(entry.id) {
                Ok(source) => (artifact.read)(&source, &mut seen),
                Err(error) => seen.failed.push(error.0),
            }
        }
    }
    seen
}

fn render(record: &Record<'_>) -> String {
    let mut out = format!("{} ", record.event);
    record.at.write(&mut out);
    out.push('\n');
    for time in &record.times {
        let _ = writeln!(out, "  {} {}", time.utc, time.event);
    }
    for field in &record.fields {
        let mark = if field.privacy == Privacy::Personal { "*" } else { "" };
        let _ = writeln!(out, "  {}{mark} = {}", field.name, value(&field.value));
    }
    for it in &record.observables {
        let _ = write!(out, "  -> {} {} {}", it.role().as_str(), it.kind(), it.value());
        if let Some(place) = it.place() {
            out.push_str(" @");
            place.write(&mut out);
        }
        out.push('\n');
    }
    out
}

fn value(value: &FieldValue<'_>) -> String {
    match value {
        FieldValue::Text(it) => it.clone().into_owned(),
        FieldValue::Int(it) => it.to_string(),
        FieldValue::Real(it) => it.to_string(),
        FieldValue::Bool(it) => it.to_string(),
        FieldValue::Bytes(it) => format!("<{} bytes>", it.len()),
        FieldValue::List(all) => {
            let all: Vec<_> = all.iter().map(self::value).collect();
            format!("[{}]", all.join(", "))
        }
    }
}

/// The artefacts are listed by slug, once each.
#[test]
fn slugs_are_sorted() {
    assert!(ARTIFACTS.is_sorted_by(|a, b| a.id < b.id));
}
