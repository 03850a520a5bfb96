//! Test cases that stand beside a rule: records that it must and must not find.

use model::{FieldValue, Locator, Observable, ObservableType, Record, Role, SourceRef, Time, Utc};
use serde::Deserialize;

use super::RuleSet;
use super::coded::RuleContext;
use crate::engine::RuleRun;

/// One case: the records of one member, and whether the rule finds something in them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) finds: bool,
    /// The records, in order.
    pub(crate) record: Vec<CaseRecord>,
    /// What the finding must name.
    #[serde(default)]
    pub(crate) observed: Option<String>,
    /// First and last instant of a time out of the owner's hands.
    #[serde(default)]
    pub(crate) custody: Option<(Utc, Utc)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseRecord {
    #[serde(default)]
    event: Option<String>,
    /// Times in RFC 3339, by event.
    #[serde(default)]
    times: toml::Table,
    #[serde(default)]
    fields: toml::Table,
    /// Device paths in the role of something that ran.
    #[serde(default)]
    ran: Vec<String>,
    /// Bundle identifiers of installed apps.
    #[serde(default)]
    installed: Vec<String>,
}

/// A case that did not go as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFailure {
    /// The rule.
    pub rule: String,
    /// The case.
    pub case: String,
    /// What happened instead.
    pub why: String,
}

/// Runs every case of every rule and returns those that fail.
pub fn run_cases(rules: &RuleSet) -> Vec<CaseFailure> {
    let source = SourceRef { path: "/case".into(), member: "case".into(), sha256: [0; 32] };
    let mut failures = Vec::new();
    for rule in rules.iter() {
        for case in &rule.cases {
            let mut found = Vec::new();
            for artifact in &rule.artifacts {
                let mut run = RuleRun::within([rule].into_iter(), RuleContext { custody: case.custody });
                for (at, text) in case.record.iter().enumerate() {
                    let record = record(artifact, rule, text, at, &source);
                    run.record(&record, &mut |_, hit| found.push(hit.observed.value));
                }
            }
            let fail = |why: String| CaseFailure { rule: rule.id.clone(), case: case.name.clone(), why };
            if found.is_empty() == case.finds {
                failures.push(fail(format!("expected a finding: {}, found: {found:?}", case.finds)));
            } else if let Some(wanted) = &case.observed
                && !found.contains(wanted)
            {
                failures.push(fail(format!("expected {wanted:?} to be named, found: {found:?}")));
            }
        }
    }
    failures
}

fn record<'a>(
    artifact: &str,
    rule: &'a super::Rule,
    text: &'a CaseRecord,
    at: usize,
    source: &'a SourceRef,
) -> Record<'a> {
    // Slugs and events are static in real records; cases are few and live as long as the test.
    let keep = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let event = text.event.as_deref().or(rule.events.first().map(String::as_str)).unwrap_or("case");
    let row = i64::try_from(at).unwrap_or_default() + 1;
    let mut record = Record::new(keep(artifact), keep(event), source, Locator::row("case", row));
    for (event, time) in &text.times {
        if let Some(utc) = time.as_str().and_then(Utc::parse) {
            record.times.push(Time::text(keep(event), utc, time.as_str().unwrap_or_default()));
        }
    }
    for (name, value) in &text.fields {
        let value = match value {
            toml::Value::String(it) => FieldValue::from(it.as_str()),
            toml::Value::Integer(it) => FieldValue::Int(*it),
            toml::Value::Float(it) => FieldValue::Real(*it),
            toml::Value::Boolean(it) => FieldValue::Bool(*it),
            _ => continue,
        };
        record.field(name.as_str(), value);
    }
    for path in &text.ran {
        record.observables.push(Observable::new(ObservableType::Path, path.as_str(), Role::Ran));
    }
    for app in &text.installed {
        record.observables.push(Observable::app_id(app.as_str(), Role::Installed));
    }
    record
}
