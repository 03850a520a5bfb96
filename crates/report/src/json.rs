//! JSON written straight into a byte buffer: records and timelines are hundreds of megabytes of it.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Appends a JSON string with its quotes.
pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escaped(out, text);
    out.push(b'"');
}

/// Appends the inside of a JSON string.
pub(crate) fn escaped(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    loop {
        let (plain, tail) = rest.split_at_checked(plain_len(rest)).unwrap_or((rest, &[]));
        out.extend_from_slice(plain);
        let Some((&byte, after)) = tail.split_first() else { return };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                out.extend_from_slice(b"\\u00");
                hex(out, &[byte]);
            }
        }
        rest = after;
    }
}

/// How many leading bytes stand for themselves in a JSON string.
fn plain_len(bytes: &[u8]) -> usize {
    // Most texts are plain to their end, and that is seen eight bytes at a time; the last eight may overlap.
    let (chunks, _) = bytes.as_chunks::<8>();
    if let Some(last) = bytes.last_chunk()
        && !chunks.iter().any(may_be_special)
        && !may_be_special(last)
    {
        return bytes.len();
    }
    bytes.iter().position(|it| *it < 0x20 || matches!(it, b'"' | b'\\')).unwrap_or(bytes.len())
}

/// Whether any of eight bytes is below a space, a quote or a backslash. A borrow can only make a byte above a
/// special one look special too.
fn may_be_special(chunk: &[u8; 8]) -> bool {
    let word = u64::from_le_bytes(*chunk);
    let zero = |it: u64| it.wrapping_sub(ONES) & !it;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (control | zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c))) & HIGHS != 0
}

/// Appends an integer.
pub(crate) fn int(out: &mut Vec<u8>, value: impl itoa::Integer) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends a floating-point number; what JSON cannot say becomes `{"real":"NaN"}` and the like.
pub(crate) fn real(out: &mut Vec<u8>, value: f64) {
    if value.is_finite() {
        // Writing into a Vec cannot fail, and a finite number always has a JSON form.
        let _ = serde_json::to_writer(out, &value);
    } else {
        let name = if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        };
        out.extend_from_slice(b"{\"real\":");
        text(out, name);
        out.push(b'}');
    }
}

/// Appends bytes as lower-case hex, without quotes.
pub(crate) fn hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            out.push(DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0'));
        }
    }
}

/// Bytes as lower-case hex.
pub(crate) fn hex_string(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    hex(&mut out, bytes);
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_reads_back_as_it_was(it in "\\PC{0,40}|[\\x00-\\x7f]{0,40}|(a|\"|\\\\|\n|é|\u{202e}){0,40}") {
            let mut out = Vec::new();
            text(&mut out, &it);
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), it);
        }

        #[test]
        fn numbers_read_back_as_they_were(whole: i64, broken: f64) {
            let mut out = Vec::new();
            int(&mut out, whole);
            prop_assert_eq!(serde_json::from_slice::<i64>(&out).unwrap(), whole);
            out.clear();
            real(&mut out, broken);
            if broken.is_finite() {
                prop_assert_eq!(serde_json::from_slice::<f64>(&out).unwrap(), broken);
            }
        }
    }
}
