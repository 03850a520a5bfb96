//! Words that do not belong into the repository.

use super::{Complaint, House};

/// Each with what to do. Spelt in two halves, so that this list does not find itself.
const NEVER: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "do it, or say in words what does not work yet where a user looks"),
    (concat!("FIX", "ME"), "mend it, or say in words what does not work yet where a user looks"),
    (concat!("to", "do!("), "a panic on evidence loses the rest of the phone"),
    (concat!("unimple", "mented!("), "a panic on evidence loses the rest of the phone"),
    (concat!("issue", " #"), "say the reason itself: a number means nothing to who reads this later"),
    (concat!("/wo", "rk/"), "a path of one machine: use a relative path or a variable"),
    (concat!("/ro", "ot/."), "a path of one machine: use a relative path or a variable"),
    (concat!("/tm", "p/h/"), "a path of one machine: use a relative path or a variable"),
    (concat!("/tm", "p/hub"), "a path of one machine: use a relative path or a variable"),
    (concat!("/tm", "p/brief"), "a path of one machine: use a relative path or a variable"),
];

/// A verdict is never this word: no examination can rule spyware out.
const NEVER_SAID: &str = "clean";

pub(super) fn check(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in house.files.iter().filter(|it| !it.is_corpus()) {
        for (at, line) in file.lines() {
            for (word, instead) in NEVER {
                if line.contains(word) {
                    complaints
                        .push(Complaint::new(format!("{}:{at}", file.path), format!("{word:?}: {instead}")));
                }
            }
            let said = file.path.starts_with("locales/en/") && !line.trim_start().starts_with('#');
            if said && line.to_lowercase().split(|it: char| !it.is_alphabetic()).any(|it| it == NEVER_SAID) {
                complaints.push(Complaint::new(
                    format!("{}:{at}", file.path),
                    format!("{NEVER_SAID:?} is never said: no examination can rule spyware out"),
                ));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house;

    #[test]
    fn a_verdict_never_says_it() {
        let found = check(&house(&[
            (
                "locales/en/report.ftl",
                "# Never say clean.\nverdict = Your phone is Clean.\nnext = Do not cleanse it.\n",
            ),
            ("docs/guide.md", "The option --clean plants nothing.\n"),
        ]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].at, "locales/en/report.ftl:2");
    }

    #[test]
    fn work_left_over_is_named() {
        let text = format!("// {}: later\n", NEVER[0].0);
        assert_eq!(check(&house(&[("crates/model/src/a.rs", &text)])).len(), 1);
    }
}
