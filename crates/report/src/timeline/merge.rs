//! Many sorted runs into one order.

use std::cmp::Ordering;
use std::fs::File;
use std::io;

use super::block::Row;
use super::spill::Reader;
use super::{Names, Run, Sorted};

/// Bytes that all readers of spilled runs may buffer together, for one merge.
const BUFFERS: usize = 4 << 20;

/// One row, ready to be written.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// Microseconds since 1970, or [`super::UNDATED`].
    pub(crate) time: i64,
    /// Which writer it comes from: an index into [`Sorted::names`].
    pub(crate) writer: usize,
    /// Index of its event in its writer's names.
    pub(crate) event: u16,
    /// Index of its path in its writer's names.
    pub(crate) path: u32,
    /// Where in its member.
    pub(crate) locator: &'a str,
    /// What it says.
    pub(crate) summary: &'a str,
}

struct Cursor<'a> {
    names: &'a Names,
    writer: usize,
    row: Row,
    from: From<'a>,
}

enum From<'a> {
    Memory { block: &'a super::Block, next: usize },
    Spilled(Box<Reader>),
}

impl<'a> Cursor<'a> {
    fn advance(&mut self, file: Option<&File>) -> io::Result<bool> {
        let row = match &mut self.from {
            From::Memory { block, next } => {
                let row = block.rows.get(*next).copied();
                *next += 1;
                row
            }
            From::Spilled(reader) => match file {
                Some(file) => reader.next(file)?,
                None => None,
            },
        };
        self.row = row.unwrap_or(self.row);
        Ok(row.is_some())
    }

    fn texts(&self) -> (&str, &str) {
        match &self.from {
            From::Memory { block, .. } => block.texts(&self.row),
            From::Spilled(reader) => reader.texts(&self.row),
        }
    }

    fn path(&self) -> &'a str {
        self.names.paths.get(self.row.path as usize).map_or("", |it| &**it)
    }

    fn event(&self) -> &'a str {
        self.names.events.get(usize::from(self.row.event)).map_or("", String::as_str)
    }

    /// The order of the timeline. Rows that are equal here show the same text.
    fn order(&self, other: &Self) -> Ordering {
        self.row.time.cmp(&other.row.time).then_with(|| {
            let ((locator, summary), (other_locator, other_summary)) = (self.texts(), other.texts());
            self.names
                .artifact
                .cmp(other.names.artifact)
                .then_with(|| self.path().cmp(other.path()))
                .then_with(|| locator.cmp(other_locator))
                .then_with(|| self.event().cmp(other.event()))
                .then_with(|| summary.cmp(other_summary))
        })
    }
}

/// Calls `each` with every row in order: time, artefact, path, locator; undated rows last.
pub(crate) fn merge(sorted: &Sorted, mut each: impl FnMut(View<'_>) -> io::Result<()>) -> io::Result<()> {
    let file = sorted.spill.reader()?;
    let chunk = (BUFFERS / sorted.runs.len().max(1)).clamp(4 << 10, 256 << 10);
    let none = Row { time: 0, text: 0, locator: 0, summary: 0, path: 0, event: 0 };
    let mut cursors: Vec<Cursor<'_>> = Vec::with_capacity(sorted.runs.len());
    for run in &sorted.runs {
        let (writer, from) = match run {
            Run::Memory { writer, block } => (*writer, From::Memory { block, next: 0 }),
            Run::Spilled { writer, offset, bytes } => {
                (*writer, From::Spilled(Box::new(Reader::new(*offset, *bytes, chunk))))
            }
        };
        let Some(names) = sorted.names.get(writer) else { continue };
        let mut cursor = Cursor { names, writer, row: none, from };
        if cursor.advance(file.as_ref())? {
            cursors.push(cursor);
        }
    }
    let mut heap: Vec<Head> =
        cursors.iter().zip(0..).map(|(it, cursor)| Head { time: it.row.time, cursor }).collect();
    for at in (0..heap.len() / 2).rev() {
        sink(&mut heap, &cursors, at);
    }
    while let Some(head) = heap.first_mut() {
        let Some(top) = cursors.get_mut(head.cursor) else { break };
        let (locator, summary) = top.texts();
        let Row { time, path, event, .. } = top.row;
        each(View { time, writer: top.writer, event, path, locator, summary })?;
        if top.advance(file.as_ref())? {
            head.time = top.row.time;
        } else {
            heap.swap_remove(0);
        }
        sink(&mut heap, &cursors, 0);
    }
    Ok(())
}

/// What the heap moves about: most rows differ in time.
#[derive(Clone, Copy)]
struct Head {
    time: i64,
    cursor: usize,
}

/// Restores the heap below `at`.
fn sink(heap: &mut [Head], cursors: &[Cursor<'_>], mut at: usize) {
    let before = |a: &Head, b: &Head| match a.time.cmp(&b.time) {
        Ordering::Equal => match (cursors.get(a.cursor), cursors.get(b.cursor)) {
            (Some(a), Some(b)) => a.order(b) == Ordering::Less,
            _ => false,
        },
        order => order == Ordering::Less,
    };
    loop {
        let mut least = at;
        for child in [2 * at + 1, 2 * at + 2] {
            if let (Some(a), Some(b)) = (heap.get(child), heap.get(least))
                && before(a, b)
            {
                least = child;
            }
        }
        if least == at {
            return;
        }
        heap.swap(at, least);
        at = least;
    }
}
