//! From the tree of a pattern to what one record can decide.

use model::{ObservableType, Utc};
use rustc_hash::FxHashMap;

use crate::expression::{LIGHTEST, ascii_classes, ascii_labels, build, compile, like};
use crate::key;
use crate::pack::Span;
use crate::pattern::{Comparison, Constant, ObjectPath, Observation, Operator, Qualifier, Step, Test};

/// One value that a record must, or must not, carry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    pub(crate) kind: ObservableType,
    pub(crate) value: String,
    /// The regular expression, where `value` is the text of one or of a `LIKE`.
    pub(crate) pattern: Option<String>,
    /// How much room the compiled expression takes, about, in bytes.
    pub(crate) weight: usize,
    /// The record must carry a value of the type that is not this one.
    pub(crate) negated: bool,
    /// The value is a name or an address: a pattern is tried on both.
    pub(crate) host: bool,
    /// Parts with one number are conditions on one object path: one value must fulfil them all.
    pub(crate) group: usize,
}

/// What of a pattern one record can decide.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    /// Each by itself is enough; within one, all parts must meet, in a record of that time.
    pub(crate) alternatives: Vec<(Vec<Part>, Option<Span>)>,
    /// Why the rest cannot be decided.
    pub(crate) skipped: Vec<String>,
    weighed: Weighed,
}

const TOO_MANY: &str = "expands to too many combinations";
/// Alternatives one pattern may expand to.
const MAX_ALTERNATIVES: usize = 20_000;
/// Alternatives that conjunctions of several lists may multiply to.
const MAX_PRODUCT: usize = 256;
/// Alternatives of several conditions one pattern may have: each is an indicator that bears its whole text.
const MAX_CONJUNCTIONS: usize = 512;
/// How much room the regular expressions of one pack may take compiled, by [`build`]'s measure: about four thousand
/// light ones or a hundred heavy ones. All are held in memory while evidence is read, and tried on every value.
pub(crate) const MAX_EXPRESSIONS_WEIGHT: usize = 32 << 20;
/// Why an expression beyond that is not used.
pub(crate) const TOO_MANY_EXPRESSIONS: &str = "more regular expressions than are compared";
/// Parts one alternative may have.
const MAX_PARTS: usize = 32;

/// Says what of the pattern one record can decide.
pub(crate) fn lower(tree: &Observation) -> Lowered {
    let mut out = Lowered::default();
    observation(tree, None, &mut out);
    if out.alternatives.iter().filter(|it| it.0.len() > 1).count() > MAX_CONJUNCTIONS {
        out.alternatives.retain(|it| it.0.len() == 1);
        out.skipped.push(TOO_MANY.into());
    }
    out
}

fn observation(tree: &Observation, span: Option<Span>, out: &mut Lowered) {
    match tree {
        Observation::Single(it) => match expand(it) {
            Ok(alternatives) => alternatives.into_iter().for_each(|it| finish(it, span, out)),
            Err(why) => out.skipped.push(why.into()),
        },
        Observation::Or(parts) => parts.iter().for_each(|it| observation(it, span, out)),
        Observation::And(_) => out.skipped.push("needs several records (AND between observations)".into()),
        Observation::FollowedBy(_) => out.skipped.push("needs several records (FOLLOWEDBY)".into()),
        Observation::Qualified(inner, Qualifier::Within(_) | Qualifier::Repeats(1)) => {
            observation(inner, span, out);
        }
        Observation::Qualified(_, Qualifier::Repeats(_)) => {
            out.skipped.push("needs several records (REPEATS)".into());
        }
        Observation::Qualified(inner, Qualifier::Between(start, stop)) => {
            let (Some(start), Some(stop)) = (Utc::parse(start), Utc::parse(stop)) else {
                return out.skipped.push("names no proper time (START … STOP)".into());
            };
            let own = Span { start, stop };
            match own.within(span.unwrap_or(own)) {
                Some(both) => observation(inner, Some(both), out),
                None => out.skipped.push("holds at no time (START … STOP)".into()),
            }
        }
    }
}

