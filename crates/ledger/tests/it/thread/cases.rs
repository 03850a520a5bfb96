//! Cases as they happened, told with invented names.

use ledger::thread::{Delivery, Elapsed, Headline, ImportedOutcome, ReplyKind as K, State as S, What};

use super::*;

/// A fund was written to four times within half a year, and promised something on the way.
#[test]
fn four_rounds_with_one_recipient() {
    let mut case = own();
    case.calendar = Calendar::for_country("GB");
    case = case
        .on("2019-02-11", What::DraftCreated { has_route: true })
        .on("2019-02-12", What::SubmittedForReview { questions: 5, basis_cited: true, safety_checked: true })
        .by("bob", "2019-02-13", What::Approved { adverse: true, legal: true })
        .on("2019-02-18", What::Sent { route: "mail".into() })
        .on("2019-02-18", What::Delivered);
    let rounds =
        [("2019-03-01", 2, "2019-04-15"), ("2019-05-15", 3, "2019-06-05"), ("2019-06-18", 4, "2019-07-22")];
    for (reply_on, round, next) in rounds {
        case = case.on(reply_on, reply(K::Substantive));
        assert_eq!(case.at(reply_on).state, S::ReplyReceived);
        let second = What::SecondAssessment { blind: true, agreed: 5, of: 5 };
        case = case
            .by("cat", reply_on, What::AssessmentStarted { questions: 5 })
            .by("dan", reply_on, second)
            .on(reply_on, What::NotifiedRespondent { window_days: 7 })
            .on(next, What::FollowUpSent { round, questions: 2, route: "mail".into() })
            .on(next, What::Delivered);
    }
    let it = case.at("2019-07-22");
    assert!(it.refused.is_empty(), "{:?}", it.refused);
    assert_eq!((it.state, it.rounds.len()), (S::Awaiting, 4));
    // 18 February to 1 March is 9 working days; 15 April to 15 May is 19 (Easter, early May); due on 2 May.
    let took: Vec<_> = it.rounds.iter().filter_map(|it| it.reply.as_ref()).map(|it| it.took.days).collect();
    assert_eq!(took, [11, 30, 13]);
    let late: Vec<_> = it.rounds.iter().filter_map(|it| it.reply.as_ref()).map(|it| it.days_late).collect();
    assert_eq!(late[0], Some(0));
    assert!(late[1] > Some(0));
    // What was so in April is still what it was in April.
    let april = case.at("2019-04-15");
    assert_eq!((april.rounds.len(), april.state), (2, S::Awaiting));
}

/// A vendor answers a letter by asking whose phone it was.
#[test]
fn a_demand_for_the_victims_identity() {
    let case = delivered()
        .on("08-14", reply(K::CounterRequestVictimIdentity))
        .by("cat", "08-20", What::AssessmentStarted { questions: 3 })
        .by("dan", "08-21", What::SecondAssessment { blind: true, agreed: 3, of: 3 });
    let it = case.at("08-21");
    assert!(it.refused.is_empty() && it.badges.safety_lock);
    for what in [
        What::NotifiedRespondent { window_days: 7 },
        What::FollowUpSent { round: 2, questions: 1, route: "mail".into() },
    ] {
        let it = case.clone().on("08-22", what).at("08-22");
        assert_eq!((it.refused.len(), it.state), (1, S::InAssessment));
    }
    let free = case.by("eve", "08-23", What::SafetyCleared).at("08-23");
    assert!(!free.badges.safety_lock && free.refused.is_empty());
}

