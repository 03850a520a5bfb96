//! A check from end to end: which members each artefact wants, who reads them when, and how the parts are put
//! together so that two runs give the same bytes.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use artifacts::{ARTIFACTS, Artifact};
use evidence::{Acquisition, EntryId, EntryKind};
use indicators::Index;
use model::wire::{Coverage, Evidence, Examined, Failed, Finding, ProblemCount, Unread, Verdict};
use model::{ObservableType, Record, RecordSink, RecordWriter, Utc};
use rustc_hash::FxHashMap;

use crate::engine::{Engine, RuleRun, UNDATED};
use crate::findings::FindingSet;
use crate::rules::coded::RuleContext;
use crate::verdict::{Circumstances, verdict};
use crate::{Digest, Progress, RuleSet, files};

/// Everything a check needs.
pub struct Check<'a> {
    /// The opened evidence.
    pub acquisition: &'a Acquisition,
    /// The published indicators.
    pub index: &'a Index,
    /// The rules.
    pub rules: &'a RuleSet,
    /// Where records go; without one nothing is kept.
    pub sink: Option<&'a dyn RecordSink>,
    /// Who hears how it goes on.
    pub progress: &'a dyn Progress,
    /// What rules may know besides records.
    pub context: RuleContext,
    /// How many threads read.
    pub threads: usize,
    /// Computes SHA-256.
    pub digest: Digest,
    /// The newest date any loaded pack carries.
    pub newest_pack: Option<Utc>,
    /// Whether only the built-in pack was loaded.
    pub builtin_only: bool,
}

/// What a check concludes.
pub struct Outcome {
    /// Facts about the evidence.
    pub evidence: Evidence,
    /// For every pack, in load order, how many of its indicators this evidence could answer.
    pub applicable: Vec<u64>,
    /// The findings, in wire order.
    pub findings: Vec<Finding>,
    /// The conclusion.
    pub verdict: Verdict,
    /// What was and was not looked at.
    pub coverage: Coverage,
    /// Every member that was read, by stored name.
    pub members: Vec<Member>,
}

/// A member that was read, for the custody record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The stored name.
    pub member: String,
    /// The device path.
    pub path: String,
    /// SHA-256 of the stored bytes.
    pub sha256: [u8; 32],
    /// Size of the stored bytes.
    pub size: u64,
}

/// Why a check ended early.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Results could not be written.
    #[error("results could not be written: {0}")]
    Write(io::Error),
    /// Results of the earlier run could not be read.
    #[error("the earlier results could not be read: {0}")]
    Read(io::Error),
}

/// Artefacts that take longest come first, so that no thread is left with a long one at the end. Only time
/// depends on this order.
const LONG_FIRST: [&str; 4] = ["manifest", "whatsapp", "sms", "safari_history"];

/// Why a store is neither examined nor absent.
const UNKNOWN: &str =
    "the list of files could not be read whole, so it is not known whether the backup holds this store";

/// The artefact that stands for the tree itself.
pub(crate) const MANIFEST: &str = "manifest";

