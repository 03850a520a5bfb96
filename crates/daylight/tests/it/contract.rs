//! What users' scripts rely on.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::run::{command, daylight, fingerprint, json, phone, text};

fn ids(findings: &Value) -> BTreeSet<String> {
    findings["findings"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_check_leaves_the_evidence_as_it_was_and_writes_what_it_promises() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, out) = (folder.path().join("backup"), folder.path().join("results"));
    phone(&backup, None, false);
    let before = fingerprint(&backup);
    let ran = daylight(&["check", text(&backup), "-o", text(&out)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fingerprint(&backup), before, "the evidence was touched");
    for file in [
        "findings.json",
        "report.html",
        "timeline.csv",
        "timeline.jsonl",
        "custody.json",
        "records/sms.jsonl",
    ] {
        assert!(out.join(file).is_file(), "{file} is missing");
    }
    let findings = json(&out.join("findings.json"));
    assert_eq!(findings["schema"], "daylight.findings/1");
    assert_eq!(findings["verdict"]["level"], "match");
    assert_eq!(findings["verdict"]["complete"], true);
    assert!(ran.out.contains("hxxps://"), "hosts are shown defanged");
    assert!(!ran.out.contains("https://46.183"), "hosts are never shown as links");
    let csv = std::fs::read_to_string(out.join("timeline.csv")).unwrap();
    assert!(csv.starts_with("time_utc,artifact,event,summary,path,locator\n"), "{}", &csv[..80]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&out), 0o700);
        assert_eq!(mode(&out.join("findings.json")), 0o600);
        assert_eq!(mode(&out.join("records/sms.jsonl")), 0o600);
    }
}

#[test]
fn two_runs_differ_in_custody_alone() {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    phone(&backup, None, false);
    let digests = |name: &str| {
        let out = folder.path().join(name);
        assert_eq!(daylight(&["check", text(&backup), "-o", text(&out), "--quiet"]).code, 0);
        fingerprint(&out)
            .into_iter()
            .map(|(path, digest, _)| (path.replace(name, ""), digest))
            .filter(|(path, _)| !path.ends_with("custody.json"))
            .collect::<Vec<_>>()
    };
    assert_eq!(digests("first"), digests("other"));
}

#[test]
fn json_stands_alone_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    phone(&backup, None, false);
    let ran = daylight(&["check", text(&backup), "--json"]);
    let findings: Value = serde_json::from_str(&ran.out).expect("one document and nothing else");
    assert_eq!(findings["schema"], "daylight.findings/1");
}

#[test]
fn exit_codes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    phone(&path("backup"), None, false);
    phone(&path("plain"), None, true);
    phone(&path("secret"), Some("right"), true);
    let code = |arguments: &[&str]| daylight(arguments).code;
    let (backup, plain, secret) = (path("backup"), path("plain"), path("secret"));
    assert_eq!(code(&["check", text(&backup), "--fail-on", "match"]), 10);
    assert_eq!(code(&["check", text(&plain), "--fail-on", "anomaly"]), 0);
    assert_eq!(code(&["check"]), 2);
    assert_eq!(code(&["check", text(&path("nothing"))]), 4);
    assert_eq!(code(&["check", text(&secret)]), 2, "nobody is there to be asked for the password");
    let with = |word: &str| {
        command(&["check", text(&secret)])
            .env("DAYLIGHT_PASSWORD", word)
            .output()
            .unwrap()
            .status
            .code()
            .unwrap()
    };
    assert_eq!(with("right"), 0);
    assert_eq!(with("wrong"), 4);
    std::fs::write(path("word"), "right\r\nsecond line\n").unwrap();
    assert_eq!(code(&["check", text(&secret), "--password-file", text(&path("word"))]), 0);
    assert_eq!(code(&["check", text(&plain), "-o", text(&plain)]), 5, "never over something that is there");
    assert_eq!(code(&["check", text(&plain), "-o", text(&plain), "--force"]), 5, "not even with force");
    assert_eq!(code(&["indicators", "verify", text(&path("word"))]), 6);
}

