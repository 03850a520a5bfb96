//! A wrong path, damaged evidence, a hostile backup, garbage for a pack, a full disk: a sentence that helps, the
//! right exit code, nothing half-written.

use std::path::Path;

use testkit::backup::Backup;
use testkit::ios::{Generation, sms};

use crate::run::{daylight, fingerprint, json, phone, text};

/// Runs a check that must fail to open, and gives what it says.
fn refused(path: &Path, out: &Path) -> String {
    let ran = daylight(&["check", text(path), "-o", text(out)]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(!out.exists(), "no results of evidence that could not be opened");
    assert!(ran.err.starts_with("error: ") && !ran.err.contains("panicked"), "{}", ran.err);
    ran.err
}

#[test]
fn what_is_no_backup_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let out = path("out");
    assert!(refused(&path("missing"), &out).contains("nothing at"));
    std::fs::create_dir(path("empty")).unwrap();
    assert!(refused(&path("empty"), &out).contains("Manifest.db"));
    std::fs::write(path("photo.jpg"), b"\xff\xd8\xff\xe0").unwrap();
    assert!(refused(&path("photo.jpg"), &out).contains("neither a zip nor a tar"));
    std::fs::write(path("broken.zip"), b"PK\x03\x04 and then nothing").unwrap();
    refused(&path("broken.zip"), &out);
    std::fs::create_dir(path("old")).unwrap();
    std::fs::write(path("old/Manifest.mbdb"), b"mbdb").unwrap();
    assert!(refused(&path("old"), &out).contains("iOS 9"));
}

#[test]
fn half_copied_and_damaged_backups_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let out = path("out");
    phone(&path("half"), None, true);
    std::fs::remove_file(path("half/Manifest.db")).unwrap();
    assert!(refused(&path("half"), &out).contains("halfway"));
    for (name, bytes) in
        [("noise", vec![7_u8; 9_000]), ("empty", Vec::new()), ("short", b"SQLite format 3\0".to_vec())]
    {
        phone(&path(name), None, true);
        std::fs::write(path(name).join("Manifest.db"), bytes).unwrap();
        assert!(refused(&path(name), &out).contains("Manifest.db"), "{name}");
    }
}

#[test]
fn several_backups_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        phone(&folder.path().join(name), None, true);
    }
    let ran = daylight(&["check", text(folder.path())]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("one") && ran.err.contains("two"), "{}", ran.err);
    // With exactly one, the parent does.
    std::fs::remove_dir_all(folder.path().join("two")).unwrap();
    assert_eq!(daylight(&["check", text(folder.path())]).code, 0);
}

#[test]
fn hostile_rows_reach_nothing_outside() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, out) = (folder.path().join("backup"), folder.path().join("out"));
    std::fs::write(folder.path().join("outside"), b"secret outside").unwrap();
    let mut backup = Backup::new();
    let (domain, path) = sms::FILE;
    for (id, at) in [
        ("../outside", path),
        ("../../../../../../etc/passwd", "Library/TCC/TCC.db"),
        ("/etc/passwd", "Library/Calendar/Calendar.sqlitedb"),
        ("ZZ", "Library/Safari/History.db"),
        ("3D0D7E5FB2CE288813306E4D4636395E047A3D28", "Library/SMS/../../../x"),
    ] {
        backup.raw_row(id, domain, at, 1, None);
    }
    backup.missing("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb", 10_000_000_000);
    backup.write(&dir).unwrap();
    let ran = daylight(&["check", text(&dir), "-o", text(&out)]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    let findings = json(&out.join("findings.json"));
    let failed = findings["coverage"]["failed"].as_array().unwrap();
    for name in ["sms.db", "TCC.db", "Calendar.sqlitedb", "History.db", "AddressBook.sqlitedb"] {
        assert!(failed.iter().any(|it| it["path"].as_str().unwrap().ends_with(name)), "{name}: {failed:#?}");
    }
    let custody = std::fs::read_to_string(out.join("custody.json")).unwrap();
    assert!(!custody.contains("passwd") && !custody.contains("outside"), "nothing outside was read");
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, out) = (folder.path().join("backup"), folder.path().join("out"));
    let mut backup = Backup::new();
    let (domain, path) = sms::FILE;
    backup.database(domain, path, |conn| sms::create(conn, Generation::Ios17));
    backup.write(&dir).unwrap();
    let stored = dir.join(testkit::backup::stored_name(&testkit::paths::file_id(domain, path)));
    let elsewhere = folder.path().join("elsewhere.db");
    std::fs::rename(&stored, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &stored).unwrap();
    let ran = daylight(&["check", text(&dir), "-o", text(&out)]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let findings = json(&out.join("findings.json"));
    let why = findings["coverage"]["failed"][0]["why"].as_str().unwrap();
    assert!(why.contains("link"), "{why}");
}

