//! People who were harmed are a category and a country unless they consented to more.

use crate::{one, problems};

fn group(group: &str, consent: &str) -> Vec<String> {
    problems(&format!(
        "[[target_group]]\nid = \"g\"\ncategory = \"journalist\"\ncount = {{ exact = 1 }}\nsources = [\"page\"]\n{group}\n\
         [[consent]]\nid = \"c\"\nvisibility = \"sealed\"\nperson = \"Somebody\"\ngiven_at = \"2026-01-01\"\n\
         custodian = \"The safety officer\"\n{consent}\n"
    ))
}

const NAME: &str = "scope = [\"name\", \"role\"]";
const NAMED: &str = "identity_level = 5\nname = \"Somebody\"\nconsent = \"c\"";

#[test]
fn a_name_needs_its_level_and_its_consent() {
    assert!(group(NAMED, NAME).is_empty());
    one(&group("identity_level = 5\nname = \"Somebody\"", NAME), "target_group.consent", "none is named");
    let low = "identity_level = 4\nname = \"Somebody\"\nconsent = \"c\"";
    one(&group(low, NAME), "target_group.name", "found level 4");
    assert!(group("name = \"Somebody\"", NAME).len() == 2);
    one(&group(NAMED, "scope = [\"role\"]"), "target_group.consent", "does not include `name`");
    one(
        &group("identity_level = 4\nconsent = \"c\"", "scope = [\"story\"]"),
        "target_group.consent",
        "`role`",
    );
    one(&group("identity_level = 3", NAME), "target_group.consent", "level 3");
    for free in ["", "identity_level = 0", "identity_level = 1", "identity_level = 2", "identity_level = 6"] {
        assert!(group(free, NAME).is_empty(), "{free}");
    }
}

#[test]
fn a_consent_ends_and_can_be_taken_back() {
    let with = |rest: &str| group(NAMED, &format!("{NAME}\n{rest}"));
    one(&with("expires = \"2026-10-31\""), "target_group.consent", "has expired");
    assert!(with("expires = \"2026-11-01\"").is_empty());
    one(&with("revoked_at = \"2026-11-01\""), "target_group.consent", "taken back");
    // When is not known, but that it was.
    one(&with("revoked_at = \"XXXX-01-01\""), "target_group.consent", "taken back");
    let found = with("revoked_at = \"2025-12-31\"");
    assert!(
        found.len() == 2 && found[1].starts_with("consent.revoked_at: 2025-12-31 lies before"),
        "{found:?}"
    );
}

#[test]
fn a_consent_is_sealed() {
    let found = problems(
        "[[consent]]\nid = \"c\"\nperson = \"Somebody\"\nscope = [\"name\"]\ngiven_at = \"2026-01-01\"\ncustodian = \"X\"\n",
    );
    one(&found, "consent.visibility", "always sealed");
    assert!(!found[0].contains("Somebody"));
}

#[test]
fn a_person_is_an_actor_only_in_a_public_role() {
    let person = "[[actor]]\nid = \"p\"\nkind = \"person\"\nname = \"Somebody\"\n";
    one(&problems(person), "actor.kind", "public role");
    assert!(problems(&format!("{person}anchors = [\"passage\"]\n")).is_empty());
    assert!(problems(&format!("{person}sources = [\"page\"]\n")).is_empty());
}

#[test]
fn no_fault_tells_who_it_is() {
    let text = crate::with_basics(
        "[[consent]]\nid = \"c\"\nvisibility = \"sealed\"\nperson = \"Some\\u0000body\"\nscope = [\"name\"]\n\
         given_at = \"Some day\"\ncustodian = \"X\"\n[[target_group]]\nid = \"g\"\ncategory = \"family\"\n\
         count = { exact = 1 }\nname = \" Somebody \"\n[[thread]]\nid = \"t\"\nroute = [\"some@where.example\"]\n",
    );
    let found = crate::faults(&text);
    assert!(
        ["consent.person", "target_group.name", "thread.route"]
            .iter()
            .all(|field| found.iter().any(|it| it.field == *field))
    );
    assert!(
        found.iter().all(|it| !it.why.contains("body") && !it.why.contains("@") && !it.why.contains("Some")),
        "{found:#?}"
    );
}
