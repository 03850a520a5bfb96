//! Stores that the peer reads in part, not at all, or stumbles over.

use model::{Kind, Level};
use testkit::backup::Backup;
use testkit::ios::{Generation, applications, configuration_profiles as profiles, datausage, sms};

use crate::harness::{naming, of_rule, pack, run, run_folder};

/// The peer compares absolute path indicators with relative paths: none can match.
#[test]
fn w9_path_indicators_match_inside_a_backup() {
    let mut backup = Backup::new();
    backup.file("HomeDomain", "Library/Preferences/com.example.implant.plist", *b"x");
    backup.file("AppDomain-com.vendor.app", "Library/Caches/implant.bin", *b"x");
    let pack = pack(
        "F",
        &[
            "[file:path='/private/var/mobile/Library/Preferences/com.example.implant.plist']",
            "[file:name='implant.bin']",
        ],
    );
    let outcome = run(&backup, &[pack]);
    let found = naming(&outcome, "/private/var/mobile/Library/Preferences/com.example.implant.plist");
    assert_eq!(found.len(), 1, "{:#?}", outcome.findings);
    assert_eq!((found[0].level, found[0].kind), (Level::Match, Kind::Infection));
    assert_eq!(found[0].origin.path, "/private/var/mobile/Library/Preferences/com.example.implant.plist");
    assert_eq!(found[0].origin.sha256.len(), 64, "the file is stored, so its digest is named");
    assert_eq!(naming(&outcome, "implant.bin").len(), 1);
}

/// In a backup the write-ahead log lies under its own file id; the peer never applies it.
#[test]
fn w17_and_finding_11_rows_in_the_write_ahead_log_are_read() {
    let mut backup = Backup::new();
    let (domain, path) = sms::FILE;
    let message = |guid: &'static str, text: &'static str| sms::Message {
        guid,
        text: Some(text),
        service: "SMS",
        sent: 1_714_557_600.0,
        ..sms::Message::default()
    };
    backup.database_with_wal(
        domain,
        path,
        |conn| {
            sms::create(conn, Generation::Ios17)?;
            message("old", "nothing here").insert(conn, Generation::Ios17).map(drop)
        },
        |conn| message("new", "https://lure.example/wal").insert(conn, Generation::Ios17).map(drop),
    );
    let outcome = run(&backup, &[pack("F", &["[domain-name:value='lure.example']"])]);
    let found = naming(&outcome, "lure.example");
    assert_eq!(found.len(), 1, "{:#?}", outcome.coverage);
    assert_eq!(found[0].origin.row, Some(2));
}

/// The peer looks at the first payload of a profile only.
#[test]
fn w19_every_payload_of_a_profile_is_read() {
    let mut backup = Backup::new();
    let payload = |kind: &str, at: u8| {
        profiles::payload(kind, &format!("0000000{at}-0000-4000-8000-000000000000"), Vec::new())
    };
    let profile = profiles::profile(
        "11111111-0000-4000-8000-000000000000",
        "test.sample.profile",
        "Sample",
        1_714_557_600.0,
        Some(vec![
            payload("com.apple.webClip.managed", 1),
            payload("com.apple.mdm", 2),
            payload("com.apple.vpn.managed", 3),
            payload("com.apple.security.root", 4),
            payload("com.apple.proxy.http.global", 5),
        ]),
    );
    backup.file(profiles::DOMAIN, &profiles::path("sample"), testkit::keyed::binary(&profile));
    let outcome = run(&backup, &[]);
    let level = |rule| of_rule(&outcome, rule).iter().map(|it| (it.level, it.kind)).collect::<Vec<_>>();
    let weakness = (Level::Anomaly, Kind::Weakness);
    assert_eq!(level("profile-mdm"), [weakness], "{:#?}", outcome.coverage);
    assert_eq!(level("profile-root-ca"), [weakness]);
    assert_eq!(level("profile-traffic"), [weakness, weakness], "VPN and proxy");
}

