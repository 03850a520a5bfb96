//! Whom WhatsApp's ids name.
//!
//! Since 2024 people are also named by linked ids (`900…@lid`), which tell no number; `ZWAPHONENUMBERLIDPAIR` ties
//! them to numbers, in `ChatStorage.sqlite` itself or in `LID.sqlite` beside it.

use std::ops::ControlFlow;

use evidence::{Database, Source};
use rustc_hash::FxHashMap;

use crate::Sink;
use crate::account::Account;
use crate::plan::each_row;
use crate::sql::select;

/// The table of pairs.
pub(super) const PAIRS: &str = "ZWAPHONENUMBERLIDPAIR";

/// Someone named by an id.
pub(super) struct Partner {
    pub(super) jid: String,
    pub(super) account: Option<Account>,
}

/// Which number a linked id stands for.
#[derive(Default)]
pub(super) struct People {
    /// By the id's part before the `@`, without the number of a device.
    linked: FxHashMap<String, Account>,
}

impl People {
    /// Loads the pairs of a database and of the store of pairs beside it.
    pub(super) fn new(db: &Database, source: &Source<'_>, sink: &mut dyn Sink) -> Self {
        let mut people = Self::default();
        // What is wrong with that store is said where it is read for itself.
        if let Some(beside) = source.sibling("LID.sqlite").and_then(|it| it.database().ok()) {
            people.load(&beside, &mut |_| {});
        }
        people.load(db, &mut |why| sink.failed(why));
        people
    }

    fn load(&mut self, db: &Database, failed: &mut dyn FnMut(String)) {
        if !db.has_table(PAIRS) {
            return;
        }
        let done = db.query(&select(db, PAIRS, &["ZLID", "ZPHONENUMBER"]), &mut |row| {
            if let (Some(lid), Some(account)) =
                (row.text(0), row.text(1).as_deref().and_then(Account::whatsapp))
            {
                self.linked.insert(user(&lid).to_owned(), account);
            }
            ControlFlow::Continue(())
        });
        if let Err(error) = done {
            failed(error.0);
        }
    }

    /// The account that an id names.
    pub(super) fn account(&self, jid: &str) -> Option<Account> {
        Account::whatsapp(jid).or_else(|| {
            let linked = jid.ends_with("@lid");
            linked.then(|| self.linked.get(user(jid)).cloned()).flatten()
        })
    }

    /// By row, whom a column of ids names.
    pub(super) fn partners(
        &self,
        db: &Database,
        table: &str,
        column: &str,
        sink: &mut dyn Sink,
    ) -> FxHashMap<i64, Partner> {
        let mut all = FxHashMap::default();
        if db.has_table(table) {
            let sql = select(db, table, &["rowid", column]);
            let _ = each_row(db, &sql, sink, &mut |row, _| {
                if let (Some(key), Some(jid)) = (row.int(0), row.text(1)) {
                    all.insert(key, Partner { account: self.account(&jid), jid: jid.into_owned() });
                }
                ControlFlow::Continue(())
            });
        }
        all
    }
}

/// What of an id names the person: without the server, and without the device.
fn user(jid: &str) -> &str {
    let user = jid.split('@').next().unwrap_or(jid);
    user.split(':').next().unwrap_or(user)
}
