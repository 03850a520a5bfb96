//! Quotations as places in a capture: found, cut out, and re-matched against the bytes.
//!
//! An anchor is `start`, `end` (raw Unicode code points, half-open) and the SHA-256 of the exact text in UTF-8. It
//! proves a quotation without repeating it, and it notices when the capture is not what it was.

mod normal;
mod verdict;

pub use normal::{Normal, is_bidi_control, is_removed, normalise};
pub use verdict::{Hints, Verdict};

use std::ops::Range;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// How many code points lie between two places whose byte offset is remembered.
const STRIDE: usize = 128;
/// How many bytes at most are hashed in looking for a text that is no longer in its place: about a tenth of a second.
const SEARCH: usize = 32 << 20;

/// The text of a capture, ready for any number of anchors.
#[derive(Debug)]
pub struct Text<'a> {
    text: &'a str,
    /// The byte offset of every [`STRIDE`]th code point.
    steps: Vec<usize>,
    len: usize,
    normal: OnceLock<Normal>,
}

impl<'a> Text<'a> {
    /// Prepares a captured text. Costs one pass over it.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut len: usize = 0;
        let mut steps = Vec::new();
        for (at, _) in text.char_indices() {
            if len.is_multiple_of(STRIDE) {
                steps.push(at);
            }
            len = len.saturating_add(1);
        }
        Self { text, steps, len, normal: OnceLock::new() }
    }

    /// How many code points the text has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True if there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The normal form of the whole text, made when it is first asked for.
    #[must_use]
    pub fn normal(&self) -> &Normal {
        self.normal.get_or_init(|| normalise(self.text))
    }

    /// The text between two code points, or `None` outside the text.
    #[must_use]
    pub fn cut(&self, range: Range<usize>) -> Option<&'a str> {
        if range.start > range.end {
            return None;
        }
        self.text.get(self.byte(range.start)?..self.byte(range.end)?)
    }

    /// Re-matches an anchor: see [`Verdict`].
    #[must_use]
    pub fn verify(&self, start: usize, end: usize, sha256: &[u8; 32], hints: &Hints<'_>) -> Verdict {
        let in_place = (start < end).then(|| self.cut(start..end)).flatten();
        if in_place.is_some_and(|it| digest(it) == *sha256) {
            return Verdict::Verified;
        }
        // A quotation that has the digest of the anchor is the exact text; any other one is only a likeness of it.
        let exact = hints.quote.filter(|it| digest(it) == *sha256);
        if let Some(place) = self.elsewhere(start..end, sha256, exact) {
            return Verdict::Moved { start: place.start, end: place.end };
        }
        let Some(in_place) = in_place else { return Verdict::OutOfRange { length: self.len } };
        let (from, to) = self.difference(start..end, in_place, exact, hints);
        Verdict::Changed { from, to }
    }

    /// The place nearest to the old one at which the exact text stands.
    fn elsewhere(&self, old: Range<usize>, sha256: &[u8; 32], exact: Option<&str>) -> Option<Range<usize>> {
        if let Some(exact) = exact.filter(|it| !it.is_empty()) {
            let length = exact.chars().count();
            let mut counted = (0, 0);
            return self
                .text
                .match_indices(exact)
                .map(|(byte, _)| {
                    // Matches come in order, so each stretch of the text is counted once.
                    let (upto, chars) = counted;
                    let more = self.text.get(upto..byte).map_or(0, |it| it.chars().count());
                    counted = (byte, more.saturating_add(chars));
                    counted.1
                })
                .min_by_key(|it| (it.abs_diff(old.start), *it))
                .map(|it| it..it.saturating_add(length));
        }
        // Without the words there is only their digest, and every window of the same length has to be tried.
        let length = old.end.checked_sub(old.start).filter(|it| *it > 0 && *it <= self.len)?;
        let last = self.len.checked_sub(length)?;
        let mut budget = SEARCH;
        for away in 0..=last.max(old.start) {
            for at in [old.start.checked_sub(away), old.start.checked_add(away)].into_iter().flatten() {
                if at > last {
                    continue;
                }
                let window = self.cut(at..at.checked_add(length)?)?;
                budget = budget.checked_sub(window.len())?;
                if digest(window) == *sha256 {
                    return Some(at..at.checked_add(length)?);
                }
            }
        }
        None
    }

    /// The code points between which the first difference lies.
    fn difference(
        &self,
        old: Range<usize>,
        in_place: &str,
        exact: Option<&str>,
        hints: &Hints<'_>,
    ) -> (usize, usize) {
        // What stood before the anchor tells first: a change there is earlier than any inside.
        if let Some(prefix) = hints.prefix {
            let begin = old.start.saturating_sub(prefix.chars().count());
            let before = self.cut(begin..old.start).unwrap_or_default();
            if let Some(n) = first_difference(before, prefix) {
                let at = begin.saturating_add(n);
                return (at, at.saturating_add(1));
            }
        }
        if let Some(n) = exact.and_then(|it| first_difference(in_place, it)) {
            let at = old.start.saturating_add(n);
            return (at, at.saturating_add(1));
        }
        (old.start, old.end)
    }

    /// The byte at which a code point begins; the end of the text counts as one.
    fn byte(&self, at: usize) -> Option<usize> {
        if at >= self.len {
            return (at == self.len).then_some(self.text.len());
        }
        let step = *self.steps.get(at.checked_div(STRIDE)?)?;
        let (more, _) = self.text.get(step..)?.char_indices().nth(at.checked_rem(STRIDE)?)?;
        step.checked_add(more)
    }
}

/// The digest that an anchor keeps of its exact text.
#[must_use]
pub fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// True if bytes are those of a capture with this size and digest.
///
/// Anchors cover some of a capture; this notices a change anywhere.
#[must_use]
pub fn is_capture(bytes: &[u8], size: u64, sha256: &[u8; 32]) -> bool {
    u64::try_from(bytes.len()).is_ok_and(|it| it == size)
        && <[u8; 32]>::from(Sha256::digest(bytes)) == *sha256
}

/// How many code points several ranges cover together, each counted once.
///
/// This is what a report on the share of a capture that is quoted divides by the length of the capture.
#[must_use]
pub fn covered(ranges: impl IntoIterator<Item = Range<usize>>) -> usize {
    let mut ranges: Vec<_> = ranges.into_iter().filter(|it| !it.is_empty()).collect();
    ranges.sort_by_key(|it| it.start);
    let mut upto = 0;
    ranges.iter().fold(0_usize, |sum, it| {
        let fresh = it.end.saturating_sub(it.start.max(upto));
        upto = upto.max(it.end);
        sum.saturating_add(fresh)
    })
}

/// The number of code points that two texts have in common at their beginning, unless they are equal.
fn first_difference(a: &str, b: &str) -> Option<usize> {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    (a != b).then_some(same)
}
