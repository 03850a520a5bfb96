//! Binary property lists (`bplist00`): a table of objects that refer to each other by number.

use std::borrow::Cow;

use super::{Budget, Dict, MAX_DEPTH, Plist, PlistError, Value};

struct Reader<'a> {
    bytes: &'a [u8],
    /// The offset table.
    offsets: &'a [u8],
    offset_size: usize,
    ref_size: usize,
    budget: Budget,
    /// The objects being read, outermost first: one that names an object on this path refers to itself.
    path: Vec<u64>,
}

pub(super) fn parse(bytes: &[u8]) -> Result<Plist<'_>, PlistError> {
    let (body, trailer) =
        bytes.split_last_chunk::<32>().ok_or(PlistError("too short for a property list"))?;
    let [_, _, _, _, _, _, offset_size, ref_size, rest @ ..] = *trailer;
    let word = |at: usize| rest.get(at..at + 8).map_or(0, number);
    let (count, top, table) = (word(0), word(8), word(16));
    if !(1..=8).contains(&offset_size) || !(1..=8).contains(&ref_size) {
        return Err(PlistError("the property list's trailer is damaged"));
    }
    let offsets = usize::try_from(table)
        .ok()
        .zip(usize::try_from(count).ok().and_then(|it| it.checked_mul(usize::from(offset_size))))
        .and_then(|(start, length)| body.get(start..start.checked_add(length)?))
        .ok_or(PlistError("the property list's object table is damaged"))?;
    let mut reader = Reader {
        bytes: body,
        offsets,
        offset_size: usize::from(offset_size),
        ref_size: usize::from(ref_size),
        budget: Budget::new(bytes.len()),
        path: Vec::new(),
    };
    let root = reader.value(top).ok_or(PlistError("the property list's outermost value is damaged"))?;
    Ok(Plist { root, damaged: reader.budget.damaged, cut: reader.budget.cut })
}

/// A big-endian number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

impl<'a> Reader<'a> {
    /// The object of that number; `None` if it is damaged or unaffordable, which the budget then says.
    fn value(&mut self, object: u64) -> Option<Value<'a>> {
        if !self.budget.node() {
            return None;
        }
        let value = self.object(object);
        if value.is_none() && !self.budget.cut {
            self.budget.damaged += 1;
        }
        value
    }

    fn object(&mut self, object: u64) -> Option<Value<'a>> {
        let start = usize::try_from(object).ok()?.checked_mul(self.offset_size)?;
        let offset = number(self.offsets.get(start..start.checked_add(self.offset_size)?)?);
        let (&marker, rest) = self.bytes.get(usize::try_from(offset).ok()?..)?.split_first()?;
        let low = usize::from(marker & 0xf);
        match marker >> 4 {
            0x0 if low == 8 => Some(Value::Bool(false)),
            0x0 if low == 9 => Some(Value::Bool(true)),
            0x1 if low <= 3 => {
                let bytes = rest.get(..1 << low)?;
                // One, two and four bytes are unsigned, eight are signed.
                Some(Value::Int(number(bytes).cast_signed()))
            }
            0x1 if low == 4 => {
                let value = i128::from_be_bytes(*rest.first_chunk()?);
                #[expect(clippy::cast_precision_loss, reason = "documented for values above i64::MAX")]
                Some(i64::try_from(value).map_or(Value::Real(value as f64), Value::Int))
            }
            0x2 if low == 2 => Some(Value::Real(f64::from(f32::from_be_bytes(*rest.first_chunk()?)))),
            0x2 if low == 3 => Some(Value::Real(f64::from_be_bytes(*rest.first_chunk()?))),
            0x3 if low == 3 => Some(Value::Date(f64::from_be_bytes(*rest.first_chunk()?))),
            0x4 => {
                let (length, rest) = length(low, rest)?;
                Some(Value::Data(Cow::Borrowed(rest.get(..length)?)))
            }
            0x5 => {
                let (length, rest) = length(low, rest)?;
                let raw = rest.get(..length)?;
                match std::str::from_utf8(raw) {
                    Ok(text) => Some(Value::Text(Cow::Borrowed(text))),
                    Err(_) if self.budget.copy(raw.len().saturating_mul(3)) => {
                        Some(Value::Text(Cow::Owned(String::from_utf8_lossy(raw).into_owned())))
                    }
                    Err(_) => None,
                }
            }
            0x6 => {
                let (length, rest) = length(low, rest)?;
                let raw = rest.get(..length.checked_mul(2)?)?;
                if !self.budget.copy(raw.len().saturating_mul(2)) {
                    return None;
                }
                let units = raw.as_chunks::<2>().0.iter().map(|it| u16::from_be_bytes(*it));
                let text = char::decode_utf16(units)
                    .map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect::<String>();
                Some(Value::Text(Cow::Owned(text)))
            }
            0x8 if low < 8 => Some(Value::Uid(number(rest.get(..=low)?))),
            // Arrays, ordered sets and sets differ in nothing that matters here.
            0xa..=0xc => {
                let (length, rest) = length(low, rest)?;
                let refs = rest.get(..length.checked_mul(self.ref_size)?)?;
                self.nested(object, |reader| {
                    let mut array = Vec::with_capacity(length.min(1024));
                    for item in refs.chunks_exact(reader.ref_size) {
                        if let Some(value) = reader.value(number(item)) {
                            array.push(value);
                        } else if reader.budget.cut {
                            break;
                        }
                    }
                    Value::Array(array)
                })
            }
            0xd => {
                let (length, rest) = length(low, rest)?;
                let size = length.checked_mul(self.ref_size)?;
                let (keys, rest) = rest.split_at_checked(size)?;
                let values = rest.get(..size)?;
                self.nested(object, |reader| {
                    let mut pairs = Vec::with_capacity(length.min(1024));
                    let size = reader.ref_size;
                    for (key, value) in keys.chunks_exact(size).zip(values.chunks_exact(size)) {
                        let key = reader.value(number(key));
                        let value = reader.value(number(value));
                        match (key, value) {
                            (Some(Value::Text(key)), Some(value)) => pairs.push((key, value)),
                            (Some(_), Some(_)) => reader.budget.damaged += 1,
                            _ => {}
                        }
                        if reader.budget.cut {
                            break;
                        }
                    }
                    Value::Dict(Dict(pairs))
                })
            }
            _ => None,
        }
    }

    fn nested(&mut self, object: u64, read: impl FnOnce(&mut Self) -> Value<'a>) -> Option<Value<'a>> {
        if self.path.len() >= MAX_DEPTH || self.path.contains(&object) {
            return None;
        }
        self.path.push(object);
        let value = read(self);
        self.path.pop();
        Some(value)
    }
}

/// The length of an object: in the marker, or in an integer object behind it.
fn length(low: usize, rest: &[u8]) -> Option<(usize, &[u8])> {
    if low < 0xf {
        return Some((low, rest));
    }
    let (&marker, rest) = rest.split_first()?;
    if marker >> 4 != 1 || marker & 0xf > 3 {
        return None;
    }
    let (bytes, rest) = rest.split_at_checked(1 << (marker & 0xf))?;
    Some((usize::try_from(number(bytes)).ok()?, rest))
}
