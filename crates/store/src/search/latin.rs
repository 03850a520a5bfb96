//! Writes names of other scripts in Latin letters, as simply as newspapers do.

/// Before the consonants of a name: no folded word begins with it by accident.
const SKELETON: &str = "0sk";

/// A folded word in Latin letters, if it is Arabic, Hebrew or Cyrillic.
pub(crate) fn latin(word: &str) -> Option<String> {
    let mut out = String::new();
    let mut foreign = false;
    for letter in word.chars() {
        match in_latin(letter) {
            Some(it) => {
                foreign = true;
                out.push_str(it);
            }
            None if letter.is_ascii_alphanumeric() => out.push(letter),
            None => return None,
        }
    }
    (foreign && !out.is_empty()).then_some(out)
}

/// The consonants of a Latin word, as a word of its own. Arabic and Hebrew leave most vowels out, so that these are
/// all by which "Mohammed" and "محمد" can meet. Too few consonants say nothing.
pub(crate) fn skeleton(word: &str) -> Option<String> {
    if !word.bytes().all(|it| it.is_ascii_lowercase()) {
        return None;
    }
    // Spellings of the same consonant.
    let word = word.replace("tz", "ts").replace("ph", "f").replace("ck", "k").replace('q', "k");
    let mut out = String::new();
    for letter in word.chars().filter(|it| !matches!(it, 'a' | 'e' | 'i' | 'o' | 'u' | 'w' | 'y')) {
        if !out.ends_with(letter) {
            out.push(letter);
        }
    }
    (out.len() >= 3).then(|| format!("{SKELETON}{out}"))
}

/// True for scripts that leave most vowels out.
pub(crate) fn lacks_vowels(word: &str) -> bool {
    word.chars().any(|it| matches!(it, '\u{590}'..='\u{6ff}'))
}

fn in_latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ا' | 'ع' | 'א' | 'ע' | 'а' => "a",
        'ب' | 'ב' | 'б' => "b",
        'ت' | 'ط' | 'ט' | 'ת' | 'т' => "t",
        'ث' => "th",
        'ج' => "j",
        'ح' | 'ه' | 'ה' => "h",
        'خ' | 'ח' | 'х' => "kh",
        'د' | 'ض' | 'ד' | 'д' => "d",
        'ذ' => "dh",
        'ر' | 'ר' | 'р' => "r",
        'ز' | 'ظ' | 'ז' | 'з' => "z",
        'س' | 'ص' | 'ס' | 'с' => "s",
        'ش' | 'ש' | 'ш' => "sh",
        'غ' => "gh",
        'ف' | 'פ' | 'ф' => "f",
        'ق' | 'ק' => "q",
        'ك' | 'כ' | 'к' => "k",
        'ل' | 'ל' | 'л' => "l",
        'م' | 'מ' | 'м' => "m",
        'ن' | 'נ' | 'н' => "n",
        'و' => "w",
        'ي' | 'י' | 'ы' => "y",
        'پ' | 'п' => "p",
        'چ' | 'ч' => "ch",
        'گ' | 'ג' | 'г' | 'ґ' => "g",
        'ژ' | 'ж' => "zh",
        'ء' | 'ъ' | 'ь' => "",
        'ו' | 'в' => "v",
        'צ' | 'ц' => "ts",
        'е' | 'э' => "e",
        'и' | 'і' => "i",
        'о' => "o",
        'у' => "u",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'є' => "ye",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' => "c",
        'џ' => "dz",
        'ђ' => "dj",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fold::words;

    #[test]
    fn names_are_written_in_latin_letters() {
        for (name, wanted) in [("Касперский", "kasperskii"), ("محمد", "mhmd"), ("הארץ", "harts")]
        {
            assert_eq!(latin(&words(name, 9)[0]).as_deref(), Some(wanted));
        }
        assert_eq!(latin("nso"), None);
        assert_eq!(latin("間"), None);
    }

    #[test]
    fn consonants_bring_spellings_together() {
        for (one, other) in [("mohammed", "mhmd"), ("muhammad", "mhmd"), ("haaretz", "harts")] {
            assert_eq!(skeleton(one), skeleton(other));
        }
        assert_eq!(skeleton("nso"), None);
        assert_eq!(skeleton("année"), None);
    }
}
