//! What each form cannot say, entity by entity: the table of the documentation comes from here.

use std::fmt::Write as _;

use crate::Entity;

/// What becomes of the rows of an entity.
#[derive(Clone, Copy, Debug)]
pub struct Loss {
    /// What they become in FollowTheMoney.
    pub ftm: &'static str,
    /// What its properties do not say of them.
    pub ftm_loses: &'static str,
    /// What becomes of them in the ownership statements.
    pub bods: &'static str,
}

/// What becomes of the rows of an entity in the forms that say less than ours.
#[must_use]
pub fn of(entity: Entity) -> Loss {
    let loss = |ftm, ftm_loses, bods| Loss { ftm, ftm_loses, bods };
    let note = |ftm_loses| loss("Note", ftm_loses, NONE);
    match entity {
        Entity::Actor => loss(
            "Company, Organization, PublicBody, Person or LegalEntity",
            "why a name or jurisdiction is unspecified",
            "entity or person statement, only of those in a relationship that is told; description and state are lost",
        ),
        Entity::ActorName => loss(
            "Note, and `alias` or `previousName` of its actor",
            "script, and from when to when",
            "`alternateNames`; the kind of name, script and time are lost",
        ),
        Entity::ActorIdentifier => loss("Identification", "nothing", "`identifiers`"),
        Entity::Product => loss("Asset", "class, and when it was first known", NONE),
        Entity::Relationship => loss(
            "Ownership, Control, Debt, Directorship, Employment, Representation, Membership or Succession where it \
             holds or held and its ends fit; else UnknownLink; Note where an end is unknown or it is denied",
            "share ranges, votes, recipients, product, why an end or date is unspecified, uncertain dates; of a plan \
             or allegation, that it is about ownership is only in `role`",
            "relationship statement of owns, controls and board_of where it holds or held; all others are left out, with plans, allegations and denials; \
             days of uncertain dates are rounded, with an annotation",
        ),
        Entity::Deal => note("parties and their roles, share, price"),
        Entity::DealStatus => note("state and date"),
        Entity::Report => loss("Document", "number of documenters, method, similar report", NONE),
        Entity::Incident => loss(
            "Event",
            "device, vector, product and why it is unspecified, countries of operator and device",
            NONE,
        ),
        Entity::TargetGroup => note("category, count, identity level, consent"),
        Entity::Harm => note("kinds, tie to the technology, date, testimony"),
        Entity::Inquiry => note("purpose, formality, template"),
        Entity::Thread => note("origin, dates, deadline"),
        Entity::ThreadEvent => note("event, dates, order, outcome, round"),
        Entity::Message => loss(
            "Email, or Document for every other medium",
            "thread, direction, round, kind of reply, order told by a text, delivery",
            NONE,
        ),
        Entity::Question => note("number, kind, form, dates, order"),
        Entity::Answer => note("outcome, manner, rationale, assessors, review"),
        Entity::RespondentComment => note("date; that it is to be shown in full beside what it is about"),
        Entity::Claim => note("kind, date, scope, altered words, framing"),
        Entity::EvidenceLink => note("relation and strength; which end is the claim"),
        Entity::ClaimAssessment => note("value, rationale, assessors, review"),
        Entity::Demand => note("who demands of whom, sort of act, dates"),
        Entity::DemandStatus => note("state and date"),
        Entity::Commitment => note("dates and measurable test"),
        Entity::CommitmentCheck => note("result and date"),
        Entity::Proceeding => loss(
            "CourtCase with a CourtCaseParty for each party (criminal, civil), else Event",
            "provisions; roles of parties outside courts",
            NONE,
        ),
        Entity::ProceedingStage => note("stage, date, outcome"),
        Entity::Source => loss(
            "Article or Document; `proof`, `sourceUrl` and `publisher` of what rests on it",
            "why an address, title or date is unspecified; licence",
            "`source`: address, titles, and the date as `statementDate`",
        ),
        Entity::Capture => {
            loss("Document", "digests (`contentHash` there is SHA-1), holding, tool, parent", NONE)
        }
        Entity::Anchor => note("offsets and digest"),
        Entity::Statement => note("property, kind of value, time, what it supersedes"),
        Entity::Consent => note("scope and dates; who consented is in no export"),
        Entity::Redaction => note("field, reason"),
        Entity::RedactionRule => note("scope, reason; the pattern is in no export"),
        Entity::LegalNotice => note("kind, date, decision"),
        Entity::Tombstone => note("level, reason, date"),
        Entity::Retraction => note("which row, where it has vanished"),
        Entity::Translation => note("field, language, translator"),
        Entity::Policy => note("version and window"),
        Entity::Rubric => note("version"),
        Entity::Petition => note("organisers and addressees apart, state, count, dates, address"),
        Entity::SourceNote => note("code and consequence"),
        Entity::ReportedAssessment => note("grade; whose judgement of what, apart"),
    }
}

