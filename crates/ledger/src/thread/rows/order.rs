//! The order in which events are taken: as they were given, but none before what its row says it came after.

use std::collections::BTreeMap;

use crate::id::Id;
use crate::index::Index;
use crate::records::ThreadEvent;
use crate::row::Row;
use crate::values::Ref;

/// The events of a thread. What comes before an event is taken just before it, if it was given later.
pub(super) fn in_told_order<'a>(thread: Id, index: &Index<'a>) -> Vec<(&'a Row, &'a ThreadEvent)> {
    let of_thread = |it: &(&Row, &ThreadEvent)| it.1.thread.id() == thread;
    let given: Vec<(&Row, &ThreadEvent)> = index.naming::<ThreadEvent>(thread).filter(of_thread).collect();
    // An order can be told by an event and by a message, and then holds for the events about it.
    let mut named: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
    for (n, (row, event)) in given.iter().enumerate() {
        named.entry(row.id).or_default().push(n);
        if let Some(message) = &event.message {
            named.entry(message.id()).or_default().push(n);
        }
    }
    let before = |n: usize| -> &[usize] {
        let after = given.get(n).and_then(|it| it.1.after.as_ref()).map(Ref::id);
        after.and_then(|it| named.get(&it)).map_or(&[], Vec::as_slice)
    };
    behind(given.len(), before).into_iter().filter_map(|n| given.get(n).copied()).collect()
}

/// Numbers from 0, each behind those before it. Where they form a ring, no order is told, and the given one stays.
fn behind<'a>(count: usize, before: impl Fn(usize) -> &'a [usize]) -> Vec<usize> {
    let mut seen = vec![false; count];
    let mut ordered = Vec::with_capacity(count);
    // Not by recursion: a long chain must not end the program.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for first in 0..count {
        if std::mem::replace(seen.get_mut(first).unwrap_or(&mut true), true) {
            continue;
        }
        open.push((first, 0));
        while let Some((n, looked_at)) = open.last_mut() {
            match before(*n).get(*looked_at) {
                Some(next) => {
                    *looked_at += 1;
                    if !std::mem::replace(seen.get_mut(*next).unwrap_or(&mut true), true) {
                        open.push((*next, 0));
                    }
                }
                None => {
                    ordered.push(*n);
                    open.pop();
                }
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(before: &[Vec<usize>]) -> Vec<usize> {
        behind(before.len(), |n| &before[n])
    }

    #[test]
    fn only_what_is_told_changes_the_given_order() {
        assert_eq!(order(&[vec![], vec![], vec![]]), [0, 1, 2]);
        assert_eq!(order(&[vec![2], vec![], vec![]]), [2, 0, 1]);
        assert_eq!(order(&[vec![], vec![0], vec![]]), [0, 1, 2]);
        assert_eq!(order(&[vec![1, 2], vec![2], vec![]]), [2, 1, 0]);
    }

    #[test]
    fn a_ring_loses_nothing_and_a_long_chain_takes_no_time() {
        assert_eq!(order(&[vec![0], vec![2], vec![1]]), [0, 2, 1]);
        let chain: Vec<Vec<usize>> = (1..200_000).map(|n| vec![n]).chain([vec![]]).collect();
        assert!(order(&chain).into_iter().rev().eq(0..200_000));
    }
}
