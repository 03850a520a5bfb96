//! Exports: what comes back, what is lost, and that nothing in a text can do harm on the way.

use std::collections::BTreeMap;

use ledger::check::Surroundings;
use ledger::export::{About, Facts, File, Import, bods, csv, ftm, json, losses, read_csv, read_json};
use ledger::visibility::{Public, PublicationPolicy, View, publish};
use ledger::words::Layer;
use ledger::{Dossier, Entity, Fault, Record, Row, common_fields, dossier};
use serde_json::Value;

use crate::{TODAY, lines, read, with_basics};

type Reads = fn(&[File]) -> Result<Import, Vec<Fault>>;
type Writes = fn(&[Public<View>], &About) -> Vec<File>;

/// Both forms that can be read back.
const FORMS: [(Writes, Reads); 2] = [(json, read_json), (csv, read_csv)];

fn parsed(path: &str) -> Dossier {
    let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    dossier::parse(&text, &path).unwrap_or_else(|faults| panic!("{}", lines(&faults)))
}

fn founding() -> Dossier {
    parsed("dossiers/founding.toml")
}

fn views(dossier: &Dossier) -> Vec<Public<View>> {
    let policy = PublicationPolicy::of(&dossier.rows);
    dossier.rows.iter().filter_map(|it| publish(it, &policy, TODAY)).collect()
}

fn about(dossier: &Dossier) -> About {
    About {
        title: "Test".to_owned(),
        publisher: "Example".to_owned(),
        on: TODAY,
        dossiers: vec![Facts::from(dossier)],
    }
}

fn back(reads: Reads, files: &[File]) -> Dossier {
    let import = reads(files).unwrap_or_else(|faults| panic!("{}", lines(&faults)));
    assert!(import.left_out.is_empty(), "{}", lines(&import.left_out));
    import.dossiers.into_iter().next().unwrap()
}

fn sorted(rows: &[Row]) -> Vec<&Row> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|it| (it.entity(), it.id));
    rows
}

fn file<'a>(files: &'a [File], name: &str) -> &'a str {
    std::str::from_utf8(&files.iter().find(|it| it.name == name).unwrap().bytes).unwrap()
}

#[test]
fn both_forms_come_back_whole() {
    for path in ["dossiers/founding.toml", "xtask/register/sample.toml"] {
        let dossier = parsed(path);
        // A route is never public, and the only gap here.
        let is_whole = path.starts_with("dossiers");
        for (writes, reads) in FORMS {
            let files = writes(&views(&dossier), &about(&dossier));
            let import = reads(&files).unwrap_or_else(|faults| panic!("{}", lines(&faults)));
            assert_eq!(import.left_out.len(), usize::from(!is_whole), "{}", lines(&import.left_out));
            let again = &import.dossiers[0];
            assert_eq!(
                (&again.id, again.revision, &again.title),
                (&dossier.id, dossier.revision, &dossier.title)
            );
            if is_whole {
                assert_eq!(sorted(&again.rows), sorted(&dossier.rows));
                assert_eq!(writes(&views(again), &about(again)), files);
                assert!(again.check(&Surroundings { others: &[], today: TODAY }).is_empty());
            } else {
                assert_eq!(again.rows.len(), dossier.rows.len());
            }
        }
    }
}

#[test]
fn the_text_is_covered_in_every_form() {
    let dossier = founding();
    for (writes, reads) in FORMS {
        let again = back(reads, &writes(&views(&dossier), &about(&dossier)));
        crate::covers(again.rows.iter().filter(|it| it.layer == Layer::Founding).map(|it| {
            (it.entity(), matches!(&it.record, Record::Message(it) if it.direction.as_str() == "in"))
        }));
    }
    let ftm = ftm(&views(&dossier));
    let entities: Vec<Value> =
        file(&ftm, "entities.ftm.jsonl").lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(entities.len(), dossier.rows.len());
    crate::covers(entities.iter().filter(|it| it["daylight"].get("layer").is_none()).map(|it| {
        let row = &it["daylight"];
        (Entity::parse(row["entity"].as_str().unwrap()).unwrap(), row["direction"] == "in")
    }));
    // The public row beside the properties is the row itself.
    let rows: BTreeMap<String, Value> = views(&dossier)
        .iter()
        .map(|it| (it.get().id.to_string(), serde_json::to_value(it).unwrap()))
        .collect();
    for entity in &entities {
        assert_eq!(&entity["daylight"], &rows[&entity["id"].as_str().unwrap().replacen('-', "_", 1)]);
    }
}

#[test]
fn the_same_rows_give_the_same_bytes_in_any_order() {
    let dossier = founding();
    let (rows, about) = (views(&dossier), about(&dossier));
    let mut turned = rows.clone();
    turned.reverse();
    assert_eq!(json(&rows, &about), json(&turned, &about));
    assert_eq!(csv(&rows, &about), csv(&turned, &about));
    assert_eq!(ftm(&rows), ftm(&turned));
    assert_eq!(bods(&rows, &about), bods(&turned, &about));
}

