//! Reads the strings of a typedstream: how Messages archives attributed text (`attributedBody`).
//!
//! The format is that of NeXT's `NSArchiver`: a header, then groups of a type encoding and its values.
//! Integers take one byte where they fit; `0x81`, `0x82` and `0x87` announce 2, 4 and 8 bytes (little endian),
//! `0x83` a float, `0x84` something new, `0x85` nothing, `0x86` the end of an object; every other byte is the
//! integer itself, and for objects and strings seen before it is a reference, counted from `0x92` (−110).
//! Type encodings and class names share one table; objects, classes and C strings another.
//! Source: the layout as written by the system, and the public descriptions of `NSArchiver`'s output.

use std::borrow::Cow;

/// The deepest nesting of objects that is followed.
const MAX_DEPTH: usize = 64;
/// The most strings kept of one stream.
const MAX_STRINGS: usize = 4096;
/// The longest type encoding: real ones have one to a dozen characters.
const MAX_ENCODING: usize = 64;
/// What references count from.
const FIRST_REFERENCE: i64 = -110;

/// An attributed string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributed<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Attributes whose value holds text: links, mentions, file names. Keys as Messages names them
    /// (`__kIMLinkAttributeName`); a key without a value that is text is left out.
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl Attributed<'_> {
    /// The same with all text owned.
    pub fn into_owned(self) -> Attributed<'static> {
        let own = |it: Cow<'_, str>| Cow::Owned(it.into_owned());
        Attributed {
            text: own(self.text),
            attributes: self.attributes.into_iter().map(|(key, value)| (own(key), own(value))).collect(),
        }
    }
}

/// Reads an archived `NSAttributedString`. `None` if the bytes are no such stream or are damaged before the
/// end of the text; damage after it only ends the attributes.
pub fn attributed(bytes: &[u8]) -> Option<Attributed<'_>> {
    let mut reader = Reader {
        bytes,
        at: 0,
        encodings: Vec::new(),
        objects: Vec::new(),
        strings: Vec::new(),
        depth: 0,
        // Every step but those of a referenced encoding costs a byte, so this is never short for a real one.
        fuel: bytes.len().saturating_mul(4).saturating_add(1024),
    };
    reader.header()?;
    while reader.at < bytes.len() && reader.group().is_some() {}
    let mut strings = reader.strings.into_iter().map(String::from_utf8_lossy);
    let text = strings.next()?;
    let mut attributes = Vec::new();
    let mut key = None;
    for string in strings {
        if string.starts_with("__k") || string.starts_with("NS") && string.ends_with("AttributeName") {
            key = Some(string);
        } else if let Some(key) = &key {
            attributes.push((key.clone(), string));
        }
    }
    Some(Attributed { text, attributes })
}

/// What stands where an integer, a string or an object can stand.
enum Head {
    Nil,
    New,
    Int(i64),
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Type encodings, class names, selectors.
    encodings: Vec<&'a [u8]>,
    /// Objects, classes, C strings; for an object the string it holds, if any, by index.
    objects: Vec<Option<usize>>,
    /// The contents of strings, in the order they are met; references repeat them.
    strings: Vec<&'a [u8]>,
    depth: usize,
    fuel: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn header(&mut self) -> Option<()> {
        // Version 4, the signature of little-endian streams, the system's version.
        if self.take(13)? != b"\x04\x0bstreamtyped" {
            return None;
        }
        self.int().map(drop)
    }

