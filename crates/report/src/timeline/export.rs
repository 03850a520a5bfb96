//! The two files a timeline is written to.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::{Arc, mpsc};

use model::Utc;

use super::block::Row;
use super::{Sorted, UNDATED, View, merge};
use crate::json;
use crate::stamp::Stamp;

/// How many bytes are gathered before they are written.
const BUFFER: usize = 256 << 10;

/// Writes both files from one merge, each on a thread of its own; `each` sees every row with its month (months
/// since January of the year 0) on the way.
///
/// # Errors
/// With the name of the file that could not be written.
pub(crate) fn write(
    sorted: &Sorted,
    csv: File,
    jsonl: File,
    mut each: impl FnMut(&View<'_>, Option<i32>),
) -> Result<(), (&'static str, io::Error)> {
    std::thread::scope(|scope| {
        let (to_csv, for_csv) = mpsc::sync_channel::<Arc<Batch>>(WAITING);
        let (to_jsonl, for_jsonl) = mpsc::sync_channel::<Arc<Batch>>(WAITING);
        let csv = scope.spawn(move || {
            let mut csv = Csv::new(sorted, csv);
            for_csv.into_iter().try_for_each(|it| it.rows().try_for_each(|row| csv.row(&row)))?;
            csv.end()
        });
        let jsonl = scope.spawn(move || {
            let mut jsonl = Jsonl::new(sorted, jsonl);
            for_jsonl.into_iter().try_for_each(|it| it.rows().try_for_each(|row| jsonl.row(&row)))?;
            jsonl.end()
        });
        // A writer takes no more when it failed; then its own error is the one to tell.
        let gone = || io::Error::other("the thread that wrote it stopped");
        let send = |batch: Batch| {
            let batch = Arc::new(batch);
            to_csv.send(Arc::clone(&batch)).and_then(|()| to_jsonl.send(batch)).map_err(|_| gone())
        };
        let mut stamp = Stamp::new();
        let mut batch = Batch::new();
        let merged = merge(sorted, |row| {
            each(&row, Utc::from_micros(row.time).map(|it| stamp.month(it)));
            batch.add(&row);
            if batch.is_full() {
                send(std::mem::replace(&mut batch, Batch::new()))?;
            }
            Ok(())
        });
        let sent = merged.and_then(|()| send(batch));
        drop((to_csv, to_jsonl));
        for (name, thread) in [("timeline.csv", csv), ("timeline.jsonl", jsonl)] {
            thread.join().unwrap_or_else(|_| Err(gone())).map_err(|it| (name, it))?;
        }
        sent.map_err(|it| ("the timeline", it))
    })
}

/// How many full batches may wait for a writer.
const WAITING: usize = 4;

/// Rows on their way to the writers.
struct Batch {
    rows: Vec<(usize, Row)>,
    text: String,
}

impl Batch {
    /// Bytes of text in a batch.
    const TEXT: usize = 64 << 10;

    fn new() -> Self {
        Self {
            rows: Vec::with_capacity(Self::TEXT / 64),
            text: String::with_capacity(Self::TEXT + (4 << 10)),
        }
    }

    fn add(&mut self, it: &View<'_>) {
        let row = Row {
            time: it.time,
            text: self.text.len() as u32,
            // The texts come from a row, so their lengths fit.
            locator: u16::try_from(it.locator.len()).unwrap_or(0),
            summary: u16::try_from(it.summary.len()).unwrap_or(0),
            path: it.path,
            event: it.event,
        };
        self.text.push_str(it.locator);
        self.text.push_str(it.summary);
        self.rows.push((it.writer, row));
    }

    fn is_full(&self) -> bool {
        self.text.len() >= Self::TEXT
    }

    fn rows(&self) -> impl Iterator<Item = View<'_>> {
        self.rows.iter().map(|(writer, row)| {
            let (locator, summary) = row.texts(&self.text);
            View { time: row.time, writer: *writer, event: row.event, path: row.path, locator, summary }
        })
    }
}

/// Writes `timeline.csv`.
struct Csv {
    /// What stands between the time and the summary, and after it, is the same for many rows.
    middles: Vec<Vec<Vec<u8>>>,
    paths: Vec<Vec<Vec<u8>>>,
    stamp: Stamp,
    out: Vec<u8>,
    file: File,
}

impl Csv {
    fn new(sorted: &Sorted, file: File) -> Self {
        let mut it =
            Self { middles: Vec::new(), paths: Vec::new(), stamp: Stamp::new(), out: buffer(), file };
        for names in &sorted.names {
            it.middles.push(prepared(&names.events, |out, event| {
                out.push(b',');
                cell(out, names.artifact);
                out.push(b',');
                cell(out, event);
                out.push(b',');
            }));
            it.paths.push(prepared(&names.paths, |out, path| {
                out.push(b',');
                cell(out, path);
                out.push(b',');
            }));
        }
        it.out.extend_from_slice(b"time_utc,artifact,event,summary,path,locator\n");
        it
    }

    fn row(&mut self, row: &View<'_>) -> io::Result<()> {
        let Self { middles, paths, stamp, out, file } = self;
        if let Some(utc) = Utc::from_micros(row.time) {
            stamp.write(out, utc);
        }
        out.extend_from_slice(pick(middles, row.writer, usize::from(row.event)));
        cell(out, row.summary);
        out.extend_from_slice(pick(paths, row.writer, row.path as usize));
        cell(out, row.locator);
        out.push(b'\n');
        flush(out, file, BUFFER)
    }

