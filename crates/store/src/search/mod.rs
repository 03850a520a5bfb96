//! Search: folded words in, candidates out of the engine, and the view decides.

mod document;
mod fold;
mod latin;
mod query;

pub(crate) use document::Document;
pub(crate) use query::Query;
