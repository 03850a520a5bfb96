//! From findings and coverage to a verdict with its limits.

use model::wire::{Coverage, Finding, Limit, Verdict, VerdictLevel};
use model::{Level, Utc};

/// What limits a verdict, besides the coverage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances {
    /// Whether the backup was encrypted.
    pub encrypted: bool,
    /// Whether more than half of the files named by the manifest are not stored.
    pub partial: bool,
    /// Whether only the built-in pack was loaded.
    pub builtin_only: bool,
    /// The newest date any loaded pack carries.
    pub newest_pack: Option<Utc>,
    /// When the acquisition was made.
    pub acquired: Option<Utc>,
}

const NINETY_DAYS: i64 = 90 * 86_400 * 1_000_000;

/// The verdict over these findings. `context` never raises it, and there is no "clean".
pub fn verdict(findings: &[Finding], coverage: &Coverage, it: Circumstances) -> Verdict {
    let level = match findings.iter().map(|it| it.level).max() {
        Some(Level::Match) => VerdictLevel::Match,
        Some(Level::Implausible) => VerdictLevel::Implausible,
        Some(Level::Anomaly) => VerdictLevel::Anomaly,
        Some(Level::Context) | None => VerdictLevel::NoneFound,
    };
    let mut kinds: Vec<_> =
        findings.iter().filter(|it| it.level > Level::Context).map(|it| it.kind).collect();
    kinds.sort();
    kinds.dedup();
    let mut limits = Vec::new();
    if !it.encrypted {
        limits.push(Limit::BackupNotEncrypted);
    }
    if it.partial {
        limits.push(Limit::PartialBackup);
    }
    if it.builtin_only {
        limits.push(Limit::BuiltinPackOnly);
    }
    if let (Some(pack), Some(acquired)) = (it.newest_pack, it.acquired)
        && acquired.as_micros().saturating_sub(pack.as_micros()) > NINETY_DAYS
    {
        limits.push(Limit::PacksOlderThan90Days);
    }
    limits.push(Limit::MemoryOnlySpywareNotVisible);
    Verdict { level, kinds, complete: coverage.failed.is_empty(), limits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_has_limits() {
        let verdict = verdict(&[], &Coverage::default(), Circumstances::default());
        assert_eq!(verdict.level, VerdictLevel::NoneFound);
        assert!(verdict.complete);
        assert_eq!(verdict.limits, [Limit::BackupNotEncrypted, Limit::MemoryOnlySpywareNotVisible]);
    }

    #[test]
    fn packs_age_against_the_acquisition_not_today() {
        let at = |text| Utc::parse(text);
        let limits = |pack, acquired| {
            let it = Circumstances {
                encrypted: true,
                newest_pack: at(pack),
                acquired: at(acquired),
                ..Circumstances::default()
            };
            super::verdict(&[], &Coverage::default(), it).limits
        };
        assert!(
            !limits("2025-01-01T00:00:00Z", "2025-04-01T00:00:00Z").contains(&Limit::PacksOlderThan90Days)
        );
        assert!(
            limits("2025-01-01T00:00:00Z", "2025-04-02T00:00:01Z").contains(&Limit::PacksOlderThan90Days)
        );
        assert!(
            !limits("2026-01-01T00:00:00Z", "2025-04-02T00:00:01Z").contains(&Limit::PacksOlderThan90Days)
        );
    }
}
