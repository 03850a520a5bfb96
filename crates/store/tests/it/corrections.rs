//! Correcting what was kept.

use jiff::civil::date;
use ledger::Entity;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use store::Standing;

use crate::{Place, TODAY, actor, id, import, import_on, locals, refused, text};

fn retraction(local: &str, of: &str) -> String {
    format!("[[retraction]]\nid = \"{local}\"\nrecord = \"{of}\"\nreason = \"It was mistaken.\"\n")
}

fn tombstone(local: &str, of: &str) -> String {
    format!(
        "[[tombstone]]\nid = \"{local}\"\nrecord = \"{of}\"\nlevel = \"content\"\nreason = \"safety\"\nat = \"2026-11-01\"\n"
    )
}

pub(crate) async fn a_changed_row_supersedes_and_its_history_stays(place: &Place) {
    let store = place.open().await;
    let kept = actor("a2", "Same");
    import_on(&store, "d", 1, &(actor("a1", "Before") + &kept), date(2026, 1, 1)).await.unwrap();
    let report = import_on(&store, "d", 2, &(actor("a1", "After") + &kept), date(2026, 2, 1)).await.unwrap();
    assert_eq!((report.added, report.changed, report.unchanged), (0, 1, 1));
    let reader = store.reader(TODAY);
    let one = id("d", Entity::Actor, "a1");
    assert_eq!(text(reader.get(one, None).await.unwrap().unwrap().view.get(), "name"), "After");
    let history = reader.history(one).await.unwrap();
    let told: Vec<_> =
        history.iter().map(|it| (it.change.as_str(), it.revision, text(it.view.get(), "name"))).collect();
    assert_eq!(told, [("added", 1, "Before".to_owned()), ("changed", 2, "After".to_owned())]);
    // What is no longer said is no longer found.
    assert_eq!(reader.search("before", None, 0, 10).await.unwrap().found, 0);
    assert_eq!(reader.search("after", None, 0, 10).await.unwrap().found, 1);
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}

pub(crate) async fn a_vanished_row_is_refused_unless_it_is_retracted(place: &Place) {
    let store = place.open().await;
    let kept = actor("a2", "Kept");
    import(&store, "d", 1, &(actor("a1", "Gone") + &kept)).await.unwrap();
    let why = refused(import(&store, "d", 2, &kept).await);
    assert!(why.contains("actor a1") && why.contains("[[retraction]]"), "{why}");

    let report = import(&store, "d", 2, &(kept.clone() + &retraction("x1", "a1"))).await.unwrap();
    assert_eq!((report.retracted, report.added), (1, 1));
    let reader = store.reader(TODAY);
    let gone = reader.get(id("d", Entity::Actor, "a1"), None).await.unwrap().unwrap();
    assert_eq!(gone.standing, Standing::Retracted);
    let page = reader.list(Entity::Actor, None, 10).await.unwrap();
    assert_eq!(locals(&page.items), ["a2"]);
    assert_eq!(reader.search("gone", None, 0, 10).await.unwrap().found, 0);
    assert_eq!(reader.history(id("d", Entity::Actor, "a1")).await.unwrap().len(), 2);

    // A retraction cannot vanish without a word either, and the row can come back.
    refused(import(&store, "d", 3, &kept).await);
    let back = actor("a1", "Gone") + &kept + &retraction("x2", "x1");
    let report = import(&store, "d", 3, &back).await.unwrap();
    assert_eq!((report.restored, report.retracted), (1, 1));
    assert_eq!(reader.search("gone", None, 0, 10).await.unwrap().found, 1);
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}

