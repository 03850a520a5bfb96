//! Every row that is named exists, and nothing is its own ancestor.

use std::collections::BTreeSet;

use super::Book;
use crate::id::Id;
use crate::records::{Capture, Question, Report, Statement, Thread};
use crate::row::Row;

pub(super) fn check(book: &mut Book<'_>) {
    for row in book.rows {
        for (field, id) in row.references() {
            if !book.by_id.contains_key(&id) {
                let why = format!("no row has the public id {id}: import the dossier that holds it first");
                book.problem(row, field, why);
            } else if id == row.id {
                book.problem(row, field, "the row names itself");
            }
        }
    }
    circles(book, "parent", |row| row.get::<Question>()?.parent.map(|it| it.id()));
    circles(book, "parent", |row| row.get::<Capture>()?.parent.map(|it| it.id()));
    circles(book, "supersedes", |row| row.get::<Statement>()?.supersedes.map(|it| it.id()));
    circles(book, "opened_from", |row| row.get::<Thread>()?.opened_from.map(|it| it.id()));
    circles(book, "similar_to", |row| row.get::<Report>()?.similar_to.map(|it| it.id()));
}

/// Follows one field upwards until there is nothing more or a row comes again; each circle is told once.
fn circles(book: &mut Book<'_>, field: &'static str, up: fn(&Row) -> Option<Id>) {
    // Rows from which nothing can come back to where it began, so that a long chain is walked once.
    let mut clear: BTreeSet<Id> = BTreeSet::new();
    for row in book.rows {
        let mut path: BTreeSet<Id> = BTreeSet::from([row.id]);
        let mut next = up(row);
        while let Some(id) = next {
            if clear.contains(&id) {
                break;
            }
            if !path.insert(id) {
                // A row that names itself is told already.
                if path.len() > 1 {
                    book.problem(row, field, "the chain of this field goes in a circle");
                }
                break;
            }
            next = book.by_id.get(&id).and_then(|it| up(it));
        }
        clear.extend(path);
    }
}
