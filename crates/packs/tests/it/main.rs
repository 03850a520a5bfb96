//! What a user who names packs would notice.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use indicators::{Index, ObservableType, Platform};
use packs::{BUILT_IN, load};

/// Not SHA-256, but different for different bytes here.
fn digest(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(7_u64, |sum, it| sum.wrapping_mul(31).wrapping_add(u64::from(*it)));
    format!("{sum:016x}")
}

fn bundle(value: &str) -> String {
    format!(
        "{{\"type\": \"bundle\", \"objects\": [{{\"type\": \"indicator\", \"pattern\": \"[domain-name:value = '{value}']\"}}]}}"
    )
}

/// Labels of the packs and what was skipped, or the error; the temporary folder's name removed.
fn outline(named: &[PathBuf], folder: &Path) -> String {
    let text = match load(named, None, digest) {
        Err(why) => why.to_string(),
        Ok(loaded) => {
            let mut out: Vec<String> =
                loaded.packs.iter().map(|it| format!("{} {}", it.path, it.indicators.len().min(9))).collect();
            let mark = |unusable| if unusable { "!" } else { "-" };
            out.extend(
                loaded.skipped.iter().map(|it| format!("{} {}: {}", mark(it.unusable), it.path, it.why)),
            );
            out.join("\n")
        }
    };
    text.replace(&folder.display().to_string(), "FOLDER")
}

#[test]
fn a_folder_is_searched_and_everything_in_it_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("b/deep")).unwrap();
    fs::create_dir_all(at(".git")).unwrap();
    fs::write(at("pack.stix2"), bundle("a.test")).unwrap();
    fs::write(at("b/any name"), format!("\u{feff}  {}", bundle("b.test"))).unwrap();
    fs::write(at("b/deep/list.TXT"), "evil.test\nprocess:bh\n").unwrap();
    fs::write(at("b/copy.json"), bundle("a.test")).unwrap();
    fs::write(at("a.csv"), "type,value\ndomain,evil.test\n").unwrap();
    fs::write(at("README.txt"), "Dear reader,\nthis is prose.\n").unwrap();
    fs::write(at("photo.jpg"), b"\xff\xd8\xff").unwrap();
    fs::write(at("other.json"), "{\"a\": \"bundle\"}").unwrap();
    fs::write(at("broken.json"), "{\"type\": \"bundle\", ").unwrap();
    fs::write(at("cut.stix2"), "{").unwrap();
    fs::write(at("identities.json"), "{\"type\": \"bundle\", \"objects\": [{\"type\": \"identity\"}]}")
        .unwrap();
    fs::write(at("code.json"), "{ a: 1 }").unwrap();
    fs::write(at("useless.json"), bundle("not a domain")).unwrap();
    fs::write(at("empty.txt"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc", at("link")).unwrap();
    insta::assert_snapshot!(outline(&[folder.path().to_owned()], folder.path()), @r"
    built-in 9
    a.csv 1
    b/any name 1
    b/copy.json 1
    b/deep/list.TXT 2
    - .git: it is hidden
    ! README.txt: lines that are no indicator: 2 of 2, the first of them line 1; label what is ambiguous, as in `process:NAME`
    ! broken.json: it is not readable JSON (line 1, column 19)
    - code.json: it is not readable JSON (line 1, column 3)
    ! cut.stix2: it is not readable JSON (line 1, column 1)
    ! empty.txt: it holds no indicator
    - identities.json: it holds no indicator
    - link: it is a link, and links in a folder are not followed
    - other.json: it is JSON, but not a STIX bundle
    - pack.stix2: it has the same bytes as b/copy.json
    - photo.jpg: it is neither a STIX bundle nor a list (*.txt, *.csv)
    ! useless.json: it holds no indicator: 1 × value is not a domain name
    ");
    // The order is that of names, whatever the disk says.
    assert_eq!(
        load(&[folder.path().to_owned()], None, digest).unwrap(),
        load(&[folder.path().to_owned()], None, digest).unwrap()
    );
}

#[test]
fn what_was_named_and_is_no_pack_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("prose.txt"), "Dear reader,\n").unwrap();
    fs::write(at("garbage.stix2"), b"\x00\x01\x02\xff").unwrap();
    fs::write(at("cut.stix2"), "{\"type\": \"bundle\", \"objects\": [").unwrap();
    fs::create_dir(at("empty")).unwrap();
    fs::create_dir(at("none")).unwrap();
    fs::write(at("none/photo.jpg"), b"\xff\xd8\xff").unwrap();
    let all = ["prose.txt", "garbage.stix2", "cut.stix2", "empty", "none", "missing.stix2"]
        .map(|it| outline(&[at(it)], folder.path()));
    insta::assert_snapshot!(all.join("\n"), @r"
    FOLDER/prose.txt is no pack: lines that are no indicator: 1 of 1, the first of them line 1; label what is ambiguous, as in `process:NAME`
    FOLDER/garbage.stix2 is no pack: it is not text
    FOLDER/cut.stix2 is no pack: it is not readable JSON (line 1, column 31)
    the folder FOLDER/empty holds no pack: it is empty
    the folder FOLDER/none holds no pack: photo.jpg was skipped: it is neither a STIX bundle nor a list (*.txt, *.csv)
    the pack FOLDER/missing.stix2 cannot be read: No such file or directory (os error 2)
    ");
}

#[test]
fn a_file_larger_than_any_pack_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.txt");
    fs::File::create(&path).unwrap().set_len(indicators::MAX_BYTES as u64 + 1).unwrap();
    assert_eq!(outline(&[path], folder.path()), "FOLDER/large.txt is no pack: it is larger than 64 MB");
}

