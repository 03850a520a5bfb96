//! Rows by their names, and the rows that name them.

use std::collections::BTreeMap;

use crate::entity::Recorded;
use crate::id::Id;
use crate::row::Row;

/// Some rows, made ready for questions that follow references in both directions.
///
/// The order of the rows is kept: events of one day are taken in the order in which they entered the register, and
/// nothing in a row tells that. A row that is given twice counts as it was given last, in its first place.
#[derive(Clone, Debug, Default)]
pub struct Index<'a> {
    rows: Vec<&'a Row>,
    by_id: BTreeMap<Id, &'a Row>,
    naming: BTreeMap<Id, Vec<&'a Row>>,
}

impl<'a> Index<'a> {
    /// Takes the rows in the order in which they entered the register.
    #[must_use]
    pub fn of(rows: &[&'a Row]) -> Self {
        let mut index = Self::default();
        let mut order = Vec::with_capacity(rows.len());
        for row in rows {
            if index.by_id.insert(row.id, row).is_none() {
                order.push(row.id);
            }
        }
        index.rows = order.iter().filter_map(|it| index.by_id.get(it).copied()).collect();
        for row in &index.rows {
            for (_, id) in row.references() {
                let naming = index.naming.entry(id).or_default();
                // The references of one row come together, so that looking at the last one is enough.
                if naming.last().is_none_or(|it| it.id != row.id) {
                    naming.push(row);
                }
            }
        }
        index
    }

    /// The row of a name.
    #[must_use]
    pub fn row(&self, id: Id) -> Option<&'a Row> {
        self.by_id.get(&id).copied()
    }

    /// What the row of a name says, if it is of this entity.
    #[must_use]
    pub fn get<T: Recorded + 'a>(&self, id: Id) -> Option<&'a T> {
        self.row(id)?.get()
    }

    /// The rows of one entity.
    pub fn all<T: Recorded + 'a>(&self) -> impl Iterator<Item = (&'a Row, &'a T)> {
        self.rows.iter().filter_map(|it| Some((*it, it.get()?)))
    }

    /// The rows of one entity that name a row, in whatever field.
    pub fn naming<T: Recorded + 'a>(&self, id: Id) -> impl Iterator<Item = (&'a Row, &'a T)> {
        self.naming.get(&id).into_iter().flatten().filter_map(|it| Some((*it, it.get()?)))
    }
}
