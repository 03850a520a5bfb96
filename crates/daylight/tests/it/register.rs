//! The register from the command line.

use std::path::{Path, PathBuf};

use crate::run::{daylight, text};

fn founding() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dossiers/founding.toml")
}

/// The rows of an export that are not of the later layer.
fn founding_rows(folder: &Path, entity: &str) -> usize {
    let text = std::fs::read_to_string(folder.join(format!("{entity}.jsonl"))).unwrap_or_default();
    text.lines()
        .map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap())
        .filter(|it| it["layer"] != "later" && (entity != "message" || it["direction"] == "in"))
        .count()
}

#[test]
fn the_founding_dossier_goes_in_and_comes_out_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (data, founding) = (path("data"), founding());
    let ran = daylight(&["register", "import", text(&founding), "--data", text(&data)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let again = daylight(&["register", "import", text(&founding), "--data", text(&data)]);
    assert!(again.code == 0 && again.err.contains("nothing was changed"), "{}", again.err);
    assert_eq!(daylight(&["register", "check", "--data", text(&data)]).code, 0);
    for format in ["json", "csv", "ftm", "bods"] {
        let out = path(format);
        let ran = daylight(&["register", "export", text(&out), "--format", format, "--data", text(&data)]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.err);
    }
    for (entity, rows) in [
        ("actor", 13),
        ("product", 1),
        ("relationship", 5),
        ("deal", 1),
        ("deal_status", 2),
        ("report", 4),
        ("incident", 3),
        ("harm", 1),
        ("inquiry", 3),
        ("thread", 3),
        ("question", 8),
        ("message", 1),
        ("reported_assessment", 1),
        ("claim", 5),
        ("evidence_link", 3),
        ("demand", 5),
        ("petition", 1),
        ("source_note", 8),
    ] {
        assert_eq!(founding_rows(&path("json"), entity), rows, "{entity}");
        assert!(path("csv").join(format!("{entity}.csv")).is_file(), "{entity}");
    }
    assert!(path("ftm/entities.ftm.jsonl").is_file() && path("bods/statements.json").is_file());
    // An export never mixes with what lies there.
    let ran =
        daylight(&["register", "export", text(&path("json")), "--format", "json", "--data", text(&data)]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn a_dossier_that_is_wrong_is_refused_whole_with_every_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text_of = "schema = \"daylight.dossier/1\"\nid = \"d\"\nrevision = 1\n\n[[actor]]\nid = \"a\"\nkind = \"vendro\"\n                   name = \"Example\"\n\n[[product]]\nid = \"p\"\nname = \"Thing\"\nclass = \"other\"\nmaker = \"a\"\n";
    std::fs::write(path("wrong.toml"), text_of).unwrap();
    for arguments in [
        vec!["register", "check", text(&path("wrong.toml"))],
        vec!["register", "import", text(&path("wrong.toml")), "--data", text(&path("data"))],
    ] {
        let ran = daylight(&arguments);
        assert_eq!(ran.code, 6, "{}", ran.err);
        assert!(ran.err.contains("wrong.toml:7") && ran.err.contains("wrong.toml:14"), "{}", ran.err);
        assert!(!ran.err.contains(text(folder.path())), "{}", ran.err);
    }
    std::fs::write(path("latin.toml"), b"schema = \"daylight.dossier/1\"\nid = \"caf\xe9\"\n").unwrap();
    let ran = daylight(&["register", "check", text(&path("latin.toml"))]);
    assert!(ran.code == 6 && ran.err.contains("latin.toml:2") && ran.err.contains("UTF-8"), "{}", ran.err);
    assert_eq!(daylight(&["register", "check", text(&path("missing.toml"))]).code, 2);
    assert_eq!(daylight(&["register", "check", "--data", text(&path("nowhere"))]).code, 2);
    assert_eq!(daylight(&["register", "import", text(&founding()), "--database", "mysql://x"]).code, 2);
}

#[test]
fn what_is_no_register_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("register.db");
    std::fs::write(&other, "a letter to a friend, and no database at all").unwrap();
    let ran = daylight(&["register", "import", text(&founding()), "--data", text(folder.path())]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert_eq!(std::fs::read(&other).unwrap(), b"a letter to a friend, and no database at all");
}

/// Where the captured article is at hand, every passage re-matches it, and one changed byte is named.
#[test]
fn passages_are_verified_against_their_capture() {
    let shared = std::env::var_os("DAYLIGHT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let capture = shared.join("data/founding-text.txt");
    let ran = daylight(&["register", "check", text(&founding())]);
    assert!(ran.code == 0 && ran.out.contains("not verifiable here"), "{}{}", ran.out, ran.err);
    if !capture.is_file() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(&capture, folder.path().join("copy.txt")).unwrap();
    let ran = daylight(&["register", "check", text(&founding()), "--captures", text(folder.path())]);
    assert!(ran.code == 0 && ran.out.contains("52 of 52 passages"), "{}{}", ran.out, ran.err);
}

/// Every file of a folder by its name.
fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap())
        .map(|it| (it.file_name().into_string().unwrap(), std::fs::read(it.path()).unwrap()))
        .collect()
}

#[test]
fn an_export_becomes_the_same_register_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let register =
        |args: &[&str], data: &Path| daylight(&[&["register"], args, &["--data", text(data)]].concat());
    let first = path("first");
    assert_eq!(register(&["import", text(&founding())], &first).code, 0);
    for format in ["json", "csv"] {
        let (out, data, again) =
            (path(format), path(&format!("{format}-data")), path(&format!("{format}-again")));
        assert_eq!(register(&["export", text(&out), "--format", format], &first).code, 0);
        let ran = register(&["import", text(&out)], &data);
        assert!(ran.code == 0 && ran.err.contains("234 added"), "{format}: {}", ran.err);
        assert_eq!(register(&["check"], &data).code, 0);
        let ran = register(&["import", text(&out)], &data);
        assert!(ran.err.contains("nothing was changed"), "{}", ran.err);
        // Whatever form it took on the way, every form of it is as before.
        for form in ["json", "csv", "ftm", "bods"] {
            let (before, after) = (path(&format!("{format}-{form}-1")), again.with_extension(form));
            assert_eq!(register(&["export", text(&before), "--format", form], &first).code, 0);
            assert_eq!(register(&["export", text(&after), "--format", form], &data).code, 0);
            assert!(files(&before) == files(&after), "{format} then {form}");
        }
    }
    let ran = register(&["import", text(folder.path())], &path("other"));
    assert!(ran.code == 2 && ran.err.contains("datapackage.json"), "{} {}", ran.code, ran.err);
    std::fs::write(path("json").join("actor.jsonl"), "{").unwrap();
    let ran = register(&["import", text(&path("json"))], &path("other"));
    assert!(ran.code != 0 && ran.err.contains("actor.jsonl:1"), "{}", ran.err);
}
