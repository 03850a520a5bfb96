//! Indicators that need several values in one record.

use std::sync::Arc;

use indicators::Index;
use model::{Locator, Observable, ObservableType, Record, Role, SourceRef};

use crate::index_of;

fn record(index: &Index, observables: Vec<Observable<'_>>) -> Vec<String> {
    let source = SourceRef { path: Arc::from("/x"), member: Arc::from("x"), sha256: [0; 32] };
    let mut record = Record::new("test", "test", &source, Locator::WHOLE);
    record.observables = observables;
    let mut hits = Vec::new();
    index.matches_record(&record, None, &mut hits);
    hits.iter()
        .map(|it| format!("{} {:?} {}", it.observable, it.fit, index.indicator(it.indicator).value))
        .collect()
}

#[test]
fn all_parts_must_stand_in_one_record() {
    let both = "[process:name = 'bh' AND domain-name:value = 'evil.test']";
    let index = index_of(&[both]);
    let process = || Observable::process("bh");
    let url = || Observable::url("https://a.evil.test/x", Role::Visited);
    let other = || Observable::url("https://good.test/", Role::Visited);
    assert_eq!(record(&index, vec![other(), url(), process()]), [format!("1 Together {both}")]);
    assert!(record(&index, vec![process()]).is_empty());
    assert!(record(&index, vec![url(), other()]).is_empty());
    assert!(record(&index, vec![]).is_empty());
    assert!(index.indicator(index.show("bh")[0]).is_conjunction());
}

#[test]
fn alternatives_and_exclusions() {
    let text = "[(process:name = 'bh' OR process:name = 'fmld') AND domain-name:value != 'good.test']";
    let index = index_of(&[text]);
    let domain = |it: &'static str| Observable::domain(it, Role::Counted);
    assert_eq!(
        record(&index, vec![Observable::process("fmld"), domain("evil.test")]),
        [format!("0 Together {text}")]
    );
    assert!(record(&index, vec![Observable::process("fmld"), domain("good.test")]).is_empty());
    // Nothing is said about a domain at all.
    assert!(record(&index, vec![Observable::process("fmld")]).is_empty());
    assert_eq!(
        record(&index, vec![Observable::process("bh"), domain("good.test"), domain("evil.test")]).len(),
        1
    );
}

#[test]
fn conditions_on_one_property_hold_for_one_value() {
    let visited = |it: &'static str| Observable::url(it, Role::Visited);
    let text = "[domain-name:value LIKE '%.excl.test' AND domain-name:value != 'good.excl.test']";
    let index = index_of(&[text]);
    // Another value of the record does not make the excluded one bad.
    assert!(record(&index, vec![visited("https://good.excl.test/"), visited("https://x.test/")]).is_empty());
    assert!(
        record(&index, vec![visited("https://good.excl.test/"), visited("https://excl.test/")]).is_empty()
    );
    // Each value that fulfils both comes, and for what it is.
    let urls =
        ["https://good.excl.test/", "https://bad.excl.test/x", "https://u.test/?u=http://worse.excl.test/"];
    assert_eq!(
        record(&index, urls.map(visited).to_vec()),
        [format!("1 Pattern {text}"), format!("2 Nested {text}")]
    );
    // The good host may lead to a bad one, and the other way round.
    let nested = "https://good.excl.test/?u=https://bad.excl.test/";
    assert_eq!(record(&index, vec![visited(nested)]), [format!("0 Nested {text}")]);
    assert!(record(&index, vec![visited("https://x.test/?u=https://good.excl.test/")]).is_empty());
    // It is one value, so it also comes where a single one is asked about.
    assert_eq!(
        crate::hits(&index, model::ObservableType::Domain, "bad.excl.test"),
        [format!("{text} (Pattern)")]
    );
    assert_eq!(index.show("bad.excl.test").len(), 1);
    assert!(index.show("good.excl.test").is_empty());
}

