//! NSKeyedArchiver: an object graph flattened into a property list, put together again.

use std::borrow::Cow;

use super::{Dict, MAX_DEPTH, MAX_NODES, PlistError, Value};

/// Puts an archived object graph together as plain values.
///
/// Arrays, sets, dictionaries, strings, data, dates, URLs and UUIDs become the plain type (a URL is text, its
/// base prepended when it is relative; a UUID is upper-case text). Every other object becomes a dictionary of
/// its instance variables with its class's name under `$class`. `$null`, an object that contains itself, and
/// what is beyond depth 64 or a million values are left out.
///
/// # Errors
/// If the value is not an archive.
pub fn unarchive<'s>(archive: &'s Value<'_>) -> Result<Value<'s>, PlistError> {
    const NONE: PlistError = PlistError("not an archived object");
    let dict = archive.as_dict().ok_or(NONE)?;
    let objects = dict.array("$objects");
    let top = dict.get("$top").and_then(Value::as_dict).ok_or(NONE)?;
    // The usual key is `root`; some writers name it otherwise, and then often only one is there.
    let root = top.get("root").or_else(|| top.iter().next().map(|it| it.1)).ok_or(NONE)?;
    let mut reader = Unarchiver { objects, nodes: MAX_NODES, copied: 16 << 20, depth: 0, path: Vec::new() };
    reader.value(root).ok_or(PlistError("the archive's root is damaged"))
}

struct Unarchiver<'s, 'a> {
    objects: &'s [Value<'a>],
    nodes: usize,
    /// Bytes that may still be copied, for text that does not stand in the list as it is.
    copied: usize,
    depth: usize,
    /// The objects being put together, outermost first.
    path: Vec<u64>,
}

impl<'s, 'a> Unarchiver<'s, 'a> {
    fn value(&mut self, value: &'s Value<'a>) -> Option<Value<'s>> {
        self.nodes = self.nodes.checked_sub(1)?;
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let value = self.inner(value);
        self.depth -= 1;
        value
    }

    fn inner(&mut self, value: &'s Value<'a>) -> Option<Value<'s>> {
        match value {
            Value::Uid(object) => {
                if self.path.contains(object) {
                    return None;
                }
                let target = self.object(*object)?;
                self.path.push(*object);
                let value = match target {
                    // An archive has no reference to a reference; following one could only go in circles.
                    Value::Uid(_) => None,
                    Value::Text(text) if *object == 0 && text == "$null" => None,
                    Value::Dict(dict) => self.instance(dict),
                    other => self.value(other),
                };
                self.path.pop();
                value
            }
            Value::Bool(it) => Some(Value::Bool(*it)),
            Value::Int(it) => Some(Value::Int(*it)),
            Value::Real(it) => Some(Value::Real(*it)),
            Value::Date(it) => Some(Value::Date(*it)),
            Value::Data(it) => Some(Value::Data(Cow::Borrowed(it))),
            Value::Text(it) => Some(Value::Text(Cow::Borrowed(it))),
            Value::Array(items) => Some(Value::Array(items.iter().filter_map(|it| self.value(it)).collect())),
            Value::Dict(dict) => Some(Value::Dict(self.pairs(dict.iter()))),
        }
    }

    fn object(&self, object: u64) -> Option<&'s Value<'a>> {
        self.objects.get(usize::try_from(object).ok()?)
    }

    fn pairs(&mut self, pairs: impl Iterator<Item = (&'s str, &'s Value<'a>)>) -> Dict<'s> {
        Dict(pairs.filter_map(|(key, value)| Some((Cow::Borrowed(key), self.value(value)?))).collect())
    }

    fn class(&self, dict: &'s Dict<'a>) -> Option<&'s str> {
        match dict.get("$class")? {
            Value::Uid(object) => self.object(*object)?.as_dict()?.text("$classname"),
            _ => None,
        }
    }

    fn instance(&mut self, dict: &'s Dict<'a>) -> Option<Value<'s>> {
        let class = self.class(dict);
        match class {
            Some(
                "NSArray"
                | "NSMutableArray"
                | "NSSet"
                | "NSMutableSet"
                | "NSOrderedSet"
                | "NSMutableOrderedSet",
            ) => {
                Some(Value::Array(dict.array("NS.objects").iter().filter_map(|it| self.value(it)).collect()))
            }
            Some("NSDictionary" | "NSMutableDictionary") => {
                let keys = dict.array("NS.keys");
                let values = dict.array("NS.objects");
                let mut pairs = Vec::with_capacity(keys.len().min(1024));
                for (key, value) in keys.iter().zip(values) {
                    let key = match self.value(key) {
                        Some(Value::Text(key)) => key,
                        Some(Value::Int(key)) => Cow::Owned(key.to_string()),
                        _ => continue,
                    };
                    if let Some(value) = self.value(value) {
                        pairs.push((key, value));
                    }
                }
                Some(Value::Dict(Dict(pairs)))
            }
            Some("NSString" | "NSMutableString") => {
                match dict.get("NS.string").or_else(|| dict.get("NS.bytes"))? {
                    Value::Text(text) => Some(Value::Text(Cow::Borrowed(text))),
                    Value::Data(data) => {
                        let text = String::from_utf8_lossy(data);
                        if let Cow::Owned(text) = &text {
                            self.copied = self.copied.checked_sub(text.len())?;
                        }
                        Some(Value::Text(text))
                    }
                    _ => None,
                }
            }
            Some("NSAttributedString" | "NSMutableAttributedString") => self.value(dict.get("NSString")?),
            Some("NSData" | "NSMutableData") => Some(Value::Data(Cow::Borrowed(dict.data("NS.data")?))),
            Some("NSDate") => Some(Value::Date(dict.get("NS.time")?.as_real()?)),
            Some("NSURL") => {
                let base = dict.get("NS.base").and_then(|it| self.value(it));
                let relative = self.value(dict.get("NS.relative")?)?;
                match (base, relative) {
                    (Some(Value::Text(base)), Value::Text(relative)) if !relative.contains("://") => {
                        self.copied = self.copied.checked_sub(base.len().checked_add(relative.len())?)?;
                        Some(Value::Text(Cow::Owned(base.into_owned() + &relative)))
                    }
                    (_, relative) => Some(relative),
                }
            }
            Some("NSUUID") => Some(Value::Text(Cow::Owned(uuid(dict.data("NS.uuidbytes")?)?))),
            _ => {
                let mut fields = self.pairs(dict.iter().filter(|it| it.0 != "$class"));
                if let Some(class) = class {
                    fields.0.insert(0, (Cow::Borrowed("$class"), Value::Text(Cow::Borrowed(class))));
                }
                Some(Value::Dict(fields))
            }
        }
    }
}

/// The usual text of a UUID's sixteen bytes.
fn uuid(bytes: &[u8]) -> Option<String> {
    let bytes: &[u8; 16] = bytes.try_into().ok()?;
    let value = u128::from_be_bytes(*bytes);
    let hex = format!("{value:032X}");
    let mut text = String::with_capacity(36);
    for (at, c) in hex.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(c);
    }
    Some(text)
}
