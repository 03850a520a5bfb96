//! Sorts many strings with long common beginnings: file paths.
//!
//! Comparing whole paths touches two far places of memory per step. Here eight bytes of every string are
//! fetched once per level and sorted as integers; only strings that agree in all eight go one level deeper.

/// Strings deeper than this many bytes are compared whole: it bounds the work on hostile input.
const DEEPEST: usize = 512;
/// Runs at most this long are compared whole.
const SHORT: usize = 12;

/// Sorts `items` by the bytes that `text` gives for them, ties by item.
pub(crate) fn sort<'a>(items: &mut [u32], text: impl Fn(u32) -> &'a [u8]) {
    let mut keyed: Vec<(u64, u32)> = items.iter().map(|it| (0, *it)).collect();
    let mut work = vec![(0, keyed.len(), 0usize)];
    while let Some((from, to, depth)) = work.pop() {
        let Some(run) = keyed.get_mut(from..to) else { continue };
        if run.len() <= SHORT || depth > DEEPEST {
            run.sort_unstable_by(|a, b| text(a.1).cmp(text(b.1)).then(a.1.cmp(&b.1)));
            continue;
        }
        for it in run.iter_mut() {
            it.0 = key(text(it.1).get(depth..).unwrap_or_default());
        }
        run.sort_unstable();
        let mut start = 0;
        while let Some(first) = run.get(start) {
            let same = run.get(start..).unwrap_or_default().iter().take_while(|it| it.0 == first.0).count();
            if same > 1 {
                work.push((from + start, from + start + same, depth + 8));
            }
            start += same;
        }
    }
    for (item, sorted) in items.iter_mut().zip(keyed) {
        *item = sorted.1;
    }
}

/// Eight bytes as a big-endian number; what is missing counts as zero. Strings that differ only in zero bytes
/// at their end get equal keys at every level and are compared whole at the deepest.
fn key(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(text) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn same_as_comparing(texts in prop::collection::vec("(Media/DCIM/|a|\u{0}){0,6}[a-c\u{0}]{0,9}", 0..200)) {
            let mut items: Vec<u32> = (0..texts.len() as u32).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|it| (texts[*it as usize].as_bytes(), *it));
            sort(&mut items, |it| texts[it as usize].as_bytes());
            prop_assert_eq!(items, expected);
        }
    }
}
