//! A list of files with damaged pages: what stands around the damage is read.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use evidence::{Acquisition, Limits};
use testkit::backup::Backup;

const PAGE: usize = 4096;
const FILES: usize = 1_500;

fn backup(dir: &Path) {
    let mut backup = Backup::new();
    for at in 0..FILES {
        backup.file("HomeDomain", &format!("Library/Caches/f{at:05}"), vec![at as u8]);
    }
    backup.write(dir).unwrap();
}

fn open(dir: &Path) -> Acquisition {
    evidence::open(dir, &mut || None, Limits::default()).unwrap()
}

fn names(it: &Acquisition) -> BTreeSet<String> {
    it.entries().filter(|it| !it.domain.is_empty()).map(|it| it.relative.to_owned()).collect()
}

/// Overwrites the pages of that type (13: rows, 5: the way to them, 10 and 2: of indexes) that `chosen` chooses.
fn overwrite(dir: &Path, kinds: &[u8], chosen: impl Fn(usize, usize) -> bool) -> usize {
    let path = dir.join("Manifest.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let cells = |page: &[u8]| u16::from_be_bytes([page[3], page[4]]);
    let pages: Vec<usize> = (1..bytes.len() / PAGE)
        .filter(|at| {
            let page = &bytes[at * PAGE..][..PAGE];
            kinds.contains(&page[0]) && cells(page) > 0
        })
        .collect();
    let mut done = 0;
    for (_, page) in pages.iter().enumerate().filter(|it| chosen(it.0, pages.len())) {
        bytes[page * PAGE..][..PAGE].fill(0x5a);
        done += 1;
    }
    std::fs::write(path, bytes).unwrap();
    done
}

#[test]
fn rows_of_damaged_pages_come_from_the_indexes() {
    // Five leaves, the first and the last among them; all leaves; the page that leads to all of them.
    let five: fn(usize, usize) -> bool = |at, of| [0, of / 3, of / 3 + 1, of / 2, of - 1].contains(&at);
    let all: fn(usize, usize) -> bool = |_, _| true;
    for (kinds, chosen) in [(&[13], five), (&[13], all), (&[5], all)] {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("backup");
        backup(&dir);
        let whole = names(&open(&dir));
        assert!(overwrite(&dir, kinds, chosen) > 0);
        let opened = open(&dir);
        assert_eq!(names(&opened), whole);
        assert_eq!((opened.unnamed(), opened.may_hold_more()), (0, false));
        assert!(opened.gaps().iter().any(|it| it.0 == "Manifest.db"), "{:?}", opened.gaps());
    }
}

#[test]
fn without_indexes_only_the_rows_of_damaged_pages_are_lost() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    backup(&dir);
    overwrite(&dir, &[10, 2], |_, _| true);
    let five = overwrite(&dir, &[13], |at, of| [0, of / 3, of / 3 + 1, of / 2, of - 1].contains(&at));
    let opened = open(&dir);
    let lost = FILES - names(&opened).len();
    assert!((five..=five * 12).contains(&lost), "{lost} rows lost with {five} pages");
    assert_eq!(opened.unnamed(), lost as u64);
    assert!(opened.may_hold_more());
}

#[test]
fn a_scan_gives_every_row_that_can_be_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    backup(&dir);
    let pages = overwrite(&dir, &[13], |at, of| at % 7 == 3 || at + 1 == of);
    let opened = open(&dir);
    let database = opened.source(opened.find(&["Manifest.db"])[0]).unwrap().database().unwrap();
    let mut rows = Vec::new();
    let result = database.scan("SELECT rowid, file FROM Files NOT INDEXED", &mut |row| {
        rows.extend(row.int(0));
        ControlFlow::Continue(())
    });
    assert!(result.is_err());
    let distinct: BTreeSet<i64> = rows.iter().copied().collect();
    assert_eq!(distinct.len(), rows.len(), "no row comes twice");
    assert!(rows.len() >= FILES - pages * 12 && rows.len() < FILES, "{} rows", rows.len());
    // A reader that has enough is not asked again.
    let mut count = 0;
    let stopped = database.scan("SELECT rowid, file FROM Files NOT INDEXED", &mut |_| {
        count += 1;
        if count == FILES / 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((stopped.is_err(), count), (true, FILES / 2));
}

#[test]
fn a_list_without_rows_beside_stored_files_is_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    backup(&dir);
    let list = rusqlite::Connection::open(dir.join("Manifest.db")).unwrap();
    list.execute_batch("DELETE FROM Files WHERE rowid % 10 = 0").unwrap();
    let opened = open(&dir);
    assert_eq!((opened.unnamed(), opened.may_hold_more()), (150, false));
    assert_eq!(opened.gaps(), []);
    list.execute_batch("DELETE FROM Files").unwrap();
    let opened = open(&dir);
    assert_eq!((opened.unnamed(), opened.may_hold_more()), (1_500, true));
    assert!(opened.gaps()[0].1.contains("names no file"));
}
