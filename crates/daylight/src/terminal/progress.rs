//! Progress on long work: how much, how fast; only where someone is looking.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use words::Words;

use crate::terminal::bytes;

/// A line that moves while a check runs, or nothing.
pub(crate) struct Bar {
    bar: ProgressBar,
    bytes: AtomicU64,
    records: AtomicU64,
    of: String,
}

impl Bar {
    /// A bar on standard error, if that is a terminal and `wanted`.
    pub(crate) fn new(wanted: bool, words: &Words) -> Self {
        let bar = if wanted && std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(0);
            // The template is a constant of ours; if it were wrong, the default style would do.
            if let Ok(style) = ProgressStyle::with_template("  {bar:24} {pos}/{len}  {msg}  {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        } else {
            ProgressBar::hidden()
        };
        Self { bar, bytes: AtomicU64::new(0), records: AtomicU64::new(0), of: words.text("progress-records") }
    }

    /// Takes the line away.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }

    /// For work that is counted in files and bytes.
    pub(crate) fn step(&self, done: u64, all: u64, size: u64) {
        self.bar.set_length(all);
        self.bar.set_position(done);
        self.bar.set_message(format!("{}, {}/s", bytes(size), bytes(self.rate(size))));
    }

    fn rate(&self, count: u64) -> u64 {
        let seconds = self.bar.elapsed().as_secs_f64().max(0.05);
        (count as f64 / seconds) as u64
    }

    fn tell(&self) {
        let (size, records) = (self.bytes.load(Ordering::Relaxed), self.records.load(Ordering::Relaxed));
        self.bar.set_message(format!("{}, {records} {} ({}/s)", bytes(size), self.of, self.rate(records)));
    }
}

impl detect::Progress for Bar {
    fn planned(&self, artifacts: usize, _members: usize) {
        self.bar.set_length(artifacts as u64);
    }
    fn opened(&self, _artifact: &'static str, size: u64) {
        self.bytes.fetch_add(size, Ordering::Relaxed);
        self.tell();
    }
    fn records(&self, more: u64) {
        self.records.fetch_add(more, Ordering::Relaxed);
        self.tell();
    }
    fn finished(&self, _artifact: &'static str, _records: u64) {
        self.bar.inc(1);
    }
}
