//! The numbers as a table for other programs, each line with all that it rests on.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Beside, Excluded, Measured, Promise, Rate, Scope, answer_rate, commitments_met, median_days_to_reply,
    reply_rate, share_referred,
};

const HEAD: &str = "metric,value,unit,numerator,n,beside,excluded,from,to,policy,rubric,as_of";

/// All numbers of a period as CSV (RFC 4180), never localised: the same input gives the same bytes. `n` is the
/// denominator; `beside` and `excluded` are `name=count`, separated by blanks. A value is absent where `n` is 0, or
/// where a median is not reached.
#[must_use]
pub fn csv(threads: &[Measured], promises: &[Promise], scope: &Scope, as_of: Date) -> String {
    let mut out = format!("{HEAD}\r\n");
    for (name, rate) in [
        ("reply_rate", reply_rate(threads, scope)),
        ("answer_rate", answer_rate(threads, scope)),
        ("share_referred", share_referred(threads, scope)),
        ("commitments_met", commitments_met(promises, scope, as_of)),
    ] {
        out.push_str(&line(name, &of_rate(&rate), scope, as_of));
    }
    let median = median_days_to_reply(threads, scope);
    let cells = [
        median.days.map(|it| it.to_string()).unwrap_or_default(),
        "days".to_owned(),
        median.replied.to_string(),
        median.replied.saturating_add(median.waiting).to_string(),
        format!("waiting={}", median.waiting),
        excluded(&median.excluded),
    ];
    out.push_str(&line("median_days_to_reply", &cells, scope, as_of));
    out
}

fn of_rate(rate: &Rate) -> [String; 6] {
    let beside: Vec<String> = rate.beside.iter().map(|(it, n)| format!("{}={n}", beside_name(*it))).collect();
    [
        rate.per_mille().map(|it| format!("{}.{}", it / 10, it % 10)).unwrap_or_default(),
        "percent".to_owned(),
        rate.numerator.to_string(),
        rate.denominator.to_string(),
        beside.join(" "),
        excluded(&rate.excluded),
    ]
}

fn line(name: &str, cells: &[String; 6], scope: &Scope, as_of: Date) -> String {
    let (from, to, as_of) = (scope.from.to_string(), scope.to.to_string(), as_of.to_string());
    let rest = [&from, &to, &scope.policy, &scope.rubric, &as_of];
    let cells: Vec<String> = cells.iter().chain(rest).map(|it| cell(it)).collect();
    format!("{name},{}\r\n", cells.join(","))
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn excluded(of: &BTreeMap<Excluded, u64>) -> String {
    of.iter().map(|(it, n)| format!("{}={n}", excluded_name(*it))).collect::<Vec<_>>().join(" ")
}

fn beside_name(of: Beside) -> &'static str {
    match of {
        Beside::PartlyAnswered => "partly_answered",
        Beside::MetLate => "met_late",
        Beside::PartlyMet => "partly_met",
    }
}

fn excluded_name(of: Excluded) -> &'static str {
    match of {
        Excluded::Undeliverable => "undeliverable",
        Excluded::DeliveryUnknown => "delivery_unknown",
        Excluded::Imported => "imported",
        Excluded::NotSent => "not_sent",
        Excluded::NotYetDue => "not_yet_due",
        Excluded::Paused => "paused",
        Excluded::NoDeadline => "no_deadline",
        Excluded::OtherPolicy => "other_policy",
        Excluded::OtherRubric => "other_rubric",
        Excluded::Unassessed => "unassessed",
        Excluded::OpenAfterReply => "open_after_reply",
        Excluded::NotAssessable => "not_assessable",
        Excluded::NotDue => "not_due",
    }
}
