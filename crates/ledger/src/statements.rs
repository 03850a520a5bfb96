//! What is said of a property of a row beside the row itself, by whom, and in which order it is shown.

use std::collections::BTreeSet;

use crate::edtf::Edtf;
use crate::id::Id;
use crate::index::Index;
use crate::records::Statement;
use crate::row::Row;
use crate::values::{Known, Ref};
use crate::words::{Rank, ValueType};

/// One statement about a property.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The row, with its asserter and its sources.
    pub row: &'a Row,
    /// What it says.
    pub statement: &'a Statement,
    /// Which of several is shown first; `normal` where nothing is said.
    pub rank: Rank,
    /// Whether another statement supersedes or retracts it. It stays visible.
    pub is_overtaken: bool,
}

impl Said<'_> {
    /// Its value as a date, if it is said to be one.
    #[must_use]
    pub fn date(&self) -> Option<Edtf> {
        let is_date = self.statement.value_type == Some(ValueType::Edtf);
        let value = self.statement.value.known().filter(|_| is_date)?;
        Edtf::parse(value.as_str()).ok()
    }
}

/// Everything that is said of a property: preferred before normal before deprecated, what was overtaken last, and
/// in the given order otherwise. None is chosen: sources that disagree stand side by side.
#[must_use]
pub fn said<'a>(subject: Id, property: &str, index: &Index<'a>) -> Vec<Said<'a>> {
    let about = || index.naming::<Statement>(subject).filter(|it| it.1.subject.id() == subject);
    let overtaken: BTreeSet<Id> = about()
        .flat_map(|(_, it)| it.supersedes.iter().chain(&it.retracts).map(Ref::id).collect::<Vec<_>>())
        .collect();
    let mut said: Vec<Said<'_>> = about()
        .filter(|(_, it)| it.property.as_str() == property && it.retracts.is_none())
        .map(|(row, statement)| Said {
            row,
            statement,
            rank: row.provenance.rank.unwrap_or(Rank::Normal),
            is_overtaken: overtaken.contains(&row.id),
        })
        .collect();
    said.sort_by_key(|it| (it.is_overtaken, it.rank));
    said
}

/// The dates that stand for a property: the row's own, else those that are said of it, of the best rank that there
/// is. Several where sources disagree, none where nothing is known.
pub(crate) fn dates(
    own: Option<&Known<Edtf>>,
    row: Id,
    property: &str,
    index: &Index<'_>,
) -> Vec<(Edtf, Option<Id>)> {
    if let Some(own) = own.and_then(Known::known) {
        return vec![(own.clone(), None)];
    }
    let said = said(row, property, index);
    let usable = said.iter().filter(|it| !it.is_overtaken && it.rank != Rank::Deprecated);
    let dated: Vec<(Rank, Edtf, Id)> =
        usable.filter_map(|it| Some((it.rank, it.date()?, it.row.id))).collect();
    let best = dated.iter().map(|it| it.0).min();
    dated.into_iter().filter(|it| Some(it.0) == best).map(|(_, date, id)| (date, Some(id))).collect()
}
