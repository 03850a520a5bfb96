//! One value in one cell, so that neither a spreadsheet nor a reader takes it for something else.

use serde_json::Value as Json;

use super::compact;
use crate::field::Shape;
use crate::nearest::is_invisible;

/// The cell of a value.
pub(super) fn write(value: &Json) -> String {
    let text = match value {
        Json::String(text) if is_plain(text) => text.clone(),
        other => compact(other),
    };
    if is_formula(&text) { format!("'{text}") } else { text }
}

/// The value of a cell; nothing for an empty one.
pub(super) fn read(cell: &str, shape: &Shape) -> Result<Option<Json>, String> {
    let text = match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    };
    if text.is_empty() {
        return Ok(None);
    }
    let bare = matches!(shape, Shape::Integer { .. } | Shape::Bool);
    if !bare && !text.starts_with(['{', '[', '"']) {
        return Ok(Some(text.into()));
    }
    // A spreadsheet shouts its truths.
    let text = match (shape, text) {
        (Shape::Bool, "TRUE") => "true",
        (Shape::Bool, "FALSE") => "false",
        _ => text,
    };
    serde_json::from_str(text).map(Some).map_err(|error| {
        let what =
            if bare { "a number, true or false" } else { "JSON after an opening bracket or quotation mark" };
        format!("expected {what}: {error}")
    })
}

/// Text that stands in a cell as it is. Whatever looks like JSON is written as JSON, so that reading is certain.
fn is_plain(text: &str) -> bool {
    let hides = |it: char| is_invisible(it) || it.is_control() && !matches!(it, '\n' | '\r' | '\t');
    !text.is_empty() && !text.starts_with(['{', '[', '"']) && !text.contains(hides)
}

/// What a spreadsheet would run. Apostrophes before it count, so that taking one away is always right.
fn is_formula(text: &str) -> bool {
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    text.trim_start_matches('\'').starts_with(signs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const TEXT: Shape = Shape::Text { limit: 20_000, name: false };

    #[test]
    fn a_formula_is_defused_and_comes_back() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("'=x", "''=x"),
            ("'x", "'x"),
            ("\u{ff1d}x", "'\u{ff1d}x"),
            ("[x", "\"[x\""),
            ("\"x", "\"\\\"x\""),
            ("a\u{202e}b", "\"a\\u202eb\""),
        ] {
            assert_eq!(write(&json!(text)), cell);
            assert_eq!(read(cell, &TEXT).unwrap(), Some(json!(text)));
        }
    }

    #[test]
    fn numbers_and_truths_are_themselves() {
        let number = Shape::Integer { min: 0, max: 9 };
        assert_eq!(read("7", &number).unwrap(), Some(json!(7)));
        assert_eq!(read("TRUE", &Shape::Bool).unwrap(), Some(json!(true)));
        assert_eq!(read("7", &TEXT).unwrap(), Some(json!("7")));
        assert_eq!(read("", &TEXT).unwrap(), None);
        assert!(read("seven", &number).is_err() && read("[1", &TEXT).is_err());
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "(?s)['=@{\\[\"\u{202e}\r\n\t-]{0,4}.{1,20}") {
            prop_assert_eq!(read(&write(&json!(text)), &TEXT).unwrap(), Some(json!(text)));
        }
    }
}
