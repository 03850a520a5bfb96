//! Dates and who may see a row, as values of fields. What they mean is said in their own modules.

use serde_json::{Value as Json, json};

use crate::edtf::Edtf;
use crate::field::{Shape, Value};
use crate::nearest::shown;
use crate::node::{Kind, Node};
use crate::reader::Reader;
use crate::visibility::{IdentityLevel, Visibility};

impl Value for Edtf {
    fn shape() -> Shape {
        Shape::Edtf
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a date in quotes, as \"2017-08-09\"")?;
        match Self::parse(text) {
            Ok(it) => Some(it),
            Err(error) => {
                let why = format!(
                    "expected a date in EDTF, as \"2017-08-09\", \"2017-08\" or \"XXXX-07-04\", found {}: {error}",
                    shown(text)
                );
                reader.refuse(node.at, why)
            }
        }
    }

    fn write(&self) -> Json {
        self.as_str().into()
    }
}

impl Value for jiff::civil::Date {
    fn shape() -> Shape {
        Shape::Day
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a day in quotes, as \"2026-12-01\"")?;
        // The other forms that the parser knows would not come back as they were.
        match text.parse::<Self>().ok().filter(|it| it.to_string() == text) {
            Some(it) => Some(it),
            None => {
                reader.refuse(node.at, format!("expected a day, as \"2026-12-01\", found {}", shown(text)))
            }
        }
    }

    fn write(&self) -> Json {
        self.to_string().into()
    }
}

/// The words of a visibility. `tombstoned` is not among them: a tombstone makes it so.
const WORDS: &[&str] = &["public", "public_redacted", "restricted", "sealed"];

impl Value for Visibility {
    fn shape() -> Shape {
        Shape::Visibility
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Kind::Table(table) = &node.kind {
            reader.known_fields(table, &mut ["embargoed_until"].into_iter());
            return reader.field(table, "embargoed_until").map(Self::Embargoed);
        }
        if matches!(node.kind, Kind::Text("tombstoned")) && reader.is_stored() {
            return Some(Self::Tombstoned);
        }
        Some(match reader.word(node, WORDS)? {
            "public_redacted" => Self::PublicRedacted,
            "restricted" => Self::Restricted,
            "sealed" => Self::Sealed,
            _ => Self::Public,
        })
    }

    fn write(&self) -> Json {
        match self {
            Self::Sealed => "sealed".into(),
            Self::Restricted => "restricted".into(),
            Self::Embargoed(until) => json!({ "embargoed_until": until.to_string() }),
            Self::PublicRedacted => "public_redacted".into(),
            Self::Public => "public".into(),
            Self::Tombstoned => "tombstoned".into(),
        }
    }

    // What nobody restricts is public: a dossier is written to be published.
    fn absent() -> Option<Self> {
        Some(Self::Public)
    }
}

impl Value for IdentityLevel {
    fn shape() -> Shape {
        Shape::Integer { min: 0, max: 6 }
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        reader.integer(node, 0, 6).and_then(|it| u8::try_from(it).ok()).and_then(Self::new)
    }

    fn write(&self) -> Json {
        self.get().into()
    }
}
