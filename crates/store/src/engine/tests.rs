//! Migrations of files.

use super::*;

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn a_backup_is_made_before_an_old_register_is_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("register.db");
    let place = Place::File(path.clone());
    run(async {
        let old = Engine::open_at(&place, 1).await.unwrap();
        let mut tx = old.write().await.unwrap();
        on!(&mut tx, |c| sqlx::query("INSERT INTO dossier VALUES (1, 'kept', 1, 'x', 0)")
            .execute(c)
            .await
            .map(drop))
        .unwrap();
        tx.commit().await.unwrap();
        old.close().await;
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1);

        Engine::open(&place).await.unwrap().close().await;
        let copy = dir.path().join("register.db.schema-1.backup");
        let kept = Engine::open_at(&Place::File(copy), 1).await.unwrap();
        let mut tx = kept.read().await.unwrap();
        let found: String =
            on!(&mut tx, |c| sqlx::query_scalar("SELECT id FROM dossier").fetch_one(c).await).unwrap();
        assert_eq!(found, "kept");
        let tables: i64 = on!(&mut tx, |c| {
            sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'search_words'")
                .fetch_one(c)
                .await
        })
        .unwrap();
        assert_eq!(tables, 0, "the backup has the old schema");
    });
}

#[test]
fn a_register_of_a_newer_program_is_refused_and_the_program_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::File(dir.path().join("register.db"));
    run(async {
        let engine = Engine::open(&place).await.unwrap();
        let mut tx = engine.write().await.unwrap();
        on!(&mut tx, |c| sqlx::query(
            "INSERT INTO schema_migration VALUES (99, '0099_later', 'daylight 9.1.0')"
        )
        .execute(c)
        .await
        .map(drop))
        .unwrap();
        tx.commit().await.unwrap();
        engine.close().await;
        let error = Engine::open(&place).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "the register has schema 99 and was last changed by daylight 9.1.0; this program reads schemas up to 3, use daylight 9.1.0 or a newer one"
        );
    });
}
