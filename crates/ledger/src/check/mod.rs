//! The rules that need more than one row: what a register must never hold, whoever wrote it.
//!
//! Each part has one subject. None stops at the first problem, and none needs anything but rows and today's date.

mod answers;
mod dates;
mod facts;
mod ownership;
mod people;
mod records;
mod references;

pub(crate) use answers::order;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::entity::Recorded;
use crate::id::Id;
use crate::row::Row;
use crate::values::Ref;

/// A rule that a row breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row.
    pub row: Id,
    /// The field, or nothing where it is about the whole row.
    pub field: &'static str,
    /// Other rows that are part of the problem.
    pub others: Vec<Id>,
    /// What is wrong and what to do.
    pub why: String,
}

/// What the rows stand in.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// Rows of other dossiers: those that [`wanted`] names, and the relationships and deals of the same objects.
    /// No problem of theirs is told unless a checked row is part of it.
    pub others: &'a [&'a Row],
    /// The day on which it is asked: a consent may have ended.
    pub today: Date,
}

/// Everything that is wrong with some rows, in the order of the rules.
pub fn check(rows: &[&Row], surroundings: &Surroundings<'_>) -> Vec<Problem> {
    let mut book = Book {
        rows,
        others: surroundings.others,
        by_id: BTreeMap::new(),
        today: surroundings.today,
        problems: Vec::new(),
    };
    // Checked rows come last, so that a new version of a row stands in the place of the one that was kept.
    for row in surroundings.others.iter().chain(rows) {
        book.by_id.insert(row.id, row);
    }
    references::check(&mut book);
    dates::check(&mut book);
    answers::check(&mut book);
    ownership::check(&mut book);
    people::check(&mut book);
    facts::check(&mut book);
    records::check(&mut book);
    book.problems
}

/// The rows that some rows name and that are not among them. To be asked again with what was found, until
/// nothing new comes: an answer leads to its question, the question to the reply before it.
pub fn wanted(rows: &[&Row]) -> BTreeSet<Id> {
    let here: BTreeSet<Id> = rows.iter().map(|it| it.id).collect();
    let named = rows.iter().flat_map(|it| it.references()).map(|(_, id)| id);
    named.filter(|it| !here.contains(it)).collect()
}

/// The rows, and what is wrong with them so far.
struct Book<'a> {
    rows: &'a [&'a Row],
    others: &'a [&'a Row],
    by_id: BTreeMap<Id, &'a Row>,
    today: Date,
    problems: Vec<Problem>,
}

impl<'a> Book<'a> {
    /// The checked rows of one entity.
    fn all<T: Recorded + 'a>(&self) -> Vec<(&'a Row, &'a T)> {
        self.rows.iter().filter_map(|row| row.get::<T>().map(|it| (*row, it))).collect()
    }

    /// The row a reference names.
    fn row<T>(&self, reference: &Ref<T>) -> Option<&'a Row> {
        self.by_id.get(&reference.id()).copied()
    }

    /// What the row says that a reference names.
    fn get<T: Recorded + 'a, R>(&self, reference: &Ref<R>) -> Option<&'a T> {
        self.row(reference).and_then(|it| it.get())
    }

    fn problem(&mut self, row: &Row, field: &'static str, why: impl Into<String>) {
        self.problem_with(row, field, Vec::new(), why);
    }

    fn problem_with(&mut self, row: &Row, field: &'static str, others: Vec<Id>, why: impl Into<String>) {
        self.problems.push(Problem { row: row.id, field, others, why: why.into() });
    }
}
