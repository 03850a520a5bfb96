//! The layout of plain backups.

use std::{fs, path::Path};

use plist::Value;
use rusqlite::Connection;
use testkit::{backup::Backup, paths::file_id};

/// File id, domain, path, flags, metadata.
type ManifestRow = (String, String, String, i64, Option<Vec<u8>>);

fn rows(dir: &Path) -> Vec<ManifestRow> {
    let conn = Connection::open(dir.join("Manifest.db")).unwrap();
    let mut query =
        conn.prepare("SELECT fileID, domain, relativePath, flags, file FROM Files ORDER BY rowid").unwrap();
    let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn root_object(blob: &[u8]) -> plist::Dictionary {
    let value = Value::from_reader(std::io::Cursor::new(blob)).unwrap();
    let dict = value.as_dictionary().unwrap();
    assert_eq!(dict["$archiver"].as_string(), Some("NSKeyedArchiver"));
    let at = dict["$top"].as_dictionary().unwrap()["root"].as_uid().unwrap().get() as usize;
    let objects = dict["$objects"].as_array().unwrap();
    let mut root = objects[at].as_dictionary().unwrap().clone();
    let path = root["RelativePath"].as_uid().unwrap().get() as usize;
    root.insert("RelativePath".to_owned(), objects[path].clone());
    root
}

#[test]
fn ids_are_those_of_real_backups() {
    let group = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";
    for (domain, path, id) in [
        ("HomeDomain", "Library/SMS/sms.db", "3d0d7e5fb2ce288813306e4d4636395e047a3d28"),
        ("HomeDomain", "Library/SMS/sms.db-wal", "cd47480f213dba9bc38ee792775d17e3f5a73a59"),
        ("WirelessDomain", "Library/Databases/DataUsage.sqlite", "0d609c54856a9bb2d56729df1d68f2958a88426b"),
        (group, "ChatStorage.sqlite", "7c7fba66680ef796b916b067077cc246adacf01d"),
        (group, "ChatStorage.sqlite-wal", "5c4d7de09390070f38417f9be6946bcc823e1b2f"),
    ] {
        assert_eq!(file_id(domain, path), id);
    }
}

#[test]
fn a_file_lies_under_its_id_and_its_blob_tells_its_size() {
    let dir = tempfile::tempdir().unwrap();
    let written = Backup::new()
        .file("HomeDomain", "Library/a.txt", b"abc")
        .stale_size(4096)
        .directory("HomeDomain", "Library")
        .link("HomeDomain", "Library/l", "/private/var/tmp")
        .missing("MediaDomain", "Media/gone.heic", 77)
        .write(dir.path())
        .unwrap();
    assert_eq!((written.files, written.rows), (5, 4));
    let id = file_id("HomeDomain", "Library/a.txt");
    assert_eq!(fs::read(dir.path().join(&id[..2]).join(&id)).unwrap(), b"abc");
    let rows = rows(dir.path());
    let flags: Vec<i64> = rows.iter().map(|row| row.3).collect();
    assert_eq!(flags, [1, 2, 4, 1]);
    let blob = root_object(rows[0].4.as_ref().unwrap());
    assert_eq!(blob["Size"].as_signed_integer(), Some(3 + 4096));
    assert_eq!(blob["RelativePath"].as_string(), Some("Library/a.txt"));
    assert!(!dir.path().join(&rows[3].0[..2]).join(&rows[3].0).exists());
}

#[test]
fn parents_get_rows_once_and_before_the_files() {
    let dir = tempfile::tempdir().unwrap();
    Backup::new().parents().file("D", "a/b/c", b"1").file("D", "a/b/d", b"2").write(dir.path()).unwrap();
    let paths: Vec<String> = rows(dir.path()).into_iter().map(|row| row.2).collect();
    assert_eq!(paths, ["", "a", "a/b", "a/b/c", "a/b/d"]);
}

#[test]
fn hostile_rows_stand_in_the_manifest_as_given_and_nothing_leaves_the_folder() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("backup");
    Backup::new()
        .raw_row("../../etc/passwd", "HomeDomain", "x", 1, None)
        .raw_row("AB", "HomeDomain", "y", 1, Some(b"no archive"))
        .write(&dir)
        .unwrap();
    let rows = rows(&dir);
    assert_eq!((rows[0].0.as_str(), &rows[0].4), ("../../etc/passwd", &None));
    assert_eq!(rows[1].4.as_deref(), Some(b"no archive".as_slice()));
    assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 1);
}

