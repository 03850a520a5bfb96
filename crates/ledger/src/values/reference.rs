//! Names of other rows in a field.

use std::fmt;
use std::marker::PhantomData;

use serde_json::Value as Json;

use crate::Entity;
use crate::field::{Shape, Value};
use crate::id::{DossierId, Id, LocalId};
use crate::node::Node;
use crate::reader::{Named, Reader};

/// What a reference may point to.
pub trait Target {
    /// The entities.
    fn entities() -> &'static [Entity];
}

/// The public name of a row, of one of the entities of `T`.
pub struct Ref<T> {
    id: Id,
    target: PhantomData<fn() -> T>,
}

impl<T: Target> Ref<T> {
    /// Nothing if the row is of another entity.
    pub fn new(id: Id) -> Option<Self> {
        T::entities().contains(&id.entity()).then_some(Self { id, target: PhantomData })
    }
}

impl<T> Ref<T> {
    /// The name.
    pub fn id(&self) -> Id {
        self.id
    }
}

// Not derived: deriving would ask the same of `T`, which is only a mark.
impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ref<T> {}

impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<T> Eq for Ref<T> {}

impl<T> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

impl<T: Target> Value for Ref<T> {
    fn shape() -> Shape {
        Shape::Reference(T::entities())
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        reader.reference(node, T::entities()).and_then(Self::new)
    }

    fn write(&self) -> Json {
        self.id.as_str().into()
    }

    fn references(&self, each: &mut dyn FnMut(Id)) {
        each(self.id);
    }
}

/// Declares marks for references that may point to rows of several entities.
macro_rules! targets {
    ($( $(#[doc = $about:literal])+ $name:ident: $($entity:ident)|+; )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Target for $name {
                fn entities() -> &'static [Entity] {
                    &[$( Entity::$entity, )+]
                }
            }
        )+
    };
}

targets! {
    /// An actor or a product.
    ActorOrProduct: Actor | Product;
    /// An event of a thread or a message.
    EventOrMessage: ThreadEvent | Message;
    /// A message or a question.
    MessageOrQuestion: Message | Question;
    /// A message or a source.
    MessageOrSource: Message | Source;
    /// What an inquiry is built on.
    InquiryBasis: Report | Deal | Petition;
    /// What can stand for or against a claim.
    Evidence: Source | Incident | Report | Statement | Harm | Claim;
}

/// A row of any entity.
#[derive(Clone, Copy, Debug)]
pub enum Any {}

impl Target for Any {
    fn entities() -> &'static [Entity] {
        &Entity::ALL
    }
}

/// The name of a row that may have vanished from its dossier, so that of which entity it was is not known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowName {
    /// A row by its public name.
    Row(Id),
    /// A row by its names in an earlier revision.
    Vanished(DossierId, LocalId),
}

impl Value for RowName {
    fn shape() -> Shape {
        Shape::RowName
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "the id of a row")?;
        // What was kept names both parts, which nobody else's dossier can be asked about.
        if let Some(name) = Self::kept(text) {
            return Some(name);
        }
        Some(match reader.named(node.at, text, &[])? {
            Named::Row(id) => Self::Row(id),
            Named::Vanished(dossier, local) => Self::Vanished(dossier, local),
        })
    }

    fn write(&self) -> Json {
        match self {
            Self::Row(id) => id.as_str().into(),
            Self::Vanished(dossier, local) => format!("{dossier}//{local}").into(),
        }
    }

    fn references(&self, each: &mut dyn FnMut(Id)) {
        if let Self::Row(id) = self {
            each(*id);
        }
    }
}

impl RowName {
    /// The form with two slashes that only what was kept has.
    fn kept(text: &str) -> Option<Self> {
        let (dossier, local) = text.split_once("//")?;
        Some(Self::Vanished(DossierId::parse(dossier)?, LocalId::parse(local)?))
    }
}
