//! Writes property lists in the shape of NSKeyedArchiver: a flat table of objects that name each other by number.

use plist::{Dictionary, Uid, Value};

/// The object table of an archive under construction.
#[derive(Debug)]
pub struct Archive {
    objects: Vec<Value>,
    classes: Vec<(String, usize)>,
}

impl Default for Archive {
    fn default() -> Self {
        Self::new()
    }
}

impl Archive {
    /// An archive that holds only the `$null` every archive begins with.
    pub fn new() -> Self {
        Self { objects: vec![Value::from("$null")], classes: Vec::new() }
    }

    /// The reference that stands for nothing.
    pub fn null(&self) -> Value {
        Value::Uid(Uid::new(0))
    }

    /// Takes the next number, to be filled later: for objects whose parts refer onwards.
    pub fn reserve(&mut self) -> usize {
        self.push(Value::from("$null"))
    }

    /// Puts `value` where `slot` was reserved.
    pub fn fill(&mut self, slot: usize, value: Value) {
        if let Some(object) = self.objects.get_mut(slot) {
            *object = value;
        }
    }

    /// Adds a value and refers to it.
    pub fn value(&mut self, value: impl Into<Value>) -> Value {
        let slot = self.push(value.into());
        Self::uid(slot)
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> Value {
        self.value(text)
    }

    /// Adds an `NSMutableData`.
    pub fn data(&mut self, bytes: &[u8]) -> Value {
        let class = self.class(&["NSMutableData", "NSData", "NSObject"]);
        self.object(class, vec![("NS.data", Value::Data(bytes.to_vec()))])
    }

    /// Adds an `NSURL` without a base.
    pub fn url(&mut self, url: &str) -> Value {
        let class = self.class(&["NSURL", "NSObject"]);
        let base = self.null();
        let relative = self.text(url);
        self.object(class, vec![("NS.base", base), ("NS.relative", relative)])
    }

    /// Adds an `NSDictionary` from keys to references made before.
    pub fn dictionary(&mut self, items: Vec<(&str, Value)>) -> Value {
        let class = self.class(&["NSMutableDictionary", "NSDictionary", "NSObject"]);
        let (mut keys, mut objects) = (Vec::new(), Vec::new());
        for (key, value) in items {
            keys.push(self.text(key));
            objects.push(value);
        }
        self.object(class, vec![("NS.keys", Value::Array(keys)), ("NS.objects", Value::Array(objects))])
    }

    /// Adds an `NSArray` of references made before.
    pub fn array(&mut self, items: Vec<Value>) -> Value {
        let class = self.class(&["NSMutableArray", "NSArray", "NSObject"]);
        self.object(class, vec![("NS.objects", Value::Array(items))])
    }

    /// Adds an object of `class` with its fields.
    pub fn object(&mut self, class: Value, fields: Vec<(&str, Value)>) -> Value {
        let mut dict = Dictionary::new();
        for (key, value) in fields {
            dict.insert(key.to_owned(), value);
        }
        dict.insert("$class".to_owned(), class);
        self.value(Value::Dictionary(dict))
    }

    /// The class whose name and ancestors are given, nearest first.
    pub fn class(&mut self, names: &[&str]) -> Value {
        let name = names.first().copied().unwrap_or("NSObject");
        if let Some((_, slot)) = self.classes.iter().find(|(known, _)| known == name) {
            return Self::uid(*slot);
        }
        let mut dict = Dictionary::new();
        dict.insert("$classname".to_owned(), Value::from(name));
        let all = names.iter().map(|name| Value::from(*name)).collect();
        dict.insert("$classes".to_owned(), Value::Array(all));
        let slot = self.push(Value::Dictionary(dict));
        self.classes.push((name.to_owned(), slot));
        Self::uid(slot)
    }

    /// Ends the archive: `key` names the object in `slot` as its top.
    pub fn root(self, key: &str, slot: usize) -> Value {
        self.top(key, Self::uid(slot))
    }

    /// Ends the archive with `reference` as its top.
    pub fn top(self, key: &str, reference: Value) -> Value {
        let mut top = Dictionary::new();
        top.insert(key.to_owned(), reference);
        let mut dict = Dictionary::new();
        dict.insert("$version".to_owned(), Value::from(100_000_i64));
        dict.insert("$archiver".to_owned(), Value::from("NSKeyedArchiver"));
        dict.insert("$top".to_owned(), Value::Dictionary(top));
        dict.insert("$objects".to_owned(), Value::Array(self.objects));
        Value::Dictionary(dict)
    }

    fn push(&mut self, value: Value) -> usize {
        self.objects.push(value);
        self.objects.len() - 1
    }

    fn uid(slot: usize) -> Value {
        Value::Uid(Uid::new(slot as u64))
    }
}

/// A dictionary from its entries.
pub fn dict<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Dictionary(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// `value` as a binary property list.
pub fn binary(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing into memory cannot fail, and no value made here is beyond the format.
    let _ = value.to_writer_binary(&mut out);
    out
}

/// `value` as an XML property list.
pub fn xml(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = value.to_writer_xml(&mut out);
    out
}

/// The rich link of a message (`message.payload_data`): what the sender's phone learnt about a page.
pub fn rich_link(url: &str, original: &str, title: &str, summary: &str) -> Vec<u8> {
    let mut archive = Archive::new();
    let metadata = {
        let url = archive.url(url);
        let original = archive.url(original);
        let title = archive.text(title);
        let summary = archive.text(summary);
        let class = archive.class(&["LPLinkMetadata", "NSObject"]);
        let fields = vec![
            ("version", Value::from(1_i64)),
            ("URL", url),
            ("originalURL", original),
            ("title", title),
            ("summary", summary),
        ];
        archive.object(class, fields)
    };
    let placeholder = archive.value(Value::Boolean(false));
    let root =
        archive.dictionary(vec![("richLinkMetadata", metadata), ("richLinkIsPlaceholder", placeholder)]);
    binary(&archive.top("root", root))
}
