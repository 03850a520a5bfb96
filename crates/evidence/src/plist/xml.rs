//! XML property lists.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Utc;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

use super::{Budget, Dict, MAX_DEPTH, Plist, PlistError, Value};

/// 2001-01-01T00:00:00Z in microseconds since 1970.
const COCOA_EPOCH: i64 = 978_307_200_000_000;

/// A container whose end has not come yet.
enum Open<'a> {
    Array(Vec<Value<'a>>),
    Dict(Vec<(Cow<'a, str>, Value<'a>)>, Option<Cow<'a, str>>),
}

impl<'a> Open<'a> {
    fn close(self, budget: &mut Budget) -> Value<'a> {
        match self {
            Self::Array(items) => Value::Array(items),
            Self::Dict(pairs, key) => {
                budget.damaged += usize::from(key.is_some());
                match pairs.as_slice() {
                    // The XML form of an archive's references.
                    [(key, Value::Int(object))] if key == "CF$UID" => Value::Uid(object.cast_unsigned()),
                    _ => Value::Dict(Dict(pairs)),
                }
            }
        }
    }
}

struct Builder<'a> {
    open: Vec<Open<'a>>,
    root: Option<Value<'a>>,
    budget: Budget,
}

impl<'a> Builder<'a> {
    /// Puts a finished value where it belongs; a damaged one takes its key with it.
    fn put(&mut self, value: Option<Value<'a>>) {
        self.budget.damaged += usize::from(value.is_none());
        match (self.open.last_mut(), value) {
            (None, Some(value)) if self.root.is_none() => self.root = Some(value),
            (Some(Open::Array(items)), Some(value)) => items.push(value),
            (Some(Open::Dict(pairs, key)), value) => match (key.take(), value) {
                (Some(key), Some(value)) => pairs.push((key, value)),
                (None, Some(_)) => self.budget.damaged += 1,
                _ => {}
            },
            (_, None) => {}
            (None, Some(_)) => self.budget.damaged += 1,
        }
    }

    fn key(&mut self, text: Cow<'a, str>) {
        match self.open.last_mut() {
            // A key without a value before the next key.
            Some(Open::Dict(_, key)) => self.budget.damaged += usize::from(key.replace(text).is_some()),
            _ => self.budget.damaged += 1,
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Plist<'_>, PlistError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut it = Builder { open: Vec::new(), root: None, budget: Budget::new(text.len()) };
    let mut seen = false;
    // How deep we are inside containers that are nested deeper than we read.
    let mut skipped = 0_usize;
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => event,
            Err(_) => {
                it.budget.cut = true;
                break;
            }
        };
        let (start, empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(end) => {
                if matches!(end.local_name().as_ref(), "array" | "dict") {
                    if skipped > 0 {
                        skipped -= 1;
                    } else if let Some(open) = it.open.pop() {
                        let value = open.close(&mut it.budget);
                        it.put(Some(value));
                    }
                }
                continue;
            }
            _ => continue,
        };
        let name = start.local_name();
        let name = name.as_ref();
        if name == "plist" {
            seen = true;
            continue;
        }
        if !seen && !matches!(name, "dict" | "array") {
            return Err(PlistError("not a property list"));
        }
        seen = true;
        if !it.budget.node() {
            break;
        }
        match name {
            "array" | "dict" => {
                let open =
                    if name == "array" { Open::Array(Vec::new()) } else { Open::Dict(Vec::new(), None) };
                if skipped > 0 || it.open.len() >= MAX_DEPTH {
                    if skipped == 0 {
                        it.put(None);
                    }
                    skipped += usize::from(!empty);
                } else if empty {
                    let value = open.close(&mut it.budget);
                    it.put(Some(value));
                } else {
                    it.open.push(open);
                }
                continue;
            }
            _ if skipped > 0 => continue,
            "true" | "false" => {
                it.put(Some(Value::Bool(name == "true")));
                continue;
            }
            _ => {}
        }
        let content = if empty { Ok(Cow::Borrowed("")) } else { content(&mut reader) };
        let Ok(content) = content else {
            it.budget.cut = true;
            break;
        };
        if name == "key" {
            it.key(content);
        } else {
            it.put(scalar(name, content));
        }
    }
    while let Some(open) = it.open.pop() {
        it.budget.cut = true;
        let value = open.close(&mut it.budget);
        it.put(Some(value));
    }
    let root = it.root.ok_or(PlistError("the property list holds nothing that can be read"))?;
    Ok(Plist { root, damaged: it.budget.damaged, cut: it.budget.cut })
}

/// The text up to the next end tag. Comments are dropped, CDATA is text, unknown entities are left out.
fn content<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Cow<'a, str>, ()> {
    let mut text = Cow::Borrowed("");
    let push = |text: &mut Cow<'a, str>, part: Cow<'a, str>| {
        if text.is_empty() {
            *text = part;
        } else {
            text.to_mut().push_str(&part);
        }
    };
    loop {
        match reader.read_event().map_err(|_| ())? {
            Event::Text(part) => push(&mut text, part.into_inner()),
            Event::CData(part) => push(&mut text, part.into_inner()),
            Event::GeneralRef(part) => match part.resolve_char_ref() {
                Ok(Some(c)) => text.to_mut().push(c),
                Ok(None) => push(&mut text, resolve_xml_entity(&part).unwrap_or_default().into()),
                Err(_) => text.to_mut().push(char::REPLACEMENT_CHARACTER),
            },
            Event::End(_) => return Ok(text),
            Event::Eof | Event::Start(_) => return Err(()),
            _ => {}
        }
    }
}

fn scalar<'a>(name: &str, content: Cow<'a, str>) -> Option<Value<'a>> {
    match name {
        "string" => Some(Value::Text(content)),
        "integer" => {
            let text = content.trim();
            let (negative, digits) = match text.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, text.strip_prefix('+').unwrap_or(text)),
            };
            let value = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
                Some(hex) => i128::from(u64::from_str_radix(hex, 16).ok()?),
                None => i128::from(digits.parse::<u64>().ok()?),
            };
            let value = if negative { -value } else { value };
            #[expect(clippy::cast_precision_loss, reason = "documented for values above i64::MAX")]
            Some(i64::try_from(value).map_or(Value::Real(value as f64), Value::Int))
        }
        "real" => content.trim().parse().ok().map(Value::Real),
        "date" => {
            let micros = Utc::parse(content.trim())?.as_micros().checked_sub(COCOA_EPOCH)?;
            #[expect(clippy::cast_precision_loss, reason = "a double holds microseconds of our centuries")]
            Some(Value::Date(micros as f64 / 1e6))
        }
        "data" => {
            let mut encoded = content.into_owned();
            encoded.retain(|it| !it.is_ascii_whitespace());
            STANDARD.decode(encoded).ok().map(|it| Value::Data(Cow::Owned(it)))
        }
        _ => None,
    }
}
