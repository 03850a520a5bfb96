//! Random orders of events: what holds whatever happens.

use jiff::{Span, civil::date};
use ledger::thread::{Delivery, DerivedWhat, ImportedOutcome, ReplyKind as K, State as S, What};
use proptest::{prelude::*, strategy::ValueTree};

use super::*;

fn any_kind() -> impl Strategy<Value = K> {
    prop::sample::select(vec![
        K::Substantive,
        K::Acknowledgement,
        K::Holding,
        K::Referral,
        K::Refusal,
        K::PressStatementNotAddressed,
        K::LegalThreat,
        K::MeetingOffer,
        K::CounterRequestVictimIdentity,
        K::AutoReply,
        K::Bounce,
    ])
}

/// An event of any kind; `ago` is how long before it the channels were looked at.
fn any_what() -> impl Strategy<Value = (What, i32)> {
    let channel = || prop::sample::select(vec!["mail".to_owned(), "post".to_owned()]);
    let what = prop_oneof![
        1 => Just(What::DraftCreated { has_route: true }),
        1 => Just(What::SubmittedForReview { questions: 1, basis_cited: true, safety_checked: true }),
        1 => Just(What::ChangesAsked { reason: "x".into() }),
        1 => Just(What::Approved { adverse: false, legal: false }),
        4 => channel().prop_map(|route| What::Sent { route }),
        2 => Just(What::Delivered),
        1 => Just(What::DeliveryUnknown),
        1 => Just(What::Bounced { hard: true }),
        2 => channel().prop_map(|route| What::ReSent { route }),
        1 => Just(What::Acknowledged),
        6 => (1u32..=2, channel()).prop_map(|(number, channel)| What::Reminder { number, channel }),
        6 => Just(What::ConfirmSilence { last_checked: Date::ZERO }),
        2 => any_kind().prop_map(reply),
        1 => any_kind().prop_map(late),
        1 => Just(What::ClarificationAsked { genuine: true }),
        1 => Just(What::Clarified),
        1 => (0i32..40).prop_map(|days| What::ExtensionGranted {
            reason: "x".into(),
            new_due: date(2017, 8, 10).saturating_add(Span::new().days(days)),
        }),
        1 => Just(What::AssessmentStarted { questions: 1 }),
        1 => Just(What::SecondAssessment { blind: true, agreed: 1, of: 1 }),
        1 => Just(What::NotifiedRespondent { window_days: 7 }),
        1 => Just(What::CommentReceived),
        1 => Just(What::FollowUpSent { round: 2, questions: 1, route: "mail".into() }),
        1 => Just(What::Closed { reason: CloseReason::Stale }),
        1 => Just(What::NewEvidence { reason: "x".into() }),
        1 => Just(outcome(ImportedOutcome::ReportedNoReply)),
        1 => Just(hidden("zoe")),
        1 => Just(What::SafetyCleared),
        1 => Just(What::Withdrawn),
    ];
    (what, -2i32..12)
}

/// Starts where letters are sent, so that most walks get somewhere.
fn any_case() -> impl Strategy<Value = Case> {
    let step = (any_what(), 0i32..12, 0i32..6, prop::sample::select(vec!["ann", "bob", "cat"]));
    let start = prop_oneof![
        3 => Just(sent as fn() -> Case),
        2 => Just(reminded as fn() -> Case),
        1 => Just(own as fn() -> Case),
        1 => Just(assessed as fn() -> Case),
        1 => Just((|| imported("2017-08-03")) as fn() -> Case),
    ];
    (start, prop::collection::vec(step, 0..14)).prop_map(|(start, steps)| {
        let mut case = start();
        let mut day = date(2017, 8, 3);
        for ((what, ago), later, found, who) in steps {
            day = day.saturating_add(Span::new().days(later));
            let what = match what {
                What::ConfirmSilence { .. } => {
                    What::ConfirmSilence { last_checked: day.saturating_sub(Span::new().days(ago)) }
                }
                other => other,
            };
            case = case.by(who, &day.to_string(), what);
            if found == 5 {
                case = case.found(&day.saturating_add(Span::new().days(4)).to_string());
            }
        }
        case
    })
}

/// What a reader could count with fingers: the reminders since the clock last started, and how the thread was
/// last disturbed. Knows nothing of the machine but which events were applied.
#[derive(Default, Debug)]
struct Fingers {
    reminders: usize,
    channels: std::collections::BTreeSet<String>,
    stands: bool,
    sent: bool,
}

