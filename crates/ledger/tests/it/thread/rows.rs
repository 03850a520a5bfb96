//! One test for each row of the table of states, with its guards.

use ledger::thread::{
    Agreement, Basis, CloseReason, Delivery, DerivedWhat, Effect, Headline, HideReason, ImportedOutcome,
    Leaf, Refusal as R, ReplyKind as K, State as S, What,
};

use super::*;

/// What the last event led to.
fn effects(case: &Case) -> Vec<Effect> {
    case.at("2019-12-31").steps.last().unwrap().effects.clone()
}

#[test]
fn a_draft_needs_a_route_and_an_author() {
    assert_eq!(own().state("08-01"), S::Unopened);
    assert_eq!(draft().state("08-01"), S::Draft);
    assert_eq!(own().on("08-01", What::DraftCreated { has_route: false }).refusal(), R::NoRoute);
    assert_eq!(own().by("", "08-01", What::DraftCreated { has_route: true }).refusal(), R::NobodyNamed);
}

#[test]
fn a_review_needs_questions_a_basis_and_a_safety_check() {
    assert_eq!(in_review().state("08-01"), S::InReview);
    let with = |questions, basis_cited, safety_checked| {
        draft().on("08-01", What::SubmittedForReview { questions, basis_cited, safety_checked }).refusal()
    };
    assert_eq!(with(0, true, true), R::NoQuestion);
    assert_eq!(with(1, false, true), R::NoBasis);
    assert_eq!(with(1, true, false), R::NotSafetyChecked);
}

#[test]
fn changes_asked_lead_back_to_the_draft() {
    let ask = |reason: &str| in_review().by("bob", "08-02", What::ChangesAsked { reason: reason.into() });
    assert_eq!(ask("tone").state("08-02"), S::Draft);
    assert_eq!(ask(" ").refusal(), R::NoReason);
}

#[test]
fn the_author_does_not_approve_and_an_allegation_needs_the_legal_role() {
    assert_eq!(approved().state("08-02"), S::Approved);
    assert_eq!(effects(&approved()), [Effect::TextFrozen, Effect::Log(Leaf::InquiryApproved)]);
    let with = |who, adverse, legal| in_review().by(who, "08-02", What::Approved { adverse, legal });
    assert_eq!(with("ann", false, false).refusal(), R::SamePerson);
    assert_eq!(with("", false, false).refusal(), R::NobodyNamed);
    assert_eq!(with("bob", true, false).refusal(), R::LegalMissing);
    assert_eq!(with("bob", false, false).state("08-02"), S::Approved);
}

#[test]
fn sending_sets_day_zero() {
    let it = sent().at("08-03");
    assert_eq!((it.state, it.due().unwrap().date), (S::Awaiting, day("2017-08-17")));
    let round = it.round().unwrap();
    assert_eq!(
        (round.day0, round.basis, round.delivery),
        (day("2017-08-03"), Basis::Sending, Delivery::Pending)
    );
    assert_eq!(it.headline, Headline::Waiting { days: 14, due: day("2017-08-17") });
    assert!(effects(&sent()).contains(&Effect::Log(Leaf::Sent)));
    let early = in_review().on("08-03", What::Sent { route: "mail".into() });
    assert_eq!(early.refusal(), R::WrongState(S::InReview));
}

#[test]
fn the_first_delivery_is_day_zero_and_unknown_delivery_is_flagged() {
    let it = sent().on("08-06", What::Delivered).at("08-06");
    assert_eq!(it.round().unwrap().basis, Basis::Delivery);
    assert_eq!(it.due().unwrap().date, day("2017-08-20"));
    let twice = sent().on("08-06", What::Delivered).on("08-07", What::Delivered);
    assert_eq!(twice.refusal(), R::AlreadyDelivered);

    let unknown = sent().on("08-06", What::DeliveryUnknown);
    let it = unknown.at("08-06");
    assert!(it.badges.delivery_unknown);
    assert_eq!((it.state, it.due().unwrap().date), (S::Awaiting, day("2017-08-17")));
    assert_eq!(sent().on("08-05", What::DeliveryUnknown).refusal(), R::TooEarly);
    let after_all = unknown.on("08-07", What::Delivered).at("08-07");
    assert!(!after_all.badges.delivery_unknown);
    assert_eq!(after_all.round().unwrap().day0, day("2017-08-07"));
}

