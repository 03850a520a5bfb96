//! Damaged, deep and bomb-like lists, and the shapes Apple writes.

use proptest::prelude::*;

use super::*;

fn text(value: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(value))
}

/// A binary list of those objects, the first being the outermost.
fn binary(objects: &[&[u8]]) -> Vec<u8> {
    let mut out = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.extend(u32::try_from(out.len()).unwrap().to_be_bytes());
        out.extend(*object);
    }
    let table = out.len();
    out.extend(offsets);
    out.extend([0, 0, 0, 0, 0, 0, 4, 1]);
    out.extend((objects.len() as u64).to_be_bytes());
    out.extend(0_u64.to_be_bytes());
    out.extend((table as u64).to_be_bytes());
    out
}

/// What the `plist` crate holds, in our words.
fn ours(value: &plist::Value) -> Value<'static> {
    match value {
        plist::Value::Boolean(it) => Value::Bool(*it),
        plist::Value::Integer(it) => {
            it.as_signed().map_or_else(|| Value::Real(it.as_unsigned().unwrap() as f64), Value::Int)
        }
        plist::Value::Real(it) => Value::Real(*it),
        plist::Value::Date(it) => {
            let at: std::time::SystemTime = (*it).into();
            let unix = at.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
            Value::Date(unix - 978_307_200.0)
        }
        plist::Value::Data(it) => Value::Data(it.clone().into()),
        plist::Value::String(it) => Value::Text(it.clone().into()),
        plist::Value::Uid(it) => Value::Uid(it.get()),
        plist::Value::Array(it) => Value::Array(it.iter().map(ours).collect()),
        plist::Value::Dictionary(it) => {
            Value::Dict(Dict(it.iter().map(|(key, value)| (key.clone().into(), ours(value))).collect()))
        }
        _ => unreachable!(),
    }
}

