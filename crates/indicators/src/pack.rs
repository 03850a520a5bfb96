//! A pack: what one file of indicators says.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use model::{ObservableType, Utc};
use rustc_hash::FxHashSet;

use crate::expression;
use crate::key;
use crate::lower::{self, Part};
use crate::paths::Platform;

/// One published indicator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Indicator {
    /// Its type, by what its value is: a `domain-name` whose value is an address has the type `ip`.
    pub kind: ObservableType,
    /// Its value as published; the text of the pattern where several conditions must hold.
    pub value: String,
    /// The malware, campaign or actor the pack relates it to. If it relates it to several kinds of them, the first
    /// of malware, campaign, intrusion set, actor, tool and infrastructure comes first, and the names of the others
    /// after it in parentheses: `Malware (Campaign, Actor)`.
    pub campaign: Option<String>,
    /// Where it was published: addresses, or titles where a pack gives no address.
    pub references: Arc<[String]>,
    /// Labels and indicator types, as given.
    pub labels: Arc<[String]>,
    /// How sure the publisher is, 0 to 100.
    pub confidence: Option<u8>,
    /// The publisher has withdrawn it.
    pub revoked: bool,
    /// From when the publisher vouches for it. Not used to reject: spyware is older than its discovery.
    pub valid_from: Option<Utc>,
    /// From when the publisher no longer vouches for it.
    pub valid_until: Option<Utc>,
    /// It counts in records of that time only (`START … STOP`).
    pub span: Option<Span>,
    /// It is a public suffix, a shortener or a hosting platform: compared as exact URL only.
    pub restricted: bool,
    pub(crate) test: Condition,
}

/// A span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// Its first instant.
    pub start: Utc,
    /// The first instant after it.
    pub stop: Utc,
}

impl Span {
    /// Whether an instant lies in it.
    pub fn contains(self, at: Utc) -> bool {
        self.start <= at && at < self.stop
    }

    /// What it has in common with another; `None` if nothing.
    pub(crate) fn within(self, other: Self) -> Option<Self> {
        let both = Self { start: self.start.max(other.start), stop: self.stop.min(other.stop) };
        (both.start < both.stop).then_some(both)
    }
}

/// How an indicator's value is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Condition {
    /// By its key.
    Value,
    /// By a regular expression, from `LIKE` or `MATCHES`; tried on names and on addresses if `host`.
    Pattern { source: String, host: bool },
    /// As a path in which `*` stands for any text within a component.
    Glob,
    /// By several conditions, on one value or on values that must meet in one record.
    All(Vec<Part>),
}

impl Indicator {
    /// An indicator of which only type and value are known.
    fn bare(kind: ObservableType, value: String, test: Condition) -> Self {
        Self {
            kind,
            value,
            campaign: None,
            references: Arc::default(),
            labels: Arc::default(),
            confidence: None,
            revoked: false,
            valid_from: None,
            valid_until: None,
            span: None,
            restricted: false,
            test,
        }
    }

    /// True if several conditions must hold, of one value or of values that meet in one record.
    pub fn is_conjunction(&self) -> bool {
        matches!(self.test, Condition::All(_))
    }
}

/// Entries of a pack that are not used, counted by reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Why, without naming a value.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// What one file of indicators says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pack {
    /// Its name: that of the one malware or report it is about, else the file's.
    pub name: String,
    /// Its label: file name or path relative to the folder that was named, never absolute; or `built-in`.
    pub path: String,
    /// SHA-256 of its bytes, lower-case hex, as the caller computed it.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// What it names, in its own order.
    pub indicators: Vec<Indicator>,
    /// For each of them, which version of which entry it is.
    pub(crate) versions: Vec<Option<Arc<Version>>>,
    /// What of it is not used, by reason.
    pub skipped: Vec<Skipped>,
    /// How many of `indicators` are compared as exact URL only.
    pub restricted: u64,
    /// When it last changed: the newest `modified` or `valid_from` of its indicators, if it has dates.
    pub newest: Option<Utc>,
}

