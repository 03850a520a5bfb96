//! What the property lists at the root of a backup say about the device and the backup.

use model::Utc;
use model::wire::Device;

use crate::Identity;
use crate::plist::{Dict, Plist, Value, parse};

/// What the root property lists say. Missing or malformed lists say nothing.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) device: Device,
    pub(crate) identity: Identity,
    pub(crate) acquired: Option<Utc>,
    /// Whether `Manifest.plist` says that the backup is encrypted.
    pub(crate) encrypted: bool,
    /// Whether it holds a keybag.
    pub(crate) has_keybag: bool,
    /// Whether `Status.plist` says that the backup was not finished.
    pub(crate) unfinished: bool,
    /// Lists of which something could not be read, and why. `Info.plist` is not among them: it has a reader of its
    /// own, which says it.
    pub(crate) gaps: Vec<(&'static str, &'static str)>,
}

impl Facts {
    /// From the bytes of `Info.plist`, `Manifest.plist` and `Status.plist`.
    pub(crate) fn read(info: Option<&[u8]>, manifest: Option<&[u8]>, status: Option<&[u8]>) -> Self {
        let info = List::of(info);
        let manifest = List::of(manifest);
        let status = List::of(status);
        let either = |in_info: &str, in_lockdown: &str| {
            text(&info, in_info).or_else(|| lockdown(&manifest, in_lockdown))
        };
        let state = text(&status, "SnapshotState");
        let gaps = [("Manifest.plist", manifest.gap), ("Status.plist", status.gap)];
        Self {
            encrypted: manifest.dict().bool("IsEncrypted").unwrap_or(false),
            has_keybag: manifest.dict().get("BackupKeyBag").is_some(),
            unfinished: state.is_some_and(|it| it != "finished"),
            gaps: gaps.into_iter().filter_map(|(name, gap)| Some((name, gap?))).collect(),
            device: Device {
                model: either("Product Type", "ProductType"),
                os: either("Product Version", "ProductVersion"),
                build: either("Build Version", "BuildVersion"),
            },
            identity: Identity {
                serial: either("Serial Number", "SerialNumber"),
                imei: text(&info, "IMEI"),
                phone_number: text(&info, "Phone Number"),
            },
            acquired: date(&info, "Last Backup Date").or_else(|| date(&manifest, "Date")),
        }
    }
}

/// A list at the root, as far as it could be read.
struct List<'a> {
    read: Option<Plist<'a>>,
    gap: Option<&'static str>,
}

impl<'a> List<'a> {
    fn of(bytes: Option<&'a [u8]>) -> Self {
        let Some(bytes) = bytes else { return Self { read: None, gap: None } };
        let read = parse(bytes).ok().filter(|it| it.root.as_dict().is_some());
        let gap = match &read {
            None => Some("it cannot be read as a property list, so what it says of the backup is missing"),
            Some(it) if it.cut => {
                Some("the property list ends early or holds too much; the rest of it was not read")
            }
            Some(_) => None,
        };
        Self { read, gap }
    }

    /// Its dictionary; empty if there is none.
    fn dict(&self) -> &Dict<'a> {
        const NONE: &Value<'static> = &Value::Bool(false);
        self.read.as_ref().map_or(NONE, |it| &it.root).dict()
    }
}

/// A text; a length that no model or serial number has is no fact.
fn short(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.text(key).filter(|it| !it.is_empty() && it.len() <= 256).map(str::to_owned)
}

fn text(list: &List<'_>, key: &str) -> Option<String> {
    short(list.dict(), key)
}

fn lockdown(manifest: &List<'_>, key: &str) -> Option<String> {
    short(manifest.dict().dict("Lockdown"), key)
}

fn date(list: &List<'_>, key: &str) -> Option<Utc> {
    match list.dict().get(key)? {
        date @ Value::Date(_) => date.utc(),
        _ => None,
    }
}
