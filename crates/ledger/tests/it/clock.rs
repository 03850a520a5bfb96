//! Working weeks, holidays and deadlines against days verified by hand in a calendar.

use jiff::civil::{Date, Weekday, date};
use ledger::clock::{
    Basis, Calendar, Gap, Holidays, Unit, Working, WorkingWeek, due, extended, working_days_between,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn rest(country: &str, on: &str) -> Vec<Weekday> {
    WorkingWeek::of(country, day(on)).unwrap().rest().to_vec()
}

#[test]
fn weeks_of_rest_by_country_and_time() {
    use Weekday::{Friday, Saturday, Sunday, Thursday};
    assert_eq!(rest("IL", "2017-08-01"), [Friday, Saturday]);
    assert_eq!(rest("US", "2017-08-01"), [Saturday, Sunday]);
    assert_eq!(rest("AE", "2021-12-31"), [Friday, Saturday]);
    assert_eq!(rest("AE", "2022-01-01"), [Saturday, Sunday]);
    assert_eq!(rest("SA", "2013-06-27"), [Thursday, Friday]);
    assert_eq!(rest("SA", "2013-06-28"), [Friday, Saturday]);
    assert_eq!(rest("IR", "2020-01-01"), [Friday]);
    let of = |country| WorkingWeek::of(country, day("2022-05-05")).unwrap();
    assert_eq!(of("US").basis(), Basis::WorldDefault);
    assert_eq!(of("IL").basis(), Basis::Named);
    assert!(of("AE").source().contains("cldr-core 48.2.0") && of("AE").source().contains("holidays 0.109"));
}

#[test]
fn what_is_not_covered_is_said() {
    let today = day("2017-08-03");
    let gap = |calendar: Calendar| due(today, 10, Unit::WorkingDays, &calendar).unwrap_err();
    assert_eq!(gap(Calendar::unstated()).what, Gap::Jurisdiction);
    assert!(matches!(gap(Calendar::for_country("Israel")).what, Gap::WorkingWeek { .. }));
    assert!(matches!(gap(Calendar::for_country("001")).what, Gap::WorkingWeek { .. }));
    let long = due(today, 1_000_000, Unit::CalendarDays, &Calendar::for_country("IL"));
    assert_eq!(long.unwrap_err().what, Gap::TooFar);
    let late = due(date(9999, 12, 30), 10, Unit::CalendarDays, &Calendar::for_country("IL"));
    assert_eq!(late.unwrap_err().what, Gap::TooFar);

    // Weekly rest is known, holidays are not: counted without them, and said.
    let iceland = due(today, 10, Unit::WorkingDays, &Calendar::for_country("IS")).unwrap();
    assert_eq!(iceland.date, day("2017-08-17"));
    assert_eq!(
        iceland.gaps.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["not covered: the public holidays of IS in 2017"]
    );
    let later = due(day("2035-12-27"), 5, Unit::WorkingDays, &Calendar::for_country("IL")).unwrap();
    assert_eq!(later.gaps.len(), 1);
    assert_eq!(later.gaps[0].what, Gap::Holidays { country: "IL".into(), year: 2036 });
    assert!(Holidays::of("IL", 2009).is_err() && Holidays::of("IS", 2017).is_err());
}

/// Day 0 a Thursday, Friday and Saturday weekends, a holiday or none.
#[test]
fn ten_working_days_in_israel() {
    let israel = Calendar::for_country("IL");
    let table = [
        // No holiday: Su 6, Mo 7, Tu 8, We 9, Th 10, Su 13, Mo 14, Tu 15, We 16, Th 17.
        ("2017-08-03", "2017-08-17", 0),
        // Su 17, Mo 18, Tu 19, We 20, (Th 21 and Fr 22 New Year), Su 24 to Th 28 = 9,
        // (Sa 30 Day of Atonement), Su 1 Oct = 10.
        ("2017-09-14", "2017-10-01", 1),
        // Sent on Th 28 Sept: Su 1, Mo 2, Tu 3, We 4, (Th 5 Tabernacles), Su 8 to We 11 = 8, (Th 12), Su 15, Mo 16.
        ("2017-09-28", "2017-10-16", 2),
        // Su 9, Mo 10, (Tu 11 Passover), We 12, Th 13, Su 16, (Mo 17), Tu 18, We 19, Th 20, Su 23, Mo 24.
        ("2017-04-06", "2017-04-24", 2),
    ];
    for (sent, until, holidays) in table {
        let it = due(day(sent), 10, Unit::WorkingDays, &israel).unwrap();
        assert_eq!(day(sent).weekday(), Weekday::Thursday);
        assert_eq!((it.date, it.holidays.len()), (day(until), holidays), "{sent}");
        assert!(it.gaps.is_empty());
        assert_eq!(working_days_between(day(sent), it.date, &israel, &mut Vec::new()), Ok(10));
    }
    // The same letter on the same day has another deadline elsewhere: Labour Day is no working day there.
    let states = due(day("2017-08-31"), 10, Unit::WorkingDays, &Calendar::for_country("US")).unwrap();
    assert_eq!(states.date, day("2017-09-15"));
    assert_eq!(states.holidays[0].name, "Labor Day");
}

#[test]
fn a_deadline_in_calendar_days_rolls_forward() {
    let israel = Calendar::for_country("IL");
    let table = [
        // A Sunday is worked in Israel, a Friday is not.
        ("2017-08-03", 10, "2017-08-13"),
        ("2017-08-03", 8, "2017-08-13"),
        // Th 21 Sept is a holiday, then Friday and Saturday.
        ("2017-09-14", 7, "2017-09-24"),
        ("2017-08-03", 0, "2017-08-03"),
    ];
    for (sent, days, until) in table {
        assert_eq!(
            due(day(sent), days, Unit::CalendarDays, &israel).unwrap().date,
            day(until),
            "{sent}+{days}"
        );
    }
    // Good Friday, the weekend, and Easter Monday are no working days in Germany.
    let germany = due(day("2017-04-07"), 7, Unit::CalendarDays, &Calendar::for_country("DE")).unwrap();
    assert_eq!(germany.date, day("2017-04-18"));
    assert_eq!(germany.holidays.len(), 2);
}

#[test]
fn a_change_of_the_week_in_the_middle_counts() {
    // Th 30 Dec; Fr 31 is still rest, Sa 1 and Su 2 are rest already, Mo 3, Tu 4, We 5, Th 6, Fr 7.
    let it = due(day("2021-12-30"), 5, Unit::WorkingDays, &Calendar::for_country("AE")).unwrap();
    assert_eq!(it.date, day("2022-01-07"));
}

#[test]
fn a_saturday_worked_in_exchange_is_a_working_day() {
    let mut gaps = Vec::new();
    let hungary = Calendar::for_country("HU");
    assert_eq!(hungary.on(day("2018-03-10"), &mut gaps), Ok(Working::Yes));
    assert_eq!(hungary.on(day("2018-03-17"), &mut gaps), Ok(Working::Rest(Weekday::Saturday)));
    assert!(matches!(hungary.on(day("2018-03-16"), &mut gaps), Ok(Working::Holiday(_))));
}

#[test]
fn estimated_days_are_marked() {
    let arabia = Holidays::of("SA", 2030).unwrap();
    assert!(arabia.days().iter().any(|it| it.estimated));
    assert!(Holidays::of("IL", 2030).unwrap().days().iter().all(|it| !it.estimated));
    assert!(Holidays::of("US", 2017).unwrap().regions() > 50);
}

#[test]
fn a_granted_day_that_is_no_working_day_moves_on() {
    let israel = Calendar::for_country("IL");
    let first = due(day("2017-08-03"), 10, Unit::WorkingDays, &israel).unwrap();
    let after = extended(&first, day("2017-08-25"), &israel).unwrap();
    assert_eq!((first.date, after.date), (day("2017-08-17"), day("2017-08-27")));
}