/// What an object path stands for.
#[derive(Clone, Copy, PartialEq)]
enum Property {
    Kind(ObservableType),
    /// An address or a name, by its value.
    Host,
    /// The directory a file lies in.
    Parent,
    /// The type of an object referred to: no record says it, its value shows it.
    ReferredType,
}

/// A literal before it is known whether a record can decide it.
#[derive(Clone)]
enum Literal {
    Known {
        path: String,
        property: Property,
        value: String,
        pattern: Option<String>,
        negated: bool,
    },
    /// Why no record can decide it, and whether the digest of the file would.
    Unknown {
        why: String,
        of_file: bool,
    },
}

impl Literal {
    /// True if it says what a file's content is.
    fn is_digest(&self) -> bool {
        use ObservableType::{Md5, Sha1, Sha256};
        matches!(
            self,
            Self::Known { property: Property::Kind(Md5 | Sha1 | Sha256), pattern: None, negated: false, .. }
        )
    }

    /// True if it says what a file is called, where it lies, or what else describes it.
    fn describes_file(&self) -> bool {
        use ObservableType::{FileName, Path};
        match self {
            Self::Known { property, negated, .. } => {
                !negated && matches!(property, Property::Kind(FileName | Path) | Property::Parent)
            }
            Self::Unknown { of_file, .. } => *of_file,
        }
    }

    /// True if it says what a file is not called, or where it does not lie.
    fn excludes_name(&self) -> bool {
        use ObservableType::{FileName, Path};
        matches!(
            self,
            Self::Known { property: Property::Kind(FileName | Path) | Property::Parent, negated: true, .. }
        )
    }
}

fn expand(tree: &Comparison) -> Result<Vec<Vec<Literal>>, &'static str> {
    match tree {
        Comparison::Exists(_) => {
            let why = "only says that a property exists".into();
            Ok(vec![vec![Literal::Unknown { why, of_file: false }]])
        }
        Comparison::Test(it) => Ok(test(it)),
        Comparison::Or(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(expand(part)?);
                if all.len() > MAX_ALTERNATIVES {
                    return Err(TOO_MANY);
                }
            }
            Ok(all)
        }
        Comparison::And(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let more = expand(part)?;
                let widest = |of: &[Vec<Literal>]| of.iter().map(Vec::len).max().unwrap_or(0);
                let many = all.len().saturating_mul(more.len()) > MAX_PRODUCT && all.len() > 1;
                if many || widest(&all) + widest(&more) > MAX_PARTS {
                    return Err(TOO_MANY);
                }
                all = all
                    .iter()
                    .flat_map(|left| more.iter().map(move |right| [&left[..], right].concat()))
                    .collect();
            }
            Ok(all)
        }
    }
}

/// A test that no record can decide.
fn undecided(test: &Test, why: &str) -> Literal {
    let excludes = test.negated || test.operator == Operator::NotEqual;
    let of_file = test.path.object.eq_ignore_ascii_case("file")
        && matches!(test.path.steps.first(), Some(Step::Name(name)) if matches!(
            name.to_ascii_lowercase().as_str(),
            "hashes" | "size" | "name" | "name_enc" | "path" | "parent_directory_ref" | "mime_type" | "magic_number_hex"
        ));
    Literal::Unknown { why: why.to_owned(), of_file: of_file && !excludes }
}

