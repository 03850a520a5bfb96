//! Calls: `HomeDomain` `Library/CallHistoryDB/CallHistory.storedata`, device path
//! `/private/var/mobile/Library/CallHistoryDB/CallHistory.storedata`. Only encrypted backups hold it.
//!
//! `ZCALLRECORD` has a row per call, `ZDATE` in seconds since 2001-01-01 UTC; `ZADDRESS` (text or bytes) names
//! the other side: a number, an address, or for calls of WhatsApp its id for a person. Since iOS 13 the other sides
//! of a call stand in `ZHANDLE`, joined by a table whose name begins with `Z_` and ends with
//! `REMOTEPARTICIPANTHANDLES`. Source: the schema as the system creates it.

use std::ops::ControlFlow;

use evidence::{Database, Source};
use model::{Locator, ObservableType, Role};
use rustc_hash::FxHashMap;

use crate::account::Account;
use crate::buffer::Buffer;
use crate::plan::{Known, Plan, each_row, open};
use crate::sql::{columns, select};
use crate::times::{self, Clock};
use crate::{Artifact, Sink};

/// The slug.
const ID: &str = "calls";

/// The calls the phone remembers.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &["/private/var/mobile/Library/CallHistoryDB/CallHistory.storedata"],
    carries: &[ObservableType::Email, ObservableType::Phone],
    own_times: &[],
    read,
};

const CALL: Known = Known {
    dates: &[],
    technical: &["ZSERVICE_PROVIDER", "ZISO_COUNTRY_CODE", "ZUNIQUE_ID"],
    personal: &[],
    own: &["Z_PK", "ZDATE", "ZADDRESS"],
    read: &["ZORIGINATED"],
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    let Some(plan) = Plan::new(&db, "ZCALLRECORD", Clock::Cocoa, CALL, sink) else {
        sink.failed("the database has no table ZCALLRECORD".into());
        return;
    };
    let (date, address, originated) = (plan.at("ZDATE"), plan.at("ZADDRESS"), plan.at("ZORIGINATED"));
    let handles = handles(&db, sink);
    let mut buffer = Buffer::default();
    // A break only says that the run is ending.
    let _ = each_row(&db, &plan.sql("", ""), sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let sent = row.int(originated) == Some(1);
        let role = if sent { Role::Sent } else { Role::Received };
        let number = row.text(address);
        let own = number.as_deref().and_then(Account::whatsapp_or_plain);
        let mut record = buffer.start(ID, "call", source.reference(), Locator::row("ZCALLRECORD", key));
        times::push(&mut record, row, date, "call", "ZDATE", Clock::Cocoa, sink);
        record.field("direction", if sent { "sent" } else { "received" });
        record.observables.extend(own.as_ref().map(|it| it.here(role)));
        for (place, account) in handles.get(&key).into_iter().flatten() {
            // Usually the same as the address; then it is one fact.
            if own.as_ref() != Some(account) {
                record.observables.push(account.observable(role, Locator::row("ZHANDLE", *place)));
            }
        }
        if let Some(number) = number {
            record.personal("number", number);
        }
        plan.times(&mut record, row, sink);
        let flow = plan.emit(&mut record, row, sink);
        buffer.end(record);
        flow
    });
}

/// For each call the other sides: the row of `ZHANDLE`, and the account.
fn handles(db: &Database, sink: &mut dyn Sink) -> FxHashMap<i64, Vec<(i64, Account)>> {
    let mut of_call: FxHashMap<i64, Vec<(i64, Account)>> = FxHashMap::default();
    if !db.has_table("ZHANDLE") {
        return of_call;
    }
    let mut accounts: FxHashMap<i64, Account> = FxHashMap::default();
    let sql = select(db, "ZHANDLE", &["rowid", "ZNORMALIZEDVALUE", "ZVALUE"]);
    let _ = each_row(db, &sql, sink, &mut |row, _| {
        let account =
            [1, 2].into_iter().filter_map(|at| row.text(at)).find_map(|it| Account::whatsapp_or_plain(&it));
        accounts.extend(row.int(0).zip(account));
        ControlFlow::Continue(())
    });
    // The numbers in the names are those of Core Data's entities and change with the model.
    let joins =
        db.tables().iter().filter(|it| it.starts_with("Z_") && it.ends_with("REMOTEPARTICIPANTHANDLES"));
    for table in joins {
        let names: Vec<String> = columns(db, table).into_iter().map(|it| it.name).collect();
        let find = |end: &str| names.iter().find(|it| it.ends_with(end)).map(String::as_str);
        let (Some(call), Some(handle)) = (find("PARTICIPANTCALLS"), find("PARTICIPANTHANDLES")) else {
            continue;
        };
        let sql = select(db, table, &[call, handle]);
        let _ = each_row(db, &sql, sink, &mut |row, _| {
            if let (Some(call), Some(handle)) = (row.int(0), row.int(1))
                && let Some(account) = accounts.get(&handle)
            {
                of_call.entry(call).or_default().push((handle, account.clone()));
            }
            ControlFlow::Continue(())
        });
    }
    of_call
}
