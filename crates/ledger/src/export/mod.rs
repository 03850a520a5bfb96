//! What everybody may see, in forms that other people's programs read.
//!
//! Everything here is made of [`Public`] views, so that an export cannot hold what the policy withholds. The same
//! rows give the same bytes, in whatever order they come. [`json`] and [`csv`] can be read back with [`read_json`]
//! and [`read_csv`]; [`ftm`] and [`bods`] say less, and [`losses`] says how much less.

mod about;
mod bods;
mod cell;
mod csv;
mod ftm;
mod json;
pub mod losses;
mod package;
mod read;
mod register;
mod table;

pub use about::{About, Facts, File};
pub use bods::bods;
pub use csv::csv;
pub use ftm::ftm;
pub use json::json;
pub use read::{Import, read_csv, read_json};

use serde::Serialize;

use crate::nearest::is_invisible;
use crate::visibility::{Public, View};

/// The rows in the order of an export: by entity, then by public name.
fn sorted(rows: &[Public<View>]) -> Vec<&Public<View>> {
    let mut sorted: Vec<&Public<View>> = rows.iter().collect();
    sorted.sort_by_key(|it| (it.get().entity, it.get().id));
    sorted.dedup_by_key(|it| it.get().id);
    sorted
}

/// JSON on one line, with every mark that hides or turns text around written as an escape.
///
/// Such marks can only stand inside strings, where an escape means the same.
fn compact<T: Serialize + ?Sized>(value: &T) -> String {
    // Maps with text keys and no floating point cannot fail to be written.
    escaped(serde_json::to_string(value).unwrap_or_default())
}

/// The same over several lines, for people who look into a file.
fn pretty<T: Serialize + ?Sized>(value: &T) -> String {
    let mut text = escaped(serde_json::to_string_pretty(value).unwrap_or_default());
    text.push('\n');
    text
}

fn escaped(json: String) -> String {
    // C1 controls are not escaped by JSON itself.
    let is_tricky = |it: char| is_invisible(it) || it.is_control() && u32::from(it) >= 0x7f;
    if !json.contains(is_tricky) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if is_tricky(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(letter);
        }
    }
    out
}
