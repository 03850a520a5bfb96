//! ARCHITECTURE.md draws the same arrows as the code.

use super::arrows::{ARROWS, allowed};
use super::{Complaint, House};

const PATH: &str = "ARCHITECTURE.md";

/// A row of one of the tables of crates.
struct Row {
    name: String,
    may: Vec<String>,
    line: usize,
    /// Whether it stands under the heading of what is still to come.
    later: bool,
}

pub(super) fn check(house: &House) -> Vec<Complaint> {
    let Some(file) = house.file(PATH) else {
        return vec![Complaint::new(PATH, "is missing: it is the map of the house")];
    };
    let rows = rows(file.lines());
    let mut complaints = Vec::new();
    for row in &rows {
        let at = format!("{PATH}:{}", row.line);
        let Some(may) = allowed(&row.name) else {
            complaints
                .push(Complaint::new(at, format!("`{}` is no crate of ours: remove the row", row.name)));
            continue;
        };
        let exists = house.crates.iter().any(|it| it.name == row.name);
        if exists == row.later {
            let where_to = if exists { "the table of crates" } else { "the table of what comes later" };
            complaints.push(Complaint::new(&at, format!("`{}` belongs into {where_to}", row.name)));
        }
        let same = row.may.len() == may.len() && row.may.iter().all(|it| may.contains(&it.as_str()));
        let everything = row.name == "daylight" && row.may.is_empty();
        if !same && !everything {
            complaints.push(Complaint::new(
                at,
                format!("the arrows of `{}` are {}, here they are {}", row.name, list(may), list(&row.may)),
            ));
        }
    }
    for (name, _) in ARROWS {
        if !rows.iter().any(|it| it.name == *name) {
            complaints.push(Complaint::new(PATH, format!("`{name}` stands in no table: add a row")));
        }
    }
    complaints
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    if names.is_empty() { "none".into() } else { names.iter().map(T::as_ref).collect::<Vec<_>>().join(", ") }
}

/// Rows look like ``| `name` | what it is for | `other`, `other` |``; other tables have another first cell.
fn rows<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<Row> {
    let mut later = false;
    let mut rows = Vec::new();
    for (line, text) in lines {
        if text.starts_with('#') {
            later = text.to_lowercase().contains("later");
        }
        let cells: Vec<&str> = text.split('|').map(str::trim).collect();
        let [_, name, _, may, ""] = cells.as_slice() else { continue };
        let Some(name) = name.strip_prefix('`').and_then(|it| it.strip_suffix('`')) else { continue };
        let may = may.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        rows.push(Row { name: name.to_owned(), may, line, later });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house;

    #[test]
    fn a_row_that_differs_from_the_code_is_named() {
        let found = check(&house(&[(PATH, "## Later\n| `ledger` | rules | `model` |\n")]));
        assert!(found[0].what.contains("the arrows of `ledger` are none, here they are model"));
        assert!(found.iter().any(|it| it.what.starts_with("`detect` stands in no table")));
    }
}
