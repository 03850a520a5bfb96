//! Archives as people and programs make them: packed twice, locked, with odd names, behind a script.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use evidence::{Limits, OpenError};
use testkit::backup::Backup;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Every member of a small backup, by name.
fn members(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let dir = folder.join("backup");
    let mut backup = Backup::new();
    backup.file("HomeDomain", "Library/a", *b"a").write(&dir).unwrap();
    let mut all = Vec::new();
    for entry in std::fs::read_dir(&dir).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            for file in std::fs::read_dir(entry.path()).unwrap().map(Result::unwrap) {
                let file_name = file.file_name().into_string().unwrap();
                all.push((format!("{name}/{file_name}"), std::fs::read(file.path()).unwrap()));
            }
        } else {
            all.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
    all
}

fn zip(members: &[(String, Vec<u8>)], options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tar(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        tar.append_data(&mut header, name, content.as_slice()).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn one(name: &str, content: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    vec![("read me.txt".into(), b"hello".to_vec()), (name.into(), content)]
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn written(folder: &Path, content: &[u8]) -> PathBuf {
    let path = folder.join("evidence");
    std::fs::write(&path, content).unwrap();
    path
}

fn holds_a(path: &Path) {
    let opened = evidence::open(path, &mut || None, Limits::default()).unwrap();
    let found = opened.find(&["/private/var/mobile/Library/a"]);
    assert_eq!(opened.source(found[0]).unwrap().bytes().unwrap(), b"a");
}

fn refused(path: &Path, limits: Limits) -> String {
    evidence::open(path, &mut || None, limits).map(drop).unwrap_err().to_string()
}

#[test]
fn archives_in_archives_are_opened_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let all = members(folder.path());
    for inner in [tar(&all), gz(&tar(&all)), zip(&all, deflated())] {
        for outer in [
            zip(&one("b.bin", inner.clone()), stored()),
            zip(&one("b.bin", inner.clone()), deflated()),
            tar(&one("sub/b.bin", inner.clone())),
            gz(&tar(&one("sub/b.bin", inner.clone()))),
            zip(&one("c", tar(&one("b.bin", inner.clone()))), deflated()),
        ] {
            holds_a(&written(folder.path(), &outer));
        }
    }
}

#[test]
fn nesting_ends_where_it_is_said_to() {
    let folder = tempfile::tempdir().unwrap();
    let inner = tar(&members(folder.path()));
    let two = vec![("a".to_owned(), inner.clone()), ("b".to_owned(), inner.clone())];
    assert!(refused(&written(folder.path(), &tar(&two)), Limits::default()).contains("several archives"));
    let mut deep = inner.clone();
    for _ in 0..5 {
        deep = tar(&one("x", deep));
    }
    assert!(refused(&written(folder.path(), &deep), Limits::default()).contains("deeper"));
    let limits = Limits { held: 1_000, ..Limits::default() };
    for outer in [zip(&one("b", inner.clone()), deflated()), gz(&tar(&one("b", inner)))] {
        let why = refused(&written(folder.path(), &outer), limits);
        assert!(why.contains("1000 bytes") && why.contains("unpack"), "{why}");
    }
}

#[test]
fn one_of_several_backups_in_an_inner_archive_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let all = members(folder.path());
    let both: Vec<_> = ["x", "y"]
        .iter()
        .flat_map(|it| all.iter().map(move |(name, of)| (format!("{it}/{name}"), of.clone())))
        .collect();
    let path = written(folder.path(), &zip(&one("b.tar", tar(&both)), deflated()));
    match evidence::open(&path, &mut || None, Limits::default()) {
        Err(OpenError::Several(_, backups)) => {
            assert_eq!(backups, [path.join("x"), path.join("y")]);
            holds_a(&backups[1]);
        }
        other => panic!("{:?}", other.map(drop)),
    }
    assert!(matches!(
        evidence::open(&path.join("z"), &mut || None, Limits::default()),
        Err(OpenError::NotFound(_))
    ));
}

#[test]
fn a_locked_archive_is_said_to_be_locked() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = zip(&members(folder.path()), deflated());
    // The flag that says that a member is encrypted, before each member and in the list of them.
    for (mark, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = memchr::memmem::find_iter(&archive, mark).collect();
        for place in places {
            archive[place + at] |= 1;
        }
    }
    let path = written(folder.path(), &archive);
    match evidence::open(&path, &mut || None, Limits::default()) {
        Err(OpenError::Unsupported(why)) => assert!(why.contains("password of its own"), "{why}"),
        other => panic!("{:?}", other.map(drop)),
    }
}

#[test]
fn a_packing_that_is_not_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = zip(&members(folder.path()), deflated());
    // Method 14, LZMA.
    for (mark, at) in [(b"PK\x03\x04", 8), (b"PK\x01\x02", 10)] {
        let places: Vec<usize> = memchr::memmem::find_iter(&archive, mark).collect();
        for place in places {
            archive[place + at] = 14;
        }
    }
    let why = refused(&written(folder.path(), &archive), Limits::default());
    assert!(why.contains("packed in a way"), "{why}");
    for start in [&b"BZh91AY&SY"[..], b"\x28\xb5\x2f\xfd\x04"] {
        let why = refused(&written(folder.path(), start), Limits::default());
        assert!(why.contains("archive of a kind that cannot be read in place"), "{why}");
    }
}

#[test]
fn names_of_other_systems_are_understood_and_names_that_climb_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let all = members(folder.path());
    let named = |change: &dyn Fn(&str) -> String| -> Vec<_> {
        all.iter().map(|(name, of)| (change(name), of.clone())).collect()
    };
    let windows = named(&|it| format!("Backup\\{}", it.replace('/', "\\")));
    holds_a(&written(folder.path(), &zip(&windows, deflated())));
    let absolute = named(&|it| format!("/home/a/{it}"));
    holds_a(&written(folder.path(), &zip(&absolute, deflated())));
    let climbing = named(&|it| format!("../../{it}"));
    let why = refused(&written(folder.path(), &zip(&climbing, deflated())), Limits::default());
    assert!(why.contains("were refused") && why.contains("unpack"), "{why}");
}

#[test]
fn an_archive_behind_a_script_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let all = members(folder.path());
    for options in [stored(), deflated()] {
        let archive = zip(&all, options);
        holds_a(&written(folder.path(), &[b"#!/bin/sh\nexec unzip \"$0\"\n", archive.as_slice()].concat()));
    }
}
