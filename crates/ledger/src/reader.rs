//! Reads values from their places and keeps every fault with its place, never stopping at the first.

use std::collections::BTreeMap;
use std::fmt;

use crate::Entity;
use crate::field::Value;
use crate::id::{DossierId, Id, LocalId};
use crate::nearest::{nearest, shown};
use crate::node::{Kind, Node, Table};

/// What is wrong in a dossier, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1; 0 where there is no text.
    pub line: u32,
    /// `entity.field`, or what else it is about.
    pub field: String,
    /// What was expected, what was found, what to do.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.field, self.why)
    }
}

impl std::error::Error for Fault {}

/// Faults of one dossier that are told; a file that is no dossier at all could have millions.
const MOST_FAULTS: usize = 10_000;
/// Rows of a dossier in which what was meant by an id is looked for.
const MOST_NEAR: usize = 5_000;

/// Fields that may hold who somebody is: what was found there is not shown.
const PRIVATE: &[&str] = &["consent.", "target_group.name", "thread.route"];

/// A sentence without what stands in it between backquotes.
fn without_values(why: &str) -> String {
    match (why.find('`'), why.rfind('`')) {
        (Some(first), Some(last)) if first < last => {
            let (head, tail) = (why.get(..first), why.get(last + 1..));
            format!("{}a value that is not shown{}", head.unwrap_or_default(), tail.unwrap_or_default())
        }
        _ => why.to_owned(),
    }
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, it)| *it == b'\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < at) + 1).unwrap_or(u32::MAX)
    }
}

/// How rows are named in what is read.
pub(crate) enum Names<'a> {
    /// As an author writes them, with what the dossier itself holds.
    Local { dossier: &'a DossierId, rows: &'a BTreeMap<&'a str, Entity> },
    /// As public names, in what was kept.
    Public,
}

/// What a name of a row points to.
pub(crate) enum Named {
    Row(Id),
    /// No row of this dossier has the name, and which entity it had is not said.
    Vanished(DossierId, LocalId),
}

