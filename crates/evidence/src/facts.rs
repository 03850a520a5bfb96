//! What the property lists at the root of a backup say about the device and the backup.

use model::Utc;
use model::wire::Device;

use crate::Identity;

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
}

impl Facts {
    /// From the bytes of `Info.plist`, `Manifest.plist` and `Status.plist`.
    pub(crate) fn read(info: Option<&[u8]>, manifest: Option<&[u8]>, status: Option<&[u8]>) -> Self {
        let info = info.and_then(dictionary);
        let manifest = manifest.and_then(dictionary);
        let status = status.and_then(dictionary);
        let lockdown =
            manifest.as_ref().and_then(|it| it.get("Lockdown")).and_then(plist::Value::as_dictionary);
        let text = |dictionary: Option<&plist::Dictionary>, key: &str| {
            let text = dictionary?.get(key)?.as_string()?;
            // A length that no model or serial number has is no fact.
            (!text.is_empty() && text.len() <= 256).then(|| text.to_owned())
        };
        let either = |in_info: &str, in_lockdown: &str| {
            text(info.as_ref(), in_info).or_else(|| text(lockdown, in_lockdown))
        };
        let date = |dictionary: Option<&plist::Dictionary>, key: &str| {
            let time: std::time::SystemTime = dictionary?.get(key)?.as_date()?.into();
            utc(time)
        };
        let flag = |key: &str| manifest.as_ref()?.get(key)?.as_boolean();
        let state = text(status.as_ref(), "SnapshotState");
        Self {
            encrypted: flag("IsEncrypted").unwrap_or(false),
            has_keybag: manifest.as_ref().is_some_and(|it| it.contains_key("BackupKeyBag")),
            unfinished: state.is_some_and(|it| it != "finished"),
            device: Device {
                model: either("Product Type", "ProductType"),
                os: either("Product Version", "ProductVersion"),
                build: either("Build Version", "BuildVersion"),
            },
            identity: Identity {
                serial: either("Serial Number", "SerialNumber"),
                imei: text(info.as_ref(), "IMEI"),
                phone_number: text(info.as_ref(), "Phone Number"),
            },
            acquired: date(info.as_ref(), "Last Backup Date").or_else(|| date(manifest.as_ref(), "Date")),
        }
    }
}

fn utc(time: std::time::SystemTime) -> Option<Utc> {
    let micros = match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()).ok()?,
        Err(before) => i64::try_from(before.duration().as_micros()).ok()?.checked_neg()?,
    };
    Utc::from_micros(micros)
}

/// The dictionary at the top of a property list.
pub(crate) fn dictionary(bytes: &[u8]) -> Option<plist::Dictionary> {
    plist::Value::from_reader(std::io::Cursor::new(bytes)).ok()?.into_dictionary()
}
