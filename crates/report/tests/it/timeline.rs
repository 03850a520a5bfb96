//! The timeline: one order, whatever memory there was.

use std::path::Path;

use model::{Locator, Observable, Record, RecordSink, Role, SourceRef, Time};
use report::Options;

use crate::{digest, nothing_found, write};

/// A few thousand rows of two stores, many at one instant, some without time, in an order of no meaning.
fn timeline(folder: &Path, memory: usize) -> (String, String) {
    let out = folder.join(format!("out-{memory}"));
    let options = Options { timeline_memory: memory, ..Options::new(digest) };
    write(&out, options, &nothing_found(), &mut |results| {
        for (artifact, step) in [("sms", 7919_i64), ("whatsapp", 104_729)] {
            let mut writer = results.open(artifact).unwrap();
            let source = SourceRef {
                path: format!("/private/var/{artifact}.db").into(),
                member: "aa/aa".into(),
                sha256: [1; 32],
            };
            for number in 0..4_000_i64 {
                let mut record = Record::new(artifact, "message", &source, Locator::row("message", number));
                let second = number.wrapping_mul(step).rem_euclid(997);
                if second != 5 {
                    record.times.extend(Time::unix("received", 1_700_000_000 + second * 3600));
                }
                let host = format!("h{number}.example");
                record.observables.push(Observable::domain(host.as_str(), Role::Received));
                writer.write(&record, false).unwrap();
            }
            writer.finish().unwrap();
        }
    });
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    assert!(!std::fs::read_dir(&out).unwrap().any(|it| {
        let name = it.unwrap().file_name().into_string().unwrap();
        !["custody.json", "findings.json", "records", "report.html", "timeline.csv", "timeline.jsonl"]
            .contains(&name.as_str())
    }));
    (read("timeline.csv"), read("timeline.jsonl"))
}

#[test]
fn spilling_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let whole = timeline(folder.path(), 64 << 20);
    for memory in [0, 10_000, 300_000] {
        assert!(timeline(folder.path(), memory) == whole, "with {memory} bytes of memory");
    }
}

#[test]
fn rows_come_by_time_then_store_then_place_and_undated_last() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, jsonl) = timeline(folder.path(), 64 << 20);
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("time_utc,artifact,event,summary,path,locator"));
    let rows: Vec<Vec<&str>> = lines.map(|it| it.split(',').collect()).collect();
    assert_eq!(rows.len(), 8_000);
    let key = |row: &[&str]| {
        let time = row[0].to_owned();
        (time.is_empty(), time, row[1].to_owned(), row[4].to_owned(), row[5].to_owned())
    };
    assert!(rows.is_sorted_by_key(|row| key(row)));
    assert!(rows.iter().filter(|row| row[0].is_empty()).count() > 4, "some have no time");
    assert!(
        rows.iter().filter(|row| !row[0].is_empty()).all(|row| row[0].len() == 27 && row[0].ends_with('Z'))
    );

    // The other file says the same, row for row.
    let parsed = jsonl.lines().map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap());
    let mut count = 0;
    for (row, json) in rows.iter().zip(parsed) {
        // Whoever imports it needs a date in every row.
        let undated = row[0].is_empty();
        let time = if undated { "1970-01-01T00:00:00.000000Z" } else { row[0] };
        assert_eq!(json["datetime"], time);
        assert_eq!(json["artifact"], row[1]);
        assert_eq!(json["timestamp_desc"], if undated { "Not a time" } else { row[2] });
        assert_eq!(json["message"], row[3]);
        assert_eq!(json["path"], row[4]);
        assert_eq!(json["locator"], row[5]);
        count += 1;
    }
    assert_eq!(count, 8_000);
}
