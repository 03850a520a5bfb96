//! The many files of a phone that no reader opens: photographs, caches, and what a spy left among them.

use super::{Phone, Planted};
use crate::{
    backup::Backup,
    truth::{Kind, Level, Place},
};

/// A path published for QuaDream's Reign (Citizen Lab and Microsoft, April 2023).
const STAGED: (&str, &str) = ("DatabaseDomain", "com.apple.xpc.roleaccountd.staging/subridged");
/// A file name published for Pegasus (Amnesty International, July 2021).
const LEFT_BEHIND: (&str, &str) = ("HomeDomain", "Library/Preferences/roleaccountd.plist");

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    let count = phone.quantity(200_000, 40);
    for index in 0..count {
        let taken = phone.moment(index, count) as i64;
        let (domain, path, content) = ordinary(phone, index);
        backup.file(&domain, &path, content).meta_of_last(|meta| {
            meta.birth = taken;
            meta.modified = taken;
            meta.status_changed = taken + 2;
        });
    }
    for (domain, path, target) in [
        ("HomeDomain", "Library/Logs", "/private/var/mobile/Library/Logs/CrashReporter"),
        ("MediaDomain", "Media/Current", "DCIM/100APPLE"),
    ] {
        backup.link(domain, path, target);
    }
    backup.file(
        "KeychainDomain",
        "keychain-backup.plist",
        b"bplist00\xd0\x08\0\0\0\0\0\0\x01\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x09"
            .as_slice(),
    );
    if phone.clean {
        return;
    }
    for (what, (domain, path), observed, indicator) in [
        ("published path", STAGED, "path", "/private/var/db/com.apple.xpc.roleaccountd.staging/subridged"),
        ("published file name", LEFT_BEHIND, "path", "roleaccountd.plist"),
    ] {
        let when = phone.sometime() as i64;
        backup.file(domain, path, b"inert sample".as_slice()).meta_of_last(|meta| {
            meta.owner = 0;
            meta.birth = when;
            meta.modified = when;
            meta.status_changed = when;
        });
        let value = crate::paths::device_path(domain, path);
        phone.plant(Planted {
            what,
            artifact: "manifest",
            level: Level::Match,
            kind: Kind::Infection,
            observed: (observed, &value),
            indicator: Some(indicator),
            file: (domain, path),
            place: Place::Whole,
        });
    }
}

/// A file whose first bytes are what its name promises.
fn ordinary(phone: &mut Phone, index: u32) -> (String, String, Vec<u8>) {
    let rng = &mut phone.rng;
    let noise = rng.bytes::<48>();
    let with = |head: &[u8]| [head, &noise].concat();
    match rng.below(10) {
        0..=4 => (
            "CameraRollDomain".to_owned(),
            format!("Media/DCIM/{}APPLE/IMG_{index:06}.HEIC", 100 + index / 1000),
            with(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ),
        5 => (
            "CameraRollDomain".to_owned(),
            format!(
                "Media/PhotoData/Thumbnails/V2/DCIM/{}APPLE/IMG_{index:06}.HEIC/5005.JPG",
                100 + index / 1000
            ),
            with(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01"),
        ),
        6 => (
            format!("AppDomain-com.vendor.app{}", index % 60),
            format!("Library/Caches/data/{index:08x}.bin"),
            with(b"SMPL"),
        ),
        7 => (
            "AppDomainGroup-group.net.whatsapp.WhatsApp.shared".to_owned(),
            format!("Message/Media/{}.jpg", phone.rng.uuid().to_lowercase()),
            with(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01"),
        ),
        8 => (
            format!("AppDomainPlugin-com.vendor.app{}.widget", index % 60),
            format!("Library/Preferences/com.vendor.app{}.widget.{index}.plist", index % 60),
            b"<?xml version=\"1.0\"?><plist version=\"1.0\"><dict/></plist>".to_vec(),
        ),
        _ => (
            "MediaDomain".to_owned(),
            format!("Media/Recordings/{index:06}.m4a"),
            with(b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom"),
        ),
    }
}
