//! The founding dossier, as threads, questions, owners and numbers come out of its rows.

use jiff::civil::{Date, date};
use ledger::asof::{deal, owners};
use ledger::dossier;
use ledger::metrics::{Excluded, Scope, csv, measured, reply_rate};
use ledger::question::{NotAssessable, Standing, standing};
use ledger::records::{Question, Thread};
use ledger::statements::said;
use ledger::thread::{Headline, ImportedOutcome as O, Log, State, Status, Tally, status_of};
use ledger::words::{Layer, Rank};
use ledger::{Id, Index, Row};

use crate::founding::{TODAY, founding, row};

fn all() -> Index<'static> {
    Index::of(&founding().rows.iter().collect::<Vec<_>>())
}

/// What the text says, without other sources.
fn text() -> Index<'static> {
    Index::of(&founding().rows.iter().filter(|it| it.layer == Layer::Founding).collect::<Vec<_>>())
}

fn id(local: &str) -> Id {
    row(local).id
}

fn at(local: &str, index: &Index<'_>, now: Date) -> Status {
    let it = status_of(row(local), index, now).unwrap();
    assert_eq!(it.refused, [], "{local}");
    it
}

/// What others report, with the local names of the rows.
fn reported(it: &Status) -> Vec<(O, &'static str, &'static str)> {
    let local = |text: &str| founding().rows.iter().find(|it| it.id.as_str() == text).unwrap().local.as_str();
    it.imported.iter().map(|it| (it.outcome, local(&it.asserted_by), local(&it.source))).collect()
}

#[test]
fn the_text_reports_a_reply_a_missing_comment_and_says_nothing_of_the_third() {
    let text = text();
    let nso = at("t1", &text, TODAY);
    assert_eq!(nso.state, State::ReportedReplied);
    assert_eq!(reported(&nso), [(O::ReportedReplied, "access-now", "s1")]);
    // The text has no year, so nobody can say how long it took.
    assert_eq!(nso.elapsed, None);
    let blackstone = at("t2", &text, TODAY);
    assert_eq!(blackstone.state, State::ReportedNoReply);
    assert_eq!(reported(&blackstone), [(O::ReportedNoReply, "access-now", "s1")]);
    // No comment recorded as of the text: of which no day is known, and for which nobody invents one.
    let [observed] = &blackstone.observed[..] else { panic!("{:?}", blackstone.observed) };
    assert_eq!(observed.by.as_deref(), Some(id("access-now").as_str()));
    assert_eq!(observed.source.as_deref(), Some(id("s1").as_str()));
    assert_eq!((&observed.as_of, blackstone.badges.no_comment_as_of), (&None, None));
    let clearsky = at("t3", &text, TODAY);
    assert_eq!((clearsky.state, &clearsky.headline), (State::OutcomeNotStated, &Headline::OutcomeNotStated));
    assert_eq!(clearsky.observed, []);
}

#[test]
fn other_sources_are_added_and_take_nothing_back() {
    let all = all();
    assert_eq!(
        reported(&at("t1", &all, TODAY)),
        [(O::ReportedReplied, "access-now", "s1"), (O::ReportedReplied, "bhrrc", "ls-bhrrc")]
    );
    // One source does not say, the other does: that is no conflict.
    let clearsky = at("t3", &all, TODAY);
    assert_eq!((clearsky.state, clearsky.badges.conflicting_reports), (State::ReportedNoReply, false));
    assert_eq!(
        clearsky.headline,
        Headline::Reported {
            outcome: O::ReportedNoReply,
            according_to: vec![id("bhrrc").to_string()],
            referred_to: None
        }
    );
}

#[test]
fn imported_threads_are_never_silent_overdue_or_on_a_clock() {
    for index in [text(), all()] {
        for (row, _) in index.all::<Thread>() {
            for now in [date(2017, 8, 20), TODAY, date(2099, 1, 1)] {
                let it = status_of(row, &index, now).unwrap();
                let allowed = [
                    State::ReportedReplied,
                    State::ReportedNoReply,
                    State::ReportedReferred,
                    State::OutcomeNotStated,
                ];
                assert!(allowed.contains(&it.state), "{row:?}");
                assert_eq!(
                    (it.silence, it.due().is_some(), it.rounds.len(), it.derived),
                    (None, false, 0, vec![])
                );
            }
        }
    }
}

