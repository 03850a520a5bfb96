//! Reads exports back: each dossier with its rows, or every fault with its file and line.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::about::{Facts, File};
use super::cell;
use super::csv::WITHHELD;
use super::package::{Form, OURS, PACKAGE, columns};
use super::table;
use crate::nearest::shown;
use crate::values::Name;
use crate::visibility::REMOVED;
use crate::{Dossier, DossierId, Entity, Fault, Id, Row};

/// What an export gives back.
#[derive(Clone, Debug)]
pub struct Import {
    /// The dossiers, in the order of `datapackage.json`; the rows by entity and public name.
    pub dossiers: Vec<Dossier>,
    /// What is not in the export, because it was removed or not shown.
    pub left_out: Vec<Fault>,
}

/// Reads what [`json`](super::json) made.
///
/// # Errors
/// Every fault, with its file and line.
pub fn read_json(files: &[File]) -> Result<Import, Vec<Fault>> {
    read(Form::Json, files)
}

/// Reads what [`csv`](super::csv) made, also after a spreadsheet has had it.
///
/// # Errors
/// Every fault, with its file and line.
pub fn read_csv(files: &[File]) -> Result<Import, Vec<Fault>> {
    read(Form::Csv, files)
}

/// A row as it stands in a file.
struct Raw {
    line: u32,
    fields: Map<String, Json>,
}

struct Reading {
    file: String,
    faults: Vec<Fault>,
    left_out: Vec<Fault>,
}

impl Reading {
    fn fault(&mut self, line: u32, field: impl Into<String>, why: impl Into<String>) {
        self.faults.push(Fault { file: self.file.clone(), line, field: field.into(), why: why.into() });
    }

    fn left_out(&mut self, line: u32, field: impl Into<String>, why: impl Into<String>) {
        self.left_out.push(Fault { file: self.file.clone(), line, field: field.into(), why: why.into() });
    }
}

fn read(form: Form, files: &[File]) -> Result<Import, Vec<Fault>> {
    let mut reading = Reading { file: PACKAGE.to_owned(), faults: Vec::new(), left_out: Vec::new() };
    let facts = package(form, files, &mut reading);
    let mut found: BTreeMap<DossierId, Vec<(Row, u32)>> =
        facts.iter().map(|it| (it.id.clone(), Vec::new())).collect();
    let mut seen: BTreeMap<Id, u32> = BTreeMap::new();
    for entity in Entity::ALL {
        let name = form.file(entity);
        let Some(file) = files.iter().find(|it| it.name == name) else { continue };
        reading.file = name;
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            reading.fault(0, entity.name(), "the file is not UTF-8: save it as UTF-8");
            continue;
        };
        let rows = match form {
            Form::Json => json_rows(text, entity, &mut reading),
            Form::Csv => csv_rows(text, entity, &mut reading),
        };
        for raw in rows {
            let line = raw.line;
            let Some(row) = row(raw, entity, &mut reading) else { continue };
            if let Some(first) = seen.insert(row.id, line) {
                reading.fault(
                    line,
                    format!("{entity}.id"),
                    format!("line {first} holds the same row: take one out"),
                );
                continue;
            }
            match found.get_mut(&row.dossier) {
                Some(rows) => rows.push((row, line)),
                None => {
                    let why =
                        format!("{PACKAGE} names no dossier {}: add it there", shown(row.dossier.as_str()));
                    reading.fault(line, format!("{entity}.dossier"), why);
                }
            }
        }
    }
    if !reading.faults.is_empty() {
        return Err(reading.faults);
    }
    let dossiers = facts
        .into_iter()
        .map(|it| {
            let rows = found.remove(&it.id).unwrap_or_default();
            Dossier::of_export(it.id, it.revision, it.title, rows, form.extension())
        })
        .collect();
    Ok(Import { dossiers, left_out: reading.left_out })
}

/// The dossiers that the package names. A file that it names and that is not here is a fault, so that half an
/// export is not taken for a whole one.
fn package(form: Form, files: &[File], reading: &mut Reading) -> Vec<Facts> {
    let Some(file) = files.iter().find(|it| it.name == PACKAGE) else {
        reading.fault(0, "", "the file is missing: it says which dossiers the rows belong to");
        return Vec::new();
    };
    let package: Json = match serde_json::from_slice(&file.bytes) {
        Ok(it) => it,
        Err(error) => {
            reading.fault(line_of(&error), "", format!("expected JSON: {error}"));
            return Vec::new();
        }
    };
    let here: BTreeSet<&str> = files.iter().map(|it| it.name.as_str()).collect();
    for resource in package.get("resources").and_then(Json::as_array).into_iter().flatten() {
        match resource.get("path").and_then(Json::as_str) {
            Some(path) if here.contains(path) => {}
            Some(path) => reading.fault(0, "resources", format!("the file {} is not here", shown(path))),
            None => reading.fault(0, "resources", "expected the path of each file"),
        }
    }
    for name in &here {
        let stem = name.strip_suffix(form.extension()).and_then(|it| it.strip_suffix('.'));
        if stem.is_some_and(|it| Entity::parse(it).is_none()) {
            reading.fault(0, "", format!("{} is the name of no entity: take the file out", shown(name)));
        }
    }
    let list = package.pointer(&format!("/{OURS}/dossiers")).and_then(Json::as_array);
    let facts: Option<Vec<Facts>> = list.and_then(|it| it.iter().map(facts).collect());
    facts.unwrap_or_else(|| {
        let why = "expected a list of dossiers, each with an id and a revision from 1";
        reading.fault(0, format!("{OURS}.dossiers"), why);
        Vec::new()
    })
}

