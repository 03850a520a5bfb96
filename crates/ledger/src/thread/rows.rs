//! Logs from rows: what a thread's rows say, with what can be derived from the rows beside them.
//!
//! Nothing is filled in to a recipient's disadvantage or to make a guard pass. What a row does not say is taken as
//! not done: a reply without kept bytes is not captured, a letter nobody checked is not checked, a letter that may
//! be adverse is adverse. Where even that is impossible, the event is [`Incomplete`].
//!
//! In a thread that others conducted, their sending and receiving is told by its rows and moves no clock of ours:
//! only what they report, what was observed, and who may see it comes into the log.

use jiff::civil::Date;
use thiserror::Error;

use super::{Event, ImportedOutcome, Log, Origin, Policy, ReplyKind, Status, What, status};
use crate::clock::Calendar;
use crate::edtf::Edtf;
use crate::id::Id;
use crate::index::Index;
use crate::question::{put_in, tally};
use crate::records::{self, Actor, Anchor, Capture, Inquiry, Message, Question, Thread, ThreadEvent};
use crate::row::Row;
use crate::safety;
use crate::values::{Known, Ref};
use crate::words::{self, EventKind, Holding, RemovalReason, ThreadOrigin};

mod order;
mod words_of;

use order::in_told_order;
use words_of::{close_reason, hide_reason, imported_outcome, reply_kind};

/// A row that lacks what nothing else can stand for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{row}: expected `{field}`, without which it cannot be told what happened")]
pub struct Incomplete {
    /// The row.
    pub row: Id,
    /// The field.
    pub field: &'static str,
}

impl Log {
    /// The log of a thread. `rows` are those of the register in the order in which they entered it; of these the
    /// thread's events, messages, questions and answers, its inquiry, and the captures, sources and anchors that
    /// they name are looked at.
    ///
    /// # Errors
    /// Every row that lacks something; the row itself, if it is no thread.
    pub fn of(thread: &Row, rows: &[&Row]) -> Result<Self, Vec<Incomplete>> {
        Self::within(thread, &Index::of(rows))
    }

    /// The same for rows that are at hand already.
    ///
    /// # Errors
    /// As [`Log::of`].
    pub fn within(row: &Row, index: &Index<'_>) -> Result<Self, Vec<Incomplete>> {
        let Some(thread) = row.get::<Thread>() else {
            return Err(vec![Incomplete { row: row.id, field: "thread" }]);
        };
        let origin = match thread.origin {
            ThreadOrigin::Own => Origin::Own,
            ThreadOrigin::Imported => Origin::Imported,
        };
        let (mut events, mut incomplete) = (Vec::new(), Vec::new());
        for (event_row, event) in in_told_order(row.id, index) {
            if origin == Origin::Imported && !is_for_imported(event.event) {
                continue;
            }
            match what(event_row, event, thread, row.id, index) {
                Ok(what) => events.push(Event {
                    id: event_row.id.to_string(),
                    at: event.at.known().cloned(),
                    found_at: event.found_at.as_ref().and_then(Known::known).cloned(),
                    by: by(event_row, event),
                    what,
                }),
                Err(field) => incomplete.push(Incomplete { row: event_row.id, field }),
            }
        }
        if !incomplete.is_empty() {
            return Err(incomplete);
        }
        let asked_at = thread.asked_at.known().cloned();
        Ok(Self { origin, asked_at, questions: tally(row, index), events })
    }
}

impl Policy {
    /// The policy that a thread's inquiry names: the standard rules, with its version and its window. An inquiry
    /// that names none goes by the standard rules under an empty version, which no metric counts.
    #[must_use]
    pub fn of(thread: &Thread, index: &Index<'_>) -> Self {
        let inquiry = index.get::<Inquiry>(thread.inquiry.id());
        let policy = inquiry.and_then(|it| it.policy.as_ref()).and_then(|it| index.get(it.id()));
        let Some(records::Policy { version, window_days, .. }) = policy else { return Self::standard("") };
        let standard = Self::standard(version.as_str());
        let window = window_days.unwrap_or(standard.window);
        Self { window, ..standard }
    }
}

impl Calendar {
    /// The calendar of a thread: of the country it states, else of the recipient's.
    #[must_use]
    pub fn of(thread: &Thread, index: &Index<'_>) -> Self {
        let recipient = || index.get::<Actor>(thread.recipient.known()?.id());
        let stated = thread.jurisdiction.as_ref().and_then(Known::known).copied();
        let country = stated.or_else(|| recipient()?.jurisdiction.as_ref()?.known().copied());
        country.map_or_else(Self::unstated, |it| Self::for_country(it.as_str()))
    }
}

/// Where a thread stands at the end of a day, by the policy and in the calendar that its rows name.
///
/// # Errors
/// As [`Log::of`].
pub fn status_of(row: &Row, index: &Index<'_>, now: Date) -> Result<Status, Vec<Incomplete>> {
    let log = Log::within(row, index)?;
    let Some(thread) = row.get::<Thread>() else {
        return Err(vec![Incomplete { row: row.id, field: "thread" }]);
    };
    Ok(status(&log, &Policy::of(thread, index), &Calendar::of(thread, index), now))
}

