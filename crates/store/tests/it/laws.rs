//! What holds of every register, however it came to be: asked of registers made at random.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use ledger::thread::{Delivery, State, Status};
use ledger::visibility::{Fares, View};
use ledger::words::Outcome;
use ledger::{Entity, Id};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use store::Store;
use testkit::register::{RegisterOptions, register};

use crate::hidden::{everything, letter};
use crate::{Place, SOURCE, TODAY, actor, id, import, text};

/// Values of a strategy, the same in every run.
fn some<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Events after a letter was sent, each with its day; the day never goes back.
fn story(choices: &[(usize, i64)]) -> Vec<(Date, String)> {
    let mut day = date(2026, 1, 5);
    let (mut reminders, mut out) = (0, Vec::new());
    for (at, (what, gap)) in choices.iter().enumerate() {
        day = day.checked_add(gap.days()).unwrap();
        let (event, rest) = match what % 12 {
            0 => ("delivered", String::new()),
            1 => ("delivery_unknown", String::new()),
            2 => ("bounced", "hard = true".to_owned()),
            3 => ("acknowledged", String::new()),
            4..=6 => {
                reminders += 1;
                let channel = ["mail", "phone", "post"][reminders % 3];
                ("reminder", format!("number = {reminders}\nchannel = \"{channel}\""))
            }
            7 | 8 => ("confirm_silence", format!("last_checked = \"{day}\"")),
            9 => ("clarification_asked", "genuine = true".to_owned()),
            10 => ("clarified", String::new()),
            _ => {
                let due = day.checked_add(20.days()).unwrap();
                ("extension_granted", format!("reason = \"asked\"\nnew_due = \"{due}\""))
            }
        };
        let row = format!(
            "[[thread_event]]\nid = \"s{at}\"\nthread = \"t1\"\nevent = \"{event}\"\nat = \"{day}\"\nby = \"a1\"\n{rest}\nsources = [\"src\"]\n"
        );
        out.push((day, row));
    }
    out
}

/// A status without the day on which it was asked for, and what is counted from that day.
fn lasting(status: &Status) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        status.state, status.badges, status.rounds, status.steps, status.silence
    )
}

pub(crate) async fn a_status_is_the_same_however_its_events_came(place: &Place) {
    let store = place.open().await;
    let stories = some(prop::collection::vec((0..12_usize, 0..14_i64), 3..9), 10);
    let mut seen = BTreeSet::new();
    for (number, choices) in stories.iter().enumerate() {
        let story = story(choices);
        let (whole, grown) = (format!("whole{number}"), format!("grown{number}"));
        let rows: String = story.iter().map(|it| it.1.as_str()).collect();
        import(&store, &whole, 1, &letter(&rows)).await.unwrap();
        let reader = store.reader(TODAY);
        let of = |dossier: &str, status: &Status| {
            lasting(status).replace(id(dossier, Entity::Thread, "t1").as_str(), "t")
        };
        // Event by event, as a desk writes them down: what was so on a day stays so, whatever comes later.
        let mut kept = String::new();
        let mut before: BTreeMap<Date, String> = BTreeMap::new();
        for (revision, (day, row)) in (1..).zip(&story) {
            kept += row;
            import(&store, &grown, revision, &letter(&kept)).await.unwrap();
            let thread = id(&grown, Entity::Thread, "t1");
            let status = reader.status(thread, *day).await.unwrap().unwrap();
            before.insert(*day, of(&grown, status.get()));
        }
        for (day, said) in &before {
            let now = reader.status(id(&grown, Entity::Thread, "t1"), *day).await.unwrap().unwrap();
            assert_eq!(&of(&grown, now.get()), said, "{number} on {day}: {choices:?}");
            let at_once = reader.status(id(&whole, Entity::Thread, "t1"), *day).await.unwrap().unwrap();
            let local =
                |status: &Status| format!("{:?} {:?} {:?}", status.state, status.badges, status.silence);
            assert_eq!(local(at_once.get()), local(now.get()), "{number} on {day}: {choices:?}");
        }
        let status = reader.status(id(&whole, Entity::Thread, "t1"), TODAY).await.unwrap().unwrap();
        silence_is_earned(status.get());
        seen.insert(status.get().state);
    }
    assert!(seen.len() >= 3, "the stories end in few ways: {seen:?}");
}

