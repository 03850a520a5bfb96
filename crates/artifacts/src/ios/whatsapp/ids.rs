//! WhatsApp's small tables of ids: who made groups, whom cards name, who was blocked, which number an id stands for.

use std::ops::ControlFlow;

use model::{Locator, Record, Role};

use super::people::PAIRS;
use super::{ID, Reader, role};
use crate::Sink;
use crate::account::Account;
use crate::plan::{Known, Plan, each_row};
use crate::sql::select;
use crate::times::{self, Clock};

/// A small table of ids, of which it is not said who wrote to whom.
pub(super) struct Ids {
    table: &'static str,
    event: &'static str,
    known: Known,
}

pub(super) const IDS: [Ids; 3] = [
    Ids {
        table: "ZWAGROUPINFO",
        event: "group",
        known: Known {
            dates: &[("ZCREATIONDATE", "group_created"), ("ZSUBJECTTIMESTAMP", "group_subject_set")],
            technical: &["ZPICTUREID"],
            personal: &[],
            own: &["Z_PK"],
            read: &["ZCREATORJID", "ZOWNERJID", "ZSUBJECTOWNERJID", "ZSOURCEJID"],
        },
    },
    Ids {
        table: "ZWAPROFILEPUSHNAME",
        event: "push_name",
        known: Known { dates: &[], technical: &[], personal: &[], own: &["Z_PK"], read: &["ZJID"] },
    },
    Ids {
        table: "ZWABLACKLISTITEM",
        event: "blocked",
        known: Known { dates: &[], technical: &[], personal: &[], own: &["Z_PK"], read: &["ZJID"] },
    },
];

const CARD: Known =
    Known { dates: &[], technical: &[], personal: &[], own: &["Z_PK"], read: &["ZWHATSAPPID", "ZSENDERJID"] };

impl Reader<'_> {
    /// Who is named by cards of contacts, and who sent those: directed and dated by their message.
    pub(super) fn cards(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        const TABLE: &str = "ZWAVCARDMENTION";
        let Some(plan) = Plan::new(self.db, TABLE, Clock::Cocoa, CARD, sink) else {
            return ControlFlow::Continue(());
        };
        let linked = self.db.has(TABLE, "ZMEDIAITEM")
            && self.db.has("ZWAMEDIAITEM", "ZMESSAGE")
            && self.db.has("ZWAMESSAGE", "ZISFROMME")
            && self.db.has("ZWAMESSAGE", "ZMESSAGEDATE");
        let sql = if linked {
            plan.sql(
                ",m.ZISFROMME,m.ZMESSAGEDATE",
                "LEFT JOIN ZWAMEDIAITEM i ON i.Z_PK = t.ZMEDIAITEM LEFT JOIN ZWAMESSAGE m ON m.Z_PK = i.ZMESSAGE",
            )
        } else {
            plan.sql(",NULL,NULL", "")
        };
        let (mine, date) = (plan.extra(), plan.extra() + 1);
        let (named, sender) = (plan.at("ZWHATSAPPID"), plan.at("ZSENDERJID"));
        each_row(self.db, &sql, sink, &mut |row, sink| {
            let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
            let role = role(row.int(mine));
            let account = |at| row.text(at).and_then(|it| self.people.account(&it));
            let sender = if role == Role::Sent { None } else { account(sender) };
            let accounts = [account(named), sender];
            let mut record = Record::new(ID, "card", self.source, Locator::row(TABLE, key));
            times::push(&mut record, row, date, "message", "ZMESSAGEDATE", Clock::Cocoa, sink);
            record.observables.extend(accounts.iter().flatten().map(|it| it.here(role)));
            plan.times(&mut record, row, sink);
            plan.emit(&mut record, row, sink)
        })
    }

    pub(super) fn ids(&self, ids: &Ids, sink: &mut dyn Sink) -> ControlFlow<()> {
        let Some(plan) = Plan::new(self.db, ids.table, Clock::Cocoa, ids.known, sink) else {
            return ControlFlow::Continue(());
        };
        let columns: Vec<usize> = ids.known.read.iter().map(|it| plan.at(it)).collect();
        each_row(self.db, &plan.sql("", ""), sink, &mut |row, sink| {
            let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
            let mut accounts: Vec<Account> = Vec::new();
            for jid in columns.iter().filter_map(|at| row.text(*at)) {
                accounts.extend(self.people.account(&jid).filter(|it| !accounts.contains(it)));
            }
            let mut record = Record::new(ID, ids.event, self.source, Locator::row(ids.table, key));
            record.observables.extend(accounts.iter().map(|it| it.here(Role::Cached)));
            plan.times(&mut record, row, sink);
            plan.emit(&mut record, row, sink)
        })
    }

    /// Which number a linked id stands for.
    pub(super) fn numbers(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        if !self.db.has_table(PAIRS) {
            return ControlFlow::Continue(());
        }
        let sql = select(self.db, PAIRS, &["rowid", "ZLID", "ZPHONENUMBER", "ZTIMESTAMP"]);
        each_row(self.db, &sql, sink, &mut |row, sink| {
            let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
            let number = row.text(2);
            let account = number.as_deref().and_then(Account::whatsapp);
            let mut record = Record::new(ID, "lid_phone_number_pair", self.source, Locator::row(PAIRS, key));
            times::push(&mut record, row, 3, "lid_pair_recorded", "ZTIMESTAMP", Clock::Cocoa, sink);
            record.observables.extend(account.as_ref().map(|it| it.here(Role::Cached)));
            for (name, value) in [("lid", row.text(1)), ("phone_number", number.clone())] {
                if let Some(value) = value {
                    record.personal(name, value);
                }
            }
            sink.record(&record)
        })
    }
}
