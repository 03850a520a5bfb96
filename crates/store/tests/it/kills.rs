//! An import that is killed leaves the old state or the new one.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use ledger::Entity;
use store::Store;

use crate::{Place, TODAY, actor, block_on, dossier, id, text};

/// What the child process is told.
const PLACE: &str = "DAYLIGHT_KILL_PLACE";
const REVISION: &str = "DAYLIGHT_KILL_REVISION";
/// The file by which the child says that the import begins.
const MARK: &str = "DAYLIGHT_KILL_MARK";
/// How often an import is killed; few in the ordinary suite.
const KILLS: &str = "DAYLIGHT_KILLS";

/// Each revision changes some rows, adds some and retracts some.
fn rows(revision: u32) -> String {
    let mut out = actor("first", &format!("Revision {revision}"));
    for number in 0..150 {
        out += &actor(&format!("same{number}"), "Stays");
        out += &actor(&format!("changed{number}"), &format!("Changes {revision}"));
        out += &format!("description = \"{}\"\n", "some words to write and to find ".repeat(20));
        out += &actor(&format!("r{revision}-{number}"), "New");
    }
    for old in 1..revision {
        for number in 0..150 {
            let row = format!("r{old}-{number}");
            out += &format!("[[retraction]]\nid = \"x-{row}\"\nrecord = \"{row}\"\nreason = \"old\"\n");
        }
    }
    out
}

/// Not a test of its own: the process that is killed.
#[test]
#[ignore = "the test of kills starts it"]
fn child() {
    let (Ok(place), Ok(revision)) = (std::env::var(PLACE), std::env::var(REVISION)) else { return };
    let revision = revision.parse().unwrap();
    let (dossier, sha256) = dossier("d", revision, &rows(revision));
    block_on(async {
        let store = Store::open(&place).await.unwrap();
        std::fs::write(std::env::var_os(MARK).unwrap(), "").unwrap();
        store.import(&dossier, &sha256, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        // Not closed: a program that ends has no duty to tidy.
    });
}

/// Starts a child and waits until its import begins.
fn start(place: &Place, revision: u32) -> Child {
    let mark = place.dir.path().join("begun");
    let _ = std::fs::remove_file(&mark);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills::child", "--ignored"])
        .env(PLACE, &place.url)
        .env(REVISION, revision.to_string())
        .env(MARK, &mark)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !mark.exists() {
        assert_eq!(child.try_wait().unwrap(), None, "the child ended before it began");
        std::thread::sleep(Duration::from_millis(1));
    }
    child
}

/// A place with the first revision, and how long importing the second one takes.
fn fresh(place: &Place) -> (Place, Duration) {
    let place = place.like();
    assert!(start(&place, 1).wait().unwrap().success());
    let mut child = start(&place, 2);
    let begun = Instant::now();
    assert!(child.wait().unwrap().success());
    (place, begun.elapsed())
}

pub(crate) async fn a_killed_import_leaves_the_old_state_or_the_new(place: &Place) {
    let kills: u32 = std::env::var(KILLS).ok().and_then(|it| it.parse().ok()).unwrap_or(5);
    let (mut place, mut usual) = fresh(place);
    let (mut revision, mut old, mut new) = (2, 0, 0);
    for _ in 0..kills {
        let mut child = start(&place, revision + 1);
        std::thread::sleep(usual.mul_f64(moment()));
        let _ = child.kill();
        child.wait().unwrap();

        let kept = state(&place, revision).await;
        if kept == revision {
            old += 1
        } else {
            new += 1
        }
        revision = kept;
        // Each revision retracts what the last one brought, so that they grow; the moments shall stay spread over
        // the length of an import.
        if revision > 4 {
            (place, usual) = fresh(&place);
            revision = 2;
        }
    }
    eprintln!("{kills} kills: {old} left the old state, {new} the new one");
}

/// The revision that a register holds, after making sure that it holds all of it and nothing else.
async fn state(place: &Place, before: u32) -> u32 {
    let store = place.open().await;
    let kept = u32::try_from(store.dossiers().await.unwrap()[0].revision).unwrap();
    assert!(kept == before || kept == before + 1, "{kept} after {before}");
    assert_eq!(store.check(TODAY).await.unwrap(), []);
    let reader = store.reader(TODAY);
    let first = reader.get(id("d", Entity::Actor, "first"), None).await.unwrap().unwrap();
    assert_eq!(text(first.view.get(), "name"), format!("Revision {kept}"));
    let changed = reader.search(&format!("changes {kept}"), None, 0, 1000).await.unwrap();
    assert_eq!(changed.found, 150);
    let newer = reader.search("new", Some(Entity::Actor), 0, 1000).await.unwrap();
    assert_eq!(newer.found, 150);
    store.close().await;
    kept
}

/// A part of the usual length, at random; more than the whole now and then.
fn moment() -> f64 {
    let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().subsec_nanos();
    f64::from(nanos.wrapping_mul(2_654_435_761) % 10_000) / 10_000.0 * 1.3
}
