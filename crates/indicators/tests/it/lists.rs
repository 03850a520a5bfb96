//! Plain lists.

use indicators::{Pack, PackError};

fn read(text: &str) -> String {
    match Pack::from_list("list.txt", "", text.as_bytes()) {
        Err(why) => why.to_string(),
        Ok(pack) => {
            let mut out: Vec<String> = pack
                .indicators
                .iter()
                .map(|it| {
                    let campaign = it.campaign.as_deref().unwrap_or_default();
                    format!("{} {} {campaign} {}", it.kind, it.value, it.references.join(" "))
                        .trim_end()
                        .to_owned()
                })
                .collect();
            out.extend(pack.skipped.iter().map(|it| format!("- {} × {}", it.count, it.reason)));
            out.join("\n")
        }
    }
}

#[test]
fn a_line_is_what_it_looks_like() {
    insta::assert_snapshot!(read("\u{feff}# A comment\n\n\
        evil.test\nhxxps://evil[.]test/a  # seen in March\n198.51.100[.]7\n203.0.113.0/24\n2001:db8::1\n\
        someone[at]evil.test\n+1 555\n+15555550100\n\
        d41d8cd98f00b204e9800998ecf8427e\n/private/var/tmp/kit\nevil.test/path\nmünchen.example\n\
        process:bh\nprocess,fmld,a note\ndomain-name:other.test\napp_id:com.bad.app\npath:Library/x/y\nsha256,\"00\"\n\
        email: someone@evil.test\n; another comment\n// and another\nurl,https://evil.test/a,b\n\
        /private/var/tmp\n192.168.0.1\n".replace("+1 555\n", "").replace("sha256,\"00\"\n", "").as_str()), @r"
    domain evil.test
    url hxxps://evil[.]test/a
    ip 198.51.100[.]7
    ip 203.0.113.0/24
    ip 2001:db8::1
    email someone[at]evil.test
    phone +15555550100
    md5 d41d8cd98f00b204e9800998ecf8427e
    path /private/var/tmp/kit
    url evil.test/path
    domain münchen.example
    process bh
    process fmld
    domain other.test
    app_id com.bad.app
    path Library/x/y
    email someone@evil.test
    url https://evil.test/a
    - 1 × address is one that every network uses
    - 1 × path is one that every phone has
    ");
}

#[test]
fn tables_name_their_columns() {
    insta::assert_snapshot!(read("type,value,campaign,reference\ndomain,evil.test,Lantern,https://lab.example/a\n\
        process,\"bh\",Lantern,\n,\"https://evil.test/a,b\",,\n"), @r"
    domain evil.test Lantern https://lab.example/a
    process bh Lantern
    url https://evil.test/a,b
    ");
    insta::assert_snapshot!(read("indicator;first seen;note\nevil.test;2024-01-01;x\n198.51.100.7;2024-01-01;\"y;z\"\n"), @r"
    domain evil.test
    ip 198.51.100.7
    ");
    insta::assert_snapshot!(read("domain\nevil.test\nother.test\n"), @r"
    domain evil.test
    domain other.test
    ");
    insta::assert_snapshot!(read("sha256\tmd5\n\td41d8cd98f00b204e9800998ecf8427e\n"), @r"md5 d41d8cd98f00b204e9800998ecf8427e");
}

#[test]
fn types_that_are_several_in_one() {
    insta::assert_snapshot!(read("uuid,event_id,category,type,value,comment,to_ids,date\n\
        1,7,Network activity,domain|ip,evil.test|198.51.100.7,\"a, b\",1,2024\n\
        2,7,Network activity,\"domain|ip\",\"other.test|192.168.0.1\",,1,2024\n\
        3,7,Payload delivery,filename|md5,IMG_0001.HEIC|d41d8cd98f00b204e9800998ecf8427e,,1,2024\n\
        4,7,Payload delivery,filename|ssdeep,IMG_0001.HEIC|3:a:b,,1,2024\n\
        5,7,Network activity,ip-dst|port,198.51.100.8|443,,1,2024\n\
        6,7,External analysis,link,https://lab.example/report,,0,2024\n\
        7,7,Artifacts dropped,mutex,Global/x,,1,2024\n"), @r"
    domain evil.test
    ip 198.51.100.7
    domain other.test
    md5 d41d8cd98f00b204e9800998ecf8427e
    ip 198.51.100.8
    - 1 × address is one that every network uses
    - 1 × entry is not meant for detection
    - 2 × entry is of a type that no record carries
    ");
    insta::assert_snapshot!(read("domain|ip,evil.test|198.51.100.7,a note\nhostname|port\tother.test|443\n"), @r"
    domain evil.test
    ip 198.51.100.7
    domain other.test
    ");
    insta::assert_snapshot!(read("domain|ip,evil.test\n"), @"lines that are no indicator: 1 of 1, the first of them line 1; label what is ambiguous, as in `process:NAME`");
}

#[test]
fn hosts_files_block_names() {
    insta::assert_snapshot!(read("127.0.0.1 localhost\n::1\tlocalhost ip6-localhost\nfe80::1%lo0 localhost\n\
        255.255.255.255 broadcasthost\n0.0.0.0 0.0.0.0\n\n0.0.0.0 evil.example\n\
        127.0.0.1\tother.test  third.test # both\n::  fourth.test\n"), @r"
    domain evil.example
    domain other.test
    domain third.test
    domain fourth.test
    - 5 × name stands for the machine itself
    ");
    insta::assert_snapshot!(read("0.0.0.0 is the answer\n203.0.113.5 evil.test\n"), @"lines that are no indicator: 2 of 2, the first of them line 1; label what is ambiguous, as in `process:NAME`");
}

#[test]
fn a_text_that_is_no_list_is_refused_whole() {
    let good = "evil.test\n".repeat(95);
    assert!(Pack::from_list("x", "", format!("{good}{}", "bh\n".repeat(5)).as_bytes()).is_ok());
    assert_eq!(
        Pack::from_list("x", "", format!("{good}{}", "bh\n".repeat(6)).as_bytes()),
        Err(PackError::NotAList { bad: 6, lines: 101, first: 96 })
    );
    insta::assert_snapshot!(read("Dear colleague,\nplease find the list attached.\nevil.test\n"), @r"lines that are no indicator: 2 of 3, the first of them line 1; label what is ambiguous, as in `process:NAME`");
    insta::assert_snapshot!(read("bh\n"), @r"lines that are no indicator: 1 of 1, the first of them line 1; label what is ambiguous, as in `process:NAME`");
    insta::assert_snapshot!(read("setup.exe\npayload\n1.2.3\nhttps://\n@\n+\n/\n12345678\n"), @r"lines that are no indicator: 8 of 8, the first of them line 1; label what is ambiguous, as in `process:NAME`");
    insta::assert_snapshot!(read("# nothing\n"), @r"it holds no indicator");
    insta::assert_snapshot!(read("\0\0"), @r"it is not text");
}

#[test]
fn lists_saved_by_other_systems() {
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("evil.test\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(Pack::from_list("x", "", &wide).unwrap().indicators.len(), 1);
}

/// The start of a table as MISP exports it.
const MISP: &str = "uuid,event_id,category,type,value,comment,to_ids,date\n";

#[test]
fn a_cell_that_runs_over_lines_keeps_its_row_together() {
    let rows = "a1,1,Network activity,domain,evil.test,seen,1,20240101\n\
        a2,1,\"Network activity\",\"domain\",\"innocent.test\",\"the victim's own site,\nwhich was abused\",0,20240101\n\
        a3,1,Network activity,domain,other.test,\"two\nlines\",1,20240101\n";
    insta::assert_snapshot!(read(&format!("{MISP}{rows}")), @r"
    domain evil.test
    domain other.test
    - 1 × entry is not meant for detection
    ");
    // Where a row ends too early, whether it is meant for detection is not known.
    let broken = format!("{MISP}a1,1,Network activity,domain,evil.test\n");
    assert_eq!(read(&broken), "it holds no indicator: 1 × row is broken off");
    // A mark that is never closed is no reason to swallow the rest.
    let others: String = (0..30).map(|at| format!("other{at}.test,y\n")).collect();
    let open = read(&format!("value,campaign\n\"evil.test,x\n{others}"));
    assert_eq!(open.matches("domain other").count(), 30, "{open}");
}

#[test]
fn one_cell_takes_nothing_from_the_others_of_its_row() {
    insta::assert_snapshot!(read("ip,domain\n8.8.8.8,one.test\n203.0.113.5,two.test\n"), @r"
    domain one.test
    ip 203.0.113.5
    domain two.test
    - 1 × address is one that every network uses
    ");
    assert_eq!(read("domain,ip\none.test,garbage\n"), "domain one.test\n- 1 × cell is no indicator");
    assert_eq!(read("domain,ip\none.test,-\ntwo.test,N/A\n"), "domain one.test\ndomain two.test");
}

#[test]
fn a_labelled_line_is_no_head_of_a_table() {
    let names = "process,bh,Pegasus\nprocess,roleaboutd,Pegasus\nprocess,evilagent,Pegasus\n";
    assert_eq!(read(names), "process bh\nprocess roleaboutd\nprocess evilagent");
    assert_eq!(read("domain,first_seen,comment\nevil.test,2024,x\n"), "domain evil.test");
    assert_eq!(read("process,bh\ndomain,evil.test\n"), "process bh\ndomain evil.test");
    assert_eq!(read("process,bh\nevil.test\n"), "process bh\ndomain evil.test");
}

#[test]
fn types_of_other_things_are_not_guessed_at() {
    let digest = "d41d8cd98f00b204e9800998ecf8427e";
    let rows: String = [
        ("mobile-application-id", "com.evil.tracker"),
        ("imphash", digest),
        ("x509-fingerprint-md5", digest),
        ("link", "https://lab.example/report"),
        ("target-email", "victim@journal.test"),
        ("text", "http://benign.test/"),
        ("email-subject", "evil.test"),
        ("domain", "evil.test"),
    ]
    .map(|(kind, value)| format!("a,1,c,{kind},{value},,1,20240101\n"))
    .concat();
    insta::assert_snapshot!(read(&format!("{MISP}{rows}")), @r"
    app_id com.evil.tracker
    certificate d41d8cd98f00b204e9800998ecf8427e
    domain evil.test
    - 5 × entry is of a type that no record carries
    ");
}

#[test]
fn ports_and_spaces_are_no_hindrance() {
    insta::assert_snapshot!(read("203.0.113.50:8080\n[2001:db8::1]:443\n+1 503 555 0100\nip:203.0.113.51:80\n"), @r"
    ip 203.0.113.50
    ip 2001:db8::1
    phone +1 503 555 0100
    ip 203.0.113.51
    ");
}
