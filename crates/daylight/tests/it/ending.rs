//! How a run ends when something outside it goes wrong: nothing half-written looks whole, nothing is left behind.

use std::process::Stdio;

use crate::run::{command, daylight, fingerprint, phone, text};

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    phone(&backup, None, true);
    for arguments in [
        vec!["check", text(&backup), "--json"],
        vec!["check", text(&backup)],
        vec!["indicators", "list"],
        vec!["man"],
        vec!["completions", "bash"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = command(&arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(5), "{arguments:?}: {errors}");
        assert!(errors.contains("could not be written"), "{errors}");
    }
}

#[test]
fn nothing_is_ever_written_into_the_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    phone(&path("plain"), None, true);
    phone(&path("sealed"), Some("sample"), true);
    std::fs::write(path("password"), "sample\n").unwrap();
    let before = (fingerprint(&path("plain")), fingerprint(&path("sealed")));
    let inside = path("plain").join("results");
    let deeper = path("plain").join("3d/results");
    let copy = path("sealed").join("copy");
    for arguments in [
        vec!["check", text(&path("plain")), "-o", text(&inside)],
        vec!["check", text(&path("plain")), "-o", text(&deeper)],
        vec!["decrypt", text(&path("sealed")), "-o", text(&copy), "--password-file", text(&path("password"))],
    ] {
        let ran = daylight(&arguments);
        assert_eq!(ran.code, 5, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains("inside the evidence"), "{}", ran.err);
    }
    assert_eq!(before, (fingerprint(&path("plain")), fingerprint(&path("sealed"))));
    // A parent of the backup is no evidence of its own.
    let beside = path("results");
    assert_eq!(daylight(&["check", text(&path("plain")), "-o", text(&beside)]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    let options =
        testkit::sample::SampleOptions { scale: 0.05, seed: 1, ..testkit::sample::SampleOptions::default() };
    testkit::sample::ios(&options, &mut |_| {}).write(&backup).unwrap();
    for signal in ["INT", "TERM", "HUP"] {
        let place = folder.path().join(signal);
        std::fs::create_dir(&place).unwrap();
        let out = place.join("results");
        let mut run = command(&["check", text(&backup), "-o", text(&out), "--full-records"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Stopped as soon as something lies there.
        let there = || std::fs::read_dir(&place).unwrap().next().is_some();
        let waiting = std::time::Instant::now();
        while !there() {
            assert!(waiting.elapsed().as_secs() < 60, "nothing was ever written");
            std::thread::yield_now();
        }
        let id = run.id().to_string();
        std::process::Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap();
        let ended = run.wait().unwrap();
        let left: Vec<_> = std::fs::read_dir(&place).unwrap().map(|it| it.unwrap().file_name()).collect();
        // It may have been done before it heard: then the results are whole.
        let whole = ended.code() == Some(0) && left == ["results"];
        assert!(whole || left.is_empty(), "{signal}: {left:?}, {ended:?}");
    }
}

#[test]
fn what_a_killed_run_left_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    phone(&backup, None, true);
    std::fs::create_dir(folder.path().join(".daylight-old.unfinished")).unwrap();
    let ran = daylight(&["check", text(&backup), "-o", text(&folder.path().join("results"))]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains(".daylight-old.unfinished"), "{}", ran.err);
}

#[test]
fn a_backup_without_its_facts_is_not_called_complete() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["Info.plist", "Manifest.plist"] {
        let backup = folder.path().join(name);
        phone(&backup, None, true);
        std::fs::remove_file(backup.join(name)).unwrap();
        let ran = daylight(&["check", text(&backup)]);
        assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains(name), "{}", ran.out);
    }
    let sealed = folder.path().join("sealed");
    phone(&sealed, Some("sample"), true);
    std::fs::remove_file(sealed.join("Manifest.plist")).unwrap();
    let ran = daylight(&["check", text(&sealed)]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("Manifest.plist") && ran.err.contains("help:"), "{}", ran.err);
}

#[test]
fn one_of_several_backups_in_an_archive_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let both = folder.path().join("both");
    phone(&both.join("one"), None, true);
    phone(&both.join("two"), None, false);
    let archive = folder.path().join("both.tar");
    let mut tar = tar::Builder::new(std::fs::File::create(&archive).unwrap());
    tar.append_dir_all("both", &both).unwrap();
    tar.finish().unwrap();
    let ran = daylight(&["check", text(&archive)]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    let named = archive.join("both/two");
    assert!(ran.err.contains(text(&named)), "{}", ran.err);
    let ran = daylight(&["check", text(&named), "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("\"level\": \"match\""));
    let ran = daylight(&["check", text(&archive.join("both/three"))]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("there is nothing at"), "{}", ran.err);
}
