//! Laws of anchors that hold for every text, and the anchors of the founding text.

use ledger::anchor::{Hints, Text, Verdict, covered, digest, is_capture, normalise};
use proptest::prelude::*;

use crate::shared;

/// Text as hostile pages have it: letters with marks, all sorts of spaces, quotation marks, invisible characters.
fn text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        6 => "[a-c]",
        2 => "[ \\n\\t\u{a0}\u{202f}\u{2003}]",
        2 => "[‘’“”'\"]",
        1 => "[\u{ad}\u{200e}\u{202e}\u{2066}\u{2069}\u{61c}]",
        2 => "[\u{300}\u{301}\u{307}\u{323}\u{338}]",
        1 => "[éệ\u{1100}\u{1161}\u{11a8}가\u{958}\u{9c7}\u{9be}\u{2126}\u{fa10}\u{1F71}]",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(c, 0..40).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 2_000 } else { 20_000 }))]

    #[test]
    fn the_normal_form_is_normal(raw in text()) {
        let once = normalise(&raw);
        let twice = normalise(once.as_str());
        prop_assert_eq!(once.as_str(), twice.as_str());
    }

    #[test]
    fn every_normal_position_has_a_raw_one_and_order_is_kept(raw in text()) {
        let normal = normalise(&raw);
        let length = raw.chars().count();
        let mut upto = 0;
        let mut begin = 0;
        // Each stretch between two neighbouring boundaries maps, and no two stretches overlap.
        for (at, c) in normal.as_str().char_indices() {
            let end = at + c.len_utf8();
            if let Some(place) = normal.raw(begin..end) {
                prop_assert!(upto <= place.start && place.start < place.end && place.end <= length);
                upto = place.end;
                begin = end;
            }
        }
        prop_assert_eq!(begin, normal.as_str().len());
    }

    #[test]
    fn what_is_found_is_what_was_sought(raw in text(), from in any::<prop::sample::Index>(), n in 1_usize..8) {
        let normal = normalise(&raw);
        let letters: Vec<char> = normal.as_str().chars().collect();
        if letters.is_empty() {
            return Ok(());
        }
        let from = from.index(letters.len());
        let quote: String = letters.iter().skip(from).take(n).collect();
        let sought = normalise(&quote);
        let text = Text::new(&raw);
        for place in normal.find(&quote) {
            let cut = text.cut(place.clone()).unwrap();
            let found = normalise(cut);
            prop_assert_eq!(found.as_str(), sought.as_str().trim());
            // And an anchor made of it verifies.
            let verdict = text.verify(place.start, place.end, &digest(cut), &Hints::default());
            prop_assert_eq!(verdict, Verdict::Verified);
        }
    }

    #[test]
    fn a_raw_piece_is_found_again(raw in text(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let length = raw.chars().count();
        let (a, b) = (a.index(length + 1), b.index(length + 1));
        let text = Text::new(&raw);
        let cut = text.cut(a.min(b)..a.max(b)).unwrap();
        prop_assert_eq!(cut.chars().count(), a.abs_diff(b));
        // A piece that is cut at letters without marks, from its first to its last visible one, must be found.
        let plain = |c: char| c.is_ascii_graphic();
        let behind = text.cut(a.max(b)..length).unwrap();
        if cut.starts_with(plain) && cut.ends_with(plain) && behind.chars().next().is_none_or(plain) {
            let start = a.min(b);
            prop_assert!(normalise(&raw).find(cut).any(|it| it.start == start && it.end == a.max(b)));
        }
    }

    #[test]
    fn any_change_is_seen(raw in text(), at in any::<prop::sample::Index>(), with in any::<char>()) {
        let length = raw.chars().count();
        if length == 0 {
            return Ok(());
        }
        let at = at.index(length);
        let changed: String = raw.chars().enumerate().map(|(n, c)| if n == at { with } else { c }).collect();
        let hints = Hints { quote: Some(&raw), prefix: None };
        let verdict = Text::new(&changed).verify(0, length, &digest(&raw), &hints);
        if changed == raw {
            prop_assert_eq!(verdict, Verdict::Verified);
        } else {
            prop_assert_eq!(verdict, Verdict::Changed { from: at, to: at + 1 });
        }
    }
}