/// Checks an acquisition.
///
/// # Errors
/// Only if results cannot be written. Evidence that cannot be read becomes part of the coverage.
pub fn check(it: &Check<'_>) -> Result<Outcome, CheckError> {
    let mut by_glob = it.acquisition.find_all(&every_glob()).into_iter();
    let found = ARTIFACTS.iter().map(|artifact| {
        let mut entries: Vec<EntryId> = by_glob.by_ref().take(artifact.wants.len()).flatten().collect();
        entries.sort();
        entries.dedup();
        entries
    });
    let mut tasks: Vec<(usize, &Artifact, Vec<EntryId>)> = ARTIFACTS
        .iter()
        .zip(found)
        .enumerate()
        .filter(|(_, (_, entries))| !entries.is_empty())
        .map(|(at, (artifact, entries))| (at, artifact, entries))
        .collect();
    let not_found: Vec<&Artifact> =
        ARTIFACTS.iter().filter(|artifact| !tasks.iter().any(|(_, it, _)| it.id == artifact.id)).collect();
    let wanted: Vec<EntryId> = tasks.iter().flat_map(|(_, _, entries)| entries.iter().copied()).collect();
    it.progress.planned(tasks.len(), wanted.len());
    it.acquisition.prefetch(&wanted);
    tasks.sort_by_key(|(at, artifact, _)| {
        (LONG_FIRST.iter().position(|it| *it == artifact.id).unwrap_or(LONG_FIRST.len()), *at)
    });

    let mut parts = run_all(it, &tasks)?;
    let mut read: Vec<files::Facts> = parts.iter_mut().flat_map(|part| part.read.drain(..)).collect();
    read.sort_by_key(files::Facts::member);
    let mut members: Vec<Member> = read.iter().map(files::Facts::member).collect();
    let mut directions = files::Directions::default();
    let mut shorteners: BTreeMap<&str, u64> = BTreeMap::new();
    for part in &mut parts {
        for (name, count) in &part.shorteners {
            *shorteners.entry(name).or_default() += count;
        }
        directions.absorb(std::mem::take(&mut part.directions));
    }
    // Logs and journals were read with their databases.
    let examined: Vec<EntryId> = wanted.iter().copied().chain(read.iter().map(|it| it.id)).collect();
    let sweep = files::sweep(it, &examined, &read, &directions, &mut members)?;
    members.sort();
    members.dedup();

    let mut findings = FindingSet::of_all(it.digest);
    let mut coverage = Coverage::default();
    // What a damaged list does not name may be stored all the same: that is not known, and said to be not known.
    if it.acquisition.may_hold_more() {
        coverage.failed.extend(not_found.iter().map(|artifact| Failed {
            path: artifact.wants.first().copied().unwrap_or_default().to_owned(),
            artifact: artifact.id.to_owned(),
            why: UNKNOWN.to_owned(),
        }));
    } else {
        coverage.absent.extend(not_found.iter().map(|artifact| artifact.id.to_owned()));
    }
    for part in parts {
        if part.files > 0 {
            coverage.examined.push(Examined {
                artifact: part.artifact.to_owned(),
                files: part.files,
                records: part.records,
            });
        }
        coverage.failed.extend(part.failed);
        coverage.problems.extend(part.problems.into_iter().map(|(why, count)| ProblemCount {
            artifact: part.artifact.to_owned(),
            why: why.to_owned(),
            count,
        }));
        findings.absorb(part.findings);
    }
    // Defects of the tree itself belong to the manifest.
    coverage.failed.extend(it.acquisition.gaps().iter().map(|(path, why)| Failed {
        path: (*path).to_owned(),
        artifact: MANIFEST.to_owned(),
        why: why.clone(),
    }));
    coverage.problems.extend(it.acquisition.problems().iter().map(|(why, count)| ProblemCount {
        artifact: MANIFEST.to_owned(),
        why: (*why).to_owned(),
        count: *count,
    }));
    if sweep.undated > 0 {
        let (artifact, why) = (files::SLUG.to_owned(), UNDATED.to_owned());
        coverage.problems.push(ProblemCount { artifact, why, count: sweep.undated });
    }
    coverage.examined.sort_by(|a, b| a.artifact.cmp(&b.artifact));
    findings.absorb(sweep.findings);
    coverage.failed.extend(sweep.failed);
    coverage.failed.sort();
    // The tree and the reader of the manifest meet the same damage.
    coverage.failed.dedup();
    coverage.problems.sort();
    coverage.unread = sweep.unread;
    coverage.unread.extend(without_baseline(it.rules, &coverage.examined));
    coverage.unread.extend(shorteners.into_iter().map(|(name, count)| Unread {
        kind: "shortener".to_owned(),
        domain: Some(name.to_owned()),
        count,
    }));

    let mut findings = findings.into_sorted();
    name_digests(it.acquisition, &mut findings);
    let evidence = Evidence {
        kind: it.acquisition.kind().to_owned(),
        encrypted: it.acquisition.encrypted(),
        device: it.acquisition.device(),
        acquired: it.acquisition.acquired(),
    };
    let verdict = verdict(
        &findings,
        &coverage,
        Circumstances {
            encrypted: evidence.encrypted,
            partial: sweep.partial,
            builtin_only: it.builtin_only,
            newest_pack: it.newest_pack,
            acquired: evidence.acquired,
        },
    );
    let carried = carried(coverage.examined.iter().map(|it| it.artifact.as_str()));
    Ok(Outcome { evidence, applicable: applicable(it.index, &carried), findings, verdict, coverage, members })
}

