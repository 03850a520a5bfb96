//! What a field is: its name, its shape, whether it must be there, what it means.
//!
//! Each entity is declared once, with [`record!`]. The declaration makes the type, and with it reading from a
//! dossier, the canonical JSON, the list of references and the description that schemas and exports are made of.

use serde_json::{Map, Value as Json};

use crate::Entity;
use crate::id::Id;
use crate::node::{Node, Table};
use crate::reader::Reader;

/// A field of an entity.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name, as in a dossier.
    pub name: &'static str,
    /// What it may hold.
    pub shape: Shape,
    /// Whether a row without it is refused.
    pub required: bool,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// What a field may hold.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Text of at most so many characters; in a name neither line breaks nor invisible characters.
    Text {
        /// Characters.
        limit: usize,
        /// One line without invisible characters.
        name: bool,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number.
    Integer {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// `true` or `false`.
    Bool,
    /// A date in EDTF, level 1.
    Edtf,
    /// A whole day.
    Day,
    /// A country, ISO 3166-1 alpha-2.
    Country,
    /// A language, BCP 47.
    Lang,
    /// A web address.
    Url,
    /// A digest of 32 bytes in hex.
    Digest,
    /// Percent, exact or a range, or why it is not said.
    Share,
    /// A number of people or things, exact or at least, or why it is not said.
    Count,
    /// An amount in minor units of a currency.
    Money,
    /// Who may see a row.
    Visibility,
    /// The name of a row, of one of these entities.
    Reference(&'static [Entity]),
    /// The name of a row that may have vanished from its dossier.
    RowName,
    /// The value, or why it is not given.
    Known(Box<Shape>),
    /// Several.
    List {
        /// Of what.
        of: Box<Shape>,
        /// Whether an empty list is refused.
        filled: bool,
    },
    /// A table with fields of its own.
    Table(&'static [Field]),
}

/// A value of a field.
pub(crate) trait Value: Sized {
    /// Whether a row without it is refused.
    const REQUIRED: bool = true;

    /// What it may hold.
    fn shape() -> Shape;
    /// Reads it, or says what is wrong with it and gives nothing.
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self>;
    /// Its canonical JSON.
    fn write(&self) -> Json;
    /// What stands for a field that is not there.
    fn absent() -> Option<Self> {
        None
    }
    /// Whether the field is left out when written.
    fn is_absent(&self) -> bool {
        false
    }
    /// The rows it names.
    fn references(&self, _each: &mut dyn FnMut(Id)) {}
}

/// A type with several fields: an entity, or a table inside one.
pub(crate) trait Fields: Sized {
    fn about() -> &'static str;
    fn fields() -> &'static [Field];
    fn read(table: &Table<'_>, reader: &mut Reader<'_>) -> Option<Self>;
    fn write(&self, out: &mut Map<String, Json>);
    fn references(&self, each: &mut dyn FnMut(&'static str, Id));
}

/// Declares a type with several fields.
macro_rules! record {
    ( $(#[doc = $about:literal])+ $name:ident { $($fields:tt)+ } ) => {
        $crate::field::record! { $(#[doc = $about])+ pub struct $name { $($fields)+ } }
    };
    (
        $(#[doc = $about:literal])+
        $visible:vis struct $name:ident {
            $( $(#[doc = $meaning:literal])+ $field:ident: $type:ty, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, PartialEq)]
        $visible struct $name {
            $( $(#[doc = $meaning])+ $visible $field: $type, )+
        }

        impl $crate::field::Fields for $name {
            fn about() -> &'static str {
                concat!($($about),+).trim()
            }

            fn fields() -> &'static [$crate::field::Field] {
                static FIELDS: std::sync::OnceLock<Vec<$crate::field::Field>> = std::sync::OnceLock::new();
                FIELDS.get_or_init(|| vec![$(
                    $crate::field::Field {
                        name: stringify!($field),
                        shape: <$type as $crate::field::Value>::shape(),
                        required: <$type as $crate::field::Value>::REQUIRED,
                        meaning: concat!($($meaning),+).trim(),
                    },
                )+])
            }

            fn read(
                table: &$crate::node::Table<'_>,
                reader: &mut $crate::reader::Reader<'_>,
            ) -> Option<Self> {
                // Every field is read before any is missed, so that all faults are told.
                $( let $field = reader.field::<$type>(table, stringify!($field)); )+
                Some(Self { $( $field: $field?, )+ })
            }

            fn write(&self, out: &mut serde_json::Map<String, serde_json::Value>) {
                $(
                    if !$crate::field::Value::is_absent(&self.$field) {
                        out.insert(stringify!($field).to_owned(), $crate::field::Value::write(&self.$field));
                    }
                )+
            }

            fn references(&self, each: &mut dyn FnMut(&'static str, $crate::id::Id)) {
                $( $crate::field::Value::references(&self.$field, &mut |id| each(stringify!($field), id)); )+
            }
        }

        /// Nothing of the content: a row may be sealed.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

/// Makes a type with several fields one that a field can hold.
macro_rules! inner_table {
    ($name:ident) => {
        impl $crate::field::Value for $name {
            fn shape() -> $crate::field::Shape {
                $crate::field::Shape::Table(<Self as $crate::field::Fields>::fields())
            }

            fn read(node: &$crate::node::Node<'_>, reader: &mut $crate::reader::Reader<'_>) -> Option<Self> {
                let fields = <Self as $crate::field::Fields>::fields();
                let table = reader.table(node, "a table { … }")?;
                reader.known_fields(table, &mut fields.iter().map(|it| it.name));
                <Self as $crate::field::Fields>::read(table, reader)
            }

            fn write(&self) -> serde_json::Value {
                let mut out = serde_json::Map::new();
                $crate::field::Fields::write(self, &mut out);
                serde_json::Value::Object(out)
            }

            fn references(&self, each: &mut dyn FnMut($crate::id::Id)) {
                $crate::field::Fields::references(self, &mut |_, id| each(id));
            }
        }
    };
}

pub(crate) use {inner_table, record};