/// Whether a kind of reply is one that a question can be judged against: a machine's, an acknowledgement and a
/// holding message answer nothing. A reply of unstated kind may.
pub(crate) fn is_reply(message: &Message) -> bool {
    use words::ReplyKind as K;
    message.direction == words::Direction::In
        && !matches!(message.reply_kind, Some(K::AutoReply | K::Acknowledgement | K::Holding | K::Bounce))
}

/// Whether the bytes of a message are kept.
pub(crate) fn is_captured(message: &Message, index: &Index<'_>) -> bool {
    let held =
        |it: &Ref<Capture>| index.get::<Capture>(it.id()).is_some_and(|it| it.holding != Holding::NotHeld);
    message.captures.iter().any(held)
}

/// Whether an event says something of a thread that others conducted.
pub(crate) fn is_for_imported(event: EventKind) -> bool {
    use EventKind as K;
    matches!(
        event,
        K::ImportedOutcome
            | K::NoCommentObserved
            | K::Embargoed
            | K::EmbargoExpired
            | K::Hidden
            | K::Restored
    )
}

/// Who did it; of what others report and observe, who says so.
fn by(row: &Row, event: &ThreadEvent) -> Option<String> {
    let asserter = || match event.event {
        EventKind::ImportedOutcome | EventKind::NoCommentObserved => asserted_by(row),
        _ => None,
    };
    event.by.map(|it| it.id().to_string()).or_else(asserter)
}

fn asserted_by(row: &Row) -> Option<String> {
    row.provenance.asserted_by.as_ref().and_then(Known::known).map(|it| it.id().to_string())
}

/// Where a row has what it says from: the publication, else the passage.
fn source(row: &Row, index: &Index<'_>) -> Option<String> {
    let anchor = row.provenance.anchors.first().map(Ref::id);
    let quoted = || {
        let anchor = index.get::<Anchor>(anchor?)?;
        Some(index.get::<Capture>(anchor.capture.id())?.source.id())
    };
    let source = row.provenance.sources.first().map(Ref::id).or_else(quoted).or(anchor);
    source.map(|it| it.to_string())
}

/// The field that an event lacks so that nothing can stand for it, as far as its own row and its message tell.
pub(crate) fn what_lacks(event: &ThreadEvent, message: Option<&Message>) -> Option<&'static str> {
    use EventKind as K;
    let lacks = |is_there: bool, field| (!is_there).then_some(field);
    match event.event {
        K::Resent => lacks(event.route.is_some(), "route"),
        K::ConfirmSilence => lacks(event.last_checked.is_some(), "last_checked"),
        K::ReplyReceived | K::LateReply => {
            lacks(message.is_some_and(|it| it.reply_kind.is_some()), "message")
        }
        K::ExtensionGranted => lacks(day(&event.new_due).is_some(), "new_due"),
        K::Closed => lacks(event.close_reason.is_some(), "close_reason"),
        K::ImportedOutcome => lacks(event.outcome.is_some(), "outcome"),
        K::Embargoed => lacks(event.until.is_some(), "until"),
        K::Hidden => lacks(event.removal_reason.is_some(), "removal_reason"),
        _ => None,
    }
}

