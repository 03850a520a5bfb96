//! What stands on the terminal. Standard output carries answers, standard error everything else.

pub(crate) mod progress;
pub(crate) mod summary;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use crate::exit::{Exit, Failure};

/// Writes a line to standard error. A closed terminal is nobody's problem.
pub(crate) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes an error line to standard error.
pub(crate) fn error(line: &str) {
    note(&format!("error: {line}"));
}

/// Says why a run ended, and what to do.
pub(crate) fn failure(it: &Failure) {
    error(&it.message);
    if let Some(help) = &it.help {
        note(&format!(" help: {help}"));
    }
}

/// Writes to standard output; a reader that went away (`| head`) ends the output, not the run.
///
/// # Errors
/// If the answer could not be written, as on a full disk: half an answer must not look like a whole one.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::NotWritten, format!("standard output could not be written: {error}"))
                .help("what stands there is incomplete; make room, or write to another place"))
        }
        _ => Ok(()),
    }
}

/// Text from evidence or packs, made harmless for a terminal: no control characters, no text direction changes.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if harmful(c) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Bytes for people: `512 B`, `1.4 MB`.
pub(crate) fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if count < 1_000 {
        return format!("{count} B");
    }
    let mut value = count as f64 / 1_000.0;
    let mut unit = UNITS[0];
    for next in UNITS.iter().skip(1) {
        if value < 999.95 {
            break;
        }
        value /= 1_000.0;
        unit = next;
    }
    format!("{value:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_cannot_drive_the_terminal() {
        assert_eq!(plain("\u{1b}[2Jgone\r\n"), "\\u{1b}[2Jgone\\u{d}\\u{a}");
        assert_eq!(plain("\u{202e}gpj.exe"), "\\u{202e}gpj.exe");
        assert!(matches!(plain("سلام plain ñ"), Cow::Borrowed(_)));
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_400_000), "1.4 MB");
        assert_eq!(bytes(999_960), "1.0 MB");
    }
}
