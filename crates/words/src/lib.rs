//! Fluent: which words, which language, which direction.
//!
//! Every word that a person reads, on the terminal or in a report, stands in `locales/LANG/*.ftl` and is fetched
//! here by its key. This crate knows no finding and no phone; it neither escapes nor defangs: who shows a value
//! from evidence makes it harmless first.
//!
//! To add a language: create `locales/xx/` with the same six files, and add one entry to [`LOCALES`]. Keys that
//! a translation lacks are answered in English.

mod helplines;
mod locales;

use std::borrow::Cow;
use std::fmt::Write as _;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use helplines::{Helpline, helplines};
pub use locales::{LOCALES, Locale};

/// A language that has no words here.
#[derive(Debug, thiserror::Error)]
#[error("no words in the language `{asked}`; available: {available}")]
pub struct UnknownLanguage {
    /// What was asked for.
    pub asked: String,
    /// The tags there are, joined by commas.
    pub available: String,
}

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// A value put into a message.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Text, put in as it is.
    Text(&'a str),
    /// A count: grouped for reading, and what plural forms are chosen by.
    Count(u64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}
impl From<u64> for Value<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}
impl From<usize> for Value<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

type Bundle = FluentBundle<FluentResource>;

/// The words of one language, with English behind them.
pub struct Words {
    locale: &'static Locale,
    own: Bundle,
    /// English, where `own` is another language.
    english: Option<Bundle>,
}

impl Words {
    /// The words of a language named by its BCP 47 tag. `es-MX` falls back to `es`.
    ///
    /// # Errors
    /// If there is neither that language nor its primary one.
    pub fn new(tag: &str) -> Result<Self, UnknownLanguage> {
        let unknown = || UnknownLanguage {
            asked: tag.chars().take(40).filter(|it| !it.is_control()).collect(),
            available: LOCALES.iter().map(|it| it.tag).collect::<Vec<_>>().join(", "),
        };
        // Terminals say `en_GB.UTF-8` where BCP 47 says `en-GB`.
        let plain = tag.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let asked: unic_langid::LanguageIdentifier = plain.parse().map_err(|_| unknown())?;
        let full = asked.to_string();
        let locale = LOCALES
            .iter()
            .copied()
            .find(|it| it.tag == full)
            .or_else(|| LOCALES.iter().copied().find(|it| it.tag == asked.language.as_str()))
            .ok_or_else(unknown)?;
        let english = (locale.tag != "en").then_some(&locales::ENGLISH);
        Ok(Self { locale, own: bundle(locale), english: english.map(bundle) })
    }

    /// English.
    pub fn english() -> Self {
        let locale = &locales::ENGLISH;
        Self { locale, own: bundle(locale), english: None }
    }

    /// The BCP 47 tag of these words, for HTML's `lang`.
    pub fn lang(&self) -> &'static str {
        self.locale.tag
    }

    /// Which way they are written.
    pub fn direction(&self) -> Direction {
        self.locale.direction
    }

    /// True if there is a message of that key, here or in English.
    pub fn has(&self, key: &str) -> bool {
        self.bundles().any(|it| it.get_message(key).is_some_and(|message| message.value().is_some()))
    }

    /// A message without values.
    pub fn text(&self, key: &str) -> String {
        self.format(key, &[])
    }

    /// A message with values. A key that does not exist is answered as `⟨key⟩`, visibly wrong yet harmless.
    pub fn format(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        self.find(key, values).unwrap_or_else(|| format!("⟨{key}⟩"))
    }

    /// A message with values, if it exists.
    pub fn find(&self, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let args: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| {
                let value = match *value {
                    Value::Text(text) => FluentValue::String(Cow::Borrowed(text)),
                    Value::Count(count) => FluentValue::from(count),
                };
                (*name, value)
            })
            .collect();
        for bundle in self.bundles() {
            let Some(pattern) = bundle.get_message(key).and_then(|it| it.value()) else { continue };
            let mut errors = Vec::new();
            // A missing value leaves its name in braces in the text: visible, and never worth a failed report.
            return Some(bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned());
        }
        None
    }

    /// A count, grouped for reading.
    pub fn count(&self, count: u64) -> String {
        grouped(count, self.locale.group)
    }

    fn bundles(&self) -> impl Iterator<Item = &Bundle> {
        std::iter::once(&self.own).chain(self.english.as_ref())
    }
}

fn bundle(locale: &Locale) -> Bundle {
    let lang = locale.tag.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![lang]);
    // Reports isolate values with <bdi>; marks inside the text would end up in terminals and copied text.
    bundle.set_use_isolating(false);
    // Fluent takes a plain function, which cannot know the locale: so one for each mark there is.
    bundle.set_formatter(Some(match locale.group {
        "," => |value, _| number(value, ","),
        "." => |value, _| number(value, "."),
        _ => |value, _| number(value, "\u{a0}"),
    }));
    for text in locale.files {
        // A broken line loses its own message alone; a test of this crate finds it.
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(it) | Err((it, _)) => it,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A count as Fluent hands it back; anything else is left to Fluent.
fn number(value: &FluentValue<'_>, mark: &str) -> Option<String> {
    match value {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "made from a u64 above")]
        FluentValue::Number(it) => Some(grouped(it.value as u64, mark)),
        _ => None,
    }
}

/// Digits in groups of three.
fn grouped(count: u64, mark: &str) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * mark.len());
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(mark);
        }
        // Writing into a String cannot fail.
        let _ = out.write_char(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_falls_back_to_its_language() {
        for tag in ["en", "en-GB", "en_US.UTF-8"] {
            assert_eq!(Words::new(tag).unwrap().lang(), "en");
        }
        let error = Words::new("tlh").err().unwrap();
        assert_eq!(error.to_string(), "no words in the language `tlh`; available: en");
        assert!(Words::new("not a tag!").is_err());
        assert!(Words::new("").is_err());
    }

    #[test]
    fn counts_are_grouped_and_choose_the_plural() {
        let words = Words::english();
        assert_eq!(words.count(7), "7");
        assert_eq!(words.count(200_000), "200,000");
        let records = |count: u64| words.format("count-records", &[("count", count.into())]);
        assert_eq!(records(1), "1 record");
        assert_eq!(records(1_234_567), "1,234,567 records");
    }

    #[test]
    fn a_missing_key_is_visible_and_values_are_not_wrapped_in_marks() {
        let words = Words::english();
        assert!(!words.has("no-such-key"));
        assert_eq!(words.text("no-such-key"), "⟨no-such-key⟩");
        assert_eq!(words.format("report-device-os", &[("os", "17.5".into())]), "iOS 17.5");
    }

    #[test]
    fn every_file_of_every_language_parses() {
        for locale in LOCALES {
            for text in locale.files {
                if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                    panic!("{}: {errors:?}", locale.tag);
                }
            }
        }
    }
}
