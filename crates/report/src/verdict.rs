//! Which sentence says what a check concluded.

use model::wire::{Findings, VerdictLevel};
use model::{Kind, Level};

/// The strongest statement first: a sign of spyware on the phone outweighs an attempt to reach it.
const ORDER: [Kind; 5] = [Kind::Infection, Kind::Tampering, Kind::Targeting, Kind::Exposure, Kind::Weakness];

/// The Fluent key of the verdict's headline; with `-meaning` that of its explanation.
pub fn verdict_key(findings: &Findings) -> String {
    let level = findings.verdict.level;
    if level != VerdictLevel::Match {
        return format!("verdict-{}", level.as_str());
    }
    let has = |kind: &&Kind| findings.findings.iter().any(|it| it.level == Level::Match && it.kind == **kind);
    let kind = ORDER.iter().find(has).copied().unwrap_or(Kind::Exposure);
    format!("verdict-match-{}", kind.as_str())
}
