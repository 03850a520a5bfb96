//! The example of the guide can be read, and the schema beside it is the one of the code.

use std::path::{Path, PathBuf};

use ledger::check::Surroundings;

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

#[test]
fn the_example_is_a_dossier_without_a_fault() {
    let guide = std::fs::read_to_string(docs("dossiers.md")).unwrap();
    let example = guide.split("```toml\nschema = ").nth(1).unwrap().split("```").next().unwrap();
    let dossier = crate::read(&format!("schema = {example}"));
    let found = dossier.check(&Surroundings { others: &[], today: crate::TODAY });
    assert!(found.is_empty(), "{}", crate::lines(&found));
    assert!(dossier.rows.len() >= 12);
}

#[test]
fn the_guide_lists_every_entity_with_its_fields() {
    let guide = std::fs::read_to_string(docs("dossiers.md")).unwrap();
    for entity in ledger::Entity::ALL {
        let names = |required: bool| {
            let fields = entity.fields().iter().filter(|it| it.required == required);
            fields.map(|it| format!("`{}`", it.name)).collect::<Vec<_>>().join(", ")
        };
        let line = format!("| `{entity}` | {} | {} | {} |", entity.about(), names(true), names(false));
        assert!(guide.lines().any(|it| it == line), "docs/dossiers.md has no line\n{line}");
    }
    for field in ledger::common_fields() {
        assert!(
            guide.contains(&format!("`{}`", field.name)),
            "docs/dossiers.md does not name `{}`",
            field.name
        );
    }
}

#[test]
fn the_schema_is_that_of_the_code() {
    let schema = serde_json::to_string_pretty(&ledger::schema::json_schema()).unwrap() + "\n";
    let kept = std::fs::read_to_string(docs("dossier.schema.json")).unwrap_or_default();
    if kept != schema {
        // Written anew, so that the next run passes and the change can be reviewed with its reason.
        std::fs::write(docs("dossier.schema.json"), &schema).unwrap();
        panic!("docs/dossier.schema.json was not that of the code and is now: review it");
    }
    assert!(jsonschema::meta::is_valid(&ledger::schema::json_schema()));
}