#[test]
fn four_threads_and_nine_pension_funds_of_one_page() {
    let all = all();
    let states = ["t1", "t2", "t3", "l-t4"].map(|it| at(it, &all, TODAY).state);
    assert_eq!(
        states,
        [State::ReportedReplied, State::ReportedNoReply, State::ReportedNoReply, State::ReportedReferred]
    );
    let Headline::Reported { referred_to, .. } = at("l-t4", &all, TODAY).headline else { panic!() };
    assert_eq!(referred_to.as_deref(), Some(id("t1").as_str()));
    let funds: Vec<(&Row, &Thread)> =
        all.all::<Thread>().filter(|it| it.1.inquiry.id() == id("l-i3")).collect();
    let unnamed = funds.iter().filter(|it| it.1.recipient.known().is_none()).count();
    assert_eq!((funds.len(), unnamed), (9, 7));
    for (row, thread) in funds {
        let expected = match thread.recipient.known() {
            Some(_) => State::ReportedReplied,
            None => State::OutcomeNotStated,
        };
        assert_eq!(status_of(row, &all, TODAY).unwrap().state, expected);
    }
}

#[test]
fn only_the_first_question_may_ever_be_judged_and_only_with_the_reply_at_hand() {
    let rows: Vec<&Row> = founding().rows.iter().collect();
    let reply = id("m1");
    for number in ["q1.1", "q1.2", "q1.3", "q1.4", "q1.5", "q1.6"] {
        assert_eq!(standing(row(number), &rows), Some(Standing::OpenAfterReply { reply }), "{number}");
    }
    let why = NotAssessable::ReplyNotCaptured;
    assert_eq!(standing(row("q1.0"), &rows), Some(Standing::NotAssessable { reply, why }));
    assert_eq!(standing(row("q2.1"), &rows), Some(Standing::Open));
    assert_eq!(standing(row("nso"), &rows), None);
    let tally = Log::of(row("t1"), &rows).unwrap().questions;
    assert_eq!(tally, Tally { asked: 1, not_assessable: 1, ..Tally::default() });
}

/// The founding dossier with a change.
fn changed(from: &str, to: &str) -> dossier::Dossier {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../dossiers/founding.toml");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from));
    dossier::parse(&text.replacen(from, to, 1), "x").unwrap()
}

fn standings(dossier: &dossier::Dossier) -> Vec<(String, Standing)> {
    let rows: Vec<&Row> = dossier.rows.iter().collect();
    let questions = rows.iter().filter(|it| it.get::<Question>().is_some());
    questions.map(|it| (it.local.to_string(), standing(it, &rows).unwrap())).collect()
}

#[test]
fn with_the_reply_captured_the_first_question_and_no_other_can_be_judged() {
    // Its bytes, once somebody finds them.
    let reply = "reply_kind = \"press_statement_not_addressed\"";
    let with = changed(reply, &format!("{reply}\ncaptures = [\"cap1\"]"));
    let assessable: Vec<String> = standings(&with)
        .into_iter()
        .filter(|it| matches!(it.1, Standing::Assessable { .. } | Standing::Answered { .. }))
        .map(|it| it.0)
        .collect();
    assert_eq!(assessable, ["q1.0"]);
    // A capture that is described and not held is none.
    let without = changed("holding = \"held_not_republished\"", "holding = \"not_held\"");
    assert!(standings(&without).iter().all(|it| !matches!(it.1, Standing::Assessable { .. })));
    // Without the row that tells the order, nothing does: no date has a year, and the reply has none at all.
    let unordered = changed("asked_at = \"XXXX-07-04\"\nbefore = \"m1\"", "asked_at = \"XXXX-07-04\"");
    let unordered = {
        let rows: Vec<&Row> = unordered.rows.iter().collect();
        let first = rows.iter().find(|it| it.local.as_str() == "q1.0").unwrap();
        // The letter that holds it and the reply to that letter still tell the order.
        let told = standing(first, &rows).unwrap();
        assert!(matches!(told, Standing::NotAssessable { why: NotAssessable::ReplyNotCaptured, .. }));
        changed("asked_in = \"mo1\"\nasked_at = \"XXXX-07-04\"\nbefore = \"m1\"", "asked_at = \"XXXX-07-04\"")
    };
    let first = standings(&unordered).into_iter().find(|it| it.0 == "q1.0").unwrap().1;
    assert!(matches!(first, Standing::NotAssessable { why: NotAssessable::OrderUnknown, .. }), "{first:?}");
}

