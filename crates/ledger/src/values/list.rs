//! Fields that may be missing, and fields with several values.

use std::ops::Deref;

use serde_json::Value as Json;

use crate::field::{Shape, Value};
use crate::id::Id;
use crate::node::{Kind, Node};
use crate::reader::Reader;

/// Values of one list. More is no record but a data set.
const LIMIT: usize = 10_000;

/// Several values, at least one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Many<T>(Vec<T>);

impl<T> Many<T> {
    /// Nothing for an empty list.
    pub fn new(values: Vec<T>) -> Option<Self> {
        (!values.is_empty()).then_some(Self(values))
    }
}

impl<T> Deref for Many<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Value> Value for Option<T> {
    const REQUIRED: bool = false;

    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(Some)
    }

    fn write(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::write)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn references(&self, each: &mut dyn FnMut(Id)) {
        if let Some(it) = self {
            it.references(each);
        }
    }
}

impl<T: Value + PartialEq> Value for Vec<T> {
    const REQUIRED: bool = false;

    fn shape() -> Shape {
        Shape::List { of: Box::new(T::shape()), filled: false }
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Kind::List(nodes) = &node.kind else {
            return reader.expected(node, "a list in square brackets");
        };
        if nodes.len() > LIMIT {
            return reader.refuse(node.at, format!("at most {LIMIT} values may be, found {}", nodes.len()));
        }
        let read = |(n, it): (usize, &Node<'_>)| {
            reader.within(&format!("[{}]", n + 1), |reader| T::read(it, reader))
        };
        let values: Vec<Option<T>> = nodes.iter().enumerate().map(read).collect();
        // Only now, so that every value was looked at.
        values.into_iter().collect()
    }

    fn write(&self) -> Json {
        self.iter().map(T::write).collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn references(&self, each: &mut dyn FnMut(Id)) {
        for it in self {
            it.references(each);
        }
    }
}

impl<T: Value + PartialEq> Value for Many<T> {
    fn shape() -> Shape {
        Shape::List { of: Box::new(T::shape()), filled: true }
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let values = Vec::<T>::read(node, reader)?;
        if values.is_empty() {
            return reader.refuse(node.at, "the list is empty: name at least one");
        }
        Some(Self(values))
    }

    fn write(&self) -> Json {
        self.0.write()
    }

    fn references(&self, each: &mut dyn FnMut(Id)) {
        self.0.references(each);
    }
}

impl Value for bool {
    fn shape() -> Shape {
        Shape::Bool
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match node.kind {
            Kind::Bool(it) => Some(it),
            _ => reader.expected(node, "true or false"),
        }
    }

    fn write(&self) -> Json {
        (*self).into()
    }
}

/// Counts from 0 that fit a field.
macro_rules! integers {
    ($($type:ty: $max:expr;)+) => {
        $(
            impl Value for $type {
                fn shape() -> Shape {
                    Shape::Integer { min: 0, max: $max }
                }

                fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                    reader.integer(node, 0, $max).and_then(|it| <$type>::try_from(it).ok())
                }

                fn write(&self) -> Json {
                    (*self).into()
                }
            }
        )+
    };
}

integers! {
    u32: 1_000_000;
    u64: i64::MAX;
}
