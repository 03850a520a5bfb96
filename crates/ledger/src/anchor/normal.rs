//! The form of a text in which quotations are compared, with the way back to the text as it was captured.
//!
//! A page and its copy rarely agree in code points: a non-breaking space becomes a space, a curly quotation mark a
//! straight one, a letter with an accent one code point or two. Quotations are therefore compared in a normal form:
//! NFC, every run of white space one space, straight quotation marks, no soft hyphens and no bidi controls. What is
//! kept is never the normal form but offsets into the raw text, so every piece of the normal form knows where it
//! came from.

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text in normal form, and where each piece of it stands in the raw text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normal {
    text: String,
    pieces: Vec<Piece>,
}

/// The smallest part of a text that normalises by itself: a letter with its marks, a run of white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Where it begins in the normal form, in bytes.
    at: usize,
    /// Its first raw code point.
    start: usize,
    /// The raw code point behind its last one.
    end: usize,
}

/// Brings a text to normal form.
///
/// The result is the same when it is brought to normal form again.
#[must_use]
pub fn normalise(raw: &str) -> Normal {
    let mut normal = Normal { text: String::with_capacity(raw.len()), pieces: Vec::new() };
    let mut cluster = String::new();
    let mut range = 0..0;
    let mut after_space = false;
    for (n, c) in raw.chars().enumerate() {
        let next = n.saturating_add(1);
        if is_removed(c) {
            continue;
        }
        if c.is_whitespace() {
            normal.push(&mut cluster, &range);
            match normal.pieces.last_mut() {
                Some(run) if after_space => run.end = next,
                _ => normal.push(&mut String::from(' '), &(n..next)),
            }
            after_space = true;
            continue;
        }
        // White space composes with nothing, so what follows it begins a piece even when it is a mark.
        if after_space || begins_piece(c) {
            normal.push(&mut cluster, &range);
            range.start = n;
        } else if cluster.is_empty() {
            range.start = n;
        }
        after_space = false;
        cluster.push(straight(c));
        range.end = next;
    }
    normal.push(&mut cluster, &range);
    normal
}

impl Normal {
    /// The text in normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The raw code points, half-open, that a range of bytes of the normal form came from.
    ///
    /// `None` where the range is empty, lies outside, or cuts a letter from its marks: such a part has no place of
    /// its own in the raw text.
    #[must_use]
    pub fn raw(&self, bytes: Range<usize>) -> Option<Range<usize>> {
        if bytes.is_empty() || bytes.end > self.text.len() {
            return None;
        }
        let first = self.pieces.binary_search_by_key(&bytes.start, |it| it.at).ok()?;
        // The piece that ends where the range ends is the one before the piece that begins there.
        let behind = if bytes.end == self.text.len() {
            self.pieces.len()
        } else {
            self.pieces.binary_search_by_key(&bytes.end, |it| it.at).ok()?
        };
        let last = self.pieces.get(behind.checked_sub(1)?)?;
        Some(self.pieces.get(first)?.start..last.end)
    }

    /// Every place at which a quotation stands, as half-open ranges of raw code points, first to last.
    ///
    /// The quotation is brought to normal form too; white space around it does not count. Places may overlap.
    pub fn find<'a>(&'a self, quote: &str) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let quote = normalise(quote).text.trim().to_owned();
        let mut from = 0;
        std::iter::from_fn(move || {
            while let Some(rest) = self.text.get(from..).filter(|_| !quote.is_empty()) {
                let at = from.checked_add(rest.find(&quote)?)?;
                let found = self.raw(at..at.checked_add(quote.len())?);
                from = at.checked_add(self.text.get(at..)?.chars().next()?.len_utf8())?;
                if found.is_some() {
                    return found;
                }
            }
            None
        })
    }

    /// Appends what a cluster normalises to.
    fn push(&mut self, cluster: &mut String, range: &Range<usize>) {
        if cluster.is_empty() {
            return;
        }
        self.pieces.push(Piece { at: self.text.len(), start: range.start, end: range.end });
        self.text.extend(cluster.nfc());
        cluster.clear();
    }
}

/// True for characters that say something about the layout only: the soft hyphen and the bidi controls.
#[must_use]
pub fn is_removed(c: char) -> bool {
    c == '\u{AD}' || is_bidi_control(c)
}

/// True for the characters that steer the direction of writing. Inside a name they can make it read as another.
#[must_use]
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A quotation mark as a typewriter has it.
fn straight(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}' => '\'',
        '\u{201C}'..='\u{201F}' => '"',
        other => other,
    }
}

/// True if nothing that stands before the character can change it or be changed by it under NFC.
fn begins_piece(c: char) -> bool {
    // Everything before the combining marks stands alone; this is nearly all of most texts.
    if c < '\u{300}' {
        return true;
    }
    let mut first = None;
    decompose_canonical(c, |it| {
        first.get_or_insert(it);
    });
    first.is_some_and(|it| {
        canonical_combining_class(it) == 0 && is_nfc_quick(std::iter::once(it)) == IsNormalized::Yes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_does_not_count() {
        for (raw, normal) in [
            ("publicly\u{a0}here", "publicly here"),
            ("a\u{202f}\n\t b", "a b"),
            ("“No,” she’s ‘sure’", "\"No,\" she's 'sure'"),
            ("sur\u{ad}veil\u{ad}lance", "surveillance"),
            ("\u{202e}abc\u{2069}", "abc"),
            ("expose\u{301}s", "exposés"),
            ("e\u{ad}\u{301}", "é"),
            ("a \u{ad} b", "a b"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            (" \u{301}a", " \u{301}a"),
            ("", ""),
        ] {
            assert_eq!(normalise(raw).as_str(), normal, "{raw:?}");
        }
    }

    #[test]
    fn the_way_back_counts_raw_code_points() {
        let raw = "x \u{a0} “expose\u{301}\u{ad}s”";
        let normal = normalise(raw);
        assert_eq!(normal.as_str(), "x \"exposés\"");
        assert_eq!(normal.find("exposés").collect::<Vec<_>>(), vec![5..14]);
        assert_eq!(normal.find("x 'x").count(), 0);
        assert_eq!(normal.find("x  “").collect::<Vec<_>>(), vec![0..5]);
        // A letter without its accent is another letter.
        assert_eq!(normalise("q\u{307}").find("q").count(), 0);
        assert_eq!(normalise("aaa").find("aa").collect::<Vec<_>>(), vec![0..2, 1..3]);
        assert_eq!(normalise("aaa").find(" ").count(), 0);
    }
}
