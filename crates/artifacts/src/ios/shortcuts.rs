//! The Shortcuts app: what each shortcut does, what starts it, and when it ran.
//!
//! `HomeDomain Library/Shortcuts/Shortcuts.sqlite`; Core Data, times in seconds since 2001 UTC.
//! `ZSHORTCUTACTIONS.ZDATA` is a property list of actions with their parameters; `ZTRIGGER` holds automations.
//! An automation was published as a means of Predator's persistence (Citizen Lab, 2021).

use std::ops::ControlFlow;

use evidence::{Database, Row, Source};
use model::{FieldValue, Locator, ObservableType, Record, Role};

use crate::plist::{self, Plist};
use crate::sql::{quote, select};
use crate::{Artifact, Sink, open, text, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "shortcuts",
    wants: &["/private/var/mobile/Library/Shortcuts/Shortcuts.sqlite"],
    carries: &[ObservableType::Url, ObservableType::Domain, ObservableType::Ip, ObservableType::Email],
    own_times: &[],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    let shortcuts = open::has_table(&db, "ZSHORTCUT", sink);
    if shortcuts && shortcuts_of(source, &db, sink).is_break() {
        return;
    }
    if lone_actions(source, &db, shortcuts, sink).is_break() {
        return;
    }
    if db.has_table("ZTRIGGER") && triggers(source, &db, sink).is_break() {
        return;
    }
    if db.has_table("ZSHORTCUTRUNEVENT") {
        let _ = runs(source, &db, sink);
    }
}

