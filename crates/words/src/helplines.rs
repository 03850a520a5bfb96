//! Who helps a person at risk: read from one file, so that there is one place to correct.

use std::sync::OnceLock;

use serde::Deserialize;

/// An organisation that helps people at risk, free of charge.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// Stem of its Fluent keys: `helpline-KEY-who`.
    pub key: String,
    /// Its name, which is not translated.
    pub name: String,
    /// Its page for people who seek help.
    pub page: String,
    /// Its e-mail address, if people may write to one.
    pub email: Option<String>,
    /// The page these lines were read from.
    pub read_from: String,
    /// The day that was checked, `YYYY-MM-DD`.
    pub checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    helpline: Vec<Helpline>,
}

/// Every helpline, in the order to show them.
pub fn helplines() -> &'static [Helpline] {
    static HELPLINES: OnceLock<Vec<Helpline>> = OnceLock::new();
    HELPLINES.get_or_init(|| {
        // The file is built in; a test of this crate proves that it is read.
        toml::from_str(include_str!("../helplines.toml")).map(|it: File| it.helpline).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_somebody_to_call_and_words_for_each() {
        let words = crate::Words::english();
        assert!(helplines().len() >= 2);
        for it in helplines() {
            assert!(it.page.starts_with("https://") && it.read_from.starts_with("https://"), "{}", it.name);
            assert!(it.email.as_ref().is_none_or(|it| it.contains('@')));
            assert!(words.has(&format!("helpline-{}-who", it.key)), "{}", it.key);
        }
    }
}
