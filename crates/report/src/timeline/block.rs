//! A block of rows: fixed-size keys beside one text arena.

use std::cmp::Ordering;
use std::sync::Arc;

use model::{Record, SourceRef, Utc};

use super::{Names, UNDATED};
use crate::accounts::Accounts;

/// How many rows a block holds at most.
const MAX_ROWS: usize = 4_096;
/// How many bytes of text a block holds before it is full.
const MAX_TEXT: usize = 256 << 10;
/// The longest locator kept, in bytes.
const MAX_LOCATOR: usize = 400;
/// The longest summary kept, in bytes.
const MAX_SUMMARY: usize = 800;
/// The longest single value in a summary, in bytes.
const MAX_VALUE: usize = 240;

/// A row; its texts stand in its block.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// Microseconds since 1970, or [`UNDATED`].
    pub(crate) time: i64,
    pub(crate) text: u32,
    pub(crate) locator: u16,
    pub(crate) summary: u16,
    pub(crate) path: u32,
    pub(crate) event: u16,
}

impl Row {
    /// Its locator and its summary, out of the texts it stands among.
    #[inline]
    pub(crate) fn texts<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        let start = self.text as usize;
        let middle = start + usize::from(self.locator);
        let end = middle + usize::from(self.summary);
        (text.get(start..middle).unwrap_or_default(), text.get(middle..end).unwrap_or_default())
    }
}

/// Rows with their texts: each row's locator, then its summary. Rows of one record share theirs.
#[derive(Default)]
pub(crate) struct Block {
    pub(crate) rows: Vec<Row>,
    pub(crate) text: String,
}

impl Block {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The bytes it takes.
    pub(crate) fn memory(&self) -> usize {
        self.rows.len() * size_of::<Row>() + self.text.len()
    }

    /// Gives back what it does not use.
    pub(crate) fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    /// The locator and the summary of a row.
    #[inline]
    pub(crate) fn texts(&self, row: &Row) -> (&str, &str) {
        row.texts(&self.text)
    }

    fn sort(&mut self, names: &Names) {
        let text = std::mem::take(&mut self.text);
        let mut rows = std::mem::take(&mut self.rows);
        let done = Block { rows: Vec::new(), text };
        let path = |row: &Row| names.paths.get(row.path as usize).map_or("", |it| &**it);
        let event = |row: &Row| names.events.get(usize::from(row.event)).map_or("", String::as_str);
        rows.sort_unstable_by(|a, b| {
            a.time.cmp(&b.time).then_with(|| {
                let same_path = if a.path == b.path { Ordering::Equal } else { path(a).cmp(path(b)) };
                let ((locator_a, summary_a), (locator_b, summary_b)) = (done.texts(a), done.texts(b));
                same_path
                    .then_with(|| locator_a.cmp(locator_b))
                    .then_with(|| event(a).cmp(event(b)))
                    .then_with(|| summary_a.cmp(summary_b))
            })
        });
        // Merging then walks the texts as they lie: jumping about in them costs more than this one copy.
        let mut text = String::with_capacity(done.text.len());
        for row in &mut rows {
            let (locator, summary) = done.texts(row);
            let start = text.len() as u32;
            text.push_str(locator);
            text.push_str(summary);
            row.text = start;
        }
        *self = Block { rows, text };
    }
}

/// Gathers the rows of one writer.
pub(crate) struct Rows {
    block: Block,
    names: Names,
    /// The events behind each of `names.events`.
    joined: Vec<Vec<&'static str>>,
    instants: Vec<(Utc, usize)>,
    events: Vec<&'static str>,
}

