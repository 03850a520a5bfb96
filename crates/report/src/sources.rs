//! Where the rules behind findings come from, so that a reader can go and look.

use std::collections::BTreeMap;

/// The sources of rules, by the rule's id.
pub type RuleSources = BTreeMap<String, Vec<RuleSource>>;

/// A published source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSource {
    /// Who published it.
    pub publisher: String,
    /// Under which title.
    pub title: String,
    /// When, as an EDTF date.
    pub date: Option<String>,
    /// Where; an address that comes from the program's own rules, never from evidence.
    pub url: Option<String>,
}
