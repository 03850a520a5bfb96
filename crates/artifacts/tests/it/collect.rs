//! Runs every reader over a backup and keeps what it says.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use artifacts::{ARTIFACTS, Sink};
use evidence::Limits;
use model::{FieldValue, Record};

/// A record, owned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) event: &'static str,
    pub(crate) table: Option<String>,
    pub(crate) row: Option<i64>,
    pub(crate) times: Vec<(&'static str, i64)>,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) observables: Vec<String>,
}

/// How much of a record the sink asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Fields {
    /// Everything, at once.
    #[default]
    All,
    /// Everything, as after a finding: what is costly is fetched for each record.
    Later,
    /// What readers look at in any case.
    Few,
}

/// What one reader said.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) asked: Fields,
    pub(crate) records: Vec<Kept>,
    pub(crate) problems: BTreeMap<&'static str, u64>,
    pub(crate) failed: Vec<String>,
}

impl Sink for Said {
    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        let text = |value: &FieldValue<'_>| match value {
            FieldValue::Text(it) => it.to_string(),
            FieldValue::Int(it) => it.to_string(),
            FieldValue::Real(it) => it.to_string(),
            other => format!("{other:?}"),
        };
        self.records.push(Kept {
            event: record.event,
            table: record.at.table.as_deref().map(str::to_owned),
            row: record.at.row,
            times: record.times.iter().map(|it| (it.event, it.utc.as_micros())).collect(),
            fields: record.fields.iter().map(|it| (it.name.to_string(), text(&it.value))).collect(),
            observables: record
                .observables
                .iter()
                .map(|it| format!("{} {}", it.kind(), it.value()))
                .collect(),
        });
        ControlFlow::Continue(())
    }
    fn record_with<'r>(
        &mut self,
        record: &mut Record<'r>,
        rest: &mut dyn FnMut(&mut Record<'r>),
    ) -> ControlFlow<()> {
        if self.asked != Fields::Few {
            rest(record);
        }
        self.record(record)
    }
    fn wants(&self, _field: &str) -> bool {
        self.asked == Fields::All
    }
    fn problem(&mut self, why: &'static str) {
        *self.problems.entry(why).or_default() += 1;
    }
    fn failed(&mut self, why: String) {
        self.failed.push(why);
    }
}

/// By slug, what every reader says of this backup. Members that cannot be opened count as failed.
pub(crate) fn read(backup: &Path) -> BTreeMap<&'static str, Said> {
    read_fields(backup, Fields::All)
}

/// The same, asking for so much of each record.
pub(crate) fn read_fields(backup: &Path, asked: Fields) -> BTreeMap<&'static str, Said> {
    let acquisition = evidence::open(backup, &mut || None, Limits::default()).expect("the backup opens");
    ARTIFACTS
        .iter()
        .map(|artifact| {
            let mut said = Said { asked, ..Said::default() };
            for id in acquisition.find(artifact.wants) {
                match acquisition.source(id) {
                    Ok(source) => (artifact.read)(&source, &mut said),
                    Err(error) => said.failed.push(error.0),
                }
            }
            (artifact.id, said)
        })
        .collect()
}
