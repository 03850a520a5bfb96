//! A question to the search. What a person types is data: it becomes folded words, and only words of ours, which
//! are letters and digits, stand in what the engines read.

use super::document::Document;
use super::fold::words;
use super::latin::{latin, skeleton};

/// Words of a question; more are not looked at.
const MOST: usize = 12;

/// What is asked for: a record that has a word of each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    /// The words as typed, folded.
    words: Vec<String>,
}

/// A word with other forms of it.
fn forms(word: &str) -> (Vec<String>, Option<String>) {
    let beginnings = std::iter::once(word.to_owned()).chain(latin(word)).collect();
    (beginnings, skeleton(word))
}

impl Query {
    /// Nothing if no word is in it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let words = words(text, MOST);
        (!words.is_empty()).then_some(Self { words })
    }

    /// The question in the language of FTS5.
    pub(crate) fn fts5(&self) -> String {
        self.written(" AND ", " OR ", |it| format!("\"{it}\"*"), |it| format!("\"{it}\""))
    }

    /// The question in the language of PostgreSQL's `tsquery`.
    pub(crate) fn tsquery(&self) -> String {
        self.written(" & ", " | ", |it| format!("'{it}':*"), |it| format!("'{it}'"))
    }

    fn written(
        &self,
        and: &str,
        or: &str,
        beginning: impl Fn(&str) -> String,
        whole: impl Fn(&str) -> String,
    ) -> String {
        let groups = self.words.iter().map(|word| {
            let (beginnings, skeleton) = forms(word);
            let all: Vec<String> = beginnings
                .iter()
                .map(|it| beginning(it))
                .chain(skeleton.iter().map(|it| whole(it)))
                .collect();
            format!("({})", all.join(or))
        });
        groups.collect::<Vec<_>>().join(and)
    }

    /// How well a document answers; nothing if it does not. The same on both engines, because it is counted here.
    pub(crate) fn score(&self, document: &Document) -> Option<u32> {
        let vocabulary = document.vocabulary();
        let begins = |form: &str| vocabulary.range(form..).next().is_some_and(|it| it.starts_with(form));
        let mut score = 0;
        for word in &self.words {
            let (beginnings, skeleton) = forms(word);
            if !beginnings.iter().any(|it| begins(it))
                && !skeleton.as_deref().is_some_and(|it| vocabulary.contains(it))
            {
                return None;
            }
            score += u32::from(vocabulary.contains(word.as_str()));
            let named = |it: &String| document.names.iter().any(|name| name.starts_with(it.as_str()));
            if beginnings.iter().any(named) || skeleton.is_some_and(|it| document.names.contains(&it)) {
                score += 20;
            }
        }
        let begin = |title: &Vec<String>| {
            title.iter().zip(&self.words).all(|(left, right)| left.starts_with(right.as_str()))
                && title.len() >= self.words.len()
        };
        if document.titles.contains(&self.words) {
            score += 1000;
        } else if document.titles.iter().any(begin) {
            score += 500;
        }
        Some(score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_syntax() {
        let query = Query::parse("\" OR 1=1 --; DROP TABLE' & | ! ( :* NEAR(a b)").unwrap();
        let allowed = |it: char| it.is_alphanumeric() || " \"*()ANDOR".contains(it);
        assert!(query.fts5().chars().all(allowed), "{}", query.fts5());
        assert!(query.tsquery().chars().all(|it| it.is_alphanumeric() || " ':*()&|".contains(it)));
        assert_eq!(Query::parse("\"*'()"), None);
    }
}
