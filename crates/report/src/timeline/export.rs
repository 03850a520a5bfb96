//! The two files a timeline is written to.

use std::fs::File;
use std::io::{self, Write as _};

use model::Utc;

use super::{Sorted, UNDATED, View, merge};
use crate::json;
use crate::stamp::Stamp;

/// How many bytes are gathered before they are written.
const BUFFER: usize = 256 << 10;

/// Writes `timeline.csv`; `each` sees every row with its month (see [`Stamp::month`]) on the way.
pub(crate) fn write_csv(
    sorted: &Sorted,
    mut file: File,
    mut each: impl FnMut(&View<'_>, Option<i32>),
) -> io::Result<File> {
    // What stands between the time and the summary, and after it, is the same for many rows.
    let mut middles = Vec::new();
    let mut paths = Vec::new();
    for names in &sorted.names {
        middles.push(prepared(&names.events, |out, event| {
            out.push(b',');
            cell(out, names.artifact);
            out.push(b',');
            cell(out, event);
            out.push(b',');
        }));
        paths.push(prepared(&names.paths, |out, path| {
            out.push(b',');
            cell(out, path);
            out.push(b',');
        }));
    }
    let mut stamp = Stamp::new();
    let mut out = Vec::with_capacity(BUFFER + (16 << 10));
    out.extend_from_slice(b"time_utc,artifact,event,summary,path,locator\n");
    merge(sorted, |row| {
        let utc = Utc::from_micros(row.time);
        if let Some(utc) = utc {
            stamp.write(&mut out, utc);
        }
        each(&row, utc.map(|_| stamp.month()));
        out.extend_from_slice(pick(&middles, row.writer, usize::from(row.event)));
        cell(&mut out, row.summary);
        out.extend_from_slice(pick(&paths, row.writer, row.path as usize));
        cell(&mut out, row.locator);
        out.push(b'\n');
        flush(&mut out, &mut file, BUFFER)
    })?;
    flush(&mut out, &mut file, 0)?;
    Ok(file)
}

/// Writes `timeline.jsonl`, in the shape that Timesketch imports.
pub(crate) fn write_jsonl(sorted: &Sorted, mut file: File) -> io::Result<File> {
    let mut ends = Vec::new();
    let mut paths = Vec::new();
    for names in &sorted.names {
        ends.push(prepared(&names.events, |out, event| {
            out.extend_from_slice(b"\"timestamp_desc\":");
            json::text(out, event);
            out.extend_from_slice(b",\"artifact\":");
            json::text(out, names.artifact);
        }));
        paths.push(prepared(&names.paths, |out, path| {
            out.extend_from_slice(b",\"path\":");
            json::text(out, path);
            out.extend_from_slice(b",\"locator\":");
        }));
    }
    let mut stamp = Stamp::new();
    let mut out = Vec::with_capacity(BUFFER + (16 << 10));
    merge(sorted, |row| {
        out.extend_from_slice(b"{\"message\":");
        json::text(&mut out, row.summary);
        out.push(b',');
        if row.time != UNDATED
            && let Some(utc) = Utc::from_micros(row.time)
        {
            out.extend_from_slice(b"\"datetime\":\"");
            stamp.write(&mut out, utc);
            out.extend_from_slice(b"\",\"timestamp\":");
            json::int(&mut out, row.time);
            out.push(b',');
        }
        out.extend_from_slice(pick(&ends, row.writer, usize::from(row.event)));
        out.extend_from_slice(pick(&paths, row.writer, row.path as usize));
        json::text(&mut out, row.locator);
        out.extend_from_slice(b"}\n");
        flush(&mut out, &mut file, BUFFER)
    })?;
    flush(&mut out, &mut file, 0)?;
    Ok(file)
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
    let plain = text.bytes().all(|it| it >= b' ' && it != b'"' && it != b',' && it != 0x7f && it < 0xc2);
    if plain {
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
