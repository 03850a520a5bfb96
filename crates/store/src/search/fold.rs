//! Folds words so that two ways of writing the same word become one. Both engines keep and are asked for folded
//! words alone, which is why they find the same.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// Characters of one word; what is longer is cut, in documents and questions alike.
const LONGEST: usize = 64;

/// The folded words of a text, at most so many.
pub(crate) fn words(text: &str, most: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    let mut end = |word: &mut String, length: &mut usize| {
        *length = 0;
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
        words.len() < most
    };
    let letters = text.nfkd().flat_map(char::to_lowercase).nfkd();
    for letter in letters.filter(|it| canonical_combining_class(*it) == 0) {
        if is_silent(letter) {
            continue;
        }
        if !letter.is_alphanumeric() {
            if !end(&mut word, &mut length) {
                return words;
            }
            continue;
        }
        // Scripts without spaces: every character is found by itself.
        let alone = is_ideograph(letter);
        if alone && !end(&mut word, &mut length) {
            return words;
        }
        if length < LONGEST {
            length += 1;
            match plain(letter) {
                Some(plain) => word.push_str(plain),
                None => word.push(letter),
            }
        }
        if alone && !end(&mut word, &mut length) {
            return words;
        }
    }
    end(&mut word, &mut length);
    words
}

/// What stands inside a word without being part of it: the Arabic stroke that stretches a word, apostrophes, and
/// marks that only say in which direction to write or where a line may break.
fn is_silent(letter: char) -> bool {
    matches!(
        letter,
        'ـ' | '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}'
    )
}

fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters that people write one for the other, and that no decomposition brings together.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        // Arabic: forms of alef, ya and ta marbuta, and the Persian and Urdu forms of kaf, ya and ha.
        'ٱ' | 'ٲ' | 'ٳ' => "ا",
        'ى' | 'ی' | 'ې' | 'ے' => "ي",
        'ة' | 'ھ' | 'ہ' | 'ۃ' => "ه",
        'ک' => "ك",
        '٠' | '۰' => "0",
        '١' | '۱' => "1",
        '٢' | '۲' => "2",
        '٣' | '۳' => "3",
        '٤' | '۴' => "4",
        '٥' | '۵' => "5",
        '٦' | '۶' => "6",
        '٧' | '۷' => "7",
        '٨' | '۸' => "8",
        '٩' | '۹' => "9",
        // Hebrew: letters have another form at the end of a word.
        'ך' => "כ",
        'ם' => "מ",
        'ן' => "נ",
        'ף' => "פ",
        'ץ' => "צ",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        words(text, 1000).join(" ")
    }

    #[test]
    fn the_same_word_written_differently_is_one_word() {
        for (left, right) in [
            ("Erdoğan", "erdogan"),
            ("İSTANBUL", "istanbul"),
            ("Straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("أحمد", "احمد"),
            ("مصطفى", "مصطفي"),
            ("القاهرة", "القاهره"),
            ("٢٠١٧", "2017"),
            ("שלום", "שלומ"),
            ("Ёлкин", "елкин"),
            ("Ma'ariv", "Maariv"),
            ("ﬁnance", "finance"),
            ("a\u{202e}b", "ab"),
        ] {
            assert_eq!(fold(left), fold(right), "{left} {right}");
        }
        assert_eq!(fold("NSO-Group, (Q) 40%"), "nso group q 40");
        assert_eq!(fold("間諜"), "間 諜");
        assert_eq!(fold(" '\"*:&|!() "), "");
    }

    #[test]
    fn words_are_bounded() {
        assert_eq!(words(&"a".repeat(10_000), 10)[0].len(), LONGEST);
        assert_eq!(words(&"a ".repeat(10_000), 10).len(), 10);
    }
}
