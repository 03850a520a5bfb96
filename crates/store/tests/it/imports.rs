//! Taking dossiers in.

use ledger::Entity;
use store::Store;
use testkit::register::{RegisterOptions, register};

use crate::{Place, SOURCE, TODAY, actor, dossier, id, import, locals, refused, text};

pub(crate) async fn importing_twice_changes_nothing(place: &Place) {
    let store = place.open().await;
    let rows = actor("a1", "One") + &actor("a2", "Two");
    let first = import(&store, "d", 1, &rows).await.unwrap();
    assert_eq!((first.added, first.unchanged), (2, 0));
    let before = store.reader(TODAY).list(Entity::Actor, None, 10).await.unwrap();
    let again = import(&store, "d", 1, &rows).await.unwrap();
    assert!(!again.changed_anything());
    assert_eq!(again.unchanged, 2);
    assert_eq!(store.reader(TODAY).list(Entity::Actor, None, 10).await.unwrap(), before);
    assert_eq!(store.dossiers().await.unwrap().len(), 1);
    assert_eq!(store.check(TODAY).await.unwrap(), []);

    // What was kept is there for the next program that opens it.
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.reader(TODAY).list(Entity::Actor, None, 10).await.unwrap(), before);
}

pub(crate) async fn the_same_revision_with_other_bytes_is_refused(place: &Place) {
    let store = place.open().await;
    import(&store, "d", 1, &actor("a1", "One")).await.unwrap();
    let why = refused(import(&store, "d", 1, &actor("a1", "Another")).await);
    assert!(why.contains("needs a higher revision, 2 or more"), "{why}");
    let page = store.reader(TODAY).list(Entity::Actor, None, 10).await.unwrap();
    assert_eq!(text(&page.items.get()[0], "name"), "One");
}

pub(crate) async fn an_older_revision_is_refused(place: &Place) {
    let store = place.open().await;
    import(&store, "d", 3, &actor("a1", "Three")).await.unwrap();
    let why = refused(import(&store, "d", 2, &actor("a1", "Two")).await);
    assert!(why.contains("already has revision 3"), "{why}");
}

pub(crate) async fn a_refused_dossier_leaves_nothing(place: &Place) {
    let store = place.open().await;
    import(&store, "d", 1, &actor("a1", "One")).await.unwrap();
    // The first row is gone without a word: the second must not come in either.
    refused(import(&store, "d", 2, &actor("a2", "Two")).await);
    let page = store.reader(TODAY).list(Entity::Actor, None, 10).await.unwrap();
    assert_eq!(locals(&page.items), ["a1"]);
    assert_eq!(store.dossiers().await.unwrap()[0].revision, 1);
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}

pub(crate) async fn rows_of_other_dossiers_are_named_only_where_they_exist(place: &Place) {
    let store = place.open().await;
    let named = "[[actor_name]]\nid = \"n1\"\nactor = \"other/a1\"\ntext = \"Uno\"\nname_kind = \"alias\"\n";
    let why = refused(import(&store, "d", 1, named).await);
    assert!(why.contains("other/a1") || why.contains("actor_name.actor"), "{why}");
    import(&store, "other", 1, &actor("a1", "One")).await.unwrap();
    import(&store, "d", 1, named).await.unwrap();

    let one = id("other", Entity::Actor, "a1");
    let (found, next) = store.reader(TODAY).referring(one, None, 10).await.unwrap();
    assert_eq!(next, None);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].fields, ["actor"]);
    assert_eq!(text(found[0].view.get(), "text"), "Uno");
}