/// The question of the founding case: one vendor that replied, a buyer that did not, an owner that named the
/// vendor, and one of whom nobody says anything.
#[test]
fn threads_of_others() {
    let vendor = imported("2017-08-03").on("08-10", outcome(ImportedOutcome::ReportedReplied));
    let buyer = imported("2017-08-03").on("08-10", outcome(ImportedOutcome::ReportedNoReply));
    let owner = imported("2017-08-03").on("08-10", outcome(ImportedOutcome::ReportedReferred));
    let nothing = imported("XXXX-08-03");
    let now = "2019-01-01";
    assert_eq!(vendor.state(now), S::ReportedReplied);
    assert_eq!(buyer.state(now), S::ReportedNoReply);
    assert!(matches!(
        owner.at(now).headline,
        Headline::Reported { referred_to: Some(to), .. } if to == "thr_first"
    ));
    let it = nothing.at(now);
    assert_eq!((it.state, it.headline, it.elapsed), (S::OutcomeNotStated, Headline::OutcomeNotStated, None));
    for case in [&vendor, &buyer, &owner, &nothing] {
        let it = case.at(now);
        assert!(it.due().is_none() && it.derived.is_empty() && it.silence.is_none());
        // Nothing of ours applies to a letter that we did not send.
        for what in [
            What::Sent { route: "mail".into() },
            What::Delivered,
            reminder(1, "mail"),
            reply(K::Substantive),
            What::ConfirmSilence { last_checked: day("2018-12-31") },
            What::Closed { reason: CloseReason::Stale },
        ] {
            let it = case.clone().on("2018-12-31", what).at(now);
            assert_eq!(it.refused[0].why, Refusal::Imported);
        }
    }
    let elapsed = buyer.at("08-10").elapsed.unwrap();
    assert_eq!(elapsed, Elapsed { days: 7, days_at_most: 7, policy_days: None });
    let vague = imported("2017-08").at("09-10").elapsed.unwrap();
    assert_eq!((vague.days, vague.days_at_most), (10, 40));
}

#[test]
fn somebody_looked_and_found_no_comment() {
    let case = imported("XXXX-08-03").on("08-11", What::NoCommentObserved { source: None });
    let it = case.at("12-31");
    assert_eq!((it.state, it.badges.no_comment_as_of), (S::OutcomeNotStated, Some(day("2017-08-11"))));
    assert!(it.refused.is_empty());
}

#[test]
fn those_who_report_may_disagree() {
    let case = imported("2017-08-03")
        .on("08-10", outcome(ImportedOutcome::ReportedNoReply))
        .on("08-12", outcome(ImportedOutcome::ReportedReplied));
    let it = case.at("12-31");
    assert!(it.badges.conflicting_reports);
    assert_eq!((it.state, it.imported.len()), (S::ReportedReplied, 2));
}

#[test]
fn silence_is_not_said_of_what_did_not_arrive_or_stands_still() {
    let confirm = What::ConfirmSilence { last_checked: day("2017-12-30") };
    let bounced = reminded().on("08-21", What::Bounced { hard: true }).on("12-31", confirm.clone());
    assert_eq!(bounced.refusal(), Refusal::WrongState(S::Undeliverable));
    assert_eq!(bounced.at("12-31").rounds[0].delivery, Delivery::Bounced);
    let paused =
        reminded().on("08-21", What::ClarificationAsked { genuine: true }).on("12-31", confirm.clone());
    assert_eq!(paused.refusal(), Refusal::WrongState(S::ClarificationWanted));
    // Reminders on the dead route do not count for the new one.
    let again = reminded()
        .on("08-21", What::Bounced { hard: true })
        .on("08-22", What::ReSent { route: "post".into() })
        .on("12-31", confirm);
    assert_eq!(again.refusal(), Refusal::TooFewReminders);
}

#[test]
fn what_a_recipient_says_is_taken_also_while_the_clock_stands() {
    let paused = delivered().on("08-10", What::ClarificationAsked { genuine: true });
    let it = paused.on("08-14", reply(K::Substantive)).at("12-31");
    assert_eq!(
        (it.state, it.headline),
        (S::ReplyReceived, Headline::Replied { days_late: None, questions: Tally::default() })
    );
    let bounced = sent().on("08-06", What::Bounced { hard: true });
    assert_eq!(bounced.on("08-14", reply(K::PressStatementNotAddressed)).state("12-31"), S::ReplyReceived);
    let further = in_assessment().on("08-22", reply(K::LegalThreat)).at("12-31");
    assert_eq!(
        (further.state, further.badges.further_replies, further.badges.legal_hold),
        (S::InAssessment, true, true)
    );
}
