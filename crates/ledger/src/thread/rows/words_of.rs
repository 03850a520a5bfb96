//! The words of rows as those of the machine: each list stands for the same things in both.

use super::{ImportedOutcome, RemovalReason, ReplyKind};
use crate::thread::{CloseReason, HideReason};
use crate::words;

pub(super) fn reply_kind(of: words::ReplyKind) -> ReplyKind {
    use words::ReplyKind as K;
    match of {
        K::Substantive => ReplyKind::Substantive,
        K::Acknowledgement => ReplyKind::Acknowledgement,
        K::Holding => ReplyKind::Holding,
        K::Referral => ReplyKind::Referral,
        K::Refusal => ReplyKind::Refusal,
        K::PressStatementNotAddressed => ReplyKind::PressStatementNotAddressed,
        K::LegalThreat => ReplyKind::LegalThreat,
        K::MeetingOffer => ReplyKind::MeetingOffer,
        K::CounterRequestVictimIdentity => ReplyKind::CounterRequestVictimIdentity,
        K::AutoReply => ReplyKind::AutoReply,
        K::Bounce => ReplyKind::Bounce,
    }
}

pub(super) fn imported_outcome(of: words::ImportedOutcome) -> ImportedOutcome {
    use words::ImportedOutcome as O;
    match of {
        O::ReportedReplied => ImportedOutcome::ReportedReplied,
        O::ReportedNoReply => ImportedOutcome::ReportedNoReply,
        O::ReportedReferred => ImportedOutcome::ReportedReferred,
        O::OutcomeNotStated => ImportedOutcome::OutcomeNotStated,
    }
}

pub(super) fn close_reason(of: words::CloseReason) -> CloseReason {
    use words::CloseReason as R;
    match of {
        R::Resolved => CloseReason::Resolved,
        R::Superseded => CloseReason::Superseded,
        R::Withdrawn => CloseReason::Withdrawn,
        R::Stale => CloseReason::Stale,
    }
}

pub(super) fn hide_reason(of: RemovalReason) -> HideReason {
    use RemovalReason as R;
    match of {
        R::ConsentWithdrawn => HideReason::ConsentWithdrawn,
        R::Safety => HideReason::Safety,
        R::CourtOrder => HideReason::CourtOrder,
        R::PrivacyLaw => HideReason::PrivacyLaw,
        R::FactualError => HideReason::FactualError,
        R::ThirdPartyData => HideReason::ThirdPartyData,
        R::Duplicate => HideReason::Duplicate,
    }
}
