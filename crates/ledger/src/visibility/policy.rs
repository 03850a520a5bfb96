//! What a register says about who may see what, gathered from all of its rows.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::fields::Rule;
use super::harmed::{Allowed, allowed};
use super::{Reason, Visibility};
use crate::field::Shape;
use crate::records::{Consent, TargetGroup};
use crate::values::RowName;
use crate::words::{EventKind, RemovalReason, ReviewState, TombstoneLevel};
use crate::{DossierId, Entity, Id, LocalId, Record, Row};

/// Until when a row is hidden; nothing stands for ever.
type Until = Option<Date>;

/// What is left of a removed row.
#[derive(Clone)]
pub(super) struct Stub {
    pub(super) at: String,
    pub(super) reason: RemovalReason,
}

/// A field of one row that was taken out.
#[derive(Clone)]
pub(super) struct Gap {
    field: String,
    pub(super) reason: RemovalReason,
    pub(super) replacement: Option<String>,
}

/// What a register says about who may see what.
///
/// It has to be made of every row, also of the hidden ones: whether a reference may be shown depends on what it
/// points to, and whether a row may be shown on the rows that it cannot be told without.
#[derive(Clone, Default)]
pub struct PublicationPolicy {
    hidden: HashMap<Id, Until>,
    stubs: HashMap<Id, Stub>,
    named_stubs: HashMap<(DossierId, LocalId), Stub>,
    gaps: HashMap<Id, Vec<Gap>>,
    pub(super) rules: Vec<Rule>,
    groups: HashMap<Id, Group>,
    consents: HashMap<Id, Consent>,
}

/// A group of people harmed, as far as the policy asks.
#[derive(Clone)]
struct Group {
    record: TargetGroup,
    sourced: bool,
}

/// Reads the rows of a register, one by one in any order, into a policy.
#[derive(Default)]
pub struct PolicyBuilder {
    policy: PublicationPolicy,
    /// For each row, the rows that cannot be told without it.
    children: HashMap<Id, Vec<Id>>,
    /// Statements and translations repeat what they are about, and go with it.
    repeats: HashSet<Id>,
    /// For each thread, how often it was hidden more than shown again, and embargoed more than released.
    closed: HashMap<Id, (i64, i64)>,
    existence: Vec<Id>,
    existence_named: HashSet<(DossierId, LocalId)>,
    names: HashMap<(DossierId, LocalId), Id>,
}

impl PublicationPolicy {
    /// The policy of a register with these rows.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut builder = PolicyBuilder::default();
        rows.into_iter().for_each(|it| builder.note(it));
        builder.build()
    }

    /// True if a row must not be shown, nor named, on a day.
    pub(super) fn is_hidden(&self, id: &Id, now: Date) -> bool {
        self.hidden.get(id).is_some_and(|until| until.is_none_or(|it| now < it))
    }

    /// True if other rows must not name a row on a day.
    pub(super) fn is_unnamed(&self, id: &Id, now: Date) -> bool {
        self.is_hidden(id, now) || self.allowed(id, now).is_some_and(|it| it.level.get() < 2)
    }

    /// What is left of a row, if it was removed.
    pub(super) fn stub(&self, row: &Row) -> Option<&Stub> {
        self.stubs.get(&row.id).or_else(|| self.named_stubs.get(&(row.dossier.clone(), row.local.clone())))
    }

    /// The gap in a field of a row.
    pub(super) fn gap(&self, id: &Id, field: &str) -> Option<&Gap> {
        self.gaps.get(id)?.iter().find(|it| it.field == field)
    }

    /// What a group of people harmed allows; nothing for other rows.
    pub(super) fn allowed(&self, id: &Id, now: Date) -> Option<Allowed> {
        let group = self.groups.get(id)?;
        let consent = group.record.consent.as_ref().and_then(|it| self.consents.get(&it.id()));
        Some(allowed(&group.record, consent, group.sourced, now))
    }

    /// Why another row must not repeat a field of a row.
    pub(super) fn repeats(&self, id: &Id, field: &str, now: Date) -> Option<Reason> {
        if let Some(reason) = super::fields::never(id.entity(), field) {
            return Some(reason);
        }
        if let Some(gap) = self.gap(id, field) {
            return Some(Reason::Removed(gap.reason));
        }
        let it = self.allowed(id, now)?;
        // A number could be small; whoever wants it finds it, or its bound, in the group itself.
        let least = if field == "count" { 3 } else { super::harmed::least_level(field) };
        (it.level.get() < least).then_some(Reason::IdentityLevel)
    }
}

