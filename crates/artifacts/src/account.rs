//! Accounts of other people, normalised once and lent to many records.

use model::{Locator, Observable, ObservableType, Role};

/// An e-mail address or telephone number in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    kind: ObservableType,
    value: String,
}

impl Account {
    /// From an e-mail address or a telephone number as stored.
    pub(crate) fn new(raw: &str) -> Option<Self> {
        Some(Self::from(&Observable::account(raw, Role::Cached)?))
    }

    /// From a WhatsApp id: `5215512345678@s.whatsapp.net` names a complete international number; ids of groups
    /// (`@g.us`) and linked ids (`@lid`) name no number. A device suffix (`…:12@`) is dropped.
    pub(crate) fn whatsapp(jid: &str) -> Option<Self> {
        let (user, server) = jid.split_once('@').unwrap_or((jid, "s.whatsapp.net"));
        let user = user.split(':').next().unwrap_or(user);
        let digits = user.trim_start_matches('+');
        let plain = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
        if !plain || !matches!(server, "s.whatsapp.net" | "c.us") {
            return None;
        }
        let mut number = String::with_capacity(digits.len() + 1);
        number.push('+');
        number.push_str(digits);
        Some(Self::from(&Observable::phone(&number, Role::Cached)?))
    }

    /// From whatever an app calls its people: an address, a number, or a WhatsApp id.
    pub(crate) fn whatsapp_or_plain(raw: &str) -> Option<Self> {
        match raw.rsplit_once('@') {
            Some((_, "s.whatsapp.net" | "c.us" | "g.us" | "lid")) => Self::whatsapp(raw),
            _ => Self::new(raw),
        }
    }

    /// Whether this is the other one as it is dialled within a country: without the country's code, behind a zero or
    /// not. Such a number says nothing beside the complete one.
    pub(crate) fn is_national_form_of(&self, other: &Self) -> bool {
        let national = self.value.trim_start_matches('0');
        self.kind == ObservableType::Phone
            && other.kind == ObservableType::Phone
            && !self.value.starts_with('+')
            && other.value.starts_with('+')
            && other.value.ends_with(national)
    }

    fn from(observable: &Observable<'_>) -> Self {
        Self { kind: observable.kind(), value: observable.value().to_owned() }
    }

    /// The normal form.
    #[cfg(test)]
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// The observable, carried by that place.
    pub(crate) fn observable<'a>(&'a self, role: Role, place: Locator<'a>) -> Observable<'a> {
        self.here(role).at(place)
    }

    /// The observable, carried by the record's own place.
    pub(crate) fn here(&self, role: Role) -> Observable<'_> {
        Observable::new(self.kind, self.value.as_str(), role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn national_forms() {
        let account = |it| Account::new(it).unwrap();
        let full = account("+447700900123");
        assert!(account("07700 900123").is_national_form_of(&full));
        assert!(account("7700900123").is_national_form_of(&full));
        assert!(!account("07700 900124").is_national_form_of(&full));
        assert!(!account("+447700900123").is_national_form_of(&full));
        assert!(!account("a@mail.example").is_national_form_of(&full));
    }

    #[test]
    fn whatsapp_ids_are_international_numbers() {
        let value = |jid| Account::whatsapp(jid).map(|it| it.value().to_owned());
        assert_eq!(value("5215512345678@s.whatsapp.net"), Some("+5215512345678".into()));
        assert_eq!(value("5215512345678:12@s.whatsapp.net"), Some("+5215512345678".into()));
        assert_eq!(value("5215512345678-1400000000@g.us"), None);
        assert_eq!(value("12345678901234@lid"), None);
        assert_eq!(value("status@broadcast"), None);
    }
}
