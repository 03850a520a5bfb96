//! What was asked of whom, and what came back: one thread for each recipient of an inquiry.

use jiff::civil::Date;

use crate::edtf::Edtf;
use crate::field::record;
use crate::records::{Actor, Capture, Policy, Relationship};
use crate::values::{
    Country, EventOrMessage, InquiryBasis, Known, Many, MessageOrQuestion, MessageOrSource, Name, Ref, Text,
};
use crate::words::{
    CloseReason, Delivery, Direction, EventKind, Formality, ImportedOutcome, Medium, Purpose, QuestionForm,
    QuestionKind, RemovalReason, ReplyKind, ThreadOrigin,
};

record! {
    /// A letter or public call, to one recipient or many.
    Inquiry {
        /// A title for readers.
        title: Name,
        /// Who sent it.
        senders: Known<Many<Ref<Actor>>>,
        /// Who got a copy.
        cc: Vec<Ref<Actor>>,
        /// What it is for.
        purpose: Purpose,
        /// Whether it was sent to its recipients or put in public.
        formality: Formality,
        /// What it is built on.
        basis: Vec<Ref<InquiryBasis>>,
        /// The policy that sets its clock.
        policy: Option<Ref<Policy>>,
        /// The version of the letter's template.
        template_version: Option<Name>,
    }
}

record! {
    /// What passed between the senders of an inquiry and one recipient.
    Thread {
        /// Which inquiry.
        inquiry: Ref<Inquiry>,
        /// Who was asked.
        recipient: Known<Ref<Actor>>,
        /// Whether we hold the correspondence or others told of it.
        origin: ThreadOrigin,
        /// The address used; never public.
        route: Option<Text>,
        /// The country whose working days count.
        jurisdiction: Option<Known<Country>>,
        /// When the recipient was asked.
        asked_at: Known<Edtf>,
        /// By when a reply was asked for.
        deadline: Option<Known<Edtf>>,
        /// The thread that this one grew out of.
        opened_from: Option<Ref<Thread>>,
    }
}

record! {
    /// Something that happened in a thread; the state of the thread is computed from these.
    ThreadEvent {
        /// In which thread.
        thread: Ref<Thread>,
        /// What happened.
        event: EventKind,
        /// When it happened.
        at: Known<Edtf>,
        /// When it was noticed, where that is later.
        found_at: Option<Known<Edtf>>,
        /// What came before it, where a text tells the order and not the date.
        after: Option<Ref<EventOrMessage>>,
        /// The message it is about.
        message: Option<Ref<Message>>,
        /// The channel used.
        channel: Option<Name>,
        /// The round of the correspondence, from 1.
        round: Option<u32>,
        /// Which one, as the second reminder.
        number: Option<u32>,
        /// What others say became of it; only for `imported_outcome`.
        outcome: Option<ImportedOutcome>,
        /// The thread that the recipient referred to.
        referred_to: Option<Ref<Thread>>,
        /// Why.
        reason: Option<Text>,
        /// The new day by which a reply is due.
        new_due: Option<Edtf>,
        /// Who did it.
        by: Option<Ref<Actor>>,
        /// The second person, where one alone may not do it.
        second: Option<Ref<Actor>>,
        /// The address used; never public.
        route: Option<Text>,
        /// The questions it puts or lists; where absent, those of the thread.
        questions: Vec<Ref<Question>>,
        /// Whether somebody checked that the letter identifies nobody who was harmed.
        safety_checked: Option<bool>,
        /// Whether the letter holds an adverse allegation; taken as such unless it says no.
        adverse: Option<bool>,
        /// Whether somebody with the legal role agreed.
        legal: Option<bool>,
        /// Whether a message came back for good.
        hard: Option<bool>,
        /// Whether the recipient's question is about what was asked.
        genuine: Option<bool>,
        /// The day on which all channels were last looked at.
        last_checked: Option<Date>,
        /// Whether the second assessment was made without seeing the first.
        blind: Option<bool>,
        /// The questions on which both assessments agree, as a number.
        agreed: Option<u32>,
        /// The questions that both assessments judged, as a number.
        judged: Option<u32>,
        /// Days in which the respondent may comment.
        window_days: Option<u32>,
        /// The last day of an embargo.
        until: Option<Date>,
        /// The day on which those concerned were told that the embargo ends.
        notice: Option<Date>,
        /// Why the thread ended.
        close_reason: Option<CloseReason>,
        /// Why the thread was taken out of sight.
        removal_reason: Option<RemovalReason>,
    }
}

record! {
    /// A message of a thread.
    Message {
        /// In which thread.
        thread: Ref<Thread>,
        /// To the recipient of the thread, or from it.
        direction: Direction,
        /// The round of the correspondence, from 1.
        round: Option<u32>,
        /// How it was carried.
        medium: Medium,
        /// What sort of reply it is.
        reply_kind: Option<ReplyKind>,
        /// Who wrote it.
        from: Option<Known<Ref<Actor>>>,
        /// The relationship by which somebody wrote for somebody else.
        via: Option<Ref<Relationship>>,
        /// When it was sent.
        sent_at: Option<Known<Edtf>>,
        /// When it arrived.
        received_at: Option<Known<Edtf>>,
        /// The date it bears.
        dated: Option<Known<Edtf>>,
        /// What came before it, where a text tells the order and not the date.
        after: Option<Ref<MessageOrQuestion>>,
        /// To whom it is addressed.
        addressed_to: Vec<Ref<Actor>>,
        /// Who got a copy.
        cc: Vec<Ref<Actor>>,
        /// Where its bytes are.
        captures: Vec<Ref<Capture>>,
        /// How far it came.
        delivery: Option<Delivery>,
    }
}

record! {
    /// A question that was put.
    Question {
        /// In which thread.
        thread: Option<Ref<Thread>>,
        /// In which inquiry, where it was not put to one recipient.
        inquiry: Option<Ref<Inquiry>>,
        /// Its number, as `1.0`.
        number: Name,
        /// Its words.
        text: Known<Text>,
        /// What it asks for.
        question_kind: QuestionKind,
        /// Who asked.
        asked_by: Option<Known<Ref<Actor>>>,
        /// Where it was asked.
        asked_in: Option<Ref<MessageOrSource>>,
        /// When it was put.
        asked_at: Known<Edtf>,
        /// The reply that came before it, where a text tells the order.
        after: Option<Ref<Message>>,
        /// The reply that came after it, where a text tells the order.
        before: Option<Ref<Message>>,
        /// Whether it was put as a question.
        form: QuestionForm,
        /// Who is asked.
        directed_to: Many<Ref<Actor>>,
        /// What it is about.
        topic: Option<Name>,
        /// The question it is a part of.
        parent: Option<Ref<Question>>,
    }
}
