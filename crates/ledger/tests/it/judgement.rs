//! A question is judged only against a reply that surely came after it.

use crate::{one, problems};

/// A thread with one question, one reply and one answer.
fn case(question: &str, reply: &str, answer: &str) -> Vec<String> {
    problems(&format!(
        r#"
[[inquiry]]
id = "i"
title = "An inquiry"
senders = ["lab"]
purpose = "request_for_response"
formality = "formal"

[[thread]]
id = "t"
inquiry = "i"
recipient = "maker"
origin = "own"
asked_at = "2026-01-01"

[[message]]
id = "letter"
thread = "t"
direction = "out"
medium = "email"

[[question]]
id = "q"
thread = "t"
number = "1.0"
text = "Why?"
question_kind = "reason"
form = "explicit"
directed_to = ["maker"]
{question}

[[message]]
id = "m"
thread = "t"
direction = "in"
medium = "email"
{reply}

[[answer]]
id = "a"
question = "q"
{answer}
"#
    ))
}

const ANSWERED: &str = "reply = \"m\"\noutcome = \"answered\"\nanchors = [\"passage\"]\nstate = \"draft\"";
const OPEN: &str = "reply = \"m\"\noutcome = \"open_after_reply\"\nstate = \"draft\"";
const UNSAID: &str = "{ unspecified = \"not_stated\" }";

#[test]
fn a_reply_before_its_question_is_never_judged() {
    let (later, earlier) = ("asked_at = \"2026-02-02\"", "received_at = \"2026-02-01\"");
    one(&case(later, earlier, ANSWERED), "answer.outcome", "the reply came before its question");
    assert!(case(later, earlier, OPEN).is_empty());
    assert!(case("asked_at = \"2026-01-31\"", earlier, ANSWERED).is_empty());
}

#[test]
fn an_order_that_cannot_be_told_licenses_nothing() {
    for (asked, came) in [
        ("\"2026-02-01\"", "\"2026-02-01\""),
        ("\"XXXX-01-01\"", "\"2026-02-01\""),
        (UNSAID, "\"2026-02-01\""),
        ("\"2026-02-01\"", UNSAID),
    ] {
        let (asked, came) = (format!("asked_at = {asked}"), format!("received_at = {came}"));
        one(&case(&asked, &came, ANSWERED), "answer.outcome", "cannot be told");
        assert!(case(&asked, &came, OPEN).is_empty());
        let not = OPEN.replace("open_after_reply", "not_assessable") + "\nanchors = [\"passage\"]";
        assert!(case(&asked, &came, &not).is_empty());
    }
}

#[test]
fn an_order_that_a_text_tells_is_a_row() {
    let unsaid = format!("asked_at = {UNSAID}");
    assert!(case(&unsaid, "after = \"q\"", ANSWERED).is_empty());
    assert!(case(&format!("{unsaid}\nbefore = \"m\""), "", ANSWERED).is_empty());
    assert!(case(&format!("{unsaid}\nasked_in = \"letter\""), "after = \"letter\"", ANSWERED).is_empty());
    one(&case(&format!("{unsaid}\nafter = \"m\""), "", ANSWERED), "answer.outcome", "came before");
}

#[test]
fn an_order_that_contradicts_the_dates_is_refused() {
    let found = case("asked_at = \"2026-01-01\"\nafter = \"m\"", "received_at = \"2026-02-01\"", OPEN);
    one(&found, "question.after", "the dates");
    let found = case("asked_at = \"2026-03-01\"\nbefore = \"m\"", "received_at = \"2026-02-01\"", OPEN);
    one(&found, "question.before", "the dates");
    let both = format!("asked_at = {UNSAID}\nbefore = \"m\"\nafter = \"m\"");
    one(&case(&both, "", OPEN), "question.after", "both before and after");
}

#[test]
fn a_judgement_shows_the_words_it_judges() {
    let (asked, came) = ("asked_at = \"2026-01-01\"", "received_at = \"2026-02-01\"");
    let bare = |outcome: &str| format!("reply = \"m\"\noutcome = \"{outcome}\"\nstate = \"draft\"");
    for outcome in ["answered", "partly_answered", "declined_with_reason", "not_assessable"] {
        one(&case(asked, came, &bare(outcome)), "answer.anchors", "at least one anchor");
    }
    assert!(case(asked, came, &bare("not_answered")).is_empty());
    one(&case(asked, came, &bare("no_reply")), "answer.outcome", "a reply is named");
    assert!(case(asked, came, "outcome = \"no_reply\"\nstate = \"draft\"").is_empty());
    one(&case(asked, came, "outcome = \"not_answered\"\nstate = \"draft\""), "answer.reply", "none is named");
    let out = ANSWERED.replace("\"m\"", "\"letter\"");
    assert!(case(asked, came, &out).iter().any(|it| it.contains("goes out")));
}

#[test]
fn two_people_judge_before_it_is_final() {
    let (asked, came) = ("asked_at = \"2026-01-01\"", "received_at = \"2026-02-01\"");
    let last = |people: &str| ANSWERED.replace("draft", "final") + "\n" + people;
    for people in ["", "assessors = [\"Ada\"]", "assessors = [\"Ada\", \"ADA\"]"] {
        one(&case(asked, came, &last(people)), "answer.assessors", "two different people");
    }
    assert!(case(asked, came, &last("assessors = [\"Ada\", \"Bo\"]\nadjudicator = \"Cy\"")).is_empty());
    let found = case(asked, came, &last("assessors = [\"Ada\", \"Bo\"]\nadjudicator = \"bo\""));
    one(&found, "answer.adjudicator", "none of them");
}
