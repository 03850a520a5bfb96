//! What is kept of a bundle, and what of it is counted as skipped.

use indicators::{Index, Pack, PackError, Platform};
use model::ObservableType;
use serde_json::json;

use crate::{bundle, digest, hits, index_of};

/// The indicators as `type value`, and what was skipped as `count × reason`.
fn outline(pack: &Pack) -> String {
    let mut out: Vec<String> = pack.indicators.iter().map(|it| format!("{} {}", it.kind, it.value)).collect();
    out.extend(pack.skipped.iter().map(|it| format!("- {} × {}", it.count, it.reason)));
    out.join("\n")
}

fn read(patterns: &[&str]) -> String {
    Pack::from_stix("test.json", "", &bundle(patterns)).map_or_else(|it| it.to_string(), |it| outline(&it))
}

#[test]
fn one_record_decides_or_it_is_said_why_not() {
    insta::assert_snapshot!(read(&[
        "[domain-name:value='a.test']",
        "[domain-name:value = 'b.test' OR ipv4-addr:value = '198.51.100.1']",
        "[domain-name:value IN ('c.test', 'd.test')]",
        "[url:value='http://h.test/?a=b']",
        "[file:name='x.bin' AND file:parent_directory_ref.path = '/private/var/tmp']",
        "[file:hashes.'SHA-256' = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']",
        "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e' OR file:hashes.'SHA-512' = 'aa']",
        "[x509-certificate:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']",
        "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.51.100.2']",
        "[ipv4-addr:value ISSUBSET '198.51.100.0/24']",
        "[ipv4-addr:value ISSUPERSET '198.51.100.3/32']",
        "[domain-name:value = 'e.test'] OR [domain-name:value = 'f.test'] FOLLOWEDBY [process:name = 'bh']",
        "([domain-name:value = 'g.test'] OR [domain-name:value = 'h.test']) WITHIN 5 SECONDS",
        "[domain-name:value = 'i.test'] REPEATS 5 TIMES",
        "[domain-name:value = 'i.test'] START t'2024-01-01T00:00:00Z' STOP t'2024-02-01T00:00:00Z'",
        "([domain-name:value = 'i.test'] START t'2024-01-01T00:00:00Z' STOP t'2024-02-01T00:00:00Z') START t'2024-02-01T00:00:00Z' STOP t'2024-03-01T00:00:00Z'",
        "[domain-name:value = 'i.test'] START t'2024-01-01' STOP t'2024-02-01T00:00:00Z'",
        "[domain-name:value = 'i.test'] AND [process:name = 'bh']",
        "[domain-name:value != 'i.test']",
        "[domain-name:value NOT IN ('i.test', 'k.test')]",
        "[domain-name:value > 'i.test']",
        "[EXISTS domain-name:value]",
        "[file:size = 17 AND file:name = 'y.bin']",
        "[domain-name:value LIKE '%.l.test']",
        "[domain-name:value LIKE '%']",
        "[url:value MATCHES '^https?://[^/]+/m[0-9]+$']",
        "[url:value MATCHES '.*']",
        "[url:value MATCHES '(?=x)']",
        "[url:value MATCHES '((((((((((a{50}){50}){50}){50}){50}){50}){50}){50}){50}){50})']",
        "[ipv4-addr:value = '192.168.1.1']",
        "[file:path = '/private/var/tmp/']",
        "[domain-name:value = 'not a domain']",
        "[domain-name:value = 'o.test'",
        "domain-name:value = 'o.test'",
        "[domain-name:value = 'p.test' && x = 1]",
        "[process:name = 'it\\'s']",
        "[process:name = 'it''s two']",
        "[user-account:user_id = 'x']",
    ]), @r"
    domain a.test
    domain b.test
    ip 198.51.100.1
    domain c.test
    domain d.test
    url http://h.test/?a=b
    path /private/var/tmp/x.bin
    sha256 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    md5 d41d8cd98f00b204e9800998ecf8427e
    certificate da39a3ee5e6b4b0d3255bfef95601890afd80709
    ip 198.51.100.2
    ip 198.51.100.0/24
    ip 198.51.100.3/32
    domain g.test
    domain h.test
    domain i.test
    domain %.l.test
    url ^https?://[^/]+/m[0-9]+$
    process it's
    process it's two
    - 1 × address is one that every network uses
    - 1 × compares by order
    - 1 × holds at no time (START … STOP)
    - 1 × names no proper time (START … STOP)
    - 1 × needs several records (AND between observations)
    - 1 × needs several records (FOLLOWEDBY)
    - 1 × needs several records (REPEATS)
    - 1 × no record carries the property file:hashes.SHA-512
    - 1 × no record carries the property file:size
    - 1 × no record carries the property user-account:user_id
    - 1 × only says that a property exists
    - 2 × only says what a value is not
    - 1 × path is one that every phone has
    - 1 × pattern is malformed: expected `[` or `(`
    - 2 × pattern is malformed: expected `]`
    - 2 × regular expression fits ordinary values
    - 1 × regular expression is not supported
    - 1 × regular expression is too large
    - 1 × value is not a domain name
    ");
}

#[test]
fn patterns_fit_as_their_operators_say() {
    let index = index_of(&[
        "[domain-name:value LIKE '%.l.test']",
        "[url:value MATCHES '^https?://[^/]+/m[0-9]+$']",
        "[file:path LIKE '/var/tmp/stage_/%']",
        "[process:name LIKE 'zz%d']",
    ]);
    let domain = |it| hits(&index, ObservableType::Domain, it);
    let url = |it| hits(&index, ObservableType::Url, it);
    assert_eq!(domain("x.l.test"), ["%.l.test (Pattern)"]);
    assert_eq!(url("https://X.L.test/y"), ["%.l.test (Pattern)"]);
    assert_eq!(domain("l.test"), [""; 0]);
    assert_eq!(url("https://any.test/m42"), ["^https?://[^/]+/m[0-9]+$ (Pattern)"]);
    assert_eq!(url("https://any.test/m42/"), [""; 0]);
    assert_eq!(hits(&index, ObservableType::Path, "/var/tmp/stage12/a"), [""; 0]);
    assert_eq!(hits(&index, ObservableType::Process, "zzmd").len(), 1);
    assert_eq!(hits(&index, ObservableType::Process, "ZZmd"), [""; 0]);
}

#[test]
fn context_comes_with_the_indicator() {
    let text = json!({"type": "bundle", "objects": [
        {"type": "relationship", "id": "relationship--1", "relationship_type": "indicates", "source_ref": "indicator--1", "target_ref": "malware--1"},
        {"type": "relationship", "id": "relationship--2", "relationship_type": "indicates", "source_ref": "indicator--1", "target_ref": "threat-actor--1"},
        {"type": "relationship", "id": "relationship--3", "relationship_type": "indicates", "source_ref": "indicator--2", "target_ref": "malware--gone"},
        {"type": "malware", "id": "malware--1", "name": "Lantern", "external_references": [{"source_name": "Lab", "url": "https://lab.example/lantern"}]},
        {"type": "threat-actor", "id": "threat-actor--1", "name": "Somebody"},
        {"type": "report", "id": "report--1", "name": "The Lantern Report", "object_refs": ["indicator--1", "indicator--2"],
         "external_references": [{"source_name": "Lab", "external_id": "L-7"}]},
        {"type": "indicator", "id": "indicator--1", "pattern": "[domain-name:value = 'a.test']", "pattern_type": "stix",
         "modified": "2024-03-01T00:00:00Z", "valid_from": "2024-01-01T00:00:00Z", "valid_until": "2025-01-01T00:00:00Z",
         "labels": ["x"], "indicator_types": ["malicious-activity", "x"], "confidence": 85,
         "external_references": [{"source_name": "Blog", "url": "https://blog.example/a"}]},
        {"type": "indicator", "id": "indicator--2", "pattern": "[process:name = 'bh']", "pattern_type": "stix", "revoked": true, "confidence": "high"},
        {"type": "indicator", "id": "indicator--3", "pattern": "rule x { condition: true }", "pattern_type": "yara"},
        {"type": "indicator", "id": "indicator--4"},
        {"type": "indicator", "id": "indicator--5", "modified": "2024-02-02T00:00:00Z", "pattern": "[process:name = 'newer']"},
        {"type": "indicator", "id": "indicator--5", "modified": "2024-01-01T00:00:00Z", "pattern": "[process:name = 'older']"},
        "no object", 7, null, {"type": 9}, {}
    ]});
    let pack = Pack::from_stix("lantern.json", "00", &serde_json::to_vec(&text).unwrap()).unwrap();
    insta::assert_debug_snapshot!(pack);
}

#[test]
fn whoever_an_indicator_is_related_to_is_named() {
    let objects = |related: &[&str]| -> Vec<u8> {
        let named = [
            ("malware", "Lantern"),
            ("campaign", "Night"),
            ("threat-actor", "Somebody"),
            ("report", "A Title"),
        ];
        let mut objects = vec![
            json!({"type": "indicator", "id": "indicator--1", "pattern": "[process:name = 'bh']"}),
            json!({"type": "malware", "id": "malware--2", "name": "Lantern 2"}),
        ];
        objects.extend(
            named.map(|(kind, name)| json!({"type": kind, "id": format!("{kind}--1"), "name": name})),
        );
        objects.extend(related.iter().map(|it| {
            json!({"type": "relationship", "relationship_type": "indicates", "source_ref": "indicator--1", "target_ref": it})
        }));
        serde_json::to_vec(&json!({"type": "bundle", "objects": objects})).unwrap()
    };
    for (related, expected) in [
        (&["threat-actor--1", "campaign--1", "malware--1"][..], "Lantern (Night, Somebody)"),
        (&["campaign--1", "malware--2", "malware--1"], "Lantern 2, Lantern (Night)"),
        (&["campaign--1"], "Night"),
        (&["report--1", "campaign--1"], "Night"),
        (&["report--1"], "A Title"),
    ] {
        let pack = Pack::from_stix("x", "", &objects(related)).unwrap();
        assert_eq!(pack.indicators[0].campaign.as_deref(), Some(expected), "{related:?}");
    }
}

#[test]
fn a_file_that_is_no_bundle_is_refused_in_a_sentence() {
    let error = |bytes: &[u8]| Pack::from_stix("x", "", bytes).unwrap_err().to_string();
    insta::assert_snapshot!([
        error(b""),
        error(b"{\"type\": \"bundle\", \"objects\": ["),
        error(b"[]"),
        error(b"{\"type\": \"report\", \"objects\": []}"),
        error(b"{\"type\": \"bundle\"}"),
        error(b"{\"type\": \"bundle\", \"objects\": []}"),
        error(&bundle(&["[x-odd:y = 'z']", "[x-odd:y = 'z']", "nonsense"])),
        error(b"\xff\xfe\x00"),
        error(b"\xc3\x28"),
        error("[".repeat(100_000).as_bytes()),
    ].join("\n"), @r"
    it is not readable JSON (line 1, column 0)
    it is not readable JSON (line 1, column 31)
    it is JSON, but not a STIX bundle
    it is JSON, but not a STIX bundle
    it is JSON, but not a STIX bundle
    it holds no indicator
    it holds no indicator: 2 × no record carries the property x-odd:y; 1 × pattern is malformed: expected `[` or `(`
    it is not readable JSON (line 1, column 0)
    it is not text
    it is JSON, but not a STIX bundle
    ");
    let deep = format!("{{\"type\":\"bundle\",\"objects\":[{}{}]}}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(matches!(Pack::from_stix("x", "", deep.as_bytes()), Err(PackError::Empty { .. })));
}

#[test]
fn patterns_over_addresses_see_them_wherever_they_stand() {
    for pattern in [
        "[ipv4-addr:value LIKE '203.0.113.%']",
        "[ipv4-addr:value MATCHES '^203\\\\.0\\\\.113\\\\.[0-9]+$']",
        "[network-traffic:dst_ref.value LIKE '203.0.113.%']",
    ] {
        let index = index_of(&[pattern]);
        assert!(index.has(ObservableType::Ip));
        for (kind, observed, fit) in [
            (ObservableType::Ip, "203.0.113.5", "Pattern"),
            (ObservableType::Ip, "::ffff:203.0.113.5", "Pattern"),
            (ObservableType::Domain, "203.0.113.5", "Pattern"),
            (ObservableType::Url, "http://203.0.113.5/x", "Pattern"),
            (ObservableType::Url, "http://3405803781:8080/", "Pattern"),
            (ObservableType::Url, "https://good.test/?u=http%3A%2F%2F203.0.113.5%2Fx", "Nested"),
        ] {
            let found = hits(&index, kind, observed);
            assert!(
                found.len() == 1 && found[0].ends_with(&format!("({fit})")),
                "{pattern} {observed} {found:?}"
            );
        }
        for other in ["http://203.0.114.5/", "http://good.test/203.0.113.5", "http://1.203.0.113.5/"] {
            assert_eq!(hits(&index, ObservableType::Url, other), [""; 0], "{pattern} {other}");
        }
    }
    // What may be a name or an address is both.
    let index = index_of(&["[network-traffic:dst_ref.value LIKE '%.evil.test']"]);
    assert_eq!(hits(&index, ObservableType::Url, "https://a.evil.test/x"), ["%.evil.test (Pattern)"]);
    assert_eq!(index.packs()[0].indicators.len(), 1);
    assert_eq!(
        read(&["[network-traffic:dst_ref.value LIKE '%.10']"]),
        "it holds no indicator: 1 × regular expression fits ordinary values"
    );
}

#[test]
fn patterns_over_paths_know_the_aliases() {
    for pattern in ["/var/tmp/kit%", "/private/var/tmp/kit%", "/tmp/kit%"] {
        let texts = [
            format!("[file:path LIKE '{pattern}']"),
            format!("[file:path MATCHES '^{}.*$']", pattern.trim_end_matches('%')),
        ];
        for text in texts {
            let index = index_of(&[&text]);
            for observed in
                ["/private/var/tmp/kit1/a", "/var/tmp/kit1", "/tmp//kit1", "/private/var/./tmp/kit"]
            {
                assert_eq!(hits(&index, ObservableType::Path, observed).len(), 1, "{text} {observed}");
            }
            for other in ["/private/var/tmp2/kit1", "/private/tmp/kit1", "/x/var/tmp/kit1"] {
                assert_eq!(hits(&index, ObservableType::Path, other), [""; 0], "{text} {other}");
            }
        }
    }
    let etc = index_of(&["[file:path LIKE '/etc/kit.%']"]);
    assert_eq!(hits(&etc, ObservableType::Path, "/private/etc/kit.conf").len(), 1);
    // A pattern that fits every phone by another spelling fits every phone.
    assert!(read(&["[file:path LIKE '/tmp/CFNetworkDownload%']"]).ends_with("fits ordinary values"));
}

#[test]
fn patterns_over_urls_see_what_is_the_same_url() {
    let like = "https://a.evil.test/go/%";
    let index = index_of(&[&format!("[url:value LIKE '{like}']")]);
    for url in [
        "https://a.evil.test/go/1",
        "http://a.evil.test/go/1",
        "HTTP://user@A.Evil.test:443/go/1",
        "hxxp://a[.]evil[.]test/go/1",
        "a.evil.test/go/1",
        "http://a.evil.test:80/go/1",
    ] {
        assert_eq!(hits(&index, ObservableType::Url, url), [format!("{like} (Pattern)")], "{url}");
    }
    for url in [
        "https://good.test/?u=https://a.evil.test/go/1",
        "https://good.test/?u=http%3A%2F%2Fa.evil.test%2Fgo%2F1&v=2",
        "intent:#Intent;S.url=https%3A%2F%2Fa.evil.test%2Fgo%2F1;end",
    ] {
        assert_eq!(hits(&index, ObservableType::Url, url), [format!("{like} (Nested)")], "{url}");
    }
    for url in ["ftp://a.evil.test/go/1", "https://a.evil.test:8443/go/1", "https://a.evil.test/og/1"] {
        assert_eq!(hits(&index, ObservableType::Url, url), [""; 0], "{url}");
    }
    let end = index_of(&["[url:value LIKE 'http://evil.test/']", "[url:value LIKE 'http://evil.test/a_c']"]);
    for url in ["https://evil.test", "https://evil.test/).", "http://evil.test/abc»,"] {
        assert_eq!(hits(&end, ObservableType::Url, url).len(), 1, "{url}");
    }
    // Both schemes count for what every phone has, too.
    assert!(read(&["[url:value LIKE 'http://www.apple.com/']"]).ends_with("fits ordinary values"));
}

#[test]
fn twice_the_same_is_one_hit_but_two_packs_are_two() {
    let pack =
        |label| Pack::from_stix(label, "", &bundle(&["[process:name='bh']", "[process:name='bh']"])).unwrap();
    let index = Index::build(&[pack("a"), pack("b")], Platform::Ios, digest);
    assert_eq!(hits(&index, ObservableType::Process, "bh").len(), 2);
    assert_eq!(index.count_by_pack(|it| it.kind == ObservableType::Process), [2, 2]);
}

#[test]
fn classes_are_those_of_ascii() {
    let fits = |pattern: &str, url: &str| {
        let index = index_of(&[&format!("[url:value MATCHES '{pattern}']")]);
        !hits(&index, ObservableType::Url, url).is_empty()
    };
    for (pattern, url, other) in [
        (r"^https://\\w{8}\\.evil\\.test/$", "https://ab_12345.evil.test/", "https://ab-12345.evil.test/"),
        (r"^https://[\\w-]{6,20}\\.evil\\.test/", "https://ab-cd_1.evil.test/", "https://ab.evil.test/"),
        (r"^https://[^\\W\\d]{4}\\.evil\\.test/", "https://abcd.evil.test/", "https://abc1.evil.test/"),
        (r"evil\\b.test/\\d\\D\\S$", "https://evil.test/1ab", "https://evilx.test/1ab"),
        (r"^https://[]\\w]+\\.evil\\.test/[[\\d]x]$", "https://a.evil.test/7", "https://a.evil.test/a"),
    ] {
        assert!(fits(pattern, url), "{pattern}");
        assert!(!fits(pattern, other), "{pattern}");
    }
}

#[test]
fn an_unread_value_takes_no_other_with_it() {
    assert_eq!(
        read(&["[ipv4-addr:value IN ('203.0.113.5', 7)]"]),
        "ip 203.0.113.5\n- 1 × the value is not a text"
    );
    // What is excluded must be known in full.
    let excluded = "[domain-name:value LIKE '%.a.test' AND domain-name:value NOT IN ('x.a.test', 7)]";
    assert!(read(&[excluded]).contains("not a text"));
}

#[test]
fn labels_in_other_scripts_are_compared_as_hosts_are() {
    let index = index_of(&["[domain-name:value LIKE '%.münchen-evil.test']"]);
    for host in ["www.münchen-evil.test", "www.xn--mnchen-evil-thb.test", "WWW.MÜNCHEN-evil.test"] {
        assert_eq!(hits(&index, ObservableType::Domain, host).len(), 1, "{host}");
    }
    assert!(hits(&index, ObservableType::Domain, "www.munchen-evil.test").is_empty());
}

fn count(pack: &Pack, reason: &str) -> u64 {
    pack.skipped.iter().filter(|it| it.reason == reason).map(|it| it.count).sum()
}

#[test]
fn a_pack_has_room_for_so_many_expressions() {
    let reason = "more regular expressions than are compared";
    let heavy: Vec<String> =
        (0..300).map(|n| format!("domain-name:value MATCHES '[a-z.]*a.{{1,180}}[0-9]q{n}'")).collect();
    let single: Vec<String> = heavy.iter().map(|it| format!("[{it}]")).collect();
    let mut single: Vec<&str> = single.iter().map(String::as_str).collect();
    single.push("[domain-name:value = 'a.test']");
    let pack = Pack::from_stix("a", "", &bundle(&single)).unwrap();
    let used = pack.indicators.len() as u64;
    assert!((100..300).contains(&used), "{used}");
    assert_eq!(used + count(&pack, reason), 301);
    // Within one pattern as well.
    let pack = Pack::from_stix("a", "", &bundle(&[&format!("[{}]", heavy.join(" OR "))])).unwrap();
    assert_eq!(pack.indicators.len() as u64 + count(&pack, reason), 300);
    // Ordinary ones are light, and each counts once.
    let light: Vec<String> =
        (0..3000).map(|n| format!("[domain-name:value LIKE '%.evil-{}.test']", n % 1500)).collect();
    let light: Vec<&str> = light.iter().map(String::as_str).collect();
    let pack = Pack::from_stix("a", "", &bundle(&light)).unwrap();
    assert_eq!((pack.indicators.len(), count(&pack, reason)), (3000, 0));
}

#[test]
fn a_pattern_has_so_many_combinations() {
    let list = |count: usize| {
        let all: Vec<String> = (0..count).map(|n| format!("'a{n}.test'")).collect();
        format!("[process:name = 'bh' AND domain-name:value IN ({})]", all.join(", "))
    };
    let few = Pack::from_stix("a", "", &bundle(&[&list(500)])).unwrap();
    assert_eq!(few.indicators.len(), 500);
    let many = Pack::from_stix("a", "", &bundle(&[&list(4000), "[process:name = 'bh']"])).unwrap();
    assert_eq!(many.indicators.len(), 1);
    assert_eq!(count(&many, "expands to too many combinations"), 1);
    // Several names of one directory are no combinations.
    let names: Vec<String> = (0..1000).map(|n| format!("'x{n}'")).collect();
    let text =
        format!("[file:parent_directory_ref.path = '/var/tmp/kit' AND file:name IN ({})]", names.join(", "));
    assert_eq!(Pack::from_stix("a", "", &bundle(&[&text])).unwrap().indicators.len(), 1000);
}

/// A bundle of these objects.
fn pack_of(objects: &[serde_json::Value]) -> Pack {
    let text = serde_json::json!({ "type": "bundle", "objects": objects }).to_string();
    Pack::from_stix("pack.json", "", text.as_bytes()).unwrap()
}

/// The id of the entry "1".
const ONE: &str = "indicator--00000000-0000-4000-8000-000000000001";

fn entry(id: &str, more: serde_json::Value) -> serde_json::Value {
    let mut it = serde_json::json!({
        "type": "indicator", "id": format!("indicator--00000000-0000-4000-8000-{id:0>12}"), "pattern": "[domain-name:value='lure.test']"
    });
    it.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    it
}

#[test]
fn what_its_publisher_takes_back_is_taken_back() {
    let (old, new) = ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    // Of two versions of the same time, or of none, the one that withdraws counts, in either order.
    for (first, second) in [
        (json!({ "modified": old }), json!({ "modified": old, "revoked": true })),
        (json!({ "modified": old, "revoked": true }), json!({ "modified": old })),
        (json!({}), json!({ "revoked": "true" })),
        (json!({ "modified": old }), json!({ "modified": new, "revoked": 1 })),
    ] {
        let pack = pack_of(&[entry("1", first.clone()), entry("1", second.clone())]);
        assert!(pack.indicators.iter().all(|it| it.revoked), "{first} then {second}");
    }
    // A relationship that was withdrawn later, and malware that was withdrawn, name nobody.
    let malware = |more: serde_json::Value| {
        let mut it = json!({ "type": "malware", "id": "malware--1", "name": "Lantern" });
        it.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        it
    };
    let tie = |modified: &str, revoked: bool| {
        json!({ "type": "relationship", "id": "relationship--1", "relationship_type": "indicates", "modified": modified,
            "source_ref": format!("indicator--00000000-0000-4000-8000-{:0>12}", 1), "target_ref": "malware--1", "revoked": revoked })
    };
    let campaign = |objects: &[serde_json::Value]| pack_of(objects).indicators[0].campaign.clone();
    let one = entry("1", json!({}));
    assert_eq!(campaign(&[one.clone(), malware(json!({})), tie(old, false)]).as_deref(), Some("Lantern"));
    assert_eq!(campaign(&[one.clone(), malware(json!({})), tie(old, false), tie(new, true)]), None);
    assert_eq!(campaign(&[one, malware(json!({ "revoked": true })), tie(old, false)]), None);
}

#[test]
fn a_later_version_in_another_pack_counts() {
    let (old, new) = ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    let first = pack_of(&[entry("1", json!({ "modified": old }))]);
    let hits = |packs: &[Pack]| {
        let index = Index::build(packs, Platform::Ios, |_| [0; 32]);
        let observable = model::Observable::domain("lure.test", model::Role::Visited);
        let mut hits = Vec::new();
        index.matches(&observable, None, &mut hits);
        hits.iter().map(|it| it.status == indicators::HitStatus::Current).collect::<Vec<_>>()
    };
    assert_eq!(hits(std::slice::from_ref(&first)), [true]);
    let withdrawn = pack_of(&[entry("1", json!({ "modified": new, "revoked": true }))]);
    assert_eq!(hits(&[first.clone(), withdrawn.clone()]), [false, false]);
    assert_eq!(hits(&[withdrawn, first.clone()]), [false, false]);
    let changed =
        pack_of(&[entry("1", json!({ "modified": new, "pattern": "[domain-name:value='other.test']" }))]);
    assert_eq!(hits(&[first, changed]), Vec::<bool>::new());
}

#[test]
fn ends_are_read_however_they_are_written() {
    for (end, read) in [
        (json!("2020-01-01"), true),
        (json!("2020-01-01T00:00:00"), true),
        (json!(1_577_836_800), true),
        (json!("soon"), false),
        (json!([]), false),
        (json!(null), true),
    ] {
        let pack = pack_of(&[entry("1", json!({ "valid_until": end }))]);
        let told = pack.skipped.iter().any(|it| it.reason.contains("valid_until"));
        assert_eq!(told, !read, "{end}");
        let day = pack.indicators[0].valid_until.map(|it| it.to_string());
        let wanted = (read && !end.is_null()).then(|| "2020-01-01T00:00:00.000000Z".to_owned());
        assert_eq!(day, wanted, "{end}");
    }
}

#[test]
fn who_is_behind_it_is_named_over_two_steps() {
    let object = |kind: &str, id: &str, name: &str| json!({ "type": kind, "id": id, "name": name });
    let tie = |source: &str, kind: &str, target: &str| json!({ "type": "relationship", "relationship_type": kind, "source_ref": source, "target_ref": target });
    let objects = [
        entry("1", json!({})),
        object("malware", "malware--x", "MalX"),
        object("malware", "malware--other", "MalOther"),
        object("campaign", "campaign--y", "CampY"),
        object("threat-actor", "threat-actor--z", "ActorZ"),
        tie(ONE, "indicates", "malware--x"),
        tie("campaign--y", "uses", "malware--x"),
        tie("campaign--y", "uses", "malware--other"),
        tie("campaign--y", "attributed-to", "threat-actor--z"),
    ];
    assert_eq!(pack_of(&objects).indicators[0].campaign.as_deref(), Some("MalX (CampY, ActorZ)"));
    let reverse = [objects[0].clone(), objects[1].clone(), tie("malware--x", "communicates-with", ONE)];
    assert_eq!(pack_of(&reverse).indicators[0].campaign.as_deref(), Some("MalX"));
}

#[test]
fn very_many_statements_about_one_value_take_no_time() {
    let objects: Vec<serde_json::Value> =
        (0..20_000).map(|at| entry(&at.to_string(), json!({ "labels": [format!("l{at}")] }))).collect();
    let pack = pack_of(&objects);
    assert_eq!(pack.indicators.len(), 20_000);
    let index = Index::build(&[pack], Platform::Ios, |_| [0; 32]);
    let mut hits = Vec::new();
    index.matches(&model::Observable::domain("lure.test", model::Role::Visited), None, &mut hits);
    assert_eq!(hits.len(), 20_000);
}
