//! The bounded reader of file metadata agrees with the `plist` crate.

use plist::{Dictionary, Uid, Value};
use proptest::prelude::*;

/// An archive of one `MBFile` with these fields.
fn archive(fields: Dictionary) -> Vec<u8> {
    let mut file = fields;
    file.insert("$class".into(), Value::Uid(Uid::new(2)));
    let mut class = Dictionary::new();
    class.insert("$classname".into(), "MBFile".into());
    let mut top = Dictionary::new();
    top.insert("root".into(), Value::Uid(Uid::new(1)));
    let mut list = Dictionary::new();
    list.insert("$version".into(), 100_000_i64.into());
    list.insert("$archiver".into(), "NSKeyedArchiver".into());
    list.insert("$top".into(), top.into());
    list.insert("$objects".into(), Value::Array(vec!["$null".into(), file.into(), class.into()]));
    let mut bytes = Vec::new();
    Value::Dictionary(list).to_writer_binary(&mut bytes).unwrap();
    bytes
}

proptest! {
    #[test]
    fn every_field_is_read(
        numbers in prop::collection::vec(any::<i64>(), 10),
        path in "[a-zA-Z0-9/ ._-]{0,80}|\\PC{0,40}",
        key in prop::option::of(prop::collection::vec(any::<u8>(), 0..60)),
    ) {
        let names = ["Birth", "LastModified", "LastStatusChange", "Mode", "UserID", "GroupID", "Size", "ProtectionClass", "Flags", "InodeNumber"];
        let mut fields = Dictionary::new();
        for (name, value) in names.iter().zip(&numbers) {
            fields.insert((*name).into(), (*value).into());
        }
        fields.insert("RelativePath".into(), path.clone().into());
        if let Some(key) = &key {
            fields.insert("EncryptionKey".into(), Value::Data(key.clone()));
        }
        let bytes = archive(fields);
        let ours = evidence::mbfile::parse(&bytes).expect("the shape is the known one");
        let read = [ours.birth, ours.last_modified, ours.last_status_change, ours.mode, ours.user_id, ours.group_id, ours.size, ours.protection_class, ours.flags, ours.inode];
        for (ours, value) in read.iter().zip(&numbers) {
            prop_assert_eq!(*ours, Some(*value));
        }
        prop_assert_eq!(ours.relative_path.map(|it| it.to_string_lossy()), Some(path));
        prop_assert_eq!(ours.encryption_key, key.as_deref());
    }

    /// Whatever the bytes: no panic, and where the `plist` crate reads a dictionary of that shape, we agree.
    #[test]
    fn damage_never_panics(at in 0_usize..400, value in any::<u8>(), cut in 0_usize..400) {
        let mut fields = Dictionary::new();
        fields.insert("Size".into(), 7_i64.into());
        fields.insert("RelativePath".into(), "Library/SMS/sms.db".into());
        let mut bytes = archive(fields);
        if let Some(byte) = bytes.get_mut(at) {
            *byte = value;
        }
        if cut % 5 == 0 {
            bytes.truncate(cut);
        }
        let ours = evidence::mbfile::parse(&bytes);
        let theirs = Value::from_reader(std::io::Cursor::new(&bytes)).ok().and_then(|list| {
            let file = list.as_dictionary()?.get("$objects")?.as_array()?.get(1)?.as_dictionary()?.clone();
            file.get("Size")?.as_signed_integer()
        });
        if let (Some(ours), Some(theirs)) = (ours.and_then(|it| it.size), theirs) {
            prop_assert_eq!(ours, theirs);
        }
    }
}
