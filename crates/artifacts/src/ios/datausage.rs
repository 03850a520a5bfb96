//! Cellular (and on older systems Wi-Fi) traffic per process.
//!
//! `WirelessDomain Library/Databases/DataUsage.sqlite`; Core Data, times in seconds since 2001 UTC, counters in
//! bytes. `ZPROCESS` lists processes by first and last use, `ZLIVEUSAGE.ZHASPROCESS` points into it. Recent
//! systems have no `ZWIFIIN`/`ZWIFIOUT`. A usage row whose process row is gone was published as a trace of
//! spyware cleaning up after itself (Amnesty International 2021; Citizen Lab's CASCADEFAIL), so usage rows are
//! kept whatever they point to, and gaps in the keys are reported by run.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use evidence::{Database, Row, Source};
use model::{FieldValue, Locator, ObservableType, Record, SourceRef};

use crate::ios::names;
use crate::sql::select;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "datausage",
    wants: &["/private/var/wireless/Library/Databases/DataUsage.sqlite"],
    carries: &[ObservableType::Process, ObservableType::AppId, ObservableType::Path],
    own_times: &[],
    read,
};

/// The most runs of missing keys that are listed one by one.
const MAX_GAPS: usize = 1_000;

struct Process {
    name: Option<String>,
    bundle: Option<String>,
    first: Option<f64>,
    last: Option<f64>,
    used: bool,
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    let of = source.reference();
    let processes = open::has_table(&db, "ZPROCESS", sink).then(|| processes(&db, sink)).flatten();
    let complete = processes.is_some();
    let mut processes = processes.unwrap_or_default();
    if open::has_table(&db, "ZLIVEUSAGE", sink) && usage(&db, of, &mut processes, complete, sink).is_break() {
        return;
    }
    let _ = unused(of, &processes, sink)
        .is_continue()
        .then(|| gaps(of, &processes, sink))
        .is_some_and(|it| it.is_continue())
        .then(|| state(&db, of, &processes, sink));
}

/// All processes by key. `None` if the table could not be read to its end: then a usage row without a process
/// means nothing.
fn processes(db: &Database, sink: &mut dyn Sink) -> Option<BTreeMap<i64, Process>> {
    let mut found = BTreeMap::new();
    let sql = select(db, "ZPROCESS", &["Z_PK", "ZPROCNAME", "ZBUNDLENAME", "ZFIRSTTIMESTAMP", "ZTIMESTAMP"]);
    let asked = db.query(&sql, &mut |row| {
        let owned = |it| row.text(it).map(|it| it.into_owned());
        match row.int(0) {
            Some(pk) => {
                let process = Process {
                    name: owned(1),
                    bundle: owned(2),
                    first: row.real(3),
                    last: row.real(4),
                    used: false,
                };
                found.insert(pk, process);
            }
            None => sink.problem("a process without a key"),
        }
        ControlFlow::Continue(())
    });
    let complete = asked.is_ok();
    open::ended(asked, sink);
    complete.then_some(found)
}

fn usage(
    db: &Database,
    of: &SourceRef,
    processes: &mut BTreeMap<i64, Process>,
    complete: bool,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    const COLUMNS: &[&str] = &[
        "Z_PK",
        "ZHASPROCESS",
        "ZTIMESTAMP",
        "ZWIFIIN",
        "ZWIFIOUT",
        "ZWWANIN",
        "ZWWANOUT",
        "ZKIND",
        "ZTAG",
        "ZBILLCYCLEEND",
    ];
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&select(db, "ZLIVEUSAGE", COLUMNS), &mut |row| {
        let live = row.int(0).unwrap_or_default();
        let pointer = row.int(1);
        let known = pointer.and_then(|pk| Some((pk, processes.get_mut(&pk)?)));
        let record = match known {
            Some((pk, process)) => {
                let mut record = Record::new(ARTIFACT.id, "process_usage", of, Locator::row("ZPROCESS", pk));
                when::cocoa("live_usage", row, 2, &mut record, sink);
                if !process.used {
                    process.used = true;
                    about_times(process, &mut record, sink);
                }
                record.field("proc_id", pk);
                about(process, &mut record);
                counters(row, live, &mut record, sink);
                sink.record(&record)
            }
            None => {
                // Only a pointer to a row that is certainly gone is a trace; no pointer is none.
                let event = if complete && pointer.is_some() { "orphan_usage" } else { "unlinked_usage" };
                let mut record = Record::new(ARTIFACT.id, event, of, Locator::row("ZLIVEUSAGE", live));
                when::cocoa("live_usage", row, 2, &mut record, sink);
                counters(row, live, &mut record, sink);
                sink.record(&record)
            }
        };
        flow = record;
        flow
    });
    open::ended(asked, sink);
    flow
}

