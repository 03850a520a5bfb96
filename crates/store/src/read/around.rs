//! Rows around a row: what a question to the pure rules has to be asked of.

use std::collections::BTreeMap;

use ledger::records::{Anchor, Answer, Capture, Inquiry, Message, Question, Thread, ThreadEvent};
use ledger::values::Ref;
use ledger::{Entity, Id, Row};

use crate::engine::{Tx, on};
use crate::kept::{Kept, Standing, restore};
use crate::{StoreError, sql};

/// Place of the first version in the register, then the columns of a row that is kept.
type Placed = (i64, String, i64, String, String);

/// Rows that hold, each once, whoever may see them.
#[derive(Default)]
pub(super) struct Around {
    rows: BTreeMap<Id, (i64, Kept)>,
}

impl Around {
    /// Everything that decides where a thread stands and how its questions fare.
    pub(super) async fn thread(tx: &mut Tx, thread: Id) -> Result<Self, StoreError> {
        let mut out = Self::default();
        out.fetch(tx, [thread]).await?;
        let Some((inquiry, recipient)) =
            out.get::<Thread>(thread).map(|it| (it.inquiry.id(), it.recipient.known().map(Ref::id)))
        else {
            return Ok(out);
        };
        out.fetch(tx, [inquiry].into_iter().chain(recipient)).await?;
        let policy = out.get::<Inquiry>(inquiry).and_then(|it| it.policy.as_ref()).map(Ref::id);
        out.fetch(tx, policy).await?;
        out.fetch_naming(tx, [thread], "thread", None).await?;
        out.fetch_naming(tx, [inquiry], "inquiry", Some(Entity::Question)).await?;
        if out.all::<Question>().any(|it| it.1.thread.is_none()) {
            out.siblings(tx, inquiry).await?;
        }
        let named: Vec<Id> = out
            .all::<ThreadEvent>()
            .flat_map(|it| {
                it.1.message.iter().map(Ref::id).chain(it.1.questions.iter().map(Ref::id)).collect::<Vec<_>>()
            })
            .collect();
        out.fetch(tx, named).await?;
        out.answers(tx).await?;
        out.fetch_quoted(tx).await?;
        Ok(out)
    }

    /// Everything that decides how a question fares.
    pub(super) async fn question(tx: &mut Tx, question: Id) -> Result<Self, StoreError> {
        let mut out = Self::default();
        out.fetch(tx, [question]).await?;
        let Some(it) = out.get::<Question>(question) else { return Ok(out) };
        let (thread, inquiry) = (it.thread.as_ref().map(Ref::id), it.inquiry.as_ref().map(Ref::id));
        match (thread, inquiry) {
            (Some(thread), _) => {
                out.fetch(tx, [thread]).await?;
                out.fetch_naming(tx, [thread], "thread", Some(Entity::Message)).await?;
            }
            (None, Some(inquiry)) => out.siblings(tx, inquiry).await?,
            (None, None) => {}
        }
        out.answers(tx).await?;
        Ok(out)
    }

    /// The threads of an inquiry with their messages: a question that was put to several stands to the replies of
    /// all of them.
    async fn siblings(&mut self, tx: &mut Tx, inquiry: Id) -> Result<(), StoreError> {
        self.fetch_naming(tx, [inquiry], "inquiry", Some(Entity::Thread)).await?;
        let threads: Vec<Id> = self.all::<Thread>().map(|it| it.0).collect();
        self.fetch_naming(tx, threads, "thread", Some(Entity::Message)).await
    }

    /// What stands to the questions: answers, the messages before and after them, and where their bytes are.
    async fn answers(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let questions: Vec<Id> = self.all::<Question>().map(|it| it.0).collect();
        self.fetch_naming(tx, questions.iter().copied(), "question", Some(Entity::Answer)).await?;
        self.fetch_naming(tx, questions, "after", Some(Entity::Message)).await?;
        let ordered = self.all::<Question>().flat_map(|it| it.1.after.iter().chain(&it.1.before));
        let replies = self.all::<Answer>().filter_map(|it| it.1.reply.as_ref()?.known());
        let named: Vec<Id> = ordered.chain(replies).map(Ref::id).collect();
        self.fetch(tx, named).await?;
        let captures: Vec<Id> = self.all::<Message>().flat_map(|it| &it.1.captures).map(Ref::id).collect();
        self.fetch(tx, captures).await
    }

    /// Adds rows by their names.
    pub(super) async fn fetch(
        &mut self,
        tx: &mut Tx,
        ids: impl IntoIterator<Item = Id>,
    ) -> Result<(), StoreError> {
        for id in ids {
            if self.rows.contains_key(&id) {
                continue;
            }
            let found: Option<Placed> =
                on!(&mut *tx, |c| sqlx::query_as(sql::PLACED).bind(id.as_str()).fetch_optional(c).await)?;
            self.take(found)?;
        }
        Ok(())
    }

    /// Adds the rows, of one entity or of all, that name one of these in a field.
    pub(super) async fn fetch_naming(
        &mut self,
        tx: &mut Tx,
        ids: impl IntoIterator<Item = Id>,
        field: &'static str,
        of: Option<Entity>,
    ) -> Result<(), StoreError> {
        let entity = of.map_or("", Entity::name);
        for id in ids {
            let found: Vec<Placed> = on!(&mut *tx, |c| {
                sqlx::query_as(sql::PLACED_NAMING)
                    .bind(id.as_str())
                    .bind(field)
                    .bind(entity)
                    .fetch_all(c)
                    .await
            })?;
            self.take(found)?;
        }
        Ok(())
    }

    /// Adds the anchors by which the rows are quoted, and the captures that these stand in.
    pub(super) async fn fetch_quoted(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let anchors: Vec<Id> =
            self.rows.values().flat_map(|it| it.1.row.provenance.anchors.iter().map(Ref::id)).collect();
        self.fetch(tx, anchors).await?;
        let captures: Vec<Id> = self.all::<Anchor>().map(|it| it.1.capture.id()).collect();
        self.fetch(tx, captures).await
    }

    /// The publications that the rows have what they say from.
    pub(super) fn sources(&self) -> Vec<Id> {
        let named = self.rows.values().flat_map(|it| it.1.row.provenance.sources.iter().map(Ref::id));
        named.chain(self.all::<Capture>().map(|it| it.1.source.id())).collect()
    }

    fn take(&mut self, found: impl IntoIterator<Item = Placed>) -> Result<(), StoreError> {
        for (place, standing, version, hash, body) in found {
            let kept = restore((standing, version, hash, body))?;
            if kept.standing == Standing::Current {
                self.rows.insert(kept.row.id, (place, kept));
            }
        }
        Ok(())
    }

    pub(super) fn row(&self, id: Id) -> Option<&Row> {
        self.rows.get(&id).map(|it| &it.1.row)
    }

    fn get<T: ledger::Recorded>(&self, id: Id) -> Option<&T> {
        self.row(id)?.get()
    }

    fn all<'a, T: ledger::Recorded + 'a>(&'a self) -> impl Iterator<Item = (Id, &'a T)> {
        self.rows.values().filter_map(|it| Some((it.1.row.id, it.1.row.get()?)))
    }

    /// The rows in the order in which they entered the register.
    pub(super) fn rows(&self) -> Vec<&Row> {
        let mut rows: Vec<&(i64, Kept)> = self.rows.values().collect();
        rows.sort_by_key(|it| it.0);
        rows.into_iter().map(|it| &it.1.row).collect()
    }
}
