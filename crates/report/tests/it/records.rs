//! Records are read back as they were written, less what was not to be kept.

use std::sync::Mutex;

use model::{
    Epoch, Field, FieldValue, Locator, Observable, ObservableType, Original, Privacy, Record, RecordSink,
    RecordSource, Role, SourceRef, Time, Utc, Zone,
};
use proptest::prelude::*;
use report::{Options, RecordsMode, Stored};

use crate::{digest, nothing_found, write};

/// Everything a record has, owned.
#[derive(Clone, Debug, PartialEq)]
struct Owned {
    event: &'static str,
    times: Vec<Time<'static>>,
    source: SourceRef,
    at: Locator<'static>,
    fields: Vec<Field<'static>>,
    observables: Vec<(ObservableType, String, Role, Option<Locator<'static>>, bool)>,
}

fn owned(it: &Record<'_>) -> Owned {
    let time = |it: &Time<'_>| Time {
        event: it.event,
        utc: it.utc,
        zone: it.zone,
        epoch: it.epoch,
        original: match &it.original {
            Original::Int(it) => Original::Int(*it),
            Original::Real(it) => Original::Real(*it),
            Original::Text(it) => Original::Text(it.clone().into_owned().into()),
        },
    };
    let field = |it: &Field<'_>| Field {
        name: it.name.clone().into_owned().into(),
        value: it.value.clone().into_owned(),
        privacy: it.privacy,
    };
    let observable = |it: &Observable<'_>| {
        let place = it.place().cloned().map(Locator::into_owned);
        (it.kind(), it.value().to_owned(), it.role(), place, it.is_digest())
    };
    Owned {
        event: it.event,
        times: it.times.iter().map(time).collect(),
        source: it.source.clone(),
        at: it.at.clone().into_owned(),
        // Those that name nobody stand first in a line.
        fields: [Privacy::Technical, Privacy::Personal]
            .into_iter()
            .flat_map(|privacy| it.fields.iter().filter(move |it| it.privacy == privacy))
            .map(field)
            .collect(),
        observables: it.observables.iter().map(observable).collect(),
    }
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,12}", "[\\x00-\\x7f]{0,8}", "(\u{202e}|\"|\\\\|/|\n|é|,|=){0,5}"]
}

fn value() -> impl Strategy<Value = FieldValue<'static>> {
    let leaf = prop_oneof![
        words().prop_map(FieldValue::from),
        any::<i64>().prop_map(FieldValue::Int),
        any::<f64>().prop_filter("NaN equals nothing", |it| !it.is_nan()).prop_map(FieldValue::Real),
        any::<bool>().prop_map(FieldValue::Bool),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(|it| FieldValue::Bytes(it.into())),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(FieldValue::List))
}

fn locator() -> impl Strategy<Value = Locator<'static>> {
    let option = |it: &'static str| prop::option::of(it);
    (
        option("[a-zA-Z_]{1,8}"),
        prop::option::of(any::<i64>()),
        prop::option::of(words()),
        any::<Option<u32>>(),
    )
        .prop_map(|(table, row, key, line)| Locator {
            table: table.map(Into::into),
            row,
            key: key.map(Into::into),
            line: line.map(|it| u64::from(it) + 1),
            offset: line.map(u64::from),
        })
}

fn time() -> impl Strategy<Value = Time<'static>> {
    let utc = (-62_000_000_000_000_000i64..=253_000_000_000_000_000)
        .prop_map(|it| Utc::from_micros(it).expect("in range"));
    let original = prop_oneof![
        any::<i64>().prop_map(Original::Int),
        any::<f64>().prop_filter("NaN equals nothing", |it| !it.is_nan()).prop_map(Original::Real),
        words().prop_map(|it| Original::Text(it.into())),
    ];
    let event = prop::sample::select(vec!["sms_received", "sms_read"]);
    let zone = prop::sample::select(vec![Zone::Utc, Zone::DeviceLocal]);
    (event, utc, zone, original).prop_map(|(event, utc, zone, original)| Time {
        event,
        utc,
        zone,
        epoch: Epoch::CocoaNanos,
        original,
    })
}

