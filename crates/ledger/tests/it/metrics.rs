//! Numbers on small sets that were counted by hand.

use ledger::metrics::{
    Beside, Excluded, Kept, Measured, Promise, Scope, answer_rate, commitments_met, median_days_to_reply,
    reply_rate, share_referred,
};
use ledger::thread::{ImportedOutcome, ReplyKind as K, Tally, What};

use crate::thread::{Case, day, delivered, draft, imported, outcome, reply, sent, silent};

const NOW: &str = "2017-12-31";

fn scope() -> Scope {
    Scope { from: day("2017-01-01"), to: day("2017-12-31"), policy: "1".into(), rubric: "r1".into() }
}

fn measured(case: &Case, now: &str, questions: Tally) -> Measured {
    Measured { status: case.at(now), questions, rubric: Some("r1".into()) }
}

fn plain(case: &Case) -> Measured {
    measured(case, NOW, Tally::default())
}

fn replied_on(at: &str, kind: K) -> Case {
    delivered().on(at, reply(kind))
}

/// Ten threads: four count, of which three have a reply and one of these is a referral.
fn ten() -> Vec<Measured> {
    let mut other = replied_on("08-14", K::Substantive);
    other.policy.version = "2".into();
    vec![
        plain(&replied_on("08-14", K::Substantive)),
        plain(&replied_on("09-14", K::Refusal)),
        plain(&replied_on("08-10", K::Referral)),
        plain(&silent().on("09-10", What::Acknowledged)),
        plain(&sent().on("08-06", What::Bounced { hard: true })),
        plain(&sent()),
        plain(&delivered().on("08-10", What::ClarificationAsked { genuine: true })),
        plain(&imported("2017-08-03").on("08-10", outcome(ImportedOutcome::ReportedReplied))),
        plain(&draft()),
        plain(&other),
    ]
}

#[test]
fn the_reply_rate_says_what_it_left_out() {
    let rate = reply_rate(&ten(), &scope());
    assert_eq!((rate.numerator, rate.denominator, rate.per_mille()), (3, 4, Some(750)));
    assert_eq!(
        rate.excluded.into_iter().collect::<Vec<_>>(),
        [
            (Excluded::Undeliverable, 1),
            (Excluded::DeliveryUnknown, 1),
            (Excluded::Imported, 1),
            (Excluded::NotSent, 1),
            (Excluded::Paused, 1),
            (Excluded::OtherPolicy, 1),
        ]
    );
    assert_eq!(rate.scope, scope());
    let referred = share_referred(&ten(), &scope());
    assert_eq!((referred.numerator, referred.denominator), (1, 4));
}

#[test]
fn early_replies_do_not_count_before_their_deadline() {
    let set = [
        measured(&replied_on("08-06", K::Substantive), "2017-08-17", Tally::default()),
        measured(&delivered(), "2017-08-17", Tally::default()),
    ];
    let rate = reply_rate(&set, &scope());
    assert_eq!((rate.numerator, rate.denominator, rate.per_mille()), (0, 0, None));
    assert_eq!(rate.excluded.get(&Excluded::NotYetDue), Some(&2));
    let acknowledged = [plain(&delivered().on("08-06", reply(K::AutoReply)))];
    assert_eq!(reply_rate(&acknowledged, &scope()).numerator, 0);
}

#[test]
fn other_periods_are_not_counted_at_all() {
    let later = Scope { from: day("2018-01-01"), to: day("2018-12-31"), ..scope() };
    let rate = reply_rate(&[plain(&replied_on("08-14", K::Substantive))], &later);
    assert_eq!((rate.denominator, rate.excluded.get(&Excluded::Undeliverable)), (0, Some(&0)));
}

