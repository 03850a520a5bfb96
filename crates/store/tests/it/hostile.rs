//! Texts that mean harm are texts.

use ledger::Entity;

use crate::{Place, TODAY, actor, id, import, text, toml};

const HARM: &[&str] = &[
    "'; DROP TABLE record; --",
    "\" OR \"1\"=\"1",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "$1 $2 ?1 :name @x %s {} {{}}",
    "\\u0000 \\x00 \\' \\\"",
    "Robert'); DELETE FROM record_version;--",
    "\u{202e}evil\u{2066}text\u{2069}",
    "'a':1A 'b':2",
    "𝕏 🇮🇱 e\u{301}\u{301}\u{301} ﷺ",
];

pub(crate) async fn every_text_survives(place: &Place) {
    let store = place.open().await;
    let mut rows = String::new();
    for (number, harm) in HARM.iter().enumerate() {
        let name = if harm.contains('\u{202e}') { "Name" } else { harm };
        rows += &actor(&format!("a{number}"), name);
        rows += &format!("description = {}\nnote = {}\n", toml(harm), toml(harm));
    }
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    for (number, harm) in HARM.iter().enumerate() {
        let entry = reader.get(id("d", Entity::Actor, &format!("a{number}")), None).await.unwrap().unwrap();
        assert_eq!(text(entry.view.get(), "description"), *harm);
        assert_eq!(text(entry.view.get(), "note"), *harm);
        reader.search(harm, None, 0, 10).await.unwrap();
    }
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}

pub(crate) async fn long_texts_survive(place: &Place) {
    let store = place.open().await;
    let words: String = (0..20_000).map(|it| char::from_u32(0x4e00 + it % 20_000).unwrap_or('x')).collect();
    let long =
        ["a".repeat(20_000), "é ".repeat(10_000), "مُ".repeat(10_000), words, "\u{202e}'".repeat(10_000)];
    let mut rows = String::new();
    for (number, it) in long.iter().enumerate() {
        rows += &actor(&format!("a{number}"), "Name");
        rows += &format!("description = {}\n", toml(it));
    }
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    for (number, it) in long.iter().enumerate() {
        let entry = reader.get(id("d", Entity::Actor, &format!("a{number}")), None).await.unwrap().unwrap();
        assert!(text(entry.view.get(), "description") == *it, "{number}");
    }
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}
