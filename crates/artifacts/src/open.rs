//! Opens members and tells the sink what could not be opened, in one way for all readers.

use evidence::{Database, ReadError, Source};

use crate::Sink;
use crate::plist::{Plist, parse};

/// The member as a database.
pub(crate) fn database(source: &Source<'_>, sink: &mut dyn Sink) -> Option<Database> {
    match source.database() {
        Ok(db) => {
            if let Some(why) = db.facts().gap {
                sink.failed(why.to_owned());
            }
            Some(db)
        }
        Err(error) => {
            sink.failed(error.0);
            None
        }
    }
}

/// Whether that table is there; a store without its main table could not be examined.
pub(crate) fn has_table(db: &Database, table: &str, sink: &mut dyn Sink) -> bool {
    let there = db.has_table(table);
    if !there {
        sink.failed(format!("the table {table} is missing"));
    }
    there
}

/// Says when a query ended early.
pub(crate) fn ended(result: Result<(), ReadError>, sink: &mut dyn Sink) {
    if let Err(error) = result {
        sink.failed(error.0);
    }
}

/// The whole member.
pub(crate) fn bytes(source: &Source<'_>, sink: &mut dyn Sink) -> Option<Vec<u8>> {
    match source.bytes() {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            sink.failed(error.0);
            None
        }
    }
}

/// The bytes of a whole member as a property list, whose root is a dictionary in every store that is one list.
pub(crate) fn list<'a>(bytes: &'a [u8], sink: &mut dyn Sink) -> Option<Plist<'a>> {
    match parse(bytes) {
        Ok(list) => {
            said(&list, sink);
            if list.cut {
                sink.failed(
                    "the property list ends early or holds too much; the rest of it was not read".into(),
                );
            }
            if !is_dictionary(&list, sink) {
                return None;
            }
            Some(list)
        }
        Err(error) => {
            sink.failed(error.to_string());
            None
        }
    }
}

/// Whether the root of a list is a dictionary of which anything could be read; what is not was not examined.
pub(crate) fn is_dictionary(list: &Plist<'_>, sink: &mut dyn Sink) -> bool {
    let why = match list.root.as_dict() {
        None => "the property list is no dictionary, so nothing of it could be read",
        Some(root) if root.is_empty() && list.damaged > 0 => {
            "the property list is damaged, so nothing of it could be read"
        }
        Some(_) => return true,
    };
    sink.failed(why.into());
    false
}

/// Counts what was left out of a list, at most a thousand times.
fn said(list: &Plist<'_>, sink: &mut dyn Sink) {
    for _ in 0..list.damaged.min(1000) {
        sink.problem("a damaged value in a property list");
    }
}

/// A property list inside another store. Damage is a problem of its row or key, not of the member.
pub(crate) fn nested<'a>(bytes: &'a [u8], sink: &mut dyn Sink) -> Option<Plist<'a>> {
    match parse(bytes) {
        Ok(list) => {
            said(&list, sink);
            if list.cut {
                sink.problem("a nested property list ends early or holds too much");
            }
            Some(list)
        }
        Err(_) => {
            sink.problem("a nested property list that cannot be read");
            None
        }
    }
}