fn locals<'a>(rows: impl IntoIterator<Item = &'a &'a Row>) -> Vec<&'a str> {
    rows.into_iter().map(|it| it.local.as_str()).collect()
}

#[test]
fn the_owner_and_the_deal_on_two_days() {
    let all = all();
    let (before, after) = (date(2017, 8, 1), date(2017, 8, 20));
    // The text calls the owner current, other sources date the text and the purchase. After the text nobody knows.
    let on = owners(id("nso"), &all, before);
    assert_eq!((on.certain.len(), on.apart.len()), (1, 0));
    assert_eq!(on.certain[0].row.local.as_str(), "r4");
    let mut by: Vec<Id> = vec![id("st-r4-from"), id("st-published")];
    by.sort();
    assert_eq!(on.certain[0].by, by);
    let on = owners(id("nso"), &all, after);
    assert_eq!((on.certain.len(), on.apart.len()), (0, 1));
    assert!(owners(id("nso"), &all, date(2013, 12, 31)).apart.is_empty());
    // By the text alone no date is known, so that the owner stands apart on every day.
    let on = owners(id("nso"), &text(), before);
    assert_eq!((on.certain.len(), on.apart.len()), (0, 1));

    let on = deal(id("d1"), &all, before);
    assert_eq!(
        (locals(&on.last), locals(&on.later)),
        (vec!["lds-talks"], vec!["lds-ended", "lds-ended-bhrrc"])
    );
    let undated = vec!["ds1", "ds2", "lds-denied"];
    assert_eq!((locals(&on.apart), locals(&on.before)), (undated.clone(), vec![]));
    let on = deal(id("d1"), &all, after);
    assert_eq!(
        (locals(&on.last), locals(&on.before)),
        (vec!["lds-ended", "lds-ended-bhrrc"], vec!["lds-talks"])
    );
    assert_eq!((locals(&on.apart), locals(&on.later)), (undated, vec![]));
}

#[test]
fn all_that_sources_say_differently_is_there_with_its_rank() {
    let all = all();
    let of = |subject: &str, property: &str| -> Vec<(String, &str, Rank)> {
        said(id(subject), property, &all)
            .iter()
            .map(|it| (it.date().unwrap().to_string(), it.row.local.as_str(), it.rank))
            .collect()
    };
    let normal = |year: &str, row| (year.to_owned(), row, Rank::Normal);
    assert_eq!(
        of("nso", "founded"),
        [
            normal("2009", "st-founded-reuters"),
            normal("2010", "st-founded-fa"),
            normal("2011", "st-founded-globes")
        ]
    );
    assert_eq!(
        of("l-t5", "asked_at"),
        [normal("2017-07-26", "st-letter-reuters"), normal("2017-07-25", "st-letter-cbc")]
    );
    assert_eq!(
        of("m1", "dated"),
        [("2017-08-09".to_owned(), "st-m1-bhrrc", Rank::Preferred), normal("2017-08-10", "st-m1-an")]
    );
}

#[test]
fn nothing_of_it_is_in_any_rate() {
    let all = all();
    let (threads, incomplete) = measured(&all, TODAY);
    assert_eq!((threads.len(), incomplete), (14, vec![]));
    let scope = Scope { from: date(2017, 1, 1), to: TODAY, policy: String::new(), rubric: String::new() };
    let rate = reply_rate(&threads, &scope);
    assert_eq!((rate.numerator, rate.denominator), (0, 0));
    assert_eq!(rate.excluded.get(&Excluded::Imported), Some(&14));
    let table = csv(&threads, &[], &scope, TODAY);
    assert!(table.contains("reply_rate,,percent,0,0,,undeliverable=0 imported=14,2017-01-01,"), "{table}");
}