impl Fingers {
    fn count(&mut self, what: &What) {
        match what {
            What::Sent { .. } | What::ReSent { .. } | What::Clarified | What::FollowUpSent { .. } => {
                *self = Self { sent: true, ..Self::default() };
            }
            What::Reminder { channel, .. } => {
                self.reminders += 1;
                self.channels.insert(channel.clone());
            }
            What::Bounced { .. } | What::ClarificationAsked { .. } => self.stands = true,
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_same_log_gives_the_same_status_and_every_event_is_accounted_for(case in any_case()) {
        let now = "2018-12-31";
        let it = case.at(now);
        prop_assert_eq!(&it, &case.at(now));
        let mut seen: Vec<&str> = it.steps.iter().map(|it| it.event.as_str()).collect();
        seen.extend(it.refused.iter().map(|it| it.event.as_str()));
        seen.sort_unstable();
        let mut all: Vec<&str> = case.log.events.iter().map(|it| it.id.as_str()).collect();
        all.sort_unstable();
        prop_assert_eq!(seen, all);
        for pair in it.steps.windows(2) {
            // Between two events only time moves a thread.
            let moved = pair[0].to != pair[1].from;
            let by_time = [(S::Awaiting, S::Overdue), (S::RightOfReply, S::Assessed)];
            prop_assert!(!moved || by_time.contains(&(pair[0].to, pair[1].from)), "{:?}", pair);
        }
    }

    #[test]
    fn what_is_added_later_does_not_change_what_was_so(case in any_case(), days in 0i32..200) {
        let now = date(2017, 8, 3).saturating_add(Span::new().days(days));
        let known = |it: &Event| it.found_at.as_ref().or(it.at.as_ref()).unwrap().exact().unwrap() <= now;
        let mut then = case.clone();
        then.log.events.retain(known);
        let (whole, prefix) = (case.at(&now.to_string()), then.at(&now.to_string()));
        prop_assert_eq!(whole, prefix);
    }

    #[test]
    fn silence_is_never_said_too_cheaply(case in any_case()) {
        let it = case.at("2018-12-31");
        let mut fingers = Fingers::default();
        for step in &it.steps {
            let event = case.log.events.iter().find(|it| it.id == step.event).unwrap();
            if let What::ConfirmSilence { last_checked } = &event.what {
                prop_assert_eq!((step.from, step.to), (S::Overdue, S::Silent));
                prop_assert!(fingers.sent && !fingers.stands, "{:?}", fingers);
                prop_assert!(fingers.reminders >= 2 && fingers.channels.len() >= 2, "{:?}", fingers);
                let at = event.at.as_ref().unwrap().exact().unwrap();
                prop_assert!(*last_checked <= at && last_checked.until(at).unwrap().get_days() <= 7);
            }
            fingers.count(&event.what);
        }
        if it.state == S::Silent {
            prop_assert_eq!(it.origin, Origin::Own);
            prop_assert!(it.silence.is_some() && it.round().unwrap().delivery != Delivery::Bounced);
            prop_assert!(it.round().unwrap().due.is_some() && it.round().unwrap().reminders.len() >= 2);
        }
    }

    #[test]
    fn others_threads_know_no_clock(case in any_case(), days in 0i32..2000) {
        let mut case = case;
        case.log.origin = Origin::Imported;
        let it = case.at(&date(2017, 8, 3).saturating_add(Span::new().days(days)).to_string());
        prop_assert!(matches!(
            it.state,
            S::OutcomeNotStated | S::ReportedReplied | S::ReportedNoReply | S::ReportedReferred
        ));
        prop_assert!(it.rounds.is_empty() && it.derived.is_empty() && it.silence.is_none());
    }

    #[test]
    fn lateness_is_dated_to_the_day_after_a_deadline_that_holds(case in any_case()) {
        let it = case.at("2018-12-31");
        prop_assert!(it.state != S::Awaiting, "the deadline is long past");
        let overdue: Vec<_> = it.derived.iter()
            .filter(|it| it.what == DerivedWhat::BecameOverdue && it.undone_by.is_none()).collect();
        if it.state == S::Overdue {
            let last = overdue.last().unwrap();
            prop_assert_eq!(last.at, it.due().unwrap().date.tomorrow().unwrap());
        }
        // No reply that was made in time leaves its round marked as overdue.
        if let Some(round) = it.round() && let (Some(reply), Some(due)) = (&round.reply, &round.due)
            && reply.days_late == Some(0)
        {
            prop_assert!(overdue.iter().all(|it| it.at != due.date.tomorrow().unwrap()));
        }
    }

    #[test]
    fn a_lock_lets_nothing_out(case in any_case()) {
        let it = case.at("2018-12-31");
        let mut locked = false;
        for step in &it.steps {
            let what = &case.log.events.iter().find(|it| it.id == step.event).unwrap().what;
            let out = matches!(
                what,
                What::Sent { .. } | What::ReSent { .. } | What::Reminder { .. } | What::Clarified
                    | What::FollowUpSent { .. } | What::NotifiedRespondent { .. }
            );
            prop_assert!(!(locked && out), "{:?}", what);
            locked |= matches!(
                what,
                What::ReplyReceived { kind: K::CounterRequestVictimIdentity, .. }
                    | What::LateReply { kind: K::CounterRequestVictimIdentity, .. }
            );
            locked &= *what != What::SafetyCleared;
        }
        prop_assert_eq!(it.badges.safety_lock, locked);
    }
}

/// Walks that never get anywhere would prove nothing.
#[test]
fn the_walks_reach_what_they_are_about() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached = std::collections::BTreeSet::new();
    let mut undone = 0;
    for _ in 0..3000 {
        let case = any_case().new_tree(&mut runner).unwrap().current();
        let it = case.at("2018-12-31");
        undone += it.derived.iter().filter(|it| it.undone_by.is_some()).count();
        reached.extend(it.steps.iter().map(|it| it.to));
        reached.insert(it.state);
    }
    for state in [
        S::Overdue,
        S::Undeliverable,
        S::ClarificationWanted,
        S::Silent,
        S::ReplyReceived,
        S::Referred,
        S::InAssessment,
        S::Assessed,
        S::Closed,
        S::Withdrawn,
        S::ReportedNoReply,
    ] {
        assert!(reached.contains(&state), "{state:?}");
    }
    assert!(undone > 0);
}