impl Rows {
    pub(crate) fn new(artifact: &'static str) -> Self {
        Self {
            block: Block::default(),
            names: Names { artifact, events: Vec::new(), paths: Vec::new() },
            joined: Vec::new(),
            instants: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Names a member: its number is the number of calls before.
    pub(crate) fn path(&mut self, it: &SourceRef) {
        self.names.paths.push(Arc::clone(&it.path));
    }

    /// Adds the rows of a record: one for each distinct instant, or one without time. A block comes back when it
    /// is full.
    pub(crate) fn add(
        &mut self,
        it: &Record<'_>,
        path: u32,
        reveal: bool,
        accounts: &mut Accounts,
    ) -> Option<Block> {
        let text = &mut self.block.text;
        let start = text.len();
        if reveal || it.at.key.is_none() {
            it.at.write(text);
        } else {
            let key = it.at.key.as_ref().map(|it| accounts.hide_in_key(it));
            model::Locator { key, ..it.at.clone() }.write(text);
        }
        shorten_to(text, start + MAX_LOCATOR);
        let middle = text.len();
        summary(text, it, reveal, accounts);
        shorten_to(text, middle + MAX_SUMMARY);
        // Both are bounded just above, far below what these types hold.
        let mut row = Row {
            time: UNDATED,
            text: u32::try_from(start).unwrap_or(u32::MAX),
            locator: u16::try_from(middle - start).unwrap_or(0),
            summary: u16::try_from(text.len() - middle).unwrap_or(0),
            path,
            event: 0,
        };
        match it.times.as_slice() {
            [] => {
                row.event = self.event(&[it.event]);
                self.block.rows.push(row);
            }
            [time] => {
                row.time = time.utc.as_micros();
                row.event = self.event(&[time.event]);
                self.block.rows.push(row);
            }
            times => {
                let mut instants = std::mem::take(&mut self.instants);
                let mut events = std::mem::take(&mut self.events);
                instants.clear();
                instants.extend(times.iter().enumerate().map(|(at, time)| (time.utc, at)));
                instants.sort_unstable();
                for together in instants.chunk_by(|a, b| a.0 == b.0) {
                    events.clear();
                    for event in together.iter().filter_map(|(_, at)| times.get(*at)).map(|it| it.event) {
                        if !events.contains(&event) {
                            events.push(event);
                        }
                    }
                    row.time = together.first().map_or(UNDATED, |it| it.0.as_micros());
                    row.event = self.event(&events);
                    self.block.rows.push(row);
                }
                self.instants = instants;
                self.events = events;
            }
        }
        let full = self.block.rows.len() >= MAX_ROWS || self.block.text.len() >= MAX_TEXT;
        full.then(|| self.take())
    }

    /// The number of an event, or of several at one instant.
    fn event(&mut self, events: &[&'static str]) -> u16 {
        let known = self.joined.iter().position(|it| {
            // Nearly always they are the same constants.
            let same = |(a, b): (&&str, &&str)| std::ptr::eq(*a, *b) || a == b;
            it.len() == events.len() && it.iter().zip(events).all(same)
        });
        let at = known.unwrap_or_else(|| {
            // Our readers have a few dozen; only results that were tampered with could come near the limit.
            if self.joined.len() >= usize::from(u16::MAX) {
                return 0;
            }
            self.joined.push(events.to_vec());
            self.names.events.push(events.join("/"));
            self.joined.len() - 1
        });
        u16::try_from(at).unwrap_or(0)
    }

    /// What was gathered since the last full block, sorted.
    pub(crate) fn take(&mut self) -> Block {
        let mut block = std::mem::take(&mut self.block);
        block.sort(&self.names);
        block
    }

    /// The names that all blocks of this writer refer to.
    pub(crate) fn into_names(self) -> Names {
        self.names
    }
}

/// Appends what a row says: the kind of record and what it carries that names no person, or, where that is
/// allowed, all of it.
fn summary(out: &mut String, it: &Record<'_>, reveal: bool, accounts: &mut Accounts) {
    let start = out.len();
    out.push_str(it.event);
    if it.times.iter().any(|it| it.zone == model::Zone::DeviceLocal) {
        out.push_str(" (device local time)");
    }
    let mut gap = ": ";
    for observable in &it.observables {
        if observable.is_digest()
            || (observable.kind().is_account() && !reveal)
            || out.len() > start + MAX_SUMMARY
        {
            continue;
        }
        out.push_str(gap);
        let value = observable.value();
        if observable.kind() == model::ObservableType::Path && !reveal {
            out.push_str(crate::shorten(&accounts.hide_in_path(value), MAX_VALUE));
        } else {
            out.push_str(crate::shorten(value, MAX_VALUE));
        }
        gap = "; ";
    }
    if !reveal {
        return;
    }
    for field in &it.fields {
        if out.len() > start + MAX_SUMMARY {
            return;
        }
        out.push_str(gap);
        out.push_str(crate::shorten(&field.name, MAX_VALUE));
        out.push('=');
        value(out, &field.value, 0);
        gap = "; ";
    }
}

fn value(out: &mut String, it: &model::FieldValue<'_>, depth: usize) {
    use std::fmt::Write as _;

    use model::FieldValue;
    // Writing into a String cannot fail.
    let _ = match it {
        FieldValue::Text(text) => out.write_str(crate::shorten(text, MAX_VALUE)),
        FieldValue::Int(number) => write!(out, "{number}"),
        FieldValue::Real(number) => write!(out, "{number}"),
        FieldValue::Bool(it) => write!(out, "{it}"),
        FieldValue::Bytes(bytes) => write!(out, "({} bytes)", bytes.len()),
        FieldValue::List(items) => {
            for (at, item) in items.iter().take(8).enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                if depth < 4 {
                    value(out, item, depth + 1);
                }
            }
            Ok(())
        }
    };
}

/// Cuts at a character's boundary and says so.
fn shorten_to(text: &mut String, limit: usize) {
    if text.len() > limit {
        let kept = text.floor_char_boundary(limit.saturating_sub('…'.len_utf8()));
        text.truncate(kept);
        text.push('…');
    }
}
