//! Rows as they are kept: canonical JSON, with the digest of its bytes.

use ledger::visibility::Visibility;
use ledger::{Entity, Id, Record, Row};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

use crate::StoreError;

/// How a row stands in the register now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Current,
    /// It is no longer held to be right; its history can still be read.
    Retracted,
    /// Its content is gone, from its history too.
    Tombstoned,
}

impl Standing {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Retracted => "retracted",
            Self::Tombstoned => "tombstoned",
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Current, Self::Retracted, Self::Tombstoned]
            .into_iter()
            .find(|it| it.as_str() == text)
            .ok_or_else(|| StoreError::Damaged("a row has an unknown standing".to_owned()))
    }
}

/// A row with how it stands and which of its versions is the present one.
pub(crate) struct Kept {
    pub(crate) row: Row,
    pub(crate) standing: Standing,
    pub(crate) version: i64,
    pub(crate) hash: String,
}

/// What is kept of a row.
pub(crate) struct Body {
    pub(crate) text: String,
    pub(crate) hash: String,
}

impl Body {
    pub(crate) fn of(row: &Row) -> Self {
        let text = Json::Object(row.stored()).to_string();
        let hash = digest(text.as_bytes());
        Self { text, hash }
    }
}

/// SHA-256 in hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// Columns of a row that is kept: standing, version, hash, body.
pub(crate) type Columns = (String, i64, String, String);

/// Reads a row.
pub(crate) fn restore((standing, version, hash, body): Columns) -> Result<Kept, StoreError> {
    Ok(Kept { row: row(&body)?, standing: Standing::parse(&standing)?, version, hash })
}

/// Reads one version of a row.
pub(crate) fn row(body: &str) -> Result<Row, StoreError> {
    let damaged = |what: &str| StoreError::Damaged(what.to_owned());
    let stored: Map<String, Json> =
        serde_json::from_str(body).map_err(|_| damaged("a row is no longer what was written"))?;
    let id = stored.get("id").and_then(Json::as_str).and_then(Id::parse);
    let entity: Entity = id.ok_or_else(|| damaged("a row has lost its id"))?.entity();
    Row::restore(entity, &stored).map_err(|faults| {
        let fields: Vec<String> = faults.into_iter().map(|it| it.field).collect();
        StoreError::Damaged(format!("a row cannot be read any more: {}", fields.join(", ")))
    })
}

/// The word for who may see a row.
pub(crate) fn visibility(row: &Row) -> &'static str {
    match row.visibility {
        Visibility::Sealed => "sealed",
        Visibility::Restricted => "restricted",
        Visibility::Embargoed(_) => "embargoed",
        Visibility::PublicRedacted => "public_redacted",
        Visibility::Public => "public",
        Visibility::Tombstoned => "tombstoned",
    }
}

/// True for rows that no longer decide anything once they are retracted: a redaction that was taken back hides
/// nothing. A consent that was taken back allows nothing either.
pub(crate) fn decides(row: &Row) -> bool {
    matches!(
        row.record,
        Record::Consent(_)
            | Record::Redaction(_)
            | Record::RedactionRule(_)
            | Record::Tombstone(_)
            | Record::ThreadEvent(_)
    )
}
