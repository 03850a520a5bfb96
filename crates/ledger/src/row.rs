//! A row: a record with its names, who may see it, and where it comes from.

use std::fmt;
use std::sync::OnceLock;

use serde_json::{Map, Value as Json};

use crate::Entity;
use crate::entity::{Record, Recorded};
use crate::field::{Field, Fields, record};
use crate::id::{DossierId, Id, LocalId};
use crate::node::Table;
use crate::reader::{Fault, Names, Reader};
use crate::records::{Actor, Anchor, Source};
use crate::values::{Known, Lang, Ref, Text};
use crate::visibility::Visibility;
use crate::words::{Attribution, Confidence, Layer, Rank, Stance};

record! {
    /// Where a row comes from and how far it is to be trusted.
    Provenance {
        /// The passages that say it.
        anchors: Vec<Ref<Anchor>>,
        /// The publications that say it, where no passage is held.
        sources: Vec<Ref<Source>>,
        /// Who says it, in the source at hand.
        asserted_by: Option<Known<Ref<Actor>>>,
        /// Whom that one has it from, nearest first.
        reported_by: Vec<Ref<Actor>>,
        /// Why we say that they said it.
        attribution: Option<Attribution>,
        /// How they stand to it.
        stance: Option<Stance>,
        /// How well it is established.
        confidence: Option<Confidence>,
        /// Which of several statements is shown first.
        rank: Option<Rank>,
        /// Why that one.
        rank_reason: Option<Text>,
        /// A remark for readers.
        note: Option<Text>,
    }
}

record! {
    /// What every row has beside its names and its provenance.
    pub(crate) struct Common {
        /// `later` for a row that was added from other sources than the text the dossier is about.
        layer: Option<Layer>,
        /// Who may see it; everybody if absent.
        visibility: Visibility,
        /// The language of its texts.
        lang: Option<Lang>,
    }
}

/// A row of the register.
///
/// It can neither be serialised nor displayed: what the public sees is made in [`crate::visibility`], and what is
/// kept is made by [`Row::stored`], which only the store may call.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// Its public name.
    pub id: Id,
    /// The dossier it stands in.
    pub dossier: DossierId,
    /// Its name there.
    pub local: LocalId,
    /// Whether it comes from the text the dossier is about.
    pub layer: Layer,
    /// Who may see it.
    pub visibility: Visibility,
    /// The language of its texts.
    pub lang: Option<Lang>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What it says.
    pub record: Record,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} ({})", self.dossier, self.local, self.id)
    }
}

/// The fields that rows of every entity have, beside `id`.
pub fn common_fields() -> &'static [Field] {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let mut fields = [Common::fields(), Provenance::fields()].concat();
        for field in &mut fields {
            // What is absent has a default, in every one of them.
            field.required = false;
        }
        fields
    })
}

impl Row {
    /// Of which entity it is.
    pub fn entity(&self) -> Entity {
        self.record.entity()
    }

    /// What it says, if it is of this entity.
    pub fn get<T: Recorded>(&self) -> Option<&T> {
        T::of(&self.record)
    }

    /// `dossier/local`, the name that an author knows it by.
    pub fn name(&self) -> String {
        format!("{}/{}", self.dossier, self.local)
    }

    /// Every row it names, with the field that does.
    pub fn references(&self) -> Vec<(&'static str, Id)> {
        let mut out = Vec::new();
        let mut each = |field, id| out.push((field, id));
        self.provenance.references(&mut each);
        self.record.references(&mut each);
        out
    }

    /// The canonical JSON for keeping: fields in the order of the tables, absent ones left out.
    pub fn stored(&self) -> Map<String, Json> {
        let mut out = Map::new();
        out.insert("id".to_owned(), self.id.as_str().into());
        out.insert("dossier".to_owned(), self.dossier.as_str().into());
        out.insert("local".to_owned(), self.local.as_str().into());
        let layer = (self.layer == Layer::Later).then_some(Layer::Later);
        Common { layer, visibility: self.visibility, lang: self.lang.clone() }.write(&mut out);
        self.provenance.write(&mut out);
        self.record.write(&mut out);
        out
    }

    /// Reads what [`Row::stored`] wrote.
    ///
    /// # Errors
    /// Every fault, without lines: what was kept is damaged or from another version.
    pub fn restore(entity: Entity, stored: &Map<String, Json>) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::new("", None, Names::Public);
        let table = Table::of_json(stored);
        let row = reader.within(entity.name(), |reader| {
            let text = |name: &str| stored.get(name).and_then(Json::as_str).unwrap_or_default();
            let dossier = DossierId::parse(text("dossier"));
            let local = LocalId::parse(text("local"));
            let (Some(dossier), Some(local)) = (dossier, local) else {
                return reader.refuse(0, "expected the names of the dossier and of the row");
            };
            let row = Self::read(entity, dossier, local, &table, reader);
            if row.as_ref().is_some_and(|it| it.id.as_str() != text("id")) {
                return reader.refuse(0, "the public id does not belong to the dossier and the id in it");
            }
            row
        });
        match row {
            Some(row) if reader.faults.is_empty() => Ok(row),
            _ => Err(reader.faults),
        }
    }

    /// Reads the fields of a row whose names are known. Faults may be noted even where a row comes out.
    pub(crate) fn read(
        entity: Entity,
        dossier: DossierId,
        local: LocalId,
        table: &Table<'_>,
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        let names: &[&str] = if reader.is_stored() { &["id", "dossier", "local"] } else { &["id"] };
        let fields = common_fields().iter().chain(entity.fields()).map(|it| it.name);
        reader.known_fields(table, &mut names.iter().copied().chain(fields));
        let common = Common::read(table, reader);
        let provenance = Provenance::read(table, reader);
        let record = Record::read(entity, table, reader);
        let (common, provenance, record) = (common?, provenance?, record?);
        Some(Self {
            id: Id::of(&dossier, entity, &local),
            dossier,
            local,
            layer: common.layer.unwrap_or(Layer::Founding),
            visibility: common.visibility,
            lang: common.lang,
            provenance,
            record,
        })
    }
}
