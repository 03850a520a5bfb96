//! Relationships, and numbers in other registers.

use super::Ftm;
use super::draft::Draft;
use crate::export::register::{is_told, text};
use crate::visibility::View;

const ANYBODY: &[&str] = &["Company", "Organization", "PublicBody", "Person", "LegalEntity"];
const BODIES: &[&str] = &["Company", "Organization", "PublicBody"];

/// A link: its schema, the properties of its ends, and what may stand there.
struct Link {
    schema: &'static str,
    subject: (&'static str, &'static [&'static str]),
    object: (&'static str, &'static [&'static str]),
}

fn of(relation: &str) -> Option<Link> {
    let link = |schema, subject, object| Some(Link { schema, subject, object });
    match relation {
        // What is owned is an asset there, which of all actors only companies are.
        "owns" => link("Ownership", ("owner", ANYBODY), ("asset", &["Company"])),
        "controls" => link("Control", ("controller", ANYBODY), ("controlled", ANYBODY)),
        "lends_to" => link("Debt", ("creditor", ANYBODY), ("debtor", ANYBODY)),
        "board_of" => link("Directorship", ("director", ANYBODY), ("organization", BODIES)),
        "employs" => link("Employment", ("employer", BODIES), ("employee", &["Person"])),
        "represents" => link("Representation", ("agent", ANYBODY), ("client", ANYBODY)),
        "member_of" => link("Membership", ("member", ANYBODY), ("organization", BODIES)),
        "succeeds" => link("Succession", ("successor", ANYBODY), ("predecessor", ANYBODY)),
        _ => None,
    }
}

impl Ftm<'_> {
    /// The link of a relationship whose ends are both known and that nobody denies.
    ///
    /// A plan or an allegation never becomes an ownership.
    pub(super) fn link(&self, row: &View) -> Option<Draft> {
        let relation = text(row, "relation")?;
        let state = text(row, "state").unwrap_or_default();
        let (subject, object) = (self.register.target(row, "subject")?, self.register.target(row, "object")?);
        if matches!(text(row, "stance"), Some("denies" | "asks")) {
            return None;
        }
        let link = of(relation)
            .filter(|it| is_told(row) && self.is(subject, it.subject.1) && self.is(object, it.object.1))
            .unwrap_or(Link { schema: "UnknownLink", subject: ("subject", &[]), object: ("object", &[]) });
        let mut draft = Draft::new(link.schema, row.id.as_str());
        draft.put_entity(link.subject.0, Some(subject.id.as_str()));
        draft.put_entity(link.object.0, Some(object.id.as_str()));
        if link.schema != "Debt" {
            draft.put("role", Some(&relation.replace('_', " ")));
            draft.put("status", Some(state));
        }
        if link.schema == "Ownership" {
            let exact = row.value("share").and_then(|it| it.get("exact")?.as_str());
            draft.put("percentage", exact);
        }
        draft.date("startDate", text(row, "from"));
        draft.date("endDate", text(row, "to"));
        draft.put("summary", text(row, "note"));
        Some(draft)
    }

    pub(super) fn identification(&self, row: &View) -> Option<Draft> {
        let actor = self.register.target(row, "actor").filter(|it| !it.is_removed())?;
        let mut draft = Draft::new("Identification", row.id.as_str());
        draft.put_entity("holder", Some(actor.id.as_str()));
        draft.put("type", text(row, "scheme"));
        draft.put("number", text(row, "value"));
        Some(draft)
    }
}