#[test]
fn a_hard_bounce_stops_the_clock() {
    for case in
        [sent().on("08-04", What::Bounced { hard: true }), sent().on("08-20", What::Bounced { hard: true })]
    {
        let it = case.at("12-31");
        assert_eq!((it.state, it.due()), (S::Undeliverable, None));
        assert_eq!(it.headline, Headline::Undeliverable);
        assert_eq!(effects(&case), [Effect::ClockStopped, Effect::RouteWanted]);
        assert!(it.derived.iter().all(|it| it.undone_by.is_some()), "nobody is late with what never came");
    }
    assert_eq!(sent().on("08-04", What::Bounced { hard: false }).refusal(), R::SoftBounce);
}

#[test]
fn sending_again_resets_day_zero_and_keeps_the_old_route() {
    let bounced = sent().on("08-06", What::Bounced { hard: true });
    let it = bounced.clone().on("08-10", What::ReSent { route: "post".into() }).at("08-10");
    let round = it.round().unwrap();
    assert_eq!((it.state, round.day0, round.sent), (S::Awaiting, day("2017-08-10"), day("2017-08-03")));
    assert_eq!(round.routes, ["mail", "post"]);
    assert_eq!(it.due().unwrap().date, day("2017-08-24"));
    assert_eq!(bounced.on("08-10", What::ReSent { route: "mail".into() }).refusal(), R::RouteNotNew);
}

#[test]
fn an_acknowledgement_is_a_badge_and_the_clock_goes_on() {
    for what in [What::AutoReply, What::Acknowledged, reply(K::Acknowledgement), reply(K::AutoReply)] {
        let case = delivered().on("08-04", what);
        assert!(case.at("08-04").badges.acknowledged);
        assert_eq!((case.state("08-17"), case.state("08-18")), (S::Awaiting, S::Overdue));
        assert_eq!(case.at("08-18").round().unwrap().reply, None);
    }
    let holding = delivered().on("08-04", reply(K::Holding));
    assert!(holding.at("08-04").badges.holding);
    assert_eq!(holding.state("08-18"), S::Overdue);
}

#[test]
fn reminders_come_in_order_not_too_early_and_the_second_elsewhere() {
    assert_eq!(delivered().on("08-10", reminder(1, "mail")).state("08-10"), S::Awaiting);
    assert_eq!(delivered().on("08-09", reminder(1, "mail")).refusal(), R::ReminderTooEarly);
    assert_eq!(delivered().on("08-10", reminder(2, "mail")).refusal(), R::ReminderNumber);
    let once = delivered().on("08-10", reminder(1, "mail"));
    assert_eq!(once.clone().on("08-17", reminder(2, "post")).refusal(), R::ReminderTooEarly);
    assert_eq!(once.clone().on("08-18", reminder(2, "mail")).refusal(), R::SameChannel);
    assert_eq!(once.clone().on("08-18", reminder(2, "post")).state("08-18"), S::Overdue);
    assert_eq!(reminded().on("08-21", reminder(3, "fax")).refusal(), R::ReminderNumber);
}

#[test]
fn only_time_makes_a_thread_overdue_and_dates_it_back() {
    assert_eq!(delivered().state("08-17"), S::Awaiting);
    assert_eq!(delivered().at("08-17").headline, Headline::Waiting { days: 0, due: day("2017-08-17") });
    let it = delivered().at("10-01");
    assert_eq!(it.state, S::Overdue);
    assert_eq!(it.derived.len(), 1);
    assert_eq!((it.derived[0].what, it.derived[0].at), (DerivedWhat::BecameOverdue, day("2017-08-18")));
    assert_eq!(it.headline, Headline::Overdue { days: 45, due: day("2017-08-17") });
}

