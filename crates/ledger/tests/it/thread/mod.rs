//! Threads: a small language for logs, and what comes out of them.

mod cases;
mod clocks;
mod model;
mod rows;

use jiff::civil::Date;
use ledger::clock::Calendar;
use ledger::edtf::Edtf;
use ledger::thread::{
    CloseReason, Event, HideReason, ImportedOutcome, Log, Origin, Policy, Refusal, ReplyKind, State, Status,
    Tally, What, status,
};

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A log under construction; all days are in 2017 unless a year is given.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) log: Log,
    pub(crate) policy: Policy,
    pub(crate) calendar: Calendar,
}

pub(crate) fn own() -> Case {
    Case {
        log: Log { origin: Origin::Own, asked_at: None, questions: Tally::default(), events: Vec::new() },
        policy: Policy::standard("1"),
        calendar: Calendar::for_country("IL"),
    }
}

pub(crate) fn imported(asked: &str) -> Case {
    let mut case = own();
    case.log.origin = Origin::Imported;
    case.log.asked_at = Some(Edtf::parse(asked).unwrap());
    case
}

fn full(text: &str) -> String {
    if text.len() == 5 { format!("2017-{text}") } else { text.to_owned() }
}

impl Case {
    /// Adds an event by somebody.
    pub(crate) fn by(mut self, who: &str, at: &str, what: What) -> Self {
        let id = format!("e{}", self.log.events.len());
        let by = (!who.is_empty()).then(|| who.to_owned());
        self.log.events.push(Event {
            id,
            at: Some(Edtf::parse(&full(at)).unwrap()),
            found_at: None,
            by,
            what,
        });
        self
    }

    pub(crate) fn on(self, at: &str, what: What) -> Self {
        self.by("ann", at, what)
    }

    /// Says that the last event was noticed only later.
    pub(crate) fn found(mut self, at: &str) -> Self {
        self.log.events.last_mut().unwrap().found_at = Some(Edtf::parse(&full(at)).unwrap());
        self
    }

    pub(crate) fn at(&self, now: &str) -> Status {
        status(&self.log, &self.policy, &self.calendar, day(&full(now)))
    }

    /// The state on a day on which nothing was refused.
    pub(crate) fn state(&self, now: &str) -> State {
        let it = self.at(now);
        assert!(it.refused.is_empty(), "{:?}", it.refused);
        it.state
    }

    /// Why the last event was refused, and that it changed nothing.
    pub(crate) fn refusal(&self) -> Refusal {
        let now = "2019-12-31";
        let (last, mut before) = (self.log.events.last().unwrap().id.clone(), self.clone());
        before.log.events.pop();
        let it = self.at(now);
        assert_eq!(it.refused.len(), 1, "{:?}", it.refused);
        assert_eq!(it.refused[0].event, last);
        let before = before.at(now);
        assert_eq!((it.state, &it.badges, &it.rounds), (before.state, &before.badges, &before.rounds));
        it.refused[0].why.clone()
    }
}

pub(crate) fn draft() -> Case {
    own().on("08-01", What::DraftCreated { has_route: true })
}

pub(crate) fn in_review() -> Case {
    draft().on("08-01", What::SubmittedForReview { questions: 3, basis_cited: true, safety_checked: true })
}

pub(crate) fn approved() -> Case {
    in_review().by("bob", "08-02", What::Approved { adverse: true, legal: true })
}

/// Sent on a Thursday to Israel: reminders from 10 and 18 August, due on 17 August, silence after the 31st.
pub(crate) fn sent() -> Case {
    approved().on("08-03", What::Sent { route: "mail".into() })
}

pub(crate) fn delivered() -> Case {
    sent().on("08-03", What::Delivered)
}

pub(crate) fn reminded() -> Case {
    delivered().on("08-10", reminder(1, "mail")).on("08-20", reminder(2, "post"))
}

pub(crate) fn silent() -> Case {
    reminded().on("09-03", What::ConfirmSilence { last_checked: day("2017-09-01") })
}

pub(crate) fn replied() -> Case {
    delivered().on("08-14", reply(ReplyKind::Substantive))
}

pub(crate) fn in_assessment() -> Case {
    replied().by("cat", "08-20", What::AssessmentStarted { questions: 3 })
}

pub(crate) fn assessed_twice() -> Case {
    in_assessment().by("dan", "08-21", What::SecondAssessment { blind: true, agreed: 3, of: 3 })
}

pub(crate) fn notified() -> Case {
    assessed_twice().on("08-22", What::NotifiedRespondent { window_days: 7 })
}

pub(crate) fn assessed() -> Case {
    notified().on("08-25", What::CommentReceived)
}

pub(crate) fn closed() -> Case {
    assessed().on("09-01", What::Closed { reason: CloseReason::Resolved })
}

pub(crate) fn reminder(number: u32, channel: &str) -> What {
    What::Reminder { number, channel: channel.to_owned() }
}

pub(crate) fn reply(kind: ReplyKind) -> What {
    let referred_to = (kind == ReplyKind::Referral).then(|| "thr_other".to_owned());
    What::ReplyReceived { kind, captured: true, referred_to }
}

pub(crate) fn late(kind: ReplyKind) -> What {
    What::LateReply { kind, captured: true, referred_to: None }
}

pub(crate) fn outcome(outcome: ImportedOutcome) -> What {
    What::ImportedOutcome {
        outcome,
        asserted_by: Some("monitor".into()),
        source: Some("page".into()),
        referred_to: (outcome == ImportedOutcome::ReportedReferred).then(|| "thr_first".to_owned()),
    }
}

pub(crate) fn hidden(second: &str) -> What {
    What::Hidden { second: second.to_owned(), reason: HideReason::Safety }
}
