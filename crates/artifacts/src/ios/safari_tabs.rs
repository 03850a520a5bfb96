//! Safari's tabs, tab groups and windows since iOS 15.
//!
//! `Library/Safari/SafariTabs.db`; times in seconds since 2001 UTC. Tabs and groups are rows of `bookmarks`
//! (`type` 0 a tab, 1 a group), with property lists in `extra_attributes` and `local_attributes`, in which a tab's
//! session may stand as data; `windows` keeps closed windows.

use std::ops::ControlFlow;

use evidence::{Database, Row, Source};
use model::{Locator, Observable, ObservableType, Record, Role};

use super::safari_browser_state::session_data;
use crate::plist::{Plist, Value};
use crate::sql::select;
use crate::{Artifact, Sink, open, text, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "safari_tabs",
    wants: &["**/Library/Safari/SafariTabs.db", "**/Library/Safari/Profiles/*/SafariTabs.db"],
    carries: &[ObservableType::Url, ObservableType::Domain, ObservableType::Ip, ObservableType::Email],
    own_times: &[],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    if open::has_table(&db, "bookmarks", sink) && tabs(source, &db, sink).is_break() {
        return;
    }
    if db.has_table("windows") {
        let _ = windows(source, &db, sink);
    }
}

fn tabs(source: &Source<'_>, db: &Database, sink: &mut dyn Sink) -> ControlFlow<()> {
    const COLUMNS: &[&str] = &[
        "rowid",
        "title",
        "url",
        "last_modified",
        "date_closed",
        "extra_attributes",
        "local_attributes",
        "type",
        "subtype",
        "parent",
        "special_id",
        "deleted",
        "hidden",
        "external_uuid",
        "num_children",
    ];
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&select(db, "bookmarks", COLUMNS), &mut |row| {
        let lists =
            [5, 6].map(|it| row.blob(it).filter(|it| !it.is_empty()).and_then(|it| open::nested(it, sink)));
        let mut sessions = Vec::new();
        for list in lists.iter().flatten() {
            session(&list.root, &mut sessions);
        }
        let event = if row.int(7) == Some(1) { "tab_group" } else { "tab" };
        let at = Locator::row("bookmarks", row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, event, source.reference(), at);
        when::cocoa("tab_modified", row, 3, &mut record, sink);
        when::cocoa("tab_closed", row, 4, &mut record, sink);
        page(row, 1, 2, &mut record);
        for (column, name) in COLUMNS.iter().enumerate().skip(7) {
            if let Some(value) = row.int(column) {
                record.field(*name, value);
            } else if let Some(value) = row.text(column).filter(|it| !it.is_empty()) {
                record.field(*name, value);
            }
        }
        for list in lists.iter().flatten().chain(&sessions) {
            attributes(list, &mut record, sink);
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

/// Adds the title and the address of an open page, in these columns.
pub(super) fn page<'r>(row: &'r Row<'_>, title: usize, url: usize, record: &mut Record<'r>) {
    if let Some(title) = row.text(title).filter(|it| !it.is_empty()) {
        record.personal("tab_title", title);
    }
    if let Some(url) = row.text(url).filter(|it| !it.is_empty()) {
        record.personal("tab_url", url.clone());
        let kind = if url.contains(':') { ObservableType::Url } else { ObservableType::Domain };
        record.observables.push(Observable::new(kind, url, Role::Cached));
    }
}

/// Property lists that stand as data among a tab's attributes: the pages that it came from. What is no list, such as
/// a picture, says nothing.
fn session<'a>(value: &'a Value<'_>, out: &mut Vec<Plist<'a>>) {
    /// The most of one tab.
    const MAX_SESSIONS: usize = 64;
    match value {
        Value::Data(bytes) if out.len() < MAX_SESSIONS => out.extend(session_data(bytes)),
        Value::Array(items) => items.iter().for_each(|it| session(it, out)),
        Value::Dict(dict) => dict.iter().for_each(|(_, it)| session(it, out)),
        _ => {}
    }
}

/// What a tab's attributes say: dates by the names of their keys, and every address in them.
fn attributes<'a>(list: &'a Plist<'_>, record: &mut Record<'a>, sink: &mut dyn Sink) {
    dates(&list.root, record, sink);
    let mut whole = true;
    list.root.texts(&mut |it| whole &= text::observables(it, Role::Cached, &mut record.observables));
    if !whole {
        sink.problem("a text with more addresses than are read");
    }
}

fn dates<'a>(value: &'a Value<'_>, record: &mut Record<'a>, sink: &mut dyn Sink) {
    for (key, value) in value.dict().iter() {
        let event = match key {
            _ if key.contains("Viewed") || key.contains("Visit") => "tab_last_viewed",
            _ if key.contains("Added") || key.contains("Created") => "tab_added",
            _ if key.contains("Closed") => "tab_closed",
            _ => "tab_attribute",
        };
        match value {
            Value::Date(_) => when::value(event, value, record, sink),
            Value::Dict(_) => dates(value, record, sink),
            _ => {}
        }
    }
}

fn windows(source: &Source<'_>, db: &Database, sink: &mut dyn Sink) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let columns = ["rowid", "date_closed", "uuid", "is_last_session", "active_tab_group_id"];
    let asked = db.query(&select(db, "windows", &columns), &mut |row| {
        let at = Locator::row("windows", row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, "window", source.reference(), at);
        when::cocoa("window_closed", row, 1, &mut record, sink);
        if let Some(uuid) = row.text(2) {
            record.field("uuid", uuid);
        }
        for (column, name) in [(3, "is_last_session"), (4, "active_tab_group_id")] {
            if let Some(value) = row.int(column) {
                record.field(name, value);
            }
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}
