//! What is hidden does not come out, by whatever question.

use jiff::civil::date;
use ledger::Entity;
use ledger::thread::State;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use store::Store;

use crate::{Place, SOURCE, TODAY, actor, id, import};

pub(crate) async fn what_is_hidden_is_in_no_answer(place: &Place) {
    let store = place.open().await;
    let rows = SOURCE.to_owned()
        + &actor("a1", "Public")
        + &(actor("a2", "Zyxwvut") + "visibility = \"sealed\"\n")
        + "[[relationship]]\nid = \"r1\"\nrelation = \"owns\"\nsubject = \"a2\"\nobject = \"a1\"\n"
        + "from = \"2016\"\nstate = \"active\"\nsources = [\"src\"]\n";
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    let hidden = id("d", Entity::Actor, "a2");
    assert!(reader.get(hidden, None).await.unwrap().is_none());
    assert!(reader.history(hidden).await.unwrap().is_empty());
    assert!(reader.referring(hidden, None, 10).await.unwrap().0.is_empty());
    assert_eq!(reader.search("zyxwvut", None, 0, 10).await.unwrap().found, 0);
    let held = reader.holdings(hidden, date(2017, 8, 1)).await.unwrap();
    assert!(held.certain.is_empty() && held.undated.is_empty());
    assert!(!everything(&store).await.contains("zyx"));
}

pub(crate) async fn an_embargo_ends_on_its_day(place: &Place) {
    let store = place.open().await;
    let rows = actor("a1", "Zyxwvut") + "visibility = { embargoed_until = \"2026-12-01\" }\n";
    import(&store, "d", 1, &rows).await.unwrap();
    let before = store.reader(date(2026, 11, 30));
    assert_eq!(before.search("zyxwvut", None, 0, 10).await.unwrap().found, 0);
    assert!(before.get(id("d", Entity::Actor, "a1"), None).await.unwrap().is_none());
    let after = store.reader(date(2026, 12, 1));
    assert_eq!(after.search("zyxwvut", None, 0, 10).await.unwrap().found, 1);
    assert!(after.get(id("d", Entity::Actor, "a1"), None).await.unwrap().is_some());
}

pub(crate) async fn a_redaction_reaches_what_is_there_already(place: &Place) {
    let store = place.open().await;
    import(&store, "d", 1, &(actor("a1", "Name") + "description = \"zyxwvut\"\n")).await.unwrap();
    let reader = store.reader(TODAY);
    assert_eq!(reader.search("zyxwvut", None, 0, 10).await.unwrap().found, 1);
    let redaction =
        "[[redaction]]\nid = \"x1\"\non = \"d/actor/a1\"\nfield = \"description\"\nreason = \"safety\"\n";
    import(&store, "desk", 1, redaction).await.unwrap();
    assert_eq!(reader.search("zyxwvut", None, 0, 10).await.unwrap().found, 0);
    assert!(!everything(&store).await.contains("zyx"));
}

/// A letter of ours, long overdue but for what follows.
pub(crate) fn letter(rest: &str) -> String {
    let event = |id: &str, what: &str, at: &str, rest: &str| {
        format!(
            "[[thread_event]]\nid = \"{id}\"\nthread = \"t1\"\nevent = \"{what}\"\nat = \"{at}\"\n{rest}\nsources = [\"src\"]\n"
        )
    };
    SOURCE.to_owned()
        + &actor("a1", "Asks")
        + &actor("a2", "Is asked")
        + &actor("a3", "Approves")
        + "[[report]]\nid = \"rep\"\ntitle = \"R\"\nurl = { unspecified = \"unknown_to_us\" }\nsources = [\"src\"]\n\
           [[inquiry]]\nid = \"i1\"\ntitle = \"Letter\"\nsenders = [\"a1\"]\npurpose = \"questionnaire\"\n\
           formality = \"formal\"\nbasis = [\"rep\"]\nsources = [\"src\"]\n\
           [[thread]]\nid = \"t1\"\ninquiry = \"i1\"\nrecipient = \"a2\"\norigin = \"own\"\nroute = \"mail\"\n\
           asked_at = \"2026-01-05\"\njurisdiction = \"IL\"\nsources = [\"src\"]\n\
           [[question]]\nid = \"q1\"\nthread = \"t1\"\nnumber = \"1\"\ntext = \"Who?\"\nquestion_kind = \"factual\"\n\
           asked_at = \"2026-01-05\"\nform = \"explicit\"\ndirected_to = [\"a2\"]\nsources = [\"src\"]\n"
        + &event("e1", "draft_created", "2026-01-03", "by = \"a1\"")
        + &event("e2", "submitted_for_review", "2026-01-03", "by = \"a1\"\nsafety_checked = true")
        + &event("e3", "approved", "2026-01-04", "by = \"a3\"\nadverse = false")
        + &event("e4", "sent", "2026-01-05", "by = \"a1\"")
        + rest
}

