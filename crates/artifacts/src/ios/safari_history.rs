//! Safari's history: every visit, with the redirects before and after it, and what was deleted.
//!
//! `Library/Safari/History.db`, and since iOS 17 one per profile under `Library/Safari/Profiles/*/`; times in
//! seconds since 2001 UTC. `history_visits.history_item` points to `history_items`; redirects point to other
//! visits. `history_tombstones` keeps deletions until other devices know of them. Backups hold it only when
//! encrypted. A record's row is that of `history_items`, which carries the URL; the visit is a field.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, Observable, ObservableType, Record, Role};

use crate::buffer::Buffer;
use crate::sql::{quote, select};
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "safari_history",
    wants: &["**/Library/Safari/History.db", "**/Library/Safari/Profiles/*/History.db"],
    carries: &[ObservableType::Url, ObservableType::Domain, ObservableType::Ip],
    own_times: &[],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    let mut buffer = Buffer::default();
    let mut visited = Vec::new();
    if open::has_table(&db, "history_visits", sink)
        && visits(source, &db, &mut buffer, &mut visited, sink).is_break()
    {
        return;
    }
    visited.sort_unstable();
    visited.dedup();
    if open::has_table(&db, "history_items", sink)
        && items(source, &db, &mut buffer, &visited, sink).is_break()
    {
        return;
    }
    if db.has_table("history_tombstones") {
        let _ = tombstones(source, &db, sink);
    }
}

/// The statement over visits and their items; columns that are absent read as NULL.
fn visits_sql(db: &Database) -> String {
    const VISIT: &[&str] = &[
        "id",
        "history_item",
        "visit_time",
        "title",
        "load_successful",
        "http_non_get",
        "synthesized",
        "redirect_source",
        "redirect_destination",
        "origin",
    ];
    const ITEM: &[&str] = &["url", "visit_count"];
    let joins = db.has("history_visits", "history_item") && db.has("history_items", "id");
    let mut sql = String::from("SELECT ");
    for (table, alias, columns) in [("history_visits", "v", VISIT), ("history_items", "i", ITEM)] {
        for column in columns {
            if (alias == "v" || joins) && db.has(table, column) {
                sql.push_str(alias);
                sql.push('.');
                quote(column, &mut sql);
            } else {
                sql.push_str("NULL");
            }
            sql.push(',');
        }
    }
    sql.pop();
    sql.push_str(" FROM history_visits v");
    if joins {
        sql.push_str(" LEFT JOIN history_items i ON i.id = v.history_item");
    }
    sql
}

fn visits(
    source: &Source<'_>,
    db: &Database,
    buffer: &mut Buffer,
    visited: &mut Vec<i64>,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&visits_sql(db), &mut |row| {
        let item = row.int(1);
        let at = match item {
            Some(item) => {
                visited.push(item);
                Locator::row("history_items", item)
            }
            None => Locator::row("history_visits", row.int(0).unwrap_or_default()),
        };
        let mut record = buffer.start(ARTIFACT.id, "visit", source.reference(), at);
        when::cocoa("visit", row, 2, &mut record, sink);
        if let Some(url) = row.text(10) {
            record.personal("url", url.clone());
            push_address(url, &mut record);
        } else {
            sink.problem("a visit without its address");
        }
        for (column, name) in [
            (0, "visit_id"),
            (7, "redirect_source"),
            (8, "redirect_destination"),
            (4, "load_successful"),
            (5, "http_non_get"),
            (6, "synthesized"),
            (9, "origin"),
            (11, "visit_count"),
        ] {
            if let Some(value) = row.int(column) {
                record.field(name, value);
            }
        }
        if let Some(title) = row.text(3) {
            record.personal("title", title);
        }
        flow = sink.record(&record);
        buffer.end(record);
        flow
    });
    open::ended(asked, sink);
    flow
}

/// Items that no visit points to.
fn items(
    source: &Source<'_>,
    db: &Database,
    buffer: &mut Buffer,
    visited: &[i64],
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&select(db, "history_items", &["id", "url", "visit_count"]), &mut |row| {
        let Some(id) = row.int(0) else {
            sink.problem("an address without a key");
            return flow;
        };
        if visited.binary_search(&id).is_ok() {
            return flow;
        }
        let mut record = buffer.start(
            ARTIFACT.id,
            "item_without_visit",
            source.reference(),
            Locator::row("history_items", id),
        );
        if let Some(url) = row.text(1) {
            record.personal("url", url.clone());
            push_address(url, &mut record);
        }
        if let Some(count) = row.int(2) {
            record.field("visit_count", count);
        }
        flow = sink.record(&record);
        buffer.end(record);
        flow
    });
    open::ended(asked, sink);
    flow
}

/// Deleted history that other devices have not heard of yet: a span of time, often with the address.
fn tombstones(source: &Source<'_>, db: &Database, sink: &mut dyn Sink) -> ControlFlow<()> {
    const TABLE: &str = "history_tombstones";
    let mut flow = ControlFlow::Continue(());
    let columns = ["rowid", "start_time", "end_time", "url", "generation"];
    let asked = db.query(&select(db, TABLE, &columns), &mut |row| {
        let at = Locator::row(TABLE, row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, "deleted_history", source.reference(), at);
        when::cocoa("deleted_from", row, 1, &mut record, sink);
        when::cocoa("deleted_until", row, 2, &mut record, sink);
        if let Some(url) = row.text(3).filter(|it| !it.is_empty()) {
            record.personal("url", url.clone());
            push_address(url, &mut record);
        }
        if let Some(generation) = row.int(4) {
            record.field("generation", generation);
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

/// An address of the history: a URL, or a host where no scheme stands before it.
fn push_address<'a>(url: Cow<'a, str>, record: &mut Record<'a>) {
    let kind = if url.contains(':') { ObservableType::Url } else { ObservableType::Domain };
    record.observables.push(Observable::new(kind, url, Role::Visited));
}