#[test]
fn a_folder_of_packs_is_verified_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let put = |name: &str, bytes: &[u8]| std::fs::write(path(name), bytes).unwrap();
    put("good.txt", b"evil.example\n");
    put("README.md", b"Dear reader,\n");
    put("package.json", b"{\"name\": 1}");
    put("photo.jpg", b"\xff\xd8\xff");
    let verify = || daylight(&["indicators", "verify", text(folder.path())]);
    let fine = verify();
    assert_eq!(fine.code, 0, "{}", fine.err);
    for (name, bytes) in [
        ("broken.stix2", &b"{\"type\": \"bundle\", \"objects\": ["[..]),
        ("garbage.csv", b"type,value\ndomain,evil.example\nsome,words\n"),
        ("binary.txt", b"\x00\x01\x02"),
    ] {
        put(name, bytes);
        let ran = verify();
        assert_eq!(ran.code, 6, "{name}: {}", ran.out);
        assert!(ran.out.contains(name) && ran.err.contains("1 pack cannot be used"), "{}", ran.err);
        let json = daylight(&["indicators", "verify", text(folder.path()), "--json"]);
        assert_eq!(json.code, 6);
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        let unusable: Vec<_> =
            json["skipped"].as_array().unwrap().iter().filter(|it| it["unusable"] == true).collect();
        assert_eq!(unusable.len(), 1);
        assert_eq!(unusable[0]["path"], name);
        // A check says it and goes on.
        assert_eq!(daylight(&["indicators", "list", "-i", text(folder.path())]).code, 0);
        std::fs::remove_file(path(name)).unwrap();
    }
}

#[test]
fn what_a_pack_says_of_an_indicator_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.json");
    let indicator = |id: u8, pattern: &str, more: serde_json::Value| {
        let mut it =
            serde_json::json!({ "type": "indicator", "id": format!("indicator--{id}"), "pattern": pattern });
        it.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        it
    };
    let objects = [
        indicator(
            1,
            "[domain-name:value='evil.example']",
            serde_json::json!({ "labels": ["malicious-activity"], "confidence": 85, "valid_until": "2030-01-01T00:00:00Z" }),
        ),
        indicator(2, "[domain-name:value='gone.example']", serde_json::json!({ "revoked": true })),
        indicator(
            3,
            "[domain-name:value='once.example'] START t'2024-01-01T00:00:00Z' STOP t'2024-02-01T00:00:00Z'",
            serde_json::json!({}),
        ),
    ];
    std::fs::write(&path, serde_json::json!({ "type": "bundle", "objects": objects }).to_string()).unwrap();
    let show = |value: &str| {
        let ran = daylight(&["indicators", "show", value, "-i", text(&path)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let evil = show("evil.example");
    for words in ["labels: malicious-activity", "confidence: 85 of 100", "valid until 2030-01-01"] {
        assert!(evil.contains(words), "{words} in {evil}");
    }
    assert!(!evil.contains("withdrawn"), "{evil}");
    let gone = show("gone.example");
    assert!(gone.contains("withdrawn by its publisher") && !gone.contains("valid until"), "{gone}");
    assert!(show("once.example").contains("from 2024-01-01T00:00:00"), "{}", show("once.example"));
}

#[test]
fn force_replaces_results_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, out) = (folder.path().join("backup"), folder.path().join("results"));
    phone(&backup, None, true);
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&out)]).code, 0);
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&out)]).code, 5);
    let ran = daylight(&["check", text(&backup), "-o", text(&out), "--force", "--no-records"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!out.join("records").exists(), "nothing of the old results is left");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
}