#[test]
fn silence_needs_grace_reminders_channels_a_person_and_a_recent_look() {
    let it = silent().at("12-31");
    assert_eq!(it.state, S::Silent);
    assert_eq!(it.headline, Headline::NoReply { as_of: day("2017-09-01") });
    assert_eq!(effects(&silent()), [Effect::Log(Leaf::SilenceObserved)]);
    let confirm = |case: Case, who: &str, at: &str, checked: &str| {
        case.by(who, at, What::ConfirmSilence { last_checked: day(checked) }).refusal()
    };
    assert_eq!(confirm(reminded(), "ann", "08-31", "2017-08-31"), R::GraceNotOver);
    assert_eq!(confirm(delivered(), "ann", "09-03", "2017-09-03"), R::TooFewReminders);
    assert_eq!(confirm(reminded(), "", "09-03", "2017-09-03"), R::NobodyNamed);
    assert_eq!(confirm(reminded(), "ann", "09-10", "2017-09-02"), R::NotCheckedLately);
    assert_eq!(confirm(reminded(), "ann", "09-10", "2017-09-11"), R::NotCheckedLately);
    assert_eq!(confirm(replied(), "ann", "09-10", "2017-09-10"), R::WrongState(S::ReplyReceived));
    let mut one_channel = delivered();
    one_channel.policy.reminders[1].other_channel = false;
    let one_channel = one_channel.on("08-10", reminder(1, "mail")).on("08-20", reminder(2, "mail"));
    assert_eq!(confirm(one_channel, "ann", "09-03", "2017-09-03"), R::TooFewReminders);
    // A careless policy does not make silence cheaper.
    let mut careless = delivered();
    careless.policy.reminders_before_silence = 0;
    assert_eq!(confirm(careless, "ann", "09-03", "2017-09-03"), R::TooFewReminders);
}

#[test]
fn a_reply_ends_the_waiting_and_is_late_after_the_deadline() {
    for (case, at, late) in
        [(delivered(), "08-17", Some(0)), (delivered(), "08-20", Some(3)), (silent(), "09-16", Some(30))]
    {
        for kind in [K::Substantive, K::PressStatementNotAddressed, K::MeetingOffer] {
            let case = case.clone().on(at, reply(kind));
            let it = case.at("12-31");
            assert_eq!((it.state, it.badges.late), (S::ReplyReceived, late > Some(0)));
            assert_eq!(it.headline, Headline::Replied { days_late: late, questions: Tally::default() });
            assert_eq!(effects(&case), [Effect::Log(Leaf::Reply)]);
        }
    }
    let refuses = delivered().on("08-14", reply(K::Refusal)).at("12-31");
    assert_eq!(
        (refuses.state, refuses.headline),
        (S::ReplyReceived, Headline::Refused { days_late: Some(0) })
    );
    let uncaptured = What::ReplyReceived { kind: K::Substantive, captured: false, referred_to: None };
    assert_eq!(delivered().on("08-14", uncaptured).refusal(), R::NoCapture);
    assert_eq!(delivered().on("08-14", reply(K::Bounce)).refusal(), R::NotAReply);
    assert_eq!(delivered().on("08-02", reply(K::Substantive)).found("08-10").refusal(), R::BeforeSending);
}

#[test]
fn a_reply_is_measured_in_both_kinds_of_days() {
    let it = delivered().on("08-20", reply(K::Substantive)).at("12-31");
    let took = it.round().unwrap().reply.as_ref().unwrap().took;
    assert_eq!((took.days, took.policy_days), (17, Some(11)));
    assert_eq!(it.elapsed, Some(took));
}

#[test]
fn a_referral_leaves_the_question_unanswered_and_wants_a_thread() {
    let case = delivered().on("08-14", reply(K::Referral));
    let it = case.at("12-31");
    assert_eq!(it.state, S::Referred);
    assert_eq!(it.headline, Headline::Referred { to: Some("thr_other".into()) });
    assert!(effects(&case).contains(&Effect::ThreadWanted(Some("thr_other".into()))));
    let after_all = case.on("08-24", reply(K::Substantive)).at("12-31");
    assert_eq!((after_all.state, after_all.badges.referred), (S::ReplyReceived, true));
    assert_eq!(after_all.headline, Headline::Replied { days_late: Some(7), questions: Tally::default() });
}

#[test]
fn a_legal_threat_is_a_reply_under_hold() {
    let case = delivered().on("08-14", reply(K::LegalThreat));
    let it = case.at("12-31");
    assert_eq!((it.state, it.badges.legal_hold), (S::ReplyReceived, true));
    assert!(effects(&case).contains(&Effect::LegalNotified));
    assert!(!case.clone().on("08-20", What::LegalHoldLifted).at("12-31").badges.legal_hold);
    assert_eq!(case.by("", "08-20", What::LegalHoldLifted).refusal(), R::NobodyNamed);
    assert_eq!(replied().on("08-20", What::LegalHoldLifted).refusal(), R::NothingToLift);
}

