//! What is read, kept and read back is the same, for every entity and every field.

use ledger::{DossierId, Entity, Id, LocalId, Row, Shape, common_fields};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

fn reasons() -> BoxedStrategy<Json> {
    prop::sample::select(ledger::words::Unspecified::WORDS)
        .prop_map(|it| json!({ "unspecified": it }))
        .boxed()
}

fn percent() -> impl Strategy<Value = (u32, String)> {
    // Canonical: no zeros at the end.
    (0_u32..=100_000).prop_map(|it| {
        let text = format!("{}.{:03}", it / 1000, it % 1000);
        (it, text.trim_end_matches('0').trim_end_matches('.').to_owned())
    })
}

/// A value of a shape, in its canonical form.
fn value(shape: &Shape) -> BoxedStrategy<Json> {
    let text = |pattern: &'static str| pattern.prop_map(Json::from).boxed();
    match shape {
        Shape::Text { limit: 16, .. } => percent().prop_map(|(_, it)| it.into()).boxed(),
        Shape::Text { name: true, .. } => text("[!-~äößéшر中]([ -~äößéшر中]{0,20}[!-~])?"),
        Shape::Text { .. } => text("[!-~\u{202e}ر][ -~\n\t\u{202e}\u{2066}ر中']{0,40}"),
        Shape::Word(words) => prop::sample::select(*words).prop_map(Json::from).boxed(),
        Shape::Integer { min, max } => (*min..=*max).prop_map(Json::from).boxed(),
        Shape::Bool => any::<bool>().prop_map(Json::from).boxed(),
        Shape::Edtf => {
            prop::sample::select(vec!["2017-08-09", "XXXX-07-04", "2026-02-28"]).prop_map(Json::from).boxed()
        }
        Shape::Day => prop::sample::select(vec!["2017-08-09", "2026-02-28"]).prop_map(Json::from).boxed(),
        Shape::Country => prop::sample::select(vec!["MX", "IL", "AE"]).prop_map(Json::from).boxed(),
        Shape::Lang => prop::sample::select(vec!["en", "ar-EG", "zh-Hant"]).prop_map(Json::from).boxed(),
        Shape::Url => text("https?://[a-z]{1,9}\\.example/[a-z0-9?=&#%-]{0,20}"),
        Shape::Digest => text("[0-9a-f]{64}"),
        Shape::Share => prop_oneof![
            percent().prop_map(|(_, it)| json!({ "exact": it })),
            (percent(), percent()).prop_map(|(a, b)| {
                let (min, max) = if a.0 <= b.0 { (a, b) } else { (b, a) };
                json!({ "min": min.1, "max": max.1 })
            }),
            reasons(),
        ]
        .boxed(),
        Shape::Count => prop_oneof![
            (0..i64::MAX).prop_map(|it| json!({ "exact": it })),
            (0..1000_i64).prop_map(|it| json!({ "at_least": it })),
            reasons(),
        ]
        .boxed(),
        Shape::Money => (0..i64::MAX, prop::sample::select(vec!["USD", "JPY", "KWD"]))
            .prop_map(|(minor, currency)| json!({ "minor": minor, "currency": currency }))
            .boxed(),
        Shape::Visibility => prop_oneof![
            prop::sample::select(vec!["public", "public_redacted", "restricted", "sealed"])
                .prop_map(Json::from),
            Just(json!({ "embargoed_until": "2026-12-01" })),
        ]
        .boxed(),
        Shape::Reference(entities) => (prop::sample::select(*entities), "[a-z]{1,6}")
            .prop_map(|(entity, local)| id(entity, &local).into())
            .boxed(),
        Shape::RowName => {
            prop_oneof![Just(Json::from(id(Entity::Actor, "x"))), Just(Json::from("other//gone"))].boxed()
        }
        Shape::Known(of) => prop_oneof![3 => value(of), 1 => reasons()].boxed(),
        Shape::List { of, .. } => prop::collection::vec(value(of), 1..4).prop_map(Json::from).boxed(),
        Shape::Table(fields) => table(*fields),
    }
}

fn id(entity: Entity, local: &str) -> String {
    Id::of(&DossierId::parse("other").unwrap(), entity, &LocalId::parse(local).unwrap()).as_str().to_owned()
}

fn table<'a>(fields: impl IntoIterator<Item = &'a ledger::Field>) -> BoxedStrategy<Json> {
    let fields: Vec<_> = fields
        .into_iter()
        .map(|field| {
            let name = field.name;
            let always = field.required || name == "visibility";
            let value = if name == "layer" { Just(Json::from("later")).boxed() } else { value(&field.shape) };
            let part = if always { value.prop_map(Some).boxed() } else { prop::option::of(value).boxed() };
            part.prop_map(move |it| it.map(|it| (name.to_owned(), it)))
        })
        .collect();
    fields.prop_map(|it| Json::Object(it.into_iter().flatten().collect())).boxed()
}

/// A row as it is kept.
fn kept(entity: Entity) -> impl Strategy<Value = (Entity, Map<String, Json>)> {
    table(common_fields().iter().chain(entity.fields())).prop_map(move |rest| {
        let local = LocalId::parse("row").unwrap();
        let dossier = DossierId::parse("test").unwrap();
        let mut out = Map::new();
        out.insert("id".into(), Id::of(&dossier, entity, &local).as_str().into());
        out.insert("dossier".into(), "test".into());
        out.insert("local".into(), "row".into());
        out.extend(rest.as_object().unwrap().clone());
        (entity, out)
    })
}