impl PolicyBuilder {
    /// Takes note of a row.
    pub fn note(&mut self, row: &Row) {
        let id = row.id;
        if let Some(until) = own(row) {
            self.hide(id, until);
        }
        self.names.insert((row.dossier.clone(), row.local.clone()), id);
        // What was removed is told by its tombstone even where the row itself is gone.
        if row.entity() != Entity::Tombstone {
            let needed = needed(row.entity());
            for (field, parent) in row.references() {
                if needed.contains(&field) {
                    self.children.entry(parent).or_default().push(id);
                }
            }
        }
        match &row.record {
            Record::Statement(_) | Record::Translation(_) => {
                self.repeats.insert(id);
            }
            Record::Tombstone(it) => {
                let stub = Stub { at: it.at.as_str().to_owned(), reason: it.reason };
                match (&it.record, it.level) {
                    (RowName::Row(of), TombstoneLevel::Existence) => self.existence.push(*of),
                    (RowName::Vanished(dossier, local), TombstoneLevel::Existence) => {
                        self.existence_named.insert((dossier.clone(), local.clone()));
                    }
                    (RowName::Row(of), TombstoneLevel::Content) => {
                        self.policy.stubs.insert(*of, stub);
                    }
                    (RowName::Vanished(dossier, local), TombstoneLevel::Content) => {
                        self.policy.named_stubs.insert((dossier.clone(), local.clone()), stub);
                    }
                }
            }
            Record::Redaction(it) => {
                let replacement = it.replacement.as_ref().map(|it| it.as_str().to_owned());
                let gap = Gap { field: it.field.as_str().to_owned(), reason: it.reason, replacement };
                self.policy.gaps.entry(it.on.id()).or_default().push(gap);
            }
            Record::RedactionRule(it) => self.policy.rules.push(Rule {
                scope: it.scope.as_str().to_owned(),
                pattern: it.pattern.as_str().to_owned(),
                reason: it.reason,
                replacement: it.replacement.as_ref().map(|it| it.as_str().to_owned()),
            }),
            Record::Consent(it) => {
                self.policy.consents.insert(id, it.clone());
            }
            Record::TargetGroup(it) => {
                let sourced = !(row.provenance.anchors.is_empty() && row.provenance.sources.is_empty());
                self.policy.groups.insert(id, Group { record: it.clone(), sourced });
            }
            Record::ThreadEvent(it) => {
                let (hidden, embargoed) = self.closed.entry(it.thread.id()).or_default();
                match it.event {
                    EventKind::Hidden => *hidden = hidden.saturating_add(1),
                    EventKind::Restored => *hidden = hidden.saturating_sub(1),
                    EventKind::Embargoed => *embargoed = embargoed.saturating_add(1),
                    EventKind::EmbargoExpired => *embargoed = embargoed.saturating_sub(1),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The policy of the rows that were noted.
    #[must_use]
    pub fn build(mut self) -> PublicationPolicy {
        let shut = self.closed.iter().filter(|(_, (hidden, embargoed))| *hidden > 0 || *embargoed > 0);
        let shut: Vec<Id> = shut.map(|it| *it.0).collect();
        let named = self.existence_named.iter().filter_map(|it| self.names.get(it).copied());
        let gone: Vec<Id> = self.existence.iter().copied().chain(named).chain(shut).collect();
        for id in gone {
            self.hide(id, None);
        }
        // What repeats a removed row is removed with it.
        let named = self.policy.named_stubs.keys().filter_map(|it| self.names.get(it));
        let removed: Vec<Id> = self.policy.stubs.keys().chain(named).copied().collect();
        for parent in removed {
            for child in self.children.get(&parent).cloned().unwrap_or_default() {
                if self.repeats.contains(&child) {
                    self.hide(child, None);
                }
            }
        }
        // What cannot be told without a hidden row is hidden as long as that one, and so on downwards.
        let mut work: Vec<Id> = self.policy.hidden.keys().copied().collect();
        while let Some(parent) = work.pop() {
            let Some(until) = self.policy.hidden.get(&parent).copied() else { continue };
            for child in self.children.get(&parent).cloned().unwrap_or_default() {
                if self.hide(child, until) {
                    work.push(child);
                }
            }
        }
        self.policy
    }

    /// Hides a row for at least so long; true if that is longer than before.
    fn hide(&mut self, id: Id, until: Until) -> bool {
        match self.policy.hidden.get_mut(&id) {
            Some(None) => false,
            Some(before) => {
                let longer = until.is_none() || until > *before;
                if longer {
                    *before = until;
                }
                longer
            }
            None => {
                self.policy.hidden.insert(id, until);
                true
            }
        }
    }
}

/// Until when a row is hidden by what stands in the row itself; nothing if it is not.
pub(super) fn own(row: &Row) -> Option<Until> {
    let by_record = match &row.record {
        // What is judged is shown when whoever is judged has had the chance to answer.
        Record::Answer(it) => matches!(it.state, ReviewState::Draft | ReviewState::Notified),
        Record::ClaimAssessment(it) => matches!(it.state, ReviewState::Draft | ReviewState::Notified),
        Record::TargetGroup(it) => it.identity_level.is_some_and(|it| it.get() == 0),
        _ => false,
    };
    match row.visibility {
        _ if by_record => Some(None),
        Visibility::Sealed | Visibility::Restricted => Some(None),
        Visibility::Embargoed(until) => Some(Some(until)),
        Visibility::PublicRedacted | Visibility::Public | Visibility::Tombstoned => None,
    }
}

/// The fields that name a row without which one of this entity cannot be told.
fn needed(entity: Entity) -> Vec<&'static str> {
    let names_a_row = |shape: &Shape| matches!(shape, Shape::Reference(_) | Shape::RowName);
    entity.fields().iter().filter(|it| it.required && names_a_row(&it.shape)).map(|it| it.name).collect()
}