#[test]
fn what_is_lost_is_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/register-exports.md");
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(
        kept == losses::document(),
        "write it anew: cargo run -p ledger --example export_founding -- losses"
    );
    for entity in Entity::ALL {
        assert!(kept.contains(&format!("\n| `{entity}` | ")), "{entity}");
    }
    // What becomes of rows is what the table says.
    for path in ["dossiers/founding.toml", "xtask/register/sample.toml"] {
        for line in file(&ftm(&views(&parsed(path))), "entities.ftm.jsonl").lines() {
            let entity: Value = serde_json::from_str(line).unwrap();
            let Some(name) = entity["daylight"]["entity"].as_str() else { continue };
            let said = losses::of(Entity::parse(name).unwrap()).ftm;
            assert!(said.contains(entity["schema"].as_str().unwrap()), "{name}: {line}");
        }
    }
}

#[test]
fn the_package_describes_every_file_and_column() {
    let dossier = founding();
    for (writes, _) in FORMS {
        let files = writes(&views(&dossier), &about(&dossier));
        let package: Value = serde_json::from_str(file(&files, "datapackage.json")).unwrap();
        assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
        let resources = package["resources"].as_array().unwrap();
        assert_eq!(resources.len() + 1, files.len());
        for resource in resources {
            let entity = Entity::parse(resource["name"].as_str().unwrap()).unwrap();
            let fields: Vec<&str> = resource["schema"]["fields"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it["name"].as_str().unwrap())
                .collect();
            let text = file(&files, resource["path"].as_str().unwrap());
            assert_eq!(resource["bytes"], text.len());
            for field in common_fields().iter().chain(entity.fields()).filter(|it| it.name != "visibility") {
                assert!(fields.contains(&field.name), "{entity}.{}", field.name);
            }
            if resource["format"] == "csv" {
                assert_eq!(text.lines().next().unwrap(), fields.join(","));
            }
        }
    }
}

const HOSTILE: &[&str] = &[
    "=HYPERLINK(\"https://x.example\")",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r\nx",
    "'=1",
    "''@",
    "'quoted'",
    "\"quoted\", and more",
    "a\nb\r\nc",
    "a\u{202e}b\u{2066}c\u{200f}",
    "\u{feff}a",
    "{\"unspecified\":\"not_stated\"}",
    "[1, 2]",
    "[",
    "<script>alert('x')</script>",
    "]]> <!-- --> &amp;",
    "'; DROP TABLE actor; --",
    "\u{ff1d}1",
    "true",
    "7",
];

#[test]
fn hostile_text_comes_back_and_runs_nowhere() {
    for hostile in HOSTILE {
        let escaped: String = hostile.chars().map(|it| format!("\\U{:08X}", u32::from(it))).collect();
        let dossier = read(&with_basics(&format!(
            "[[actor]]\nid = \"x\"\nkind = \"media\"\nname = \"X\"\ndescription = \"{escaped}\"\n\
             [[statement]]\nid = \"y\"\nsubject = \"x\"\nproperty = \"motto\"\nvalue = \"{escaped}\"\n"
        )));
        let rows = views(&dossier);
        for (writes, reads) in FORMS {
            let files = writes(&rows, &about(&dossier));
            assert_eq!(sorted(&back(reads, &files).rows), sorted(&dossier.rows), "{hostile:?}");
        }
        let all = [
            json(&rows, &about(&dossier)),
            csv(&rows, &about(&dossier)),
            ftm(&rows),
            bods(&rows, &about(&dossier)),
        ];
        for file in all.iter().flatten() {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            let hides = |it: char| matches!(it, '\u{200f}' | '\u{202e}' | '\u{2066}' | '\u{feff}');
            assert!(!text.contains(hides), "{}: {hostile:?}", file.name);
        }
        let table = csv(&rows, &about(&dossier));
        for line in file(&table, "actor.csv").split("\r\n") {
            for cell in line.split(',') {
                assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@', '\t']), "{line}");
            }
        }
    }
}

#[test]
fn gaps_and_stubs_are_told_and_not_filled() {
    let dossier = read(&with_basics(
        "[[thread]]\nid = \"t\"\ninquiry = \"i\"\nrecipient = \"maker\"\norigin = \"own\"\n\
         asked_at = \"2026-10-01\"\nroute = \"secret@maker.example\"\n\
         [[inquiry]]\nid = \"i\"\ntitle = \"A letter\"\nsenders = [\"lab\"]\npurpose = \"request_for_response\"\n\
         formality = \"formal\"\n\
         [[product]]\nid = \"gone\"\nname = \"Removed\"\nclass = \"other\"\n\
         [[product]]\nid = \"sealed\"\nname = \"Hidden\"\nclass = \"other\"\nvisibility = \"sealed\"\n\
         [[tombstone]]\nid = \"why\"\nrecord = \"gone\"\nlevel = \"content\"\nreason = \"safety\"\nat = \"2026-10-02\"\n\
         [[redaction]]\nid = \"cut\"\non = \"lab\"\nfield = \"name\"\nreason = \"safety\"\nreplacement = \"A lab\"\n",
    ));
    let rows = views(&dossier);
    let all = FORMS.map(|(writes, _)| writes(&rows, &about(&dossier)));
    for files in all.iter().chain([&ftm(&rows), &bods(&rows, &about(&dossier))]) {
        for file in files {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            for secret in ["secret", "Removed", "Hidden", "Example Lab"] {
                assert!(!text.contains(secret), "{}", file.name);
            }
        }
    }
    for ((_, reads), files) in FORMS.iter().zip(&all) {
        let import = reads(files).unwrap();
        let told: Vec<String> =
            import.left_out.iter().map(|it| format!("{}: {}", it.field, it.why)).collect();
        assert_eq!(
            told,
            [
                "actor.name: not shown, so that the row is left out",
                "product: the row was removed from what is public",
                "thread.route: not shown",
            ]
        );
    }
}

