//! The rules of the clock, as a version of a policy states them.

use jiff::civil::Date;

use crate::clock::Unit;

/// A policy. The one that counts is the one in force when the letter was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its version.
    pub version: String,
    /// The first day on which letters are sent under it.
    pub from: Option<Date>,
    /// Days in which a reply is on time.
    pub window: u32,
    /// In what they are counted.
    pub unit: Unit,
    /// Working days after the deadline before silence may be confirmed.
    pub grace: u32,
    /// When the recipient is reminded.
    pub reminders: Vec<Reminder>,
    /// Reminders that must have been sent before silence, each on a channel of its own; never below two.
    pub reminders_before_silence: u32,
    /// Days that the last look at all channels may lie back when silence is confirmed.
    pub checked_within: u32,
    /// The shortest and the longest time for a respondent's comment, in days.
    pub comment_window: (u32, u32),
    /// The longest embargo, in days.
    pub embargo_max: u32,
    /// Days before the end of an embargo at which those concerned must have been told.
    pub embargo_notice: u32,
    /// Extensions that may be granted in one run of the clock; never more than one.
    pub extensions: u32,
}

/// One reminder of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Not before.
    pub when: ReminderTime,
    /// Whether it must take another channel than those before it.
    pub other_channel: bool,
}

/// When a reminder is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderTime {
    /// So many days of the policy's unit after day 0.
    AfterDay0(u32),
    /// So many calendar days after the deadline.
    AfterDue(u32),
}

impl Policy {
    /// Ten working days, ten more until silence, reminders on day 5 and on the day after the deadline, the
    /// second by another channel.
    #[must_use]
    pub fn standard(version: &str) -> Self {
        Self {
            version: version.to_owned(),
            from: None,
            window: 10,
            unit: Unit::WorkingDays,
            grace: 10,
            reminders: vec![
                Reminder { when: ReminderTime::AfterDay0(5), other_channel: false },
                Reminder { when: ReminderTime::AfterDue(1), other_channel: true },
            ],
            reminders_before_silence: 2,
            checked_within: 7,
            comment_window: (7, 14),
            embargo_max: 364,
            embargo_notice: 7,
            extensions: 1,
        }
    }

    /// Five working days, for imminent harm; the legal role signs the letter.
    #[must_use]
    pub fn imminent_harm(version: &str) -> Self {
        Self {
            window: 5,
            reminders: vec![
                Reminder { when: ReminderTime::AfterDay0(3), other_channel: false },
                Reminder { when: ReminderTime::AfterDue(1), other_channel: true },
            ],
            ..Self::standard(version)
        }
    }

    /// Twenty working days, for more than fifteen questions.
    #[must_use]
    pub fn questionnaire(version: &str) -> Self {
        Self { window: 20, ..Self::standard(version) }
    }

    /// The policy in force on the day on which a letter was sent: the one that began last.
    #[must_use]
    pub fn in_force(policies: &[Self], sent: Date) -> Option<&Self> {
        policies.iter().filter(|it| it.from.is_none_or(|from| from <= sent)).max_by_key(|it| it.from)
    }
}
