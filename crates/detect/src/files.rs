//! Members as files: their digests against published ones, and received attachments that are not what their
//! name says.

use evidence::{EntryId, EntryKind, Source};
use indicators::Index;
use model::wire::{Failed, Unread};
use model::{Locator, Observable, ObservableType, Record, RecordWriter, Role, SourceRef, Time};
use rustc_hash::FxHashMap;

use crate::engine::{Engine, RuleRun};
use crate::findings::FindingSet;
use crate::run::{Check, CheckError, Member, unread};

/// The slug of these records.
pub(crate) const SLUG: &str = "files";

/// Where received and sent attachments of messages lie, below `MediaDomain`.
const ATTACHMENTS: &str = "Library/SMS/Attachments/";

/// Which attachments the owner sent and which were received, and when, by their path on the device.
#[derive(Default)]
pub(crate) struct Directions {
    /// By a hash of the path: there may be hundreds of thousands.
    known: FxHashMap<u64, Direction>,
}

/// What the store that lists attachments says of one.
struct Direction {
    sent: bool,
    time: Option<Time<'static>>,
}

impl Directions {
    /// Learns from a record of the store that lists attachments.
    pub(crate) fn see(&mut self, record: &Record<'_>) {
        let Some(direction) = record.text("direction") else { return };
        for path in record.observables.iter().filter(|it| it.kind() == ObservableType::Path) {
            let time = record.time().cloned().map(Time::into_owned);
            self.known.insert(hash(path.value()), Direction { sent: direction == "sent", time });
        }
    }

    pub(crate) fn absorb(&mut self, other: Self) {
        self.known.extend(other.known);
    }

    fn get(&self, path: &str) -> Option<&Direction> {
        self.known.get(&hash(path))
    }
}

fn hash(path: &str) -> u64 {
    use std::hash::BuildHasher as _;
    rustc_hash::FxBuildHasher.hash_one(path.strip_prefix("/private").unwrap_or(path))
}

/// What the sweep over files gave.
pub(crate) struct Sweep {
    pub(crate) findings: FindingSet,
    pub(crate) failed: Vec<Failed>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) partial: bool,
    /// See [`Engine::take_undated`].
    pub(crate) undated: u64,
}

/// What is kept of a member that was read: enough for custody and for digests.
pub(crate) struct Facts {
    pub(crate) id: EntryId,
    reference: SourceRef,
    others: Vec<(ObservableType, String)>,
    stored_sha256: [u8; 32],
    stored_size: u64,
}

