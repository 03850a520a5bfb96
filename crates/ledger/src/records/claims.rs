//! What is claimed, demanded, promised and tried, and what stands for or against it.

use crate::edtf::Edtf;
use crate::field::{inner_table, record};
use crate::records::{Actor, Anchor, Rubric, Source};
use crate::values::{Any, Count, Evidence, Known, Many, MessageOrSource, Name, Ref, Text, Url};
use crate::words::{
    CheckResult, ClaimKind, ClaimScope, ClaimValue, DemandAction, DemandState, EvidenceRelation,
    PetitionState, ProceedingKind, ProceedingRole, ReviewState, Stage,
};

record! {
    /// Something that an actor says is so.
    Claim {
        /// Who claims it, or is said to.
        by: Ref<Actor>,
        /// Who says so, where the claim is imputed.
        imputed_by: Option<Ref<Actor>>,
        /// The claim.
        text: Text,
        /// How its words reached us.
        claim_kind: ClaimKind,
        /// What it is about.
        about: Vec<Ref<Any>>,
        /// Where it was made.
        made_in: Option<Ref<MessageOrSource>>,
        /// When it was made.
        made_at: Option<Known<Edtf>>,
        /// Which subject it touches.
        scope: Option<ClaimScope>,
        /// Whether who quotes it changed its words.
        altered_quote: Option<bool>,
        /// Passages that are the words of who quotes it.
        framing_anchors: Vec<Ref<Anchor>>,
    }
}

record! {
    /// What a piece of evidence does to claims.
    EvidenceLink {
        /// Which claims.
        claims: Many<Ref<Claim>>,
        /// Which evidence, beside the anchors of this row.
        evidence: Vec<Ref<Evidence>>,
        /// What it does to them.
        relation: EvidenceRelation,
        /// How strongly, in words.
        strength: Option<Name>,
    }
}

record! {
    /// Our judgement of a claim.
    ClaimAssessment {
        /// Which claim.
        claim: Ref<Claim>,
        /// How it stands against the evidence.
        value: ClaimValue,
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
    /// Something that somebody is asked to do.
    Demand {
        /// Who demands.
        by: Ref<Actor>,
        /// Of whom.
        on: Ref<Actor>,
        /// What.
        text: Text,
        /// What sort of act.
        action_type: DemandAction,
        /// When.
        made_at: Known<Edtf>,
        /// By when it should be done.
        deadline: Option<Known<Edtf>>,
    }
}

record! {
    /// How far a demand had been met at some time.
    DemandStatus {
        /// Which demand.
        demand: Ref<Demand>,
        /// How far.
        state: DemandState,
        /// When it stood so.
        at: Known<Edtf>,
    }
}

record! {
    /// Something that an actor promised.
    Commitment {
        /// Who.
        by: Ref<Actor>,
        /// What, in their words.
        text: Text,
        /// When it was made.
        made_at: Known<Edtf>,
        /// By when it should be kept.
        due: Option<Known<Edtf>>,
        /// How one could tell that it was kept.
        measurable_test: Option<Text>,
        /// Where it was made.
        made_in: Option<Ref<MessageOrSource>>,
    }
}

record! {
    /// A look at whether a commitment was kept.
    CommitmentCheck {
        /// Which commitment.
        commitment: Ref<Commitment>,
        /// When one looked.
        at: Known<Edtf>,
        /// What was found.
        result: CheckResult,
        /// Where it can be seen.
        evidence: Vec<Ref<Source>>,
    }
}

record! {
    /// An actor's part in a proceeding.
    ProceedingParty {
        /// Who.
        actor: Known<Ref<Actor>>,
        /// As what.
        role: ProceedingRole,
    }
}

inner_table!(ProceedingParty);

record! {
    /// A complaint, a trial, a listing or another procedure.
    Proceeding {
        /// What kind.
        proceeding_kind: ProceedingKind,
        /// A title for readers.
        title: Name,
        /// Before whom.
        body: Option<Known<Ref<Actor>>>,
        /// Who takes part.
        parties: Vec<ProceedingParty>,
        /// Which provisions are invoked.
        provisions: Vec<Name>,
    }
}

record! {
    /// A step of a proceeding.
    ProceedingStage {
        /// Which proceeding.
        proceeding: Ref<Proceeding>,
        /// Which step.
        stage: Stage,
        /// When.
        at: Known<Edtf>,
        /// What came of it.
        outcome: Option<Text>,
    }
}

record! {
    /// A call that people can sign.
    Petition {
        /// Who calls.
        organisers: Many<Ref<Actor>>,
        /// On whom.
        addressees: Many<Ref<Actor>>,
        /// Its title.
        title: Name,
        /// What is asked.
        ask: Text,
        /// Which version of the words, from 1.
        ask_version: Option<u32>,
        /// How far it has come.
        state: PetitionState,
        /// Where it can be signed.
        url: Option<Known<Url>>,
        /// How many signed.
        count: Option<Count>,
        /// When signing began.
        opens: Option<Known<Edtf>>,
        /// When signing ends.
        closes: Option<Known<Edtf>>,
    }
}
