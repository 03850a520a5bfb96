//! What may be shown and what was taken out, why, and by whose word; the versions of the rules themselves.

use crate::edtf::Edtf;
use crate::field::record;
use crate::records::Actor;
use crate::values::{Any, Country, Known, Lang, Many, Name, Ref, RowName, Text};
use crate::words::{ConsentScope, NoticeKind, RemovalReason, TombstoneLevel, TranslationKind};

record! {
    /// What a person agreed to have told about them.
    Consent {
        /// Who; always sealed.
        person: Text,
        /// To what.
        scope: Many<ConsentScope>,
        /// When it was given.
        given_at: Edtf,
        /// How it was given.
        via: Option<Text>,
        /// Until when it holds.
        expires: Option<Edtf>,
        /// When it was taken back.
        revoked_at: Option<Edtf>,
        /// Who keeps it.
        custodian: Text,
    }
}

record! {
    /// A field that is not shown.
    Redaction {
        /// Of which row.
        on: Ref<Any>,
        /// Which field.
        field: Name,
        /// Why.
        reason: RemovalReason,
        /// What is shown in its place.
        replacement: Option<Text>,
    }
}

record! {
    /// What is never shown wherever it stands.
    RedactionRule {
        /// Where it is looked for.
        scope: Name,
        /// What is looked for.
        pattern: Text,
        /// Why.
        reason: RemovalReason,
        /// What is shown in its place.
        replacement: Option<Text>,
    }
}

record! {
    /// A legal letter about the register.
    LegalNotice {
        /// Who sent it.
        from: Option<Known<Ref<Actor>>>,
        /// What it invokes.
        notice_kind: NoticeKind,
        /// When it came.
        received: Known<Edtf>,
        /// Under which country's law.
        jurisdiction: Option<Country>,
        /// What it demands.
        demand: Text,
        /// What was decided.
        decision: Option<Text>,
        /// Which rows it is about.
        affects: Vec<Ref<Any>>,
        /// Its words, without what must not be shown.
        notice: Option<Text>,
    }
}

record! {
    /// The removal of a row; its content goes out of pages, exports and search at once.
    Tombstone {
        /// Which row.
        record: RowName,
        /// How much of it.
        level: TombstoneLevel,
        /// Why.
        reason: RemovalReason,
        /// By whose word.
        authority: Option<Text>,
        /// When.
        at: Edtf,
    }
}

record! {
    /// A row of an earlier revision that is no longer held to be right.
    Retraction {
        /// Which row.
        record: RowName,
        /// Why.
        reason: Text,
    }
}

record! {
    /// A field of a row in another language.
    Translation {
        /// Of which row.
        of: Ref<Any>,
        /// Of which field.
        field: Name,
        /// Into which language.
        target_lang: Lang,
        /// The translation.
        text: Text,
        /// Who translated, a person or a machine.
        translation_kind: TranslationKind,
        /// The translator.
        translator: Option<Name>,
        /// Who read it over.
        reviewer: Option<Name>,
    }
}

record! {
    /// A version of the rules for clocks and publication.
    Policy {
        /// Which version.
        version: Name,
        /// Its title.
        title: Name,
        /// Working days a recipient has for a reply.
        window_days: Option<u32>,
        /// Its words.
        text: Option<Text>,
    }
}

record! {
    /// A version of the rules by which answers and claims are judged.
    Rubric {
        /// Which version.
        version: Name,
        /// Its title.
        title: Name,
        /// Its words.
        text: Option<Text>,
    }
}