/// Nobody is called silent whose letter did not arrive, who waits for an answer of ours, or who was not reminded.
fn silence_is_earned(status: &Status) {
    if status.state == State::Silent {
        let round = status.round().unwrap();
        assert!(round.reminders.len() >= 2, "{status:?}");
        let channels: BTreeSet<&str> = round.reminders.iter().map(|it| it.0.as_str()).collect();
        assert!(
            channels.len() >= 2 && round.delivery != Delivery::Bounced && round.due.is_some(),
            "{status:?}"
        );
    }
}

pub(crate) async fn silence_takes_reminders_and_a_letter_that_arrived(place: &Place) {
    let store = place.open().await;
    // From the day of sending, all that silence takes, and then one thing less.
    let whole: [(usize, i64); 5] = [(0, 0), (4, 14), (5, 14), (7, 20), (7, 1)];
    let state = async |number: usize, choices: &[(usize, i64)]| {
        let rows: String = story(choices).into_iter().map(|it| it.1).collect();
        let dossier = format!("d{number}");
        import(&store, &dossier, 1, &letter(&rows)).await.unwrap();
        let thread = id(&dossier, Entity::Thread, "t1");
        let status = store.reader(TODAY).status(thread, TODAY).await.unwrap().unwrap();
        silence_is_earned(status.get());
        status.get().state
    };
    assert_eq!(state(0, &whole).await, State::Silent);
    for left_out in 1..3 {
        let rest: Vec<(usize, i64)> =
            whole.iter().enumerate().filter(|it| it.0 != left_out).map(|it| *it.1).collect();
        assert_ne!(state(left_out, &rest).await, State::Silent);
    }
    let mut bounced = whole;
    bounced[0] = (2, 0);
    assert_ne!(state(9, &bounced).await, State::Silent);
}

pub(crate) async fn what_was_judged_came_after_its_question(place: &Place) {
    let store = place.open().await;
    let outcomes = [
        "answered",
        "partly_answered",
        "not_answered",
        "declined_with_reason",
        "open_after_reply",
        "no_reply",
        "not_assessable",
    ];
    let cases =
        some((0..outcomes.len(), 1..28_i8, 1..28_i8, prop::array::uniform4(prop::bool::weighted(0.8))), 60);
    let (mut taken, mut judged) = (0, 0);
    for (number, (outcome, asked, came, [captured, anchored, named, told])) in cases.iter().enumerate() {
        let dossier = format!("d{number}");
        let mut rows = letter("")
            .replace("asked_at = \"2026-01-05\"\nform", &format!("asked_at = \"2026-02-{asked:02}\"\nform"));
        rows += &format!(
            "[[capture]]\nid = \"bytes\"\nsource = \"src\"\ncaptured_at = \"2026-03-09\"\nmedia = \"message/rfc822\"\nsize = 10\n\
             holding = \"held_not_republished\"\nsha256 = \"{zero}\"\n\
             [[anchor]]\nid = \"x\"\ncapture = \"bytes\"\nstart = 0\nend = 4\nsha256 = \"{zero}\"\n\
             [[message]]\nid = \"m1\"\nthread = \"t1\"\ndirection = \"in\"\nmedium = \"email\"\nreply_kind = \"substantive\"\n\
             received_at = \"{day}\"\nsources = [\"src\"]\n{bytes}\n\
             [[rubric]]\nid = \"r\"\nversion = \"1\"\ntitle = \"R\"\n\
             [[answer]]\nid = \"an\"\nquestion = \"q1\"\noutcome = \"{word}\"\nrubric = \"r\"\nassessors = [\"A\", \"B\"]\n\
             state = \"final\"\n{anchors}\n{reply}\n",
            zero = "0".repeat(64),
            day = if *told { format!("2026-02-{came:02}") } else { "2026-02".to_owned() },
            bytes = if *captured { "captures = [\"bytes\"]" } else { "" },
            word = outcomes[*outcome],
            anchors = if *anchored { "anchors = [\"x\"]" } else { "sources = [\"src\"]" },
            reply = if *named { "reply = \"m1\"" } else { "" },
        );
        if import(&store, &dossier, 1, &rows).await.is_err() {
            continue;
        }
        taken += 1;
        let found =
            store.reader(TODAY).question(id(&dossier, Entity::Question, "q1")).await.unwrap().unwrap();
        if let Fares::Judged(outcome) = found.get().fares
            && !matches!(outcome, Outcome::OpenAfterReply | Outcome::NoReply | Outcome::NotAssessable)
        {
            judged += 1;
            let row = store.reader(TODAY).get(found.get().answer.unwrap(), None).await.unwrap().unwrap();
            let anchors = row.view.get().value("anchors").and_then(|it| it.as_array()).map_or(0, Vec::len);
            assert!(*told && came >= asked && *captured && *named, "{rows}");
            // That nothing was answered is seen in the whole reply and stands in no passage.
            assert!(anchors >= 1 || outcome == Outcome::NotAnswered, "{rows}");
        }
    }
    assert!(taken >= 5 && judged >= 2, "{taken} taken, {judged} judged");
}

