//! Countries, languages, digests.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::field::{Shape, Value};
use crate::nearest::shown;
use crate::node::Node;
use crate::reader::Reader;

/// ISO 3166-1 alpha-2, and XK, which CLDR and the European institutions use for Kosovo.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO \
    BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG \
    EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID \
    IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA \
    MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA \
    PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST \
    SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK \
    YE YT ZA ZM ZW";

/// A country, by its two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(&'static str);

impl Country {
    /// Every code.
    pub fn all() -> impl Iterator<Item = Self> {
        COUNTRIES.split_whitespace().map(Self)
    }

    /// Reads a code of two capitals.
    pub fn parse(code: &str) -> Option<Self> {
        Self::all().find(|it| it.0 == code)
    }

    /// The code.
    pub fn as_str(&self) -> &'static str {
        self.0
    }
}

impl Value for Country {
    fn shape() -> Shape {
        Shape::Country
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a country, as \"MX\"")?;
        match Self::parse(text) {
            Some(it) => Some(it),
            None => {
                let hint = match text {
                    "UK" => ": the United Kingdom is \"GB\"",
                    "EL" => ": Greece is \"GR\"",
                    _ => "",
                };
                let why =
                    format!("expected two capitals of ISO 3166-1, as \"MX\", found {}{hint}", shown(text));
                reader.refuse(node.at, why)
            }
        }
    }

    fn write(&self) -> Json {
        self.0.into()
    }
}

/// A language, well-formed after BCP 47, in its usual capitals: `en`, `ar`, `zh-Hant-TW`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(String);

impl Lang {
    /// Reads a tag and gives it its usual capitals.
    pub fn parse(tag: &str) -> Option<Self> {
        let mut out: Vec<String> = Vec::new();
        // Past a single letter everything belongs to an extension or to private use.
        let mut singleton = false;
        if tag.len() > 100 {
            return None;
        }
        for part in tag.split('-') {
            let letters = part.bytes().all(|it| it.is_ascii_alphabetic());
            let fits = (1..=8).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_alphanumeric());
            let first = out.is_empty();
            if !fits || first && !(letters && (2..=8).contains(&part.len())) {
                return None;
            }
            let lower = part.to_ascii_lowercase();
            let digits = part.bytes().all(|it| it.is_ascii_digit());
            out.push(match part.len() {
                _ if first || singleton => lower,
                1 => {
                    singleton = true;
                    lower
                }
                2 if letters => part.to_ascii_uppercase(),
                3 if letters || digits => lower,
                4 if letters => {
                    let (head, tail) = lower.split_at(1);
                    head.to_ascii_uppercase() + tail
                }
                4 if part.starts_with(|it: char| it.is_ascii_digit()) => lower,
                5..=8 => lower,
                _ => return None,
            });
        }
        let whole = out.last().is_some_and(|it| it.len() > 1);
        whole.then(|| Self(out.join("-")))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Lang {
    fn shape() -> Shape {
        Shape::Lang
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a language, as \"es\"")?;
        match Self::parse(text) {
            Some(it) => Some(it),
            None => reader.refuse(
                node.at,
                format!("expected a language of BCP 47, as \"es\" or \"ar-EG\", found {}", shown(text)),
            ),
        }
    }

    fn write(&self) -> Json {
        self.0.as_str().into()
    }
}

/// Declares a digest of 32 bytes.
macro_rules! digests {
    ($( $(#[doc = $about:literal])+ $name:ident; )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub [u8; 32]);

            impl $name {
                /// Reads 64 hex digits of either case.
                pub fn parse(text: &str) -> Option<Self> {
                    read_hex(text).map(Self)
                }

                /// 64 hex digits in lower case.
                pub fn hex(&self) -> String {
                    let mut out = String::with_capacity(64);
                    for byte in self.0 {
                        // Writing to a string cannot fail.
                        let _ = write!(out, "{byte:02x}");
                    }
                    out
                }
            }

            impl Value for $name {
                fn shape() -> Shape {
                    Shape::Digest
                }

                fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                    let text = reader.text(node, "64 hex digits")?;
                    match Self::parse(text) {
                        Some(it) => Some(it),
                        None => reader.refuse(node.at, format!("expected 64 hex digits, found {}", shown(text))),
                    }
                }

                fn write(&self) -> Json {
                    self.hex().into()
                }
            }
        )+
    };
}

digests! {
    /// A SHA-256 digest.
    Sha256;
    /// A BLAKE3 digest.
    Blake3;
}

fn read_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 {
        return None;
    }
    let mut out = [0; 32];
    for (place, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        let mut byte = 0;
        for digit in pair {
            byte = byte << 4 | char::from(*digit).to_digit(16)?;
        }
        *place = u8::try_from(byte).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_get_their_usual_capitals() {
        for (tag, usual) in [
            ("en", "en"),
            ("EN-us", "en-US"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("sl-rozaj-1994", "sl-rozaj-1994"),
            ("de-x-Haus", "de-x-haus"),
        ] {
            assert_eq!(Lang::parse(tag).unwrap().as_str(), usual);
        }
        for tag in
            ["", "e", "english language", "en_US", "en-", "-en", "en--us", "en-x", "عربي", "toolonglanguage"]
        {
            assert_eq!(Lang::parse(tag), None, "{tag}");
        }
    }

    #[test]
    fn countries_are_those_of_the_standard() {
        assert_eq!(Country::all().count(), 250);
        assert_eq!(Country::parse("MX").unwrap().as_str(), "MX");
        assert!(["UK", "mx", "", "M", "XX"].iter().all(|it| Country::parse(it).is_none()));
    }

    #[test]
    fn digests_are_hex() {
        let hex = "AB".repeat(32);
        assert_eq!(Sha256::parse(&hex).unwrap().hex(), "ab".repeat(32));
        assert!(["", "ab", &"zz".repeat(32), &"é".repeat(32)].iter().all(|it| Sha256::parse(it).is_none()));
    }
}