#[test]
fn verdicts_say_what_happened() {
    let old = "Daylight asked. The vendor was silent.";
    let quote = "The vendor was silent.";
    let sha = digest(quote);
    let bare = Hints::default();
    let known = Hints { quote: Some(quote), prefix: Some("asked. ") };
    let say = |text: &str, hints: &Hints<'_>| Text::new(text).verify(16, 38, &sha, hints).to_string();
    assert_eq!(say(old, &bare), "the text stands where the anchor says");
    let shifted = "Daylight has asked. The vendor was silent.";
    assert_eq!(say(shifted, &bare), "the text stands at 20 to 42 instead");
    assert_eq!(say(shifted, &known), "the text stands at 20 to 42 instead");
    let changed = "Daylight asked. The vendor is silent now.";
    assert_eq!(say(changed, &known), "the text has changed, first at code point 27");
    assert_eq!(say(changed, &bare), "the text has changed, somewhere between code points 16 and 38");
    let earlier = "Daylight urged. The vendor is silent now.";
    assert_eq!(say(earlier, &known), "the text has changed, first at code point 9");
    let short = "Daylight asked.";
    assert_eq!(say(short, &bare), "the anchor does not lie inside the capture, which has 15 code points");
    // A quotation that is not the anchored text may not steer where the difference is said to be.
    let wrong = Hints { quote: Some("The vendor spoke."), prefix: None };
    assert_eq!(say(changed, &wrong), "the text has changed, somewhere between code points 16 and 38");
    for (start, end) in [(5, 5), (9, 2), (usize::MAX, usize::MAX), (0, usize::MAX)] {
        assert_eq!(Text::new(old).verify(start, end, &sha, &known), Verdict::Moved { start: 16, end: 38 });
        let nowhere = Text::new("short").verify(start, end, &sha, &known);
        assert_eq!(nowhere, Verdict::OutOfRange { length: 5 });
    }
}

#[test]
fn of_several_places_the_nearest_is_named() {
    let text = Text::new("é yes, yes, yes");
    let known = Hints { quote: Some("yes"), prefix: None };
    for hints in [Hints::default(), known] {
        assert_eq!(text.verify(9, 12, &digest("yes"), &hints), Verdict::Moved { start: 7, end: 10 });
    }
}

#[test]
fn what_is_quoted_twice_counts_once() {
    assert_eq!(covered([5..10, 0..3, 8..12, 9..9, 1..2]), 10);
    assert_eq!(covered([]), 0);
}

#[test]
fn a_long_text_is_looked_up_anywhere() {
    let long: String = (0..1_000).map(|n| char::from_u32(0x400 + n % 700).unwrap()).collect();
    let text = Text::new(&long);
    for n in [0, 1, 127, 128, 129, 500, 998] {
        let expected: String = long.chars().skip(n).take(2).collect();
        assert_eq!(text.cut(n..n + 2), Some(expected.as_str()));
    }
    assert_eq!((text.cut(999..1_001), text.cut(1_000..1_000)), (None, Some("")));
}

/// An anchor as the shared file has it.
#[derive(serde::Deserialize)]
struct Published {
    id: String,
    start: usize,
    end: usize,
    exact: String,
    prefix: String,
    suffix: String,
}

#[derive(serde::Deserialize)]
struct PublishedFile {
    sha256: String,
    anchors: Vec<Published>,
}

#[test]
fn all_anchors_of_the_founding_text_match() {
    let Some(text) = shared("data/founding-text.txt") else { return };
    let file: PublishedFile = serde_json::from_str(&shared("data/founding-anchors.json").unwrap()).unwrap();
    let sha = digest(&text);
    assert_eq!(sha.iter().map(|it| format!("{it:02x}")).collect::<String>(), file.sha256);
    assert!(is_capture(text.as_bytes(), 4_426, &sha));
    assert_eq!(file.anchors.len(), 48);
    let capture = Text::new(&text);
    for it in &file.anchors {
        let sha = digest(&it.exact);
        let verdict = capture.verify(it.start, it.end, &sha, &Hints::default());
        assert_eq!(verdict, Verdict::Verified, "{}", it.id);
        assert_eq!(capture.normal().find(&it.exact).collect::<Vec<_>>(), vec![it.start..it.end], "{}", it.id);
        // A quotation typed on another keyboard is found in the same place.
        let typed = it.exact.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace('\u{a0}', "  ");
        assert_eq!(capture.normal().find(&typed).collect::<Vec<_>>(), vec![it.start..it.end], "{}", it.id);

        // One byte of the anchored text changes.
        let middle = it.start + (it.end - it.start) / 2;
        let changed: String =
            text.chars().enumerate().map(|(n, c)| if n == middle { '#' } else { c }).collect();
        assert!(!is_capture(changed.as_bytes(), 4_426, &sha));
        let hints = Hints { quote: Some(&it.exact), prefix: Some(&it.prefix) };
        let verdict = Text::new(&changed).verify(it.start, it.end, &sha, &hints);
        assert_eq!(verdict, Verdict::Changed { from: middle, to: middle + 1 }, "{}", it.id);
        let suffix = capture.cut(it.end..it.end + it.suffix.chars().count());
        assert_eq!(suffix, Some(it.suffix.as_str()), "{}", it.id);
    }
}

#[test]
fn the_non_breaking_space_of_the_founding_text_counts_as_one() {
    let Some(text) = shared("data/founding-text.txt") else { return };
    assert_eq!(text.chars().nth(4_360), Some('\u{a0}'));
    let capture = Text::new(&text);
    assert_eq!(capture.normal().find("publicly here").collect::<Vec<_>>(), vec![4_352..4_365]);
    // A copy in which it has become an ordinary space is another text, and the place is named.
    let copy = text.replace('\u{a0}', " ");
    let exact = capture.cut(4_276..4_365).unwrap();
    let hints = Hints { quote: Some(exact), prefix: None };
    let verdict = Text::new(&copy).verify(4_276, 4_365, &digest(exact), &hints);
    assert_eq!(verdict, Verdict::Changed { from: 4_360, to: 4_361 });
}
