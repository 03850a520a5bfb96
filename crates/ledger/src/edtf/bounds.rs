//! What can be concluded from dates, and what cannot.

use jiff::civil::Date;

use super::{Covers, Edtf, End, Form, Moment, Order};

pub(super) fn order(one: &Edtf, other: &Edtf) -> Order {
    if one.is_qualified() || other.is_qualified() {
        return Order::Unknown;
    }
    let by_days = if is_before(one, other) {
        Order::Before
    } else if is_before(other, one) {
        Order::After
    } else {
        return Order::Unknown;
    };
    // Days are those of the writer's clock. Two clocks that are set apart can disagree about which day came
    // first; then nothing is concluded.
    let by_clock = match (instant(one), instant(other)) {
        (Some(one), Some(other)) if one < other => Order::Before,
        (Some(one), Some(other)) if one > other => Order::After,
        (Some(_), Some(_)) => Order::Unknown,
        _ => by_days,
    };
    if by_days == by_clock { by_days } else { Order::Unknown }
}

fn is_before(one: &Edtf, other: &Edtf) -> bool {
    matches!((one.latest(), other.earliest()), (Some(last), Some(first)) if last < first)
}

fn instant(of: &Edtf) -> Option<i64> {
    match &of.form {
        Form::Moment(it) => it.instant(),
        Form::Interval(..) => None,
    }
}

/// One side of a stretch of time: the days on which it may lie.
enum Side {
    None,
    Unknown,
    Between(Date, Date),
}

impl Side {
    fn of_moment(moment: &Moment) -> Self {
        match moment.bounds() {
            Some((from, to)) if !moment.qualified => Self::Between(from, to),
            _ => Self::Unknown,
        }
    }

    fn of_end(end: &End) -> Self {
        match end {
            End::Open => Self::None,
            End::Unknown => Self::Unknown,
            End::At(moment) => Self::of_moment(moment),
        }
    }
}

fn stretch(from: &Side, to: &Side, day: Date) -> Covers {
    let begun = match from {
        Side::None => Covers::Yes,
        Side::Unknown => Covers::Unknown,
        Side::Between(_, last) if *last <= day => Covers::Yes,
        Side::Between(first, _) if *first > day => Covers::No,
        Side::Between(..) => Covers::Unknown,
    };
    let lasting = match to {
        Side::None => Covers::Yes,
        Side::Unknown => Covers::Unknown,
        Side::Between(first, _) if *first >= day => Covers::Yes,
        Side::Between(_, last) if *last < day => Covers::No,
        Side::Between(..) => Covers::Unknown,
    };
    match (begun, lasting) {
        (Covers::No, _) | (_, Covers::No) => Covers::No,
        (Covers::Yes, Covers::Yes) => Covers::Yes,
        _ => Covers::Unknown,
    }
}

pub(super) fn covers(of: &Edtf, day: Date) -> Covers {
    match &of.form {
        Form::Moment(moment) => stretch(&Side::of_moment(moment), &Side::of_moment(moment), day),
        Form::Interval(from, to) => stretch(&Side::of_end(from), &Side::of_end(to), day),
    }
}

pub(super) fn in_force(from: Option<&Edtf>, to: Option<&Edtf>, day: Date) -> Covers {
    // A limit that is itself an interval is one day somewhere within it.
    let side = |of: Option<&Edtf>| match of {
        None => Side::None,
        Some(it) if it.is_qualified() => Side::Unknown,
        Some(it) => match (it.earliest(), it.latest()) {
            (Some(first), Some(last)) => Side::Between(first, last),
            _ => Side::Unknown,
        },
    };
    stretch(&side(from), &side(to), day)
}
