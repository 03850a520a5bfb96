//! Laws that hold for every input.

use indicators::pattern::{
    self, Comparison, Constant, ObjectPath, Observation, Operator, Qualifier, Step, Test,
};
use indicators::{Index, Pack, Platform};
use model::{Observable, ObservableType, Role};
use proptest::prelude::*;

use crate::{digest, values};

fn constant() -> impl Strategy<Value = Constant> {
    prop_oneof![
        "\\PC{0,12}".prop_map(Constant::Text),
        "[+-]?[0-9]{1,6}(\\.[0-9]{1,3})?".prop_map(Constant::Number),
        any::<bool>().prop_map(Constant::Bool),
        "\\PC{0,12}".prop_map(Constant::Time),
        "[0-9a-f]{0,8}".prop_map(Constant::Hex),
        "[A-Za-z0-9+/=]{0,8}".prop_map(Constant::Binary),
    ]
}

fn path() -> impl Strategy<Value = ObjectPath> {
    let step = prop_oneof![
        4 => "\\PC{1,8}".prop_map(Step::Name),
        1 => any::<u64>().prop_map(Step::Index),
        1 => Just(Step::Any),
    ];
    let object = "[a-z][a-z0-9-]{0,8}";
    (object, "[a-z_]{1,8}", prop::collection::vec(step, 0..3)).prop_map(|(object, first, rest)| ObjectPath {
        object,
        steps: std::iter::once(Step::Name(first)).chain(rest).collect(),
    })
}

fn test() -> impl Strategy<Value = Comparison> {
    let operator = prop_oneof![
        Just(Operator::Equal),
        Just(Operator::NotEqual),
        Just(Operator::Less),
        Just(Operator::LessOrEqual),
        Just(Operator::Greater),
        Just(Operator::GreaterOrEqual),
        Just(Operator::Like),
        Just(Operator::Matches),
        Just(Operator::IsSubset),
        Just(Operator::IsSuperset),
    ];
    prop_oneof![
        (path(), any::<bool>(), operator, constant()).prop_map(|(path, negated, operator, value)| {
            Comparison::Test(Test { path, negated, operator, values: vec![value] })
        }),
        (path(), any::<bool>(), prop::collection::vec(constant(), 0..4)).prop_map(
            |(path, negated, values)| {
                Comparison::Test(Test { path, negated, operator: Operator::In, values })
            }
        ),
        path().prop_map(Comparison::Exists),
    ]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    test().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Comparison::And),
            prop::collection::vec(inner, 2..4).prop_map(Comparison::Or),
        ]
    })
}

fn observation() -> impl Strategy<Value = Observation> {
    comparison().prop_map(Observation::Single).prop_recursive(3, 8, 3, |inner| {
        let qualifier = prop_oneof![
            "[0-9]{1,4}".prop_map(Qualifier::Within),
            any::<u64>().prop_map(Qualifier::Repeats),
            ("\\PC{0,8}", "\\PC{0,8}").prop_map(|(a, b)| Qualifier::Between(a, b)),
        ];
        let some = || prop::collection::vec(inner.clone(), 2..3);
        prop_oneof![
            some().prop_map(Observation::And),
            some().prop_map(Observation::Or),
            some().prop_map(Observation::FollowedBy),
            (inner.clone(), qualifier)
                .prop_map(|(it, qualifier)| Observation::Qualified(Box::new(it), qualifier)),
        ]
    })
}

proptest! {
    #[test]
    fn a_printed_pattern_reads_as_itself(tree in observation()) {
        let text = tree.to_string();
        prop_assert_eq!(pattern::parse(&text), Ok(tree), "{}", text);
    }

    #[test]
    fn no_text_breaks_the_pattern_reader(text in "(\\[|\\]|\\(|\\)|'|\\\\|AND |OR |NOT |IN |file:name|=|\\PC){0,40}") {
        let _ = pattern::parse(&text);
    }

    #[test]
    fn no_text_breaks_the_readers(text in "\\PC{0,80}", pattern in "\\[[a-z:=' ]{0,30}\\]?") {
        let _ = Pack::from_list("x", "", text.as_bytes());
        let _ = Pack::from_stix("x", "", text.as_bytes());
        let _ = Pack::from_stix("x", "", &crate::bundle(&[&pattern]));
    }

    #[test]
    fn no_value_breaks_the_index(observed in "(https?://|%|:|/|\\.|@|\\[|evil|test|\\PC){0,30}") {
        let index = values(ObservableType::Domain, &["evil.test"]);
        for kind in ObservableType::ALL {
            index.matches(&Observable::new(kind, observed.as_str(), Role::Stored), None, &mut Vec::new());
        }
        let _ = (index.show(&observed), indicators::host_of(&observed), indicators::refang(&observed));
    }

    #[test]
    fn a_domain_matches_itself_and_below_and_nothing_else(
        name in "[a-z]{2,8}\\.[a-z]{2,8}\\.test",
        label in "[a-z0-9]{1,5}",
        other in "[a-z]{2,8}\\.[a-z]{2,8}\\.test",
        port in 1_u16..,
    ) {
        let index = values(ObservableType::Domain, &[&name]);
        let matches = |text: String| {
            let mut hits = Vec::new();
            index.matches(&Observable::url(text, Role::Visited), None, &mut hits);
            !hits.is_empty()
        };
        let upper = name.to_uppercase();
        let same = [
            format!("https://{name}/"),
            format!("https://{label}.{upper}:{port}/x"),
            format!("https://u:p@a.b.{label}.{name}./x"),
        ];
        let different = [format!("https://{label}{name}/"), format!("https://{name}.{label}x/")];
        prop_assert!(same.into_iter().all(matches));
        prop_assert!(!different.into_iter().any(matches));
        prop_assert_eq!(matches(format!("https://{other}/{name}?{name}")), other == name);
    }

    #[test]
    fn a_path_matches_itself_and_below_and_nothing_else(
        parts in prop::collection::vec("[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,7}", 3..6),
        more in "[a-z]{1,6}",
    ) {
        let path = format!("/private/var/mobile/{}", parts.join("/"));
        let index = values(ObservableType::Path, &[&path]);
        let matches = |text: &str| {
            let mut hits = Vec::new();
            index.matches(&Observable::path(text, Role::Stored), None, &mut hits);
            !hits.is_empty()
        };
        prop_assert!(matches(&path));
        let below = format!("{}//{more}/", path.trim_start_matches("/private"));
        let beside = format!("{path}{more}");
        prop_assert!(matches(&below));
        prop_assert!(!matches(&beside));
    }
}

#[test]
fn the_index_of_nothing_is_empty() {
    let index = Index::build(&[], Platform::Ios, digest);
    assert!(index.is_empty());
    assert!(index.show("evil.test").is_empty());
}
