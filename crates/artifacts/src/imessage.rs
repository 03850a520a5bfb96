//! What Messages keeps beside the text: rich links and app messages (`payload_data`), edits and retractions
//! (`message_summary_info`).

use std::borrow::Cow;

use model::Time;

use crate::plist::{self, Value};
use crate::typedstream;

/// The most texts kept of one payload or summary.
const MAX_TEXTS: usize = 1024;

/// The texts of a message's payload, with the key each stands under (`URL`, `originalURL`, `title`, …).
///
/// Rich links are archived `LPLinkMetadata`, messages of apps are archived dictionaries; both are read alike:
/// every text is kept. `None` if the bytes are neither an archive nor a property list.
pub fn payload(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let list = plist::parse(bytes).ok()?;
    let mut texts = Vec::new();
    match plist::unarchive(&list.root) {
        Ok(root) => collect("", &root, &mut texts),
        Err(_) => collect("", &list.root, &mut texts),
    }
    Some(texts)
}

fn collect(key: &str, value: &Value<'_>, out: &mut Vec<(String, String)>) {
    if out.len() >= MAX_TEXTS {
        return;
    }
    match value {
        Value::Text(text) if key != "$class" => out.push((key.to_owned(), text.clone().into_owned())),
        Value::Array(all) => all.iter().for_each(|it| collect(key, it, out)),
        // Depth is bounded by the property list's own bound.
        Value::Dict(all) => all.iter().for_each(|(key, it)| collect(key, it, out)),
        _ => {}
    }
}

/// What was edited or taken back in a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The versions of its parts that were kept, oldest first within a part.
    pub versions: Vec<Version>,
    /// The parts that were taken back.
    pub retracted: Vec<i64>,
    /// Other texts, such as that of the message a reaction belongs to.
    pub texts: Vec<String>,
    /// Whether something could not be read.
    pub damaged: bool,
}

/// One version of an edited part.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Which part of the message, from 0.
    pub part: Option<i64>,
    /// When this version was written.
    pub time: Option<Time<'static>>,
    /// What it said.
    pub text: String,
    /// Links and the like in its attributes.
    pub attributes: Vec<String>,
}

/// Whether a summary says anything about edits, retractions or other messages; cheaper than reading it.
pub(crate) fn summary_matters(bytes: &[u8]) -> bool {
    // In a binary list a short key stands as its length and its letters.
    !bytes.starts_with(b"bplist")
        || bytes.windows(3).any(|it| matches!(it, b"\x52ec" | b"\x52rp"))
        || bytes.windows(4).any(|it| matches!(it, b"\x53ams" | b"\x53otr"))
}

/// Reads `message_summary_info`: `ec` (part → versions with date `d` and archived text `t`), `rp` (parts taken
/// back), `ams` (text of the message reacted to). `None` if the bytes are no property list.
pub fn summary(bytes: &[u8]) -> Option<Summary> {
    let list = plist::parse(bytes).ok()?;
    let mut found = Summary { damaged: list.damaged > 0 || list.cut, ..Summary::default() };
    let root = list.root.as_dict()?;
    for (part, versions) in root.dict("ec").iter() {
        for version in versions.as_array() {
            if found.versions.len() >= MAX_TEXTS {
                found.damaged = true;
                break;
            }
            let version = version.dict();
            let Some(bytes) = version.data("t") else { continue };
            let Some(body) = typedstream::attributed(bytes) else {
                found.damaged = true;
                found.texts.push(readable(bytes).into_owned());
                continue;
            };
            found.versions.push(Version {
                part: part.parse().ok(),
                time: version.get("d").and_then(|it| it.time("sms_edited")),
                text: body.text.into_owned(),
                attributes: body.attributes.into_iter().map(|it| it.1.into_owned()).collect(),
            });
        }
    }
    found.retracted.extend(root.array("rp").iter().filter_map(Value::as_int).take(MAX_TEXTS));
    for (key, value) in root.iter() {
        if key != "ec" {
            value.texts(&mut |text| {
                if found.texts.len() < MAX_TEXTS {
                    found.texts.push(text.to_owned());
                }
            });
        }
    }
    Some(found)
}

/// The bytes as text, everything that is no text a line break: the last resort for a damaged archive, so that
/// an address in it is still found.
pub(crate) fn readable(bytes: &[u8]) -> Cow<'static, str> {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.extend(chunk.valid().chars().map(|it| if it.is_control() { '\n' } else { it }));
        if !chunk.invalid().is_empty() {
            out.push('\n');
        }
    }
    Cow::Owned(out)
}
