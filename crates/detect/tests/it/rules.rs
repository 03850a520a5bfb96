//! Every rule holds together and behaves as its own cases say.

use detect::RuleSet;
use detect::rules::run_cases;

#[test]
fn every_rule_does_what_its_cases_say() {
    let rules = RuleSet::built_in(crypto::Sha256::of).expect("rules parse");
    assert!(rules.len() >= 25, "rules are built in");
    let failures = run_cases(&rules);
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_rule_has_a_case_that_finds_and_one_that_does_not() {
    let rules = RuleSet::built_in(crypto::Sha256::of).expect("rules parse");
    for rule in rules.iter() {
        let (finds, silent) = rule.case_counts();
        assert!(finds > 0 && silent > 0, "{}: {finds} cases find, {silent} do not", rule.id);
    }
}
