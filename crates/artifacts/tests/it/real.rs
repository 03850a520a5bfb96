//! The databases of a real phone, laid into a backup: every row and value that SQLite reads from the same files
//! with their write-ahead logs is in our records.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use testkit::backup::Backup;

use crate::collect::{Kept, read};

const WHATSAPP: &str = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";
const DUMP: &str = "data/evidence/ios15-partial-dump.tar.gz";

/// Databases of the dump: where they lie there, and where in a backup.
const DATABASES: [(&str, &str, &str); 3] = [
    ("AddressBook.sqlitedb", "HomeDomain", "Library/AddressBook/AddressBook.sqlitedb"),
    ("ChatStorage.sqlite", WHATSAPP, "ChatStorage.sqlite"),
    ("ContactsV2.sqlite", WHATSAPP, "ContactsV2.sqlite"),
];

/// What is compared: the reader, the table, its key, and columns that stand under another name in a record.
type Renamed = &'static [(&'static str, &'static str)];
const TABLES: [(&str, &str, &str, &str, Renamed); 7] = [
    (
        "contacts",
        "AddressBook.sqlitedb",
        "ABPerson",
        "ROWID",
        &[
            ("First", "first"),
            ("Middle", "middle"),
            ("Last", "last"),
            ("Organization", "organization"),
            ("Note", "note"),
            ("Nickname", "nickname"),
        ],
    ),
    (
        "contacts",
        "AddressBook.sqlitedb",
        "ABMultiValue",
        "UID",
        &[("value", "value"), ("record_id", "record_id"), ("property", "property")],
    ),
    ("whatsapp", "ChatStorage.sqlite", "ZWAMESSAGE", "Z_PK", &[("ZTEXT", "text")]),
    ("whatsapp", "ChatStorage.sqlite", "ZWAMEDIAITEM", "Z_PK", &[]),
    ("whatsapp", "ChatStorage.sqlite", "ZWAMESSAGEDATAITEM", "Z_PK", &[]),
    ("whatsapp", "ChatStorage.sqlite", "ZWACHATSESSION", "Z_PK", &[]),
    ("whatsapp_contacts", "ContactsV2.sqlite", "ZWAADDRESSBOOKCONTACT", "Z_PK", &[]),
];

fn dump() -> Option<BTreeMap<String, Vec<u8>>> {
    let shared = std::env::var_os("DAYLIGHT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = shared.join(DUMP);
    let Ok(file) = std::fs::File::open(&path) else {
        println!("notice: {} is missing; this test was left out", path.display());
        return None;
    };
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        if DATABASES.iter().any(|it| name == it.0 || name == format!("{}-wal", it.0)) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(name, bytes);
        }
    }
    Some(files)
}

#[test]
fn every_row_of_a_real_phone_is_read_as_sqlite_reads_it() {
    let Some(files) = dump() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut backup = Backup::new();
    for (name, domain, path) in DATABASES {
        for suffix in ["", "-wal"] {
            if let Some(bytes) = files.get(&format!("{name}{suffix}")) {
                std::fs::write(folder.path().join(format!("{name}{suffix}")), bytes).unwrap();
                backup.file(domain, &format!("{path}{suffix}"), bytes.clone());
            }
        }
    }
    let dir = folder.path().join("backup");
    backup.write(&dir).unwrap();
    let said = read(&dir);
    let mut compared = (0, 0);
    for (slug, file, table, key, renamed) in TABLES {
        assert!(said[slug].failed.is_empty(), "{slug}: {:?}", said[slug].failed);
        let ours: BTreeMap<i64, &Kept> = said[slug]
            .records
            .iter()
            .filter(|it| it.table.as_deref() == Some(table))
            .filter_map(|it| Some((it.row?, it)))
            .collect();
        // SQLite merges the log when it may: on a copy, in a folder of its own.
        let db =
            Connection::open_with_flags(folder.path().join(file), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        let mut statement = db.prepare(&format!("SELECT {key} AS the_key, * FROM {table}")).unwrap();
        let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query(()).unwrap();
        let mut count = 0;
        while let Some(row) = rows.next().unwrap() {
            count += 1;
            let id: i64 = row.get(0).unwrap();
            // A value without text carries nothing to read: the reader leaves such rows of this table out.
            if table == "ABMultiValue" && row.get_ref("value").unwrap() == rusqlite::types::ValueRef::Null {
                continue;
            }
            let record = ours.get(&id).unwrap_or_else(|| panic!("{table} {id} is missing"));
            for (at, name) in names.iter().enumerate().skip(1) {
                compared.1 += usize::from(same(record, name, row.get(at).unwrap(), renamed, table, id));
            }
        }
        compared.0 += count;
        println!("{table}: {count} rows by SQLite, {} records", ours.len());
        assert!(ours.len() <= count, "{table}: records that SQLite does not see");
    }
    println!("{} rows, {} values compared", compared.0, compared.1);
    assert!(compared.0 >= 60 && compared.1 > 500, "the dump holds rows");
}

/// Compares one value. Dates are compared as instants, blobs by the record's other fields, keys by their place.
fn same(record: &Kept, name: &str, value: Value, renamed: Renamed, table: &str, id: i64) -> bool {
    if table.starts_with("AB") && !renamed.iter().any(|it| it.0 == name) {
        return false;
    }
    let field = renamed.iter().find(|it| it.0 == name).map_or(name, |it| it.1);
    let text = match value {
        Value::Null | Value::Blob(_) => return false,
        Value::Text(it) if it.is_empty() => return false,
        Value::Text(it) => it,
        Value::Integer(it) => it.to_string(),
        Value::Real(it) => it.to_string(),
    };
    if name == "Z_PK" || name == "UID" || name == "ROWID" {
        assert_eq!(text, id.to_string());
        return true;
    }
    if let Some(ours) = record.fields.get(field) {
        assert_eq!(*ours, text, "{table} {id} {name}");
        return true;
    }
    let seconds: f64 = text.parse().unwrap_or_else(|_| panic!("{table} {id}: {name} is missing"));
    let micros = ((seconds + 978_307_200.0) * 1e6).round();
    let dated = record.times.iter().any(|it| (it.1 as f64 - micros).abs() < 2.0);
    assert!(dated || seconds == 0.0, "{table} {id}: {name} = {text} is missing");
    true
}
