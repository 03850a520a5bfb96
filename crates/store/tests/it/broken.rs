//! Files that are locked, full, damaged or something else.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ledger::Entity;
use sqlx::{Connection as _, SqliteConnection};
use store::{Store, StoreError};

use crate::{Place, TODAY, actor, block_on, import};

fn open(path: &Path) -> Result<Store, StoreError> {
    block_on(Store::open(path.to_str().unwrap()))
}

#[test]
fn what_is_no_register_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("letter.txt");
    std::fs::write(&text, "Dear all,\n".repeat(1000)).unwrap();
    assert!(matches!(open(&text), Err(StoreError::NotARegister(_))));
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "Dear all,\n".repeat(1000));

    let other = dir.path().join("other.db");
    block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&other).create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql("CREATE TABLE messages (text)").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    let before = std::fs::read(&other).unwrap();
    assert!(matches!(open(&other), Err(StoreError::NotARegister(_))));
    assert_eq!(std::fs::read(&other).unwrap(), before);

    assert!(matches!(open(dir.path()), Err(StoreError::CannotOpen(_))));
    assert!(matches!(open(&dir.path().join("no/such/folder.db")), Err(StoreError::CannotOpen(_))));
    let server = block_on(Store::open("postgres://nobody@127.0.0.1:1/none")).unwrap_err();
    assert!(matches!(server, StoreError::Unreachable(_)), "{server}");
}

#[test]
fn an_empty_file_becomes_a_register() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new.db");
    std::fs::write(&path, "").unwrap();
    open(&path).unwrap();
}

#[test]
fn a_locked_register_says_so_and_can_still_be_read() {
    let place = Place::file();
    block_on(async {
        let store = place.open().await;
        import(&store, "d", 1, &actor("a1", "One")).await.unwrap();
        let mut other = SqliteConnection::connect(&place.url).await.unwrap();
        let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let error = import(&store, "d", 2, &actor("a1", "Two")).await.unwrap_err();
        assert!(error.to_string().starts_with("another program is writing"), "{error}");
        let page = store.reader(TODAY).list(Entity::Actor, None, 10).await.unwrap();
        assert_eq!(page.items.get().len(), 1);
        drop(lock);
        other.close().await.unwrap();
        import(&store, "d", 2, &actor("a1", "Two")).await.unwrap();
    });
}

/// Bytes that were changed are an error or a flaw, or do not matter; never a panic.
#[test]
fn a_damaged_file_never_panics() {
    // The engine works in threads of its own, whose end nobody would notice otherwise.
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name().is_some_and(|it| it.starts_with("sqlx")) {
            PANICS.fetch_add(1, Ordering::Relaxed);
        }
        usual(info);
    }));
    let place = Place::file();
    block_on(async {
        let store = place.open().await;
        let rows: String = (0..60)
            .map(|it| actor(&format!("a{it}"), "Some name") + "description = \"Words to find\"\n")
            .collect();
        import(&store, "d", 1, &rows).await.unwrap();
        store.close().await;
    });
    let whole = std::fs::read(&place.url).unwrap();
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut noticed = 0;
    for round in 0..100 {
        let mut bytes = whole.clone();
        for _ in 0..=(round % 20) {
            let at = random(bytes.len());
            bytes[at] = u8::try_from(random(256)).unwrap();
        }
        if round % 10 == 9 {
            bytes.truncate(random(whole.len()));
        }
        let path = place.dir.path().join(format!("damaged{round}.db"));
        std::fs::write(&path, &bytes).unwrap();
        block_on(async {
            let Ok(store) = Store::open(path.to_str().unwrap()).await else {
                noticed += 1;
                return;
            };
            noticed += usize::from(store.check(TODAY).await.is_ok_and(|it| !it.is_empty()));
            let reader = store.reader(TODAY);
            let _ = reader.list(Entity::Actor, None, 100).await;
            let _ = reader.search("words", None, 0, 100).await;
            let _ = import(&store, "d", 2, &actor("a1", "Two")).await;
            store.close().await;
        });
    }
    assert!(noticed > 5, "{noticed}");
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}
