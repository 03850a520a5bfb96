//! The words of the report, as a person reads them from top to bottom.

use model::wire::{Findings, IndicatorStanding};
use report::Options;

use crate::{digest, nothing_found, write};

/// The page's text, one line for each element that holds any; hidden or not.
fn words_of(findings: &Findings) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    write(&out, Options::new(digest), findings, &mut |_| {});
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    let (_, body) = page.split_once("<body").expect("there is a body");
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        let (_, words) = part.split_once('>').unwrap_or_default();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            text.push_str(&words);
            text.push('\n');
        }
    }
    text
}

fn finding(level: &str, kind: &str, rule: &str, key: &str, observed: (&str, &str)) -> serde_json::Value {
    serde_json::json!({
        "id": format!("{:0>32}", rule.len()), "level": level, "kind": kind, "rule": rule, "title": "A title",
        "artifact": "sms", "observed": { "type": observed.0, "value": observed.1 },
        "indicators": if rule == "indicator" { serde_json::json!([{
            "type": observed.0, "value": observed.1, "pack": "researchers", "campaign": "Example",
            "references": ["https://research.example/report"] }]) } else { serde_json::json!([]) },
        "time": "2024-05-01T10:00:00.000000Z",
        "origin": { "path": "/private/var/mobile/Library/SMS/sms.db",
                    "member": "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28", "sha256": "22".repeat(32),
                    "table": "message", "row": 7 },
        "occurrences": { "count": 1, "first": "2024-05-01T10:00:00.000000Z",
                         "last": "2024-05-01T10:00:00.000000Z" },
        "explanation_key": key, "record": { "personal": { "text": "look <b>here</b>" } },
    })
}

#[test]
fn nothing_found_is_never_called_clean() {
    let text = words_of(&nothing_found());
    assert!(!text.to_lowercase().contains("clean"));
    insta::assert_snapshot!(text);
}

#[test]
fn an_indicator_stands_with_its_labels_and_its_publishers_confidence() {
    let mut findings = serde_json::to_value(nothing_found()).unwrap();
    findings["findings"] = serde_json::json!([finding(
        "match",
        "infection",
        "indicator",
        "finding-indicator-infection",
        ("process", "bh")
    )]);
    let mut findings: Findings = serde_json::from_value(findings).unwrap();
    let before = words_of(&findings);
    assert!(!before.contains("labelled") && !before.contains("confidence"));
    let indicator = &mut findings.findings[0].indicators[0];
    indicator.labels = vec!["malicious-activity".to_owned(), "<b>x\u{202e}".to_owned()];
    indicator.confidence = Some(85);
    let day = |micros| model::Utc::from_micros(micros);
    indicator.standing = IndicatorStanding {
        revoked: true,
        valid_until: day(1_577_836_800_000_000),
        span: day(0).zip(day(86_400_000_000)),
        is_cut: true,
    };
    let text = words_of(&findings);
    assert!(text.contains("labelled malicious-activity, "), "{text}");
    assert!(text.contains("confidence is 85 of 100") && !text.contains('\u{202e}'), "{text}");
    for words in [
        "withdrawn by its publisher",
        "vouches for it until 2020-01-01",
        "from 1970-01-01 00:00:00 UTC to 1970-01-02 00:00:00 UTC only",
        "only the part it kept agrees",
    ] {
        assert!(text.contains(words) && !before.contains(words), "{words} in {text}");
    }
    // What is written for scripts is unchanged.
    assert!(!serde_json::to_string(&findings).unwrap().contains("malicious-activity"));
}

#[test]
fn what_was_received_what_ran_and_what_is_background_read_differently() {
    let mut findings = serde_json::to_value(nothing_found()).unwrap();
    findings["findings"] = serde_json::json!([
        finding("match", "infection", "indicator", "finding-indicator-infection", ("process", "bh")),
        finding("match", "targeting", "indicator", "finding-indicator-targeting", ("domain", "lure.example")),
        finding(
            "match",
            "exposure",
            "indicator",
            "finding-indicator-exposure",
            ("url", "https://lure.example/a")
        ),
        finding(
            "context",
            "exposure",
            "safari-fast-redirect",
            "finding-safari-fast-redirect",
            ("url", "https://b.example/")
        ),
    ]);
    findings["verdict"] = serde_json::json!({
        "level": "match", "kinds": ["infection", "targeting", "exposure"], "complete": false,
        "limits": ["memory_only_spyware_not_visible"],
    });
    findings["coverage"]["failed"] = serde_json::json!([
        { "path": "/private/var/x.db", "artifact": "calls", "why": "this is no SQLite database" }
    ]);
    let text = words_of(&serde_json::from_value(findings).unwrap());
    assert!(!text.to_lowercase().contains("clean"));
    assert!(!text.contains("https://lure.example"), "hosts are defanged");
    insta::assert_snapshot!(text);
}
