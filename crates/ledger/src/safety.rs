//! Words that must not leave: a letter that asks about people harmed never carries their numbers.
//!
//! A number that looks like a telephone's or a device's is found wherever it stands, in whatever digits and with
//! whatever between them. Finding too much costs a second look; finding too little can cost a person.

use std::ops::Range;

/// Something in a text that could identify a person's telephone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// What it looks like.
    pub kind: IdentifierKind,
    /// Where it stands, in Unicode code points. Its digits are not repeated.
    pub place: Range<usize>,
}

/// What a number looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum IdentifierKind {
    /// A telephone number: 7 to 13 digits.
    Phone,
    /// The number of a device or of a SIM card: 14 digits or more.
    Device,
}

/// The numbers in a text that look like a telephone's or a device's. Dates and spans of years are none.
#[must_use]
pub fn identifiers(text: &str) -> Vec<Identifier> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = letters.get(at..).and_then(|it| it.iter().position(|it| is_digit(*it))) {
        let start = at + first;
        let end = end_of_number(&letters, start);
        found.extend(identifier(&letters, start..end));
        at = end;
    }
    found
}

/// Numbers of other scripts are digits too: nothing here needs their value.
fn is_digit(letter: char) -> bool {
    letter.is_numeric()
}

/// What people put between the digits of one number, also what cannot be seen.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() && letter != '\n'
        || crate::nearest::is_invisible(letter)
        || matches!(
            letter,
            '-' | '.' | '/' | '(' | ')' | '\u{200c}' | '\u{200d}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

fn end_of_number(letters: &[char], start: usize) -> usize {
    let (mut end, mut between) = (start, 0);
    for (n, letter) in letters.iter().enumerate().skip(start) {
        if is_digit(*letter) {
            (end, between) = (n + 1, 0);
        } else if is_between(*letter) && between < 3 {
            between += 1;
        } else {
            break;
        }
    }
    end
}

fn identifier(letters: &[char], place: Range<usize>) -> Option<Identifier> {
    let written = letters.get(place.clone())?;
    let digits = written.iter().filter(|it| is_digit(**it)).count();
    let kind = match digits {
        0..=6 => return None,
        _ if is_dates(written) => return None,
        7..=13 => IdentifierKind::Phone,
        _ => IdentifierKind::Device,
    };
    Some(Identifier { kind, place })
}

/// One or two dates as `2017-08-09`, `09.08.2017` or `2017`, with anything between them, and nothing else.
fn is_dates(written: &[char]) -> bool {
    let parts: Vec<u32> = written
        .split(|it| !it.is_ascii_digit())
        .filter(|it| !it.is_empty())
        .map(|it| if it.len() == 4 || it.len() <= 2 { it.iter().collect::<String>() } else { String::new() })
        .map(|it| it.parse().unwrap_or(u32::MAX))
        .collect();
    let year = |it: &u32| (1900..=2100).contains(it);
    let (month, day) = (|it: &u32| (1..=12).contains(it), |it: &u32| (1..=31).contains(it));
    let one = |it: &[u32]| match it {
        [a] => year(a),
        [a, b] => year(a) && month(b),
        [a, b, c] => year(a) && month(b) && day(c) || day(a) && month(b) && year(c),
        _ => false,
    };
    let halves = |n: usize| parts.split_at_checked(n).is_some_and(|(a, b)| one(a) && one(b));
    one(&parts) || (1..parts.len()).any(halves)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<IdentifierKind> {
        identifiers(text).into_iter().map(|it| it.kind).collect()
    }

    #[test]
    fn numbers_of_telephones_are_found_in_whatever_dress() {
        for text in [
            "call +52 55 5550 0100 now",
            "call 5550100",
            "(055) 555-0100",
            "055.555.0100",
            "+52\u{a0}55\u{202f}5550\u{200b}0100",
            "055\u{200d}555\u{200c}0100",
            "٠٥٥ ٥٥٥ ٠١٠٠",
            "tel:+525555500100",
            "+52 (55) – 5550 - 0100",
        ] {
            assert_eq!(kinds(text), [IdentifierKind::Phone], "{text}");
        }
        for text in ["IMEI 490154203237518", "49-015420-323751-8", "IMSI ３１０１５０１２３４５６７８９"]
        {
            assert_eq!(kinds(text), [IdentifierKind::Device], "{text}");
        }
        assert_eq!(identifiers("a 5550100 b"), [Identifier { kind: IdentifierKind::Phone, place: 2..9 }]);
        assert_eq!(kinds("5550100\n5550101").len(), 2);
    }

    #[test]
    fn dates_and_small_numbers_are_none() {
        for text in [
            "",
            "on 2017-08-09 and 40 percent",
            "2017-08-09/2017-08-10",
            "from 2014-2017",
            "09.08.2017",
            "2017-08 - 2018-01",
            "at least 31 people, USD 400,000,000",
            "question 1.0",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }
}
