//! Which observed values match which published ones, and which must not.

use indicators::{About, Index, PackBuilder, Platform};
use model::ObservableType::{
    self, AppId, Certificate, Domain, Email, FileName, Ip, Path, Phone, Process, ProfileId, Property, Sha256,
    Url,
};
use model::{Observable, Role, Utc};

use crate::{digest, hits, index_of, of, values};

#[track_caller]
fn yes(index: &Index, kind: ObservableType, observed: &str, expected: &str) {
    assert_eq!(hits(index, kind, observed), [expected], "{observed}");
}

#[track_caller]
fn no(index: &Index, kind: ObservableType, observed: &str) {
    assert_eq!(hits(index, kind, observed), [""; 0], "{observed}");
}

#[test]
fn domains_match_at_labels_at_any_depth() {
    let index =
        values(Domain, &["evil.test", "sub.bad.test", "web.worse.test", "www.shop.test", "münchen.test"]);
    for url in [
        "https://evil.test/x",
        "EVIL.test",
        "evil.test.",
        "https://evil.test:8443/",
        "https://user@evil.test/",
        "https://user:secret@evil.test:8443/path?q#f",
        "https://evil.test).",
        "<https://evil.test/a>,",
        "\"https://evil.test\"",
        "hxxps://evil[.]test/x",
        "https://ev%69l.test/",
        "//evil.test/x",
        "HTTPS:\\\\evil.test\\x",
        "whatsapp://evil.test/x",
    ] {
        yes(&index, Url, url, "evil.test");
    }
    yes(&index, Url, "ftp://a.b.evil.test", "evil.test (Within)");
    yes(&index, Domain, "a.b.c.d.evil.test", "evil.test (Within)");
    yes(&index, Url, "https://sub.bad.test:8443/", "sub.bad.test");
    yes(&index, Url, "https://x.sub.bad.test/", "sub.bad.test (Within)");
    yes(&index, Url, "https://web.worse.test/", "web.worse.test");
    yes(&index, Url, "https://www.shop.test/", "www.shop.test");
    yes(&index, Url, "https://xn--mnchen-3ya.test/", "münchen.test");
    yes(&index, Url, "https://a.MÜNCHEN.test/", "münchen.test (Within)");
    for url in [
        "https://wevil.test/",
        "https://www.wwevil.test/",
        "https://notevil.test/",
        "https://evil.test.good.test/",
        "https://bad.test/",
        "https://shop.test/",
        "https://good.invalidtld/evil.test",
        "http://localhost/evil.test",
        "https://evil.test@good.test/",
        "mailto:someone@evil.test",
        "evil",
        "",
    ] {
        no(&index, Url, url);
    }
    // The punycode of an indicator is the same name.
    yes(&values(Domain, &["xn--mnchen-3ya.test"]), Url, "https://münchen.test/", "xn--mnchen-3ya.test");
}

#[test]
fn urls_inside_urls_are_found() {
    let index = values(Domain, &["evil.test"]);
    for url in [
        "https://good.test/?u=https://evil.test",
        "https://good.test/?u=https%3A%2F%2Fevil.test%2Fx&v=1",
        "https://good.test/?u=https%253a%252f%252fevil.test%252fx",
        "https://good.test/web/2024/http://evil.test/x",
        "https://good.test/#https://evil.test",
        "intent:#Intent;S.url=https%3A%2F%2Fevil.test;end",
    ] {
        yes(&index, Url, url, "evil.test (Nested)");
    }
    // Once is enough, and the outer host is the firmer fit.
    yes(&index, Url, "https://evil.test/?u=https://evil.test", "evil.test");
    no(&index, Url, "https://good.test/?q=evil.test");
    let url = values(Url, &["https://evil.test/a?b=1"]);
    yes(
        &url,
        Url,
        "https://good.test/?u=https%3A%2F%2Fevil.test%2Fa%3Fb%3D1",
        "https://evil.test/a?b=1 (Nested)",
    );
}

