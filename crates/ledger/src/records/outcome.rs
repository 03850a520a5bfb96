//! How questions fared, by our judgement and by that of others, with the comment of those who are judged.

use crate::edtf::Edtf;
use crate::field::record;
use crate::records::{Actor, Message, Question, Rubric};
use crate::values::{Any, Known, Name, Ref, Text};
use crate::words::{Manner, Outcome, ReviewState};

record! {
    /// A judgement of one question against one reply.
    Answer {
        /// Which question.
        question: Ref<Question>,
        /// Against which reply.
        reply: Option<Known<Ref<Message>>>,
        /// How it fared.
        outcome: Outcome,
        /// In which manner.
        manner: Vec<Manner>,
        /// Why.
        rationale: Option<Text>,
        /// The rubric it was judged by.
        rubric: Option<Ref<Rubric>>,
        /// Who judged, two before it is final.
        assessors: Vec<Name>,
        /// Who decided where they differed.
        adjudicator: Option<Name>,
        /// How well they agreed.
        agreement: Option<Name>,
        /// How far it has been reviewed.
        state: ReviewState,
    }
}

record! {
    /// What somebody who is written about says to it, shown in full beside it.
    RespondentComment {
        /// To which row.
        on: Ref<Any>,
        /// Who says it.
        by: Ref<Actor>,
        /// In their words.
        text: Text,
        /// When.
        at: Option<Known<Edtf>>,
    }
}

record! {
    /// A third party's judgement of a reply, never ours.
    ReportedAssessment {
        /// Whose judgement.
        by: Ref<Actor>,
        /// Of which message.
        of: Ref<Message>,
        /// In their words or a short account of them.
        text: Text,
        /// Their grade, where they give one.
        value: Option<Name>,
    }
}
