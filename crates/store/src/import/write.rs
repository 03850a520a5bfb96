//! Writes a plan down, some hundred rows to a statement.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::visibility::{PublicationPolicy, Visibility};
use ledger::words::Layer;
use ledger::{Dossier, Entity, Id, Record};
use sqlx::QueryBuilder;

use super::bounds::Interval;
use super::plan::{Plan, Step};
use crate::engine::{Tx, on};
use crate::kept::{Kept, Standing, visibility};
use crate::search::Document;
use crate::{StoreError, policy, sql};

/// Rows of one statement: eight values each stay well below what either engine takes.
const ROWS: usize = 500;

/// Inserts values into columns, some hundred rows at a time.
macro_rules! insert {
    ($tx:expr, $head:literal, $rows:expr, |$b:ident, $it:ident| $bind:expr $(, $tail:literal)?) => {
        for rows in $rows.chunks(ROWS) {
            on!(&mut *$tx, |c| {
                let mut statement = QueryBuilder::new($head);
                statement.push_values(rows, |mut $b, $it| { $bind; });
                $( statement.push($tail); )?
                statement.build().execute(c).await.map(drop)
            })?;
        }
    };
}

/// Deletes what a derived table holds of some rows.
macro_rules! delete {
    ($tx:expr, $head:literal, $ids:expr) => {
        for ids in $ids.chunks(ROWS) {
            on!(&mut *$tx, |c| {
                let mut statement = QueryBuilder::new($head);
                let mut list = statement.separated(", ");
                for id in ids {
                    list.push_bind(*id);
                }
                list.push_unseparated(")");
                statement.build().execute(c).await.map(drop)
            })?;
        }
    };
}

/// Writes the dossier and every new version; gives the number of the import.
pub(super) async fn everything(
    tx: &mut Tx,
    dossier: &Dossier,
    sha256: &str,
    now: Timestamp,
    plan: &Plan,
) -> Result<i64, StoreError> {
    let last: i64 = on!(&mut *tx, |c| sqlx::query_scalar(sql::LAST_IMPORT).fetch_one(c).await)?;
    let import = last.saturating_add(1);
    let revision = i64::try_from(dossier.revision).unwrap_or(i64::MAX);
    on!(&mut *tx, |c| {
        sqlx::query(sql::ENTER_DOSSIER)
            .bind(import)
            .bind(dossier.id.as_str())
            .bind(revision)
            .bind(sha256)
            .bind(now.as_microsecond())
            .execute(c)
            .await
            .map(drop)
    })?;

    let last: i64 = on!(&mut *tx, |c| sqlx::query_scalar(sql::LAST_VERSION).fetch_one(c).await)?;
    let steps: Vec<(i64, &Step)> = (last.saturating_add(1)..).zip(&plan.steps).collect();
    insert!(
        tx,
        "INSERT INTO record (id, entity, dossier, local_id, layer, visibility, state, version) ",
        steps,
        |row, it| row
            .push_bind(it.1.row.id.as_str())
            .push_bind(it.1.row.entity().name())
            .push_bind(it.1.row.dossier.as_str())
            .push_bind(it.1.row.local.as_str())
            .push_bind(layer(it.1.row.layer))
            .push_bind(visibility(&it.1.row))
            .push_bind(it.1.standing.as_str())
            .push_bind(it.0),
        " ON CONFLICT (id) DO UPDATE SET layer = excluded.layer, visibility = excluded.visibility, state = excluded.state, version = excluded.version"
    );
    insert!(
        tx,
        "INSERT INTO record_version (seq, id, import, change, supersedes, body, hash) ",
        steps,
        |row, it| row
            .push_bind(it.0)
            .push_bind(it.1.row.id.as_str())
            .push_bind(import)
            .push_bind(it.1.change.as_str())
            .push_bind(it.1.supersedes)
            .push_bind(it.1.body.text.as_str())
            .push_bind(it.1.body.hash.as_str())
    );
    events(tx, plan, import).await?;
    links(tx, plan).await?;
    Ok(import)
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Founding => "founding",
        Layer::Later => "later",
    }
}

/// Events go to the end of the book, in the order of the dossier, and are never moved.
async fn events(tx: &mut Tx, plan: &Plan, import: i64) -> Result<(), StoreError> {
    let last: i64 = on!(&mut *tx, |c| sqlx::query_scalar(sql::LAST_EVENT).fetch_one(c).await)?;
    let threads = plan.steps.iter().filter_map(|step| match &step.row.record {
        Record::ThreadEvent(it) => Some((step.row.id, it.thread.id())),
        _ => None,
    });
    let events: Vec<(i64, (Id, Id))> = (last.saturating_add(1)..).zip(threads).collect();
    insert!(tx, "INSERT INTO thread_event (seq, thread, record, import) ", events, |row, it| row
        .push_bind(it.0)
        .push_bind(it.1.1.to_string())
        .push_bind(it.1.0.to_string())
        .push_bind(import));
    Ok(())
}

