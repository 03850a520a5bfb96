//! The metadata of a file in `Manifest.db`: a keyed archive (`NSKeyedArchiver`) of one `MBFile`, in a binary
//! property list.
//!
//! A manifest has hundreds of thousands of them, and reading each into a tree of values takes longer than
//! everything else together. This reader knows that one shape, takes the fields from where they lie, and allocates
//! nothing. It never trusts an offset; what it does not understand it leaves out.

/// Unix seconds, from an integer or a date.
pub type Seconds = i64;

/// The metadata of one file. Absent or differently typed fields are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MbFile<'a> {
    /// When the file was made, in Unix seconds.
    pub birth: Option<Seconds>,
    /// When its content was changed last, in Unix seconds.
    pub last_modified: Option<Seconds>,
    /// When its metadata was changed last, in Unix seconds.
    pub last_status_change: Option<Seconds>,
    /// The Unix mode, with the type of the file.
    pub mode: Option<i64>,
    /// The owner's number.
    pub user_id: Option<i64>,
    /// The group's number.
    pub group_id: Option<i64>,
    /// The size in bytes as recorded, which is often stale: never a length to read.
    pub size: Option<i64>,
    /// The protection class, 1 to 4 for files.
    pub protection_class: Option<i64>,
    /// Class (u32, little-endian) and wrapped key of an encrypted file.
    pub encryption_key: Option<&'a [u8]>,
    /// The path inside the domain.
    pub relative_path: Option<Text<'a>>,
    /// Where a symbolic link points.
    pub target: Option<Text<'a>>,
    /// Flags of the backup.
    pub flags: Option<i64>,
    /// The inode on the phone. Consecutive numbers were made one after the other.
    pub inode: Option<i64>,
}

/// Text as it lies in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text<'a> {
    /// One byte per character.
    Ascii(&'a [u8]),
    /// UTF-16, big-endian.
    Utf16(&'a [u8]),
}

impl Text<'_> {
    /// As a string; what is no character becomes U+FFFD.
    pub fn to_string_lossy(&self) -> String {
        match self {
            Self::Ascii(it) => String::from_utf8_lossy(it).into_owned(),
            Self::Utf16(it) => {
                char::decode_utf16(it.as_chunks::<2>().0.iter().map(|it| u16::from_be_bytes(*it)))
                    .map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect()
            }
        }
    }
}

/// More keys than an `MBFile` or an archive's top has.
const MOST_KEYS: usize = 64;
/// Seconds between 1970 and 2001, where dates of property lists begin.
const COCOA_TO_UNIX: f64 = 978_307_200.0;

