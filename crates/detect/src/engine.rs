//! Looks at one record after another: published indicators first, then rules.

use indicators::{Fit, Hit, HitStatus, Index};
use model::wire::{IndicatorStanding, MatchedIndicator, Observed};
use model::{Kind, Level, Locator, Observable, Record, Utc};

use crate::findings::{Draft, FindingSet, place};
use crate::levels;
use crate::rules::coded::{Condition, RuleContext};
use crate::rules::{ObservedFrom, Rule};
use crate::wire_record::{brief, to_json};

/// The rule name of findings by a published indicator.
pub const INDICATOR_RULE: &str = "indicator";
/// The rule name of findings by an indicator that was revoked, or had ended before the record's time.
pub const WITHDRAWN_RULE: &str = "indicator-withdrawn";

/// Why an indicator that names a span of time could not be decided.
pub(crate) const UNDATED: &str =
    "an indicator counts for a span of time only, and the record it stands in has no time";

/// Beside how many findings of one record it stands whole.
const WHOLE_RECORDS: usize = 8;

/// What a rule found in a record.
pub(crate) struct RuleHit {
    pub(crate) observed: Observed,
    /// The place, if it is another than the record's.
    pub(crate) at: Option<Locator<'static>>,
    pub(crate) time: Option<Utc>,
    /// The record, if it is another than the one at hand.
    pub(crate) record: Option<serde_json::Value>,
}

/// The rules of one artefact, with the memory they need over one member.
pub(crate) struct RuleRun<'r> {
    rules: Vec<(&'r Rule, Option<Box<dyn Condition + Send>>)>,
}

impl<'r> RuleRun<'r> {
    /// Without a time out of the owner's hands.
    pub(crate) fn new(rules: impl Iterator<Item = &'r Rule>) -> Self {
        Self::within(rules, RuleContext::default())
    }

    pub(crate) fn within(rules: impl Iterator<Item = &'r Rule>, context: RuleContext) -> Self {
        Self { rules: rules.map(|rule| (rule, rule.coded.map(|it| it.start(context)))).collect() }
    }

    /// Whether any rule may ask for that field.
    pub(crate) fn reads(&self, field: &str) -> bool {
        self.rules.iter().any(|(rule, _)| rule.reads(field))
    }

    /// Shows one record to every rule.
    pub(crate) fn record(&mut self, record: &Record<'_>, found: &mut dyn FnMut(&'r Rule, RuleHit)) {
        for (rule, condition) in &mut self.rules {
            let rule: &'r Rule = rule;
            if !rule.events.is_empty() && !rule.events.iter().any(|it| it == record.event) {
                continue;
            }
            if !rule.tests.iter().all(|test| test.holds(record)) {
                continue;
            }
            let fill = |hit: RuleHit| match &rule.observed {
                ObservedFrom::Template(kind, template) => {
                    RuleHit { observed: Observed { kind: *kind, value: template.fill(record) }, ..hit }
                }
                ObservedFrom::Coded => hit,
            };
            match condition {
                Some(condition) => condition.record(record, &mut |hit| found(rule, fill(hit))),
                None => {
                    let observed = Observed { kind: model::ObservableType::Property, value: String::new() };
                    let time = record.time().map(|it| it.utc);
                    found(rule, fill(RuleHit { observed, at: None, time, record: None }));
                }
            }
        }
    }
}

