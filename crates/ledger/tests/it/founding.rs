//! The founding dossier: its counts, its traps, and its quotations where the text is at hand.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use ledger::anchor::{Hints, Text, Verdict, covered, digest, is_capture};
use ledger::check::Surroundings;
use ledger::dossier::{self, Dossier};
use ledger::records::{Anchor, Capture, Claim, Question, ThreadEvent};
use ledger::visibility::{PublicationPolicy, publish};
use ledger::words::Layer;
use ledger::{Entity, Id, LocalId, Record, Row};
use serde_json::{Map, Value, json};

use crate::shared;

pub(crate) const TODAY: Date = date(2026, 11, 24);

pub(crate) fn founding() -> &'static Dossier {
    static DOSSIER: OnceLock<Dossier> = OnceLock::new();
    DOSSIER.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../dossiers/founding.toml");
        let text = std::fs::read_to_string(path).unwrap();
        dossier::parse(&text, "founding.toml").unwrap_or_else(|faults| {
            panic!("{}", faults.iter().map(|it| format!("{it}\n")).collect::<String>())
        })
    })
}

pub(crate) fn row(local: &str) -> &'static Row {
    let local = LocalId::parse(local).unwrap();
    founding().rows.iter().find(|it| it.local == local).unwrap()
}

/// The canonical JSON of a row, with the names of other rows as the author knows them.
fn fields(local: &str) -> Map<String, Value> {
    static NAMES: OnceLock<HashMap<String, String>> = OnceLock::new();
    let names = NAMES
        .get_or_init(|| founding().rows.iter().map(|it| (it.id.to_string(), it.local.to_string())).collect());
    fn named(value: Value, names: &HashMap<String, String>) -> Value {
        match value {
            Value::String(text) => Value::String(names.get(&text).cloned().unwrap_or(text)),
            Value::Array(items) => items.into_iter().map(|it| named(it, names)).collect(),
            Value::Object(entries) => {
                entries.into_iter().map(|(name, it)| (name, named(it, names))).collect::<Map<_, _>>().into()
            }
            other => other,
        }
    }
    row(local).stored().into_iter().map(|(name, it)| (name, named(it, names))).collect()
}

/// Some fields of a row, null where absent.
fn pick<const N: usize>(local: &str, names: [&str; N]) -> Value {
    let fields = fields(local);
    names.map(|it| fields.get(it).cloned().unwrap_or_default()).to_vec().into()
}

fn not_stated() -> Value {
    json!({ "unspecified": "not_stated" })
}

fn text_layer() -> impl Iterator<Item = &'static Row> {
    founding().rows.iter().filter(|it| it.layer == Layer::Founding)
}

#[test]
fn the_dossier_breaks_no_rule() {
    let faults = founding().check(&Surroundings { others: &[], today: TODAY });
    let told: String = faults.iter().map(|it| format!("{it}\n")).collect();
    assert!(told.is_empty(), "{told}");
}

#[test]
fn the_text_is_covered() {
    let is_reply = |it: &Row| matches!(&it.record, Record::Message(it) if it.direction.as_str() == "in");
    crate::covers(text_layer().map(|it| (it.entity(), is_reply(it))));
    for entity in [Entity::Source, Entity::Capture] {
        assert_eq!(text_layer().filter(|it| it.entity() == entity).count(), 1, "{}", entity.name());
    }
    // Nothing in the text layer leans on another source.
    for row in text_layer() {
        for (field, id) in row.references() {
            let target = founding().rows.iter().find(|it| it.id == id).unwrap();
            assert_eq!(target.layer, Layer::Founding, "{row:?} {field}");
        }
    }
}

#[test]
fn every_row_is_kept_and_read_back() {
    for row in &founding().rows {
        assert_eq!(&Row::restore(row.entity(), &row.stored()).unwrap(), row);
    }
}

#[test]
fn everything_is_public_and_nothing_has_to_be_withheld() {
    let policy = PublicationPolicy::of(&founding().rows);
    for row in &founding().rows {
        let view = publish(row, &policy, TODAY).unwrap();
        let text = serde_json::to_string(&view).unwrap();
        assert!(!text.contains("withheld"), "{text}");
    }
}