#[test]
fn a_demand_for_victims_locks_all_writing() {
    let case = delivered().on("08-14", reply(K::CounterRequestVictimIdentity));
    let it = case.at("12-31");
    assert_eq!((it.state, it.badges.safety_lock), (S::ReplyReceived, true));
    assert!(effects(&case).contains(&Effect::ComposerLocked));
    let judged = case.by("cat", "08-20", What::AssessmentStarted { questions: 3 }).by(
        "dan",
        "08-21",
        What::SecondAssessment { blind: true, agreed: 3, of: 3 },
    );
    let notify = What::NotifiedRespondent { window_days: 7 };
    assert_eq!(judged.clone().on("08-22", notify.clone()).refusal(), R::SafetyLocked);
    let cleared = judged.by("eve", "08-22", What::SafetyCleared).on("08-23", notify);
    assert_eq!(cleared.state("08-23"), S::RightOfReply);
}

#[test]
fn a_real_question_of_scope_pauses_the_clock() {
    let case = delivered().on("08-10", What::ClarificationAsked { genuine: true });
    let it = case.at("12-31");
    assert_eq!((it.state, it.due(), &it.headline), (S::ClarificationWanted, None, &Headline::Paused));
    assert_eq!(delivered().on("08-10", What::ClarificationAsked { genuine: false }).refusal(), R::NotGenuine);
    let clarified = case.on("08-20", What::Clarified).at("08-20");
    assert_eq!((clarified.state, clarified.due().unwrap().date), (S::Awaiting, day("2017-09-03")));
    assert_eq!(clarified.round().unwrap().basis, Basis::Clarification);
    let overdue = delivered().on("08-20", What::ClarificationAsked { genuine: true });
    assert_eq!(overdue.state("12-31"), S::ClarificationWanted);
    // It was overdue before the question, and a clock that starts anew does not change that.
    let anew = overdue.on("08-27", What::Clarified).at("08-28");
    assert_eq!((anew.state, anew.derived.len(), &anew.derived[0].undone_by), (S::Awaiting, 1, &None));
}

#[test]
fn one_extension_within_one_more_window_shows_both_days() {
    let grant = |case: Case, at: &str, until: &str, reason: &str| {
        case.on(at, What::ExtensionGranted { reason: reason.into(), new_due: day(until) })
    };
    let case = grant(delivered(), "08-14", "2017-08-24", "holiday");
    let it = case.at("08-24");
    assert_eq!(it.state, S::Awaiting);
    let extension = it.round().unwrap().extension.as_ref().unwrap();
    assert_eq!((extension.before, extension.after), (day("2017-08-17"), day("2017-08-24")));
    assert_eq!(case.state("08-25"), S::Overdue);
    assert_eq!(grant(case, "08-20", "2017-08-28", "more").refusal(), R::SecondExtension);
    assert_eq!(grant(delivered(), "08-14", "2017-08-24", "").refusal(), R::NoReason);
    assert_eq!(grant(delivered(), "08-14", "2017-08-17", "x").refusal(), R::ExtensionLength);
    assert_eq!(grant(delivered(), "08-14", "2017-09-03", "x").refusal(), R::ExtensionLength);
    assert_eq!(grant(delivered(), "08-14", "2017-08-31", "x").state("08-31"), S::Awaiting);
    // Granted after the deadline, it takes the lateness back.
    let late = grant(delivered(), "08-21", "2017-08-24", "illness").at("08-22");
    assert_eq!(late.state, S::Awaiting);
    assert_eq!(late.derived[0].undone_by.as_deref(), Some("e5"));
}

#[test]
fn an_assessment_starts_from_a_reply_a_referral_or_silence() {
    for case in [replied(), delivered().on("08-14", reply(K::Referral)), silent()] {
        let start = |questions| case.clone().by("cat", "09-10", What::AssessmentStarted { questions });
        assert_eq!(start(3).state("12-31"), S::InAssessment);
        assert_eq!(start(0).refusal(), R::NoQuestion);
    }
    let early = delivered().by("cat", "08-10", What::AssessmentStarted { questions: 3 });
    assert_eq!(early.refusal(), R::WrongState(S::Awaiting));
}

