//! The other rules that need more than one row.

use crate::{one, problems, read, with_basics};

#[test]
fn a_row_of_another_dossier_must_be_there() {
    let found = problems(
        "[[product]]\nid = \"p\"\nname = \"X\"\nclass = \"other\"\nasserted_by = \"elsewhere/a1\"\n",
    );
    one(&found, "product.asserted_by", "import the dossier that holds it first");
}

#[test]
fn faults_of_rules_have_lines_too() {
    let text = with_basics("[[actor]]\nid = \"p\"\nname = \"Somebody\"\nkind = \"person\"\n");
    let line = u32::try_from(text.lines().position(|it| it == "kind = \"person\"").unwrap() + 1).unwrap();
    let dossier = read(&text);
    let found = dossier.check(&ledger::check::Surroundings { others: &[], today: crate::TODAY });
    assert_eq!((found[0].line, found[0].file.as_str()), (line, "test.toml"));
}

#[test]
fn a_public_fact_rests_on_something() {
    let fact = "[[relationship]]\nid = \"r\"\nrelation = \"owns\"\nsubject = \"lab\"\nobject = \"maker\"\nstate = \"active\"\n";
    one(&problems(fact), "relationship.anchors", "at least one anchor or source");
    assert!(problems(&format!("{fact}visibility = \"restricted\"\n")).is_empty());
    assert_eq!(problems(&format!("{fact}visibility = {{ embargoed_until = \"2026-12-01\" }}\n")).len(), 1);
}

#[test]
fn an_imputed_claim_names_who_imputes_it() {
    let claim = |rest: &str| {
        problems(&format!(
            "[[claim]]\nid = \"c\"\nby = \"maker\"\ntext = \"X\"\nsources = [\"page\"]\n{rest}\n"
        ))
    };
    one(&claim("claim_kind = \"imputed\""), "claim.imputed_by", "names who imputes it");
    one(&claim("claim_kind = \"imputed\"\nimputed_by = \"maker\""), "claim.imputed_by", "themselves");
    one(
        &claim("claim_kind = \"verbatim\"\nimputed_by = \"lab\""),
        "claim.imputed_by",
        "only an imputed claim",
    );
    assert!(claim("claim_kind = \"imputed\"\nimputed_by = \"lab\"").is_empty());
}

#[test]
fn a_statement_takes_the_place_of_one_about_the_same() {
    let statement = |id: &str, property: &str, rest: &str| {
        format!(
            "[[statement]]\nid = \"{id}\"\nsubject = \"maker\"\nproperty = \"{property}\"\nvalue = \"2010\"\n\
             sources = [\"page\"]\n{rest}\n"
        )
    };
    let with = |property: &str, field: &str| {
        problems(&(statement("s1", "founded", "") + &statement("s2", property, &format!("{field} = \"s1\""))))
    };
    assert!(with("founded", "supersedes").is_empty());
    one(&with("name", "supersedes"), "statement.supersedes", "another property");
    one(&with("name", "retracts"), "statement.retracts", "another property");
    let circle = statement("s1", "x", "supersedes = \"s2\"") + &statement("s2", "x", "supersedes = \"s1\"");
    one(&problems(&circle), "statement.supersedes", "in a circle");
    let tail = statement("s0", "x", "supersedes = \"s1\"") + &circle;
    one(&problems(&tail), "statement.supersedes", "in a circle");
    one(&problems(&statement("s1", "x", "supersedes = \"s1\"")), "statement.supersedes", "itself");
    one(&problems(&statement("s", "x", "value_type = \"country\"")), "statement.value", "`country`");
}

#[test]
fn dates_that_cannot_be_are_refused() {
    let commitment = "[[commitment]]\nid = \"c\"\nby = \"maker\"\ntext = \"X\"\nmade_at = \"2026-03-01\"\nsources = [\"page\"]\n";
    let check = |at: &str| {
        problems(&format!(
            "{commitment}\n[[commitment_check]]\nid = \"k\"\ncommitment = \"c\"\nat = \"{at}\"\nresult = \"pending\"\nsources = [\"page\"]\n"
        ))
    };
    one(&check("2026-02-28"), "commitment_check.at", "`made_at` of its commitment");
    assert!(check("2026-03-01").is_empty());
    assert!(check("XXXX-02-01").is_empty());
    one(&problems(&format!("{commitment}due = \"2026-02-01\"\n")), "commitment.due", "lies before");
    assert!(
        crate::faults(&with_basics(&format!("{commitment}due = \"2026-02-30\"\n")))[0].why.contains("EDTF")
    );
}