#[test]
fn faults_name_file_and_line() {
    let dossier = founding();
    let spoil = |writes: Writes, name: &str, from: &str, to: &str| {
        let mut files = writes(&views(&dossier), &about(&dossier));
        let file = files.iter_mut().find(|it| it.name == name).unwrap();
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        file.bytes = text.replacen(from, to, 1).into_bytes();
        files
    };
    let first = |reads: Reads, files: &[File]| reads(files).err().unwrap()[0].to_string();
    let found = first(read_json, &spoil(json, "actor.jsonl", "\"kind\":\"person\"", "\"kind\":\"persn\""));
    assert!(
        found.starts_with("actor.jsonl:") && found.contains("actor.kind: ") && found.contains("`person`"),
        "{found}"
    );
    let found = first(read_csv, &spoil(csv, "actor.csv", ",person,", ",persn,"));
    assert!(found.starts_with("actor.csv:") && found.contains("actor.kind: "), "{found}");
    for (reads, files, told) in [
        (
            read_json as Reads,
            spoil(json, "claim.jsonl", "{", "["),
            "claim.jsonl:1: claim: expected one JSON object",
        ),
        (
            read_json,
            spoil(json, "claim.jsonl", "\"entity\":\"claim\"", "\"entity\":\"demand\""),
            "claim.jsonl:1: entity",
        ),
        (
            read_json,
            spoil(json, "datapackage.json", "claim.jsonl", "clam.jsonl"),
            "datapackage.json:0: resources",
        ),
        (
            read_json,
            spoil(json, "datapackage.json", "\"revision\": 1", "\"revision\": 0"),
            "datapackage.json:0: daylight",
        ),
        (
            read_csv,
            spoil(csv, "claim.csv", "claim_kind", "claim_knd"),
            "claim.csv:1: claim: there is no column",
        ),
        (read_csv, spoil(csv, "claim.csv", "\r\n", "\r\n\"x"), "claim.csv:"),
        (read_csv, Vec::new(), "datapackage.json:0: : the file is missing"),
    ] {
        let found = first(reads, &files);
        assert!(found.starts_with(told), "{found}");
    }
    // The same row twice, and a row with a name that is not its own.
    let mut files = json(&views(&dossier), &about(&dossier));
    let product = files.iter_mut().find(|it| it.name == "product.jsonl").unwrap();
    product.bytes = product.bytes.repeat(2);
    assert!(first(read_json, &files).starts_with("product.jsonl:2: product.id: line 1 holds the same row"));
    let found = first(read_json, &spoil(json, "product.jsonl", "\"local\":\"p1\"", "\"local\":\"p2\""));
    assert!(found.starts_with("product.jsonl:1: product: the public id"), "{found}");
}

#[test]
fn faults_of_the_whole_name_the_file_of_their_entity() {
    let dossier = founding();
    let rows: Vec<_> = views(&dossier).into_iter().filter(|it| it.get().entity != Entity::Capture).collect();
    let again = back(read_csv, &csv(&rows, &about(&dossier)));
    let found = again.check(&Surroundings { others: &[], today: TODAY });
    assert!(found.iter().any(|it| it.file == "anchor.csv" && it.line > 1), "{}", lines(&found));
}

#[test]
fn ownership_says_no_more_than_its_sources() {
    let statements: Value = serde_json::from_slice(
        &bods(&views(&parsed("xtask/register/sample.toml")), &about(&founding()))[0].bytes,
    )
    .unwrap();
    let links: Vec<&Value> =
        statements.as_array().unwrap().iter().filter(|it| it["recordType"] == "relationship").collect();
    // The planned one, and what is no ownership, is not there.
    assert_eq!(links.len(), 5);
    let text = statements.to_string();
    for part in [
        r#""share":{"exact":33.3333}"#,
        r#""share":{"minimum":10,"maximum":25}"#,
        r#""transformedContent":"2014~""#,
        r#""transformedContent":"2016-07/2016-09""#,
        r#""interestedParty":{"reason":"unknown","description":"conflicting"}"#,
        r#""unspecifiedEntityDetails":{"reason":"interestedPartyHasNotProvidedInformation","description":"withheld"}"#,
        "startDate is given as XXXX-07-04",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("\"1970") && !text.contains("\"2026-07-04"));
}