pub(crate) async fn what_was_kept_comes_back_field_by_field(place: &Place) {
    let store = place.open().await;
    let rows = SOURCE.to_owned()
        + &actor("a1", "One")
        + "jurisdiction = { unspecified = \"not_stated\" }\ndescription = \"Line one\\nline two\"\nlayer = \"later\"\n"
        + "[[relationship]]\nid = \"r1\"\nrelation = \"owns\"\nsubject = { unspecified = \"withheld\" }\n"
        + "object = \"a1\"\nshare = { min = \"10\", max = \"25.5\" }\nfrom = \"XXXX-07-04\"\nstate = \"active\"\nsources = [\"src\"]\n";
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    let one = reader.get(id("d", Entity::Actor, "a1"), None).await.unwrap().unwrap();
    assert_eq!(one.view.get().value("jurisdiction").unwrap()["unspecified"], "not_stated");
    assert_eq!(text(one.view.get(), "description"), "Line one\nline two");
    assert_eq!(text(one.view.get(), "layer"), "later");
    let owns = reader.get(id("d", Entity::Relationship, "r1"), None).await.unwrap().unwrap();
    assert_eq!(owns.view.get().value("share").unwrap()["max"], "25.5");
    assert_eq!(text(owns.view.get(), "from"), "XXXX-07-04");
    assert_eq!(owns.view.get().value("subject").unwrap()["unspecified"], "withheld");
}

pub(crate) async fn lists_are_walked_to_the_end(place: &Place) {
    let store = place.open().await;
    let mut rows = String::new();
    for number in 0..57 {
        rows += &actor(&format!("a{number}"), "Name");
        // Hidden rows in between must not end a page early, nor be told by an empty one.
        rows += &(actor(&format!("h{number}"), "Hidden") + "visibility = \"restricted\"\n");
    }
    import(&store, "d", 1, &rows).await.unwrap();
    let reader = store.reader(TODAY);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = reader.list(Entity::Actor, after, 10).await.unwrap();
        seen.extend(locals(&page.items));
        match page.next {
            Some(next) => {
                assert_eq!(page.items.get().len(), 10);
                after = Some(next);
            }
            None => break,
        }
    }
    assert!(seen.iter().all(|it| it.starts_with('a')));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 57);
}

pub(crate) async fn two_imports_at_once_take_turns(place: &Place) {
    let (one, other) = (place.open().await, place.open().await);
    let both = |store: Store, name: &'static str| {
        let url = place.url.clone();
        std::thread::spawn(move || {
            drop(store);
            crate::block_on(async {
                let store = Store::open(&url).await.unwrap();
                for revision in 1..=3 {
                    let rows = actor("a", &format!("{name} {revision}"));
                    let (dossier, sha256) = dossier(name, revision, &rows);
                    store.import(&dossier, &sha256, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
                }
            });
        })
    };
    let threads = [both(one, "first"), both(other, "second")];
    threads.into_iter().for_each(|it| it.join().unwrap());
    let store = place.open().await;
    assert_eq!(store.check(TODAY).await.unwrap(), []);
    let revisions: Vec<u64> = store.dossiers().await.unwrap().iter().map(|it| it.revision).collect();
    assert_eq!(revisions, [3, 3]);
}

pub(crate) async fn a_generated_register_is_taken_in_and_its_next_revision_too(place: &Place) {
    let store = place.open().await;
    let import = async |revision: u32| {
        let it = register(RegisterOptions { seed: 3, rows: 300, revision });
        let dossier = ledger::dossier::parse(&it.text, "sample.toml").unwrap();
        let report =
            store.import(&dossier, &format!("{revision}"), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        (it, report)
    };
    let (sample, report) = import(1).await;
    assert_eq!((report.added, report.changed), (sample.rows, 0));
    let (_, report) = import(2).await;
    assert_eq!((report.added, report.changed), (0, 5));
    assert_eq!(store.check(TODAY).await.unwrap(), []);
    let thread = id("sample-3", Entity::Thread, "t-maker-0");
    let status = store.reader(TODAY).status(thread, TODAY).await.unwrap().unwrap();
    assert_eq!(status.get().refused, []);
    let owners = store.reader(TODAY).holdings(id("sample-3", Entity::Actor, "maker-0"), TODAY).await.unwrap();
    assert_eq!((owners.certain.len(), owners.undated.len()), (1, 0));
}