/// A digest of an open member, as hex.
type OfSource = fn(&Source<'_>) -> Option<String>;

impl Facts {
    /// Reads them off an open member. Digests that no loaded indicator asks for are not computed.
    pub(crate) fn of(source: &Source<'_>, index: &Index) -> Self {
        let digests: [(ObservableType, OfSource); 2] = [
            (ObservableType::Sha1, |source| source.sha1_hex().ok()),
            (ObservableType::Md5, |source| source.md5_hex().ok()),
        ];
        Self {
            id: source.entry().id,
            reference: source.reference().clone(),
            others: digests
                .into_iter()
                .filter(|(kind, _)| index.has(*kind))
                .filter_map(|(kind, digest)| digest(source).map(|hex| (kind, hex)))
                .collect(),
            stored_sha256: source.stored_sha256(),
            stored_size: source.stored_size(),
        }
    }

    /// The custody row.
    pub(crate) fn member(&self) -> Member {
        Member {
            member: self.reference.member.to_string(),
            path: self.reference.path.to_string(),
            sha256: self.stored_sha256,
            size: self.stored_size,
        }
    }
}

/// Compares the digests of every member that was read, and of attachments, with published ones.
///
/// # Errors
/// Only if results cannot be written.
pub(crate) fn sweep(
    it: &Check<'_>,
    wanted: &[EntryId],
    read: &[Facts],
    directions: &Directions,
    members: &mut Vec<Member>,
) -> Result<Sweep, CheckError> {
    let mut sweep = Sweep {
        findings: FindingSet::new(it.digest),
        failed: Vec::new(),
        unread: Vec::new(),
        partial: false,
        undated: 0,
    };
    let mut attachments: Vec<EntryId> = it
        .acquisition
        .entries()
        .filter(|it| it.kind == EntryKind::File && it.stored && it.relative.starts_with(ATTACHMENTS))
        .map(|it| it.id)
        .collect();
    attachments.sort();
    it.acquisition.prefetch(&attachments);
    let mut writer = it.sink.map(|sink| sink.open(SLUG)).transpose().map_err(CheckError::Write)?;
    let rules = RuleRun::within(it.rules.of_artifact(SLUG), it.context);
    let mut engine = Engine::new(it.index, rules, it.digest);
    let mut last = None;
    for facts in read {
        // Two artefacts may read one member; its digest is one fact.
        if last.replace(&facts.reference) != Some(&facts.reference) {
            let record = record(facts, "member", Role::Stored);
            pass(&mut engine, writer.as_deref_mut(), &record)?;
        }
    }
    for id in &attachments {
        let source = match it.acquisition.source(*id) {
            Ok(source) => source,
            Err(error) => {
                let path = it.acquisition.entry(*id).map(|it| it.path()).unwrap_or_default();
                sweep.failed.push(Failed { path, artifact: SLUG.to_owned(), why: error.to_string() });
                continue;
            }
        };
        let facts = Facts::of(&source, it.index);
        // One that no message names came with a message that was deleted: as a rule somebody else's.
        let known = directions.get(&facts.reference.path);
        let sent = known.map(|it| it.sent);
        let role = if sent == Some(true) { Role::Sent } else { Role::Received };
        let mut record = record(&facts, "attachment_file", role);
        record.times.extend(known.and_then(|it| it.time.clone()));
        if let Some(sent) = sent {
            record.field("direction", if sent { "sent" } else { "received" });
        }
        let name = facts.reference.path.rsplit('/').next().unwrap_or_default();
        if let Some((_, extension)) = name.rsplit_once('.') {
            record.field("extension", extension.to_ascii_lowercase());
        }
        if let Some(content) = source.prefix(16).ok().and_then(|it| content_type(&it)) {
            record.field("content", content);
        }
        pass(&mut engine, writer.as_deref_mut(), &record)?;
        members.push(facts.member());
    }
    if let Some(writer) = writer {
        writer.finish().map_err(CheckError::Write)?;
    }
    sweep.undated = engine.take_undated();
    sweep.findings = engine.findings;
    (sweep.unread, sweep.partial) = unread(it.acquisition, wanted, &attachments);
    Ok(sweep)
}

fn record<'f>(facts: &'f Facts, event: &'static str, role: Role) -> Record<'f> {
    let mut record = Record::new(SLUG, event, &facts.reference, Locator::WHOLE);
    let sha256 = facts.reference.sha256_hex();
    record.observables.push(Observable::new(ObservableType::Sha256, sha256, role));
    for (kind, hex) in &facts.others {
        record.observables.push(Observable::new(*kind, hex.as_str(), role));
    }
    record
}

fn pass(
    engine: &mut Engine<'_>,
    writer: Option<&mut (dyn RecordWriter + Send + '_)>,
    record: &Record<'_>,
) -> Result<(), CheckError> {
    let found = engine.look(record);
    match writer {
        Some(writer) => writer.write(record, found).map_err(CheckError::Write),
        None => Ok(()),
    }
}

/// What the first bytes of a file say it is, from the formats' own signatures.
fn content_type(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 12] = [
        (b"%PDF-", "pdf"),
        (b"8BPS", "psd"),
        (b"GIF8", "gif"),
        (b"\xff\xd8\xff", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF", "riff"),
        (b"PK\x03\x04", "zip"),
        (b"II*\0", "tiff"),
        (b"MM\0*", "tiff"),
        (b"\xcf\xfa\xed\xfe", "mach-o"),
        (b"\xca\xfe\xba\xbe", "mach-o"),
        (b"bplist", "plist"),
    ];
    SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        .map(|(_, name)| *name)
        .or_else(|| (bytes.get(4..8) == Some(b"ftyp".as_slice())).then_some("iso-media"))
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn signatures() {
        assert_eq!(content_type(b"%PDF-1.4 ..."), Some("pdf"));
        assert_eq!(content_type(b"\0\0\0\x18ftypheic...."), Some("iso-media"));
        assert_eq!(content_type(b"hello"), None);
        assert_eq!(content_type(b""), None);
    }
}
