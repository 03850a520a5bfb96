//! Reads a dossier: what an author wrote, in TOML, becomes rows, or a list of everything that is wrong with it.

use std::collections::BTreeMap;

use toml::de::DeTable;

use crate::Entity;
use crate::field::Value;
use crate::id::{DossierId, Id, LocalId};
use crate::nearest::{nearest, shown};
use crate::node::{Entry, Kind, Node, Table};
use crate::reader::{Fault, Lines, Names, Reader};
use crate::records::{Retraction, Tombstone};
use crate::row::{Row, common_fields};
use crate::values::Name;
use crate::{Record, check};

/// The version of the form that this crate reads.
pub const SCHEMA: &str = "daylight.dossier/1";
/// Bytes of one dossier.
pub const LIMIT: usize = 64 * 1024 * 1024;
/// What stands above the rows.
pub(crate) const HEADER: &[&str] = &["schema", "id", "revision", "title"];

/// A dossier that can be read: its rows name each other rightly, but [`Dossier::check`] has not seen them yet.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// Its name.
    pub id: DossierId,
    /// Which revision, from 1; a changed dossier has a higher one.
    pub revision: u64,
    /// Its title.
    pub title: Option<Name>,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    file: Origin,
    places: BTreeMap<Id, Place>,
}

/// Which file a row stands in.
#[derive(Clone, Debug)]
enum Origin {
    /// All in one, as the caller named it.
    One(String),
    /// In one for each entity, which are called after it and end in this.
    Each(&'static str),
}

/// Where a row stands.
#[derive(Clone, Debug)]
struct Place {
    line: u32,
    fields: Vec<(&'static str, u32)>,
}

impl Dossier {
    /// The rows that take back rows of earlier revisions.
    pub fn retractions(&self) -> impl Iterator<Item = (&Row, &Retraction)> {
        self.rows.iter().filter_map(|row| match &row.record {
            Record::Retraction(it) => Some((row, it)),
            _ => None,
        })
    }

    /// The rows that remove other rows.
    pub fn tombstones(&self) -> impl Iterator<Item = (&Row, &Tombstone)> {
        self.rows.iter().filter_map(|row| match &row.record {
            Record::Tombstone(it) => Some((row, it)),
            _ => None,
        })
    }

    /// The rules that need more than one row, with the line of each fault.
    pub fn check(&self, surroundings: &check::Surroundings<'_>) -> Vec<Fault> {
        let rows: Vec<&Row> = self.rows.iter().collect();
        let problems = check::check(&rows, surroundings);
        let mut faults: Vec<Fault> = problems.iter().map(|it| self.fault(it)).collect();
        faults.sort_by(|left, right| (left.line, &left.field).cmp(&(right.line, &right.field)));
        faults
    }

    /// Gives a problem its place.
    pub fn fault(&self, problem: &check::Problem) -> Fault {
        let place = self.places.get(&problem.row);
        let field = place.and_then(|it| it.fields.iter().find(|(name, _)| *name == problem.field));
        let line = field.map(|(_, line)| *line).or(place.map(|it| it.line)).unwrap_or_default();
        let entity = problem.row.entity();
        let field =
            if problem.field.is_empty() { entity.to_string() } else { format!("{entity}.{}", problem.field) };
        let file = match &self.file {
            Origin::One(name) => name.clone(),
            Origin::Each(extension) => format!("{entity}.{extension}"),
        };
        Fault { file, line, field, why: problem.why.clone() }
    }