fn what(
    row: &Row,
    event: &ThreadEvent,
    thread: &Thread,
    thread_id: Id,
    index: &Index<'_>,
) -> Result<What, &'static str> {
    use EventKind as K;
    let message = event.message.as_ref().and_then(|it| index.get::<Message>(it.id()));
    if let Some(field) = what_lacks(event, message) {
        return Err(field);
    }
    let text = |it: &Option<crate::values::Text>| it.as_ref().map(|it| it.as_str().to_owned());
    let reason = text(&event.reason).unwrap_or_default();
    let route = || text(&event.route).or_else(|| text(&thread.route)).unwrap_or_default();
    let second = event.second.map(|it| it.id().to_string()).unwrap_or_default();
    let referred_to = event.referred_to.map(|it| it.id().to_string());
    let yes = |it: Option<bool>| it == Some(true);
    let questions = || listed(event, thread_id, index);
    let captured = message.is_some_and(|it| is_captured(it, index));
    let kind = message.and_then(|it| it.reply_kind).map(reply_kind);
    Ok(match event.event {
        K::DraftCreated => What::DraftCreated { has_route: !route().is_empty() },
        K::SubmittedForReview => What::SubmittedForReview {
            questions: count(questions().len()),
            basis_cited: index.get::<Inquiry>(thread.inquiry.id()).is_some_and(|it| !it.basis.is_empty()),
            // What looks like somebody's number is not checked, whatever the row says.
            safety_checked: yes(event.safety_checked) && !questions().iter().any(|it| names_a_device(it)),
        },
        K::ChangesAsked => What::ChangesAsked { reason },
        K::Approved => What::Approved { adverse: event.adverse != Some(false), legal: yes(event.legal) },
        K::Sent => What::Sent { route: route() },
        K::Delivered => What::Delivered,
        K::DeliveryUnknown => What::DeliveryUnknown,
        K::Bounced => {
            let hard = || message.is_some_and(|it| it.delivery == Some(words::Delivery::Bounced));
            What::Bounced { hard: event.hard.unwrap_or_else(hard) }
        }
        K::Resent => What::ReSent { route: route() },
        K::AutoReply => What::AutoReply,
        K::Acknowledged => What::Acknowledged,
        K::Reminder => {
            What::Reminder { number: event.number.unwrap_or_default(), channel: channel(event, message) }
        }
        K::ConfirmSilence => What::ConfirmSilence { last_checked: event.last_checked.ok_or("last_checked")? },
        K::ReplyReceived => What::ReplyReceived { kind: kind.ok_or("message")?, captured, referred_to },
        K::LateReply => What::LateReply { kind: kind.ok_or("message")?, captured, referred_to },
        K::ClarificationAsked => What::ClarificationAsked { genuine: yes(event.genuine) },
        K::Clarified => What::Clarified,
        K::ExtensionGranted => {
            let new_due = day(&event.new_due).ok_or("new_due")?;
            What::ExtensionGranted { reason, new_due }
        }
        K::AssessmentStarted => What::AssessmentStarted { questions: count(questions().len()) },
        K::SecondAssessment => What::SecondAssessment {
            blind: yes(event.blind),
            agreed: event.agreed.unwrap_or_default(),
            of: event.judged.unwrap_or_default(),
        },
        K::Adjudicated => What::Adjudicated,
        K::NotifiedRespondent => {
            What::NotifiedRespondent { window_days: event.window_days.unwrap_or_default() }
        }
        K::CommentReceived => What::CommentReceived,
        K::CommentWindowPassed => What::CommentWindowPassed,
        K::FollowUpSent => What::FollowUpSent {
            round: event.round.or_else(|| message?.round).unwrap_or_default(),
            questions: count(questions().len()),
            route: route(),
        },
        K::Closed => What::Closed { reason: close_reason(event.close_reason.ok_or("close_reason")?) },
        K::NewEvidence => What::NewEvidence { reason },
        K::ImportedOutcome => What::ImportedOutcome {
            outcome: imported_outcome(event.outcome.ok_or("outcome")?),
            asserted_by: asserted_by(row),
            source: source(row, index),
            referred_to,
        },
        K::NoCommentObserved => What::NoCommentObserved { source: source(row, index) },
        K::Withdrawn => What::Withdrawn,
        K::Embargoed => What::Embargoed { until: event.until.ok_or("until")? },
        K::EmbargoExpired => What::EmbargoExpired { notice: event.notice },
        K::Hidden => {
            What::Hidden { second, reason: hide_reason(event.removal_reason.ok_or("removal_reason")?) }
        }
        K::Restored => {
            let reason = event.removal_reason.map_or(super::HideReason::NoLongerNeeded, hide_reason);
            What::Restored { second, reason }
        }
        K::SafetyCleared => What::SafetyCleared,
        K::LegalHoldLifted => What::LegalHoldLifted,
    })
}

/// The questions that an event puts: those it lists, else those of its message, else, at the beginning of a
/// thread, all of the thread's.
fn listed<'a>(event: &ThreadEvent, thread: Id, index: &Index<'a>) -> Vec<&'a Question> {
    if !event.questions.is_empty() {
        return event.questions.iter().filter_map(|it| index.get(it.id())).collect();
    }
    let of_thread = put_in(thread, index);
    let Some(message) = event.message.as_ref().map(Ref::id) else {
        // A further letter has new questions, and which ones are new nothing else tells.
        let further = event.event == EventKind::FollowUpSent;
        return if further { Vec::new() } else { of_thread.into_iter().map(|it| it.1).collect() };
    };
    let here = |it: &&Question| it.asked_in.as_ref().map(Ref::id) == Some(message);
    let asked: Vec<&Question> = of_thread.iter().map(|it| it.1).filter(here).collect();
    match event.event {
        EventKind::FollowUpSent => asked,
        _ if asked.is_empty() => of_thread.into_iter().map(|it| it.1).collect(),
        _ => asked,
    }
}

fn names_a_device(question: &Question) -> bool {
    question.text.known().is_some_and(|it| !safety::identifiers(it.as_str()).is_empty())
}

fn channel(event: &ThreadEvent, message: Option<&Message>) -> String {
    let stated = event.channel.as_ref().map(|it| it.as_str().to_owned());
    let carried = || message.map(|it| it.medium).filter(|it| *it != words::Medium::NotStated);
    stated.or_else(|| carried().map(|it| it.as_str().to_owned())).unwrap_or_default()
}

/// The whole day, where one is stated: nothing that moves a clock may rest on less.
fn day(of: &Option<Edtf>) -> Option<Date> {
    of.as_ref().and_then(Edtf::exact)
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