fn shortcuts_of(source: &Source<'_>, db: &Database, sink: &mut dyn Sink) -> ControlFlow<()> {
    const COLUMNS: &[&str] = &[
        "Z_PK",
        "ZNAME",
        "ZCREATIONDATE",
        "ZMODIFICATIONDATE",
        "ZACTIONSDESCRIPTION",
        "ZACTIONCOUNT",
        "ZASSOCIATEDAPPBUNDLEIDENTIFIER",
        "ZSOURCE",
        "ZWORKFLOWID",
        "ZTOMBSTONED",
        "ZLASTRUNEVENTDATE",
    ];
    let mut sql = String::from("SELECT ");
    for column in COLUMNS {
        if db.has("ZSHORTCUT", column) {
            sql.push_str("s.");
            quote(column, &mut sql);
        } else {
            sql.push_str("NULL");
        }
        sql.push(',');
    }
    let joins =
        ["ZSHORTCUT", "ZDATA"].iter().all(|it| db.has("ZSHORTCUTACTIONS", it)) && db.has("ZSHORTCUT", "Z_PK");
    sql.push_str(if joins {
        "a.ZDATA FROM ZSHORTCUT s LEFT JOIN ZSHORTCUTACTIONS a ON a.ZSHORTCUT = s.Z_PK"
    } else {
        "NULL FROM ZSHORTCUT s"
    });
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&sql, &mut |row| {
        let list = row.blob(11).filter(|it| !it.is_empty()).and_then(|it| open::nested(it, sink));
        let pk = row.int(0).unwrap_or_default();
        let mut record =
            Record::new(ARTIFACT.id, "shortcut", source.reference(), Locator::row("ZSHORTCUT", pk));
        when::cocoa("shortcut_created", row, 2, &mut record, sink);
        when::cocoa("shortcut_modified", row, 3, &mut record, sink);
        when::cocoa("shortcut_last_run", row, 10, &mut record, sink);
        record.field("shortcut_id", pk);
        for (column, name) in [(1, "shortcut_name"), (4, "description")] {
            if let Some(text) = row.text(column) {
                if !text::observables_of(&text, Role::Installed, &mut record.observables) {
                    sink.problem(crate::text::TOO_MANY);
                }
                record.personal(name, text);
            }
        }
        for (column, name) in [(5, "action_count"), (9, "tombstoned")] {
            if let Some(value) = row.int(column) {
                record.field(name, value);
            }
        }
        for (column, name) in [(6, "associated_app"), (7, "source"), (8, "workflow_id")] {
            if let Some(text) = row.text(column) {
                record.field(name, text);
            }
        }
        if let Some(list) = &list {
            actions(list, &mut record, sink);
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

/// Actions whose shortcut is gone: it was deleted, and what it did stayed.
fn lone_actions(source: &Source<'_>, db: &Database, shortcuts: bool, sink: &mut dyn Sink) -> ControlFlow<()> {
    const TABLE: &str = "ZSHORTCUTACTIONS";
    let mut flow = ControlFlow::Continue(());
    if !["ZSHORTCUT", "ZDATA"].iter().all(|it| db.has(TABLE, it)) {
        return flow;
    }
    let sql = if shortcuts && db.has("ZSHORTCUT", "Z_PK") {
        "SELECT a.rowid, a.ZDATA, a.ZSHORTCUT FROM ZSHORTCUTACTIONS a \
         LEFT JOIN ZSHORTCUT s ON s.Z_PK = a.ZSHORTCUT WHERE s.Z_PK IS NULL"
    } else {
        "SELECT rowid, ZDATA, ZSHORTCUT FROM ZSHORTCUTACTIONS"
    };
    let asked = db.query(sql, &mut |row| {
        let Some(list) = row.blob(1).filter(|it| !it.is_empty()).and_then(|it| open::nested(it, sink)) else {
            return flow;
        };
        let at = Locator::row(TABLE, row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, "actions_without_shortcut", source.reference(), at);
        numbers(row, &[(2, "shortcut_id")], &mut record);
        actions(&list, &mut record, sink);
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

/// Adds what a shortcut does: its actions by name, and every address in their parameters.
fn actions<'a>(list: &'a Plist<'_>, record: &mut Record<'a>, sink: &mut dyn Sink) {
    let identifiers: Vec<FieldValue<'_>> = list
        .root
        .as_array()
        .iter()
        .filter_map(|it| it.dict().text("WFWorkflowActionIdentifier"))
        .map(FieldValue::from)
        .collect();
    record.field("actions", FieldValue::List(identifiers));
    let start = record.observables.len();
    addresses(list, record, sink);
    let urls: Vec<FieldValue<'_>> =
        record.observables.iter().skip(start).map(|it| FieldValue::from(it.value().to_owned())).collect();
    if !urls.is_empty() {
        record.personal("action_urls", FieldValue::List(urls));
    }
}

fn addresses<'a>(list: &'a Plist<'_>, record: &mut Record<'a>, sink: &mut dyn Sink) {
    let mut whole = true;
    for action in list.root.as_array() {
        // Identifiers look like domains, and are none.
        match action.dict().get("WFWorkflowActionParameters") {
            Some(parameters) => parameters
                .texts(&mut |it| whole &= text::observables(it, Role::Installed, &mut record.observables)),
            None => action
                .texts(&mut |it| whole &= text::observables(it, Role::Installed, &mut record.observables)),
        }
    }
    if !whole {
        sink.problem("a text with more addresses than are read");
    }
}

/// Automations: what starts a shortcut by itself.
fn triggers(source: &Source<'_>, db: &Database, sink: &mut dyn Sink) -> ControlFlow<()> {
    let columns =
        ["Z_PK", "ZSHORTCUT", "ZTRIGGERID", "ZENABLED", "ZSHOULDPROMPT", "ZSHOULDNOTIFY", "ZDATA", "ZNAME"];
    let mut flow = ControlFlow::Continue(());
    let asked = db.query(&select(db, "ZTRIGGER", &columns), &mut |row| {
        let list = row.blob(6).filter(|it| it.starts_with(b"bplist")).and_then(|it| open::nested(it, sink));
        let at = Locator::row("ZTRIGGER", row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, "automation", source.reference(), at);
        numbers(
            row,
            &[(1, "shortcut_id"), (3, "enabled"), (4, "should_prompt"), (5, "should_notify")],
            &mut record,
        );
        if let Some(id) = row.text(2) {
            record.field("trigger_id", id);
        }
        if let Some(name) = row.text(7) {
            record.personal("trigger_name", name);
        }
        let archive = list.as_ref().and_then(|it| plist::unarchive(&it.root).ok());
        if let Some(class) = archive.as_ref().and_then(|it| it.dict().text("$class")) {
            record.field("trigger_class", class.to_owned());
        }
        if let Some(list) = &list {
            list.root.texts(&mut |it| {
                text::observables(it, Role::Installed, &mut record.observables);
            });
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

fn runs(source: &Source<'_>, db: &Database, sink: &mut dyn Sink) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let columns = ["Z_PK", "ZDATE", "ZSHORTCUT", "ZOUTCOME", "ZSOURCE", "ZTRIGGERID"];
    let asked = db.query(&select(db, "ZSHORTCUTRUNEVENT", &columns), &mut |row| {
        let at = Locator::row("ZSHORTCUTRUNEVENT", row.int(0).unwrap_or_default());
        let mut record = Record::new(ARTIFACT.id, "run", source.reference(), at);
        when::cocoa("shortcut_run", row, 1, &mut record, sink);
        numbers(row, &[(2, "shortcut_id"), (3, "outcome")], &mut record);
        for (column, name) in [(4, "source"), (5, "trigger_id")] {
            if let Some(text) = row.text(column) {
                record.field(name, text);
            }
        }
        flow = sink.record(&record);
        flow
    });
    open::ended(asked, sink);
    flow
}

fn numbers(row: &Row<'_>, columns: &[(usize, &'static str)], record: &mut Record<'_>) {
    for (column, name) in columns {
        if let Some(value) = row.int(*column) {
            record.field(*name, value);
        }
    }
}