#[test]
fn urls_match_as_the_same_resource_only() {
    let index = values(
        Url,
        &[
            "https://evil.test/Path/?a=b=c",
            "evil.test/short",
            "https://frag.test/x#y",
            "http://port.test:8080/",
        ],
    );
    for url in [
        "https://evil.test/Path/?a=b=c",
        "HTTP://user@EVIL.test:443/Path?a=b=c#top",
        "https://evil.test/%50ath/?a=b=c).",
    ] {
        yes(&index, Url, url, "https://evil.test/Path/?a=b=c");
    }
    yes(&index, Url, "https://evil.test/short/", "evil.test/short");
    yes(&index, Url, "https://frag.test/x#y", "https://frag.test/x#y");
    yes(&index, Url, "http://port.test:8080", "http://port.test:8080/");
    for url in [
        "https://evil.test/path/?a=b=c",
        "https://evil.test/Path/?a=b",
        "https://evil.test/",
        "https://evil.test:444/short",
        "https://sub.evil.test/short",
        "https://frag.test/x",
        "https://port.test/",
    ] {
        no(&index, Url, url);
    }
    no(&index, Domain, "evil.test");
}

#[test]
fn what_hosts_everyone_matches_as_exact_url_only() {
    let index = values(Domain, &["github.io", "bit.ly", "docs.google.com", "evil.github.io", "com"]);
    for url in [
        "https://bit.ly/abc",
        "https://x.github.io/",
        "https://docs.google.com/document/1",
        "https://apple.com/",
    ] {
        no(&index, Url, url);
    }
    yes(&index, Url, "https://bit.ly/", "bit.ly");
    yes(&index, Url, "https://evil.github.io/x", "evil.github.io");
    let restricted = index.packs()[0].indicators.iter().filter(|it| it.restricted).count();
    assert_eq!((restricted, index.packs()[0].restricted), (4, 4));
    yes(&values(Url, &["https://bit.ly/abc"]), Url, "http://bit.ly/abc", "https://bit.ly/abc");
    assert!(indicators::is_shortener("bit.ly"));
}

#[test]
fn addresses_match_as_numbers() {
    let index = values(Ip, &["198.51.100.4", "2001:db8::1", "203.0.113.0/24", "2001:db8:5::/48"]);
    yes(&index, Url, "http://198.51.100.4/", "198.51.100.4");
    yes(&index, Url, "http://198.51.100.4:8080/x", "198.51.100.4");
    yes(&index, Ip, "::ffff:198.51.100.4", "198.51.100.4");
    yes(&index, Domain, "198.51.100.4", "198.51.100.4");
    yes(&index, Url, "http://3325256708/", "198.51.100.4");
    yes(&index, Url, "https://[2001:0DB8:0::1]:443/", "2001:db8::1");
    yes(&index, Ip, "203.0.113.255", "203.0.113.0/24 (Within)");
    yes(&index, Url, "https://[2001:db8:5:ffff::9]/", "2001:db8:5::/48 (Within)");
    for url in
        ["http://198.51.100.40/", "http://8.198.51.100.4/", "http://203.0.112.255/", "http://[2001:db8:6::]/"]
    {
        no(&index, Url, url);
    }
    // A domain-name whose value is an address is one.
    let index = index_of(&["[domain-name:value = '198.51.100.4']"]);
    yes(&index, Ip, "198.51.100.4", "198.51.100.4");
    assert!(index.has(Ip) && !index.has(Domain));
}

#[test]
fn accounts_match_whole_and_by_digest() {
    let index = values(Email, &["Someone@Evil.test"]);
    yes(&index, Email, "SOMEONE@evil.TEST", "Someone@Evil.test");
    no(&index, Email, "xsomeone@evil.test");
    let mail = digest(b"email\0someone@evil.test");
    let hex: String = mail.iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(
        of(&index, &Observable::from_digest(Email, hex.as_str(), Role::Received), None),
        ["Someone@Evil.test"]
    );

    let index = values(Phone, &["+1 555-555-0100", "12345"]);
    yes(&index, Phone, "+15555550100", "+1 555-555-0100");
    yes(&index, Phone, "15555550100", "+1 555-555-0100");
    yes(&index, Phone, "001 (555) 555 0100", "+1 555-555-0100");
    yes(&index, Phone, "12345", "12345");
    for other in ["5555550100", "+12345", "+115555550100", "155555501000"] {
        no(&index, Phone, other);
    }
    for seen in ["phone\0+15555550100", "phone\x0015555550100"] {
        let hex: String = digest(seen.as_bytes()).iter().map(|it| format!("{it:02x}")).collect();
        assert_eq!(
            of(&index, &Observable::from_digest(Phone, hex, Role::Received), None),
            ["+1 555-555-0100"]
        );
    }
}

