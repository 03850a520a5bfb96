//! What the program writes is what `docs/findings.schema.json` says.

use serde_json::Value;

use crate::run::{daylight, phone, text};

#[track_caller]
fn holds(schema: &jsonschema::Validator, document: &str) -> Value {
    let document: Value = serde_json::from_str(document).unwrap();
    let wrong: Vec<String> =
        schema.iter_errors(&document).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    document
}

#[test]
fn every_document_follows_the_published_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text_of = include_str!("../../../../docs/findings.schema.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(text_of).unwrap()).unwrap();

    phone(&path("traces"), None, false);
    phone(&path("clean"), None, true);
    phone(&path("encrypted"), Some("sample"), false);
    std::fs::write(path("password"), "sample\n").unwrap();
    phone(&path("damaged"), None, false);
    // The store of messages is there, and is none.
    std::fs::write(path("damaged").join("3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28"), "no database")
        .unwrap();
    std::fs::remove_file(path("damaged").join("1a/1a0e7afc19d307da602ccdcece51af33afe92c53")).ok();

    let check = |name: &str, more: &[&str]| {
        let evidence = path(name);
        let mut arguments = vec!["check", text(&evidence), "--json"];
        arguments.extend_from_slice(more);
        daylight(&arguments)
    };
    let traces = holds(&schema, &check("traces", &[]).out);
    assert!(traces["findings"].as_array().unwrap().len() > 10);
    let clean = holds(&schema, &check("clean", &[]).out);
    assert_eq!(clean["verdict"]["level"], "none_found");
    let password = path("password");
    holds(&schema, &check("encrypted", &["--password-file", text(&password)]).out);
    let damaged = check("damaged", &[]);
    assert_eq!(damaged.code, 3);
    let damaged = holds(&schema, &damaged.out);
    assert_eq!(damaged["verdict"]["complete"], false);

    let (out, again) = (path("out"), path("again"));
    let evidence = path("traces");
    assert_eq!(daylight(&["check", text(&evidence), "-o", text(&out)]).code, 0);
    assert_eq!(daylight(&["recheck", text(&out), "-o", text(&again)]).code, 0);
    for results in [&out, &again] {
        holds(&schema, &std::fs::read_to_string(results.join("findings.json")).unwrap());
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_name() {
    let schema: Value = serde_json::from_str(include_str!("../../../../docs/findings.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    phone(&folder.path().join("b"), None, false);
    let out = daylight(&["check", text(&folder.path().join("b")), "--json"]).out;
    let whole: Value = serde_json::from_str(&out).unwrap();
    for (at, value) in [
        ("/findings/0/extra", Value::from(1)),
        ("/findings/0/level", Value::from("clean")),
        ("/verdict/level", Value::from("clean")),
        ("/coverage/extra", Value::from(1)),
        ("/findings/0/observed/type", Value::from("hostname")),
        ("/findings/0/id", Value::from("x")),
    ] {
        let mut changed = whole.clone();
        let (parent, name) = at.rsplit_once('/').unwrap();
        changed.pointer_mut(parent).unwrap()[name] = value;
        assert!(!schema.is_valid(&changed), "{at}");
    }
}