/// What follows from the present version of a row: which rows it names.
async fn links(tx: &mut Tx, plan: &Plan) -> Result<(), StoreError> {
    let stale: Vec<&str> = stale(plan).collect();
    delete!(tx, "DELETE FROM link WHERE from_id IN (", stale);
    let present = || plan.steps.iter().filter(|it| it.standing == Standing::Current);
    let links: Vec<(&Id, i64, (&'static str, Id))> = present()
        .flat_map(|it| (0..).zip(it.row.references()).map(|(place, link)| (&it.row.id, place, link)))
        .collect();
    insert!(tx, "INSERT INTO link (from_id, field, place, to_id) ", links, |row, it| row
        .push_bind(it.0.as_str())
        .push_bind(it.2.0)
        .push_bind(it.1)
        .push_bind(it.2.1.to_string()));
    Ok(())
}

/// When relationships and states of deals were so. A deal may get another target, so that its states move with it.
pub(super) async fn intervals(tx: &mut Tx, plan: &Plan, after: &[Kept]) -> Result<(), StoreError> {
    let deals: HashMap<Id, Id> = after
        .iter()
        .filter_map(|it| match &it.row.record {
            Record::Deal(deal) => Some((it.row.id, deal.target.id())),
            _ => None,
        })
        .collect();
    let touched: HashSet<Id> = plan.steps.iter().map(|it| it.row.id).collect();
    let moved = |row: &ledger::Row| match &row.record {
        Record::DealStatus(it) => touched.contains(&it.deal.id()),
        _ => false,
    };
    let rows = || after.iter().filter(|it| touched.contains(&it.row.id) || moved(&it.row));
    let stale: Vec<&str> = rows().map(|it| it.row.id.as_str()).collect();
    delete!(tx, "DELETE FROM \"interval\" WHERE id IN (", stale);
    let intervals: Vec<Interval> = rows()
        .filter(|it| it.standing == Standing::Current)
        .filter_map(|it| Interval::of(&it.row, |deal| deals.get(deal).copied()))
        .collect();
    insert!(
        tx,
        "INSERT INTO \"interval\" (id, relation, subject, object, from_earliest, from_latest, to_earliest, to_latest) ",
        intervals,
        |row, it| row
            .push_bind(it.id.as_str())
            .push_bind(it.relation)
            .push_bind(it.subject.as_deref())
            .push_bind(it.object.as_deref())
            .push_bind(it.from_earliest.as_deref())
            .push_bind(it.from_latest.as_deref())
            .push_bind(it.to_earliest.as_deref())
            .push_bind(it.to_latest.as_deref())
    );
    Ok(())
}

/// What can be found. It is made of what everybody may see, and asked again when it is found.
pub(super) async fn search(
    tx: &mut Tx,
    plan: &Plan,
    after: &[Kept],
    policy: &PublicationPolicy,
    today: Date,
) -> Result<(), StoreError> {
    let touched: HashSet<Id> = plan.steps.iter().map(|it| it.row.id).collect();
    // A redaction, a consent or a hidden row changes what is seen of others, so that everything is looked at.
    let all = plan.steps.iter().any(super::reaches_others);
    let rows: Vec<&Kept> = after.iter().filter(|it| all || touched.contains(&it.row.id)).collect();
    let stale: Vec<&str> =
        if all { rows.iter().map(|it| it.row.id.as_str()).collect() } else { stale(plan).collect() };
    delete!(tx, "DELETE FROM search_document WHERE record IN (", stale);

    // What is hidden until some day is prepared for that day; until then the view keeps it from being found.
    let horizon = after
        .iter()
        .filter_map(|it| match it.row.visibility {
            Visibility::Embargoed(until) => Some(until),
            _ => None,
        })
        .fold(today, Date::max);
    let find = |it: &&Kept| {
        if it.standing != Standing::Current {
            return None;
        }
        let view = policy::seen(&it.row, it.standing, policy, today)
            .or_else(|| policy::seen(&it.row, it.standing, policy, horizon))?;
        let document = Document::of(&view);
        (!document.is_empty()).then(|| (it.row.id, it.row.entity(), document))
    };
    for rows in rows.chunks(ROWS) {
        let documents: Vec<(Id, Entity, Document)> = rows.iter().filter_map(find).collect();
        if !documents.is_empty() {
            enter(tx, &documents).await?;
        }
    }
    Ok(())
}

async fn enter(tx: &mut Tx, documents: &[(Id, Entity, Document)]) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => {
            let mut statement =
                QueryBuilder::new("INSERT INTO search_document (record, entity, names, texts) ");
            statement.push_values(documents, |mut row, (id, entity, document)| {
                row.push_bind(id.as_str())
                    .push_bind(entity.name())
                    .push_bind(document.names.join(" "))
                    .push_bind(document.texts.join(" "));
            });
            statement.build().execute(&mut **tx).await?;
        }
        Tx::Postgres(tx) => {
            let mut statement = QueryBuilder::new("INSERT INTO search_document (record, entity, words) ");
            statement.push_values(documents, |mut row, (id, entity, document)| {
                row.push_bind(id.as_str())
                    .push_bind(entity.name())
                    .push_bind(document.vector())
                    .push_unseparated("::tsvector");
            });
            statement.build().execute(&mut **tx).await?;
        }
    }
    Ok(())
}

/// Rows of which something derived was kept before.
fn stale(plan: &Plan) -> impl Iterator<Item = &str> {
    plan.steps.iter().filter(|it| it.supersedes.is_some()).map(|it| it.row.id.as_str())
}
