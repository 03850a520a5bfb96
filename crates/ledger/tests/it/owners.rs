//! Nobody owns more than there is.

use ledger::check::wanted;

use crate::{one, problems, problems_beside, read, with_basics};

fn owner(id: &str, subject: &str, rest: &str) -> String {
    format!(
        "[[relationship]]\nid = \"{id}\"\nrelation = \"owns\"\nsubject = {subject}\nobject = \"maker\"\n\
         sources = [\"page\"]\n{rest}\n\n"
    )
}

fn fund(id: &str) -> String {
    format!("[[actor]]\nid = \"{id}\"\nkind = \"investor_fund\"\nname = \"Fund {id}\"\n\n")
}

fn two(first: &str, second: &str) -> Vec<String> {
    problems(&(fund("f1") + &fund("f2") + &owner("r1", "\"f1\"", first) + &owner("r2", "\"f2\"", second)))
}

const SIXTY: &str = "state = \"active\"\nshare = { exact = \"60\" }";

#[test]
fn two_owners_of_sixty_percent_are_refused_by_name() {
    let found = two(SIXTY, SIXTY);
    one(&found, "relationship.share", "test/r1 (60 %)");
    assert!(found[0].contains("test/r2 (60 %)") && found[0].contains("more than 100 %"));
    let votes = SIXTY.replace("share", "votes");
    one(&two(&votes, &votes), "relationship.votes", "test/r1");
    let range = "state = \"active\"\nshare = { min = \"50.000001\", max = \"70\" }";
    one(&two(range, range), "relationship.share", "50.000001 %");
}

#[test]
fn what_need_not_be_at_the_same_time_is_no_fault() {
    let ended = "state = \"ended\"\nshare = { exact = \"60\" }\nfrom = \"2017-01-01\"\nto = \"2017-08-09\"";
    assert!(two(ended, SIXTY).is_empty());
    assert!(two(ended, &format!("{SIXTY}\nfrom = \"2017-08-10\"")).is_empty());
    one(&two(ended, &format!("{SIXTY}\nfrom = \"2017-08-09\"")), "relationship.share", "test/r1");
    // Without the year it cannot be told.
    assert!(
        two(
            ended,
            "state = \"ended\"\nshare = { exact = \"60\" }\nfrom = \"XXXX-01-01\"\nto = \"XXXX-08-10\""
        )
        .is_empty()
    );
    for other in [
        "state = \"planned\"\nshare = { exact = \"60\" }",
        "state = \"alleged\"\nshare = { exact = \"60\" }",
        "state = \"active\"\nshare = { exact = \"40\" }",
        "state = \"active\"\nshare = { unspecified = \"not_stated\" }",
        "state = \"active\"",
        "state = \"active\"\nshare = { exact = \"60\" }\nrank = \"deprecated\"",
    ] {
        assert!(two(SIXTY, other).is_empty(), "{other}");
    }
}

#[test]
fn two_reports_of_one_owner_are_one_stake() {
    let rows = fund("f1") + &owner("r1", "\"f1\"", SIXTY) + &owner("r2", "\"f1\"", SIXTY);
    assert!(problems(&rows).is_empty());
}

#[test]
fn owners_in_another_dossier_count() {
    let first = read(&with_basics(&(fund("f1") + &owner("r1", "\"f1\"", SIXTY))));
    let text = with_basics(&(fund("f2") + &owner("r2", "\"f2\"", SIXTY)))
        .replace("id = \"test\"", "id = \"second\"")
        .replace("object = \"maker\"", "object = \"test/actor/maker\"");
    let second = read(&text);
    let rows: Vec<_> = second.rows.iter().collect();
    assert_eq!(wanted(&rows).len(), 1);
    let found = problems_beside(&second, &first);
    assert_eq!(found.len(), 1);
    assert!(found[0].why.contains("test/r1 (60 %) and second/r2 (60 %)"), "{found:?}");
    assert_eq!(found[0].others.len(), 1);
    // The first is not told anew of what it has no part in.
    assert!(problems_beside(&first, &first).is_empty());
}

#[test]
fn a_product_is_never_filled_in() {
    let text = with_basics("[[incident]]\nid = \"i\"\nwhat = \"infection_reported\"\nsources = [\"page\"]\n");
    assert!(crate::faults(&text)[0].why.contains("unspecified = \"not_stated\""));
    let text = with_basics(
        "[[relationship]]\nid = \"r\"\nrelation = \"owns\"\nobject = \"maker\"\nstate = \"active\"\n",
    );
    assert_eq!(crate::faults(&text)[0].field, "relationship.subject");
}
