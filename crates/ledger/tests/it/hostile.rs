//! Text that was written to do harm is refused with a short reason, or kept as the text it is.

use ledger::{Record, dossier};

use crate::{faults, quoted, read, with_basics};

fn actor(name: &str, description: &str) -> String {
    with_basics(&format!(
        "[[actor]]\nid = \"x\"\nkind = \"media\"\nname = {}\ndescription = {}\n",
        quoted(name),
        quoted(description)
    ))
}

#[test]
fn markup_and_sql_are_text() {
    for hostile in [
        "'; DROP TABLE actor; --",
        "<script>alert('x')</script>",
        "\"><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }} ${7*7} %s %n",
        "../../etc/passwd",
        "=HYPERLINK(\"https://x.example\")",
    ] {
        let dossier = read(&actor(hostile, hostile));
        let row = dossier.rows.iter().find(|it| it.local.as_str() == "x").unwrap();
        let Record::Actor(actor) = &row.record else { panic!() };
        assert_eq!(actor.name.known().unwrap().as_str(), hostile);
        assert_eq!(actor.description.as_ref().unwrap().as_str(), hostile);
        // Nothing of it shows in what ends up in a log.
        assert!(!format!("{row:?} {:?}", row.record).contains(hostile));
    }
}

#[test]
fn what_cannot_be_seen_is_refused_in_names() {
    for hostile in ["a\u{202e}b", "a\u{2067}b", "a\u{200f}b", "a\u{0}b", "a\u{7}b", "a\nb", "a\u{feff}b"] {
        let found = faults(&actor(hostile, "fine"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].field, "actor.name");
        assert!(found[0].why.chars().all(|it| !it.is_control() && it != '\u{202e}' && it != '\u{2067}'));
    }
    // A passage may be in any direction, but holds no NUL.
    read(&actor("fine", "a\u{202e}b\nc"));
    assert_eq!(faults(&actor("fine", "a\0b"))[0].field, "actor.description");
}

#[test]
fn ten_megabytes_in_every_field_are_refused_shortly() {
    let huge = "x".repeat(10_000_000);
    for field in
        ["id", "kind", "name", "description", "jurisdiction", "lang", "anchors", "note", "visibility", "zzz"]
    {
        let text = with_basics(&format!("[[actor]]\n{field} = \"{huge}\"\n"));
        let found = faults(&text);
        assert!(found.iter().any(|it| it.field.contains(field) || it.field == "actor"), "{field}");
        assert!(found.iter().all(|it| it.why.len() < 1_000 && it.field.len() < 200), "{field}");
    }
}

#[test]
fn a_dossier_has_a_limit() {
    let text = format!("# {}\n", "x".repeat(dossier::LIMIT));
    assert!(faults(&text)[0].why.contains("at most 64 MB"));
}

#[test]
fn depth_and_number_do_no_harm() {
    let deep = format!("x = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert!(!faults(&deep).is_empty());
    let many = "[[actor]]\n".repeat(50_000);
    let found = faults(&many);
    assert!(found.len() <= 20_002 && found.last().is_some());
    assert!(!faults(&"[[".repeat(10_000)).is_empty());
}
