//! The entities of the register, in the one list that everything else is made from.

use std::fmt;

use serde_json::{Map, Value as Json};

use crate::field::{Field, Fields};
use crate::id::Id;
use crate::node::Table;
use crate::reader::Reader;
use crate::records::*;

/// What a record can be taken as.
pub trait Recorded: Sized {
    /// The record as this entity, if it is one.
    fn of(record: &Record) -> Option<&Self>;
}

/// Declares the entities: type, name, prefix of public names. The fields stand with each type in `records`.
macro_rules! entities {
    ($( $entity:ident $name:literal $prefix:literal )+) => {
        /// What a row can be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Entity {
            $( #[doc = concat!("`", $name, "`, see [`", stringify!($entity), "`].")] $entity, )+
        }

        impl Entity {
            /// Every entity, in the order of the documentation.
            pub const ALL: [Self; [$( $name, )+].len()] = [$( Self::$entity, )+];

            /// The one spelling used everywhere: tables of a dossier, files of an export, addresses.
            pub fn name(self) -> &'static str {
                match self { $( Self::$entity => $name, )+ }
            }

            /// What public names of its rows start with, before the underscore.
            pub fn prefix(self) -> &'static str {
                match self { $( Self::$entity => $prefix, )+ }
            }

            /// What its rows are.
            pub fn about(self) -> &'static str {
                match self { $( Self::$entity => $entity::about(), )+ }
            }

            /// Its own fields, without those that every row has.
            pub fn fields(self) -> &'static [Field] {
                match self { $( Self::$entity => $entity::fields(), )+ }
            }
        }

        /// What a row says, by entity.
        #[derive(Clone, PartialEq)]
        #[expect(missing_docs, reason = "each variant is the entity of its name")]
        pub enum Record {
            $( $entity($entity), )+
        }

        impl Record {
            /// Of which entity it is.
            pub fn entity(&self) -> Entity {
                match self { $( Self::$entity(_) => Entity::$entity, )+ }
            }

            pub(crate) fn read(entity: Entity, table: &Table<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                match entity { $( Entity::$entity => $entity::read(table, reader).map(Self::$entity), )+ }
            }

            pub(crate) fn write(&self, out: &mut Map<String, Json>) {
                match self { $( Self::$entity(it) => it.write(out), )+ }
            }

            pub(crate) fn references(&self, each: &mut dyn FnMut(&'static str, Id)) {
                match self { $( Self::$entity(it) => it.references(each), )+ }
            }
        }

        $(
            impl Recorded for $entity {
                fn of(record: &Record) -> Option<&Self> {
                    match record {
                        Record::$entity(it) => Some(it),
                        _ => None,
                    }
                }
            }

            impl crate::values::Target for $entity {
                fn entities() -> &'static [Entity] {
                    &[Entity::$entity]
                }
            }
        )+
    };
}

entities! {
    Actor "actor" "act"
    ActorName "actor_name" "nam"
    ActorIdentifier "actor_identifier" "idn"
    Product "product" "prd"
    Relationship "relationship" "rel"
    Deal "deal" "del"
    DealStatus "deal_status" "dst"
    Report "report" "rep"
    Incident "incident" "inc"
    TargetGroup "target_group" "tgt"
    Harm "harm" "hrm"
    Inquiry "inquiry" "inq"
    Thread "thread" "thr"
    ThreadEvent "thread_event" "evt"
    Message "message" "msg"
    Question "question" "qst"
    Answer "answer" "ans"
    RespondentComment "respondent_comment" "cmt"
    Claim "claim" "clm"
    EvidenceLink "evidence_link" "lnk"
    ClaimAssessment "claim_assessment" "cas"
    Demand "demand" "dem"
    DemandStatus "demand_status" "dms"
    Commitment "commitment" "com"
    CommitmentCheck "commitment_check" "chk"
    Proceeding "proceeding" "prc"
    ProceedingStage "proceeding_stage" "stg"
    Source "source" "src"
    Capture "capture" "cap"
    Anchor "anchor" "anc"
    Statement "statement" "sta"
    Consent "consent" "con"
    Redaction "redaction" "red"
    RedactionRule "redaction_rule" "rrl"
    LegalNotice "legal_notice" "lgl"
    Tombstone "tombstone" "tmb"
    Retraction "retraction" "ret"
    Translation "translation" "trl"
    Policy "policy" "pol"
    Rubric "rubric" "rub"
    Petition "petition" "pet"
    SourceNote "source_note" "not"
    ReportedAssessment "reported_assessment" "ras"
}

impl Entity {
    /// The entity of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A record may hold what nobody but its custodian should read, so that debugging shows no more than its kind.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {{ .. }}", self.entity())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::row;

    #[test]
    fn names_and_prefixes_are_unique() {
        let names: HashSet<_> = Entity::ALL.iter().map(|it| it.name()).collect();
        let prefixes: HashSet<_> = Entity::ALL.iter().map(|it| it.prefix()).collect();
        assert_eq!((names.len(), prefixes.len()), (Entity::ALL.len(), Entity::ALL.len()));
        assert!(prefixes.iter().all(|it| it.len() == 3));
        assert_eq!(Entity::parse("evidence_link"), Some(Entity::EvidenceLink));
        assert_eq!(Entity::parse("evidence-link"), None);
    }

    #[test]
    fn no_field_hides_one_that_every_row_has() {
        for entity in Entity::ALL {
            let mut seen: HashSet<_> = row::common_fields().iter().map(|it| it.name).collect();
            for field in entity.fields() {
                assert!(seen.insert(field.name), "{entity}.{}", field.name);
                assert!(!field.meaning.is_empty() && field.meaning.ends_with('.'), "{entity}.{}", field.name);
            }
        }
    }
}