#[test]
fn the_parts_of_a_deal_fit() {
    let deal = |parties: &str| {
        problems(&format!(
            "[[deal]]\nid = \"d\"\ntarget = \"maker\"\nsources = [\"page\"]\nparties = [{parties}]\n"
        ))
    };
    let lab = |role: &str| format!("{{ actor = \"lab\", role = \"{role}\" }}");
    assert!(deal(&lab("buyer")).is_empty());
    one(&deal(&format!("{}, {}", lab("buyer"), lab("buyer"))), "deal.parties", "twice");
    one(&deal(&format!("{}, {}", lab("buyer"), lab("seller"))), "deal.parties", "buys and sells");
    one(&deal(&lab("target")), "deal.parties", "`target`");
    let sixty = "{ actor = { unspecified = \"not_stated\" }, role = \"buyer\", share = { exact = \"60\" } }";
    one(&deal(&format!("{sixty}, {sixty}")), "deal.parties", "more than 100 %");
}

#[test]
fn what_others_tell_of_a_thread_names_them() {
    let thread = "[[inquiry]]\nid = \"i\"\ntitle = \"X\"\nsenders = [\"lab\"]\npurpose = \"open_letter\"\nformality = \"formal\"\n\
        [[thread]]\nid = \"t\"\ninquiry = \"i\"\nrecipient = \"maker\"\norigin = \"imported\"\nasked_at = \"XXXX-07-04\"\nanchors = [\"passage\"]\n";
    let event = |rest: &str| {
        problems(&format!(
            "{thread}[[thread_event]]\nid = \"e\"\nthread = \"t\"\nat = \"2026-01-01\"\n{rest}\n"
        ))
    };
    one(
        &event("event = \"imported_outcome\"\noutcome = \"reported_no_reply\""),
        "thread_event.asserted_by",
        "who says it",
    );
    assert!(
        event("event = \"imported_outcome\"\noutcome = \"reported_no_reply\"\nasserted_by = \"lab\"")
            .is_empty()
    );
    one(&event("event = \"imported_outcome\"\nasserted_by = \"lab\""), "thread_event.outcome", "says which");
    one(&event("event = \"extension_granted\""), "thread_event.new_due", "until when");
    one(&problems(&thread.replace("anchors = [\"passage\"]\n", "")), "thread.anchors", "anchor or source");
}

#[test]
fn a_removal_names_what_can_be_removed() {
    let retraction = |record: &str| {
        problems(&format!("[[retraction]]\nid = \"r\"\nrecord = \"{record}\"\nreason = \"X\"\n"))
    };
    one(&retraction("lab"), "retraction.record", "still there");
    assert!(retraction("gone").is_empty());
    let tombstone = |record: &str| {
        problems(&format!(
            "[[tombstone]]\nid = \"t\"\nrecord = \"{record}\"\nlevel = \"content\"\nreason = \"safety\"\nat = \"2026-01-01\"\n"
        ))
    };
    assert!(tombstone("lab").is_empty());
    assert!(tombstone("t").iter().any(|it| it.contains("is not removed itself")));
}

#[test]
fn a_passage_lies_in_its_capture() {
    let anchor = |start: u32, end: u32| {
        problems(&format!(
            "[[anchor]]\nid = \"x\"\ncapture = \"copy\"\nstart = {start}\nend = {end}\nsha256 = \"{}\"\n",
            "0".repeat(64)
        ))
    };
    assert!(anchor(999, 1000).is_empty());
    one(&anchor(999, 1001), "anchor.end", "past the end");
    one(&anchor(10, 10), "anchor.end", "begins at 10");
}

#[test]
fn a_translation_names_a_field_that_there_is() {
    let translation = |field: &str| {
        problems(&format!(
            "[[translation]]\nid = \"x\"\nof = \"maker\"\nfield = \"{field}\"\ntarget_lang = \"ar\"\ntext = \"نص\"\ntranslation_kind = \"human\"\n"
        ))
    };
    assert!(translation("description").is_empty());
    one(&translation("descripton"), "translation.field", "did you mean `description`?");
}
