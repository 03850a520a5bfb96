//! Finding things.

use ledger::Entity;

use crate::{Place, TODAY, actor, import, locals};

pub(crate) async fn names_are_found_however_they_are_written(place: &Place) {
    let store = place.open().await;
    let rows = actor("tr", "Erdoğan Yazılım")
        + &actor("ar", "مُحَمَّد القاهرة")
        + &actor("he", "הארץ")
        + &actor("ru", "Касперский")
        + &actor("de", "Weiß & Söhne")
        + &actor("pl", "Łódź")
        + &actor("en", "Ma'ariv Online");
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    for (question, wanted) in [
        ("erdogan", "tr"),
        ("ERDOĞAN", "tr"),
        ("yazil", "tr"),
        ("محمد", "ar"),
        ("محـمد", "ar"),
        ("القاهره", "ar"),
        ("mohammed", "ar"),
        ("muhammad", "ar"),
        ("haaretz", "he"),
        ("kasper", "ru"),
        ("касперски", "ru"),
        ("weiss soehne", ""),
        ("weiss sohne", "de"),
        ("lodz", "pl"),
        ("maariv", "en"),
        ("ma’ariv", "en"),
    ] {
        let found = reader.search(question, None, 0, 10).await.unwrap();
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        assert_eq!(locals(&found.items), wanted, "{question}");
    }
}

pub(crate) async fn the_best_comes_first(place: &Place) {
    let store = place.open().await;
    let rows = actor("text", "Another")
        + "description = \"Sold to Example Group and example group again\"\n"
        + &actor("part", "The Example Group of Friends")
        + &actor("begin", "Example Group Holding")
        + &actor("exact", "Example Group");
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    let found = reader.search("example group", None, 0, 10).await.unwrap();
    assert_eq!(locals(&found.items), ["exact", "begin", "part", "text"]);
    assert_eq!((found.found, found.at_least), (4, false));
    let second = reader.search("example group", None, 1, 2).await.unwrap();
    assert_eq!(locals(&second.items), ["begin", "part"]);
    assert_eq!(second.found, 4);
}

pub(crate) async fn a_question_is_data(place: &Place) {
    let store = place.open().await;
    import(&store, "d", 1, &actor("a1", "O'Brien \"Quoted\" AND NOT (near)")).await.unwrap();
    let reader = store.reader(TODAY);
    for question in [
        "",
        " ",
        "\"",
        "'",
        "*",
        ":*",
        "a:*",
        "(",
        ")",
        "AND",
        "NOT",
        "NEAR(a b)",
        "names:x",
        "-x",
        "x & | !",
        "'); DROP TABLE record; --",
        "\\",
        "%",
        "_",
        "\0",
        "obrien\0",
        "<->",
        "^x",
        "{x}",
        "\u{202e}obrien",
        &"x".repeat(100_000),
        &"a b ".repeat(10_000),
        "\u{1F1EE}\u{1F1F1}",
        "𝕆𝔹rien",
    ] {
        reader.search(question, None, 0, 10).await.unwrap();
    }
    for question in
        ["o'brien", "\"quoted\"", "quoted AND not", "(near)", "obrien\0", "\u{202e}obrien", "𝕆𝔹rien"]
    {
        assert_eq!(reader.search(question, None, 0, 10).await.unwrap().found, 1, "{question}");
    }
}

pub(crate) async fn only_the_asked_entity_is_found(place: &Place) {
    let store = place.open().await;
    let rows = actor("a1", "Example")
        + "[[product]]\nid = \"p1\"\nname = \"Example\"\naliases = [\"Sample\"]\nclass = \"forensics\"\n";
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    assert_eq!(reader.search("example", None, 0, 10).await.unwrap().found, 2);
    let found = reader.search("example", Some(Entity::Product), 0, 10).await.unwrap();
    assert_eq!(locals(&found.items), ["p1"]);
    assert_eq!(reader.search("sampl", Some(Entity::Product), 0, 10).await.unwrap().found, 1);
}