/// Adds the digests of files that were found by their place in the manifest.
fn name_digests(acquisition: &Acquisition, findings: &mut [Finding]) {
    let mut wanted: FxHashMap<String, Vec<&mut Finding>> = FxHashMap::default();
    for finding in findings.iter_mut().filter(|it| it.artifact == MANIFEST && it.origin.sha256.is_empty()) {
        wanted.entry(finding.origin.member.clone()).or_default().push(finding);
    }
    if wanted.is_empty() {
        return;
    }
    for entry in acquisition.entries().filter(|it| it.kind == EntryKind::File && it.stored) {
        if let Some(findings) = acquisition.member(entry.id).and_then(|it| wanted.remove(&it))
            && let Ok(source) = acquisition.source(entry.id)
        {
            let digest = source.reference().sha256_hex();
            for finding in findings {
                finding.origin.sha256.clone_from(&digest);
            }
        }
    }
}

/// The globs of all artefacts, in their order: the tree is walked once for all of them.
fn every_glob() -> Vec<&'static str> {
    ARTIFACTS.iter().flat_map(|artifact| artifact.wants.iter().copied()).collect()
}

/// What reading one artefact gave.
struct Part {
    order: usize,
    artifact: &'static str,
    files: u64,
    records: u64,
    failed: Vec<Failed>,
    problems: BTreeMap<&'static str, u64>,
    findings: FindingSet,
    read: Vec<files::Facts>,
    directions: files::Directions,
    shorteners: BTreeMap<&'static str, u64>,
}

