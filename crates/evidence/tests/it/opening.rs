//! Archives that lie about themselves, and limits.

use std::io::Write as _;

use evidence::{Limits, OpenError};
use testkit::backup::Backup;

fn backup() -> Backup {
    let mut backup = Backup::new();
    backup.file("HomeDomain", "Library/big.bin", vec![0; 4 << 20]);
    backup.database("HomeDomain", "Library/store.db", |conn| {
        conn.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1);")
    });
    backup
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.tar.gz");
    backup().write_tar_gz(&path).unwrap();
    let limits = Limits { held: 1 << 20, unpacked: 1 << 20, ..Limits::default() };
    match evidence::open(&path, &mut || None, limits) {
        Err(OpenError::NotEvidence { .. } | OpenError::Damaged { .. }) => {}
        Err(other) => panic!("{other}"),
        Ok(acquisition) => {
            let ids = acquisition.find(&["/private/var/mobile/Library/big.bin"]);
            assert!(ids.is_empty() || acquisition.source(ids[0]).is_err());
        }
    }
    // A gzip stream of nothing but zeros is no backup, and is not unpacked for ever.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        bomb.write_all(&[0; 1 << 20]).unwrap();
    }
    std::fs::write(&path, bomb.finish().unwrap()).unwrap();
    assert!(evidence::open(&path, &mut || None, limits).is_err());
}

#[test]
fn what_is_too_large_is_a_named_gap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.zip");
    backup().write_zip(&path).unwrap();
    let limits = Limits { image: 100_000, whole_file: 1000, ..Limits::default() };
    let acquisition = evidence::open(&path, &mut || None, limits).unwrap();
    let big = acquisition.find(&["**/big.bin"]);
    let error = acquisition.source(big[0]).unwrap().bytes().unwrap_err();
    assert!(error.0.contains("limit of 1000 bytes"), "{error}");
}

#[test]
fn a_property_list_bomb_says_nothing_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    let mut backup = backup();
    // Each list holds the one before it several times over.
    let mut xml = String::from("<?xml version=\"1.0\"?><!DOCTYPE plist [<!ENTITY a \"aaaaaaaaaa\">");
    for (name, of) in [('b', 'a'), ('c', 'b'), ('d', 'c'), ('e', 'd'), ('f', 'e'), ('g', 'f'), ('h', 'g')] {
        xml.push_str(&format!("<!ENTITY {name} \"{}\">", format!("&{of};").repeat(10)));
    }
    xml.push_str("]><plist version=\"1.0\"><dict><key>Product Type</key><string>&h;</string></dict></plist>");
    backup.root_file("Info.plist", xml);
    backup.write(&dir).unwrap();
    let acquisition = evidence::open(&dir, &mut || None, Limits::default()).unwrap();
    assert!(acquisition.device().model.is_none_or(|it| it.len() < 1000));
}

#[cfg(unix)]
#[test]
fn a_list_that_may_not_be_read_is_not_said_to_be_empty() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    backup().write(&dir).unwrap();
    std::fs::set_permissions(dir.join("Manifest.db"), std::fs::Permissions::from_mode(0o000)).unwrap();
    match evidence::open(&dir, &mut || None, Limits::default()) {
        // Nothing is forbidden to root.
        Ok(_) => println!("notice: this user may read everything; this test was left out"),
        Err(OpenError::Io(path, error)) => {
            assert_eq!((path, error.kind()), (dir.join("Manifest.db"), std::io::ErrorKind::PermissionDenied));
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn an_empty_database_beside_a_log_is_said_to_be_empty() {
    let folder = tempfile::tempdir().unwrap();
    for suffix in ["-wal", "-journal"] {
        let dir = folder.path().join(suffix);
        let mut backup = Backup::new();
        backup.file("HomeDomain", "Library/store.db", Vec::new());
        backup.file("HomeDomain", &format!("Library/store.db{suffix}"), vec![7; 5_000]);
        backup.write(&dir).unwrap();
        let opened = evidence::open(&dir, &mut || None, Limits::default()).unwrap();
        let source = opened.source(opened.find(&["**/store.db"])[0]).unwrap();
        let why = source.database().map(drop).unwrap_err();
        assert!(why.0.contains("file is empty"), "{why}");
    }
}

#[test]
fn two_rows_of_one_stored_file_are_copied_once() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, to) = (folder.path().join("backup"), folder.path().join("plain"));
    let mut backup = backup();
    backup.password("w", 10);
    // The second row has no metadata, and so no key; the stored file is the first's.
    let id = testkit::paths::file_id("HomeDomain", "Library/big.bin");
    backup.repeated_ids().raw_row(&id, "ZDomain", "Library/twice", 1, None);
    backup.write(&dir).unwrap();
    let opened = evidence::open(&dir, &mut || Some("w".into()), Limits::default()).unwrap();
    let report = evidence::plain_copy(&opened, &to, false, &|_| {}, &|_| {}).unwrap();
    assert_eq!(report.failed, []);
    assert!(to.join(testkit::backup::stored_name(&id)).is_file());
}