#[test]
fn a_recheck_with_new_packs_finds_what_a_check_with_them_finds() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    phone(&path("backup"), None, false);
    // An account, a host, a process and a path of the sample, as an ordinary list.
    let list = "mira@mail.example\nfriend@mail.example\nprocess:roleaboutd\nhome.example\n46.183.184.91\n/private/var/mobile/Library/Preferences/roleaccountd.plist\n+15035550199\n";
    std::fs::write(path("new.txt"), list).unwrap();
    let (backup, new) = (path("backup"), path("new.txt"));
    let (old, again, direct) = (path("old"), path("again"), path("direct"));
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&old)]).code, 0);
    let before = fingerprint(&old);
    let ran = daylight(&["recheck", text(&old), "-i", text(&new), "-o", text(&again)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fingerprint(&old), before, "a re-check never changes what it starts from");
    assert_eq!(daylight(&["check", text(&backup), "-i", text(&new), "-o", text(&direct)]).code, 0);
    let (again, direct) = (json(&again.join("findings.json")), json(&direct.join("findings.json")));
    assert_eq!(ids(&again), ids(&direct));
    let named = |it: &Value| {
        it["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["indicators"].as_array().unwrap().iter().any(|it| it["pack"] == "new.txt"))
            .count()
    };
    assert_eq!(named(&again), named(&direct));
    assert!(named(&direct) > 5, "the list names things on the phone");
    let custody = json(&path("again").join("custody.json"));
    assert!(custody["original"]["findings_sha256"].is_string(), "{}", custody["original"]);
}

#[test]
fn an_encrypted_backup_gives_the_same_findings_and_its_plain_copy_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    phone(&path("plain"), None, false);
    phone(&path("secret"), Some("word"), false);
    std::fs::write(path("password"), "word\n").unwrap();
    let password = path("password");
    let findings = |name: &str| {
        let backup = path(name);
        let ran = daylight(&["check", text(&backup), "--json", "--password-file", text(&password)]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    let (plain, secret) = (findings("plain"), findings("secret"));
    assert_eq!(plain["findings"], secret["findings"], "findings are equal to the byte");
    assert_eq!(secret["evidence"]["encrypted"], true);
    let (from, to) = (path("secret"), path("copy"));
    let ran = daylight(&["decrypt", text(&from), "-o", text(&to), "--password-file", text(&password)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let copy = findings("copy");
    assert_eq!(copy["evidence"]["encrypted"], false);
    assert_eq!(copy["findings"], plain["findings"]);
}

#[test]
fn help_teaches_and_the_manual_page_renders() {
    let help = daylight(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("check") && help.out.contains("Exit codes"));
    assert!(daylight(&["check", "--help"]).out.contains("Examples"));
    assert!(daylight(&["man"]).out.contains(".TH"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(daylight(&["completions", shell]).out.contains("daylight"));
    }
}

#[test]
fn every_event_has_words_for_people() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, out) = (folder.path().join("backup"), folder.path().join("out"));
    phone(&backup, None, false);
    assert_eq!(daylight(&["check", text(&backup), "-o", text(&out)]).code, 0);
    let words = words::Words::english();
    let timeline = std::fs::read_to_string(out.join("timeline.jsonl")).unwrap();
    let mut events: Vec<String> = timeline
        .lines()
        .map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap())
        .filter_map(|it| it["timestamp_desc"].as_str().map(str::to_owned))
        .filter(|it| it != "Not a time")
        .flat_map(|it| it.split('/').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    events.sort();
    events.dedup();
    assert!(events.len() > 20, "{events:?}");
    events.retain(|it| words.find(&format!("event-{it}"), &[]).is_none());
    assert_eq!(events, Vec::<String>::new());
}

/// With nothing found, what could not be seen is read first, on the page as on the terminal; rules say where they
/// are known from; whoever asks for help is told whom.
#[test]
fn the_first_screen_says_limits_first_and_whom_to_ask() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    phone(&path("clean"), None, true);
    let ran = daylight(&["check", text(&path("clean")), "-o", text(&path("out"))]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let words = words::Words::english();
    let (limits, verdict) =
        (words.text("limit-memory_only_spyware_not_visible"), words.text("verdict-none_found"));
    let page = std::fs::read_to_string(path("out").join("report.html")).unwrap();
    for said in [&page, &ran.out] {
        let at = |it: &str| said.find(it).unwrap_or_else(|| panic!("{it} is not said"));
        assert!(at(&limits) < at(&verdict));
        for helpline in words::helplines() {
            assert!(said.contains(&helpline.page), "{}", helpline.name);
        }
    }
    phone(&path("planted"), None, false);
    daylight(&["check", text(&path("planted")), "-o", text(&path("found"))]);
    let page = std::fs::read_to_string(path("found").join("report.html")).unwrap();
    assert!(page.contains("https://support.apple.com/") && page.contains(&words.text("report-source")));
}
