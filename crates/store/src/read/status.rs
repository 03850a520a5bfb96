//! Where a thread stands on a day, and how its questions fare.

use jiff::civil::Date;
use ledger::Id;
use ledger::thread::Status;
use ledger::visibility::{Public, QuestionStanding, publish_question, publish_questions, publish_status};

use super::Reader;
use super::around::Around;
use crate::StoreError;

impl Reader<'_> {
    /// Where a thread stands at the end of a day in the recipient's time zone; nothing if there is no such thread to
    /// be seen. It is computed with every question and kept nowhere.
    ///
    /// # Errors
    /// What the engine says, or that rows lack what no import lets them lack.
    pub async fn status(&self, thread: Id, day: Date) -> Result<Option<Public<Status>>, StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let around = Around::thread(&mut tx, thread).await?;
        let Some(row) = around.row(thread) else { return Ok(None) };
        publish_status(row, &around.rows(), day, &policy, self.today).transpose().map_err(|incomplete| {
            let rows: Vec<String> = incomplete.iter().map(ToString::to_string).collect();
            StoreError::Damaged(format!("events of a thread cannot be told any more: {}", rows.join("; ")))
        })
    }

    /// The questions of a thread with how each fares; nothing if there is no such thread to be seen.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn questions(&self, thread: Id) -> Result<Option<Public<Vec<QuestionStanding>>>, StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let around = Around::thread(&mut tx, thread).await?;
        let Some(row) = around.row(thread) else { return Ok(None) };
        Ok(publish_questions(row, &around.rows(), &policy, self.today))
    }

    /// How a question fares, whether it was put in a thread or not; nothing if there is none to be seen.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn question(&self, question: Id) -> Result<Option<Public<QuestionStanding>>, StoreError> {
        let mut tx = self.store.engine.read().await?;
        let policy = self.store.policy(&mut tx).await?;
        let around = Around::question(&mut tx, question).await?;
        let Some(row) = around.row(question) else { return Ok(None) };
        Ok(publish_question(row, &around.rows(), &policy, self.today))
    }
}