#[test]
fn the_answer_rate_counts_questions_and_keeps_parts_apart() {
    let judged = Tally {
        asked: 6,
        answered: 2,
        partly: 1,
        not_answered: 1,
        open_after_reply: 1,
        not_assessable: 1,
        no_reply: 0,
    };
    let half = Tally { asked: 4, answered: 1, ..Tally::default() };
    let none = Tally { asked: 3, ..Tally::default() };
    let mut foreign = measured(&replied_on("08-14", K::Substantive), NOW, none);
    foreign.rubric = Some("r0".into());
    let set = [
        measured(&replied_on("08-14", K::Substantive), NOW, judged),
        measured(&replied_on("08-14", K::Substantive), NOW, half),
        measured(&silent(), NOW, none),
        measured(&sent().on("08-06", What::Bounced { hard: true }), NOW, none),
        measured(&imported("2017-08-03"), NOW, none),
        foreign,
    ];
    let rate = answer_rate(&set, &scope());
    // Four judged, one of the half-judged, three of the silent one.
    assert_eq!((rate.numerator, rate.denominator), (3, 8));
    assert_eq!(rate.beside, [(Beside::PartlyAnswered, 1)]);
    assert_eq!(
        rate.excluded.into_iter().collect::<Vec<_>>(),
        [
            (Excluded::Undeliverable, 3),
            (Excluded::Imported, 3),
            (Excluded::OtherRubric, 3),
            (Excluded::Unassessed, 3),
            (Excluded::OpenAfterReply, 1),
            (Excluded::NotAssessable, 1),
        ]
    );
}

#[test]
fn the_median_does_not_forget_the_silent() {
    // Replies after 7, 11 and 40 days; two still waiting on day 20.
    let replies = ["08-10", "08-14", "09-12"].map(|at| plain(&replied_on(at, K::Substantive)));
    let mut set: Vec<Measured> = replies.into();
    let of = |set: &[Measured]| median_days_to_reply(set, &scope());
    assert_eq!(of(&set).days, Some(11));
    let waiting = measured(&delivered(), "2017-08-23", Tally::default());
    set.extend([waiting.clone(), waiting.clone()]);
    // At risk 5, 4, then 1: 4/5, 4/5 * 3/4 = 3/5, then nothing is left on day 40.
    assert_eq!((of(&set).days, of(&set).replied, of(&set).waiting), (Some(40), 3, 2));
    // Two that wait longer than all: 5 of 7 are left after 11 days, 2/3 of these, less than half, after 40.
    let patient = plain(&delivered());
    set.extend([patient.clone(), patient]);
    assert_eq!(of(&set).days, Some(40));
    assert_eq!(of(&[waiting]).days, None);
    assert_eq!(of(&[]).days, None);
    let bounced = of(&[plain(&sent().on("08-06", What::Bounced { hard: true }))]);
    assert_eq!(bounced.excluded.get(&Excluded::Undeliverable), Some(&1));
}

#[test]
fn exactly_half_is_the_median() {
    // 3/4 * 2/3 = 1/2 on the second reply, whatever binary fractions make of it.
    let mut set: Vec<Measured> = ["08-10", "08-14"].map(|at| plain(&replied_on(at, K::Substantive))).into();
    set.extend([plain(&delivered()), plain(&delivered())]);
    assert_eq!(median_days_to_reply(&set, &scope()).days, Some(11));
}

#[test]
fn commitments_count_once_their_day_has_passed() {
    let promise = |due: Option<&str>, kept| Promise { made: day("2017-06-18"), due: due.map(day), kept };
    let set = [
        promise(Some("2017-09-16"), Kept::Met),
        promise(Some("2017-09-16"), Kept::MetLate),
        promise(Some("2017-09-16"), Kept::Partly),
        promise(Some("2017-09-16"), Kept::Missed),
        promise(Some("2017-09-16"), Kept::Pending),
        promise(None, Kept::Withdrawn),
        promise(None, Kept::Pending),
        promise(Some("2018-09-16"), Kept::Pending),
    ];
    let rate = commitments_met(&set, &scope(), day(NOW));
    assert_eq!((rate.numerator, rate.denominator), (1, 6));
    assert_eq!(rate.beside, [(Beside::MetLate, 1), (Beside::PartlyMet, 1)]);
    assert_eq!(rate.excluded.get(&Excluded::NotDue), Some(&2));
}
