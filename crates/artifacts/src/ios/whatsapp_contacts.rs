//! WhatsApp's contacts: `ContactsV2.sqlite` in the app group `group.net.whatsapp.WhatsApp.shared`, device path
//! `/private/var/mobile/Containers/Shared/AppGroup/group.net.whatsapp.WhatsApp.shared/ContactsV2.sqlite`.
//!
//! `ZWAADDRESSBOOKCONTACT` has a row per person; columns have come and gone, and texts may be stored as bytes.
//! Dates count seconds since 2001-01-01 UTC. Source: the schema of public test images.

use std::ops::ControlFlow;

use evidence::Source;
use model::{Locator, ObservableType, Record, Role};

use crate::account::Account;
use crate::plan::{Known, Plan, each_row, open};
use crate::times::Clock;
use crate::{Artifact, Sink, text};

/// The slug.
const ID: &str = "whatsapp_contacts";

/// The people WhatsApp knows.
pub(crate) const ARTIFACT: Artifact = Artifact {
    id: ID,
    wants: &["/private/var/mobile/Containers/Shared/AppGroup/*/ContactsV2.sqlite"],
    carries: &[ObservableType::Phone, ObservableType::Email, ObservableType::Url, ObservableType::Domain],
    own_times: &[],
    read,
};

const CONTACT: Known = Known {
    dates: &[
        ("ZDISAPPEARINGMODETIMESTAMP", "disappearing_mode_set"),
        ("ZABOUTTIMESTAMP", "about_changed"),
        ("ZABOUTEXPIRATIONTIMESTAMP", "about_expiration"),
        ("ZLASTUPDATED", "contact_last_updated"),
    ],
    technical: &[],
    personal: &[],
    own: &["Z_PK"],
    read: &["ZWHATSAPPID", "ZPHONENUMBER", "ZLOCALIZEDPHONENUMBER", "ZABOUTTEXT", "ZNOTES"],
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open(source, sink) else { return };
    let Some(plan) = Plan::new(&db, "ZWAADDRESSBOOKCONTACT", Clock::Cocoa, CONTACT, sink) else {
        sink.failed("the database has no table ZWAADDRESSBOOKCONTACT".into());
        return;
    };
    let ids = [plan.at("ZWHATSAPPID"), plan.at("ZPHONENUMBER"), plan.at("ZLOCALIZEDPHONENUMBER")];
    let texts = [plan.at("ZABOUTTEXT"), plan.at("ZNOTES")];
    // A break only says that the run is ending.
    let _ = each_row(&db, &plan.sql("", ""), sink, &mut |row, sink| {
        let Some(key) = row.int(0) else { return ControlFlow::Continue(()) };
        let mut accounts: Vec<Account> = Vec::new();
        for id in ids.iter().filter_map(|at| row.text(*at)) {
            let account = Account::whatsapp_or_plain(&id);
            // The id holds the complete number, the others often the same one as it is dialled.
            accounts.extend(account.filter(|it| !accounts.contains(it)));
        }
        let values: Vec<_> = texts.iter().filter_map(|at| row.text(*at)).collect();
        let place = Locator::row("ZWAADDRESSBOOKCONTACT", key);
        let mut record = Record::new(ID, "contact", source.reference(), place);
        record.observables.extend(accounts.iter().map(|it| it.here(Role::Contact)));
        for value in &values {
            if !text::observables_of(value, Role::Contact, &mut record.observables) {
                sink.problem(crate::text::TOO_MANY);
            }
        }
        plan.times(&mut record, row, sink);
        plan.emit(&mut record, row, sink)
    });
}