#[test]
fn dates_without_a_year_stay_without_one() {
    assert_eq!(pick("t1", ["asked_at", "deadline"]), json!(["XXXX-07-04", not_stated()]));
    assert_eq!(pick("t2", ["asked_at", "deadline"]), json!(["XXXX-08-03", not_stated()]));
    assert_eq!(pick("t3", ["asked_at", "deadline"]), json!(["XXXX-08-03", not_stated()]));
    // The text names no year at all, so neither may its rows.
    for row in text_layer() {
        let text = serde_json::to_string(&row.stored()).unwrap();
        assert!(!text.contains("2017"), "{row:?}");
    }
    // Others know the year, and say so in statements of their own.
    assert_eq!(
        pick("st-t1-year", ["layer", "subject", "value", "asserted_by"]),
        json!(["later", "t1", "2017-07-04", "bhrrc"])
    );
}

#[test]
fn saudi_arabia_and_turkey_name_no_product() {
    for (incident, report, country) in [("in2", "rp2", "SA"), ("in3", "rp3", "TR")] {
        let names = ["report", "country_of_target", "product"];
        assert_eq!(pick(incident, names), json!([report, country, not_stated()]));
        assert_eq!(pick(report, ["similar_to"]), json!(["rp1"]));
    }
    assert_eq!(
        pick("in1", ["product", "what", "country_of_target", "confidence"]),
        json!(["p1", "infection_reported", "MX", "reported_by_unnamed"])
    );
}

#[test]
fn only_the_first_question_can_be_judged() {
    let judged: HashMap<Id, &str> = founding()
        .rows
        .iter()
        .filter_map(|it| match &it.record {
            Record::Answer(it) => Some((it.question.id(), it.outcome.as_str())),
            _ => None,
        })
        .collect();
    for number in ["q1.1", "q1.2", "q1.3", "q1.4", "q1.5", "q1.6"] {
        assert_eq!(pick(number, ["after", "before", "thread"]), json!(["m1", null, null]));
        assert_eq!(judged.get(&row(number).id), Some(&"open_after_reply"), "{number}");
    }
    assert_eq!(judged.len(), 6);
    assert_eq!(pick("q1.0", ["after", "before", "text"]), json!([null, "m1", not_stated()]));
    // Another outcome than the open one is refused, whoever writes it, for each of the questions after the reply.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../dossiers/founding.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let verdict = "\"not_answered\"\nassessors = [\"one\", \"two\"]\nanchors = [\"a14\"]";
    let changed = text.replace("\"open_after_reply\"", verdict);
    let faults = dossier::parse(&changed, "x").unwrap().check(&Surroundings { others: &[], today: TODAY });
    let refused: Vec<&str> = faults.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(refused, ["answer.outcome"; 6]);
    // The first one may be judged.
    let changed = text.replacen("question = \"q1.1\"", "question = \"q1.0\"", 1);
    let changed = changed.replacen("\"open_after_reply\"", verdict, 1);
    let faults = dossier::parse(&changed, "x").unwrap().check(&Surroundings { others: &[], today: TODAY });
    assert_eq!(faults, []);
}

#[test]
fn the_headline_questions_have_their_speaker_by_continuation() {
    for number in ["q1.1", "q1.2", "q1.3"] {
        let names = ["asked_by", "attribution", "form", "directed_to"];
        assert_eq!(pick(number, names), json!(["micek", "continued_quote", "explicit", ["nso"]]));
    }
    let names = ["attribution", "asserted_by", "at"];
    assert_eq!(pick("h1", names), json!(["continued_quote", "micek", not_stated()]));
    assert_eq!(
        pick("st-h1-span", ["layer", "value", "attribution"]),
        json!(["later", "../2017-08-11", "inferred"])
    );
    assert_eq!(pick("q2.1", ["directed_to", "inquiry"]), json!([["blackstone", "clearsky"], "i2"]));
}

