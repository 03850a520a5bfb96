//! How things stood on a day.

use jiff::civil::{Date, date};
use ledger::Entity;
use store::HoldingAsOf;

use crate::{Place, SOURCE, TODAY, actor, each, id, import, import_on, text};

fn owns(local: &str, subject: &str, dates: &str) -> String {
    format!(
        "[[relationship]]\nid = \"{local}\"\nrelation = \"owns\"\nsubject = \"{subject}\"\nobject = \"target\"\nstate = \"active\"\nsources = [\"src\"]\n{dates}\n"
    )
}

fn locals(found: &[HoldingAsOf]) -> Vec<String> {
    found.iter().map(|it| text(it.view.get(), "local")).collect()
}

pub(crate) async fn owners_on_a_day(place: &Place) {
    let store = place.open().await;
    let rows = SOURCE.to_owned()
        + &actor("target", "Target")
        + &actor("a1", "First")
        + &actor("a2", "Second")
        + &actor("a3", "Third")
        + &owns("r1", "a1", "from = \"2014-03\"\nto = \"2017-08-10\"")
        + &owns("r2", "a2", "from = \"2017-08-15\"")
        + &owns("r3", "a3", "from = { unspecified = \"not_stated\" }")
        + &owns("r4", "a3", "from = \"XXXX-07-04\"")
        + "[[deal]]\nid = \"d1\"\ntarget = \"target\"\nparties = [{ actor = \"a2\", role = \"buyer\" }]\nsources = [\"src\"]\n"
        + "[[deal_status]]\nid = \"s1\"\ndeal = \"d1\"\nstate = \"under_consideration\"\nat = \"2017-07-20\"\nsources = [\"src\"]\n"
        + "[[deal_status]]\nid = \"s2\"\ndeal = \"d1\"\nstate = \"ended\"\nat = \"2017-08-16\"\nsources = [\"src\"]\n"
        + "[[deal_status]]\nid = \"s3\"\ndeal = \"d1\"\nstate = \"in_talks\"\nat = \"XXXX-08-03\"\nsources = [\"src\"]\n";
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    let target = id("d", Entity::Actor, "target");
    let on = |day: Date| async move {
        let it = reader.holdings(target, day).await.unwrap();
        let mut undated = locals(&it.undated);
        undated.sort();
        (locals(&it.certain), undated, it.deals.first().map(|it| (each(&it.certain), each(&it.undated))))
    };
    let both = vec!["r3".to_owned(), "r4".to_owned()];
    let third = vec!["s3".to_owned()];
    let (owners, undated, deal) = on(date(2017, 8, 1)).await;
    assert_eq!((owners, undated), (vec!["r1".to_owned()], both.clone()));
    assert_eq!(deal, Some((vec!["s1".to_owned()], third.clone())));
    let (owners, undated, deal) = on(date(2017, 8, 20)).await;
    assert_eq!((owners, undated), (vec!["r2".to_owned()], both.clone()));
    assert_eq!(deal, Some((vec!["s2".to_owned()], third)));
    // On the days between nobody certainly did; in the month of the beginning it is open.
    assert_eq!(on(date(2017, 8, 12)).await.0, Vec::<String>::new());
    let (owners, undated, _) = on(date(2014, 3, 10)).await;
    assert_eq!(owners, Vec::<String>::new());
    assert!(undated.contains(&"r1".to_owned()));
    assert!(!on(date(2014, 2, 10)).await.1.contains(&"r1".to_owned()));
    // The other way round: what an owner owned.
    let held = reader.holdings(id("d", Entity::Actor, "a1"), date(2016, 1, 1)).await.unwrap();
    assert_eq!(locals(&held.certain), ["r1"]);
}

pub(crate) async fn a_row_as_it_stood(place: &Place) {
    let store = place.open().await;
    let one = id("d", Entity::Actor, "a1");
    import_on(&store, "d", 1, &actor("a1", "Before"), date(2026, 3, 1)).await.unwrap();
    import_on(&store, "d", 2, &actor("a1", "After"), date(2026, 5, 1)).await.unwrap();
    let reader = store.reader(TODAY);
    let name = |day: Option<Date>| async move {
        reader.get(one, day).await.unwrap().map(|it| text(it.view.get(), "name"))
    };
    assert_eq!(name(Some(date(2026, 2, 28))).await, None);
    assert_eq!(name(Some(date(2026, 3, 1))).await.as_deref(), Some("Before"));
    assert_eq!(name(Some(date(2026, 4, 30))).await.as_deref(), Some("Before"));
    assert_eq!(name(Some(date(2026, 5, 1))).await.as_deref(), Some("After"));
    assert_eq!(name(None).await.as_deref(), Some("After"));
}

pub(crate) async fn events_come_in_the_order_of_the_book(place: &Place) {
    let store = place.open().await;
    let event = |local: &str, what: &str, at: &str| {
        format!(
            "[[thread_event]]\nid = \"{local}\"\nthread = \"t1\"\nevent = \"{what}\"\nat = \"{at}\"\nsources = [\"src\"]\n"
        )
    };
    let thread = SOURCE.to_owned()
        + &actor("a1", "Asks")
        + &actor("a2", "Is asked")
        + "[[inquiry]]\nid = \"i1\"\ntitle = \"Letter\"\nsenders = [\"a1\"]\npurpose = \"open_letter\"\n"
        + "formality = \"formal\"\nsources = [\"src\"]\n"
        + "[[thread]]\nid = \"t1\"\ninquiry = \"i1\"\nrecipient = \"a2\"\norigin = \"own\"\nasked_at = \"2026-01-05\"\n"
        + "sources = [\"src\"]\n";
    let first = event("z-sent", "sent", "2026-01-05") + &event("a-delivered", "delivered", "2026-01-06");
    let second = event("m-reminder", "reminder", "2026-01-20");
    let locals =
        async || crate::locals(&store.reader(TODAY).events(id("d", Entity::Thread, "t1")).await.unwrap());
    import(&store, "d", 1, &(thread.clone() + &first)).await.unwrap();
    assert_eq!(locals().await, ["z-sent", "a-delivered"]);
    // Where an author puts a later event does not matter, nor that an earlier one is corrected.
    let corrected = first.replace("2026-01-06", "2026-01-07");
    import(&store, "d", 2, &(thread + &second + &corrected)).await.unwrap();
    assert_eq!(locals().await, ["z-sent", "a-delivered", "m-reminder"]);
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}