/// The peer cuts a decrypted file to the size the manifest names, which is often stale for databases.
#[test]
fn b1_a_stale_size_cuts_nothing() {
    for delta in [-4096, 4096] {
        let mut backup = Backup::new();
        let (domain, path) = sms::FILE;
        backup.password("sample", 10);
        backup.database(domain, path, |conn| {
            sms::create(conn, Generation::Ios17)?;
            for at in 0..400 {
                let text = format!("https://lure{}.example/{at}", at % 2);
                sms::Message {
                    guid: &format!("m{at}"),
                    text: Some(&text),
                    service: "SMS",
                    sent: 1_714_557_600.0,
                    ..sms::Message::default()
                }
                .insert(conn, Generation::Ios17)?;
            }
            Ok(())
        });
        backup.stale_size(delta);
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("backup");
        backup.write(&dir).unwrap();
        let outcome =
            run_folder(&dir, &[pack("F", &["[domain-name:value='lure0.example']"])], Some("sample"));
        assert!(outcome.coverage.failed.is_empty(), "{:#?}", outcome.coverage.failed);
        assert_eq!(naming(&outcome, "lure0.example").len(), 200, "size off by {delta}");
    }
}

/// Errors of the peer's decryption workers are never collected.
#[test]
fn b2_a_file_that_cannot_be_decrypted_is_named() {
    let mut backup = Backup::new();
    let (domain, path) = sms::FILE;
    backup.password("sample", 10);
    backup.database(domain, path, |conn| sms::create(conn, Generation::Ios17));
    backup.truncate(path, 4099);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    backup.write(&dir).unwrap();
    let outcome = run_folder(&dir, &[], Some("sample"));
    let named = outcome.coverage.failed.iter().any(|it| it.path.ends_with("Library/SMS/sms.db"));
    assert!(named, "{:#?}", outcome.coverage);
    assert!(!outcome.verdict.complete);
}

/// One app without `iTunesMetadata` ends the peer's whole module.
#[test]
fn b3_an_app_without_a_store_record_hides_no_other() {
    let mut backup = Backup::new();
    backup.application("com.example.side", applications::bare());
    backup.application(
        "com.example.zzz",
        applications::entry("com.example.zzz", "Zzz", "com.example.installer", 1_714_557_600.0),
    );
    let outcome = run(&backup, &[pack("F", &["[app:id='com.example.zzz']"])]);
    assert_eq!(of_rule(&outcome, "app-without-store-record")[0].observed.value, "com.example.side");
    assert_eq!(of_rule(&outcome, "app-unknown-source")[0].observed.value, "com.example.zzz");
    assert!(naming(&outcome, "com.example.zzz").iter().any(|it| it.kind == Kind::Infection));
}

/// One profile without `PayloadContent` ends the peer's checks of all profiles.
#[test]
fn b4_a_profile_without_payloads_hides_no_other() {
    let mut backup = Backup::new();
    let profile = |uuid: &str, payloads| {
        testkit::keyed::binary(&profiles::profile(uuid, "test.sample", "Sample", 1_714_557_600.0, payloads))
    };
    let known = "76DAB334-7E17-475D-A5D6-0794EB5818A5";
    backup.file(
        profiles::DOMAIN,
        &profiles::path("a"),
        profile("11111111-0000-4000-8000-000000000000", None),
    );
    backup.file(profiles::DOMAIN, &profiles::path("b"), profile(&known.to_lowercase(), Some(Vec::new())));
    let outcome = run(&backup, &[pack("F", &[&format!("[configuration-profile:id='{known}']")])]);
    let found = naming(&outcome, known);
    assert_eq!(found.len(), 1, "{:#?}", outcome.coverage);
    assert_eq!((found[0].level, found[0].kind), (Level::Match, Kind::Infection));
}

/// Usage rows of a removed process alarm once, not once per row; runs of missing numbers once, not per number.
#[test]
fn one_finding_for_one_fact() {
    let mut backup = Backup::new();
    backup.database(datausage::FILE.0, datausage::FILE.1, |conn| {
        datausage::create(conn, Generation::Ios17)?;
        for pk in [1, 2, 40, 41] {
            datausage::process(
                conn,
                pk,
                Some("apsd"),
                Some("com.apple.apsd"),
                1_714_557_600.0,
                1_714_557_700.0,
            )?;
        }
        for _ in 0..5 {
            datausage::usage(conn, Generation::Ios17, 17, 1_714_557_650.0, (0.0, 900.0))?;
        }
        Ok(())
    });
    let outcome = run(&backup, &[]);
    let orphans = of_rule(&outcome, "datausage-orphan-usage");
    assert_eq!(orphans.len(), 1, "{:#?}", outcome.findings);
    assert_eq!((orphans[0].occurrences.count, orphans[0].level), (5, Level::Implausible));
    let gaps = of_rule(&outcome, "datausage-process-gap");
    assert_eq!((gaps.len(), gaps[0].level), (1, Level::Context));
}
