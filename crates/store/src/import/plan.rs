//! What an import will do, decided before anything is written.

use std::collections::{HashMap, HashSet};

use ledger::values::RowName;
use ledger::{Dossier, DossierId, Fault, Id, LocalId, Record, Row};

use crate::kept::{Body, Kept, Standing};

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Added,
    Changed,
    Retracted,
    Tombstoned,
    Restored,
}

impl Change {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Retracted => "retracted",
            Self::Tombstoned => "tombstoned",
            Self::Restored => "restored",
        }
    }
}

/// A new version of a row.
pub(super) struct Step {
    pub(super) row: Row,
    pub(super) body: Body,
    pub(super) change: Change,
    pub(super) standing: Standing,
    pub(super) supersedes: Option<i64>,
}

/// New versions, in the order of the dossier, then of the register.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) unchanged: usize,
}

/// What removes or takes back rows.
struct Removals<'a> {
    rows: HashSet<Id>,
    names: HashSet<(&'a DossierId, &'a LocalId)>,
}

impl<'a> Removals<'a> {
    fn of(names: impl Iterator<Item = &'a RowName>) -> Self {
        let mut out = Self { rows: HashSet::new(), names: HashSet::new() };
        for name in names {
            match name {
                RowName::Row(id) => {
                    out.rows.insert(*id);
                }
                RowName::Vanished(dossier, local) => {
                    out.names.insert((dossier, local));
                }
            }
        }
        out
    }

    fn name(&self, row: &Row) -> bool {
        self.rows.contains(&row.id) || self.names.contains(&(&row.dossier, &row.local))
    }
}

impl Plan {
    /// Compares a dossier with what is kept; what may not be goes into the faults.
    pub(super) fn of(dossier: &Dossier, kept: &[Kept], faults: &mut Vec<Fault>) -> Self {
        let elsewhere = kept
            .iter()
            .filter(|it| it.row.dossier != dossier.id && it.standing == Standing::Current)
            .map(|it| &it.row);
        let tombstones =
            Removals::of(dossier.rows.iter().chain(elsewhere).filter_map(|row| match &row.record {
                Record::Tombstone(it) => Some(&it.record),
                _ => None,
            }));
        let retractions = Removals::of(dossier.retractions().map(|(_, it)| &it.record));
        let by_id: HashMap<Id, &Kept> = kept.iter().map(|it| (it.row.id, it)).collect();
        let mut plan = Self::default();
        let mut fault = |row: &Row, why: &str| {
            let field = format!("{} {}", row.entity(), row.local);
            faults.push(Fault { file: dossier.id.to_string(), line: 0, field, why: why.to_owned() });
        };

        for row in &dossier.rows {
            let removed = tombstones.name(row);
            plan.present(row, removed, by_id.get(&row.id).copied());
        }
        let here: HashSet<Id> = dossier.rows.iter().map(|it| it.id).collect();
        for it in kept {
            let removed = tombstones.name(&it.row);
            if it.row.dossier != dossier.id {
                plan.elsewhere(it, removed);
                continue;
            }
            if here.contains(&it.row.id) {
                continue;
            }
            match (it.standing, removed) {
                (Standing::Tombstoned, true) => plan.unchanged += 1,
                (_, true) => plan.keep(it, Change::Tombstoned, Standing::Tombstoned),
                (Standing::Retracted, false) => plan.unchanged += 1,
                (_, false) if retractions.name(&it.row) => {
                    plan.keep(it, Change::Retracted, Standing::Retracted);
                }
                (_, false) => fault(
                    &it.row,
                    "the row stood in the last revision and is gone: put it back, or name it in a [[retraction]] or a [[tombstone]] with a reason",
                ),
            }
        }
        plan
    }

    /// A row that stands in the dossier.
    fn present(&mut self, row: &Row, removed: bool, kept: Option<&Kept>) {
        let standing = if removed { Standing::Tombstoned } else { Standing::Current };
        let body = Body::of(row);
        let same = kept.is_some_and(|it| it.hash == body.hash);
        let change = match kept {
            Some(it) if same && it.standing == standing => {
                self.unchanged += 1;
                return;
            }
            None if removed => Change::Tombstoned,
            None => Change::Added,
            Some(it) if it.standing == standing => Change::Changed,
            Some(_) if removed => Change::Tombstoned,
            Some(_) => Change::Restored,
        };
        let supersedes = kept.map(|it| it.version);
        self.steps.push(Step { row: row.clone(), body, change, standing, supersedes });
    }

    /// A row of another dossier, which only a tombstone of this one can touch.
    fn elsewhere(&mut self, it: &Kept, removed: bool) {
        match (it.standing, removed) {
            (Standing::Current | Standing::Retracted, true) => {
                self.keep(it, Change::Tombstoned, Standing::Tombstoned);
            }
            (Standing::Tombstoned, false) => self.keep(it, Change::Restored, Standing::Current),
            _ => {}
        }
    }

    /// The last version stays, and stands otherwise.
    fn keep(&mut self, it: &Kept, change: Change, standing: Standing) {
        let row = it.row.clone();
        let body = Body::of(&row);
        self.steps.push(Step { row, body, change, standing, supersedes: Some(it.version) });
    }

    /// The register as it will be.
    pub(super) fn after(&self, kept: Vec<Kept>) -> Vec<Kept> {
        let mut steps: HashMap<Id, &Step> = self.steps.iter().map(|it| (it.row.id, it)).collect();
        let mut after: Vec<Kept> = Vec::with_capacity(kept.len() + steps.len());
        let now = |it: &Step, version: i64| Kept {
            row: it.row.clone(),
            standing: it.standing,
            version,
            hash: it.body.hash.clone(),
        };
        for it in kept {
            match steps.remove(&it.row.id) {
                Some(step) => after.push(now(step, it.version)),
                None => after.push(it),
            }
        }
        for step in &self.steps {
            if steps.contains_key(&step.row.id) {
                after.push(now(step, 0));
            }
        }
        after
    }
}