/// Applies index and rules to the records of one artefact.
pub(crate) struct Engine<'r> {
    index: &'r Index,
    hits: Vec<Hit>,
    rule_hits: Vec<(&'r Rule, RuleHit)>,
    /// The artefact of the last record, and which of its records' times are their own.
    own_times: (&'static str, &'static [&'static str]),
    pub(crate) rules: RuleRun<'r>,
    pub(crate) findings: FindingSet,
    /// How often an indicator that counts for a span of time was met without a time.
    undated: u64,
}

impl<'r> Engine<'r> {
    pub(crate) fn new(index: &'r Index, rules: RuleRun<'r>, digest: crate::Digest) -> Self {
        let findings = FindingSet::new(digest);
        Self {
            index,
            hits: Vec::new(),
            rule_hits: Vec::new(),
            own_times: ("", &[]),
            rules,
            findings,
            undated: 0,
        }
    }

    /// How often, since it was last asked, an indicator that counts in records of a certain time only was met in a
    /// record without one: see [`UNDATED`].
    pub(crate) fn take_undated(&mut self) -> u64 {
        std::mem::take(&mut self.undated)
    }

    /// Looks at one record. True if there is a finding in it.
    pub(crate) fn look(&mut self, record: &Record<'_>) -> bool {
        let found = self.finds(record);
        if found {
            self.keep(record);
        }
        found
    }

    /// Whether there is a finding in a record; then [`Self::keep`] must see it next, with all its fields.
    pub(crate) fn finds(&mut self, record: &Record<'_>) -> bool {
        self.hits.clear();
        if !record.observables.is_empty() {
            // An indicator that ended is about a record that is later; of one without a time nobody knows that.
            if self.own_times.0 != record.artifact {
                self.own_times = (record.artifact, artifacts::own_times(record.artifact));
            }
            let time = self.own_time(record);
            self.index.matches_record(record, time, &mut self.hits);
            let all = self.hits.len();
            self.hits.retain(|it| it.status != HitStatus::Undecided);
            self.undated += (all - self.hits.len()) as u64;
        }
        let rule_hits = &mut self.rule_hits;
        rule_hits.clear();
        self.rules.record(record, &mut |rule, hit| rule_hits.push((rule, hit)));
        !self.hits.is_empty() || !rule_hits.is_empty()
    }

    /// When a record came into being: its own time, else the earliest that it carries.
    fn own_time(&self, record: &Record<'_>) -> Option<Utc> {
        let own = |event: &&str| record.times.iter().find(|it| it.event == *event).map(|it| it.utc);
        self.own_times.1.iter().find_map(own).or_else(|| record.times.iter().map(|it| it.utc).min())
    }

    /// Makes findings of what [`Self::finds`] saw.
    pub(crate) fn keep(&mut self, record: &Record<'_>) {
        if !self.hits.is_empty() {
            self.indicator_findings(record);
        }
        for (rule, hit) in self.rule_hits.drain(..) {
            self.findings.add(rule_draft(rule, hit, record));
        }
    }

    fn indicator_findings(&mut self, record: &Record<'_>) {
        // A text may hold thousands of listed addresses; the whole record beside each would be their square.
        let json = to_json(record);
        let mut whole = WHOLE_RECORDS;
        for (at, observable) in record.observables.iter().enumerate() {
            for current in [true, false] {
                let wanted =
                    |hit: &&Hit| hit.observable == at && (hit.status == HitStatus::Current) == current;
                let hits: Vec<&Hit> = self.hits.iter().filter(wanted).collect();
                if !hits.is_empty() {
                    let json = if whole > 0 { json.clone() } else { brief(record, observable) };
                    whole = whole.saturating_sub(1);
                    let draft = self.indicator_draft(record, observable, &hits, current, json);
                    self.findings.add(draft);
                }
            }
        }
    }

    fn indicator_draft(
        &self,
        record: &Record<'_>,
        observable: &Observable<'_>,
        hits: &[&Hit],
        current: bool,
        json: serde_json::Value,
    ) -> Draft {
        let mut indicators = Vec::with_capacity(hits.len());
        hits.iter().for_each(|hit| self.matched(hit).add_to(&mut indicators));
        let campaign = indicators.iter().find_map(|it| it.campaign.as_deref());
        let (mut level, kind) = levels::of_indicator(observable.kind(), observable.role());
        if !current {
            level = Level::Context;
        }
        // An account read back from results is known by the indicator that matched its digest.
        let known = observable.is_digest().then(|| self.index.account_of(observable.value())).flatten();
        let value = known.unwrap_or_else(|| observable.value()).to_owned();
        let time = self.own_time(record);
        Draft {
            rule: if current { INDICATOR_RULE } else { WITHDRAWN_RULE }.to_owned(),
            level,
            kind,
            title: levels::title(kind, level, observable.kind(), campaign),
            explanation_key: levels::explanation_key(kind, observable.role(), !current).to_owned(),
            artifact: record.artifact.to_owned(),
            observed: Observed { kind: observable.kind(), value },
            indicators,
            time,
            last: time,
            count: 1,
            origin: place(record, observable.place().unwrap_or(&record.at)),
            record: json,
            merge_places: false,
        }
    }

    fn matched(&self, hit: &Hit) -> MatchedIndicator {
        let indicator = self.index.indicator(hit.indicator);
        MatchedIndicator {
            kind: indicator.kind,
            value: indicator.value.clone(),
            pack: self.index.pack_of(hit.indicator).to_owned(),
            campaign: indicator.campaign.clone(),
            references: indicator.references.to_vec(),
            labels: indicator.labels.to_vec(),
            confidence: indicator.confidence,
            standing: IndicatorStanding {
                revoked: indicator.revoked,
                valid_until: indicator.valid_until,
                span: indicator.span.map(|it| (it.start, it.stop)),
                is_cut: hit.fit == Fit::Truncated,
            },
        }
    }
}

fn rule_draft(rule: &Rule, hit: RuleHit, record: &Record<'_>) -> Draft {
    Draft {
        rule: rule.id.clone(),
        level: rule.level,
        kind: rule.kind,
        title: rule.title.clone(),
        explanation_key: rule.explanation_key(),
        artifact: record.artifact.to_owned(),
        observed: hit.observed,
        indicators: Vec::new(),
        time: hit.time,
        last: hit.time,
        count: 1,
        origin: place(record, hit.at.as_ref().unwrap_or(&record.at)),
        record: hit.record.unwrap_or_else(|| to_json(record)),
        merge_places: rule.merge_places,
    }
}

/// Whether a finding of an earlier run came from an indicator, and must be looked for anew with other packs.
pub(crate) fn is_by_indicator(rule: &str) -> bool {
    rule == INDICATOR_RULE || rule == WITHDRAWN_RULE
}

/// Marks the kinds that tell a person about their phone's own state; used for ordering in summaries.
pub fn kind_order(kind: Kind) -> u8 {
    match kind {
        Kind::Infection => 0,
        Kind::Targeting => 1,
        Kind::Tampering => 2,
        Kind::Exposure => 3,
        Kind::Weakness => 4,
    }
}