    /// A dossier whose rows stand in one file for each entity.
    pub(crate) fn of_export(
        id: DossierId,
        revision: u64,
        title: Option<Name>,
        rows: Vec<(Row, u32)>,
        extension: &'static str,
    ) -> Self {
        let place = |(row, line): &(Row, u32)| (row.id, Place { line: *line, fields: Vec::new() });
        let places = rows.iter().map(place).collect();
        let rows = rows.into_iter().map(|it| it.0).collect();
        Self { id, revision, title, rows, file: Origin::Each(extension), places }
    }
}

/// Reads a dossier.
///
/// # Errors
/// Every fault, in the order of the lines. Where the text is no TOML at all, the faults of its form alone.
pub fn parse(text: &str, file: &str) -> Result<Dossier, Vec<Fault>> {
    let lone = |line, field: &str, why: String| {
        vec![Fault { file: file.to_owned(), line, field: field.to_owned(), why }]
    };
    if text.len() > LIMIT {
        let why = format!("a dossier has at most 64 MB, found {} MB: split it", text.len() / 1_000_000);
        return Err(lone(0, "", why));
    }
    let lines = Lines::of(text);
    let (toml, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(broken(&errors, &lines, file));
    }
    let root = Table::of_toml(toml.get_ref(), 0);
    if let Some(node) = root.get("schema")
        && !matches!(node.kind, Kind::Text(SCHEMA))
    {
        return Err(lone(lines.line(node.at), "schema", other_schema(node)));
    }
    read(&root, &lines, file)
}

/// The form itself is broken: what follows cannot be relied on.
fn broken(errors: &[toml::de::Error], lines: &Lines, file: &str) -> Vec<Fault> {
    let mut faults: Vec<Fault> = errors
        .iter()
        .take(1000)
        .map(|it| Fault {
            file: file.to_owned(),
            line: it.span().map_or(0, |span| lines.line(span.start)),
            field: "TOML".to_owned(),
            why: it.message().to_owned(),
        })
        .collect();
    faults.sort();
    faults
}

fn other_schema(node: &Node<'_>) -> String {
    let Kind::Text(found) = node.kind else {
        return format!("expected \"{SCHEMA}\", found {}", node.describe());
    };
    let version = found.strip_prefix("daylight.dossier/").and_then(|it| it.parse::<u32>().ok());
    match version {
        Some(version) if version > 1 => format!(
            "this program reads \"{SCHEMA}\", found {}: a newer version of Daylight reads it",
            shown(found)
        ),
        _ => format!("expected \"{SCHEMA}\", found {}", shown(found)),
    }
}

/// A table of a row, before its fields are read.
struct Draft<'t, 'n> {
    entity: Entity,
    table: &'t Table<'n>,
    local: Option<&'n str>,
}

fn read(root: &Table<'_>, lines: &Lines, file: &str) -> Result<Dossier, Vec<Fault>> {
    // First the names, because a row may name one that stands below it.
    let nobody = BTreeMap::new();
    let nameless = DossierId::parse("nameless").ok_or_else(Vec::new)?;
    let mut reader = Reader::new(file, Some(lines), Names::Local { dossier: &nameless, rows: &nobody });
    let header = header(root, &mut reader);
    let mut drafts = drafts(root, &mut reader);
    let names = names(&mut drafts, &mut reader);
    let mut faults = reader.into_faults();

    let dossier = header.as_ref().map_or(&nameless, |it| &it.0);
    let mut reader = Reader::new(file, Some(lines), Names::Local { dossier, rows: &names });
    let mut rows = Vec::with_capacity(drafts.len());
    let mut places = BTreeMap::new();
    for draft in &drafts {
        // Without a name of its own a row is read for its faults alone.
        let local = draft.local.and_then(LocalId::parse).or_else(|| LocalId::parse("0"));
        let Some(local) = local else { continue };
        let row = reader.within(draft.entity.name(), |reader| {
            Row::read(draft.entity, dossier.clone(), local, draft.table, reader)
        });
        if let Some(row) = row {
            places.insert(row.id, place(draft, &reader));
            rows.push(row);
        }
    }
    faults.extend(reader.into_faults());
    faults.sort_by(|left, right| (left.line, &left.field).cmp(&(right.line, &right.field)));
    match header {
        Some((id, revision, title)) if faults.is_empty() => {
            Ok(Dossier { id, revision, title, rows, file: Origin::One(file.to_owned()), places })
        }
        _ => Err(faults),
    }
}

fn header(root: &Table<'_>, reader: &mut Reader<'_>) -> Option<(DossierId, u64, Option<Name>)> {
    if root.get("schema").is_none() {
        reader
            .within("schema", |it| it.fault(0, format!("the field is missing: write schema = \"{SCHEMA}\"")));
    }
    let id = reader.within("id", |reader| match root.get("id") {
        None => reader.refuse(0, "the field is missing: give the dossier a name, as id = \"example\""),
        Some(node) => {
            let text = reader.text(node, "the name of the dossier")?;
            let name = DossierId::parse(text);
            if name.is_none() {
                reader.fault(node.at, bad_name(text));
            }
            name
        }
    });
    let revision = reader.within("revision", |reader| match root.get("revision") {
        None => reader
            .refuse(0, "the field is missing: write revision = 1, and a higher number after every change"),
        Some(node) => reader.integer(node, 1, i64::MAX).and_then(|it| u64::try_from(it).ok()),
    });
    let title = reader.within("title", |reader| match root.get("title") {
        None => Some(None),
        Some(node) => Name::read(node, reader).map(Some),
    });
    Some((id?, revision?, title?))
}

fn bad_name(text: &str) -> String {
    format!(
        "expected a name of at most 64 characters, a to z, 0 to 9, dots, hyphens and underscores, \
         beginning with a letter or digit, found {}",
        shown(text)
    )
}

/// The tables of rows in the order of the file; what is no row is named.
fn drafts<'t, 'n>(root: &'t Table<'n>, reader: &mut Reader<'_>) -> Vec<Draft<'t, 'n>> {
    let mut drafts = Vec::new();
    for entry in &root.entries {
        if HEADER.contains(&entry.name) {
            continue;
        }
        let Some(entity) = Entity::parse(entry.name) else {
            unknown(entry, reader);
            continue;
        };
        let Kind::List(list) = &entry.value.kind else {
            reader.within(entity.name(), |it| {
                it.fault(entry.at, format!("write [[{entity}]] in two brackets: there may be several"));
            });
            continue;
        };
        for node in list {
            match &node.kind {
                Kind::Table(table) => drafts.push(Draft { entity, table, local: None }),
                _ => {
                    reader.within(entity.name(), |it| {
                        it.fault(
                            node.at,
                            format!("expected a table under [[{entity}]], found {}", node.describe()),
                        );
                    });
                }
            }
        }
    }
    drafts.sort_by_key(|it| it.table.at);
    drafts
}

fn unknown(entry: &Entry<'_>, reader: &mut Reader<'_>) {
    let table = matches!(entry.value.kind, Kind::List(_) | Kind::Table(_));
    let names: Vec<&str> =
        if table { Entity::ALL.iter().map(|it| it.name()).collect() } else { HEADER.to_vec() };
    let what = if table { "table" } else { "field" };
    let why = match nearest(entry.name, names) {
        Some(near) => format!("there is no {what} {}: did you mean `{near}`?", shown(entry.name)),
        None => format!("there is no {what} {}: take it out", shown(entry.name)),
    };
    reader.within(&shown(entry.name), |it| it.fault(entry.at, why));
}

/// The names that rows have, and a fault for every row that has none or one that is taken.
fn names<'n>(drafts: &mut [Draft<'_, 'n>], reader: &mut Reader<'_>) -> BTreeMap<&'n str, Entity> {
    let mut names = BTreeMap::new();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for draft in drafts {
        let local = reader.within(draft.entity.name(), |reader| {
            reader.within("id", |reader| {
                let Some(node) = draft.table.get("id") else {
                    return reader
                        .refuse(draft.table.at, "the field is missing: give the row a name, as id = \"a1\"");
                };
                let text = reader.text(node, "the name of the row")?;
                if LocalId::parse(text).is_none() {
                    return reader.refuse(node.at, bad_name(text));
                }
                if let Some(at) = first.insert(text, node.at) {
                    let line = reader.line(at);
                    let why =
                        format!("the id {} is taken by the row at line {line}: choose another", shown(text));
                    return reader.refuse(node.at, why);
                }
                Some(text)
            })
        });
        draft.local = local;
        if let Some(local) = local {
            names.insert(local, draft.entity);
        }
    }
    names
}

fn place(draft: &Draft<'_, '_>, reader: &Reader<'_>) -> Place {
    let known = || common_fields().iter().chain(draft.entity.fields());
    let fields = draft.table.entries.iter().filter_map(|entry| {
        known().find(|it| it.name == entry.name).map(|it| (it.name, reader.line(entry.at)))
    });
    Place { line: reader.line(draft.table.at), fields: fields.collect() }
}
