//! One record as one line of JSON.

use model::{
    FieldValue, Locator, Observable, ObservableType, Original, Privacy, Record, SourceRef, Time, Zone,
};

use crate::accounts::Accounts;
use crate::json;
use crate::stamp::Stamp;

/// The longest text kept of one value, in bytes.
const MAX_TEXT: usize = 1 << 20;
/// How many bytes of a binary value are kept.
pub(crate) const MAX_BYTES: usize = 256;
/// How deep lists may nest.
const MAX_DEPTH: usize = 8;

/// Appends the line that introduces a member.
pub(crate) fn source(out: &mut Vec<u8>, index: u32, it: &SourceRef) {
    out.extend_from_slice(b"{\"source\":");
    json::int(out, index);
    out.extend_from_slice(b",\"path\":");
    json::text(out, &it.path);
    out.extend_from_slice(b",\"member\":");
    json::text(out, &it.member);
    out.extend_from_slice(b",\"sha256\":\"");
    json::hex(out, &it.sha256);
    out.extend_from_slice(b"\"}\n");
}

/// Appends the line of a record. `reveal` keeps its fields, a person's words, names, partners and places among
/// them, and accounts in clear.
pub(crate) fn record(
    out: &mut Vec<u8>,
    it: &Record<'_>,
    source: u32,
    reveal: bool,
    accounts: &mut Accounts,
    stamp: &mut Stamp,
) {
    out.extend_from_slice(b"{\"artifact\":");
    json::text(out, it.artifact);
    out.extend_from_slice(b",\"event\":");
    json::text(out, it.event);
    if !it.times.is_empty() {
        // Events that share an instant and what the store held for it are written as one, joined by `/`.
        let alike = |a: &Time<'_>, b: &Time<'_>| {
            (a.utc, a.zone, a.epoch) == (b.utc, b.zone, b.epoch) && a.original == b.original
        };
        let mut first = true;
        for group in it.times.chunk_by(alike) {
            let Some(time) = group.first() else { continue };
            out.extend_from_slice(if first { b",\"times\":[{\"event\":\"" } else { b",{\"event\":\"" });
            first = false;
            for (at, it) in group.iter().enumerate() {
                // Two columns may tell one event.
                if group.iter().take(at).any(|before| before.event == it.event) {
                    continue;
                }
                if at > 0 {
                    out.push(b'/');
                }
                // Events are names of our own: letters, digits, underscores.
                out.extend_from_slice(it.event.as_bytes());
            }
            out.extend_from_slice(b"\",\"utc\":\"");
            stamp.write(out, time.utc);
            if time.zone == Zone::DeviceLocal {
                out.extend_from_slice(b"\",\"zone\":\"device_local");
            }
            out.extend_from_slice(b"\",\"epoch\":\"");
            out.extend_from_slice(time.epoch.as_str().as_bytes());
            out.extend_from_slice(b"\",\"original\":");
            match &time.original {
                Original::Int(value) => json::int(out, *value),
                Original::Real(value) => json::real(out, *value),
                Original::Text(value) => json::text(out, cut(value)),
            }
            out.push(b'}');
        }
        out.push(b']');
    }
    out.extend_from_slice(b",\"origin\":{\"source\":");
    json::int(out, source);
    locator(out, &it.at, true, reveal, accounts);
    out.push(b'}');
    // What indicators can name is enough for a later look with other packs; the rest is the phone's business.
    if reveal {
        fields(out, b",\"fields\":{", it, Privacy::Technical);
        fields(out, b",\"personal\":{", it, Privacy::Personal);
    }
    if !it.observables.is_empty() {
        list(out, b",\"observables\":[", &it.observables, |out, it| observable(out, it, reveal, accounts));
    }
    out.extend_from_slice(b"}\n");
}

fn list<T>(out: &mut Vec<u8>, open: &[u8], items: &[T], mut each: impl FnMut(&mut Vec<u8>, &T)) {
    out.extend_from_slice(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        each(out, item);
    }
    out.push(b']');
}

