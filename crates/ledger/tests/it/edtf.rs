//! Dates: what is read, what is refused, and what may be concluded.

use jiff::civil::{Date, date};
use ledger::edtf::{Covers, Edtf, EdtfError, Order, as_of, in_force};
use proptest::prelude::*;

fn edtf(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

#[test]
fn bounds_of_each_form() {
    let table = [
        ("2017", "2017-01-01", "2017-12-31"),
        ("2017-XX", "2017-01-01", "2017-12-31"),
        ("2017-XX-XX", "2017-01-01", "2017-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("0000", "0000-01-01", "0000-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017-02-XX", "2017-02-01", "2017-02-28"),
        ("2017-08-09", "2017-08-09", "2017-08-09"),
        ("2017~", "2017-01-01", "2017-12-31"),
        ("2017-08-09T23:59:59Z", "2017-08-09", "2017-08-09"),
        ("2017-21", "2017-03-01", "2017-11-30"),
        ("2017-22", "2016-12-01", "2018-02-28"),
        ("2017-23", "2017-03-01", "2017-11-30"),
        ("2017-24", "2016-12-01", "2018-02-28"),
        ("9999-24", "9998-12-01", "9999-12-31"),
        ("2017-08-09/2017-08-10", "2017-08-09", "2017-08-10"),
        ("2004-06/2006", "2004-06-01", "2006-12-31"),
        ("2004~/2006-08-XX", "2004-01-01", "2006-08-31"),
    ];
    for (text, from, to) in table {
        let it = edtf(text);
        assert_eq!(it.as_str(), text);
        assert_eq!(it.earliest(), Some(from.parse().unwrap()), "{text}");
        assert_eq!(it.latest(), Some(to.parse().unwrap()), "{text}");
    }
}

#[test]
fn a_date_without_year_stays_without_year() {
    for text in ["XXXX-07-04", "XXXX-07-04~", "XXXX-02-29", "XXXX-08"] {
        let it = edtf(text);
        assert_eq!(it.as_str(), text);
        assert!(it.is_year_unknown());
        assert_eq!((it.earliest(), it.latest(), it.exact()), (None, None, None));
        assert_eq!(it.order(&edtf("2017-07-04")), Order::Unknown);
        assert_eq!(it.order(&edtf("9999")), Order::Unknown);
        assert_eq!(it.covers(date(2017, 7, 4)), Covers::Unknown);
    }
    // Not even two of them are ordered: the years may differ.
    assert_eq!(edtf("XXXX-07-04").order(&edtf("XXXX-08-03")), Order::Unknown);
}

#[test]
fn open_and_unknown_ends_differ() {
    let (open, unknown) = (edtf("2017-08-01/.."), edtf("2017-08-01/"));
    assert_eq!((open.latest(), unknown.latest()), (None, None));
    assert_eq!(open.covers(date(2030, 1, 1)), Covers::Yes);
    assert_eq!(unknown.covers(date(2030, 1, 1)), Covers::Unknown);
    assert_eq!(open.covers(date(2017, 7, 31)), Covers::No);
    assert_eq!(edtf("../2017-08-01").covers(date(1900, 1, 1)), Covers::Yes);
    assert_eq!(edtf("/2017-08-01").covers(date(1900, 1, 1)), Covers::Unknown);
    assert_eq!(edtf("2016/..").order(&edtf("2015")), Order::After);
    assert_eq!(edtf("2016/").order(&edtf("2017")), Order::Unknown);
}

#[test]
fn refused_texts_are_told_what_was_expected() {
    use EdtfError as E;
    let table = [
        ("", E::Empty),
        ("10000", E::YearRange),
        ("10000-01-01", E::YearRange),
        ("Y10000", E::YearRange),
        ("-0044", E::YearRange),
        ("-2017", E::YearRange),
        ("17", E::Year),
        ("201", E::Year),
        ("2XXX", E::Year),
        ("2X17", E::Year),
        ("20x7", E::Year),
        ("201x", E::Year),
        ("today", E::Year),
        ("4 July", E::Year),
        ("2017-13", E::Month),
        ("2017-00", E::Month),
        ("2017-8", E::Month),
        ("2017-02-29", E::Day),
        ("2017-04-31", E::Day),
        ("2017-08-1", E::Day),
        ("2017-21-01", E::Trailing),
        ("2017-XX-09", E::KnownBehindUnknown),
        ("201X-08", E::KnownBehindUnknown),
        ("XXXX", E::NothingKnown),
        ("XXXX-XX-04", E::NothingKnown),
        ("XXXX-02-30", E::Day),
        ("XXXX-21", E::Month),
        ("2017-08-09-10", E::Trailing),
        ("2017-08-09 ", E::Day),
        (" 2017", E::Year),
        ("2017-08-09T25:00:00Z", E::Time),
        ("2017-08-09T10:00", E::Time),
        ("2017-08-09T10:00:00+15:00", E::Time),
        ("2017-08T10:00:00Z", E::Time),
        ("2017-08-09T10:00:00Z~", E::Trailing),
        ("2018/2017", E::Backwards),
        ("2017/2018/2019", E::Interval),
        ("/", E::Interval),
        ("../..", E::Interval),
        ("2017/open", E::Interval),
        ("XXXX-07-04/2017", E::IntervalEnd),
        ("2017-08-09T10:00:00Z/2018", E::IntervalEnd),
        ("2017??", E::Year),
        ("２０１７", E::Year),
    ];
    for (text, why) in table {
        assert_eq!(Edtf::parse(text), Err(why), "{text:?}");
    }
    assert_eq!(Edtf::parse(&"9".repeat(10_000_000)), Err(E::TooLong));
    let said = Edtf::parse("10000-01-01").unwrap_err().to_string();
    assert!(said.starts_with("expected a year from 0000 to 9999"), "{said}");
}

#[test]
fn the_same_day_and_overlaps_are_no_order() {
    let order = |one: &str, other: &str| edtf(one).order(&edtf(other));
    assert_eq!(order("2017-08-09", "2017-08-10"), Order::Before);
    assert_eq!(order("2017-08-09", "2017-08-09"), Order::Unknown);
    assert_eq!(order("2017-08-09T08:00:00Z", "2017-08-09T09:00:00Z"), Order::Unknown);
    assert_eq!(order("2017-08", "2017-08-09"), Order::Unknown);
    assert_eq!(order("2017-08-09/2017-08-10", "2017-08-10"), Order::Unknown);
    assert_eq!(order("2017-08-09/2017-08-10", "2017-08-11"), Order::Before);
    assert_eq!(order("2018", "2017-12-31"), Order::After);
    assert_eq!(order("2010~", "2017"), Order::Unknown);
    // Written on the later day, sent at the earlier moment.
    assert_eq!(order("2017-08-09T23:00:00-10:00", "2017-08-10T01:00:00+10:00"), Order::Unknown);
    assert_eq!(order("2017-08-09T23:00:00Z", "2017-08-10T01:00:00Z"), Order::Before);
}

#[test]
fn what_holds_on_a_day() {
    let day = date(2017, 8, 1);
    assert_eq!(edtf("2017-08-01").covers(day), Covers::Yes);
    assert_eq!(edtf("2017-08").covers(day), Covers::Unknown);
    assert_eq!(edtf("2017-08-01?").covers(day), Covers::Unknown);
    assert_eq!(edtf("2016").covers(day), Covers::No);
    assert_eq!(edtf("2016/2018").covers(day), Covers::Yes);
    assert_eq!(edtf("2016/2017").covers(day), Covers::Unknown);
    let (from, to) = (edtf("2014-03"), edtf("2017-08-16"));
    assert_eq!(in_force(Some(&from), Some(&to), day), Covers::Yes);
    assert_eq!(in_force(Some(&from), Some(&to), date(2017, 8, 20)), Covers::No);
    assert_eq!(in_force(Some(&from), Some(&to), date(2014, 3, 15)), Covers::Unknown);
    assert_eq!(in_force(None, None, day), Covers::Yes);
}

/// Two complaints that were filed on one day went different ways; of one step only the year is known.
#[test]
fn stages_of_two_proceedings_as_of_a_day() {
    let one = [("filed", "2013-02-01"), ("admissible", "2013-06-21"), ("decision", "2014-12")];
    let other = [("filed", "2013-02-01"), ("rejected", "2013")];
    let on = |stages: &[(&'static str, &str)], on: &str| {
        let stages: Vec<_> = stages.iter().map(|(stage, at)| (*stage, edtf(at))).collect();
        let it = as_of(&stages, |it| Some(&it.1), on.parse().unwrap());
        [it.happened, it.apart, it.later].map(|it| it.iter().map(|it| it.0).collect::<Vec<_>>())
    };
    let none: Vec<&str> = Vec::new();
    assert_eq!(on(&one, "2013-07-01"), [vec!["filed", "admissible"], none.clone(), vec!["decision"]]);
    assert_eq!(on(&other, "2013-07-01"), [vec!["filed"], vec!["rejected"], none.clone()]);
    assert_eq!(on(&other, "2014-01-01"), [vec!["filed", "rejected"], none.clone(), none.clone()]);
    assert_eq!(on(&one, "2014-12-15")[1], ["decision"]);
    assert_eq!(on(&one, "2013-01-31")[2].len(), 3);
    assert_eq!(on(&[("talks", "XXXX-07-23")], "2030-01-01")[1], ["talks"]);
}

#[test]
fn offsets_have_one_spelling() {
    assert_eq!(edtf("2017-08-09T10:00:00+02").as_str(), "2017-08-09T10:00:00+02:00");
    assert_eq!(edtf("2017-08-09T10:00:00+00:00").as_str(), "2017-08-09T10:00:00Z");
    assert_eq!(edtf("2017-08-09T10:00:00-03:30").as_str(), "2017-08-09T10:00:00-03:30");
}

fn moment() -> impl Strategy<Value = String> {
    let day = (0i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let coarse = (0i16..=9999, prop_oneof![1i8..=12, 21i8..=24]).prop_map(|(y, m)| format!("{y:04}-{m:02}"));
    let near = (2015i16..=2018, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    prop_oneof![
        day,
        near,
        coarse,
        (0i16..=9999).prop_map(|it| format!("{it:04}")),
        (0i16..=999).prop_map(|it| format!("{it:03}X")),
        (0i16..=99).prop_map(|it| format!("{it:02}XX")),
    ]
}

fn any_date() -> impl Strategy<Value = Edtf> {
    let marked = (moment(), prop_oneof![Just(""), Just("?"), Just("~"), Just("%")])
        .prop_map(|(text, mark)| text + mark);
    let end = prop_oneof![moment(), Just("..".to_owned()), Just(String::new())];
    let interval = (end.clone(), end).prop_map(|(from, to)| format!("{from}/{to}"));
    let nobody_knows = (1i8..=12, 1i8..=28).prop_map(|(m, d)| format!("XXXX-{m:02}-{d:02}"));
    prop_oneof![3 => moment(), 1 => marked, 3 => interval, 1 => nobody_knows]
        .prop_filter_map("no date", |text| Edtf::parse(&text).ok())
}

fn some_day() -> impl Strategy<Value = Date> {
    (2014i16..=2019, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| date(y, m, d))
}

proptest! {
    #[test]
    fn printing_and_reading_give_the_same(it in any_date()) {
        prop_assert_eq!(Edtf::parse(it.as_str()), Ok(it.clone()));
        prop_assert_eq!(it.to_string(), it.as_str());
    }

    #[test]
    fn order_is_antisymmetric_and_follows_from_the_bounds(one in any_date(), other in any_date()) {
        let order = one.order(&other);
        prop_assert_eq!(other.order(&one), order.reversed());
        prop_assert_eq!(one.order(&one), Order::Unknown);
        match order {
            Order::Before => prop_assert!(one.latest().unwrap() < other.earliest().unwrap()),
            Order::After => prop_assert!(other.latest().unwrap() < one.earliest().unwrap()),
            Order::Unknown => {
                let apart = |a: &Edtf, b: &Edtf| matches!((a.latest(), b.earliest()), (Some(l), Some(f)) if l < f);
                let doubtful = one.is_qualified() || other.is_qualified();
                prop_assert!(doubtful || !apart(&one, &other) && !apart(&other, &one));
            }
        }
    }

    #[test]
    fn order_is_transitive(a in any_date(), b in any_date(), c in any_date()) {
        if a.order(&b) == Order::Before && b.order(&c) == Order::Before {
            prop_assert_eq!(a.order(&c), Order::Before);
        }
    }

    #[test]
    fn bounds_are_in_order_and_nothing_is_covered_outside(it in any_date(), day in some_day()) {
        if let (Some(from), Some(to)) = (it.earliest(), it.latest()) {
            prop_assert!(from <= to);
            if day < from || day > to {
                prop_assert_ne!(it.covers(day), Covers::Yes);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = Edtf::parse(&text);
    }

    #[test]
    fn texts_like_dates_are_read_or_refused(text in "[0-9X/.?~%TZ:+-]{0,40}") {
        if let Ok(it) = Edtf::parse(&text) {
            prop_assert_eq!(Edtf::parse(it.as_str()), Ok(it));
        }
    }
}