fn facts(json: &Json) -> Option<Facts> {
    let id = DossierId::parse(json.get("id")?.as_str()?)?;
    let revision = json.get("revision")?.as_u64().filter(|it| *it > 0 && i64::try_from(*it).is_ok())?;
    let title = match json.get("title") {
        None => None,
        Some(it) => Some(Name::new(it.as_str()?).ok()?),
    };
    Some(Facts { id, revision, title })
}

fn json_rows(text: &str, entity: Entity, reading: &mut Reading) -> Vec<Raw> {
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|it| !it.1.trim().is_empty()) {
        match serde_json::from_str::<Map<String, Json>>(text) {
            Ok(mut fields) => match fields.remove("entity").as_ref().and_then(Json::as_str) {
                Some(name) if name == entity.name() => rows.push(Raw { line, fields }),
                _ => reading.fault(line, "entity", format!("expected \"{entity}\", as the file is named")),
            },
            Err(error) => reading.fault(line, entity.name(), format!("expected one JSON object: {error}")),
        }
    }
    rows
}

fn csv_rows(text: &str, entity: Entity, reading: &mut Reading) -> Vec<Raw> {
    let mut lines = match table::read(text) {
        Ok(it) => it.into_iter(),
        Err((line, why)) => {
            reading.fault(line, entity.name(), why);
            return Vec::new();
        }
    };
    let Some(header) = lines.next() else { return Vec::new() };
    let known = columns(Form::Csv, entity);
    let mut places = Vec::new();
    for name in &header.cells {
        match known.iter().find(|it| it.name == name) {
            Some(column) => places.push(column),
            None => {
                reading.fault(header.number, entity.name(), format!("there is no column {}", shown(name)))
            }
        }
    }
    if places.len() != header.cells.len() {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for line in lines {
        // A spreadsheet may leave out empty cells at the end of a line.
        if line.cells.len() > places.len() {
            let why = format!("expected {} cells, found {}", places.len(), line.cells.len());
            reading.fault(line.number, entity.name(), why);
            continue;
        }
        let mut fields = Map::new();
        for (column, cell) in places.iter().zip(&line.cells) {
            match cell::read(cell, column.shape.unwrap_or(&crate::field::Shape::RowName)) {
                Ok(Some(value)) => {
                    if fields.insert(column.name.to_owned(), value).is_some() {
                        reading.fault(line.number, column.name, "two columns have this name");
                    }
                }
                Ok(None) => {}
                Err(why) => reading.fault(line.number, format!("{entity}.{}", column.name), why),
            }
        }
        // Gaps stand in a column of their own here, and in their places in JSON.
        if let Some(Json::Object(gaps)) = fields.remove(WITHHELD) {
            fields.extend(gaps);
        }
        rows.push(Raw { line: line.number, fields });
    }
    rows
}

/// The row, unless it was removed or lacks a field that it cannot be without.
fn row(mut raw: Raw, entity: Entity, reading: &mut Reading) -> Option<Row> {
    let line = raw.line;
    if raw.fields.contains_key(REMOVED) {
        reading.left_out(line, entity.name(), "the row was removed from what is public");
        return None;
    }
    let is_gap = |it: &Json| it.get("withheld").is_some();
    let gaps: Vec<String> =
        raw.fields.iter().filter(|(_, it)| is_gap(it)).map(|(name, _)| name.clone()).collect();
    let mut whole = true;
    for name in gaps {
        raw.fields.remove(&name);
        let needed = entity.fields().iter().any(|it| it.required && it.name == name);
        let why = if needed { "not shown, so that the row is left out" } else { "not shown" };
        reading.left_out(line, format!("{entity}.{name}"), why);
        whole &= !needed;
    }
    if !whole {
        return None;
    }
    match Row::restore(entity, &raw.fields) {
        Ok(row) => Some(row),
        Err(faults) => {
            for fault in faults {
                reading.fault(line, fault.field, fault.why);
            }
            None
        }
    }
}

fn line_of(error: &serde_json::Error) -> u32 {
    u32::try_from(error.line()).unwrap_or(u32::MAX)
}
