//! When something was so, as far as it is known, for the index that as-of questions ask.

use jiff::civil::Date;
use ledger::edtf::Edtf;
use ledger::values::Known;
use ledger::{Record, Row};

/// A line of the index. Days that are not known are absent, and are neither early nor late.
pub(super) struct Interval {
    pub(super) id: String,
    pub(super) relation: &'static str,
    pub(super) subject: Option<String>,
    pub(super) object: Option<String>,
    pub(super) from_earliest: Option<String>,
    pub(super) from_latest: Option<String>,
    pub(super) to_earliest: Option<String>,
    pub(super) to_latest: Option<String>,
}

impl Interval {
    /// The line of a relationship or of a state of a deal, which stands under the actor whose shares are dealt in.
    pub(super) fn of(row: &Row, target: impl Fn(&ledger::Id) -> Option<ledger::Id>) -> Option<Self> {
        let id = row.id.to_string();
        match &row.record {
            Record::Relationship(it) => Some(Self {
                id,
                relation: it.relation.as_str(),
                subject: it.subject.known().map(|it| it.id().to_string()),
                object: it.object.known().map(|it| it.id().to_string()),
                from_earliest: day(it.from.as_ref(), Edtf::earliest),
                from_latest: day(it.from.as_ref(), Edtf::latest),
                to_earliest: day(it.to.as_ref(), Edtf::earliest),
                to_latest: day(it.to.as_ref(), Edtf::latest),
            }),
            Record::DealStatus(it) => Some(Self {
                id,
                relation: "deal_status",
                subject: Some(it.deal.id().to_string()),
                object: target(&it.deal.id()).map(|it| it.to_string()),
                from_earliest: day(Some(&it.at), Edtf::earliest),
                from_latest: day(Some(&it.at), Edtf::latest),
                to_earliest: None,
                to_latest: None,
            }),
            _ => None,
        }
    }
}

/// A day as text that sorts as days do. Years before our era do not, and are left to the row itself.
fn day(date: Option<&Known<Edtf>>, bound: impl Fn(&Edtf) -> Option<Date>) -> Option<String> {
    date?.known().and_then(bound).filter(|it| it.year() >= 0).map(|it| it.to_string())
}