pub(crate) async fn a_sealed_reply_is_a_reply_and_is_not_named(place: &Place) {
    let store = place.open().await;
    let reply = "[[capture]]\nid = \"bytes\"\nsource = \"src\"\ncaptured_at = \"2026-01-09\"\nmedia = \"message/rfc822\"\nsize = 10\n\
        holding = \"held_not_republished\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n\
        [[message]]\nid = \"m1\"\nthread = \"t1\"\ndirection = \"in\"\nmedium = \"email\"\nreply_kind = \"substantive\"\n\
        received_at = \"2026-01-09\"\ncaptures = [\"bytes\"]\nsources = [\"src\"]\nvisibility = \"sealed\"\n\
        [[thread_event]]\nid = \"e5\"\nthread = \"t1\"\nevent = \"reply_received\"\nat = \"2026-01-09\"\nmessage = \"m1\"\n\
        sources = [\"src\"]\nvisibility = \"sealed\"\n";
    import(&store, "d", 1, &letter(reply)).await.unwrap();
    let reader = store.reader(TODAY);
    let thread = id("d", Entity::Thread, "t1");
    let before = reader.status(thread, date(2026, 1, 8)).await.unwrap().unwrap();
    assert_eq!(before.get().state, State::Awaiting);
    let status = reader.status(thread, TODAY).await.unwrap().unwrap();
    // Long overdue, were it not for the reply.
    assert_eq!(status.get().state, State::ReplyReceived);
    let said = format!("{status:?}");
    for (entity, local) in [(Entity::ThreadEvent, "e5"), (Entity::Message, "m1")] {
        assert!(!said.contains(id("d", entity, local).as_str()), "{said}");
    }
    assert!(said.contains(id("d", Entity::ThreadEvent, "e4").as_str()));
}

pub(crate) async fn a_sealed_word_of_others_does_not_count(place: &Place) {
    let store = place.open().await;
    let outcome = |visibility: &str| {
        let event = "[[thread_event]]\nid = \"e5\"\nthread = \"t1\"\nevent = \"imported_outcome\"\n\
            outcome = \"reported_no_reply\"\nat = \"2026-01-09\"\nasserted_by = \"a1\"\nsources = [\"src\"]\n";
        letter(event).replace("origin = \"own\"", "origin = \"imported\"") + visibility
    };
    let thread = id("d", Entity::Thread, "t1");
    import(&store, "d", 1, &outcome("visibility = \"sealed\"\n")).await.unwrap();
    let status = store.reader(TODAY).status(thread, TODAY).await.unwrap().unwrap();
    assert_eq!(status.get().state, State::OutcomeNotStated);
    import(&store, "d", 2, &outcome("")).await.unwrap();
    let status = store.reader(TODAY).status(thread, TODAY).await.unwrap().unwrap();
    assert_eq!(status.get().state, State::ReportedNoReply);
}

/// Rows with a mark that must not come out, in every way in which a row can be hidden.
pub(crate) async fn nothing_sealed_gets_out_of_any_answer(place: &Place) {
    let store = place.open().await;
    let ways = prop::collection::vec((0..3_usize, 0..4_usize), 1..8);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for revision in 1..=6 {
        let ways = ways.new_tree(&mut runner).unwrap().current();
        let mut rows = actor("base", "Base");
        for (number, (how, what)) in ways.iter().enumerate() {
            let local = format!("r{revision}-{number}");
            let mut row = match what {
                0 => actor(&local, "Zyxwvut"),
                1 => actor(&local, "Name") + "description = \"about zyxwvut\"\n",
                2 => format!(
                    "[[actor_name]]\nid = \"{local}\"\nactor = \"base\"\ntext = \"Zyxwvut\"\nname_kind = \"alias\"\n"
                ),
                _ => actor(&local, "Name") + "note = \"zyxwvut\"\n",
            };
            row += [
                "visibility = \"sealed\"\n",
                "visibility = \"restricted\"\n",
                "visibility = { embargoed_until = \"2027-01-01\" }\n",
            ][*how];
            rows += &row;
        }
        let name = format!("d{revision}");
        import(&store, &name, 1, &rows).await.unwrap();
        assert!(!everything(&store).await.contains("zyx"));
    }
}

/// Everything that anybody can get out of a register, in lower case.
pub(crate) async fn everything(store: &Store) -> String {
    let reader = store.reader(TODAY);
    let mut out = String::new();
    for question in ["zyxwvut", "zyx", "name", "public", "base", "about"] {
        out += &format!("{:?}", reader.search(question, None, 0, 1000).await.unwrap());
    }
    for entity in Entity::ALL {
        let page = reader.list(entity, None, 1000).await.unwrap();
        out += &format!("{page:?}");
        for view in page.items.get() {
            out += &format!("{:?}", reader.get(view.id, None).await.unwrap());
            out += &format!("{:?}", reader.history(view.id).await.unwrap());
            out += &format!("{:?}", reader.referring(view.id, None, 1000).await.unwrap());
            out += &format!("{:?}", reader.holdings(view.id, TODAY).await.unwrap());
            out += &format!("{:?}", reader.status(view.id, TODAY).await.unwrap());
            out += &format!("{:?}", reader.questions(view.id).await.unwrap());
            out += &format!("{:?}", reader.question(view.id).await.unwrap());
        }
    }
    out.to_lowercase()
}
