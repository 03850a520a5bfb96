//! What the public may see, decided in one place.
//!
//! Only the functions named `publish…` make a [`Public`], and nothing else of the register can be serialised. A page, an export, a
//! feed or an index that is built from `Public<View>` therefore cannot leak what the policy withholds, however it is
//! written. Where rules meet, the most restrictive wins.

mod fields;
mod harmed;
mod policy;
mod publish;
mod status;

pub use harmed::{People, people};
pub use policy::{PolicyBuilder, PublicationPolicy};
pub use publish::{publish, publish_text};
pub use status::{Fares, QuestionStanding, WITHHELD, publish_question, publish_questions, publish_status};

use jiff::civil::Date;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::words::RemovalReason;
use crate::{Entity, Id};

/// Who may see a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Named custodians: who was harmed, who told us. For everybody else the row does not exist.
    Sealed,
    /// Those who work on the case.
    Restricted,
    /// Those who work on the case, and from this day on everybody.
    Embargoed(Date),
    /// Everybody, with marked gaps.
    PublicRedacted,
    /// Everybody.
    Public,
    /// Everybody sees that something was removed, when and why.
    Tombstoned,
}

/// How much of a person who was harmed may be told.
///
/// 0 not even that they exist, 1 their country, 2 category and country, 3 a pseudonym, 4 a role or employer, 5 a
/// name by consent, 6 a name that they made public themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityLevel(u8);

impl IdentityLevel {
    /// Category and country: what holds where nobody has consented to more.
    pub const DEFAULT: Self = Self(2);

    /// Nothing above 6.
    #[must_use]
    pub fn new(level: u8) -> Option<Self> {
        (level <= 6).then_some(Self(level))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

/// Something that everybody may see. Only this module can make one, and only out of what the policy lets through.
///
/// Raw rows cannot be published by writing the wrapper down:
///
/// ```compile_fail
/// let leak = ledger::visibility::Public("a sealed name");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Public<T>(T);

impl<T> Public<T> {
    /// What everybody may see.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.0
    }

    /// What everybody may see, to be taken apart. It cannot be put together again.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }

    /// Several public things are public together.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = Self>) -> Public<Vec<T>> {
        Public(items.into_iter().map(|it| it.0).collect())
    }
}

impl<T> Public<Vec<T>> {
    /// What is public together is public one by one.
    pub fn each(self) -> impl Iterator<Item = Public<T>> {
        self.0.into_iter().map(Public)
    }
}

/// A row as everybody may see it: its fields in the order of the tables, hidden ones left out, gaps marked.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Of which entity the row is.
    pub entity: Entity,
    /// The public name of the row.
    pub id: Id,
    /// Name and value of each field that is there.
    pub fields: Vec<(&'static str, FieldView)>,
}

impl View {
    /// A field by its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.fields.iter().find(|it| it.0 == name).map(|it| &it.1)
    }

    /// The value of a field by its name, if it is neither absent nor withheld.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&serde_json::Value> {
        match self.field(name)? {
            FieldView::Value(it) => Some(it),
            FieldView::Withheld { .. } => None,
        }
    }

    /// True if only a stub is left of the row.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.field(REMOVED).is_some()
    }
}

/// The one field of a stub.
pub(crate) const REMOVED: &str = "removed";

/// A field as everybody may see it.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldView {
    /// Its value, in canonical JSON.
    Value(serde_json::Value),
    /// It is there and not shown.
    Withheld {
        /// Why.
        reason: Reason,
        /// What is shown in its place, where something is.
        replacement: Option<String>,
    },
}

/// Why a field is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Such a field is for custodians or for the people on the case, whatever the visibility of its row.
    Restricted,
    /// The people harmed have not consented to this much.
    IdentityLevel,
    /// It was taken out, for this reason.
    Removed(RemovalReason),
}

impl Reason {
    /// The code that stands in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::IdentityLevel => "identity_level",
            Self::Removed(it) => it.as_str(),
        }
    }
}

impl Serialize for Public<View> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown(&self.0).serialize(serializer)
    }
}

impl Serialize for Public<Vec<View>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        self.0.iter().try_for_each(|it| list.serialize_element(&Shown(it)))?;
        list.end()
    }
}

impl Serialize for Public<String> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A view that stands inside something public. Views themselves cannot be serialised: anybody could make one.
struct Shown<'a>(&'a View);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.fields.len().saturating_add(2)))?;
        map.serialize_entry("id", self.0.id.as_str())?;
        map.serialize_entry("entity", self.0.entity.name())?;
        for (name, field) in &self.0.fields {
            match field {
                FieldView::Value(value) => map.serialize_entry(name, value)?,
                FieldView::Withheld { reason, replacement: None } => {
                    map.serialize_entry(name, &serde_json::json!({ "withheld": reason.as_str() }))?;
                }
                FieldView::Withheld { reason, replacement: Some(text) } => {
                    let gap = serde_json::json!({ "withheld": reason.as_str(), "replacement": text });
                    map.serialize_entry(name, &gap)?;
                }
            }
        }
        map.end()
    }
}
