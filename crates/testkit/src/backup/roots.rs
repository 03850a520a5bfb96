//! The property lists at the root of a backup.

use plist::{Dictionary, Value};

use super::{Backup, seal::Seal};
use crate::{
    keyed::{binary, dict, xml},
    time::plist_date,
};

/// `Info.plist` (XML), `Manifest.plist` and `Status.plist` (binary), as Finder writes them.
pub(super) fn plists(backup: &Backup, seal: Option<&Seal>) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("Info.plist", xml(&info(backup))),
        ("Manifest.plist", binary(&manifest(backup, seal))),
        ("Status.plist", binary(&status(backup))),
    ]
}

fn overlay(mut base: Value, over: &Dictionary) -> Value {
    if let Value::Dictionary(dict) = &mut base {
        for (key, value) in over {
            dict.insert(key.clone(), value.clone());
        }
    }
    base
}

fn info(backup: &Backup) -> Value {
    let device = &backup.device;
    let installed = backup.applications.iter().map(|(id, _)| Value::from(id.as_str())).collect();
    let applications: Dictionary = backup.applications.iter().cloned().collect();
    let base = dict([
        ("Applications", Value::Dictionary(applications)),
        ("Build Version", device.build.as_str().into()),
        ("Device Name", device.name.as_str().into()),
        ("Display Name", device.name.as_str().into()),
        ("GUID", "00000000000000000000000000000001".into()),
        ("ICCID", "00000000000000000000".into()),
        ("IMEI", device.imei.as_str().into()),
        ("Installed Applications", Value::Array(installed)),
        ("Last Backup Date", Value::Date(plist_date(device.acquired as f64))),
        ("Phone Number", device.phone.as_str().into()),
        ("Product Name", "iPhone".into()),
        ("Product Type", device.product_type.as_str().into()),
        ("Product Version", device.os.as_str().into()),
        ("Serial Number", device.serial.as_str().into()),
        ("Target Identifier", device.udid.as_str().into()),
        ("Target Type", "Device".into()),
        ("Unique Identifier", device.udid.as_str().into()),
        ("iTunes Version", "12.13.0.9".into()),
    ]);
    overlay(base, &backup.info)
}

fn manifest(backup: &Backup, seal: Option<&Seal>) -> Value {
    let device = &backup.device;
    let applications: Dictionary = backup
        .applications
        .iter()
        .map(|(id, _)| (id.clone(), dict([("CFBundleIdentifier", id.as_str().into())])))
        .collect();
    let base = dict([
        ("Applications", Value::Dictionary(applications)),
        ("Date", Value::Date(plist_date(device.acquired as f64))),
        ("IsEncrypted", backup.password.is_some().into()),
        (
            "Lockdown",
            dict([
                ("BuildVersion", device.build.as_str().into()),
                ("DeviceName", device.name.as_str().into()),
                ("ProductType", device.product_type.as_str().into()),
                ("ProductVersion", device.os.as_str().into()),
                ("SerialNumber", device.serial.as_str().into()),
                ("UniqueDeviceID", device.udid.as_str().into()),
            ]),
        ),
        ("SystemDomainsVersion", "24.0".into()),
        ("Version", "10.0".into()),
        ("WasPasscodeSet", true.into()),
    ]);
    let mut keys = Dictionary::new();
    if let Some(seal) = seal {
        keys.insert("BackupKeyBag".to_owned(), Value::Data(seal.keybag.clone()));
        keys.insert("ManifestKey".to_owned(), Value::Data(seal.manifest_key.clone()));
    }
    overlay(overlay(base, &keys), &backup.manifest)
}

fn status(backup: &Backup) -> Value {
    let base = dict([
        ("BackupState", "new".into()),
        ("Date", Value::Date(plist_date(backup.device.acquired as f64))),
        ("IsFullBackup", true.into()),
        ("SnapshotState", "finished".into()),
        ("UUID", "00000000-0000-4000-8000-000000000001".into()),
        ("Version", "3.3".into()),
    ]);
    overlay(base, &backup.status)
}