/// Reads the metadata. `None` if it is no binary property list of that shape.
pub fn parse(bytes: &[u8]) -> Option<MbFile<'_>> {
    let list = List::open(bytes)?;
    let top = list.dictionary(list.top)?;
    let objects = match list.get(top, b"$objects")? {
        Value::Array(it) => it,
        _ => return None,
    };
    // `$top.root` names the object; without it the first after `$null` is taken, as all known archives have it.
    let root = match list.get(top, b"$top") {
        Some(Value::Dictionary(it)) => match list.get(it, b"root") {
            Some(Value::Uid(it)) => it,
            _ => 1,
        },
        _ => 1,
    };
    let Value::Dictionary(file) = list.item(objects, root)? else { return None };
    let mut found = MbFile::default();
    for at in 0..file.count {
        let (Some(key), Some(value)) = (list.key(file, at), list.value(file, at)) else { continue };
        let followed = || match value {
            Value::Uid(it) => list.item(objects, it),
            it => Some(it),
        };
        match key {
            b"Birth" => found.birth = seconds(followed()),
            b"LastModified" => found.last_modified = seconds(followed()),
            b"LastStatusChange" => found.last_status_change = seconds(followed()),
            b"Mode" => found.mode = int(followed()),
            b"UserID" => found.user_id = int(followed()),
            b"GroupID" => found.group_id = int(followed()),
            b"Size" => found.size = int(followed()),
            b"ProtectionClass" => found.protection_class = int(followed()),
            b"Flags" => found.flags = int(followed()),
            b"InodeNumber" => found.inode = int(followed()),
            b"RelativePath" => found.relative_path = text(followed()),
            b"Target" => found.target = text(followed()),
            b"EncryptionKey" => {
                found.encryption_key = match followed() {
                    Some(Value::Data(it)) => Some(it),
                    Some(Value::Dictionary(it)) => match list.get(it, b"NS.data") {
                        Some(Value::Data(it)) => Some(it),
                        Some(Value::Uid(it)) => match list.item(objects, it) {
                            Some(Value::Data(it)) => Some(it),
                            _ => None,
                        },
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => {}
        }
    }
    Some(found)
}

fn int(value: Option<Value<'_>>) -> Option<i64> {
    match value? {
        Value::Int(it) => Some(it),
        _ => None,
    }
}

fn text(value: Option<Value<'_>>) -> Option<Text<'_>> {
    match value? {
        Value::Text(it) => Some(it),
        _ => None,
    }
}

fn seconds(value: Option<Value<'_>>) -> Option<Seconds> {
    let real = match value? {
        Value::Int(it) => return Some(it),
        Value::Date(it) => it + COCOA_TO_UNIX,
        Value::Real(it) => it,
        // A date inside an archive is an `NSDate` object of its own; iOS has not been seen to write one here.
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the check")]
    (real.is_finite() && real.abs() < 1e15).then_some(real.floor() as i64)
}

/// A run of object references.
#[derive(Clone, Copy, Debug)]
struct Run {
    at: usize,
    count: usize,
}

#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Int(i64),
    Real(f64),
    Date(f64),
    Uid(usize),
    Data(&'a [u8]),
    Text(Text<'a>),
    Array(Run),
    Dictionary(Run),
    Other,
}

struct List<'a> {
    bytes: &'a [u8],
    /// Where the offset of each object stands.
    offsets: usize,
    offset_size: usize,
    reference_size: usize,
    objects: usize,
    top: usize,
}

impl<'a> List<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"bplist0") {
            return None;
        }
        let trailer: &[u8; 32] = bytes.last_chunk()?;
        let [.., offset_size, reference_size] = *trailer.first_chunk::<8>()?;
        let number = |at: usize| usize::try_from(u64::from_be_bytes(*trailer.get(at..)?.first_chunk()?)).ok();
        let sizes = |it: u8| matches!(it, 1 | 2 | 4 | 8).then_some(usize::from(it));
        let it = Self {
            bytes,
            offset_size: sizes(offset_size)?,
            reference_size: sizes(reference_size)?,
            objects: number(8)?,
            top: number(16)?,
            offsets: number(24)?,
        };
        let end = it.objects.checked_mul(it.offset_size)?.checked_add(it.offsets)?;
        (end <= bytes.len() - 32).then_some(it)
    }

    /// A big-endian number of 1 to 8 bytes.
    #[inline]
    fn number(&self, at: usize, size: usize) -> Option<u64> {
        // Nearly all are of one or two bytes.
        match size {
            1 => self.bytes.get(at).copied().map(u64::from),
            2 => {
                let bytes = self.bytes.get(at..)?.first_chunk()?;
                Some(u16::from_be_bytes(*bytes).into())
            }
            _ => {
                let bytes = self.bytes.get(at..at.checked_add(size)?)?;
                Some(bytes.iter().fold(0, |sum, it| sum << 8 | u64::from(*it)))
            }
        }
    }

    #[inline]
    fn reference(&self, run: usize, index: usize) -> Option<usize> {
        let at = index.checked_mul(self.reference_size)?.checked_add(run)?;
        usize::try_from(self.number(at, self.reference_size)?).ok()
    }

    /// The object's marker, the count or size it carries, and where its content begins.
    #[inline]
    fn marker(&self, object: usize) -> Option<(u8, usize, usize)> {
        if object >= self.objects {
            return None;
        }
        let at =
            usize::try_from(self.number(self.offsets + object * self.offset_size, self.offset_size)?).ok()?;
        let marker = *self.bytes.get(at).filter(|_| at < self.offsets)?;
        let low = usize::from(marker & 15);
        if low == 15 && matches!(marker >> 4, 4..=6 | 0xa..=0xd) {
            // The count follows as an integer object.
            let size = match self.bytes.get(at + 1)? {
                it @ 0x10..=0x13 => 1 << (it & 15),
                _ => return None,
            };
            let count = usize::try_from(self.number(at + 2, size)?).ok()?;
            return Some((marker >> 4, count, at + 2 + size));
        }
        Some((marker >> 4, low, at + 1))
    }

    fn object(&self, object: usize) -> Option<Value<'a>> {
        let (kind, count, at) = self.marker(object)?;
        let content = |len: usize| self.bytes.get(at..at.checked_add(len)?);
        let run = |columns: usize| {
            let end = count.checked_mul(columns)?.checked_mul(self.reference_size)?.checked_add(at)?;
            (end <= self.bytes.len()).then_some(Run { at, count })
        };
        Some(match kind {
            1 if count <= 3 => Value::Int(self.number(at, 1 << count)?.cast_signed()),
            // Sixteen bytes hold what does not fit into eight signed ones.
            1 if count == 4 => {
                let wide = i128::from_be_bytes(*content(16)?.first_chunk()?);
                i64::try_from(wide).map_or(Value::Other, Value::Int)
            }
            2 if count == 2 => Value::Real(f32::from_be_bytes(*content(4)?.first_chunk()?).into()),
            2 if count == 3 => Value::Real(f64::from_be_bytes(*content(8)?.first_chunk()?)),
            3 if count == 3 => Value::Date(f64::from_be_bytes(*content(8)?.first_chunk()?)),
            4 => Value::Data(content(count)?),
            5 => Value::Text(Text::Ascii(content(count)?)),
            6 => Value::Text(Text::Utf16(content(count.checked_mul(2)?)?)),
            8 if count < 8 => Value::Uid(usize::try_from(self.number(at, count + 1)?).ok()?),
            0xa => Value::Array(run(1)?),
            0xd => Value::Dictionary(run(2)?).within(MOST_KEYS)?,
            _ => Value::Other,
        })
    }

    fn dictionary(&self, object: usize) -> Option<Run> {
        match self.object(object)? {
            Value::Dictionary(it) => Some(it),
            _ => None,
        }
    }

    /// The bytes of a dictionary's key, if it is in ASCII.
    #[inline]
    fn key(&self, dictionary: Run, index: usize) -> Option<&'a [u8]> {
        let (kind, count, at) = self.marker(self.reference(dictionary.at, index)?)?;
        if kind != 5 {
            return None;
        }
        self.bytes.get(at..at.checked_add(count)?)
    }

    #[inline]
    fn value(&self, dictionary: Run, index: usize) -> Option<Value<'a>> {
        self.object(self.reference(dictionary.at, dictionary.count + index)?)
    }

    fn get(&self, dictionary: Run, key: &[u8]) -> Option<Value<'a>> {
        let at = (0..dictionary.count).find(|it| self.key(dictionary, *it) == Some(key))?;
        self.value(dictionary, at)
    }

    fn item(&self, array: Run, index: usize) -> Option<Value<'a>> {
        if index >= array.count {
            return None;
        }
        self.object(self.reference(array.at, index)?)
    }
}

impl Value<'_> {
    /// A dictionary with too many keys is none.
    fn within(self, most: usize) -> Option<Self> {
        match self {
            Self::Dictionary(it) if it.count > most => None,
            it => Some(it),
        }
    }
}