    fn head(&mut self) -> Option<Head> {
        Some(match self.byte()? {
            0x85 => Head::Nil,
            0x84 => Head::New,
            0x81 => Head::Int(i16::from_le_bytes(self.take(2)?.try_into().ok()?).into()),
            0x82 => Head::Int(i32::from_le_bytes(self.take(4)?.try_into().ok()?).into()),
            0x87 => Head::Int(i64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            0x83 | 0x86 | 0x88..=0x91 => return None,
            byte => Head::Int(i8::from_le_bytes([byte]).into()),
        })
    }

    fn int(&mut self) -> Option<i64> {
        match self.head()? {
            Head::Int(it) => Some(it),
            _ => None,
        }
    }

    /// A length: one byte is unsigned here only by being small; longer ones are unsigned.
    fn length(&mut self) -> Option<usize> {
        match self.byte()? {
            0x81 => Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?).into()),
            0x82 => usize::try_from(u32::from_le_bytes(self.take(4)?.try_into().ok()?)).ok(),
            byte @ 0..=0x7f => Some(byte.into()),
            _ => None,
        }
    }

    fn shared_string(&mut self) -> Option<Option<&'a [u8]>> {
        match self.head()? {
            Head::Nil => Some(None),
            Head::New => {
                let length = self.length()?;
                let string = self.take(length)?;
                self.encodings.push(string);
                Some(Some(string))
            }
            Head::Int(reference) => {
                let index = usize::try_from(reference.checked_sub(FIRST_REFERENCE)?).ok()?;
                self.encodings.get(index).copied().map(Some)
            }
        }
    }

    /// One group: a type encoding and the values it announces. The string it held, if any.
    fn group(&mut self) -> Option<Option<usize>> {
        let encoding = self.shared_string()??;
        if encoding.len() > MAX_ENCODING {
            return None;
        }
        let mut rest = encoding;
        let mut held = None;
        while !rest.is_empty() {
            let (value, next) = self.value(rest)?;
            held = held.or(value);
            rest = next;
        }
        Some(held)
    }

    /// One value of the type that `encoding` begins with; what remains of the encoding.
    fn value(&mut self, encoding: &'a [u8]) -> Option<(Option<usize>, &'a [u8])> {
        self.fuel = self.fuel.checked_sub(1)?;
        let (kind, mut rest) = encoding.split_first()?;
        let mut held = None;
        match kind {
            b'@' => held = self.object()?,
            b'#' => self.class()?,
            b'+' => {
                let length = self.length()?;
                let string = self.take(length)?;
                held = self.keep(string);
            }
            b'*' => match self.head()? {
                Head::Nil => {}
                Head::New => {
                    self.objects.push(None);
                    self.shared_string()?;
                }
                Head::Int(_) => {}
            },
            b':' | b'%' => drop(self.shared_string()?),
            b'c' | b'C' | b'B' => drop(self.byte()?),
            b's' | b'S' | b'i' | b'I' | b'l' | b'L' | b'q' | b'Q' => drop(self.int()?),
            b'f' | b'd' => match self.bytes.get(self.at)? {
                0x83 => drop(self.take(if *kind == b'f' { 5 } else { 9 })?),
                _ => drop(self.int()?),
            },
            b'!' => {}
            b'[' => {
                let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
                let count: usize = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
                let element = rest.get(digits..)?;
                if let [b'c' | b'C', b']', tail @ ..] = element {
                    self.take(count)?;
                    rest = tail;
                } else {
                    rest = self.repeated(element, count)?;
                }
            }
            b'{' => {
                let named = rest.iter().position(|it| *it == b'=')?;
                rest = rest.get(named + 1..)?;
                while *rest.first()? != b'}' {
                    self.deeper()?;
                    let (value, next) = self.value(rest)?;
                    self.depth -= 1;
                    held = held.or(value);
                    rest = next;
                }
                rest = rest.get(1..)?;
            }
            _ => return None,
        }
        Some((held, rest))
    }

    /// `count` values of the type that `element` begins with, and the closing bracket.
    fn repeated(&mut self, element: &'a [u8], count: usize) -> Option<&'a [u8]> {
        // An empty array does not tell where its type ends; no store writes one of anything but bytes.
        let mut rest = None;
        for _ in 0..count {
            self.deeper()?;
            rest = Some(self.value(element)?.1);
            self.depth -= 1;
        }
        rest?.strip_prefix(b"]")
    }

    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= MAX_DEPTH).then_some(())
    }

    fn keep(&mut self, string: &'a [u8]) -> Option<usize> {
        if self.strings.len() >= MAX_STRINGS {
            return None;
        }
        self.strings.push(string);
        Some(self.strings.len() - 1)
    }

    /// An object; the string it holds, if any.
    fn object(&mut self) -> Option<Option<usize>> {
        match self.head()? {
            Head::Nil => Some(None),
            Head::Int(reference) => {
                let index = usize::try_from(reference.checked_sub(FIRST_REFERENCE)?).ok()?;
                let held = *self.objects.get(index)?;
                // A repeated key stands before other values, so it is said again.
                Some(held.and_then(|it| self.strings.get(it).copied()).and_then(|it| self.keep(it)))
            }
            Head::New => {
                self.deeper()?;
                let index = self.objects.len();
                self.objects.push(None);
                self.class()?;
                let mut held = None;
                while *self.bytes.get(self.at)? != 0x86 {
                    let value = self.group()?;
                    held = held.or(value);
                }
                self.at += 1;
                self.depth -= 1;
                if let Some(object) = self.objects.get_mut(index) {
                    *object = held;
                }
                Some(held)
            }
        }
    }

    /// A class and its ancestors.
    fn class(&mut self) -> Option<()> {
        loop {
            match self.head()? {
                // Nothing above, or a class met before, whose ancestors are known.
                Head::Nil | Head::Int(_) => return Some(()),
                Head::New => {
                    self.shared_string()??;
                    self.int()?;
                    self.objects.push(None);
                }
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Writes an attributed string the way Messages does, with one attribute that is a link.
    pub(crate) fn archive(text: &str, link: Option<&str>) -> Vec<u8> {
        let mut out = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84".to_vec();
        out.extend(b"\x19NSMutableAttributedString\x00\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85");
        out.extend(b"\x92\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+");
        length(&mut out, text.len());
        out.extend(text.as_bytes());
        out.extend(b"\x86\x84\x02iI\x01");
        length(&mut out, text.encode_utf16().count());
        out.extend(b"\x92\x84\x84\x84\x0cNSDictionary\x00\x95\x84\x01i");
        out.push(if link.is_some() { 2 } else { 1 });
        out.extend(b"\x92\x84\x98\x98\x1d__kIMMessagePartAttributeName\x86");
        out.extend(
            b"\x92\x84\x84\x84\x08NSNumber\x00\x84\x84\x07NSValue\x00\x95\x84\x01*\x84\x9b\x9b\x00\x86",
        );
        if let Some(link) = link {
            out.extend(b"\x92\x84\x98\x98\x16__kIMLinkAttributeName\x86");
            out.extend(b"\x92\x84\x84\x84\x05NSURL\x00\x95\x84\x01c\x00\x92\x84\x98\x98");
            length(&mut out, link.len());
            out.extend(link.as_bytes());
            out.extend(b"\x86\x86");
        }
        out.extend(b"\x86\x86");
        out
    }

    fn length(out: &mut Vec<u8>, length: usize) {
        match u8::try_from(length) {
            Ok(short) if short < 0x80 => out.push(short),
            _ => {
                out.push(0x81);
                out.extend(u16::try_from(length).unwrap().to_le_bytes());
            }
        }
    }

    #[test]
    fn text_and_link_are_read() {
        let bytes = archive("see this", Some("https://lure.example/x"));
        let found = attributed(&bytes).unwrap();
        assert_eq!(found.text, "see this");
        assert_eq!(found.attributes, [("__kIMLinkAttributeName".into(), "https://lure.example/x".into())]);
    }

    #[test]
    fn long_and_foreign_text() {
        let long = "اهلا ".repeat(60);
        assert_eq!(attributed(&archive(&long, None)).unwrap().text, long);
    }

    #[test]
    fn damage_after_the_text_keeps_the_text() {
        let bytes = archive("hello https://lure.example/x", None);
        let cut = bytes.len() - 30;
        assert_eq!(attributed(&bytes[..cut]).unwrap().text, "hello https://lure.example/x");
        assert_eq!(attributed(b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@plain words"), None);
        assert_eq!(attributed(b""), None);
    }

    #[test]
    fn deep_nesting_ends() {
        let mut bytes = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x01A\x00\x85".to_vec();
        for _ in 0..100_000 {
            bytes.extend(b"\x92\x84\x94");
        }
        assert_eq!(attributed(&bytes), None);
    }

    proptest::proptest! {
        #[test]
        fn corruption_never_panics(at in 0usize..300, byte: u8, cut in 0usize..300) {
            let mut bytes = archive("hello https://lure.example/x", Some("https://b.example"));
            if let Some(it) = bytes.get_mut(at) { *it = byte; }
            bytes.truncate(cut.max(13));
            let _ = attributed(&bytes);
        }
    }
}
