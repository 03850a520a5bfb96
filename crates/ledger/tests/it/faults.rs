//! Every fault of a text is told, each with its line, and what was probably meant.

use crate::{faults, lines, with_basics};

#[test]
fn all_faults_are_told_at_once_with_their_lines() {
    let text = r#"schema = "daylight.dossier/1"
id = "Bad Name"
revision = 0
tilte = "typing mistake"

[[actor]]
id = "a1"
kind = "vendr"
nmae = "x"
jurisdiction = "UK"

[[actor]]
kind = "media"
name = { unspecified = "dont_know" }

[[evidence-link]]
id = "e1"

[[actor]]
id = "a1"
kind = "media"
name = "Example"
asserted_by = "a7"

[[deal]]
id = "d1"
target = "p1"
parties = [{ actor = "a1", role = "buyer", share = { exact = "101" } }, { actor = "a1", roll = "seller" }]
share = { min = "20", max = "10" }
price = { minor = -1, currency = "US$" }

[[product]]
id = "p1"
name = "Example"
class = "other"
first_known = 2017-08-09

[policy]
id = "x"
"#;
    let found: Vec<String> =
        faults(text).iter().map(|it| format!("{} {}: {}", it.line, it.field, it.why)).collect();
    let expected = [
        (2, "id", "found `Bad Name`"),
        (3, "revision", "a whole number of at least 1, found the number 0"),
        (4, "`tilte`", "did you mean `title`?"),
        (6, "actor.name", "the field is missing"),
        (8, "actor.kind", "did you mean `vendor`?"),
        (9, "actor", "did you mean `name`?"),
        (10, "actor.jurisdiction", "the United Kingdom is \"GB\""),
        (12, "actor.id", "the field is missing"),
        (14, "actor.name.unspecified", "found `dont_know`"),
        (16, "`evidence-link`", "did you mean `evidence_link`?"),
        (20, "actor.id", "is taken by the row at line 7"),
        (23, "actor.asserted_by", "no row has the id `a7`: did you mean `a1`?"),
        (27, "deal.target", "expected the id of an actor, but `p1` is a product"),
        (28, "deal.parties[1].share.exact", "found `101`"),
        (28, "deal.parties[2]", "did you mean `role`?"),
        (28, "deal.parties[2].role", "the field is missing"),
        (29, "deal.share", "`min` is 20, which is more than `max`, 10"),
        (30, "deal.price.currency", "found `US$`"),
        (30, "deal.price.minor", "found the number -1"),
        (36, "product.first_known", "write \"2017-08-09\""),
        (38, "policy", "two brackets"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, (line, field, part)) in found.iter().zip(expected) {
        assert!(found.starts_with(&format!("{line} {field}: ")) && found.contains(part), "{found} / {part}");
    }
}

#[test]
fn broken_toml_is_told_with_its_line() {
    let found = faults("schema = \"daylight.dossier/1\"\nid = \nrevision = 1\nid = \"a\"\nx = [1,\n");
    assert_eq!((found[0].line, found[0].field.as_str()), (2, "TOML"), "{}", lines(&found));
}

#[test]
fn another_version_is_refused_by_name() {
    let found = faults("schema = \"daylight.dossier/2\"\nid = \"x\"\nrevision = 1\n[[new_thing]]\nid = 1\n");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].why.contains("daylight.dossier/2") && found[0].why.contains("newer version of Daylight")
    );
    assert!(faults("schema = \"findings/1\"").first().unwrap().why.contains("found `findings/1`"));
    assert!(faults("id = \"x\"\nrevision = 1").first().unwrap().why.contains("write schema"));
}

#[test]
fn a_row_of_another_dossier_is_named_with_its_dossier() {
    let rows = |reference: &str| {
        with_basics(&format!(
            "[[statement]]\nid = \"s\"\nsubject = \"{reference}\"\nproperty = \"name\"\nvalue = \"x\"\nsources = [\"page\"]\n"
        ))
    };
    // A statement may be about any row, so that the entity must be said.
    let found = faults(&rows("other/a1"));
    assert!(found[0].why.contains("write \"other/ENTITY/a1\""), "{}", lines(&found));
    for reference in ["other/actor/a1", "test/maker", "test/actor/maker", "act_00000000000000000000000000"] {
        crate::read(&rows(reference));
    }
    for reference in ["", "/", "a/b/c/d", "other/animal/a1", "Other/actor/a1", "nobody"] {
        assert_eq!(faults(&rows(reference)).len(), 1, "{reference}");
    }
}

#[test]
fn a_retraction_may_name_a_row_that_is_gone() {
    let dossier = crate::read(&with_basics(
        "[[retraction]]\nid = \"r\"\nrecord = \"gone\"\nreason = \"It was somebody else.\"\n",
    ));
    let (_, retraction) = dossier.retractions().next().unwrap();
    let ledger::values::RowName::Vanished(of, local) = &retraction.record else { panic!() };
    assert_eq!((of.as_str(), local.as_str()), ("test", "gone"));
}

#[test]
fn the_dossier_of_a_public_name_does_not_matter_to_its_digits() {
    let dossier = crate::read(&with_basics(""));
    let again = crate::read(&with_basics(""));
    let ids = |it: &ledger::Dossier| it.rows.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(&dossier), ids(&again));
    assert!(dossier.rows.iter().all(|it| it.id.as_str().len() == 30));
}
