//! Who may see a row (a stand-in until the real module is merged).

/// Who may see a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Named custodians.
    Sealed,
    /// Those who work on the case.
    Restricted,
    /// Those, and from this day on everybody.
    Embargoed(jiff::civil::Date),
    /// Everybody, with marked gaps.
    PublicRedacted,
    /// Everybody.
    Public,
    /// Everybody sees that it was removed.
    Tombstoned,
}

/// How much of a person who was harmed may be told, from 0 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityLevel(u8);

impl IdentityLevel {
    /// Nothing above 6.
    pub fn new(level: u8) -> Option<Self> {
        (level <= 6).then_some(Self(level))
    }

    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}