pub(crate) async fn nobody_owns_more_than_there_is_on_any_day(place: &Place) {
    let store = place.open().await;
    let owners = prop::collection::vec((1..80_u32, 0..10_i16, 0..6_i16, any::<bool>()), 1..5);
    let (mut taken, mut refused) = (0, 0);
    for (number, owners) in some(owners, 40).iter().enumerate() {
        let dossier = format!("d{number}");
        let mut rows = SOURCE.to_owned() + &actor("target", "Target");
        for (at, (share, from, years, ends)) in owners.iter().enumerate() {
            rows += &actor(&format!("o{at}"), "Owner");
            let (from, to) = (2010 + from, 2010 + from + years);
            let state = if *ends {
                format!("to = \"{to}-06-30\"\nstate = \"ended\"")
            } else {
                "state = \"active\"".to_owned()
            };
            rows += &format!(
                "[[relationship]]\nid = \"r{at}\"\nrelation = \"owns\"\nsubject = \"o{at}\"\nobject = \"target\"\n\
                 from = \"{from}-01-01\"\n{state}\nshare = {{ exact = \"{share}\" }}\nsources = [\"src\"]\n"
            );
        }
        if import(&store, &dossier, 1, &rows).await.is_err() {
            refused += 1;
            continue;
        }
        taken += 1;
        for year in 2009..2028 {
            for day in [date(year, 1, 1), date(year, 6, 30), date(year, 7, 1)] {
                let held =
                    store.reader(TODAY).holdings(id(&dossier, Entity::Actor, "target"), day).await.unwrap();
                let exact = |view: &View| view.value("share")?.get("exact")?.as_str()?.parse::<f64>().ok();
                let sum: f64 = held.certain.iter().filter_map(|it| exact(it.view.get())).sum();
                assert!(sum <= 100.0, "{sum} on {day}: {rows}");
            }
        }
    }
    assert!(taken >= 5 && refused >= 5, "{taken} taken, {refused} refused");
}

/// Every row as everybody sees it.
async fn views(store: &Store) -> BTreeMap<Id, View> {
    let mut out = BTreeMap::new();
    for entity in Entity::ALL {
        let page = store.reader(TODAY).list(entity, None, 1000).await.unwrap();
        assert_eq!(page.next, None);
        out.extend(page.items.each().map(|it| (it.get().id, it.into_inner())));
    }
    out
}