fn observable(out: &mut Vec<u8>, it: &Observable<'_>, reveal: bool, accounts: &mut Accounts) {
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(it.kind().as_str().as_bytes());
    if it.is_digest() {
        out.extend_from_slice(b"\",\"digest\":");
        json::text(out, cut(it.value()));
    } else if it.kind().is_account() && !reveal {
        out.extend_from_slice(b"\",\"digest\":\"");
        out.extend_from_slice(&accounts.hex(it.kind(), it.value()));
        out.push(b'"');
    } else {
        out.extend_from_slice(b"\",\"value\":");
        if it.kind() == ObservableType::Path && !reveal {
            json::text(out, &accounts.hide_in_path(cut(it.value())));
        } else {
            json::text(out, cut(it.value()));
        }
    }
    out.extend_from_slice(b",\"role\":\"");
    out.extend_from_slice(it.role().as_str().as_bytes());
    out.push(b'"');
    if let Some(place) = it.place() {
        out.extend_from_slice(b",\"at\":{");
        locator(out, place, false, reveal, accounts);
        out.push(b'}');
    }
    out.push(b'}');
}

/// Appends the parts of a place that it has; `after` says that something stands before them.
fn locator(out: &mut Vec<u8>, it: &Locator<'_>, after: bool, reveal: bool, accounts: &mut Accounts) {
    let mut after = after;
    let mut name = |out: &mut Vec<u8>, name: &[u8]| {
        if after {
            out.push(b',');
        }
        after = true;
        out.extend_from_slice(name);
    };
    if let Some(table) = &it.table {
        name(out, b"\"table\":");
        json::text(out, cut(table));
    }
    if let Some(row) = it.row {
        name(out, b"\"row\":");
        json::int(out, row);
    }
    if let Some(key) = &it.key {
        name(out, b"\"key\":");
        if reveal {
            json::text(out, cut(key));
        } else {
            json::text(out, &accounts.hide_in_key(cut(key)));
        }
    }
    if let Some(line) = it.line {
        name(out, b"\"line\":");
        json::int(out, line);
    }
    if let Some(offset) = it.offset {
        name(out, b"\"offset\":");
        json::int(out, offset);
    }
}

fn fields(out: &mut Vec<u8>, open: &[u8], it: &Record<'_>, privacy: Privacy) {
    let mut any = false;
    for field in it.fields.iter().filter(|it| it.privacy == privacy) {
        out.extend_from_slice(if any { b"," } else { open });
        any = true;
        json::text(out, cut(&field.name));
        out.push(b':');
        value(out, &field.value, 0);
    }
    if any {
        out.push(b'}');
    }
}

fn value(out: &mut Vec<u8>, it: &FieldValue<'_>, depth: usize) {
    match it {
        FieldValue::Text(text) => json::text(out, cut(text)),
        FieldValue::Int(number) => json::int(out, *number),
        FieldValue::Real(number) => json::real(out, *number),
        FieldValue::Bool(true) => out.extend_from_slice(b"true"),
        FieldValue::Bool(false) => out.extend_from_slice(b"false"),
        FieldValue::Bytes(bytes) => {
            out.extend_from_slice(b"{\"bytes\":");
            json::int(out, bytes.len());
            out.extend_from_slice(b",\"hex\":\"");
            json::hex(out, bytes.get(..MAX_BYTES).unwrap_or(bytes));
            out.extend_from_slice(b"\"}");
        }
        FieldValue::List(_) if depth >= MAX_DEPTH => out.extend_from_slice(b"[]"),
        FieldValue::List(items) => list(out, b"[", items, |out, it| value(out, it, depth + 1)),
    }
}

/// The leading part of a text that results keep.
fn cut(text: &str) -> &str {
    crate::shorten(text, MAX_TEXT)
}