#[test]
fn garbage_is_no_pack() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    phone(&path("backup"), None, true);
    let garbage: Vec<u8> = (0..5_000_u32).map(|it| (it.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    std::fs::write(path("garbage.stix2"), garbage).unwrap();
    std::fs::write(path("prose.txt"), "this is a letter\nwith several lines\nand no indicator\n").unwrap();
    std::fs::write(path("cut.stix2"), "{\"type\": \"bundle\", \"objects\": [{").unwrap();
    for name in ["garbage.stix2", "prose.txt", "cut.stix2", "missing.stix2"] {
        let (backup, pack, out) = (path("backup"), path(name), path("out"));
        let ran = daylight(&["check", text(&backup), "-i", text(&pack), "-o", text(&out)]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.err);
        assert!(ran.err.contains(name) && ran.err.contains("help:"), "{}", ran.err);
        assert!(!out.exists());
    }
}

/// Needs a small file system of its own, which only root can make.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, disk) = (folder.path().join("backup"), folder.path().join("disk"));
    phone(&backup, None, false);
    std::fs::create_dir(&disk).unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs", text(&disk)])
        .output()
        .is_ok_and(|it| it.status.success());
    if !mounted {
        println!("notice: no small disk can be made here; this test was left out");
        return;
    }
    let before = fingerprint(&backup);
    let out = disk.join("results");
    let ran = daylight(&["check", text(&backup), "-o", text(&out)]);
    let left: Vec<_> = std::fs::read_dir(&disk).unwrap().map(|it| it.unwrap().file_name()).collect();
    let _ = std::process::Command::new("umount").arg(&disk).output();
    assert_eq!(ran.code, 5, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("No space left"), "{}", ran.err);
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(fingerprint(&backup), before);
}

#[test]
fn archives_that_end_early_are_examined_as_far_as_they_go() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, out) = (folder.path().join("backup.tar"), folder.path().join("out"));
    let mut backup = Backup::new();
    let (domain, path) = sms::FILE;
    backup.database(domain, path, |conn| sms::create(conn, Generation::Ios17));
    backup.write_tar(&archive).unwrap();
    let whole = std::fs::read(&archive).unwrap();
    for part in 1..8 {
        std::fs::write(&archive, &whole[..whole.len() * part / 8]).unwrap();
        let ran = daylight(&["check", text(&archive), "-o", text(&out), "--force"]);
        assert!([3, 4].contains(&ran.code), "{part}/8: {} {}", ran.code, ran.err);
        assert!(!ran.err.contains("panicked") && !ran.err.contains("internal error"), "{}", ran.err);
    }
}