/// As TOML, written by hand so that this is no test of a writer.
fn toml(value: &Json) -> String {
    match value {
        Json::String(text) => crate::quoted(text),
        Json::Array(list) => format!("[{}]", list.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Json::Object(map) => {
            let fields: Vec<_> = map.iter().map(|(name, it)| format!("{name} = {}", toml(it))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

fn dossier(entity: Entity, kept: &Map<String, Json>) -> String {
    let mut text = format!(
        "schema = \"daylight.dossier/1\"\nid = \"test\"\nrevision = 1\n\n[[{entity}]]\nid = {}\n",
        toml(&kept["local"])
    );
    for (name, value) in kept.iter().filter(|(name, _)| !["id", "dossier", "local"].contains(&name.as_str()))
    {
        text += &format!("{name} = {}\n", toml(value));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_entity_comes_back_as_it_was(
        rows in Entity::ALL.into_iter().map(kept).collect::<Vec<_>>()
    ) {
        for (entity, kept) in rows {
            let row = Row::restore(entity, &kept).map_err(|it| TestCaseError::fail(crate::lines(&it)))?;
            prop_assert_eq!(&row.stored(), &kept);
            // The order is that of the table, which a map does not compare.
            let names = |it: &Map<String, Json>| it.keys().cloned().collect::<Vec<_>>();
            prop_assert_eq!(names(&row.stored()), names(&kept));

            let text = dossier(entity, &kept);
            let read = ledger::dossier::parse(&text, "test.toml")
                .map_err(|it| TestCaseError::fail(crate::lines(&it)))?;
            prop_assert_eq!(read.rows[0].stored(), kept);
            prop_assert!(read.rows[0] == row);

            // What a dossier may hold is what the schema says.
            let plain: Json = toml_as_json(&text);
            if let Err(error) = validator().validate(&plain) {
                prop_assert!(false, "{entity}: {error}");
            }
        }
    }

    /// The example of the guide with one piece taken out and another put in.
    #[test]
    fn no_damage_makes_the_reader_fail(
        at in 0_usize..8_000,
        length in 0_usize..40,
        piece in prop_oneof![
            "[\\[\\]{}=\"',.\n#]{0,4}",
            "\\PC{0,10}",
            prop::sample::select(vec!["[[actor]]", "unspecified", "9223372036854775808", "0x_", "1e9", "1979-05-27", "\"a/b\""])
                .prop_map(str::to_owned),
        ],
    ) {
        static GUIDE: &str = include_str!("../../../../docs/dossiers.md");
        let example = GUIDE.split("```toml").nth(1).unwrap().split("```").next().unwrap();
        let letters: Vec<char> = example.chars().collect();
        let start = at.min(letters.len());
        let end = (start + length).min(letters.len());
        let text: String = letters[..start].iter().copied().chain(piece.chars()).chain(letters[end..].iter().copied()).collect();
        if let Ok(dossier) = ledger::dossier::parse(&text, "x") {
            dossier.check(&ledger::check::Surroundings { others: &[], today: crate::TODAY });
        }
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "\\PC{0,200}") {
        let _ = ledger::dossier::parse(&text, "x");
        let _ = ledger::dossier::parse(&crate::with_basics(&text), "x");
    }
}

fn toml_as_json(text: &str) -> Json {
    let value: toml::Table = toml::from_str(text).unwrap();
    serde_json::to_value(value).unwrap()
}

fn validator() -> &'static jsonschema::Validator {
    static VALIDATOR: std::sync::OnceLock<jsonschema::Validator> = std::sync::OnceLock::new();
    VALIDATOR.get_or_init(|| jsonschema::validator_for(&ledger::schema::json_schema()).unwrap())
}

#[test]
fn damaged_rows_are_not_restored() {
    let row = &crate::read(&crate::with_basics("")).rows[0];
    let good = row.stored();
    let with = |name: &str, value: Json| {
        let mut map = good.clone();
        map.insert(name.to_owned(), value);
        Row::restore(Entity::Actor, &map)
    };
    assert!(with("kind", "vendor".into()).is_ok());
    assert!(with("kind", "nothing".into()).is_err());
    assert!(with("unheard_of", 1.into()).is_err());
    assert!(with("local", "other".into()).is_err());
    assert!(with("dossier", "".into()).is_err());
    assert!(with("anchors", json!(["a1"])).is_err());
    assert!(with("visibility", Json::Null).is_err());
    assert!(Row::restore(Entity::Product, &good).is_err());
}

#[test]
fn a_tombstoned_row_can_be_kept_and_not_written() {
    let mut kept = crate::read(&crate::with_basics("")).rows[0].stored();
    kept.insert("visibility".to_owned(), "tombstoned".into());
    assert_eq!(Row::restore(Entity::Actor, &kept).unwrap().stored(), kept);
    let text = crate::with_basics(
        "[[actor]]\nid = \"x\"\nkind = \"media\"\nname = \"X\"\nvisibility = \"tombstoned\"\n",
    );
    assert_eq!(crate::faults(&text)[0].field, "actor.visibility");
}
