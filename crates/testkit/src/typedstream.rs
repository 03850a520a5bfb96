//! Writes the `streamtyped` archives of attributed texts, as `message.attributedBody` holds them.
//!
//! The format is that of NSArchiver: a header, then values each preceded by their type string. Type strings and
//! class names are written once and then named by a number; objects and classes share a second numbering. Both
//! begin at 0x92. Facts: the layout of archives written by macOS and iOS, as documented by several readers.

const NEW: u8 = 0x84;
const NIL: u8 = 0x85;
const END: u8 = 0x86;
const FIRST_REFERENCE: i64 = -110;

/// A stretch of text with the same attributes.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// The text.
    pub text: &'a str,
    /// The address behind the text (`__kIMLinkAttributeName`).
    pub link: Option<&'a str>,
    /// The account that is mentioned (`__kIMMentionConfirmedMention`).
    pub mention: Option<&'a str>,
}

impl<'a> Run<'a> {
    /// Text without a link.
    pub fn text(text: &'a str) -> Self {
        Self { text, link: None, mention: None }
    }

    /// Text that leads to `link`.
    pub fn link(text: &'a str, link: &'a str) -> Self {
        Self { text, link: Some(link), mention: None }
    }
}

/// An NSMutableAttributedString made of `runs`, as one message part.
pub fn attributed(runs: &[Run<'_>]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.out.extend_from_slice(b"\x04\x0bstreamtyped\x81\xe8\x03");
    writer.type_string("@");
    writer.begin(&[("NSMutableAttributedString", 0), ("NSAttributedString", 0), ("NSObject", 0)]);
    let text: String = runs.iter().map(|run| run.text).collect();
    writer.type_string("@");
    writer.string(&text, true);
    for (index, run) in runs.iter().enumerate() {
        writer.type_string("iI");
        writer.int(index as i64 + 1);
        writer.int(run.text.encode_utf16().count() as i64);
        writer.type_string("@");
        writer.begin(&[("NSDictionary", 0), ("NSObject", 0)]);
        writer.type_string("i");
        writer.int(1 + i64::from(run.link.is_some()) + i64::from(run.mention.is_some()));
        writer.key("__kIMMessagePartAttributeName");
        writer.number(0);
        if let Some(link) = run.link {
            writer.key("__kIMLinkAttributeName");
            writer.url(link);
        }
        if let Some(mention) = run.mention {
            writer.key("__kIMMentionConfirmedMention");
            writer.type_string("@");
            writer.string(mention, false);
        }
        writer.out.push(END);
    }
    writer.out.push(END);
    writer.out
}

/// A plain attributed text.
pub fn plain(text: &str) -> Vec<u8> {
    attributed(&[Run::text(text)])
}

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    strings: Vec<String>,
    classes: Vec<(&'static str, i64)>,
    /// Attribute names, numbers and C strings that were written before: an archive names an object it knows.
    known: Vec<(String, i64)>,
    objects: i64,
}

impl Writer {
    fn int(&mut self, value: i64) {
        match (i8::try_from(value), i16::try_from(value)) {
            // The bytes from 0x80 to 0x91 are tags, so small negative numbers beside them take the long form.
            (Ok(byte), _) if byte > -111 => self.out.push(byte as u8),
            (_, Ok(short)) => {
                self.out.push(0x81);
                self.out.extend_from_slice(&short.to_le_bytes());
            }
            _ => {
                self.out.push(0x82);
                self.out.extend_from_slice(&(value as i32).to_le_bytes());
            }
        }
    }

    /// A string of the first numbering: written out when new, named by its number otherwise.
    fn shared(&mut self, text: &str) {
        if let Some(index) = self.strings.iter().position(|known| known == text) {
            self.int(FIRST_REFERENCE + index as i64);
        } else {
            self.strings.push(text.to_owned());
            self.out.push(NEW);
            self.int(text.len() as i64);
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    fn type_string(&mut self, types: &str) {
        self.shared(types);
    }

    /// The head of an object: a new number, then its chain of classes with their versions.
    fn begin(&mut self, chain: &[(&'static str, i64)]) {
        self.out.push(NEW);
        self.objects += 1;
        for (name, version) in chain {
            if let Some((_, label)) = self.classes.iter().find(|(known, _)| known == name) {
                let label = *label;
                self.int(FIRST_REFERENCE + label);
                return;
            }
            self.out.push(NEW);
            self.shared(name);
            self.int(*version);
            self.classes.push((name, self.objects));
            self.objects += 1;
        }
        self.out.push(NIL);
    }

    fn string(&mut self, text: &str, mutable: bool) {
        if mutable {
            self.begin(&[("NSMutableString", 1), ("NSString", 1), ("NSObject", 0)]);
        } else {
            self.begin(&[("NSString", 1), ("NSObject", 0)]);
        }
        self.type_string("+");
        self.int(text.len() as i64);
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(END);
    }

    fn key(&mut self, name: &str) {
        self.type_string("@");
        if self.known(name) {
            return;
        }
        self.known.push((name.to_owned(), self.objects));
        self.string(name, false);
    }

    /// Writes a reference to the object called `name` when there is one.
    fn known(&mut self, name: &str) -> bool {
        let Some((_, label)) = self.known.iter().find(|(known, _)| known == name) else { return false };
        let label = *label;
        self.int(FIRST_REFERENCE + label);
        true
    }

    fn number(&mut self, value: i64) {
        self.type_string("@");
        let name = format!("number {value}");
        if self.known(&name) {
            return;
        }
        self.known.push((name, self.objects));
        self.begin(&[("NSNumber", 0), ("NSValue", 0), ("NSObject", 0)]);
        // A number is a value that says its own C type first. The C string takes a number among the objects.
        self.type_string("*");
        if !self.known("C string i") {
            self.known.push(("C string i".to_owned(), self.objects));
            self.out.push(NEW);
            self.objects += 1;
            self.shared("i");
        }
        self.type_string("i");
        self.int(value);
        self.out.push(END);
    }

    fn url(&mut self, url: &str) {
        self.type_string("@");
        self.begin(&[("NSURL", 0), ("NSObject", 0)]);
        // No base address.
        self.type_string("c");
        self.int(0);
        self.type_string("@");
        self.string(url, false);
        self.out.push(END);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_has_the_layout_of_a_real_message() {
        let bytes = plain("Hi");
        let mut expected =
            b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x19NSMutableAttributedString\x00\
            \x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85"
                .to_vec();
        expected.extend_from_slice(
            b"\x92\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+\x02Hi\x86",
        );
        expected
            .extend_from_slice(b"\x84\x02iI\x01\x02\x92\x84\x84\x84\x0cNSDictionary\x00\x95\x84\x01i\x01");
        expected.extend_from_slice(b"\x92\x84\x98\x98\x1d__kIMMessagePartAttributeName\x86");
        expected.extend_from_slice(b"\x92\x84\x84\x84\x08NSNumber\x00\x84\x84\x07NSValue\x00\x95\x84\x01*\x84\x9b\x9b\x00\x86\x86\x86");
        assert_eq!(bytes, expected);
    }

    #[test]
    fn a_long_text_takes_a_long_length() {
        let bytes = plain(&"x".repeat(300));
        assert!(bytes.windows(5).any(|w| w == [b'+', 0x81, 0x2c, 0x01, b'x']));
    }
}
