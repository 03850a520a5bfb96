//! Rules as data: what to look for in a record, how much it means, where the knowledge comes from.
//!
//! A rule is one TOML file under `rules/`, built into the program. Most state their condition; where that needs
//! memory of other records, `coded` names a condition in [`coded`]. The words for people (title, meaning,
//! innocent explanations) stand in the language files under `finding-<id>-…`.

mod case;
pub(crate) mod coded;
mod condition;
mod template;

use model::{Kind, Level, ObservableType};
use rustc_hash::FxHashMap;
use serde::Deserialize;

pub use case::{CaseFailure, run_cases};
pub(crate) use condition::Test;
pub(crate) use template::Template;

use crate::findings::Digest;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// One detection rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, stable on the wire; the stem of its file.
    pub id: String,
    /// How much it means.
    pub level: Level,
    /// What it is about.
    pub kind: Kind,
    /// One line in English.
    pub title: String,
    /// The artefacts whose records it reads.
    pub artifacts: Vec<String>,
    /// Where the knowledge comes from.
    pub sources: Vec<RuleSource>,
    pub(crate) events: Vec<String>,
    pub(crate) tests: Vec<Test>,
    pub(crate) coded: Option<coded::Kind>,
    pub(crate) observed: ObservedFrom,
    pub(crate) merge_places: bool,
    /// Whether it would say more with a list of the system's own processes.
    pub(crate) needs_baseline: bool,
    pub(crate) cases: Vec<case::Case>,
}

impl Rule {
    /// The Fluent key that explains it.
    pub fn explanation_key(&self) -> String {
        format!("finding-{}", self.id)
    }

    /// Whether it may ask for that field; of a coded condition nobody knows.
    pub(crate) fn reads(&self, field: &str) -> bool {
        self.coded.is_some()
            || self.tests.iter().any(|it| it.reads(field))
            || matches!(&self.observed, ObservedFrom::Template(_, it) if it.reads(field))
    }

    /// How many of its cases find something, and how many do not.
    pub fn case_counts(&self) -> (usize, usize) {
        let finds = self.cases.iter().filter(|it| it.finds).count();
        (finds, self.cases.len() - finds)
    }
}

/// A published source of a rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSource {
    /// Who published it.
    pub publisher: String,
    /// Under which title.
    pub title: String,
    /// When, as an EDTF date.
    #[serde(default)]
    pub date: Option<String>,
    /// Where, if the address is known for certain.
    #[serde(default)]
    pub url: Option<String>,
}

/// What a finding of the rule says it saw.
#[derive(Debug)]
pub(crate) enum ObservedFrom {
    /// A type and a text with `{field}` parts.
    Template(ObservableType, Template),
    /// The coded condition says it.
    Coded,
}

/// All loaded rules.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    by_artifact: FxHashMap<String, Vec<usize>>,
    sha256: String,
}

/// A rule text that does not hold together. Only a programmer sees it.
#[derive(Debug, thiserror::Error)]
#[error("rule {name}: {why}")]
pub struct RuleError {
    /// The file's stem.
    pub name: String,
    /// What is wrong.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: String,
    level: Level,
    kind: Kind,
    title: String,
    artifact: OneOrMany,
    #[serde(default)]
    event: Option<OneOrMany>,
    #[serde(default)]
    when: Vec<condition::TestText>,
    #[serde(default)]
    coded: Option<String>,
    #[serde(default)]
    observed: Option<ObservedText>,
    #[serde(default)]
    merge_places: bool,
    #[serde(default)]
    needs_baseline: bool,
    source: Vec<RuleSource>,
    #[serde(default)]
    case: Vec<case::Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObservedText {
    #[serde(rename = "type")]
    kind: ObservableType,
    value: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(crate) fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(it) => vec![it],
            Self::Many(it) => it,
        }
    }
}

impl RuleSet {
    /// The rules built into the program.
    ///
    /// # Errors
    /// If a rule text does not hold together; a test makes sure that none does.
    pub fn built_in(digest: Digest) -> Result<Self, RuleError> {
        Self::parse(RULE_TEXTS, digest)
    }

    /// Rules from their texts, each with the stem of its file.
    ///
    /// # Errors
    /// If a text does not hold together.
    pub fn parse(texts: &[(&str, &str)], digest: Digest) -> Result<Self, RuleError> {
        let mut rules = Vec::with_capacity(texts.len());
        let mut all = Vec::new();
        for (name, text) in texts {
            rules.push(rule(name, text).map_err(|why| RuleError { name: (*name).to_owned(), why })?);
            all.extend_from_slice(&(text.len() as u64).to_le_bytes());
            all.extend_from_slice(text.as_bytes());
        }
        let mut by_artifact: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, rule) in rules.iter().enumerate() {
            for artifact in &rule.artifacts {
                by_artifact.entry(artifact.clone()).or_default().push(at);
            }
        }
        let sha256 = model::hex(&digest(&all));
        Ok(Self { rules, by_artifact, sha256 })
    }

    /// Every rule, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// SHA-256 over all rule texts, lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub(crate) fn of_artifact(&self, artifact: &str) -> impl Iterator<Item = &Rule> {
        self.by_artifact.get(artifact).into_iter().flatten().filter_map(|at| self.rules.get(*at))
    }
}

fn rule(name: &str, text: &str) -> Result<Rule, String> {
    let text: RuleText = toml::from_str(text).map_err(|error| error.to_string())?;
    if text.id != name {
        return Err(format!("its id is {}, but its file is named {name}", text.id));
    }
    if text.source.is_empty() {
        return Err("it names no source".into());
    }
    if text.case.is_empty() {
        return Err("it has no test case".into());
    }
    let coded = match text.coded {
        Some(coded) => {
            Some(coded::Kind::parse(&coded).ok_or_else(|| format!("there is no coded condition {coded}"))?)
        }
        None => None,
    };
    if coded.is_none() && text.when.is_empty() && text.event.is_none() {
        return Err("it has neither a condition nor an event".into());
    }
    let observed = match text.observed {
        Some(it) => ObservedFrom::Template(it.kind, Template::parse(&it.value)?),
        None if coded.is_some() => ObservedFrom::Coded,
        None => return Err("it does not say what it observed".into()),
    };
    Ok(Rule {
        id: text.id,
        level: text.level,
        kind: text.kind,
        title: text.title,
        artifacts: text.artifact.into_vec(),
        sources: text.source,
        events: text.event.map(OneOrMany::into_vec).unwrap_or_default(),
        tests: text.when.into_iter().map(Test::new).collect::<Result<_, _>>()?,
        coded,
        observed,
        merge_places: text.merge_places,
        needs_baseline: text.needs_baseline,
        cases: text.case,
    })
}