/// Runs a check that ends with gaps, and gives what it concluded.
fn with_gaps(path: &Path) -> serde_json::Value {
    let ran = daylight(&["check", text(path), "--json"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    let findings: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(findings["verdict"]["complete"], false);
    findings
}

#[test]
fn bombs_in_root_lists_are_gaps() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "<plist><dict><key>a</key>".to_owned() + &"<array>".repeat(200_000);
    for name in ["Info.plist", "Manifest.plist", "Status.plist"] {
        let dir = folder.path().join(name);
        let mut backup = Backup::new();
        backup.root_file(name, deep.clone());
        backup.write(&dir).unwrap();
        let failed = with_gaps(&dir)["coverage"]["failed"].clone();
        assert!(failed.as_array().unwrap().iter().any(|it| it["path"] == name), "{failed:#}");
    }
}

#[test]
fn stored_files_that_the_list_does_not_name_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    phone(&dir, None, true);
    let list = rusqlite::Connection::open(dir.join("Manifest.db")).unwrap();
    let sql = "SELECT count(*) FROM Files WHERE flags = 1 AND relativePath LIKE 'Media/DCIM/%'";
    let photos: i64 = list.query_row(sql, [], |row| row.get(0)).unwrap();
    assert!(photos > 0);
    list.execute_batch("DELETE FROM Files WHERE flags = 1 AND relativePath LIKE 'Media/DCIM/%'").unwrap();
    let ran = daylight(&["check", text(&dir), "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let findings: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let unread = findings["coverage"]["unread"].as_array().unwrap();
    let counted = unread.iter().find(|it| it["type"] == "not_in_manifest").expect("they are counted");
    assert!(counted["count"].as_u64().unwrap() > 0, "{counted}");
    // A list that names nothing says nothing about what is absent.
    list.execute_batch("DELETE FROM Files").unwrap();
    let coverage = with_gaps(&dir)["coverage"].clone();
    assert_eq!(coverage["absent"], serde_json::json!([]));
    let failed = coverage["failed"].as_array().unwrap();
    assert!(failed.iter().any(|it| it["artifact"] == "sms"), "{failed:#?}");
}

#[test]
fn a_damaged_list_of_files_costs_its_damaged_pages_alone() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    phone(&dir, None, false);
    let before = daylight(&["check", text(&dir), "--json"]);
    let count = |it: &str| {
        let it: serde_json::Value = serde_json::from_str(it).unwrap();
        it["findings"].as_array().unwrap().len()
    };
    let path = dir.join("Manifest.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // Every ninth page of rows.
    for at in (4096..bytes.len()).step_by(9 * 4096).filter(|it| *it > 40_000) {
        if bytes[at] == 13 {
            bytes[at..at + 4096].fill(0x5a);
        }
    }
    std::fs::write(&path, bytes).unwrap();
    let findings = with_gaps(&dir);
    let failed = findings["coverage"]["failed"].as_array().unwrap();
    assert_eq!(failed.iter().filter(|it| it["path"] == "Manifest.db").count(), 1, "{failed:#?}");
    assert!(findings["findings"].as_array().unwrap().len() + 3 >= count(&before.out));
}

#[test]
fn property_lists_of_which_nothing_could_be_read_are_gaps() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    let deep = ["<plist>", &"<array>".repeat(200), &"</array>".repeat(200), "</plist>"].concat();
    let mut backup = Backup::new();
    backup.file(
        "HomeDomain",
        "Library/Preferences/com.apple.identityservices.idstatuscache.plist",
        deep.clone(),
    );
    backup.file(
        "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles",
        "Library/ConfigurationProfiles/profile-a.stub",
        deep,
    );
    backup.write(&dir).unwrap();
    let coverage = with_gaps(&dir)["coverage"].clone();
    let failed = coverage["failed"].as_array().unwrap();
    for slug in ["id_status_cache", "configuration_profiles"] {
        assert!(failed.iter().any(|it| it["artifact"] == slug), "{slug}: {failed:#?}");
    }
}

#[test]
fn passwords_are_taken_as_people_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    phone(&path("backup"), Some("word"), true);
    let backup = path("backup");
    // No backup has an empty password.
    let mut empty = crate::run::command(&["check", text(&backup)]);
    let ran: crate::run::Ran = empty.env("DAYLIGHT_PASSWORD", "").output().unwrap().into();
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("needs its password"), "{}", ran.err);
    for (name, content, code) in
        [("mark", &b"\xef\xbb\xbfword\r\n"[..], 0), ("none", b"\nword\n", 2), ("other", b"other", 4)]
    {
        std::fs::write(path(name), content).unwrap();
        let ran = daylight(&["check", text(&backup), "--password-file", text(&path(name))]);
        assert_eq!(ran.code, code, "{name}: {}", ran.err);
    }
}

#[test]
fn a_database_over_the_limit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.zip");
    let mut backup = Backup::new();
    let (domain, path) = sms::FILE;
    backup.database(domain, path, |conn| {
        sms::create(conn, Generation::Ios17)?;
        conn.execute_batch("CREATE TABLE large (a); INSERT INTO large VALUES (zeroblob(4000000));")
    });
    backup.write_zip(&archive).unwrap();
    assert_eq!(daylight(&["check", text(&archive)]).code, 0);
    let ran = daylight(&["check", text(&archive), "--image-limit", "0.001", "--json"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.out.contains("larger than the limit of 1073741 bytes"), "{}", ran.out);
    for wrong in ["0", "-1", "much", "NaN"] {
        let argument = format!("--image-limit={wrong}");
        assert_eq!(daylight(&["check", text(&archive), &argument]).code, 2, "{wrong}");
    }
}