#[test]
fn without_names_the_last_update_is_loaded() {
    let data = tempfile::tempdir().unwrap();
    let labels = |named: &[PathBuf]| -> Vec<String> {
        load(named, Some(data.path()), digest).unwrap().packs.into_iter().map(|it| it.path).collect()
    };
    assert_eq!(labels(&[]), [BUILT_IN]);
    let folder = packs::update_folder(data.path());
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("new.stix2"), bundle("a.test")).unwrap();
    assert_eq!(labels(&[]), [BUILT_IN, "new.stix2"]);
    let other = data.path().join("own.txt");
    fs::write(&other, "evil.test").unwrap();
    assert_eq!(labels(&[other]), [BUILT_IN, "own.txt"]);
}

#[test]
fn the_built_in_pack_is_small_sourced_and_usable() {
    let pack = load(&[], None, digest).unwrap().packs.remove(0);
    assert!((30..=120).contains(&pack.indicators.len()), "{}", pack.indicators.len());
    assert_eq!((pack.path.as_str(), pack.restricted, pack.skipped.len()), (BUILT_IN, 0, 0));
    assert!(pack.newest.is_some());
    for it in &pack.indicators {
        assert!(
            it.campaign.is_some() && !it.references.is_empty() && it.valid_from.is_some(),
            "{}",
            it.value
        );
        assert!(!matches!(it.kind, ObservableType::Domain | ObservableType::Url), "{}", it.value);
    }
    let index = Index::build(&[pack], Platform::Ios, |_| [0; 32]);
    for value in ["bh", "46.183.184.91", "/var/tmp/hooker/x", "76dab334-7e17-475d-a5d6-0794eb5818a5"] {
        assert_eq!(index.show(value).len(), 1, "{value}");
    }
    for value in [
        "BackupAgent",
        "BackupAgent2",
        "/private/var/logs/keybagd.log.0",
        "/private/var/tmp/lock",
        "backupd",
        "gatekeeperd",
    ] {
        assert!(index.show(value).is_empty(), "{value}");
    }
    assert_eq!(index.packs()[0].path, BUILT_IN);
}