/// Why a file is no pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It is no text in UTF-8 or UTF-16.
    #[error("it is not text")]
    NotText,
    /// It is no JSON, or breaks off.
    #[error("it is not readable JSON (line {line}, column {column})")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// It is JSON, but no STIX bundle.
    #[error("it is JSON, but not a STIX bundle")]
    NotABundle,
    /// A list that is none.
    #[error(
        "lines that are no indicator: {bad} of {lines}, the first of them line {first}; \
         label what is ambiguous, as in `process:NAME`"
    )]
    NotAList {
        /// How many lines are no indicator.
        bad: u64,
        /// How many lines there are, comments and blank ones aside.
        lines: u64,
        /// The first that is none, counted from 1.
        first: u64,
    },
    /// It holds nothing that could match.
    #[error("it holds no indicator{}", Why(.skipped))]
    Empty {
        /// What it holds instead, by reason.
        skipped: Vec<Skipped>,
    },
    /// It is larger than the limit.
    #[error("it is larger than {limit} MB")]
    TooLarge {
        /// The limit in megabytes.
        limit: u64,
    },
}

struct Why<'a>(&'a [Skipped]);

impl fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, it) in self.0.iter().take(3).enumerate() {
            write!(f, "{} {} × {}", if n == 0 { ":" } else { ";" }, it.count, it.reason)?;
        }
        Ok(())
    }
}

/// What a pack says about an indicator beside its value. Used to author packs in code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The malware, campaign or actor.
    pub campaign: Option<String>,
    /// Where it was published.
    pub references: Arc<[String]>,
    /// Labels.
    pub labels: Arc<[String]>,
    /// How sure the publisher is, 0 to 100.
    pub confidence: Option<u8>,
    /// Withdrawn.
    pub revoked: bool,
    /// From when it is vouched for.
    pub valid_from: Option<Utc>,
    /// Until when it is vouched for.
    pub valid_until: Option<Utc>,
    /// The time of the records it counts in.
    pub span: Option<Span>,
    /// Which version of which entry it is, for packs whose entries have versions.
    pub version: Option<Arc<Version>>,
}

/// Which version of which entry: a later one takes the place of an earlier one, in whatever pack it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The publisher's own id, at most as long as any line that is kept.
    pub id: String,
    /// When it was changed last.
    pub modified: Option<Utc>,
}

/// Gathers a pack entry by entry.
pub struct PackBuilder {
    pack: Pack,
    skipped: BTreeMap<String, u64>,
    /// The regular expressions that are used, and how much room they take together.
    expressions: FxHashSet<(ObservableType, bool, String)>,
    weight: usize,
    /// How much text patterns take that stand in several indicators, the first of each aside.
    repeated: usize,
}

/// How much [`PackBuilder::repeated`] may be.
const MAX_REPEATED: usize = 32 << 20;

impl PackBuilder {
    /// An empty pack. `path` is its label (never an absolute path), `sha256` that of its bytes in hex.
    pub fn new(name: &str, path: &str, sha256: &str) -> Self {
        let pack = Pack { name: name.into(), path: path.into(), sha256: sha256.into(), ..Pack::default() };
        let (skipped, expressions) = (BTreeMap::new(), FxHashSet::default());
        Self { pack, skipped, expressions, weight: 0, repeated: 0 }
    }