fn test(test: &Test) -> Vec<Vec<Literal>> {
    let unknown = |why: &str| vec![vec![undecided(test, why)]];
    let Some(property) = property(&test.path) else {
        return unknown(&format!("no record carries the property {}", label(&test.path)));
    };
    let mut texts = Vec::with_capacity(test.values.len());
    // Of a list, each value is an alternative by itself: one that cannot be read takes no other with it.
    let mut unread = Vec::new();
    for value in &test.values {
        match value {
            Constant::Text(text) if text.len() <= 8192 => texts.push(text.as_str()),
            Constant::Text(_) => unread.push(vec![undecided(test, "value is too long")]),
            _ => unread.push(vec![undecided(test, "the value is not a text")]),
        }
    }
    if texts.is_empty() {
        return if unread.is_empty() { unknown("the list of values is empty") } else { unread };
    }
    // What is excluded must be known in full.
    if (test.negated || test.operator == Operator::NotEqual) && !unread.is_empty() {
        return unread;
    }
    let mut all = compared(test, property, &texts);
    all.append(&mut unread);
    all
}

/// The alternatives of a test of these texts.
fn compared(test: &Test, property: Property, texts: &[&str]) -> Vec<Vec<Literal>> {
    let unknown = |why: &str| vec![vec![undecided(test, why)]];
    let path = spelled(&test.path);
    let literal = |value: &str, pattern: Option<String>, negated: bool| Literal::Known {
        path: path.clone(),
        property,
        value: value.to_owned(),
        pattern,
        negated,
    };
    let expression = |make: fn(&str) -> String| -> Vec<Vec<Literal>> {
        texts.iter().map(|it| vec![literal(it, Some(make(it)), test.negated)]).collect()
    };
    match test.operator {
        Operator::Equal | Operator::In | Operator::NotEqual => {
            let negated = test.negated != (test.operator == Operator::NotEqual);
            let literals = texts.iter().map(|it| literal(it, None, negated));
            // None of the values, or any of them.
            if negated {
                vec![literals.take(MAX_PARTS + 1).collect()]
            } else {
                literals.map(|it| vec![it]).collect()
            }
        }
        Operator::Like if matches!(property, Property::Host | Property::Kind(ObservableType::Domain)) => {
            expression(|it| like(&ascii_labels(it)))
        }
        Operator::Like => expression(like),
        Operator::Matches => expression(|it| format!("(?s){}", ascii_classes(it))),
        Operator::IsSubset | Operator::IsSuperset if test.negated => unknown("excludes a network"),
        Operator::IsSubset
            if property == Property::Kind(ObservableType::Ip) || property == Property::Host =>
        {
            texts.iter().map(|it| vec![literal(it, None, false)]).collect()
        }
        // A record holds single addresses, and these contain no other.
        Operator::IsSuperset
            if property == Property::Kind(ObservableType::Ip)
                && texts.iter().all(|it| {
                    it.split_once('/').is_none_or(|(address, bits)| {
                        bits == if address.contains(':') { "128" } else { "32" }
                    })
                }) =>
        {
            texts.iter().map(|it| vec![literal(it, None, false)]).collect()
        }
        Operator::IsSubset | Operator::IsSuperset => unknown("compares networks that no record carries"),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            unknown("compares by order")
        }
    }
}

/// One text for one object path, to tell whether two conditions speak of the same property.
fn spelled(path: &ObjectPath) -> String {
    let mut out = path.object.to_ascii_lowercase();
    for step in &path.steps {
        out.push('.');
        match step {
            Step::Name(name) => out.push_str(&name.to_ascii_lowercase()),
            Step::Index(_) | Step::Any => out.push('*'),
        }
    }
    out
}