    fn end(mut self) -> io::Result<()> {
        flush(&mut self.out, &mut self.file, 0)
    }
}

/// Writes `timeline.jsonl`, in the shape that Timesketch imports: it makes its own number of `datetime`.
struct Jsonl {
    ends: Vec<Vec<Vec<u8>>>,
    /// What follows the time of a row that has none.
    undated: Vec<Vec<Vec<u8>>>,
    paths: Vec<Vec<Vec<u8>>>,
    stamp: Stamp,
    out: Vec<u8>,
    file: File,
}

impl Jsonl {
    fn new(sorted: &Sorted, file: File) -> Self {
        let mut it = Self {
            ends: Vec::new(),
            undated: Vec::new(),
            paths: Vec::new(),
            stamp: Stamp::new(),
            out: buffer(),
            file,
        };
        for names in &sorted.names {
            it.ends.push(prepared(&names.events, |out, event| {
                out.extend_from_slice(b",\"timestamp_desc\":");
                json::text(out, event);
                out.extend_from_slice(b",\"artifact\":");
                json::text(out, names.artifact);
            }));
            it.undated.push(prepared(&[names.artifact], |out, artifact| {
                out.extend_from_slice(b",\"artifact\":");
                json::text(out, artifact);
            }));
            it.paths.push(prepared(&names.paths, |out, path| {
                out.extend_from_slice(b",\"path\":");
                json::text(out, path);
                out.extend_from_slice(b",\"locator\":");
            }));
        }
        it
    }

    fn row(&mut self, row: &View<'_>) -> io::Result<()> {
        let Self { ends, undated, paths, stamp, out, file } = self;
        out.extend_from_slice(b"{\"message\":");
        json::text(out, row.summary);
        out.extend_from_slice(b",\"datetime\":\"");
        match Utc::from_micros(row.time).filter(|_| row.time != UNDATED) {
            Some(utc) => {
                stamp.write(out, utc);
                out.push(b'"');
                out.extend_from_slice(pick(ends, row.writer, usize::from(row.event)));
            }
            // An import ends at a row without a date, so those who export timelines write the beginning of the
            // epoch and say that it is none.
            None => {
                out.extend_from_slice(b"1970-01-01T00:00:00.000000Z\",\"timestamp_desc\":\"Not a time\"");
                out.extend_from_slice(pick(undated, row.writer, 0));
            }
        }
        out.extend_from_slice(pick(paths, row.writer, row.path as usize));
        json::text(out, row.locator);
        out.extend_from_slice(b"}\n");
        flush(out, file, BUFFER)
    }

    fn end(mut self) -> io::Result<()> {
        flush(&mut self.out, &mut self.file, 0)
    }
}

/// With room for the row that passes the limit.
fn buffer() -> Vec<u8> {
    Vec::with_capacity(BUFFER + (16 << 10))
}

fn prepared<T: AsRef<str>>(items: &[T], mut write: impl FnMut(&mut Vec<u8>, &str)) -> Vec<Vec<u8>> {
    let one = |it: &T| {
        let mut out = Vec::new();
        write(&mut out, it.as_ref());
        out
    };
    items.iter().map(one).collect()
}

fn pick(items: &[Vec<Vec<u8>>], writer: usize, at: usize) -> &[u8] {
    items.get(writer).and_then(|it| it.get(at)).map_or(&[], Vec::as_slice)
}

fn flush(out: &mut Vec<u8>, file: &mut File, above: usize) -> io::Result<()> {
    if out.len() > above {
        file.write_all(out)?;
        out.clear();
    }
    Ok(())
}

/// Appends a CSV cell: quoted where it must be, never a formula, its order of reading never turned around.
fn cell(out: &mut Vec<u8>, text: &str) {
    // A spreadsheet takes a cell that begins so for a formula.
    let formula = matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
    // Without an early way out it looks at many bytes at once.
    let special = |it: u8| it < b' ' || it == b'"' || it == b',' || it >= 0x7f;
    if !text.bytes().fold(false, |any, it| any | special(it)) {
        if formula {
            out.push(b'\'');
        }
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    if formula {
        out.push(b'\'');
    }
    let mut buffer = [0; 4];
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\"\""),
            '\t' | '\r' | '\n' => out.push(c as u8),
            _ if crate::shown::is_invisible(c) => {
                // Writing into a Vec cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            _ => out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> String {
        let mut out = Vec::new();
        cell(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_never_formulas_and_never_turn_text_around() {
        assert_eq!(csv("plain"), "plain");
        assert_eq!(csv("=cmd()"), "'=cmd()");
        assert_eq!(csv("+1,2"), "\"'+1,2\"");
        assert_eq!(csv("\tx"), "\"'\tx\"");
        assert_eq!(csv("say \"hi\""), "\"say \"\"hi\"\"\"");
        assert_eq!(csv("a\u{202e}b\0"), "\"a\\u{202e}b\\u{0}\"");
        assert_eq!(csv("two\nlines"), "\"two\nlines\"");
        assert_eq!(csv("köln"), "\"köln\"");
    }
}
