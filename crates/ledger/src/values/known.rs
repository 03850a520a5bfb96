//! Unknown is a value with a reason, and never a default.

use serde_json::Value as Json;

use crate::field::{Shape, Value};
use crate::id::Id;
use crate::node::{Kind, Node};
use crate::reader::Reader;
use crate::words::Unspecified;

/// A value, or why it is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// The value.
    Known(T),
    /// Why there is none.
    Unspecified(Unspecified),
}

impl<T> Known<T> {
    /// The value, where there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(it) => Some(it),
            Self::Unspecified(_) => None,
        }
    }

    /// The reason, where there is no value.
    pub fn reason(&self) -> Option<Unspecified> {
        match self {
            Self::Known(_) => None,
            Self::Unspecified(it) => Some(*it),
        }
    }
}

impl<T: Value> Value for Known<T> {
    fn shape() -> Shape {
        Shape::Known(Box::new(T::shape()))
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match unspecified(node, reader) {
            Some(reason) => reason.map(Self::Unspecified),
            None => T::read(node, reader).map(Self::Known),
        }
    }

    fn write(&self) -> Json {
        match self {
            Self::Known(it) => it.write(),
            Self::Unspecified(it) => write_unspecified(*it),
        }
    }

    fn references(&self, each: &mut dyn FnMut(Id)) {
        if let Self::Known(it) = self {
            it.references(each);
        }
    }
}

/// `{ unspecified = "…" }`: the reason, or nothing where the word is none; nothing at all for other values.
pub(super) fn unspecified(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Option<Unspecified>> {
    let Kind::Table(table) = &node.kind else { return None };
    let reason = table.get("unspecified")?;
    let before = reader.faults.len();
    reader.known_fields(table, &mut ["unspecified"].into_iter());
    let reason = reader.within("unspecified", |reader| Unspecified::read(reason, reader));
    Some(reason.filter(|_| reader.faults.len() == before))
}

pub(super) fn write_unspecified(reason: Unspecified) -> Json {
    serde_json::json!({ "unspecified": reason.as_str() })
}