#[test]
fn outcomes_are_according_to_somebody() {
    let outcomes = |thread: &str| -> Vec<Value> {
        let thread = row(thread).id;
        let of = |it: &&Row| it.get::<ThreadEvent>().is_some_and(|it| it.thread.id() == thread);
        let names = ["outcome", "asserted_by", "layer"];
        founding()
            .rows
            .iter()
            .filter(of)
            .map(|it| pick(it.local.as_str(), names))
            .filter(|it| it[0] != Value::Null)
            .collect()
    };
    let text = |outcome: &str| json!([outcome, "access-now", null]);
    let later = |outcome: &str| json!([outcome, "bhrrc", "later"]);
    assert_eq!(outcomes("t1"), [text("reported_replied"), later("reported_replied")]);
    assert_eq!(outcomes("t2"), [text("reported_no_reply"), later("reported_no_reply")]);
    // The sentence about the one firm says nothing about the other.
    assert_eq!(outcomes("t3"), [text("outcome_not_stated"), later("reported_no_reply")]);
    assert_eq!(outcomes("l-t4"), [later("reported_referred")]);
    // That no comment had been seen is an observation of theirs, and there is no silence of ours.
    assert_eq!(pick("e2-observed", ["event", "asserted_by"]), json!(["no_comment_observed", "access-now"]));
    let threads: Vec<&Row> = founding().rows.iter().filter(|it| it.entity() == Entity::Thread).collect();
    assert!(threads.iter().all(|it| it.stored()["origin"] == json!("imported")));
    let funds = threads.iter().filter(|it| it.stored()["inquiry"] == json!(row("l-i3").id.as_str()));
    let unnamed = funds.clone().filter(|it| it.stored()["recipient"].is_object()).count();
    assert_eq!((funds.count(), unnamed), (9, 7));
}

#[test]
fn claims_keep_apart_who_says_what() {
    assert_eq!(
        pick("c5", ["claim_kind", "by", "imputed_by", "attribution"]),
        json!(["imputed", "nso", "olukotun", "imputed"])
    );
    assert_eq!(pick("c1", ["claim_kind", "framing_anchors"]), json!(["framed_fragment", ["b1"]]));
    assert_eq!(pick("c4", ["claim_kind", "altered_quote"]), json!(["framed_fragment", true]));
    assert_eq!(pick("e1", ["relation", "claims", "stance"]), json!(["contradicts", ["c1", "c2"], "hedges"]));
    assert_eq!(pick("e2", ["relation", "claims"]), json!(["argument", ["c5"]]));
    assert_eq!(pick("e3", ["relation", "claims"]), json!(["qualifies", ["c4"]]));
    assert_eq!(pick("as1", ["by", "of"]), json!(["access-now", "m1"]));
    // No judgement of a claim is ours.
    assert!(founding().rows.iter().all(|it| it.entity() != Entity::ClaimAssessment));
}

#[test]
fn two_states_of_the_deal_stand_side_by_side() {
    let names = ["state", "asserted_by", "reported_by", "at"];
    let considering = json!(["under_consideration", not_stated(), null, not_stated()]);
    assert_eq!(pick("ds1", names), considering);
    assert_eq!(pick("ds2", names), json!(["in_talks", "access-now", ["reuters"], not_stated()]));
    assert_eq!(pick("ds1", ["before"]), json!(["mo2"]));
    assert_eq!(pick("d1", ["share", "price"]), json!([{ "exact": "40" }, not_stated()]));
    assert_eq!(
        pick("r4", ["subject", "share", "from"]),
        json!(["francisco-partners", not_stated(), not_stated()])
    );
    // Between the two days lies the end of the talks, as others report it.
    assert_eq!(pick("lds-talks", ["state", "at"]), json!(["in_talks", "2017-07-23"]));
    assert_eq!(pick("lds-ended", ["state", "at"]), json!(["ended", "2017-08-16"]));
    assert_eq!(pick("lds-denied", ["state", "asserted_by", "stance"]), json!(["denied", "nso", "denies"]));
}

#[test]
fn what_others_say_differently_stands_beside_it() {
    let said = |locals: &[&str]| -> Vec<Value> {
        locals.iter().map(|it| pick(it, ["property", "value", "asserted_by", "rank"])).collect()
    };
    assert_eq!(
        said(&["st-founded-reuters", "st-founded-fa", "st-founded-globes"]),
        [
            json!(["founded", "2009", "reuters", "normal"]),
            json!(["founded", "2010", "forensic-architecture", "normal"]),
            json!(["founded", "2011", "globes", "normal"]),
        ]
    );
    assert_eq!(
        said(&["st-letter-reuters", "st-letter-cbc"]),
        [
            json!(["asked_at", "2017-07-26", "reuters", "normal"]),
            json!(["asked_at", "2017-07-25", "cbc", "normal"]),
        ]
    );
    assert_eq!(
        said(&["st-m1-bhrrc", "st-m1-an"]),
        [
            json!(["dated", "2017-08-09", "bhrrc", "preferred"]),
            json!(["dated", "2017-08-10", "access-now", "normal"]),
        ]
    );
}