/// A path in a form fit for a reason: short, and of plain characters.
fn label(path: &ObjectPath) -> String {
    let plain = |text: &str| -> String {
        text.chars().filter(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_')).take(40).collect()
    };
    let mut out = plain(&path.object);
    for (n, step) in path.steps.iter().take(4).enumerate() {
        if let Step::Name(name) = step {
            out.push(if n == 0 { ':' } else { '.' });
            out.push_str(&plain(name));
        }
    }
    out
}

fn property(path: &ObjectPath) -> Option<Property> {
    let object = path.object.to_ascii_lowercase();
    let names: Vec<String> = path
        .steps
        .iter()
        .map(|it| match it {
            Step::Name(name) => name.to_ascii_lowercase(),
            Step::Index(_) | Step::Any => "*".to_owned(),
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    use ObservableType as T;
    let kind = match (object.as_str(), names.as_slice()) {
        ("domain-name" | "hostname", ["value"]) => T::Domain,
        ("ipv4-addr" | "ipv6-addr", ["value"]) => T::Ip,
        ("url", ["value"]) | ("artifact", ["url"]) => T::Url,
        ("email-addr", ["value"]) | ("email-message", ["from_ref" | "sender_ref", "value"]) => T::Email,
        ("phone-number" | "x-phone-number" | "phone", ["value" | "number"]) => T::Phone,
        ("process", ["name"] | ["binary_ref" | "image_ref", "name"]) => T::Process,
        ("file" | "directory", ["path"]) => T::Path,
        ("file", ["name"]) => T::FileName,
        ("file" | "artifact", ["hashes", algorithm]) => match algorithm.replace(['-', '_'], "").as_str() {
            "md5" => T::Md5,
            "sha1" => T::Sha1,
            "sha256" => T::Sha256,
            _ => return None,
        },
        ("app", ["id"]) => T::AppId,
        ("app", ["cert", algorithm]) | ("x509-certificate", ["hashes", algorithm]) => {
            match algorithm.replace(['-', '_'], "").as_str() {
                "md5" | "sha1" | "sha256" => T::Certificate,
                _ => return None,
            }
        }
        ("configuration-profile", ["id"]) => T::ProfileId,
        ("android-property", ["name"]) => T::Property,
        ("network-traffic", ["dst_ref" | "src_ref", "value"]) => return Some(Property::Host),
        ("network-traffic", ["dst_ref" | "src_ref", "type"]) => return Some(Property::ReferredType),
        ("file", ["parent_directory_ref", "path"]) => return Some(Property::Parent),
        _ => return None,
    };
    Some(Property::Kind(kind))
}

/// Turns one alternative into parts, or counts why not.
fn finish(mut literals: Vec<Literal>, span: Option<Span>, out: &mut Lowered) {
    // Records carry the digests of files or their names, never both: together they could not match. Equal digests
    // are the stronger statement: the same file stays the same under another name, and what else the pattern says of
    // it, as exports for humans do, holds as well.
    if literals.iter().any(Literal::is_digest) {
        if literals.iter().any(Literal::excludes_name) {
            return out.skipped.push("needs several records (a digest, and a name that is excluded)".into());
        }
        literals.retain(|it| !it.describes_file());
    }
    // Each with its object path.
    let mut parts: Vec<(String, Part)> = Vec::with_capacity(literals.len());
    let mut parents = Vec::new();
    for literal in literals {
        let (path, property, value, pattern, negated) = match literal {
            Literal::Known { path, property, value, pattern, negated } => {
                (path, property, value, pattern, negated)
            }
            Literal::Unknown { why, .. } => return out.skipped.push(why),
        };
        let kind = match property {
            Property::Kind(kind) => kind,
            Property::Host if pattern.is_some() => ObservableType::Domain,
            Property::Host => match key::key(ObservableType::Ip, &value) {
                Ok(_) => ObservableType::Ip,
                Err(_) => ObservableType::Domain,
            },
            Property::Parent if pattern.is_none() && !negated => {
                parents.push((path, value));
                continue;
            }
            Property::Parent => return out.skipped.push("compares a directory by a pattern".into()),
            Property::ReferredType => continue,
        };
        let host = property == Property::Host && pattern.is_some();
        let part = (path, Part { kind, value, pattern, weight: 0, negated, host, group: 0 });
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    // A name and its directory are one path.
    if let [(path, parent)] = parents.as_slice() {
        let name = parts
            .iter_mut()
            .map(|it| &mut it.1)
            .find(|it| it.kind == ObservableType::FileName && it.pattern.is_none() && !it.negated);
        if let Some(part) = name {
            part.kind = ObservableType::Path;
            part.value = format!("{}/{}", parent.trim_end_matches('/'), part.value);
        } else {
            let part = Part {
                kind: ObservableType::Path,
                value: parent.clone(),
                pattern: None,
                weight: 0,
                negated: false,
                host: false,
                group: 0,
            };
            parts.push((path.clone(), part));
        }
    } else if !parents.is_empty() {
        return out.skipped.push("names two directories for one file".into());
    }
    if parts.is_empty() {
        return out.skipped.push("only says of which type a value is".into());
    }
    if parts.iter().all(|it| it.1.negated) {
        return out.skipped.push("only says what a value is not".into());
    }
    for (_, part) in &mut parts {
        match weigh(part, &mut out.weighed) {
            Ok(weight) => part.weight = weight,
            Err(why) => return out.skipped.push(why.into()),
        }
    }
    // One value that is not everybody's is enough, beside others that are.
    let named = || parts.iter().map(|it| &it.1).filter(|it| !it.negated);
    if let Some(why) = named().find_map(everybodys)
        && named().all(|it| everybodys(it).is_some())
    {
        return out.skipped.push(why.into());
    }
    out.alternatives.push((bound(parts), span));
}

/// What is known of the expressions of one pattern: combinations repeat them.
#[derive(Debug, Default)]
struct Weighed {
    known: FxHashMap<(ObservableType, bool, bool, String), Result<usize, &'static str>>,
    total: usize,
}

/// How much room a part takes compiled.
///
/// # Errors
/// If it cannot be compared, would fit every phone, or the pattern alone has too many.
fn weigh(part: &Part, weighed: &mut Weighed) -> Result<usize, &'static str> {
    let Some(source) = &part.pattern else { return key::key(part.kind, &part.value).map(|_| 0) };
    let key = (part.kind, part.negated, part.host, source.clone());
    if let Some(known) = weighed.known.get(&key) {
        return *known;
    }
    if weighed.total > MAX_EXPRESSIONS_WEIGHT {
        return Err(TOO_MANY_EXPRESSIONS);
    }
    let weight = check(part, source);
    // Compiling what is refused takes time as well.
    weighed.total += weight.unwrap_or(LIGHTEST);
    weighed.known.insert(key, weight);
    weight
}

/// Whether an expression can be compared, and would not fit every phone.
fn check(part: &Part, source: &str) -> Result<usize, &'static str> {
    if part.negated {
        // What is excluded may be as ordinary as it likes.
        return build(part.kind, source).map(|it| it.1);
    }
    let weight = compile(part.kind, source)?;
    Ok(if part.host { weight + compile(ObservableType::Ip, source)? } else { weight })
}

/// Why a named value would fit every phone, if it would. Patterns that would were refused.
fn everybodys(part: &Part) -> Option<&'static str> {
    part.pattern.is_none().then(|| key::named(part.kind, &part.value).err())?
}

/// Numbers the parts by the value that must fulfil them: conditions on one object path hold for one value. No value
/// equals two texts: where two are named, two values are meant, and what else is said of the path holds for each.
fn bound(parts: Vec<(String, Part)>) -> Vec<Part> {
    let mut paths: Vec<&str> = Vec::new();
    for (path, _) in &parts {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    let mut out = Vec::with_capacity(parts.len());
    let mut group = 0;
    for path in paths {
        let own = || parts.iter().filter(|it| it.0 == path).map(|it| &it.1);
        let (equal, rest): (Vec<&Part>, Vec<&Part>) =
            own().partition(|it| it.pattern.is_none() && !it.negated);
        let values = equal.iter().map(|it| Some(*it)).chain(equal.is_empty().then_some(None));
        for value in values {
            let together = value.into_iter().chain(rest.iter().copied());
            out.extend(together.map(|it| Part { group, ..it.clone() }));
            group += 1;
        }
    }
    out
}