#[test]
fn what_is_excluded_is_the_value_itself() {
    let visited = |it: &'static str| Observable::url(it, Role::Visited);
    let index =
        index_of(&["[domain-name:value LIKE '%.excl.test' AND domain-name:value != 'deep.excl.test']"]);
    assert_eq!(record(&index, vec![visited("https://x.deep.excl.test/")]).len(), 1);
    assert!(record(&index, vec![visited("https://Deep.excl.test./x")]).is_empty());
    let paths =
        index_of(&["[file:path LIKE '/var/tmp/kit%' AND file:path NOT IN ('/var/tmp/kit', '/tmp/kitchen')]"]);
    let path = |it: &'static str| record(&paths, vec![Observable::path(it, Role::Stored)]).len();
    assert_eq!(
        ["/private/var/tmp/kit", "/private/var/tmp/kitchen", "/private/var/tmp/kit/a", "/tmp/kit2"].map(path),
        [0, 0, 1, 1]
    );
    // A pattern excludes whatever fits it, in any spelling, however ordinary.
    let not =
        index_of(&["[url:value LIKE 'https://%.evil.test/%' AND url:value NOT LIKE 'https://%/%.png']"]);
    assert_eq!(record(&not, vec![visited("http://a.evil.test/x")]).len(), 1);
    assert!(record(&not, vec![visited("http://a.evil.test/x.png")]).is_empty());
    // A network excludes its addresses; a host that everybody uses, all that it serves.
    let net = index_of(&["[ipv4-addr:value LIKE '203.0.113.%' AND ipv4-addr:value != '203.0.113.0/28']"]);
    assert_eq!(record(&net, vec![visited("http://203.0.113.99/")]).len(), 1);
    assert!(record(&net, vec![visited("http://203.0.113.9/")]).is_empty());
    let short = index_of(&["[domain-name:value LIKE '%it.ly' AND domain-name:value != 'bit.ly']"]);
    assert_eq!(record(&short, vec![visited("https://kit.ly/a")]).len(), 1);
    assert!(record(&short, vec![visited("https://bit.ly/a")]).is_empty());
    // Of a name that the kernel cut nobody knows that it is another one.
    let cut = index_of(&["[process:name LIKE 'Reminder%' AND process:name != 'ReminderIntentsUIExtension']"]);
    assert_eq!(record(&cut, vec![Observable::process("Reminderd")]).len(), 1);
    assert!(record(&cut, vec![Observable::process("ReminderIntentsU")]).is_empty());
}

#[test]
fn two_values_of_one_property_are_two() {
    let text =
        "[domain-name:value = 'a.test' AND domain-name:value = 'b.test' AND domain-name:value != 'x.a.test']";
    let index = index_of(&[text]);
    let all = |all: &[&'static str]| {
        record(&index, all.iter().map(|it| Observable::domain(*it, Role::Counted)).collect()).len()
    };
    assert_eq!(all(&["a.test", "b.test"]), 1);
    assert_eq!(all(&["a.test"]), 0);
    assert_eq!(all(&["x.a.test", "b.test"]), 0);
    assert_eq!(all(&["x.a.test", "y.a.test", "b.test"]), 1);
}

#[test]
fn a_digest_does_not_show_what_an_account_is_not() {
    let index = index_of(&["[process:name = 'bh' AND email-addr:value NOT LIKE '%@good.test']"]);
    let process = Observable::process("bh");
    let hex = "a".repeat(64);
    let digest = Observable::from_digest(model::ObservableType::Email, hex, Role::Received);
    assert!(record(&index, vec![process.clone(), digest]).is_empty());
    let email = |it: &str| Observable::email(it, Role::Received).unwrap();
    assert_eq!(record(&index, vec![process.clone(), email("a@evil.test")]).len(), 1);
    assert!(record(&index, vec![process, email("a@good.test")]).is_empty());
}

#[test]
fn a_span_of_time_is_that_of_the_record() {
    use model::{Time, Utc};
    let span = "START t'2024-01-01T00:00:00Z' STOP t'2024-02-01T00:00:00Z'";
    let index = index_of(&[
        &format!("[domain-name:value = 'evil.test'] {span}"),
        &format!("([process:name = 'bh' AND domain-name:value = 'evil.test'] {span}) WITHIN 9 SECONDS"),
    ]);
    let source = SourceRef { path: Arc::from("/x"), member: Arc::from("x"), sha256: [0; 32] };
    let of = |times: &[&'static str]| -> Vec<String> {
        let mut record = Record::new("test", "test", &source, Locator::WHOLE);
        record.observables = vec![Observable::domain("evil.test", Role::Visited), Observable::process("bh")];
        let at = |it: &&'static str| Time::text("seen", Utc::parse(it).unwrap(), *it);
        record.times = times.iter().map(at).collect();
        let mut hits = Vec::new();
        // The time of the acquisition decides nothing here.
        index.matches_record(&record, Utc::parse("2024-01-15T00:00:00Z"), &mut hits);
        hits.iter().map(|it| format!("{} {:?}", it.observable, it.status)).collect()
    };
    for inside in ["2024-01-01T00:00:00Z", "2024-01-31T23:59:59Z"] {
        assert_eq!(of(&[inside]), ["0 Current", "0 Current"], "{inside}");
    }
    for outside in ["2023-12-31T23:59:59Z", "2024-02-01T00:00:00Z"] {
        assert_eq!(of(&[outside]), [""; 0], "{outside}");
    }
    assert_eq!(of(&["2020-01-01T00:00:00Z", "2024-01-15T00:00:00Z"]).len(), 2);
    assert_eq!(of(&["2020-01-01T00:00:00Z", "2025-01-15T00:00:00Z"]).len(), 0);
    assert_eq!(of(&[]), ["0 Undecided", "0 Undecided"]);
}

