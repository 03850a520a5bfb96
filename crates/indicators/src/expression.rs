//! Patterns of one value as regular expressions, within bounds.

use model::ObservableType;

use crate::hosting;
use crate::ordinary::ORDINARY;
use crate::paths::{self, Platform};
use crate::web;

/// The least that an expression counts.
pub(crate) const LIGHTEST: usize = 1 << 13;

/// The text of a `LIKE` over hosts, with the labels that are written in other scripts as hosts are compared. A label
/// of which only a part is named has no other spelling.
pub(crate) fn ascii_labels(text: &str) -> String {
    let ascii = |label: &str| -> Option<String> {
        let whole = !label.is_ascii() && !label.contains(['%', '_']);
        whole.then(|| idna::domain_to_ascii(label).ok()).flatten()
    };
    let labels: Vec<String> = text.split('.').map(|it| ascii(it).unwrap_or_else(|| it.to_owned())).collect();
    labels.join(".")
}

/// The expression with `\w`, `\d`, `\s` and `\b` as the dialect of STIX means them, of ASCII alone. As classes of all
/// scripts they would make a modest expression too large.
pub(crate) fn ascii_classes(source: &str) -> String {
    // In the verbose form brackets may stand in comments.
    let verbose = source
        .split("(?")
        .skip(1)
        .any(|it| it.bytes().take_while(|it| it.is_ascii_alphabetic() || *it == b'-').any(|it| it == b'x'));
    if verbose {
        return source.to_owned();
    }
    let mut out = String::with_capacity(source.len());
    // How many brackets are open.
    let mut depth = 0_usize;
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => push_escape(chars.next(), depth > 0, &mut out),
            '[' => {
                depth += 1;
                out.push(c);
                out.extend(chars.next_if_eq(&'^'));
                // As the first of a class it is itself.
                out.extend(chars.next_if_eq(&']'));
            }
            ']' => {
                depth = depth.saturating_sub(1);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

fn push_escape(escaped: Option<char>, in_class: bool, out: &mut String) {
    let class = match escaped {
        Some('w') => "[:word:]",
        Some('W') => "[:^word:]",
        Some('d') => "[:digit:]",
        Some('D') => "[:^digit:]",
        Some('s') => "[:space:]",
        Some('S') => "[:^space:]",
        Some('b') if !in_class => return out.push_str(r"(?-u:\b)"),
        other => {
            out.push('\\');
            return out.extend(other);
        }
    };
    if in_class {
        out.push_str(class);
    } else {
        out.push('[');
        out.push_str(class);
        out.push(']');
    }
}

/// The regular expression of a `LIKE`: `%` is any text, `_` any character.
pub(crate) fn like(text: &str) -> String {
    let mut out = String::from("(?s)^");
    for c in text.chars() {
        match c {
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            _ => push_literal(c, &mut out),
        }
    }
    out.push('$');
    out
}

pub(crate) fn push_literal(c: char, out: &mut String) {
    out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

/// The regular expression of a path in which `*` stands for any text within one component, and its weight.
///
/// # Errors
/// If it would fit ordinary paths.
pub(crate) fn glob(path: &str, platform: Platform) -> Result<(String, usize), &'static str> {
    let mut out = String::from("(?s)");
    // As for plain paths, aliases are compared in one spelling, and a directory stands for what is below it.
    match paths::absolute(path, platform) {
        Some(it) => {
            out.push('^');
            for component in it.components() {
                out.push('/');
                component
                    .chars()
                    .for_each(|c| if c == '*' { out.push_str("[^/]*") } else { push_literal(c, &mut out) });
            }
            out.push_str("(/|$)");
        }
        None if paths::components(path).count() < 2 => {
            return Err("path is relative and has a single component");
        }
        None => {
            out.push_str("(^|/)");
            for (n, component) in paths::components(path).enumerate() {
                if n > 0 {
                    out.push('/');
                }
                component
                    .chars()
                    .for_each(|c| if c == '*' { out.push_str("[^/]*") } else { push_literal(c, &mut out) });
            }
            out.push('$');
        }
    }
    let weight = compile(ObservableType::Path, &out)?;
    Ok((out, weight))
}

/// True if the only `*` of a path is an app's container, which the path table knows.
pub(crate) fn is_container_wildcard(path: &str) -> bool {
    let Some(it) = paths::absolute(path, Platform::Ios) else { return false };
    let mut before = [""; 3];
    for component in it.components() {
        let [a, b, _] = before;
        if component.contains('*') && !(component == "*" && paths::is_container(before)) {
            return false;
        }
        before = [component, a, b];
    }
    true
}

/// Compiles within bounds and refuses what would match on every phone. Returns the weight.
///
/// # Errors
/// Why the expression cannot be used.
pub(crate) fn compile(kind: ObservableType, source: &str) -> Result<usize, &'static str> {
    let (regex, weight) = build(kind, source)?;
    let mut fits = regex.is_match("");
    for value in ORDINARY.iter().filter(|it| it.0 == kind).flat_map(|it| it.1) {
        spellings(kind, value, &mut |it| fits |= regex.is_match(it));
    }
    fits |= match kind {
        ObservableType::Domain => hosting::is_ordinary_host(|it| regex.is_match(it)),
        ObservableType::Path => paths::fits_everywhere(|it| regex.is_match(it)),
        _ => false,
    };
    if fits { Err("regular expression fits ordinary values") } else { Ok(weight) }
}

/// Calls `each` with the texts in which a value of a type is shown to patterns.
fn spellings(kind: ObservableType, value: &str, each: &mut dyn FnMut(&str)) {
    match kind {
        ObservableType::Path => {
            for platform in [Platform::Ios, Platform::Android] {
                paths::spellings(value, platform, each);
            }
        }
        ObservableType::Url => {
            if let Some(parts) = web::split(value) {
                web::spellings(&parts, parts.host, each);
            }
        }
        _ => each(value),
    }
}

/// Compiles within bounds, and says how much room it takes: the least of a few limits that suffices, as nothing
/// else tells the size.
///
/// # Errors
/// Why the expression cannot be used.
pub(crate) fn build(kind: ObservableType, source: &str) -> Result<(regex::Regex, usize), &'static str> {
    if source.len() > 8192 {
        return Err("regular expression is too long");
    }
    let sensitive = matches!(kind, ObservableType::Process | ObservableType::Path | ObservableType::FileName);
    for limit in (0..=5).map(|it| LIGHTEST << it) {
        let built = regex::RegexBuilder::new(source)
            .size_limit(limit)
            .dfa_size_limit(1 << 20)
            .nest_limit(50)
            .case_insensitive(!sensitive)
            .build();
        match built {
            Ok(regex) => return Ok((regex, limit)),
            Err(regex::Error::CompiledTooBig(_)) => {}
            Err(_) => return Err("regular expression is not supported"),
        }
    }
    Err("regular expression is too large")
}