#[test]
fn other_sources_are_named_and_not_held() {
    for row in founding().rows.iter().filter(|it| it.layer == Layer::Later) {
        assert!(!matches!(row.entity(), Entity::Capture | Entity::Anchor), "{row:?}");
        assert!(row.provenance.anchors.is_empty(), "{row:?}");
        if row.entity() == Entity::Source {
            let names = ["url", "title", "capture"];
            let gap = |reason: &str| json!({ "unspecified": reason });
            let expected = json!([gap("unknown_to_us"), gap("unknown_to_us"), gap("not_captured")]);
            assert_eq!(pick(row.local.as_str(), names), expected, "{row:?}");
        } else {
            assert!(!row.provenance.sources.is_empty(), "{row:?}");
        }
    }
}

/// The anchors of the dossier by their local names.
fn anchors() -> BTreeMap<&'static str, &'static Anchor> {
    let all = founding().rows.iter().filter_map(|it| Some((it.local.as_str(), it.get::<Anchor>()?)));
    all.collect()
}

fn place(anchor: &Anchor) -> std::ops::Range<usize> {
    usize::try_from(anchor.start).unwrap()..usize::try_from(anchor.end).unwrap()
}

#[test]
fn words_are_quoted_only_where_they_are_needed() {
    let quoted: Vec<&Anchor> = anchors().into_values().filter(|it| it.quote.is_some()).collect();
    for anchor in &quoted {
        let quote = anchor.quote.as_ref().unwrap().as_str();
        assert_eq!(digest(quote), anchor.sha256.0);
    }
    // Of 4,366 code points.
    let share = covered(quoted.iter().map(|it| place(it))) * 1_000 / 4_366;
    assert!(share <= 145, "{share} of 1000 are quoted");
    // Verbatim words are those of their passage.
    for row in &founding().rows {
        let words = match &row.record {
            Record::Claim(Claim { claim_kind, text, .. })
                if matches!(claim_kind.as_str(), "verbatim" | "framed_fragment") =>
            {
                text.as_str()
            }
            Record::Question(Question { text, .. }) if row.lang.is_some() => text.known().unwrap().as_str(),
            _ => continue,
        };
        let first = row.provenance.anchors[0].id();
        let first = founding().rows.iter().find(|it| it.id == first).unwrap().get::<Anchor>().unwrap();
        assert_eq!(first.quote.as_ref().map(|it| it.as_str()), Some(words), "{row:?}");
    }
}

#[test]
fn every_anchor_matches_the_text() {
    let Some(text) = shared("data/founding-text.txt") else { return };
    let published: Value = serde_json::from_str(&shared("data/founding-anchors.json").unwrap()).unwrap();
    let capture: &Capture = row("cap1").get().unwrap();
    assert!(is_capture(text.as_bytes(), capture.size, &capture.sha256.0));
    let read = Text::new(&text);
    let anchors = anchors();
    for (local, it) in &anchors {
        let place = place(it);
        let hints = Hints { quote: it.quote.as_ref().map(|it| it.as_str()), prefix: None };
        let verdict = |text: &Text<'_>| text.verify(place.start, place.end, &it.sha256.0, &hints);
        assert_eq!(verdict(&read), Verdict::Verified, "{local}");
        // One byte changes in the middle, and the dossier alone tells that and, where it has the words, exactly where.
        let middle = place.start + place.len() / 2;
        let changed: String =
            text.chars().enumerate().map(|(n, c)| if n == middle { '#' } else { c }).collect();
        assert!(!is_capture(changed.as_bytes(), capture.size, &capture.sha256.0));
        let expected = match hints.quote {
            Some(_) => Verdict::Changed { from: middle, to: middle + 1 },
            None => Verdict::Changed { from: place.start, to: place.end },
        };
        assert_eq!(verdict(&Text::new(&changed)), expected, "{local}");
    }
    // All 48 that were handed down are there, in their places, and a few more of ours.
    let handed: Vec<&Value> = published["anchors"].as_array().unwrap().iter().collect();
    assert_eq!(handed.len(), 48);
    for it in handed {
        let ours = anchors[it["id"].as_str().unwrap()];
        assert_eq!((json!(ours.start), json!(ours.end)), (it["start"].clone(), it["end"].clone()));
    }
    assert_eq!(anchors.len(), 52);
}
