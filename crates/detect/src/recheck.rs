//! New packs over the results of an earlier check, without the phone.

use std::collections::BTreeMap;
use std::io;

use indicators::Index;
use model::wire::{Findings, ProblemCount};
use model::{RecordSink, RecordSource};

use crate::engine::{Engine, RuleRun, UNDATED, is_by_indicator};
use crate::verdict::{Circumstances, verdict};
use crate::{CheckError, Digest, Outcome};

/// Looks for the indicators of `index` in the records of an earlier run.
///
/// Findings by rules are kept as they were: packs do not change them, and results hold less than the evidence.
/// Findings by indicators are made anew, so that they are those of a check with these packs.
///
/// # Errors
/// If records cannot be read, or results cannot be written.
pub fn recheck(
    earlier: &Findings,
    source: &dyn RecordSource,
    index: &Index,
    sink: Option<&dyn RecordSink>,
    newest_pack: Option<model::Utc>,
    builtin_only: bool,
    digest: Digest,
) -> Result<Outcome, CheckError> {
    let mut engine = Engine::new(index, RuleRun::new(std::iter::empty()), digest);
    let mut coverage = earlier.coverage.clone();
    // What the earlier packs left undecided is nothing that these do.
    coverage.problems.retain(|it| it.why != UNDATED);
    let patterns = index.has_account_patterns();
    let mut seen: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for artifact in source.artifacts() {
        let Some(slug) = crate::run::slug(&artifact) else { continue };
        let mut writer = sink.map(|it| it.open(slug)).transpose().map_err(CheckError::Write)?;
        let mut failed: Option<io::Error> = None;
        let (mut unreadable, mut read, mut digests) = (0_u64, 0_u64, false);
        source
            .read(
                &artifact,
                &mut |record| {
                    read += 1;
                    digests |= patterns && record.observables.iter().any(model::Observable::is_digest);
                    let found = engine.look(record);
                    if let (Some(writer), None) = (&mut writer, &failed) {
                        failed = writer.write(record, found).err();
                    }
                },
                &mut |_| unreadable += 1,
            )
            .map_err(CheckError::Read)?;
        if let Some(error) = failed {
            return Err(CheckError::Write(error));
        }
        if let Some(writer) = writer {
            writer.finish().map_err(CheckError::Write)?;
        }
        if digests {
            coverage.failed.push(model::wire::Failed {
                path: format!("records/{artifact}.jsonl"),
                artifact: artifact.clone(),
                why: "it holds accounts as digests, with which patterns over accounts cannot be compared; check the evidence itself".to_owned(),
            });
        }
        let undated = engine.take_undated();
        if undated > 0 {
            let (artifact, why) = (artifact.clone(), UNDATED.to_owned());
            coverage.problems.push(ProblemCount { artifact, why, count: undated });
        }
        seen.insert(artifact.clone(), (read, unreadable));
    }
    // What the earlier run wrote must all be there, or something was not looked at again.
    let written = earlier.coverage.examined.iter().map(|it| (it.artifact.as_str(), it.records));
    for (artifact, records) in written {
        let (read, unreadable) = seen.get(artifact).copied().unwrap_or_default();
        let why = if unreadable > 0 {
            format!("{unreadable} lines of the earlier results could not be read")
        } else if read != records {
            format!("the earlier results should hold {records} records of it and hold {read}")
        } else {
            continue;
        };
        let path = format!("records/{artifact}.jsonl");
        coverage.failed.push(model::wire::Failed { path, artifact: artifact.to_owned(), why });
    }
    coverage.failed.sort();
    coverage.problems.sort();
    for finding in earlier.findings.iter().filter(|it| !is_by_indicator(&it.rule)) {
        engine.findings.keep(finding.clone());
    }
    let mut findings = engine.findings.into_sorted();
    // Digests of listed files were computed with the evidence at hand.
    for finding in findings.iter_mut().filter(|it| it.origin.sha256.is_empty()) {
        if let Some(known) = earlier.findings.iter().find(|it| it.origin.member == finding.origin.member) {
            finding.origin.sha256.clone_from(&known.origin.sha256);
        }
    }
    let limits = &earlier.verdict.limits;
    let verdict = verdict(
        &findings,
        &coverage,
        Circumstances {
            encrypted: earlier.evidence.encrypted,
            partial: limits.contains(&model::wire::Limit::PartialBackup),
            builtin_only,
            newest_pack,
            acquired: earlier.evidence.acquired,
        },
    );
    let carried = crate::run::carried(coverage.examined.iter().map(|it| it.artifact.as_str()));
    Ok(Outcome {
        evidence: earlier.evidence.clone(),
        applicable: crate::run::applicable(index, &carried),
        findings,
        verdict,
        coverage,
        members: Vec::new(),
    })
}