#[test]
fn processes_match_whole_or_as_the_kernel_cuts_them() {
    let index = values(Process, &["bh", "ReminderIntentsUIExtension", "roleaccountd"]);
    yes(&index, Process, "bh", "bh");
    yes(&index, Process, "ReminderIntentsUIExtension", "ReminderIntentsUIExtension");
    yes(&index, Process, "ReminderIntentsU", "ReminderIntentsUIExtension (Truncated)");
    yes(&index, Process, "bh/com.example.app", "bh");
    yes(&index, Process, "/private/var/db/x/roleaccountd", "roleaccountd");
    yes(
        &index,
        Process,
        "/private/var/db/x/roleaccountd/42286BD8-0000-4000-8000-0123456789AB",
        "roleaccountd",
    );
    for other in
        ["BH", "bhx", "ReminderIntents", "ReminderIntentsUI", "/private/var/bh/other", "com.example.app/bh"]
    {
        no(&index, Process, other);
    }
    // The name of a directory or a file is no process.
    no(&index, Path, "/private/var/tmp/bh");
    no(&index, Path, "/private/var/tmp/bh/x");

    let mut builder = PackBuilder::new("t", "t", "");
    let published = values(Process, &["/usr/libexec/evild"]);
    for seen in ["evild", "/usr/libexec/evild", "/private/var/tmp/evild"] {
        yes(&published, Process, seen, "/usr/libexec/evild");
    }
    builder.push(Process, "ReminderIntentsUIExtension", &About::default()).unwrap();
    let android = Index::build(&[builder.finish(0).unwrap()], Platform::Android, digest);
    yes(&android, Process, "ReminderIntents", "ReminderIntentsUIExtension (Truncated)");
    no(&android, Process, "ReminderIntentsU");
}

#[test]
fn paths_match_component_by_component() {
    let index = values(
        Path,
        &[
            "/private/var/tmp/l/",
            "/tmp/abc",
            "/var/logs/keybagd/",
            "Library/Preferences/com.bad.plist",
            "/private/var/tmp/*.enc",
        ],
    );
    yes(&index, Path, "/private/var/tmp/l", "/private/var/tmp/l/");
    yes(&index, Path, "/var/tmp/l/x/y", "/private/var/tmp/l/ (Within)");
    yes(&index, Path, "/tmp//l/./x", "/private/var/tmp/l/ (Within)");
    yes(&index, Path, "/private/var/tmp/abc", "/tmp/abc");
    yes(&index, Path, "/private/var/logs/keybagd", "/var/logs/keybagd/");
    yes(
        &index,
        Path,
        "/private/var/mobile/Library/Preferences/com.bad.plist",
        "Library/Preferences/com.bad.plist",
    );
    yes(&index, Path, "/var/tmp/1.enc", "/private/var/tmp/*.enc (Pattern)");
    // A process named by its whole path is compared with paths.
    yes(&index, Process, "/private/var/tmp/l/agent", "/private/var/tmp/l/ (Within)");
    for other in [
        "/private/var/tmp/lock",
        "/private/var/tmp/lock/l",
        "/tmp/abcdef",
        "/private/var/logs/keybagd2",
        "/private/var/tmp/L",
        "/private/var/mobile/MyLibrary/Preferences/com.bad.plist",
        "/Library/Preferences/com.bad.plist/x",
        "/private/var/tmp/x/1.enc",
        "/x/private/var/tmp/l",
        "",
        "/",
    ] {
        no(&index, Path, other);
    }
}

#[test]
fn containers_have_another_id_on_every_phone() {
    let base = "/private/var/mobile/Containers/Data/Application";
    let index = values(
        Path,
        &[
            &format!("{base}/00000000-1111-4222-8333-444444444444/tmp/kit"),
            &format!("{base}/*/Documents/kit2"),
        ],
    );
    for id in ["com.example.app", "99999999-1111-4222-8333-444444444444"] {
        assert_eq!(hits(&index, Path, &format!("{base}/{id}/tmp/kit/a")).len(), 1);
        assert_eq!(
            hits(&index, Path, &format!("/var/mobile/Containers/Data/Application/{id}/Documents/kit2")).len(),
            1
        );
        no(&index, Path, &format!("{base}/{id}/Documents/kit"));
    }
    no(&index, Path, "/private/var/mobile/Elsewhere/com.example.app/tmp/kit");
}

