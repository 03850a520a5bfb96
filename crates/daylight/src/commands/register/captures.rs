//! Quotations against the captures they were taken from: re-matched where the bytes are at hand.

use std::collections::BTreeMap;
use std::path::Path;

use ledger::anchor::{Hints, Text, Verdict, covered, is_capture};
use ledger::check::Problem;
use ledger::records::{Anchor, Capture};
use ledger::{Dossier, Fault, Id};

/// The largest capture that is read.
const LARGEST: u64 = 256 << 20;

/// How a capture is quoted.
pub(super) struct Quoted {
    /// Its name in the dossier.
    pub(super) name: String,
    /// Code points that the dossier repeats.
    pub(super) quoted: usize,
    /// Code points it has, where its bytes are at hand.
    pub(super) length: Option<usize>,
    /// Anchors in it.
    pub(super) anchors: usize,
    /// Those that were re-matched.
    pub(super) verified: usize,
}

impl Quoted {
    /// The share in percent with one digit, or nothing where the length is not known.
    pub(super) fn permille(&self) -> String {
        let length = self.length.unwrap_or_default().max(1);
        let permille = self.quoted * 1000 / length;
        format!("{}.{}", permille / 10, permille % 10)
    }
}

/// What came of it.
pub(super) struct Quotations {
    pub(super) captures: Vec<Quoted>,
    pub(super) faults: Vec<Fault>,
}

/// Finds the captures of a dossier in a folder, by size and digest; names of files do not matter.
pub(super) fn read(folder: Option<&Path>, dossier: &Dossier) -> Result<BTreeMap<Id, String>, String> {
    let mut found = BTreeMap::new();
    let Some(folder) = folder else { return Ok(found) };
    let wanted: Vec<(Id, &Capture)> =
        dossier.rows.iter().filter_map(|row| Some((row.id, row.get::<Capture>()?))).collect();
    let entries =
        std::fs::read_dir(folder).map_err(|it| format!("the folder of captures cannot be read: {it}"))?;
    for entry in entries.flatten() {
        let Ok(facts) = entry.metadata() else { continue };
        let of_that_size: Vec<&(Id, &Capture)> =
            wanted.iter().filter(|it| it.1.size == facts.len()).collect();
        if !facts.is_file() || facts.len() > LARGEST || of_that_size.is_empty() {
            continue;
        }
        let bytes = std::fs::read(entry.path()).map_err(|it| format!("a capture cannot be read: {it}"))?;
        for (id, capture) in of_that_size {
            if is_capture(&bytes, capture.size, &capture.sha256.0)
                && let Ok(text) = std::str::from_utf8(&bytes)
            {
                found.insert(*id, text.to_owned());
            }
        }
    }
    Ok(found)
}

/// Re-matches every anchor whose capture is at hand, and counts what is quoted of each.
pub(super) fn verify(dossier: &Dossier, held: &BTreeMap<Id, String>) -> Quotations {
    let mut captures = Vec::new();
    let mut faults = Vec::new();
    for row in &dossier.rows {
        let Some(_) = row.get::<Capture>() else { continue };
        let text = held.get(&row.id).map(|it| Text::new(it));
        let anchors: Vec<_> = dossier
            .rows
            .iter()
            .filter_map(|it| Some((it, it.get::<Anchor>()?)))
            .filter(|it| it.1.capture.id() == row.id)
            .collect();
        let range = |it: &Anchor| to(it.start)..to(it.end);
        let mut verified = 0;
        for (place, anchor) in &anchors {
            let Some(text) = &text else { break };
            let hints = Hints { quote: anchor.quote.as_ref().map(|it| it.as_str()), ..Hints::default() };
            match text.verify(to(anchor.start), to(anchor.end), &anchor.sha256.0, &hints) {
                Verdict::Verified => verified += 1,
                other => faults.push(dossier.fault(&Problem {
                    row: place.id,
                    field: "sha256",
                    others: Vec::new(),
                    why: format!("the passage no longer matches its capture: {other}"),
                })),
            }
        }
        let quoted = covered(anchors.iter().filter(|it| it.1.quote.is_some()).map(|it| range(it.1)));
        captures.push(Quoted {
            name: row.local.as_str().to_owned(),
            quoted,
            length: text.as_ref().map(Text::len),
            anchors: anchors.len(),
            verified,
        });
    }
    Quotations { captures, faults }
}

fn to(it: u64) -> usize {
    usize::try_from(it).unwrap_or(usize::MAX)
}