fn run_all(
    it: &Check<'_>,
    tasks: &[(usize, &'static Artifact, Vec<EntryId>)],
) -> Result<Vec<Part>, CheckError> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let done: Mutex<Vec<Result<Part, CheckError>>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..it.threads.max(1).min(tasks.len().max(1)) {
            scope.spawn(|| {
                while let Some((order, artifact, entries)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let part = run_one(it, *order, artifact, entries);
                    if part.is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(part);
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut parts = done.into_iter().collect::<Result<Vec<Part>, CheckError>>()?;
    parts.sort_by_key(|part| part.order);
    Ok(parts)
}

fn run_one(
    it: &Check<'_>,
    order: usize,
    artifact: &'static Artifact,
    entries: &[EntryId],
) -> Result<Part, CheckError> {
    it.progress.started(artifact.id);
    let mut writer = it.sink.map(|sink| sink.open(artifact.id)).transpose().map_err(CheckError::Write)?;
    let rules = || RuleRun::within(it.rules.of_artifact(artifact.id), it.context);
    let mut engine = Engine::new(it.index, rules(), it.digest);
    let mut part = Part {
        order,
        artifact: artifact.id,
        files: 0,
        records: 0,
        failed: Vec::new(),
        problems: BTreeMap::new(),
        findings: FindingSet::new(it.digest),
        read: Vec::new(),
        directions: files::Directions::default(),
        shorteners: BTreeMap::new(),
    };
    for id in entries {
        let Some(entry) = it.acquisition.entry(*id) else { continue };
        let path = entry.path();
        let source = match it.acquisition.source(*id) {
            Ok(source) => source,
            Err(error) => {
                part.failed.push(Failed { path, artifact: artifact.id.to_owned(), why: error.to_string() });
                continue;
            }
        };
        it.progress.opened(artifact.id, source.size());
        part.read.push(files::Facts::of(&source, it.index));
        part.read.extend(source.companions().iter().map(|log| files::Facts::of(log, it.index)));
        part.files += 1;
        engine.rules = rules();
        let mut gate = Gate {
            engine: &mut engine,
            writer: writer.as_deref_mut(),
            progress: it.progress,
            records: 0,
            unreported: 0,
            problems: &mut part.problems,
            shorteners: &mut part.shorteners,
            directions: (artifact.id == ATTACHMENTS).then_some(&mut part.directions),
            failed: Vec::new(),
            error: None,
        };
        // A reader that panics is a bug, and must not cost the rest of the phone.
        let ended = catch_unwind(AssertUnwindSafe(|| (artifact.read)(&source, &mut gate)));
        if ended.is_err() {
            gate.failed.push("the reader stopped on something it did not expect; please report this".into());
        }
        part.records += gate.records;
        it.progress.records(gate.unreported);
        if let Some(error) = gate.error {
            return Err(CheckError::Write(error));
        }
        let mut why = gate.failed;
        why.dedup();
        part.failed.extend(why.into_iter().map(|why| Failed {
            path: path.clone(),
            artifact: artifact.id.to_owned(),
            why,
        }));
    }
    if let Some(writer) = writer {
        writer.finish().map_err(CheckError::Write)?;
    }
    if engine.findings.dropped() > 0 {
        part.problems.insert(TOO_MANY_FINDINGS, engine.findings.dropped());
    }
    let undated = engine.take_undated();
    if undated > 0 {
        part.problems.insert(UNDATED, undated);
    }
    part.findings = engine.findings;
    it.progress.finished(artifact.id, part.records);
    Ok(part)
}

/// Stands between a reader and the rest: every record passes here once.
struct Gate<'g, 'r, 'w> {
    engine: &'g mut Engine<'r>,
    writer: Option<&'g mut (dyn RecordWriter + Send + 'w)>,
    progress: &'g dyn Progress,
    records: u64,
    unreported: u64,
    problems: &'g mut BTreeMap<&'static str, u64>,
    shorteners: &'g mut BTreeMap<&'static str, u64>,
    directions: Option<&'g mut files::Directions>,
    failed: Vec<String>,
    error: Option<io::Error>,
}

/// Why further findings are only counted.
const TOO_MANY_FINDINGS: &str = "there were more findings than a report holds; the others were counted";
/// The artefact that says which attachments were sent.
const ATTACHMENTS: &str = "sms_attachments";

/// Progress is told after this many records, not for each.
const TELL_EVERY: u64 = 4_096;

impl Gate<'_, '_, '_> {
    /// Counts a record and what of it leads out of sight; a break if the run is ending.
    fn next(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        for url in record.observables.iter().filter(|it| it.kind() == ObservableType::Url) {
            if let Some(shortener) = indicators::shortener_of(url.value()) {
                *self.shorteners.entry(shortener).or_default() += 1;
            }
        }
        if let Some(directions) = &mut self.directions {
            directions.see(record);
        }
        if self.error.is_some() {
            return ControlFlow::Break(());
        }
        self.records += 1;
        self.unreported += 1;
        if self.unreported == TELL_EVERY {
            self.progress.records(self.unreported);
            self.unreported = 0;
        }
        ControlFlow::Continue(())
    }

    fn write(&mut self, record: &Record<'_>, found: bool) -> ControlFlow<()> {
        if let Some(writer) = self.writer.as_deref_mut()
            && let Err(error) = writer.write(record, found)
        {
            self.error = Some(error);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

impl artifacts::Sink for Gate<'_, '_, '_> {
    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        self.next(record)?;
        let found = self.engine.look(record);
        self.write(record, found)
    }

    fn record_with<'r>(
        &mut self,
        record: &mut Record<'r>,
        rest: &mut dyn FnMut(&mut Record<'r>),
    ) -> ControlFlow<()> {
        self.next(record)?;
        let found = self.engine.finds(record);
        if found {
            rest(record);
            self.engine.keep(record);
        }
        self.write(record, found)
    }

    fn wants(&self, field: &str) -> bool {
        self.writer.as_ref().is_some_and(|it| it.keeps_fields()) || self.engine.rules.reads(field)
    }

    fn problem(&mut self, why: &'static str) {
        let count = self.problems.entry(why).or_default();
        *count = count.saturating_add(1);
    }

    fn failed(&mut self, why: String) {
        self.failed.push(why);
    }
}

/// The slug of an artefact as the program knows it.
pub(crate) fn slug(name: &str) -> Option<&'static str> {
    if name == files::SLUG {
        return Some(files::SLUG);
    }
    ARTIFACTS.iter().map(|it| it.id).find(|it| *it == name)
}

/// The observable types that the records of these artefacts can carry.
pub(crate) fn carried<'s>(examined: impl Iterator<Item = &'s str>) -> Vec<ObservableType> {
    let mut types = vec![ObservableType::Sha256, ObservableType::Sha1, ObservableType::Md5];
    for slug in examined {
        if let Some(artifact) = ARTIFACTS.iter().find(|it| it.id == slug) {
            types.extend_from_slice(artifact.carries);
        }
    }
    types.sort();
    types.dedup();
    types
}

/// For every pack, how many of its indicators have a type that was looked for.
pub(crate) fn applicable(index: &Index, carried: &[ObservableType]) -> Vec<u64> {
    index.count_by_pack(|indicator| {
        let kind = match indicator.kind {
            // A host, an address and a URL are looked for in the same texts; a file name in every path.
            ObservableType::Ip | ObservableType::Domain => ObservableType::Url,
            ObservableType::FileName => ObservableType::Path,
            kind => kind,
        };
        carried.contains(&kind) || carried.contains(&indicator.kind)
    })
}

/// How many of the rules that ran would say more with a list of the processes that this generation of the system
/// has of its own. No such list exists yet for any.
fn without_baseline(rules: &RuleSet, examined: &[Examined]) -> Option<Unread> {
    let of = |it: &&Examined| rules.of_artifact(&it.artifact).filter(|it| it.needs_baseline).count() as u64;
    let count = examined.iter().map(|it| of(&it)).sum();
    (count > 0).then(|| Unread { kind: "no_baseline".to_owned(), domain: None, count })
}

/// What is known of entries that no reader wanted.
pub(crate) fn unread(acquisition: &Acquisition, read: &[EntryId], hashed: &[EntryId]) -> (Vec<Unread>, bool) {
    let mut missing: BTreeMap<&str, u64> = BTreeMap::new();
    let mut no_reader: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut files, mut not_stored, mut not_hashed) = (0_u64, 0_u64, 0_u64);
    let mut read = read.to_vec();
    read.sort();
    for entry in acquisition.entries() {
        if entry.kind != EntryKind::File || entry.domain.is_empty() {
            continue;
        }
        files += 1;
        let wanted = read.binary_search(&entry.id).is_ok();
        if !entry.stored {
            not_stored += 1;
            if !wanted {
                *missing.entry(domain_class(entry.domain)).or_default() += 1;
            }
        } else if !wanted {
            *no_reader.entry(domain_class(entry.domain)).or_default() += 1;
            if hashed.binary_search(&entry.id).is_err() {
                not_hashed += 1;
            }
        }
    }
    let row = |kind: &str, domain: Option<&str>, count| Unread {
        kind: kind.to_owned(),
        domain: domain.map(str::to_owned),
        count,
    };
    let mut all = Vec::new();
    all.extend(no_reader.into_iter().map(|(domain, count)| row("no_reader", Some(domain), count)));
    all.extend(missing.into_iter().map(|(domain, count)| row("not_in_backup", Some(domain), count)));
    if not_hashed > 0 {
        all.push(row("not_hashed", None, not_hashed));
    }
    if acquisition.unnamed() > 0 {
        all.push(row("not_in_manifest", None, acquisition.unnamed()));
    }
    (all, not_stored * 2 > files)
}

/// App domains are counted together: which apps a person uses is no part of a coverage.
fn domain_class(domain: &str) -> &str {
    domain.split_once('-').map_or(domain, |(class, _)| class)
}