fn observable() -> impl Strategy<Value = Observable<'static>> {
    let plain = prop_oneof![
        words().prop_map(|it| Observable::url(it, Role::Received)),
        words().prop_map(|it| Observable::path(it, Role::Stored)),
        "[a-z]{1,8}".prop_map(Observable::process),
        "[a-z]{1,6}@[a-z]{1,6}\\.example"
            .prop_map(|it| Observable::email(&it, Role::Sent).expect("an address")),
        "\\+1555[0-9]{7}".prop_map(|it| Observable::phone(&it, Role::Received).expect("a number")),
    ];
    (plain, prop::option::of(locator())).prop_map(|(it, place)| match place {
        Some(place) => it.at(place),
        None => it,
    })
}

fn record() -> impl Strategy<Value = Owned> {
    let field = (words(), value(), any::<bool>()).prop_map(|(name, value, personal)| Field {
        name: name.into(),
        value,
        privacy: if personal { Privacy::Personal } else { Privacy::Technical },
    });
    // Names are those of columns, each once.
    let fields = prop::collection::vec(field, 0..4).prop_map(|mut all| {
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|it: &Field<'_>| seen.insert(it.name.clone()));
        all
    });
    let source = (words(), words()).prop_map(|(path, member)| SourceRef {
        path: path.into(),
        member: member.into(),
        sha256: [9; 32],
    });
    (
        prop::collection::vec(time(), 0..3),
        source,
        locator(),
        fields,
        prop::collection::vec(observable(), 0..4),
    )
        .prop_map(|(times, source, at, fields, observables)| {
            let record =
                Record { artifact: "sms", event: "message", times, source: &source, at, fields, observables };
            owned(&record)
        })
}

/// As it stands in a run: borrowed from its owner.
fn with<T>(it: &Owned, each: impl FnOnce(&Record<'_>) -> T) -> T {
    let observables = it.observables.iter().map(|(kind, value, role, place, _)| {
        let it = match kind {
            ObservableType::Email => Observable::email(value, *role).expect("an address"),
            ObservableType::Phone => Observable::phone(value, *role).expect("a number"),
            kind => Observable::new(*kind, value.as_str(), *role),
        };
        match place {
            Some(place) => it.at(place.clone()),
            None => it,
        }
    });
    each(&Record {
        artifact: "sms",
        event: it.event,
        times: it.times.clone(),
        source: &it.source,
        at: it.at.clone(),
        fields: it.fields.clone(),
        observables: observables.collect(),
    })
}

/// Writes records and reads them back.
fn back(records: &[Owned], mode: RecordsMode, has_finding: bool) -> Vec<Owned> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    write(&out, Options { records: mode, ..Options::new(digest) }, &nothing_found(), &mut |results| {
        let mut writer = results.open("sms").unwrap();
        for record in records {
            with(record, |it| writer.write(it, has_finding)).unwrap();
        }
        writer.finish().unwrap();
    });
    let stored = Stored::open(&out, digest).unwrap();
    let read = Mutex::new(Vec::new());
    stored
        .read("sms", &mut |it| read.lock().unwrap().push(owned(it)), &mut |why| panic!("{why}"))
        .unwrap_or_default();
    read.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn everything_comes_back_where_everything_is_kept(
        records in prop::collection::vec(record(), 1..5),
        full: bool,
    ) {
        // A record with a finding is kept whole in any mode.
        let read = back(&records, if full { RecordsMode::Full } else { RecordsMode::Default }, !full);
        prop_assert_eq!(read, records);
    }

    #[test]
    fn by_default_nobody_is_named(records in prop::collection::vec(record(), 1..5)) {
        let read = back(&records, RecordsMode::Default, false);
        prop_assert_eq!(read.len(), records.len());
        for (read, record) in read.iter().zip(&records) {
            prop_assert!(read.fields.is_empty());
            prop_assert_eq!(&read.times, &record.times);
            prop_assert_eq!(read.observables.len(), record.observables.len());
            for (read, written) in read.observables.iter().zip(&record.observables) {
                prop_assert_eq!(read.0, written.0);
                prop_assert_eq!(read.2, written.2);
                if written.0.is_account() {
                    prop_assert!(read.4, "an account is a digest");
                    prop_assert!(!read.1.contains(&written.1));
                } else if written.0 == ObservableType::Path {
                    let hidden = model::hide_in_path(&written.1, |kind, value| {
                        model::hex(&model::account_digest(digest, kind, value))
                    });
                    prop_assert_eq!(&read.1, &*hidden);
                } else {
                    prop_assert_eq!(&read.1, &written.1);
                }
            }
        }
    }
}
