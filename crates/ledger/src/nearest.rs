//! What a person probably meant, and how a found value is shown without doing harm.

/// Characters of a found value that a message shows.
const SHOWN: usize = 60;

/// The nearest of some names, if it is near enough to be worth saying.
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name of ten kilobytes is no typing mistake, and comparing it would take long.
    if name.len() > 80 {
        return None;
    }
    let limit = 1 + name.chars().count() / 4;
    let mut best: Option<(usize, &str)> = None;
    for it in names {
        let steps = distance(name, it);
        if steps <= limit && best.is_none_or(|(least, _)| steps < least) {
            best = Some((steps, it));
        }
    }
    best.map(|(_, it)| it)
}

/// Letters to insert, drop, change, or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut earlier: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    let mut before = None;
    for (n, letter) in left.chars().enumerate() {
        let mut next = vec![n + 1];
        for (at, other) in right.iter().enumerate() {
            let of = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut steps = (of(&row, at) + usize::from(letter != *other))
                .min(of(&row, at + 1) + 1)
                .min(of(&next, at) + 1);
            if let Some(last) = at.checked_sub(1)
                && right.get(last) == Some(&letter)
                && before == Some(*other)
            {
                steps = steps.min(of(&earlier, last) + 1);
            }
            next.push(steps);
        }
        earlier = std::mem::replace(&mut row, next);
        before = Some(letter);
    }
    row.last().copied().unwrap_or_default()
}

/// A value for a message: at most 60 characters, nothing invisible in it.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::from("`");
    for (n, letter) in text.chars().enumerate() {
        if n == SHOWN {
            out.push('…');
            break;
        }
        if is_control(letter) || is_invisible(letter) {
            out.extend(letter.escape_unicode());
        } else {
            out.push(letter);
        }
    }
    out.push('`');
    out
}

/// C0, C1 and the two code points that are no characters in any XML.
pub(crate) fn is_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// Marks that change the direction or hide: a name with one of them may look like another name.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_recognised() {
        assert_eq!(nearest("evidence-link", ["evidence_link", "anchor"]), Some("evidence_link"));
        assert_eq!(nearest("jurisdicton", ["kind", "jurisdiction"]), Some("jurisdiction"));
        assert_eq!(nearest("nmae", ["note", "name"]), Some("name"));
        assert_eq!(nearest("colour", ["kind", "jurisdiction"]), None);
        assert_eq!(nearest(&"x".repeat(10_000_000), ["kind"]), None);
    }

    #[test]
    fn a_value_is_shown_short_and_without_tricks() {
        assert_eq!(shown("a\u{202e}b\0"), "`a\\u{202e}b\\u{0}`");
        assert_eq!(shown(&"é".repeat(1000)).chars().count(), 63);
    }
}