#[test]
fn the_second_assessor_is_another_person_and_has_not_seen_the_first() {
    let it = assessed_twice().at("12-31");
    assert_eq!(
        (it.state, it.agreement),
        (S::InAssessment, Some(Agreement { agreed: 3, of: 3, adjudicated: false }))
    );
    let with = |who, blind, agreed| {
        in_assessment().by(who, "08-21", What::SecondAssessment { blind, agreed, of: 3 }).refusal()
    };
    assert_eq!(with("cat", true, 3), R::SamePerson);
    assert_eq!(with("dan", false, 3), R::NotBlind);
    assert_eq!(with("dan", true, 4), R::Counts);
}

#[test]
fn a_third_person_decides_where_two_differ() {
    let differ = in_assessment().by("dan", "08-21", What::SecondAssessment { blind: true, agreed: 2, of: 3 });
    let decide = |who| differ.clone().by(who, "08-22", What::Adjudicated);
    let it = decide("eve").at("12-31");
    assert_eq!((it.state, it.agreement.unwrap().adjudicated), (S::InAssessment, true));
    assert_eq!(decide("cat").refusal(), R::SamePerson);
    assert_eq!(decide("dan").refusal(), R::SamePerson);
    assert_eq!(assessed_twice().by("eve", "08-22", What::Adjudicated).refusal(), R::NoDisagreement);
    let notify = What::NotifiedRespondent { window_days: 7 };
    assert_eq!(differ.on("08-22", notify).refusal(), R::AssessmentIncomplete);
}

#[test]
fn the_respondent_has_seven_to_fourteen_days() {
    let it = notified().at("08-29");
    assert_eq!((it.state, it.comment_until), (S::RightOfReply, Some(day("2017-08-29"))));
    let with = |case: Case, window_days| case.on("08-22", What::NotifiedRespondent { window_days });
    assert_eq!(with(assessed_twice(), 14).state("08-22"), S::RightOfReply);
    assert_eq!(with(assessed_twice(), 6).refusal(), R::CommentWindow);
    assert_eq!(with(assessed_twice(), 15).refusal(), R::CommentWindow);
    assert_eq!(with(in_assessment(), 7).refusal(), R::AssessmentIncomplete);
}

#[test]
fn a_comment_or_time_completes_the_assessment() {
    assert_eq!(assessed().state("12-31"), S::Assessed);
    assert!(effects(&assessed()).contains(&Effect::CommentPublished));
    let it = notified().at("08-30");
    assert_eq!(it.state, S::Assessed);
    let last = it.derived.last().unwrap();
    assert_eq!((last.what, last.at), (DerivedWhat::CommentWindowPassed, day("2017-08-30")));
    assert_eq!(notified().on("08-30", What::CommentWindowPassed).state("08-30"), S::Assessed);
    assert_eq!(notified().on("08-29", What::CommentWindowPassed).refusal(), R::CommentWindowOpen);
}

#[test]
fn a_follow_up_opens_the_next_round() {
    let follow = |round, questions| {
        assessed().on("09-03", What::FollowUpSent { round, questions, route: "mail".into() })
    };
    let it = follow(2, 1).at("09-03");
    assert_eq!((it.state, it.rounds.len()), (S::Awaiting, 2));
    assert_eq!(it.due().unwrap().date, day("2017-09-17"));
    assert!(it.rounds[0].reply.is_some(), "the first round keeps its reply");
    assert_eq!(follow(2, 0).refusal(), R::NoQuestion);
    assert_eq!(follow(3, 1).refusal(), R::RoundNumber);
}

#[test]
fn a_thread_closes_after_assessment_or_silence() {
    for case in [assessed(), silent()] {
        let case = case.on("09-10", What::Closed { reason: CloseReason::Stale });
        assert_eq!(case.state("12-31"), S::Closed);
        assert_eq!(case.at("12-31").headline, Headline::Closed { reason: CloseReason::Stale });
    }
    let early = replied().on("09-10", What::Closed { reason: CloseReason::Stale });
    assert_eq!(early.refusal(), R::WrongState(S::ReplyReceived));
}