pub(crate) async fn removing_a_row_changes_only_what_named_it(place: &Place) {
    let store = place.open().await;
    let sample = register(RegisterOptions { seed: 5, rows: 80, revision: 1 });
    let dossier = ledger::dossier::parse(&sample.text, "sample.toml").unwrap();
    store.import(&dossier, "one", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    let mut before = views(&store).await;
    let mut removed: BTreeSet<Id> = BTreeSet::new();
    for (number, (at, existence)) in
        some((any::<prop::sample::Index>(), any::<bool>()), 12).iter().enumerate()
    {
        let row = at.get(&dossier.rows);
        if !before.contains_key(&row.id) || removed.contains(&row.id) {
            continue;
        }
        let level = if *existence { "existence" } else { "content" };
        let tombstone = format!(
            "[[tombstone]]\nid = \"gone\"\nrecord = \"{}\"\nlevel = \"{level}\"\nreason = \"safety\"\nat = \"2026-11-01\"\n",
            row.id
        );
        let desk = format!("desk{number}");
        import(&store, &desk, 1, &tombstone).await.unwrap();
        // What cannot be told without a row of which nobody may know goes with it; what repeats a row goes as well.
        let mut gone = BTreeSet::from([row.id]);
        loop {
            let of = |it: &&ledger::Row| it.references().iter().any(|it| gone.contains(&it.1));
            let more: Vec<Id> =
                dossier.rows.iter().filter(of).map(|it| it.id).filter(|it| !gone.contains(it)).collect();
            if more.is_empty() || !existence {
                let repeats = |it: &&Id| matches!(it.entity(), Entity::Statement | Entity::Translation);
                gone.extend(more.iter().filter(repeats));
                break;
            }
            gone.extend(more);
        }
        let after = views(&store).await;
        for (id, view) in &before {
            let named = dossier
                .rows
                .iter()
                .find(|it| it.id == *id)
                .is_some_and(|it| it.references().iter().any(|it| it.1 == row.id));
            match after.get(id) {
                Some(now) if now == view => {}
                _ => {
                    assert!(gone.contains(id) || named, "{id} changed when {} was removed ({level})", row.id)
                }
            }
        }
        assert!(after.get(&row.id).is_none_or(View::is_removed));
        removed.insert(row.id);
        before = after;
    }
    assert!(removed.len() >= 5);
}

/// Rows of every sort that the generator knows, each hidden in some way with a word that must not come out.
pub(crate) async fn no_answer_holds_a_hidden_word(place: &Place) {
    let store = place.open().await;
    let ways = [
        "visibility = \"sealed\"\n",
        "visibility = \"restricted\"\n",
        "visibility = { embargoed_until = \"2027-01-01\" }\n",
    ];
    for (number, hidden) in
        some(prop::collection::vec((any::<bool>(), 0..ways.len()), 240), 3).iter().enumerate()
    {
        let seed = 20 + number as u64;
        let sample = register(RegisterOptions { seed, rows: 150, revision: 1 });
        let mut out = String::new();
        let mut count = 0;
        for (at, block) in sample.text.split("\n\n").enumerate() {
            out += block;
            out.push('\n');
            let (hides, how) = hidden[at % hidden.len()];
            // What another dossier's rules need stays; a note in every hidden row is the word that must not come out.
            if hides
                && block.starts_with("[[")
                && !block.contains("note = ")
                && !block.starts_with("[[policy]]")
            {
                out += &format!("note = \"zyxwvut {at}\"\n{}", ways[how]);
                count += 1;
            }
            out.push('\n');
        }
        assert!(count > 30);
        let dossier = ledger::dossier::parse(&out, "sample.toml").unwrap();
        store.import(&dossier, &format!("{number}"), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        let said = everything(&store).await;
        assert!(!said.contains("zyx"), "a hidden word came out");
        let named: Vec<&Id> = dossier
            .rows
            .iter()
            .filter(|it| it.visibility != ledger::visibility::Visibility::Public)
            .map(|it| &it.id)
            .filter(|it| said.contains(&it.as_str().to_lowercase()))
            .collect();
        assert_eq!(named, Vec::<&Id>::new(), "hidden rows are named");
        assert!(text(&views(&store).await.into_values().next().unwrap(), "local").len() > 1);
    }
}
