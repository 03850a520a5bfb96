//! Texts and names.

use serde_json::Value as Json;

use crate::field::{Shape, Value};
use crate::nearest::{is_control, is_invisible, shown};
use crate::node::Node;
use crate::reader::Reader;

/// Declares a text with its limit; it can only be made by checking it.
macro_rules! texts {
    ($( $(#[doc = $about:literal])+ $type:ident($limit:literal, $name:literal, $check:ident); )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $type(String);

            impl $type {
                /// The most characters it may have.
                pub const LIMIT: usize = $limit;

                /// Takes a text, or says what is wrong with it.
                ///
                /// # Errors
                /// What was expected, what was found, what to do.
                pub fn new(text: &str) -> Result<Self, String> {
                    $check(text, $limit).map(|()| Self(text.to_owned()))
                }

                /// The text as written.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl Value for $type {
                fn shape() -> Shape {
                    Shape::Text { limit: $limit, name: $name }
                }

                fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                    let text = reader.text(node, "text")?;
                    Self::new(text).or_else(|why| reader.refuse(node.at, why).ok_or(())).ok()
                }

                fn write(&self) -> Json {
                    self.0.as_str().into()
                }
            }
        )+
    };
}

texts! {
    /// A passage: several lines, at most 20,000 characters, no control characters but line ends and tabs.
    Text(20_000, false, check_text);
    /// A name, a title, a short code: one line of at most 500 characters with nothing invisible in it.
    Name(500, true, check_name);
}

fn check_text(text: &str, limit: usize) -> Result<(), String> {
    check_length(text, limit)?;
    let bad = |it: &char| is_control(*it) && !matches!(it, '\n' | '\t' | '\r');
    match text.chars().find(bad) {
        Some(it) => {
            Err(format!("the control character U+{:04X} is in {}: take it out", u32::from(it), shown(text)))
        }
        None => Ok(()),
    }
}

fn check_name(text: &str, limit: usize) -> Result<(), String> {
    check_length(text, limit)?;
    if let Some(it) = text.chars().find(|it| is_control(*it) || is_invisible(*it)) {
        return Err(format!(
            "a name or title is one line without invisible characters, found U+{:04X} in {}: take it out",
            u32::from(it),
            shown(text)
        ));
    }
    if text.trim() != text {
        return Err(format!("spaces stand before or after the name {}: take them out", shown(text)));
    }
    Ok(())
}

fn check_length(text: &str, limit: usize) -> Result<(), String> {
    // Bytes first: counting the characters of a text that is far too long would take as long as it is.
    let length = if text.len() > limit.saturating_mul(4) { usize::MAX } else { text.chars().count() };
    if length > limit {
        let found = if length == usize::MAX { "more".to_owned() } else { length.to_string() };
        return Err(format!("at most {limit} characters may be, found {found}: {}", shown(text)));
    }
    if text.trim().is_empty() {
        return Err(
            "the text is empty: give it, leave the field out, or say why it is unspecified".to_owned()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_markup_and_lines_but_no_control_characters() {
        for text in ["a\nb\tc", "'; DROP TABLE actor; --", "<script>alert(1)</script>", "a\u{202e}b", "שלום"]
        {
            assert_eq!(Text::new(text).unwrap().as_str(), text);
        }
        for text in
            ["", " \n", "a\0b", "a\u{1b}[31mb", "a\u{85}b", &"x".repeat(20_001), &"x".repeat(10_000_000)]
        {
            let why = Text::new(text).unwrap_err();
            assert!(why.chars().count() < 200 && !why.contains('\0') && !why.contains('\u{1b}'), "{why}");
        }
    }

    #[test]
    fn a_name_cannot_pretend_to_be_another() {
        for text in ["a\u{202e}b", "a\u{2066}b", "a\u{200b}b", "a\nb", " a", "a ", &"x".repeat(501)] {
            assert!(Name::new(text).is_err(), "{text:?}");
        }
        // Persian needs the joiners inside words.
        assert!(Name::new("می\u{200c}خواهم").is_ok());
        assert!(Name::new("Ünïcödé & <Söhne>").is_ok());
    }
}