#[test]
fn a_log_holds_rows_that_the_database_alone_does_not_show() {
    let dir = tempfile::tempdir().unwrap();
    Backup::new()
        .database_with_wal(
            "HomeDomain",
            "Library/SMS/sms.db",
            |c| c.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)"),
            |c| c.execute_batch("INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)"),
        )
        .write(dir.path())
        .unwrap();
    let member = |path: &str| {
        let id = file_id("HomeDomain", path);
        dir.path().join(&id[..2]).join(id)
    };
    let work = tempfile::tempdir().unwrap();
    fs::copy(member("Library/SMS/sms.db"), work.path().join("x.db")).unwrap();
    let count = |c: &Connection| c.query_row("SELECT count(*) FROM t", [], |r| r.get::<_, i64>(0)).unwrap();
    assert_eq!(count(&Connection::open(work.path().join("x.db")).unwrap()), 1);
    // SQLite itself accepts the salts and checksums that were put in for the random ones.
    fs::copy(member("Library/SMS/sms.db"), work.path().join("y.db")).unwrap();
    fs::copy(member("Library/SMS/sms.db-wal"), work.path().join("y.db-wal")).unwrap();
    assert_eq!(count(&Connection::open(work.path().join("y.db")).unwrap()), 3);
}

#[test]
fn a_hot_journal_leads_back() {
    let dir = tempfile::tempdir().unwrap();
    Backup::new()
        .database_with_journal(
            "D",
            "x.db",
            |c| c.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES ('kept')"),
            |c| c.execute_batch("UPDATE t SET x = 'half done'"),
        )
        .write(dir.path())
        .unwrap();
    let work = tempfile::tempdir().unwrap();
    for (path, name) in [("x.db", "x.db"), ("x.db-journal", "x.db-journal")] {
        let id = file_id("D", path);
        fs::copy(dir.path().join(&id[..2]).join(&id), work.path().join(name)).unwrap();
    }
    assert!(fs::read(work.path().join("x.db")).unwrap().windows(9).any(|w| w == b"half done"));
    let conn = Connection::open(work.path().join("x.db")).unwrap();
    let text: String = conn.query_row("SELECT x FROM t", [], |r| r.get(0)).unwrap();
    assert_eq!(text, "kept");
}

#[test]
fn truncated_and_lost_files_are_shorter_than_their_rows_say() {
    let dir = tempfile::tempdir().unwrap();
    let mut backup = Backup::new();
    backup.file("D", "a", vec![7; 100]).file("D", "b", vec![7; 100]).truncate("a", 10).lose("b");
    backup.write(dir.path()).unwrap();
    let path = |p: &str| dir.path().join(&file_id("D", p)[..2]).join(file_id("D", p));
    assert_eq!(fs::metadata(path("a")).unwrap().len(), 10);
    assert!(!path("b").exists());
    let blob = root_object(rows(dir.path())[0].4.as_ref().unwrap());
    assert_eq!(blob["Size"].as_signed_integer(), Some(100));
}

#[test]
fn root_files_can_be_set_replaced_and_left_out() {
    let dir = tempfile::tempdir().unwrap();
    Backup::new()
        .info("Product Version", "16.1")
        .without_root("Status.plist")
        .root_file("Manifest.plist", b"garbage")
        .write(dir.path())
        .unwrap();
    let info = Value::from_file(dir.path().join("Info.plist")).unwrap();
    assert_eq!(info.as_dictionary().unwrap()["Product Version"].as_string(), Some("16.1"));
    assert!(!dir.path().join("Status.plist").exists());
    assert_eq!(fs::read(dir.path().join("Manifest.plist")).unwrap(), b"garbage");
}

#[test]
fn a_broken_closure_or_a_full_folder_is_an_error_not_a_half_written_backup() {
    let dir = tempfile::tempdir().unwrap();
    let error =
        Backup::new().database("D", "x", |c| c.execute_batch("no sql")).write(dir.path()).unwrap_err();
    assert!(error.to_string().contains("syntax error"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    fs::write(dir.path().join("mine"), b"").unwrap();
    let error = Backup::new().write(dir.path()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
}

#[test]
fn archives_hold_what_the_folder_holds() {
    let work = tempfile::tempdir().unwrap();
    let mut backup = Backup::new();
    backup.file("D", "a", b"1").file("D", "b", vec![2; 5000]);
    let folder = backup.write(&work.path().join("folder")).unwrap();
    backup.write_tar_gz(&work.path().join("x.tar.gz")).unwrap();
    backup.write_tar(&work.path().join("x.tar")).unwrap();
    backup.write_zip(&work.path().join("x.zip")).unwrap();
    let names = |prefix: &str| prefix.strip_prefix("00008120-0000000000000001/").unwrap().to_owned();
    let mut zip = zip::ZipArchive::new(fs::File::open(work.path().join("x.zip")).unwrap()).unwrap();
    assert_eq!(zip.len() as u64, folder.files);
    for index in 0..zip.len() {
        let mut member = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut bytes).unwrap();
        assert_eq!(bytes, fs::read(folder.path.join(names(&member.name().unwrap()))).unwrap());
    }
    let gz = flate2::read::GzDecoder::new(fs::File::open(work.path().join("x.tar.gz")).unwrap());
    let mut tar = tar::Archive::new(gz);
    let mut count = 0;
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = names(entry.path().unwrap().to_str().unwrap());
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        assert_eq!(bytes, fs::read(folder.path.join(name)).unwrap());
        count += 1;
    }
    assert_eq!(count, folder.files);
}
