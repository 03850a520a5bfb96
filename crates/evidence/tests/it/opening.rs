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