#[test]
fn plain_and_joined_indicators_come_in_the_order_of_observables() {
    let index = index_of(&[
        "[process:name = 'bh' AND domain-name:value = 'evil.test']",
        "[domain-name:value = 'evil.test']",
    ]);
    let all = record(&index, vec![Observable::process("bh"), Observable::domain("evil.test", Role::Counted)]);
    assert_eq!(
        all,
        ["0 Together [process:name = 'bh' AND domain-name:value = 'evil.test']", "1 Exact evil.test"]
    );
}

#[test]
fn a_digest_decides_whatever_the_file_is_called() {
    use model::ObservableType::{FileName, Md5, Sha1, Sha256};
    let sha256 = "78671c2344da1a0cfcdf1e9c817603217bd11faa0badd42d5a7df6fd9d93742c";
    let sha1 = "baa94250dde4030d33a272cd36f2288423d584ab";
    let md5 = "c7495b2090c96df4e64e3cc48e79f208";
    for rest in [
        "file:name = 'x.sqlite'",
        "file:path = '/private/var/tmp/x.sqlite'",
        "file:name LIKE '%.sqlite'",
        "file:name = 'x.sqlite' AND file:parent_directory_ref.path = '/private/var/tmp'",
        "file:size = 32768 AND file:size > 5 AND file:mime_type = 'a/b'",
        "directory:path = '/private/var/tmp'",
        "file:hashes.'SHA-512' = 'aa' AND file:hashes.SSDEEP = '3:a:b'",
    ] {
        for (kind, name, hex) in [(Md5, "MD5", md5), (Sha1, "'SHA-1'", sha1), (Sha256, "'SHA-256'", sha256)] {
            let index = index_of(&[&format!("[{rest} AND file:hashes.{name} = '{hex}']")]);
            assert_eq!(crate::hits(&index, kind, hex), [hex], "{rest}");
            assert!(crate::hits(&index, FileName, "x.sqlite").is_empty(), "{rest}");
        }
    }
    // Several digests of one file stand in one record.
    let index = index_of(&[&format!(
        "[file:hashes.MD5 = '{md5}' AND file:hashes.'SHA-256' = '{sha256}' AND file:name = 'x.sqlite']"
    )]);
    let digest = |kind, hex| Observable::new(kind, hex, Role::Stored);
    assert_eq!(record(&index, vec![digest(Sha256, sha256), digest(Md5, md5)]).len(), 1);
    assert!(record(&index, vec![digest(Sha256, sha256)]).is_empty());
}

#[test]
fn a_digest_does_not_decide_what_is_excluded() {
    let sha256 = "78671c2344da1a0cfcdf1e9c817603217bd11faa0badd42d5a7df6fd9d93742c";
    for rest in ["file:name != 'good.sqlite'", "NOT file:size = 5", "x509-certificate:hashes.MD5 = 'aa'"] {
        let text = format!("[file:hashes.'SHA-256' = '{sha256}' AND {rest}]");
        assert!(indicators::Pack::from_stix("a", "", &crate::bundle(&[&text])).is_err(), "{rest}");
    }
}

#[test]
fn ordinary_values_count_beside_others_and_where_they_are_excluded() {
    let digest = "d41d8cd98f00b204e9800998ecf8427e";
    let both = format!("[file:name='Info.plist' AND file:hashes.MD5='{digest}']");
    let index = index_of(&[both.as_str()]);
    let name = |it: &'static str| Observable::new(ObservableType::FileName, it, Role::Stored);
    let md5 = || Observable::new(ObservableType::Md5, digest, Role::Stored);
    assert_eq!(record(&index, vec![name("Info.plist"), md5()]).len(), 1);
    assert!(record(&index, vec![name("Info.plist")]).is_empty());
    let not = index_of(&["[file:name LIKE '%.kit' AND file:name != 'Info.plist']"]);
    assert_eq!(record(&not, vec![name("a.kit")]).len(), 1);
}
