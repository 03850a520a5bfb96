//! Keeps the vectors of a record from one row to the next, so that a hot reader does not allocate per row.

use model::{Field, Locator, Observable, Record, SourceRef, Time};

/// The vectors between two rows. Always empty.
#[derive(Default)]
pub(crate) struct Buffer {
    times: Vec<Time<'static>>,
    fields: Vec<Field<'static>>,
    observables: Vec<Observable<'static>>,
}

impl Buffer {
    /// A record that uses these vectors. Give it back with [`Buffer::end`] or the room is lost.
    pub(crate) fn start<'a>(
        &mut self,
        artifact: &'static str,
        event: &'static str,
        source: &'a SourceRef,
        at: Locator<'a>,
    ) -> Record<'a> {
        Record {
            artifact,
            event,
            times: std::mem::take(&mut self.times),
            source,
            at,
            fields: std::mem::take(&mut self.fields),
            observables: std::mem::take(&mut self.observables),
        }
    }

    /// Takes the vectors back.
    #[expect(clippy::unnecessary_filter_map, reason = "the items change their type, though there are none")]
    pub(crate) fn end(&mut self, record: Record<'_>) {
        // Collecting an empty iterator over a vector into one of the same layout keeps the allocation, which
        // is how the shorter lifetime is left behind without unsafe code.
        let Record { mut times, mut fields, mut observables, .. } = record;
        times.clear();
        fields.clear();
        observables.clear();
        self.times = times.into_iter().filter_map(|_| None).collect();
        self.fields = fields.into_iter().filter_map(|_| None).collect();
        self.observables = observables.into_iter().filter_map(|_| None).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_is_kept() {
        let source = SourceRef { path: "p".into(), member: "m".into(), sha256: [0; 32] };
        let mut buffer = Buffer::default();
        let text = String::from("local");
        let mut record = buffer.start("a", "e", &source, Locator::WHOLE);
        for _ in 0..100 {
            record.field("name", text.as_str());
        }
        buffer.end(record);
        assert!(buffer.fields.is_empty());
        assert!(buffer.fields.capacity() >= 100);
    }
}