pub(crate) async fn a_tombstone_takes_content_out_of_everything(place: &Place) {
    let store = place.open().await;
    let other = actor("a2", "Other") + "note = \"public\"\n";
    let secret = actor("a1", "Zyxwvut") + "description = \"qponmlk\"\n";
    import(&store, "d", 1, &(secret.clone() + &other)).await.unwrap();
    let changed = actor("a1", "Zyxwvut again") + "description = \"qponmlk\"\n";
    import(&store, "d", 2, &(changed + &other)).await.unwrap();
    let report = import(&store, "d", 3, &(other.clone() + &tombstone("t1", "a1"))).await.unwrap();
    assert_eq!(report.tombstoned, 1);

    let reader = store.reader(TODAY);
    let one = id("d", Entity::Actor, "a1");
    let entry = reader.get(one, None).await.unwrap().unwrap();
    assert_eq!(entry.standing, Standing::Tombstoned);
    assert!(entry.view.get().is_removed());
    let history = reader.history(one).await.unwrap();
    assert_eq!(history.len(), 1);
    for day in [None, Some(TODAY)] {
        let shown = format!("{:?}", reader.get(one, day).await.unwrap()).to_lowercase();
        assert!(!shown.contains("zyx") && !shown.contains("qpon"), "{shown}");
    }
    assert_eq!(reader.search("zyxwvut", None, 0, 10).await.unwrap().found, 0);
    assert_eq!(reader.search("qponmlk", None, 0, 10).await.unwrap().found, 0);
    let page = format!("{:?}", reader.list(Entity::Actor, None, 10).await.unwrap()).to_lowercase();
    assert!(!page.contains("zyx") && page.contains(one.as_str()));
    assert_eq!(store.check(TODAY).await.unwrap(), []);

    // Importing the same again, or a later revision, does not bring it back.
    let report =
        import(&store, "d", 4, &(other + &tombstone("t1", "a1") + &actor("a3", "New"))).await.unwrap();
    assert_eq!((report.added, report.tombstoned, report.restored), (1, 0, 0));
    assert_eq!(reader.search("zyxwvut", None, 0, 10).await.unwrap().found, 0);
}

pub(crate) async fn a_tombstone_of_another_dossier_holds_and_can_be_taken_back(place: &Place) {
    let store = place.open().await;
    import(&store, "d", 1, &actor("a1", "Zyxwvut")).await.unwrap();
    let report = import(&store, "desk", 1, &tombstone("t1", "d/a1")).await.unwrap();
    assert_eq!((report.added, report.tombstoned), (1, 1));
    let reader = store.reader(TODAY);
    let one = id("d", Entity::Actor, "a1");
    assert!(reader.get(one, None).await.unwrap().unwrap().view.get().is_removed());
    // The first dossier does not know of it, and cannot undo it.
    import(&store, "d", 2, &actor("a1", "Zyxwvut anew")).await.unwrap();
    assert!(reader.get(one, None).await.unwrap().unwrap().view.get().is_removed());
    assert_eq!(reader.search("zyxwvut", None, 0, 10).await.unwrap().found, 0);

    let report = import(&store, "desk", 2, &retraction("x1", "t1")).await.unwrap();
    assert_eq!((report.retracted, report.restored), (1, 1));
    let back = reader.get(one, None).await.unwrap().unwrap();
    assert_eq!(text(back.view.get(), "name"), "Zyxwvut anew");
    assert_eq!(reader.search("zyxwvut", None, 0, 10).await.unwrap().found, 1);
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}

pub(crate) async fn nothing_that_was_kept_can_be_changed_or_deleted(place: &Place) {
    let store = place.open().await;
    import(&store, "d", 1, &actor("a1", "One")).await.unwrap();
    store.close().await;
    let statements = [
        "UPDATE record_version SET body = '{}'",
        "DELETE FROM record_version",
        "UPDATE dossier SET sha256 = ''",
        "DELETE FROM dossier",
        "DELETE FROM record",
    ];
    for statement in statements {
        let sql = AssertSqlSafe(statement);
        let done = if place.is_file {
            let mut connection = SqliteConnection::connect(&place.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.map(drop)
        } else {
            let mut connection = PgConnection::connect(&place.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.map(drop)
        };
        assert!(done.is_err(), "{statement}");
    }
    let store = place.open().await;
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}