#[test]
fn a_late_reply_or_new_evidence_supersedes_what_was_judged() {
    for (case, superseded) in [(silent(), false), (assessed(), true), (closed(), true)] {
        let it = case.clone().on("10-01", late(K::Substantive)).at("12-31");
        assert_eq!((it.state, it.badges.superseded_assessment), (S::ReplyReceived, superseded));
        let case = case.on("10-01", What::NewEvidence { reason: "a document".into() });
        let it = case.at("12-31");
        assert_eq!((it.state, it.badges.superseded_assessment), (S::InAssessment, superseded));
        let anew = case.by("cat", "10-02", What::AssessmentStarted { questions: 3 });
        assert_eq!(anew.state("12-31"), S::InAssessment);
    }
    assert_eq!(assessed().on("10-01", What::NewEvidence { reason: String::new() }).refusal(), R::NoReason);
}

#[test]
fn an_imported_outcome_stays_what_others_say() {
    let table = [
        (ImportedOutcome::ReportedReplied, S::ReportedReplied),
        (ImportedOutcome::ReportedNoReply, S::ReportedNoReply),
        (ImportedOutcome::ReportedReferred, S::ReportedReferred),
    ];
    for (what, state) in table {
        let it = imported("2017-08-03").on("08-10", outcome(what)).at("2019-12-31");
        assert_eq!(it.state, state);
        assert!(
            matches!(it.headline, Headline::Reported { according_to, .. } if according_to == ["monitor"])
        );
        assert!(it.derived.is_empty() && it.rounds.is_empty() && it.silence.is_none());
    }
    let nameless = What::ImportedOutcome {
        outcome: ImportedOutcome::ReportedReplied,
        asserted_by: None,
        source: Some("page".into()),
        referred_to: None,
    };
    assert_eq!(imported("2017").on("08-10", nameless).refusal(), R::NoAsserter);
    assert_eq!(own().on("08-10", outcome(ImportedOutcome::ReportedReplied)).refusal(), R::NotImported);
}

#[test]
fn a_letter_can_be_withdrawn_before_it_is_sent() {
    for case in [draft(), in_review(), approved()] {
        assert_eq!(case.on("08-02", What::Withdrawn).state("12-31"), S::Withdrawn);
    }
    assert_eq!(sent().on("08-04", What::Withdrawn).refusal(), R::WrongState(S::Awaiting));
}

#[test]
fn an_embargo_ends_with_notice_and_moves_nothing_else() {
    let embargo = |until: &str| approved().on("08-02", What::Embargoed { until: day(until) });
    let case = embargo("2017-09-10");
    let it = case.at("08-02");
    assert_eq!(it.state, S::Approved);
    assert_eq!(it.visibility.embargo.unwrap().notice_by, day("2017-09-03"));
    let end = |at: &str, notice: Option<&str>| {
        case.clone().on(at, What::EmbargoExpired { notice: notice.map(day) })
    };
    assert_eq!(end("09-10", Some("2017-09-03")).at("12-31").visibility.embargo, None);
    assert_eq!(end("09-09", Some("2017-09-03")).refusal(), R::EmbargoNotOver);
    assert_eq!(end("09-10", Some("2017-09-04")).refusal(), R::NoNotice);
    assert_eq!(end("09-10", None).refusal(), R::NoNotice);
    assert_eq!(embargo("2019-01-01").refusal(), R::EmbargoLength);
    assert_eq!(embargo("2017-08-02").refusal(), R::EmbargoLength);
}

#[test]
fn two_people_hide_and_restore() {
    let it = delivered().on("08-10", hidden("bob")).at("08-10");
    assert_eq!((it.state, it.visibility.hidden), (S::Awaiting, Some(HideReason::Safety)));
    assert_eq!(delivered().on("08-10", hidden("ann")).refusal(), R::SamePerson);
    assert_eq!(delivered().on("08-10", hidden("")).refusal(), R::NobodyNamed);
    let back = What::Restored { second: "bob".into(), reason: HideReason::NoLongerNeeded };
    let case = delivered().on("08-10", hidden("bob")).on("08-11", back);
    assert_eq!(case.at("08-11").visibility.hidden, None);
    // Also a thread that others conducted.
    assert!(imported("2017").on("08-10", hidden("bob")).at("08-10").visibility.hidden.is_some());
}
