//! The clock as a table: working weeks, a holiday, extension, bounce, pause, unknown delivery, calendar days.
//! Every day here was counted by hand.

use ledger::clock::{Gap, Unit};
use ledger::thread::{Headline, State as S, What};

use super::*;

/// Sent on Thursday 14 September 2017 to Israel. Working days: Su 17, Mo 18, Tu 19, We 20, (Th 21 New Year),
/// Su 24, Mo 25, Tu 26, We 27, Th 28, (Sa 30 Day of Atonement), Su 1 October.
fn sent_before_the_new_year() -> Case {
    let mut case = own();
    case.log.events = approved().log.events;
    case.on("09-14", What::Sent { route: "mail".into() })
}

#[test]
fn ten_working_days_over_weekends_and_a_holiday() {
    type Next = fn(Case) -> Case;
    let table: &[(&str, Next, &str)] = &[
        ("as it is", |it| it, "2017-10-01"),
        ("delivered the same day", |it| it.on("09-14", What::Delivered), "2017-10-01"),
        // Day 0 is Sunday 17: Mo 18 is day 1, (Th 21), Su 1 October day 9, Mo 2 day 10.
        ("delivered on Sunday", |it| it.on("09-17", What::Delivered), "2017-10-02"),
        ("delivery unknown", |it| it.on("09-17", What::DeliveryUnknown), "2017-10-01"),
        ("acknowledged", |it| it.on("09-18", What::Acknowledged), "2017-10-01"),
        (
            "extended into a holiday",
            // Thursday 5 October is Tabernacles, then Friday and Saturday: Sunday 8.
            |it| {
                it.on(
                    "09-25",
                    What::ExtensionGranted { reason: "holidays".into(), new_due: day("2017-10-05") },
                )
            },
            "2017-10-08",
        ),
        (
            "bounced on Sunday, sent again on Monday by post",
            // Tu 19, We 20, (Th 21), Su 24 to Th 28 = 7, Su 1 October, Mo 2, Tu 3.
            |it| {
                it.on("09-17", What::Bounced { hard: true })
                    .on("09-18", What::ReSent { route: "post".into() })
            },
            "2017-10-03",
        ),
        (
            "paused on 18 September, clarified on the 25th",
            // Tu 26, We 27, Th 28, Su 1 to We 4 = 7, (Th 5), Su 8, Mo 9, Tu 10.
            |it| it.on("09-18", What::ClarificationAsked { genuine: true }).on("09-25", What::Clarified),
            "2017-10-10",
        ),
    ];
    for (name, next, due) in table {
        let case = next(sent_before_the_new_year());
        assert_eq!(case.at("09-25").due().unwrap().date, day(due), "{name}");
        assert_eq!(case.state(due), S::Awaiting, "{name}: on time to the end of the day");
        assert_eq!(case.state("10-11"), S::Overdue, "{name}");
    }
}

#[test]
fn twenty_days_for_long_questionnaires_and_five_for_imminent_harm() {
    let mut case = sent_before_the_new_year();
    case.policy = Policy::imminent_harm("1");
    // Su 17 to We 20 = 4, (Th 21), Su 24.
    assert_eq!(case.at("09-14").due().unwrap().date, day("2017-09-24"));
    case.policy = Policy::questionnaire("1");
    // Day 10 is Su 1 October; Mo 2, Tu 3, We 4, (Th 5), Su 8 to We 11 = 17, (Th 12), Su 15, Mo 16, Tu 17.
    assert_eq!(case.at("09-14").due().unwrap().date, day("2017-10-17"));
}

#[test]
fn calendar_days_roll_to_the_next_working_day() {
    let mut case = sent_before_the_new_year();
    case.policy.unit = Unit::CalendarDays;
    case.policy.window = 7;
    assert_eq!(case.at("09-14").due().unwrap().date, day("2017-09-24"));
    case.policy.window = 10;
    assert_eq!(case.at("09-14").due().unwrap().date, day("2017-09-24"));
}

#[test]
fn without_a_calendar_there_is_no_deadline_and_nobody_is_late() {
    let mut case = delivered();
    case.calendar = Calendar::unstated();
    let it = case.at("2019-01-01");
    assert_eq!((it.state, it.headline), (S::Awaiting, Headline::WaitingWithoutDeadline));
    assert_eq!(it.not_covered[0].what, Gap::Jurisdiction);
    let silence = case.on("2019-01-01", What::ConfirmSilence { last_checked: day("2019-01-01") });
    assert_eq!(silence.refusal(), Refusal::WrongState(S::Awaiting));

    // Where only the holidays are missing, the deadline says so.
    let mut iceland = delivered();
    iceland.calendar = Calendar::for_country("IS");
    assert_eq!(iceland.at("08-03").not_covered.len(), 1);
}

#[test]
fn a_delivery_proved_later_takes_lateness_back() {
    let case = sent().on("08-10", What::Delivered).found("08-20");
    assert_eq!(case.state("08-19"), S::Overdue);
    let it = case.at("08-20");
    assert_eq!((it.state, it.due().unwrap().date), (S::Awaiting, day("2017-08-24")));
    assert_eq!(it.derived[0].undone_by.as_deref(), Some("e4"));
    let it = case.at("08-27");
    assert_eq!((it.state, it.derived.len()), (S::Overdue, 2));
    assert_eq!((it.derived[1].at, it.derived[1].undone_by.clone()), (day("2017-08-25"), None));
}

#[test]
fn a_reply_found_late_is_as_late_as_it_was_made() {
    let case = reminded()
        .on("09-03", What::ConfirmSilence { last_checked: day("2017-09-02") })
        .on("08-16", reply(ReplyKind::PressStatementNotAddressed))
        .found("09-20");
    assert_eq!(case.state("09-19"), S::Silent, "as the page said at the time");
    let it = case.at("09-20");
    let found = it.round().unwrap().reply.clone().unwrap();
    assert_eq!((found.made_at, found.found_at), (day("2017-08-16"), Some(day("2017-09-20"))));
    assert_eq!((found.days_late, it.badges.late), (Some(0), false));
    assert!(it.derived[0].undone_by.is_some(), "it was not overdue after all");
    let backwards = delivered().on("08-16", reply(ReplyKind::Substantive)).found("08-15");
    assert_eq!(backwards.refusal(), Refusal::FoundBeforeMade);
}

#[test]
fn events_that_move_our_clock_need_a_whole_day() {
    for at in ["2017-08", "XXXX-08-03", "2017-08-03~", "2017-08-03/2017-08-04"] {
        assert_eq!(approved().on(at, What::Sent { route: "mail".into() }).refusal(), Refusal::DayNotKnown);
    }
    let mut undated = delivered();
    undated.log.events.last_mut().unwrap().at = None;
    assert_eq!(undated.refusal(), Refusal::DayNotKnown);
}

#[test]
fn the_policy_is_the_one_in_force_at_sending() {
    let from = |version: &str, from: &str| Policy { from: Some(day(from)), ..Policy::standard(version) };
    let policies = [from("2", "2018-01-01"), Policy::standard("0"), from("1", "2017-01-01")];
    let version = |at: &str| Policy::in_force(&policies, day(at)).unwrap().version.as_str();
    assert_eq!([version("2016-12-31"), version("2017-12-31"), version("2018-01-01")], ["0", "1", "2"]);
}