const NONE: &str = "–";

const HEAD: &str = "\
# What the exports of the register say, and what they lose

Made by `cargo run -p ledger --example export_founding -- losses`; a test compares it with the code.

Every export is made of what is public. What is sealed, restricted or under embargo is in none of them. What is
withheld is marked with its reason; what was removed is a stub that says when and why.

| form | files | read back |
|---|---|---|
| `json` | one `ENTITY.jsonl` for each entity that has rows, `datapackage.json` | yes |
| `csv` | one `ENTITY.csv` for each entity that has rows, `datapackage.json` | yes |
| `ftm` | `entities.ftm.jsonl`, FollowTheMoney | no |
| `bods` | `statements.json`, Beneficial Ownership Data Standard 0.4 | no |

The licence of the data is CC BY 4.0.

## JSON Lines and CSV

They lose nothing of the public rows but the order and the comments of the dossier they came from, and the visibility
of a row, since every row in them is public. Reading back names each field and row that was not shown or was removed:
such a field is absent afterwards, and a row that cannot be without it is left out.

In CSV, lists and tables are compact JSON in their cell. A cell that begins with `=`, `+`, `-`, `@`, a tab or a line
break has an apostrophe before it, so that no spreadsheet runs it. Text that begins as JSON does, or holds marks that
hide or turn text around, is a JSON string with escapes. Reading undoes all three. Gaps stand in the column `withheld`.

`daylight register import FOLDER` reads both back, all dossiers of the export in one transaction, and says how much was not in it because it was removed or not shown.
A register that is read from its own export gives the same exports, byte for byte, in every form.

## FollowTheMoney

Each entity carries the whole public row beside its properties, under `daylight`; programs that know FollowTheMoney
keep it and do not look at it. The table says what the properties alone do not tell. Names of entities there have no
underscore: `act_…` is `act-…`.

Of every row they also lose: who asserts it and by whose report, attribution, stance, confidence, rank, language,
passages; dates with unknown parts; why a value is unspecified; the layer. `proof`, `sourceUrl` and `publisher` are
there where they are known. An actor without a name has none there either.

## Ownership statements

They take a share as a number and a date as a day. A date that is no day is its first day, with an annotation of the
motivation `transformation` that holds the date as it was; one without a year is left out, with a remark. A reason for
a missing value becomes the nearest reason of the standard, with ours in its description:

| ours | theirs |
|---|---|
| `not_stated` | `unknown` |
| `withheld` | `interestedPartyHasNotProvidedInformation` |
| `unknown_to_us` | `informationUnknownToPublisher` |
| `conflicting` | `unknown` |
| `lost_in_capture` | `informationUnknownToPublisher` |
| `not_captured` | `informationUnknownToPublisher` |

The day on which a statement was made is that of its source, and otherwise the day of the export, with an annotation.

## Entity by entity

| entity | FollowTheMoney | its properties lose | ownership statements |
|---|---|---|---|
";

/// `docs/register-exports.md`.
#[must_use]
pub fn document() -> String {
    let mut out = HEAD.to_owned();
    for entity in Entity::ALL {
        let Loss { ftm, ftm_loses, bods } = of(entity);
        // Writing into a string cannot fail.
        let _ = writeln!(out, "| `{entity}` | {ftm} | {ftm_loses} | {bods} |");
    }
    out
}