#[test]
fn names_digests_and_ids() {
    let sha = "a".repeat(64);
    let index = values(FileName, &["pe_main.js"]);
    yes(&index, Path, "/private/var/mobile/x/pe_main.js", "pe_main.js");
    yes(&index, FileName, "pe_main.js", "pe_main.js");
    no(&index, Path, "/private/var/mobile/pe_main.js/x");
    no(&index, Path, "/private/var/mobile/PE_main.js");
    let upper = sha.to_uppercase();
    yes(&values(Sha256, &[&upper]), Sha256, &sha, &upper);
    yes(&values(AppId, &["com.Bad.app"]), AppId, "COM.bad.app", "com.Bad.app");
    no(&values(AppId, &["com.Bad.app"]), AppId, "com.bad.app.extension");
    yes(&values(ProfileId, &["76DAB334-7E17"]), ProfileId, "76dab334-7e17", "76DAB334-7E17");
    no(&values(ProfileId, &["76DAB334-7E17"]), ProfileId, "76dab334");
    yes(&values(Property, &["sys.brand.note"]), Property, "sys.brand.note", "sys.brand.note");
    let colons = "aa:".repeat(31) + "aa";
    yes(&values(Certificate, &[&colons]), Certificate, &sha, &colons);
    no(&values(Certificate, &[&colons]), Sha256, &sha);
}

#[test]
fn withdrawn_indicators_say_so() {
    let until = Utc::parse("2024-06-01T00:00:00Z").unwrap();
    let mut builder = PackBuilder::new("t", "t", "");
    let about = About { valid_until: Some(until), ..About::default() };
    builder.push(Domain, "old.test", &about).unwrap();
    builder.push(Domain, "gone.test", &About { revoked: true, ..About::default() }).unwrap();
    let index = Index::build(&[builder.finish(0).unwrap()], Platform::Ios, digest);
    let seen =
        |value: &'static str, at: &str| of(&index, &Observable::domain(value, Role::Visited), Utc::parse(at));
    assert_eq!(seen("old.test", "2024-05-31T23:59:59Z"), ["old.test"]);
    assert_eq!(seen("old.test", "2024-06-01T00:00:00Z"), [format!("old.test (Expired({until:?}))")]);
    assert_eq!(seen("gone.test", "2020-01-01T00:00:00Z"), ["gone.test (Revoked)"]);
    assert_eq!(of(&index, &Observable::domain("old.test", Role::Visited), None), ["old.test"]);
}

#[test]
fn an_index_without_domains_answers_about_urls() {
    let index = values(AppId, &["com.bad.app"]);
    no(&index, Url, "https://evil.test/");
    assert!(!index.has(Domain) && index.has(AppId));
}

#[test]
fn a_value_shows_whatever_type_it_is() {
    let index = index_of(&[
        "[domain-name:value = 'evil.test']",
        "[process:name = 'bh']",
        "[email-addr:value = 'someone@evil.test']",
        "[process:name = 'bh' AND domain-name:value = 'other.test']",
    ]);
    let shown = |value: &str| -> Vec<String> {
        index.show(value).into_iter().map(|it| index.indicator(it).value.clone()).collect()
    };
    assert_eq!(shown("https://a.evil.test/x"), ["evil.test"]);
    assert_eq!(shown(" Someone@evil.test"), ["evil.test", "someone@evil.test"]);
    assert_eq!(shown("bh"), ["bh", "[process:name = 'bh' AND domain-name:value = 'other.test']"]);
    assert_eq!(shown("nothing"), [""; 0]);
}

#[test]
fn what_is_left_of_a_cut_name_may_say_nothing() {
    let index = crate::values(ObservableType::Process, &["com.apple.WebKit.Evil", "com.bad.implant.helper"]);
    let process = |it| hits(&index, ObservableType::Process, it);
    assert_eq!(process("com.apple.WebKit"), [""; 0]);
    assert_eq!(process("com.apple.WebKit.Evil").len(), 1);
    assert_eq!(process("com.bad.implant."), ["com.bad.implant.helper (Truncated)"]);
}
