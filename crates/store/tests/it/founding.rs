//! The founding dossier, as it is kept.

use jiff::civil::date;
use ledger::question::NotAssessable;
use ledger::thread::{Headline, ImportedOutcome, State};
use ledger::visibility::{Fares, PublicationPolicy, publish_question, publish_questions, publish_status};
use ledger::words::Layer;
use ledger::{Dossier, Entity, Id, Row};
use serde_json::{Value as Json, json};
use store::{HoldingAsOf, Store};

use crate::{Place, TODAY, each, text};

const FOUNDING: &str = include_str!("../../../../dossiers/founding.toml");

pub(crate) async fn the_founding_dossier_is_kept_whole(place: &Place) {
    let (store, dossier) = founded(place).await;
    let reader = store.reader(TODAY);
    for (entity, wanted) in [
        (Entity::Actor, 13),
        (Entity::Product, 1),
        (Entity::Relationship, 5),
        (Entity::Deal, 1),
        (Entity::DealStatus, 2),
        (Entity::Report, 4),
        (Entity::Incident, 3),
        (Entity::Harm, 1),
        (Entity::Inquiry, 3),
        (Entity::Thread, 3),
        (Entity::Question, 8),
        (Entity::ReportedAssessment, 1),
        (Entity::Claim, 5),
        (Entity::EvidenceLink, 3),
        (Entity::Demand, 5),
        (Entity::Petition, 1),
        (Entity::SourceNote, 8),
    ] {
        let page = reader.list(entity, None, 1000).await.unwrap();
        let founding = page.items.get().iter().filter(|it| text(it, "layer") != "later");
        assert_eq!(founding.count(), wanted, "{entity}");
    }
    // Everything that was read is kept, whoever may see it, and comes back in the same words.
    let report = store.import(&dossier, "one", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(report.unchanged, dossier.rows.len());
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}

/// A register with the founding dossier.
async fn founded(place: &Place) -> (Store, Dossier) {
    let store = place.open().await;
    let dossier = ledger::dossier::parse(FOUNDING, "founding.toml").unwrap();
    store.import(&dossier, "one", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    (store, dossier)
}

/// Fields of a row as everybody gets them, references by their local names.
async fn pick(store: &Store, dossier: &Dossier, local: &str, fields: &[&str]) -> Json {
    let row = dossier.rows.iter().find(|it| it.local.as_str() == local).unwrap();
    let entry = store.reader(TODAY).get(row.id, None).await.unwrap().unwrap();
    let value = |field: &&str| named(entry.view.get().value(field).cloned().unwrap_or_default(), dossier);
    Json::Array(fields.iter().map(value).collect())
}

/// The local name of a row in the place of its public one.
fn named(value: Json, dossier: &Dossier) -> Json {
    match value {
        Json::String(text) => Json::String(local(&text, dossier)),
        Json::Array(items) => Json::Array(items.into_iter().map(|it| named(it, dossier)).collect()),
        other => other,
    }
}

fn local(id: &str, dossier: &Dossier) -> String {
    dossier.rows.iter().find(|it| it.id.as_str() == id).map_or(id, |it| it.local.as_str()).to_owned()
}

fn row(dossier: &Dossier, local: &str) -> Id {
    dossier.rows.iter().find(|it| it.local.as_str() == local).unwrap().id
}

fn not_stated() -> Json {
    json!({ "unspecified": "not_stated" })
}

pub(crate) async fn dates_without_a_year_stay_without_one(place: &Place) {
    let (store, dossier) = founded(place).await;
    for (thread, day) in [("t1", "07-04"), ("t2", "08-03"), ("t3", "08-03")] {
        let found = pick(&store, &dossier, thread, &["asked_at", "deadline"]).await;
        assert_eq!(found, json!([format!("{}-{day}", "X".repeat(4)), not_stated()]));
        let status = store.reader(TODAY).status(row(&dossier, thread), TODAY).await.unwrap().unwrap();
        // Without a year nobody can say how long it took.
        assert_eq!((status.get().elapsed, status.get().due()), (None, None), "{thread}");
    }
    for entity in Entity::ALL {
        let page = store.reader(TODAY).list(entity, None, 1000).await.unwrap();
        for view in page.items.get().iter().filter(|it| text(it, "layer") != "later") {
            assert!(!format!("{view:?}").contains("2017"), "{view:?}");
        }
    }
}

pub(crate) async fn two_countries_name_no_product(place: &Place) {
    let (store, dossier) = founded(place).await;
    for (incident, report, country) in [("in2", "rp2", "SA"), ("in3", "rp3", "TR")] {
        let found = pick(&store, &dossier, incident, &["report", "country_of_target", "product"]).await;
        assert_eq!(found, json!([report, country, not_stated()]));
        assert_eq!(pick(&store, &dossier, report, &["similar_to"]).await, json!(["rp1"]));
    }
    // Nor does anything that names these incidents lead to a product.
    let product = row(&dossier, "p1");
    let (named, _) = store.reader(TODAY).referring(product, None, 1000).await.unwrap();
    let incidents: Vec<String> = named
        .iter()
        .map(|it| it.view.get())
        .filter(|it| it.entity == Entity::Incident)
        .map(|it| text(it, "local"))
        .collect();
    assert_eq!(incidents, ["in1"]);
}

pub(crate) async fn three_questions_are_open_after_the_reply_and_one_could_be_judged(place: &Place) {
    let (store, dossier) = founded(place).await;
    let reader = store.reader(TODAY);
    let reply = Some(row(&dossier, "m1"));
    let mut fares = std::collections::BTreeMap::new();
    for thread in ["t1", "t2", "t3"] {
        for it in reader.questions(row(&dossier, thread)).await.unwrap().unwrap().get() {
            fares.insert(text(&it.question, "local"), (it.fares, it.reply));
        }
    }
    assert_eq!(fares["q1.0"], (Fares::NotAssessable(NotAssessable::ReplyNotCaptured), reply));
    assert_eq!(fares["q2.1"], (Fares::Open, None));
    // The headline questions were put in public, to no thread.
    for number in ["q1.1", "q1.2", "q1.3", "q1.4", "q1.5", "q1.6"] {
        let it = reader.question(row(&dossier, number)).await.unwrap().unwrap();
        assert_eq!((it.get().fares, it.get().reply), (Fares::OpenAfterReply, reply), "{number}");
    }
    // Once the bytes of the reply are kept, one question can be judged, and no other.
    let kind = "reply_kind = \"press_statement_not_addressed\"";
    let text = FOUNDING.replacen("revision = 1", "revision = 2", 1);
    assert!(text.contains(kind) && text != FOUNDING);
    let text = text.replacen(kind, &format!("{kind}\ncaptures = [\"cap1\"]"), 1);
    let with = ledger::dossier::parse(&text, "founding.toml").unwrap();
    store.import(&with, "two", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    let mut assessable = Vec::new();
    for row in dossier.rows.iter().filter(|it| it.entity() == Entity::Question) {
        let it = store.reader(TODAY).question(row.id).await.unwrap().unwrap();
        if !matches!(it.get().fares, Fares::Open | Fares::OpenAfterReply | Fares::NotAssessable(_)) {
            assessable.push((row.local.to_string(), it.get().fares));
        }
    }
    assert_eq!(assessable, [("q1.0".to_owned(), Fares::Assessable)]);
}

pub(crate) async fn what_became_of_the_letters_is_according_to_somebody(place: &Place) {
    let (store, dossier) = founded(place).await;
    let reader = store.reader(TODAY);
    let mut reported = Vec::new();
    for thread in ["t1", "t2", "t3"] {
        let status = reader.status(row(&dossier, thread), TODAY).await.unwrap().unwrap();
        let status = status.get();
        let said: Vec<(ImportedOutcome, String)> =
            status.imported.iter().map(|it| (it.outcome, local(&it.asserted_by, &dossier))).collect();
        // Nothing of a clock of ours, on whatever day one looks.
        assert_eq!((status.silence, &status.derived, status.rounds.len()), (None, &vec![], 0));
        let Headline::Reported { according_to, .. } = &status.headline else { panic!("{status:?}") };
        assert!(!according_to.is_empty());
        reported.push((status.state, said));
    }
    use ImportedOutcome::{OutcomeNotStated, ReportedNoReply, ReportedReplied};
    let said = |outcome, by: &str| (outcome, by.to_owned());
    assert_eq!(
        reported,
        [
            (
                State::ReportedReplied,
                vec![said(ReportedReplied, "access-now"), said(ReportedReplied, "bhrrc")]
            ),
            (
                State::ReportedNoReply,
                vec![said(ReportedNoReply, "access-now"), said(ReportedNoReply, "bhrrc")]
            ),
            (
                State::ReportedNoReply,
                vec![said(OutcomeNotStated, "access-now"), said(ReportedNoReply, "bhrrc")]
            ),
        ]
    );
    // That no comment was recorded is an observation with an observer, as of the text, for one firm only.
    let observed = async |thread: &str| reader.status(row(&dossier, thread), TODAY).await.unwrap().unwrap();
    let blackstone = observed("t2").await;
    let [it] = &blackstone.get().observed[..] else { panic!("{blackstone:?}") };
    assert_eq!(it.by.as_deref().map(|it| local(it, &dossier)).as_deref(), Some("access-now"));
    assert_eq!(it.source.as_deref().map(|it| local(it, &dossier)).as_deref(), Some("s1"));
    assert_eq!(it.as_of, None);
    assert_eq!(observed("t3").await.get().observed, []);

    // By the text alone nothing is known of the third letter.
    let other = Place::like(place);
    let store = other.open().await;
    let mut dossier = dossier;
    dossier.rows.retain(|it| it.layer == Layer::Founding);
    store.import(&dossier, "text", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    let status = store.reader(TODAY).status(row(&dossier, "t3"), TODAY).await.unwrap().unwrap();
    assert_eq!(status.get().headline, Headline::OutcomeNotStated);
}

pub(crate) async fn a_claim_is_imputed_by_its_critic(place: &Place) {
    let (store, dossier) = founded(place).await;
    let found = pick(&store, &dossier, "c5", &["claim_kind", "by", "imputed_by", "attribution"]).await;
    assert_eq!(found, json!(["imputed", "nso", "olukotun", "imputed"]));
}

pub(crate) async fn two_states_of_the_deal_stand_side_by_side(place: &Place) {
    let (store, dossier) = founded(place).await;
    let fields = ["state", "asserted_by", "reported_by", "at"];
    let considering = json!(["under_consideration", not_stated(), null, not_stated()]);
    assert_eq!(pick(&store, &dossier, "ds1", &fields).await, considering);
    let talks = json!(["in_talks", "access-now", ["reuters"], not_stated()]);
    assert_eq!(pick(&store, &dossier, "ds2", &fields).await, talks);
    let on = store.reader(TODAY).holdings(row(&dossier, "nso"), date(2017, 8, 1)).await.unwrap();
    let [deal] = &on.deals[..] else { panic!("{on:?}") };
    assert_eq!(
        (each(&deal.certain), each(&deal.undated)),
        (vec!["lds-talks".to_owned()], ["ds1", "ds2", "lds-denied"].map(str::to_owned).to_vec())
    );
}

pub(crate) async fn the_owner_is_another_on_two_days(place: &Place) {
    let (store, dossier) = founded(place).await;
    let reader = store.reader(TODAY);
    let nso = row(&dossier, "nso");
    let on = async |day| {
        let it = reader.holdings(nso, day).await.unwrap();
        let locals =
            |of: &[HoldingAsOf]| of.iter().map(|it| text(it.view.get(), "local")).collect::<Vec<_>>();
        (locals(&it.certain), locals(&it.undated), it)
    };
    let (certain, undated, before) = on(date(2017, 8, 1)).await;
    assert_eq!((certain, undated), (vec!["r4".to_owned()], vec![]));
    let mut by = vec![row(&dossier, "st-r4-from"), row(&dossier, "st-published")];
    by.sort();
    assert_eq!(before.certain[0].by, by);
    let (certain, undated, _) = on(date(2017, 8, 20)).await;
    assert_eq!((certain, undated), (vec![], vec!["r4".to_owned()]));
    let (certain, undated, _) = on(date(2013, 12, 31)).await;
    assert_eq!((certain.len(), undated.len()), (0, 0));
}

/// The rules get a part of the register from the store, and must say the same of the whole.
pub(crate) async fn the_store_says_what_the_rules_say(place: &Place) {
    let (store, dossier) = founded(place).await;
    let rows: Vec<&Row> = dossier.rows.iter().collect();
    let policy = PublicationPolicy::of(&dossier.rows);
    let reader = store.reader(TODAY);
    for it in &rows {
        for day in [date(2017, 8, 5), TODAY] {
            let expected = publish_status(it, &rows, day, &policy, TODAY).map(|it| it.unwrap());
            assert_eq!(reader.status(it.id, day).await.unwrap(), expected, "{it:?}");
        }
        assert_eq!(
            reader.questions(it.id).await.unwrap(),
            publish_questions(it, &rows, &policy, TODAY),
            "{it:?}"
        );
        assert_eq!(
            reader.question(it.id).await.unwrap(),
            publish_question(it, &rows, &policy, TODAY),
            "{it:?}"
        );
    }
}
