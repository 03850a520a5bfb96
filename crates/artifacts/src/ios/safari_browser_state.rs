//! Safari's open tabs before iOS 15, with the pages each tab came from.
//!
//! `Library/Safari/BrowserState.db`, one more per profile; times in seconds since 2001 UTC. Before iOS 12 the
//! session stands in `tabs.session_data`, later in `tab_sessions`. A session is four bytes and a property list
//! whose `SessionHistory` holds the entries. Backups hold the store only when encrypted.

use std::borrow::Cow;
use std::ops::ControlFlow;

use evidence::{Database, Row, Source};
use model::{FieldValue, Locator, Observable, ObservableType, Record, Role};

use crate::plist::{self, Plist};
use crate::sql::quote;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "safari_browser_state",
    wants: &["**/Library/Safari/BrowserState.db", "**/Library/Safari/Profiles/*/BrowserState.db"],
    carries: &[ObservableType::Url],
    own_times: &[],
    read,
};

/// One page of a tab's session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionEntry<'s> {
    /// The page's address.
    pub url: Option<&'s str>,
    /// The address that was asked for, before redirects.
    pub original_url: Option<&'s str>,
    /// The page's title.
    pub title: Option<&'s str>,
    /// Size of the page's saved state in bytes.
    pub data_length: usize,
}

/// The property list of a session: behind four bytes, or where a list begins if that is elsewhere.
///
/// # Errors
/// If no property list is there.
pub fn session_data(bytes: &[u8]) -> Result<Plist<'_>, plist::PlistError> {
    match bytes.get(4..) {
        Some(rest) if !bytes.starts_with(b"bplist") && !bytes.starts_with(b"<?xml") => plist::parse(rest),
        _ => plist::parse(bytes),
    }
}

/// The pages of a session, in the order of the tab's history.
pub fn session_entries<'s>(session: &'s Plist<'_>) -> impl Iterator<Item = SessionEntry<'s>> {
    session.root.dict().dict("SessionHistory").array("SessionHistoryEntries").iter().map(|entry| {
        let entry = entry.dict();
        SessionEntry {
            url: entry.text("SessionHistoryEntryURL"),
            original_url: entry.text("SessionHistoryEntryOriginalURL"),
            title: entry.text("SessionHistoryEntryTitle"),
            data_length: entry.data("SessionHistoryEntryData").map_or(0, <[u8]>::len),
        }
    })
}

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    if !open::has_table(&db, "tabs", sink) {
        return;
    }
    let sessions =
        ["tab_uuid", "session_data"].iter().all(|it| db.has("tab_sessions", it)) && db.has("tabs", "uuid");
    if tabs(source, &db, sessions, sink).is_continue() && sessions {
        let _ = lone_sessions(source, &db, sink);
    }
}

const COLUMNS: &[&str] =
    &["title", "url", "user_visible_url", "last_viewed_time", "private_browsing", "opened_from_link", "uuid"];

fn tabs(source: &Source<'_>, db: &Database, sessions: bool, sink: &mut dyn Sink) -> ControlFlow<()> {
    let mut sql = String::from("SELECT t.rowid");
    for column in COLUMNS {
        if db.has("tabs", column) {
            sql.push_str(",t.");
            quote(column, &mut sql);
        } else {
            sql.push_str(",NULL");
        }
    }
    sql.push_str(if db.has("tabs", "session_data") { ",t.session_data" } else { ",NULL" });
    sql.push_str(if sessions {
        ",s.rowid,s.session_data FROM tabs t LEFT JOIN tab_sessions s ON s.tab_uuid = t.uuid"
    } else {
        ",NULL,NULL FROM tabs t"
    });
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&sql, &mut |row| {
        flow = tab(source, row, sink);
        flow
    });
    open::ended(asked, sink);
    flow
}

