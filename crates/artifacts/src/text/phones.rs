//! Finds telephone numbers in running text.
//!
//! Texts are full of digits: times, prices, codes. Only two shapes leave no doubt: `+` with a whole international
//! number, and what stands behind the scheme of a link that calls or writes.

use super::MAX_FOUND;

/// The most digits of an international number (E.164), and the fewest that we take for one.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// Behind a link, short numbers of services count too.
const LINKED: std::ops::RangeInclusive<usize> = 5..=15;
/// Somebody who writes so many digits in one go does not separate the rest: what follows is something else.
const IN_ONE_GO: usize = 9;
/// Schemes of links to a number, in lower case.
const SCHEMES: [&str; 6] = ["tel", "telprompt", "sms", "smsto", "facetime", "facetime-audio"];

/// Calls `each` with the text of every number, in order. False if there were too many.
///
/// Linear in the length of the text.
pub(super) fn find<'a>(text: &'a str, each: &mut dyn FnMut(&'a str)) -> bool {
    let (mut count, mut floor) = (0, 0);
    for at in memchr::memchr2_iter(b'+', b':', text.as_bytes()) {
        if at < floor {
            continue;
        }
        let Some((before, after)) = text.split_at_checked(at) else { continue };
        if !after.as_bytes().get(1).is_some_and(|it| it.is_ascii_digit() || *it == b'(') {
            continue;
        }
        let found = if after.starts_with('+') {
            let inside =
                before.bytes().next_back().is_some_and(|it| it.is_ascii_alphanumeric() || it == b'+');
            number(after, 1).filter(|it| !inside && DIGITS.contains(&it.digits))
        } else if is_scheme(before) {
            // One with `+` is found by its `+`.
            number(after, 1).filter(|it| LINKED.contains(&it.digits))
        } else {
            None
        };
        let Some(found) = found else { continue };
        let from = at + usize::from(after.starts_with(':'));
        floor = at + found.end;
        count += 1;
        if count > MAX_FOUND {
            return false;
        }
        let Some(whole) = text.get(from..floor) else { continue };
        each(whole);
        let mut digits = 0;
        for (at, c) in whole.char_indices() {
            digits += usize::from(c.is_ascii_digit());
            // The last groups may be a time or a price.
            if matches!(c, ' ' | '\u{a0}') && digits > IN_ONE_GO {
                whole.get(..at).into_iter().for_each(&mut *each);
            }
        }
    }
    true
}

/// Whether the text before a colon is the scheme of a link to a number.
fn is_scheme(before: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        before.len().checked_sub(scheme.len()).and_then(|it| before.split_at_checked(it)).is_some_and(
            |(front, it)| {
                it.eq_ignore_ascii_case(scheme)
                    && !front.chars().next_back().is_some_and(|it| it.is_alphanumeric() || it == '-')
            },
        )
    })
}

struct Number {
    digits: usize,
    /// Where it ends, in bytes.
    end: usize,
}

/// The number that begins at `start`, with the separators people put between its groups.
fn number(text: &str, start: usize) -> Option<Number> {
    let mut found = Number { digits: 0, end: start };
    // What the last separator cut off, if there are too many digits with what follows it.
    let mut group = Number { digits: 0, end: start };
    let mut separators = 0;
    for (at, c) in text.get(start..)?.char_indices() {
        let at = start + at;
        match c {
            '0'..='9' => {
                if separators > 0 {
                    group = Number { ..found };
                }
                separators = 0;
                found.digits += 1;
                found.end = at + 1;
                if found.digits > *DIGITS.end() {
                    return (group.digits > 0).then_some(group);
                }
            }
            ' ' | '\u{a0}' | '\u{2011}' | '-' | '.' | '(' | ')' | '/' => {
                separators += 1;
                if separators > 2 || (group.digits == 0 && found.digits >= IN_ONE_GO) {
                    break;
                }
            }
            // A name or an address that begins with digits.
            c if separators == 0 && (c.is_ascii_alphanumeric() || matches!(c, '@' | '_')) => return None,
            _ => break,
        }
    }
    (found.digits > 0).then_some(found)
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        assert!(super::find(text, &mut |it| found.push(it)));
        assert_eq!(found, expected, "in {text:?}");
    }

    #[test]
    fn international_numbers() {
        check("call +15555550100.", &["+15555550100"]);
        check("call +1 (555) 555-0100, now", &["+1 (555) 555-0100"]);
        check("+44 20 7946 0000; +49\u{a0}30/5550100", &["+44 20 7946 0000", "+49\u{a0}30/5550100"]);
        check("+15555550100 2024-05-01", &["+15555550100"]);
        check("+1 555 555 0100 12:30", &["+1 555 555 0100 12", "+1 555 555 0100"]);
        check("+1 555 555 0100 2024 05 01", &["+1 555 555 0100 2024", "+1 555 555 0100"]);
        check("Tel: +1 555 555 0100", &["+1 555 555 0100"]);
        check("https://chat.example/?phone=+15555550100&x", &["+15555550100"]);
        check("打电话+15555550100吧", &["+15555550100"]);
        check("（+15555550100）", &["+15555550100"]);
    }

    #[test]
    fn links() {
        check("tel:+1-555-555-0100", &["+1-555-555-0100"]);
        check("<a href=\"TEL:5555550100\">", &["5555550100"]);
        check("sms:12345?body=x", &["12345"]);
        check("smsto:+15555550100", &["+15555550100"]);
        check("facetime-audio:5555550100", &["5555550100"]);
    }

    #[test]
    fn other_digits() {
        for nothing in [
            "1+15555550100",
            "a+15555550100",
            "+1234567",
            "+1234567890123456",
            "+15555550100abc",
            "+15555550100@a.example",
            "hotel:12345",
            "sms:1234",
            "tel:",
            "+",
            "at 12:30:45 +0200",
            "C++ 12345678",
            "5555550100",
            "2 + 15555550100",
            "+15555550100x",
            "SMS: 12345 today",
        ] {
            check(nothing, &[]);
        }
        assert!(super::find(&"+".repeat(100_000), &mut |_| {}));
        assert!(!super::find(&"+15555550100 ".repeat(70_000), &mut |_| {}));
    }
}