    /// Adds an indicator.
    ///
    /// # Errors
    /// Why the value is none. Nothing is added or counted then; see [`Self::skip`].
    pub fn push(&mut self, kind: ObservableType, value: &str, about: &About) -> Result<(), &'static str> {
        if kind == ObservableType::Path && value.contains('*') && !expression::is_container_wildcard(value) {
            let (source, weight) = expression::glob(value, Platform::Ios)?;
            self.make_room(&[(kind, false, &source, weight)])?;
            self.add(Indicator::bare(kind, value.to_owned(), Condition::Glob), about);
            return Ok(());
        }
        let keyed = key::named(kind, value)?;
        let mut it = Indicator::bare(keyed.kind, value.to_owned(), Condition::Value);
        it.restricted = keyed.restricted;
        self.add(it, about);
        Ok(())
    }

    /// Adds what a pattern was lowered to; `text` is the whole pattern.
    pub(crate) fn push_parts(
        &mut self,
        parts: Vec<Part>,
        text: &str,
        about: &About,
    ) -> Result<(), &'static str> {
        let expressions: Vec<_> = parts
            .iter()
            .filter_map(|it| Some((it.kind, it.host, it.pattern.as_deref()?, it.weight)))
            .collect();
        if parts.len() > 1 {
            self.make_room_for_text(text)?;
        }
        self.make_room(&expressions)?;
        let it = match <[Part; 1]>::try_from(parts) {
            Ok([Part { kind, value, pattern: None, .. }]) => return self.push(kind, &value, about),
            Ok([Part { kind, value, pattern: Some(source), host, .. }]) => {
                Indicator::bare(kind, value, Condition::Pattern { source, host })
            }
            Err(parts) => {
                let kind = parts.iter().find(|it| !it.negated).map_or(ObservableType::Domain, |it| it.kind);
                Indicator::bare(kind, text.to_owned(), Condition::All(parts))
            }
        };
        self.add(it, about);
        Ok(())
    }

    /// Takes in the expressions of one indicator: type, whether on addresses too, text, weight.
    ///
    /// # Errors
    /// If the pack has too many.
    fn make_room(&mut self, all: &[(ObservableType, bool, &str, usize)]) -> Result<(), &'static str> {
        for (kind, host, source, weight) in all {
            let key = (*kind, *host, (*source).to_owned());
            if self.expressions.contains(&key) {
                continue;
            }
            if self.weight.saturating_add(*weight) > lower::MAX_EXPRESSIONS_WEIGHT {
                return Err(lower::TOO_MANY_EXPRESSIONS);
            }
            self.weight += weight;
            self.expressions.insert(key);
        }
        Ok(())
    }

    /// Takes in the text of a pattern of which the combinations follow each other.
    ///
    /// # Errors
    /// If that would take too much room.
    fn make_room_for_text(&mut self, text: &str) -> Result<(), &'static str> {
        if self.pack.indicators.last().is_some_and(|it| it.value == text) {
            if self.repeated + text.len() > MAX_REPEATED {
                return Err("text is too long for its many combinations");
            }
            self.repeated += text.len();
        }
        Ok(())
    }

    fn add(&mut self, mut it: Indicator, about: &About) {
        it.campaign.clone_from(&about.campaign);
        it.references.clone_from(&about.references);
        it.labels.clone_from(&about.labels);
        it.confidence = about.confidence;
        it.revoked = about.revoked;
        it.valid_from = about.valid_from;
        it.valid_until = about.valid_until;
        it.span = about.span;
        self.pack.newest = self.pack.newest.max(about.valid_from);
        self.pack.restricted += u64::from(it.restricted);
        self.pack.indicators.push(it);
        self.pack.versions.push(about.version.clone());
    }

    /// Counts an entry that is not used. `reason` must not name a value.
    pub fn skip(&mut self, reason: impl Into<String>) {
        *self.skipped.entry(reason.into()).or_default() += 1;
    }

    /// Names the pack.
    pub fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.pack.name);
    }

    /// Notes that the pack changed at that time.
    pub fn changed(&mut self, at: Option<Utc>) {
        self.pack.newest = self.pack.newest.max(at);
    }

    /// The pack, of a text of that many bytes.
    ///
    /// # Errors
    /// [`PackError::Empty`] if nothing in it could match.
    pub fn finish(mut self, size: usize) -> Result<Pack, PackError> {
        let skipped = self.skipped.into_iter().map(|(reason, count)| Skipped { reason, count }).collect();
        if self.pack.indicators.is_empty() {
            return Err(PackError::Empty { skipped });
        }
        self.pack.skipped = skipped;
        self.pack.size = size as u64;
        Ok(self.pack)
    }
}
