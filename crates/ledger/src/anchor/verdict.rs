//! What re-matching an anchor says.

use std::fmt;

/// What is known about an anchor beside its place and digest. All of it may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The words themselves.
    pub quote: Option<&'a str>,
    /// What stands directly before them.
    pub prefix: Option<&'a str>,
}

/// What re-matching an anchor says. Offsets are raw Unicode code points, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The exact text stands where the anchor says.
    Verified,
    /// The exact text stands in another place: the capture is another one, or the offsets are wrong.
    Moved {
        /// Where it begins now.
        start: usize,
        /// Where it ends now.
        end: usize,
    },
    /// The exact text is nowhere. The first difference lies between the two offsets: on one code point where the
    /// words or what stands before them are known, else somewhere in the anchor.
    Changed {
        /// The first code point that may differ.
        from: usize,
        /// The code point behind the last one that may be the first to differ.
        to: usize,
    },
    /// The anchor is empty, upside down, or reaches beyond the end of the capture.
    OutOfRange {
        /// How many code points the capture has.
        length: usize,
    },
    /// The capture is not here. Nothing was checked, which is never to be shown as a success.
    NotVerifiableHere,
}

impl Verdict {
    /// True only if the exact text was seen in its place.
    #[must_use]
    pub fn is_verified(self) -> bool {
        self == Self::Verified
    }
}

impl fmt::Display for Verdict {
    /// One line for the keeper of a dossier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verified => f.write_str("the text stands where the anchor says"),
            Self::Moved { start, end } => write!(f, "the text stands at {start} to {end} instead"),
            Self::Changed { from, to } if from.saturating_add(1) == *to => {
                write!(f, "the text has changed, first at code point {from}")
            }
            Self::Changed { from, to } => {
                write!(f, "the text has changed, somewhere between code points {from} and {to}")
            }
            Self::OutOfRange { length } => {
                write!(f, "the anchor does not lie inside the capture, which has {length} code points")
            }
            Self::NotVerifiableHere => f.write_str("not verifiable here, since the capture is not held"),
        }
    }
}
