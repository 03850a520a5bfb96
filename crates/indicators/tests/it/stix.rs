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
    - 2 × regular expression is not supported or too large
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
