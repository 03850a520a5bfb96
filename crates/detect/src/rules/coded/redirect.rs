//! A plain-http visit that led to another host within a second: what network injection looks like, and what
//! countless ordinary redirects look like too.

use model::wire::Observed;
use model::{FieldValue, Locator, ObservableType, Record, Utc};
use rustc_hash::FxHashMap;

use super::Condition;
use crate::engine::RuleHit;
use crate::wire_record::to_json;

/// Remembers visits that redirect and visits that were redirected to, until both ends are known.
#[derive(Default)]
pub(super) struct Redirect {
    /// By the visit they lead to.
    waiting: FxHashMap<i64, From>,
    /// Redirect targets seen before their source.
    targets: FxHashMap<i64, (String, Utc)>,
}

struct From {
    url: String,
    host: String,
    time: Utc,
    visit: i64,
    record: serde_json::Value,
}

const MICROS_PER_SECOND: i64 = 1_000_000;

impl Condition for Redirect {
    fn record(&mut self, record: &Record<'_>, found: &mut dyn FnMut(RuleHit)) {
        let (Some(url), Some(visit)) = (record.text("url"), int(record, "visit_id")) else { return };
        let Some(time) = record.time().map(|it| it.utc) else { return };
        let leads_to = int(record, "redirect_destination").filter(|it| *it > 0);
        let comes_from = int(record, "redirect_source").is_some_and(|it| it > 0);
        if leads_to.is_none() && !comes_from && !self.waiting.contains_key(&visit) {
            return;
        }
        let host = indicators::host_of(url).unwrap_or_default().into_owned();
        if let Some(from) = self.waiting.remove(&visit) {
            report(from, &host, time, found);
        }
        if comes_from {
            self.targets.insert(visit, (host.clone(), time));
        }
        if let Some(target) = leads_to
            && url.get(..7).is_some_and(|it| it.eq_ignore_ascii_case("http://"))
        {
            let from = From { url: url.to_owned(), host, time, visit, record: to_json(record) };
            match self.targets.remove(&target) {
                Some((host, time)) => report(from, &host, time, found),
                None => {
                    self.waiting.insert(target, from);
                }
            }
        }
    }
}

fn report(from: From, to_host: &str, to_time: Utc, found: &mut dyn FnMut(RuleHit)) {
    let elapsed = to_time.as_micros().saturating_sub(from.time.as_micros());
    let www = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    if !(0..MICROS_PER_SECOND).contains(&elapsed) || to_host.is_empty() || www(&from.host) == www(to_host) {
        return;
    }
    found(RuleHit {
        observed: Observed { kind: ObservableType::Url, value: from.url },
        at: Some(Locator::row("history_visits", from.visit).into_owned()),
        time: Some(from.time),
        record: Some(from.record),
    });
}

fn int(record: &Record<'_>, name: &str) -> Option<i64> {
    match record.get(name)? {
        FieldValue::Int(it) => Some(*it),
        _ => None,
    }
}