fn tab(source: &Source<'_>, row: &Row<'_>, sink: &mut dyn Sink) -> ControlFlow<()> {
    let (own, joined) = (row.blob(8), row.blob(10));
    let own = own.filter(|it| !it.is_empty()).and_then(|it| session(it, sink));
    let joined_list = joined.filter(|it| !it.is_empty()).and_then(|it| session(it, sink));
    let at = Locator::row("tabs", row.int(0).unwrap_or_default());
    let mut record = Record::new(ARTIFACT.id, "tab", source.reference(), at);
    when::cocoa("tab", row, 4, &mut record, sink);
    for (column, name) in [(1, "tab_title"), (2, "tab_url"), (3, "tab_visible_url")] {
        if let Some(text) = row.text(column).filter(|it| !it.is_empty()) {
            record.personal(name, text);
        }
    }
    for (column, name) in [(5, "private_browsing"), (6, "opened_from_link")] {
        if let Some(value) = row.int(column) {
            record.field(name, value);
        }
    }
    for column in [2, 3] {
        if let Some(url) = row.text(column) {
            push(url, None, &mut record);
        }
    }
    if let Some(list) = &own {
        pages(list, None, &mut record);
    }
    if let Some(list) = &joined_list {
        pages(list, row.int(9), &mut record);
    }
    sink.record(&record)
}

/// Sessions of tabs that are closed already.
fn lone_sessions(source: &Source<'_>, db: &Database, sink: &mut dyn Sink) -> ControlFlow<()> {
    let sql = "SELECT rowid, session_data FROM tab_sessions \
               WHERE tab_uuid IS NULL OR tab_uuid NOT IN (SELECT uuid FROM tabs WHERE uuid IS NOT NULL)";
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(sql, &mut |row| {
        let Some(list) = row.blob(1).and_then(|it| session(it, sink)) else { return flow };
        let at = Locator::row("tab_sessions", row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, "session_without_tab", source.reference(), at);
        pages(&list, None, &mut record);
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

fn session<'b>(bytes: &'b [u8], sink: &mut dyn Sink) -> Option<Plist<'b>> {
    let list = session_data(bytes);
    if !matches!(&list, Ok(list) if list.damaged == 0 && !list.cut) {
        sink.problem("a tab's session that cannot be read, or not to its end");
    }
    list.ok()
}

/// Adds the pages of a session; `row` is that of `tab_sessions` if the record's is another.
fn pages<'a>(list: &'a Plist<'_>, row: Option<i64>, record: &mut Record<'a>) {
    let (mut urls, mut titles, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
    for entry in session_entries(list) {
        for url in [entry.url, entry.original_url].into_iter().flatten() {
            push(Cow::Borrowed(url), row, record);
        }
        urls.push(FieldValue::from(entry.url.unwrap_or_default()));
        titles.push(FieldValue::from(entry.title.or(entry.original_url).unwrap_or_default()));
        lengths.push(FieldValue::Int(i64::try_from(entry.data_length).unwrap_or(i64::MAX)));
    }
    if !urls.is_empty() {
        record.personal("entry_url", FieldValue::List(urls));
        record.personal("entry_title", FieldValue::List(titles));
        record.field("entry_data_length", FieldValue::List(lengths));
    }
}

/// Adds an address once per record.
fn push<'a>(url: Cow<'a, str>, row: Option<i64>, record: &mut Record<'a>) {
    /// Among so few, comparing each with each is cheap; more pages than that are no person's tab.
    const UNIQUE_AMONG: usize = 256;
    let seen = &record.observables;
    if url.is_empty() || (seen.len() < UNIQUE_AMONG && seen.iter().any(|it| it.value() == url)) {
        return;
    }
    let kind = if url.contains(':') { ObservableType::Url } else { ObservableType::Domain };
    let mut observable = Observable::new(kind, url, Role::Cached);
    if let Some(row) = row {
        observable = observable.at(Locator::row("tab_sessions", row));
    }
    record.observables.push(observable);
}
