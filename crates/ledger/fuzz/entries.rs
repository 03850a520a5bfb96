//! One entry per parser of hostile bytes: for the fuzz targets, and for the replay of their corpora.

use ledger::anchor::{Hints, Text, digest, normalise};
use ledger::check::Surroundings;
use ledger::{Row, dossier};

/// A quotation, a line end, and the captured text in which it is looked for and re-matched.
pub(crate) fn anchor(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (quote, captured) = text.split_once('\n').unwrap_or(("", &text));
    let capture = Text::new(captured);
    for place in capture.normal().find(quote).take(100) {
        let cut = capture.cut(place.clone()).unwrap_or_default();
        let hints = Hints { quote: Some(quote), prefix: Some(quote) };
        assert_eq!(normalise(cut).as_str(), normalise(quote).as_str().trim());
        assert!(capture.verify(place.start, place.end, &digest(cut), &hints).is_verified());
        let _ = capture.verify(place.end, place.start, &digest(quote), &hints);
        let _ = capture.verify(place.start, place.end, &digest(quote), &Hints::default());
    }
    let twice = normalise(capture.normal().as_str());
    assert_eq!(twice.as_str(), capture.normal().as_str());
}

/// A dossier: what can be read is checked, kept and read back the same.
pub(crate) fn dossier(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(dossier) = dossier::parse(text, "fuzz.toml") else { return };
    let _ = dossier.check(&Surroundings { others: &[], today: jiff::civil::date(2026, 11, 1) });
    for row in &dossier.rows {
        let kept = row.stored();
        let again = Row::restore(row.entity(), &kept).expect("what was kept can be read");
        assert!(again == *row && again.stored() == kept, "what was kept is the same");
    }
}