fn trees() -> impl Strategy<Value = plist::Value> {
    let date = (1_000_000_000_u64..4_000_000_000).prop_map(|it| {
        plist::Value::Date((std::time::UNIX_EPOCH + std::time::Duration::from_secs(it)).into())
    });
    let leaf = prop_oneof![
        any::<bool>().prop_map(plist::Value::Boolean),
        any::<i64>().prop_map(|it| plist::Value::Integer(it.into())),
        any::<u64>().prop_map(|it| plist::Value::Integer(it.into())),
        (-1e12..1e12).prop_map(plist::Value::Real),
        date,
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(plist::Value::Data),
        "[ -~äß漢🙂]{0,20}".prop_map(plist::Value::String),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(plist::Value::Array),
            proptest::collection::vec(("[a-zä<&]{1,6}", inner), 0..6)
                .prop_map(|it| plist::Value::Dictionary(it.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reads_what_the_plist_crate_writes(tree in trees()) {
        let mut out = Vec::new();
        tree.to_writer_binary(&mut out).unwrap();
        let expected = Plist { root: ours(&tree), damaged: 0, cut: false };
        prop_assert_eq!(parse(&out).unwrap(), expected.clone());
        if matches!(tree, plist::Value::Array(_) | plist::Value::Dictionary(_)) {
            let mut out = Vec::new();
            tree.to_writer_xml(&mut out).unwrap();
            prop_assert_eq!(parse(&out).unwrap(), expected);
        }
    }

    #[test]
    fn never_panics(mut tail in proptest::collection::vec(any::<u8>(), 0..200), kind in 0..3_usize) {
        let mut bytes = [&b"bplist00"[..], b"<?xml version=\"1.0\"?><plist><dict>", b""][kind].to_vec();
        bytes.append(&mut tail);
        if let Ok(list) = parse(&bytes) {
            let _ = unarchive(&list.root);
        }
    }

    #[test]
    fn corruption_never_panics(tree in trees(), at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let mut out = Vec::new();
        tree.to_writer_binary(&mut out).unwrap();
        let at = at.index(out.len());
        out[at] = with;
        let _ = parse(&out);
    }
}

#[test]
fn a_small_file_cannot_grow_into_a_large_tree() {
    // Sixty arrays, each naming the next one twice: 2^60 mentions.
    let mut objects: Vec<Vec<u8>> = (1..60).map(|next| vec![0xa2, next, next]).collect();
    objects.push(vec![0x09]);
    let objects: Vec<&[u8]> = objects.iter().map(Vec::as_slice).collect();
    let list = binary(&objects);
    let list = parse(&list).unwrap();
    assert!(list.cut);
}

#[test]
fn a_long_text_named_often_is_paid_for_once() {
    let long: Vec<u8> = [&[0x6f, 0x11, 0x40, 0x00][..], &[0, b'x'].repeat(0x4000)].concat();
    let mut array = vec![0xaf, 0x11, 0x40, 0x00];
    array.resize(4 + 0x4000, 1);
    let bytes = binary(&[&array, &long]);
    let list = parse(&bytes).unwrap();
    assert!(list.cut);
    assert!(list.root.as_array().len() < 1000, "{}", list.root.as_array().len());
}

#[test]
fn a_value_that_holds_itself_is_left_out() {
    let bytes = binary(&[&[0xa3, 0, 1, 2], &[0x09], &[0xd1, 3, 0], &[0x51, b'k']]);
    let list = parse(&bytes).unwrap();
    assert_eq!(list.root, Value::Array(vec![Value::Bool(true), Value::Dict(Dict::default())]));
    assert_eq!(list.damaged, 2);
}

#[test]
fn one_damaged_value_does_not_hide_the_others() {
    // A type that does not exist, a text that runs past the end, a lone surrogate.
    let bytes = binary(&[
        &[0xa4, 1, 2, 3, 4],
        &[0xff],
        &[0x5f, 0x12, 0x7f, 0xff, 0xff, 0xff],
        &[0x61, 0xd8, 0],
        &[0x51, b'k'],
    ]);
    let list = parse(&bytes).unwrap();
    assert_eq!(list.root, Value::Array(vec![text("\u{fffd}"), text("k")]));
    assert_eq!(list.damaged, 2);

    let list = parse(
        b"<plist><dict><key>a</key><date>yesterday</date><key>b</key><string>k</string>\
          <key>c</key><data>!</data><key>d</key><frob/></dict></plist>",
    )
    .unwrap();
    assert_eq!(list.root.dict().iter().collect::<Vec<_>>(), [("b", &text("k"))]);
    assert_eq!((list.damaged, list.cut), (3, false));
}

#[test]
fn a_truncated_file_gives_what_it_held() {
    let list =
        parse(b"<?xml version='1.0'?><plist><dict><key>a</key><array><string>one</string><str").unwrap();
    assert_eq!(list.root.dict().array("a"), [text("one")]);
    assert!(list.cut);
}

#[test]
fn deep_nesting_is_left_out() {
    let depth = 100_000;
    let bytes = [
        "<plist><dict><key>a</key>",
        &"<array>".repeat(depth),
        &"</array>".repeat(depth),
        "<key>b</key><true/></dict></plist>",
    ]
    .concat();
    let list = parse(bytes.as_bytes()).unwrap();
    assert_eq!(list.root.dict().bool("b"), Some(true));
    assert_eq!((list.damaged, list.cut), (1, false));
}

#[test]
fn entities_are_not_expanded_but_cdata_is_read() {
    let list = parse(
        b"<?xml version='1.0'?><!DOCTYPE plist [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>\
          <plist><array><string>x&b;&amp;&#x41;</string><string><![CDATA[https://lure.example/<]]></string></array></plist>",
    )
    .unwrap();
    assert_eq!(list.root, Value::Array(vec![text("x&A"), text("https://lure.example/<")]));
}

#[test]
fn what_is_no_list_is_said_to_be_none() {
    assert_eq!(parse(b""), Err(PlistError("not a property list")));
    assert_eq!(parse(b"SQLite format 3\0"), Err(PlistError("not a property list")));
    assert_eq!(parse(b"<html><body>no</body></html>"), Err(PlistError("not a property list")));
    assert_eq!(parse(b"bplist00"), Err(PlistError("too short for a property list")));
}

#[test]
fn an_archive_is_put_together_again() {
    let uid = |it: u64| plist::Value::Uid(plist::Uid::new(it));
    let dict = |pairs: Vec<(&str, plist::Value)>| {
        plist::Value::Dictionary(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    };
    let class = |name: &str| dict(vec![("$classname", name.into())]);
    let archive = dict(vec![
        ("$archiver", "NSKeyedArchiver".into()),
        ("$top", dict(vec![("root", uid(1))])),
        (
            "$objects",
            plist::Value::Array(vec![
                "$null".into(),
                dict(vec![
                    ("$class", uid(2)),
                    ("URL", uid(3)),
                    ("title", uid(5)),
                    ("none", uid(0)),
                    ("self", uid(1)),
                ]),
                class("LPLinkMetadata"),
                dict(vec![("$class", uid(4)), ("NS.base", uid(0)), ("NS.relative", uid(6))]),
                class("NSURL"),
                "Title".into(),
                "https://lure.example/a".into(),
            ]),
        ),
    ]);
    let mut bytes = Vec::new();
    archive.to_writer_binary(&mut bytes).unwrap();
    let list = parse(&bytes).unwrap();
    let root = unarchive(&list.root).unwrap();
    assert_eq!(
        root.dict().iter().collect::<Vec<_>>(),
        [
            ("$class", &text("LPLinkMetadata")),
            ("URL", &text("https://lure.example/a")),
            ("title", &text("Title"))
        ]
    );
}

#[test]
fn an_archive_may_be_xml() {
    let list = parse(
        b"<plist><dict><key>$top</key><dict><key>root</key><dict><key>CF$UID</key><integer>1</integer></dict></dict>\
          <key>$objects</key><array><string>$null</string><string>k</string></array></dict></plist>",
    )
    .unwrap();
    assert_eq!(unarchive(&list.root), Ok(text("k")));
}