fn counters<'a>(row: &Row<'a>, live: i64, record: &mut Record<'a>, sink: &mut dyn Sink) {
    record.field("live_id", live);
    if let Some(pk) = row.int(1) {
        record.field("live_proc_id", pk);
    }
    for (column, name) in [(3, "wifi_in"), (4, "wifi_out"), (5, "wwan_in"), (6, "wwan_out")] {
        if let Some(bytes) = row.real(column) {
            record.field(name, bytes);
        } else if !row.is_null(column) {
            sink.problem("a counter that is no number");
        }
    }
    for (column, name) in [(7, "kind"), (8, "tag")] {
        if let Some(value) = row.int(column) {
            record.field(name, value);
        }
    }
}

fn about<'a>(process: &'a Process, record: &mut Record<'a>) {
    if let Some(name) = &process.name {
        record.field("proc_name", name.as_str());
        names::process(name, &mut record.observables);
    }
    if let Some(bundle) = &process.bundle {
        record.field("bundle_name", bundle.as_str());
        names::ran_app(bundle, &mut record.observables);
    }
}

fn about_times(process: &Process, record: &mut Record<'_>, sink: &mut dyn Sink) {
    when::seconds("first_usage", process.first, record, sink);
    when::seconds("current_usage", process.last, record, sink);
}

/// Processes that no usage row points to.
fn unused(of: &SourceRef, processes: &BTreeMap<i64, Process>, sink: &mut dyn Sink) -> ControlFlow<()> {
    for (&pk, process) in processes.iter().filter(|it| !it.1.used) {
        let mut record = Record::new(ARTIFACT.id, "process", of, Locator::row("ZPROCESS", pk));
        about_times(process, &mut record, sink);
        record.field("proc_id", pk);
        about(process, &mut record);
        sink.record(&record)?;
    }
    ControlFlow::Continue(())
}

/// Runs of missing keys, with the first use of the processes on both sides.
fn gaps(of: &SourceRef, processes: &BTreeMap<i64, Process>, sink: &mut dyn Sink) -> ControlFlow<()> {
    let mut listed = 0_usize;
    let mut rest = (0_i64, 0_i64);
    for ((&before, left), (&after, right)) in processes.iter().zip(processes.iter().skip(1)) {
        let Some(missing) = after.checked_sub(before).map(|it| it - 1).filter(|it| *it > 0) else { continue };
        listed += 1;
        if listed > MAX_GAPS {
            rest = (rest.0 + 1, rest.1.saturating_add(missing));
            continue;
        }
        let mut record = Record::new(ARTIFACT.id, "pk_gap", of, Locator::row("ZPROCESS", before));
        when::seconds("before_gap", left.first, &mut record, sink);
        when::seconds("after_gap", right.first, &mut record, sink);
        record.field("from", before + 1);
        record.field("to", after - 1);
        record.field("missing", missing);
        sink.record(&record)?;
    }
    if rest.0 > 0 {
        let mut record = Record::new(ARTIFACT.id, "more_pk_gaps", of, table("ZPROCESS"));
        record.field("runs", rest.0);
        record.field("missing", rest.1);
        sink.record(&record)?;
    }
    ControlFlow::Continue(())
}

/// What Core Data says of the highest key ever given, beside what is there.
fn state(
    db: &Database,
    of: &SourceRef,
    processes: &BTreeMap<i64, Process>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let mut record = Record::new(ARTIFACT.id, "table_state", of, table("ZPROCESS"));
    record.field("table", "ZPROCESS");
    record.field("count", i64::try_from(processes.len()).unwrap_or(i64::MAX));
    if let (Some(first), Some(last)) = (processes.keys().next(), processes.keys().next_back()) {
        record.field("min", *first);
        record.field("max", *last);
    }
    if db.has("Z_PRIMARYKEY", "Z_MAX") && db.has("Z_PRIMARYKEY", "Z_NAME") {
        let sql = "SELECT Z_MAX FROM Z_PRIMARYKEY WHERE Z_NAME = 'Process'";
        let asked = db.query(sql, &mut |row| {
            if let Some(max) = row.int(0) {
                record.field("z_max", max);
            }
            ControlFlow::Break(())
        });
        open::ended(asked, sink);
    }
    // The newest processes are gone if keys were given beyond the last that is there.
    let ends = |name: &str| match record.get(name) {
        Some(FieldValue::Int(it)) => *it,
        _ => 0,
    };
    let (last, given) = (ends("max"), ends("z_max"));
    sink.record(&record)?;
    if given > last {
        let at = if last > 0 { Locator::row("ZPROCESS", last) } else { table("ZPROCESS") };
        let mut record = Record::new(ARTIFACT.id, "pk_gap", of, at);
        record.field("from", last.saturating_add(1));
        record.field("to", given);
        record.field("missing", given.saturating_sub(last));
        sink.record(&record)?;
    }
    ControlFlow::Continue(())
}

fn table(name: &'static str) -> Locator<'static> {
    Locator { table: Some(name.into()), ..Locator::WHOLE }
}
