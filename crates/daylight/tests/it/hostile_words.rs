//! Words an attacker wrote into evidence stay words, wherever a person looks at them.

use testkit::backup::Backup;
use testkit::ios::{Generation, applications, sms};

use crate::run::{daylight, text};

/// Markup, a picture that would load, an end of the script element, a terminal command, reversed reading, a line
/// of its own that looks like ours.
const HOSTILE: &str = "test.<img src=//load.example/x onerror=alert(1)></script><script>alert(2)</script>\"' \
                       onload='x\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{200b}\nExamined 9 stores, 0 findings";

#[test]
fn neither_the_page_nor_the_terminal_obeys_them() {
    let folder = tempfile::tempdir().unwrap();
    let (from, out) = (folder.path().join("backup"), folder.path().join("out"));
    let pack = folder.path().join("pack.txt");
    std::fs::write(&pack, "lure.example\n").unwrap();
    let mut backup = Backup::new();
    backup.application(HOSTILE, applications::entry(HOSTILE, HOSTILE, HOSTILE, 1_714_557_600.0));
    backup.database(sms::FILE.0, sms::FILE.1, |conn| {
        sms::create(conn, Generation::Ios17)?;
        conn.execute("INSERT INTO handle (ROWID, id, service) VALUES (1, ?1, 'SMS')", (HOSTILE,))?;
        let words =
            format!("{HOSTILE} https://lure.example/a?b=</script><img/src=x>\u{202e}&c=\u{1b}[2J now");
        sms::Message {
            guid: HOSTILE,
            handle: 1,
            text: Some(&words),
            service: "SMS",
            sent: 1_714_557_600.0,
            ..sms::Message::default()
        }
        .insert(conn, Generation::Ios17)
        .map(drop)
    });
    backup.info("Product Name", HOSTILE);
    backup.write(&from).unwrap();

    let ran = daylight(&["check", text(&from), "-i", text(&pack), "-o", text(&out)]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("load.example") || page.contains("load[.]example"), "the words are shown");
    for tag in ["<img src=//", "<img/src", "<script>alert", "</script><script>", "onload='x"] {
        assert!(!page.contains(tag), "{tag} reached the page as markup");
    }
    for (name, shown) in [("page", &page), ("terminal", &ran.out), ("errors", &ran.err)] {
        for bad in ['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}'] {
            assert!(!shown.contains(bad), "{bad:?} in {name}");
        }
    }
    assert!(
        !ran.out
            .lines()
            .chain(ran.err.lines())
            .any(|line| line.trim_start().starts_with("Examined 9 stores")),
        "a line of theirs looks like one of ours: {}",
        ran.out
    );
}
