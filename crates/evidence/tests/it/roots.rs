//! Hostile property lists at the root of a backup: each is bounded, and what of it was not read is said.

use evidence::{Acquisition, Limits, OpenError};
use testkit::backup::Backup;

/// A binary list that mentions its leaves ten thousand million times.
const BOMB: &[u8] = include_bytes!("../../fuzz/corpus/roots/bomb");

fn deep() -> Vec<u8> {
    ["<plist version=\"1.0\"><dict><key>a</key>", &"<array>".repeat(200_000)].concat().into_bytes()
}

fn open(name: &str, list: &[u8], password: Option<&str>) -> Result<Acquisition, OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    let mut backup = Backup::new();
    if let Some(password) = password {
        backup.password(password, 10);
    }
    backup.file("HomeDomain", "Library/a", *b"a");
    backup.root_file(name, list);
    backup.write(&dir).unwrap();
    evidence::open(&dir, &mut || password.map(str::to_owned), Limits::default())
}

#[test]
fn bombs_in_root_lists_end_and_the_backup_opens() {
    for list in [BOMB, &deep()] {
        for name in ["Info.plist", "Manifest.plist", "Status.plist"] {
            let opened = open(name, list, None).unwrap();
            assert_eq!(opened.find(&["/private/var/mobile/Library/a"]).len(), 1, "{name}");
            // Info.plist has a reader of its own, which says it.
            let said = opened.gaps().iter().any(|it| it.0 == name);
            assert_eq!(said, name != "Info.plist", "{name}: {:?}", opened.gaps());
        }
    }
}

#[test]
fn a_bomb_for_the_keys_of_an_encrypted_backup_is_damage() {
    for list in [BOMB, &deep()] {
        assert!(matches!(open("Manifest.plist", list, Some("w")), Err(OpenError::Damaged { .. })));
        assert!(open("Info.plist", list, Some("w")).is_ok());
    }
}

#[test]
fn a_root_list_that_is_none_is_said() {
    let opened = open("Manifest.plist", b"<html>no</html>", None).unwrap();
    assert!(opened.gaps().iter().any(|it| it.0 == "Manifest.plist" && it.1.contains("property list")));
}
