//! One entry per parser of hostile bytes: for the fuzz targets, and for the replay of their corpora.

use ledger::check::Surroundings;
use ledger::{Row, dossier};

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
