//! Where things are said: sources, their captures, the passages in them, and single statements.

use crate::edtf::Edtf;
use crate::field::record;
use crate::records::Actor;
use crate::values::{Any, Blake3, Known, Name, Ref, Sha256, Text, Url};
use crate::words::{CopyClass, Holding, SourceKind, ValueType};

record! {
    /// A publication.
    Source {
        /// Where it can be read.
        url: Known<Url>,
        /// Who published it.
        publisher: Known<Ref<Actor>>,
        /// Who wrote it.
        author: Option<Known<Name>>,
        /// Its title.
        title: Option<Known<Name>>,
        /// When it was published.
        published: Option<Known<Edtf>>,
        /// What kind.
        source_kind: SourceKind,
        /// The bytes that are held of it, or why none are.
        capture: Option<Known<Ref<Capture>>>,
        /// The licence it is under, by its SPDX identifier where it has one.
        licence: Option<Name>,
    }
}

record! {
    /// The bytes of a source as they were at some time.
    Capture {
        /// Of which source.
        source: Ref<Source>,
        /// When they were taken.
        captured_at: Known<Edtf>,
        /// Who took them.
        by: Option<Name>,
        /// With which tool, and its version.
        tool: Option<Name>,
        /// The media type.
        media: Name,
        /// The number of bytes.
        size: u64,
        /// The SHA-256 digest of the bytes.
        sha256: Sha256,
        /// The BLAKE3 digest of the bytes.
        blake3: Option<Blake3>,
        /// Whether we hold the bytes, and whether we may show them.
        holding: Holding,
        /// What this copy is for.
        copy_class: Option<CopyClass>,
        /// The capture it was made from.
        parent: Option<Ref<Capture>>,
    }
}

record! {
    /// A passage of a capture.
    Anchor {
        /// In which capture.
        capture: Ref<Capture>,
        /// Where it begins: Unicode code points before it.
        start: u64,
        /// Where it ends: the code point after its last.
        end: u64,
        /// The SHA-256 digest of exactly its text, in UTF-8.
        sha256: Sha256,
        /// The page, from 1.
        page: Option<u32>,
        /// Its words, only where a claim, question, demand, commitment or assessment needs them.
        quote: Option<Text>,
    }
}

record! {
    /// One property of one row, as somebody states it; several may contradict each other.
    Statement {
        /// Of which row.
        subject: Ref<Any>,
        /// Which property, mostly a field of the row.
        property: Name,
        /// Its value.
        value: Known<Text>,
        /// How the value is to be read; text if absent.
        value_type: Option<ValueType>,
        /// The row that is the value.
        value_ref: Option<Ref<Any>>,
        /// From when it held.
        from: Option<Known<Edtf>>,
        /// Until when it held.
        to: Option<Known<Edtf>>,
        /// The statement it takes the place of.
        supersedes: Option<Ref<Statement>>,
        /// The statement it takes back.
        retracts: Option<Ref<Statement>>,
        /// The value as written, before it was brought into form.
        original_value: Option<Text>,
    }
}

record! {
    /// A flaw of a source that changes how it may be read.
    SourceNote {
        /// Of which source.
        source: Ref<Source>,
        /// A short name, as `N1`.
        code: Name,
        /// What is odd.
        detail: Text,
        /// What follows for the rows.
        consequence: Option<Text>,
    }
}