/// Reads values and gathers faults.
pub(crate) struct Reader<'a> {
    pub(crate) faults: Vec<Fault>,
    /// Faults beyond those that are kept.
    more: usize,
    file: &'a str,
    lines: Option<&'a Lines>,
    names: Names<'a>,
    /// The field that is read: `actor.kind`, `deal.parties[2].role`.
    path: String,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(file: &'a str, lines: Option<&'a Lines>, names: Names<'a>) -> Self {
        Self { faults: Vec::new(), more: 0, file, lines, names, path: String::new() }
    }

    /// Whether what is read was kept by a store, and not written by an author.
    pub(crate) fn is_stored(&self) -> bool {
        matches!(self.names, Names::Public)
    }

    pub(crate) fn line(&self, at: usize) -> u32 {
        self.lines.map_or(0, |it| it.line(at))
    }

    /// Notes a fault of the field that is read.
    pub(crate) fn fault(&mut self, at: usize, why: impl Into<String>) {
        if self.faults.len() >= MOST_FAULTS {
            self.more += 1;
            return;
        }
        let line = self.line(at);
        let mut why = why.into();
        if PRIVATE.iter().any(|it| self.path.starts_with(it)) {
            why = without_values(&why);
        }
        self.faults.push(Fault { file: self.file.to_owned(), line, field: self.path.clone(), why });
    }

    /// Every fault in the order of the text, and how many more there are.
    pub(crate) fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort_by(|left, right| (left.line, &left.field).cmp(&(right.line, &right.field)));
        if self.more > 0 {
            let why = format!("{} more faults are not listed: mend these first", self.more);
            self.faults.push(Fault { file: self.file.to_owned(), line: 0, field: String::new(), why });
        }
        self.faults
    }

    /// Notes a fault and gives nothing, for the last line of a reader.
    pub(crate) fn refuse<T>(&mut self, at: usize, why: impl Into<String>) -> Option<T> {
        self.fault(at, why);
        None
    }

    /// Notes that something else was expected.
    pub(crate) fn expected<T>(&mut self, node: &Node<'_>, what: &str) -> Option<T> {
        let found = match &node.kind {
            Kind::Other("a date without quotes", text) => {
                format!("expected {what}, found a date without quotes: write \"{text}\"")
            }
            Kind::Other(kind, text) => format!("expected {what}, found {kind}, {}", shown(text)),
            Kind::Text(text) => format!("expected {what}, found the text {}", shown(text)),
            Kind::Integer(number) => format!("expected {what}, found the number {number}"),
            _ => format!("expected {what}, found {}", node.describe()),
        };
        self.refuse(node.at, found)
    }

    /// Reads below a name.
    pub(crate) fn within<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.path.len();
        if !self.path.is_empty() && !name.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(name);
        let out = read(self);
        self.path.truncate(before);
        out
    }

    /// Reads a field of a table.
    pub(crate) fn field<T: Value>(&mut self, table: &Table<'_>, name: &str) -> Option<T> {
        self.within(name, |reader| match table.get(name) {
            Some(node) => T::read(node, reader),
            None => T::absent().or_else(|| {
                let hint = if matches!(T::shape(), crate::field::Shape::Known(_)) {
                    "the field is missing: give it, or say why not with { unspecified = \"not_stated\" }"
                } else {
                    "the field is missing and must be there"
                };
                reader.refuse(table.at, hint)
            }),
        })
    }

    /// Names every field that does not exist, with what was probably meant.
    pub(crate) fn known_fields(&mut self, table: &Table<'_>, names: &mut dyn Iterator<Item = &str>) {
        let names: Vec<&str> = names.collect();
        for entry in &table.entries {
            if !names.contains(&entry.name) {
                let why = match nearest(entry.name, names.iter().copied()) {
                    Some(near) => format!("there is no field {}: did you mean `{near}`?", shown(entry.name)),
                    None => format!("there is no field {}: take it out", shown(entry.name)),
                };
                self.fault(entry.at, why);
            }
        }
    }

    pub(crate) fn text<'n>(&mut self, node: &Node<'n>, what: &str) -> Option<&'n str> {
        match node.kind {
            Kind::Text(text) => Some(text),
            _ => self.expected(node, what),
        }
    }

    pub(crate) fn table<'n, 't>(&mut self, node: &'t Node<'n>, what: &str) -> Option<&'t Table<'n>> {
        match &node.kind {
            Kind::Table(table) => Some(table),
            _ => self.expected(node, what),
        }
    }

    pub(crate) fn integer(&mut self, node: &Node<'_>, min: i64, max: i64) -> Option<i64> {
        match node.kind {
            Kind::Integer(number) if (min..=max).contains(&number) => Some(number),
            _ if max == i64::MAX => self.expected(node, &format!("a whole number of at least {min}")),
            _ => self.expected(node, &format!("a whole number from {min} to {max}")),
        }
    }

    /// One word of a list.
    pub(crate) fn word<'n>(&mut self, node: &Node<'n>, words: &[&'static str]) -> Option<&'n str> {
        let text = self.text(node, &format!("one of {}", words.join(", ")))?;
        if words.contains(&text) {
            return Some(text);
        }
        let why = match nearest(text, words.iter().copied()) {
            Some(near) => {
                format!("expected one of {}, found {}: did you mean `{near}`?", words.join(", "), shown(text))
            }
            None => format!("expected one of {}, found {}", words.join(", "), shown(text)),
        };
        self.refuse(node.at, why)
    }

    /// The row that a text names, if it is of one of these entities.
    pub(crate) fn reference(&mut self, node: &Node<'_>, allowed: &[Entity]) -> Option<Id> {
        let text = self.text(node, &format!("the id of {}", one_of(allowed)))?;
        match self.named(node.at, text, allowed)? {
            Named::Row(id) if allowed.contains(&id.entity()) => Some(id),
            Named::Row(id) => {
                let why = format!(
                    "expected the id of {}, but {} is {}",
                    one_of(allowed),
                    shown(text),
                    article(id.entity().name())
                );
                self.refuse(node.at, why)
            }
            Named::Vanished(..) => {
                let Names::Local { rows, .. } = &self.names else { return None };
                let near = nearest(text, rows.keys().copied().take(MOST_NEAR));
                let why = match near {
                    Some(near) => format!("no row has the id {}: did you mean `{near}`?", shown(text)),
                    None => format!(
                        "no row has the id {}: add the row, or write \"dossier/id\" for a row of another dossier",
                        shown(text)
                    ),
                };
                self.refuse(node.at, why)
            }
        }
    }

    /// What a text names: `local`, `dossier/local`, `dossier/entity/local`, or a public name.
    pub(crate) fn named(&mut self, at: usize, text: &str, allowed: &[Entity]) -> Option<Named> {
        let parts: Vec<&str> = text.split('/').take(4).collect();
        let (rows, home) = match &self.names {
            Names::Local { rows, dossier } => (Some(*rows), Some(*dossier)),
            Names::Public => (None, None),
        };
        if let Some(entity) = rows.and_then(|it| it.get(text))
            && let (Some(home), Some(local)) = (home, LocalId::parse(text))
        {
            return Some(Named::Row(Id::of(home, *entity, &local)));
        }
        if let Some(id) = Id::parse(text) {
            return Some(Named::Row(id));
        }
        let Some(home) = home else {
            return self.refuse(at, format!("expected a public id, found {}", shown(text)));
        };
        let found = match *parts {
            [local] => LocalId::parse(local).map(|it| Named::Vanished(home.clone(), it)),
            [dossier, local] => match (DossierId::parse(dossier), LocalId::parse(local), allowed) {
                // The author may write out the name of the dossier that is being read, too.
                (Some(dossier), Some(_), _) if dossier == *home => return self.named(at, local, allowed),
                (Some(dossier), Some(local), [entity]) => Some(Named::Row(Id::of(&dossier, *entity, &local))),
                (Some(dossier), Some(local), []) => Some(Named::Vanished(dossier, local)),
                (Some(dossier), Some(local), _) => {
                    let why = format!(
                        "which sort of row is meant cannot be told: write \"{dossier}/ENTITY/{local}\", \
                         with one of {} for ENTITY",
                        names(allowed)
                    );
                    return self.refuse(at, why);
                }
                _ => None,
            },
            [dossier, entity, local] => {
                match (DossierId::parse(dossier), Entity::parse(entity), LocalId::parse(local)) {
                    (Some(dossier), Some(_), Some(_)) if dossier == *home => {
                        return self.named(at, local, allowed);
                    }
                    (Some(dossier), Some(entity), Some(local)) => {
                        Some(Named::Row(Id::of(&dossier, entity, &local)))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        if found.is_none() {
            self.fault(
                at,
                format!(
                    "expected an id (a to z, 0 to 9, dots, hyphens and underscores, at most 64), found {}",
                    shown(text)
                ),
            );
        }
        found
    }
}

/// "a report, deal or petition"
fn one_of(allowed: &[Entity]) -> String {
    if allowed.len() == Entity::ALL.len() { "a row".to_owned() } else { article(&names(allowed)) }
}

/// "a report", "an actor"
fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// "report, deal or petition"
fn names(entities: &[Entity]) -> String {
    let names: Vec<&str> = entities.iter().map(|it| it.name()).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
