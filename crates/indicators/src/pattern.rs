//! Reads the text of a STIX pattern into a tree. Decides nothing about what the tree means for a phone.
//!
//! The grammar is that of STIX 2.0 and 2.1 part 5/section 9, with three leniences met in published packs:
//! keywords in any case, property names with hyphens outside quotes (`file:hashes.SHA-256`), and a doubled
//! apostrophe for one inside a string.

use std::fmt;

/// Patterns longer than this are refused; published ones have at most a few kilobytes.
const MAX_LENGTH: usize = 1 << 20;
/// How deep parentheses may nest.
const MAX_DEPTH: usize = 32;
/// How many comparisons, and how many values over all of them, one pattern may hold.
const MAX_ITEMS: usize = 20_000;

/// Why a text is no STIX pattern. Names the place, never the text: packs are shared, error texts travel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why} at byte {at}")]
pub struct PatternError {
    /// Byte offset into the pattern.
    pub at: usize,
    /// What was expected or exceeded.
    pub why: &'static str,
}

/// Something that is looked for in observations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation {
    /// `[…]`: one observation fulfils the comparison.
    Single(Comparison),
    /// All of them, by any observations.
    And(Vec<Observation>),
    /// At least one of them.
    Or(Vec<Observation>),
    /// One after the other.
    FollowedBy(Vec<Observation>),
    /// Restricted by time or count.
    Qualified(Box<Observation>, Qualifier),
}

/// A restriction by time or count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// `WITHIN n SECONDS`, the number as written.
    Within(String),
    /// `REPEATS n TIMES`.
    Repeats(u64),
    /// `START t'…' STOP t'…'`, the texts as written.
    Between(String, String),
}

/// What one observation must fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// A property compared with constants.
    Test(Test),
    /// `EXISTS path`.
    Exists(ObjectPath),
    /// All of them.
    And(Vec<Comparison>),
    /// At least one of them.
    Or(Vec<Comparison>),
}

/// A property compared with one constant, or with several after `IN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Which property.
    pub path: ObjectPath,
    /// `NOT` before the operator.
    pub negated: bool,
    /// The operator.
    pub operator: Operator,
    /// One constant; any number of them for [`Operator::In`].
    pub values: Vec<Constant>,
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `IN`
    In,
    /// `LIKE`, with `%` and `_`
    Like,
    /// `MATCHES`, a regular expression
    Matches,
    /// `ISSUBSET`, for networks
    IsSubset,
    /// `ISSUPERSET`, for networks
    IsSuperset,
}

impl Operator {
    const WORDS: [(&'static str, Self); 5] = [
        ("IN", Self::In),
        ("LIKE", Self::Like),
        ("MATCHES", Self::Matches),
        ("ISSUBSET", Self::IsSubset),
        ("ISSUPERSET", Self::IsSuperset),
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "IN",
            Self::Like => "LIKE",
            Self::Matches => "MATCHES",
            Self::IsSubset => "ISSUBSET",
            Self::IsSuperset => "ISSUPERSET",
        }
    }
}

/// A property of an object: `file:hashes.'SHA-256'`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPath {
    /// The object's type.
    pub object: String,
    /// The way to the property.
    pub steps: Vec<Step>,
}

/// One step of an object path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A named property.
    Name(String),
    /// An element of a list, as written.
    Index(u64),
    /// Any element of a list.
    Any,
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant {
    /// `'…'`, unescaped.
    Text(String),
    /// A number, as written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// `t'…'`, a timestamp, as written.
    Time(String),
    /// `h'…'`, hexadecimal digits, as written.
    Hex(String),
    /// `b'…'`, base64, as written.
    Binary(String),
}

/// Reads a pattern.
///
/// # Errors
/// Where the text leaves the grammar or a limit (1 MiB, 32 levels, 20,000 comparisons and values).
pub fn parse(text: &str) -> Result<Observation, PatternError> {
    let mut parser = Parser { text, at: 0, depth: 0, items: 0 };
    if text.len() > MAX_LENGTH {
        return Err(parser.error("the pattern is too long"));
    }
    let tree = parser.followed_by()?;
    parser.space()?;
    if parser.at < text.len() {
        return Err(parser.error("expected the end of the pattern"));
    }
    Ok(tree)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    items: usize,
}

type Parsed<T> = Result<T, PatternError>;

impl<'a> Parser<'a> {
    fn error(&self, why: &'static str) -> PatternError {
        PatternError { at: self.at, why }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn count(&mut self) -> Parsed<()> {
        self.items += 1;
        if self.items > MAX_ITEMS {
            Err(self.error("the pattern holds too many comparisons"))
        } else {
            Ok(())
        }
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(self.error("parentheses nest too deeply")) } else { Ok(()) }
    }

    /// Skips white space and comments.
    fn space(&mut self) -> Parsed<()> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.at += rest.len() - trimmed.len();
            if let Some(comment) = trimmed.strip_prefix("/*") {
                let end = comment.find("*/").ok_or_else(|| self.error("a comment does not end"))?;
                self.at += end + 4;
            } else if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else {
                return Ok(());
            }
        }
    }

    fn eat(&mut self, symbol: &str) -> Parsed<bool> {
        self.space()?;
        let found = self.rest().starts_with(symbol);
        if found {
            self.at += symbol.len();
        }
        Ok(found)
    }

    fn expect(&mut self, symbol: &str, why: &'static str) -> Parsed<()> {
        if self.eat(symbol)? { Ok(()) } else { Err(self.error(why)) }
    }

    /// Takes a keyword if it stands here as a whole word.
    fn word(&mut self, word: &str) -> Parsed<bool> {
        self.space()?;
        let rest = self.rest();
        let found = rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word))
            && !rest.as_bytes().get(word.len()).is_some_and(|it| is_name_byte(*it));
        if found {
            self.at += word.len();
        }
        Ok(found)
    }

    fn followed_by(&mut self) -> Parsed<Observation> {
        self.joined("FOLLOWEDBY", Self::either_observation, Observation::FollowedBy)
    }

    fn either_observation(&mut self) -> Parsed<Observation> {
        self.joined("OR", Self::both_observations, Observation::Or)
    }

    fn both_observations(&mut self) -> Parsed<Observation> {
        self.joined("AND", Self::observation, Observation::And)
    }

    /// `part (word part)*`, joined only if there are several.
    fn joined<T>(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Parsed<T>,
        join: fn(Vec<T>) -> T,
    ) -> Parsed<T> {
        let first = part(self)?;
        if !self.word(word)? {
            return Ok(first);
        }
        let mut parts = vec![first, part(self)?];
        while self.word(word)? {
            parts.push(part(self)?);
        }
        Ok(join(parts))
    }

    fn observation(&mut self) -> Parsed<Observation> {
        let mut tree = if self.eat("[")? {
            let comparison = self.either()?;
            self.expect("]", "expected `]`")?;
            Observation::Single(comparison)
        } else if self.eat("(")? {
            self.deeper()?;
            let inner = self.followed_by()?;
            self.expect(")", "expected `)`")?;
            self.depth -= 1;
            inner
        } else {
            return Err(self.error("expected `[` or `(`"));
        };
        let mut qualifiers = 0;
        while let Some(qualifier) = self.qualifier()? {
            qualifiers += 1;
            if qualifiers > MAX_DEPTH {
                return Err(self.error("too many qualifiers"));
            }
            tree = Observation::Qualified(Box::new(tree), qualifier);
        }
        Ok(tree)
    }

    fn qualifier(&mut self) -> Parsed<Option<Qualifier>> {
        if self.word("WITHIN")? {
            let number = self.number()?;
            if self.word("SECONDS")? || self.word("SECOND")? {
                return Ok(Some(Qualifier::Within(number)));
            }
            return Err(self.error("expected `SECONDS`"));
        }
        if self.word("REPEATS")? {
            let number = self.number()?;
            let count = number.parse().map_err(|_| self.error("expected a whole number"))?;
            if self.word("TIMES")? {
                return Ok(Some(Qualifier::Repeats(count)));
            }
            return Err(self.error("expected `TIMES`"));
        }
        if self.word("START")? {
            let start = self.time()?;
            if self.word("STOP")? {
                return Ok(Some(Qualifier::Between(start, self.time()?)));
            }
            return Err(self.error("expected `STOP`"));
        }
        Ok(None)
    }

    fn either(&mut self) -> Parsed<Comparison> {
        self.joined("OR", Self::both, Comparison::Or)
    }

    fn both(&mut self) -> Parsed<Comparison> {
        self.joined("AND", Self::comparison, Comparison::And)
    }

    fn comparison(&mut self) -> Parsed<Comparison> {
        self.count()?;
        if self.eat("(")? {
            self.deeper()?;
            let inner = self.either()?;
            self.expect(")", "expected `)`")?;
            self.depth -= 1;
            return Ok(inner);
        }
        // An object type may be called `exists`; then a colon follows.
        let before = self.at;
        if self.word("EXISTS")? {
            self.space()?;
            if self.peek() != Some(b':') {
                return Ok(Comparison::Exists(self.path()?));
            }
            self.at = before;
        }
        let path = self.path()?;
        let negated = self.word("NOT")?;
        let operator = self.operator()?;
        let values = if operator == Operator::In { self.set()? } else { vec![self.constant()?] };
        Ok(Comparison::Test(Test { path, negated, operator, values }))
    }

    fn operator(&mut self) -> Parsed<Operator> {
        const SYMBOLS: [(&str, Operator); 8] = [
            ("!=", Operator::NotEqual),
            ("<>", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("==", Operator::Equal),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        for (symbol, operator) in SYMBOLS {
            if self.eat(symbol)? {
                return Ok(operator);
            }
        }
        for (word, operator) in Operator::WORDS {
            if self.word(word)? {
                return Ok(operator);
            }
        }
        Err(self.error("expected a comparison operator"))
    }

    fn set(&mut self) -> Parsed<Vec<Constant>> {
        self.expect("(", "expected `(` after `IN`")?;
        let mut values = Vec::new();
        if self.eat(")")? {
            return Ok(values);
        }
        loop {
            values.push(self.constant()?);
            if !self.eat(",")? {
                self.expect(")", "expected `,` or `)`")?;
                return Ok(values);
            }
        }
    }

    fn path(&mut self) -> Parsed<ObjectPath> {
        let object = self.name()?;
        self.expect(":", "expected `:` after the object type")?;
        let mut steps = vec![self.step()?];
        loop {
            if self.eat(".")? {
                steps.push(self.step()?);
            } else if self.eat("[")? {
                if self.eat("*")? {
                    steps.push(Step::Any);
                } else {
                    let number = self.number()?;
                    steps.push(Step::Index(number.parse().map_err(|_| self.error("expected an index"))?));
                }
                self.expect("]", "expected `]` after the index")?;
            } else {
                return Ok(ObjectPath { object, steps });
            }
            self.count()?;
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        self.space()?;
        Ok(Step::Name(if self.peek() == Some(b'\'') { self.string()? } else { self.name()? }))
    }

    fn name(&mut self) -> Parsed<String> {
        self.space()?;
        let rest = self.rest();
        let length = rest.bytes().take_while(|it| is_name_byte(*it)).count();
        let name =
            rest.get(..length).filter(|it| !it.is_empty()).ok_or_else(|| self.error("expected a name"))?;
        self.at += length;
        Ok(name.to_owned())
    }

    fn number(&mut self) -> Parsed<String> {
        self.space()?;
        let rest = self.rest();
        let sign = usize::from(rest.starts_with(['+', '-']));
        let body = rest.get(sign..).unwrap_or_default();
        let length = body.bytes().take_while(|it| it.is_ascii_digit() || *it == b'.').count();
        let digits = body.get(..length).unwrap_or_default();
        if !digits.bytes().any(|it| it.is_ascii_digit())
            || digits.bytes().filter(|it| *it == b'.').count() > 1
        {
            return Err(self.error("expected a number"));
        }
        let number = rest.get(..sign + length).unwrap_or_default().to_owned();
        self.at += sign + length;
        Ok(number)
    }

    fn time(&mut self) -> Parsed<String> {
        self.space()?;
        match self.constant()? {
            Constant::Time(text) | Constant::Text(text) => Ok(text),
            _ => Err(self.error("expected a time")),
        }
    }

    fn constant(&mut self) -> Parsed<Constant> {
        self.count()?;
        self.space()?;
        let quoted = self.text.as_bytes().get(self.at + 1) == Some(&b'\'');
        match self.peek() {
            Some(b'\'') => Ok(Constant::Text(self.string()?)),
            Some(prefix @ (b't' | b'h' | b'b')) if quoted => {
                self.at += 1;
                let text = self.string()?;
                Ok(match prefix {
                    b't' => Constant::Time(text),
                    b'h' => Constant::Hex(text),
                    _ => Constant::Binary(text),
                })
            }
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => Ok(Constant::Number(self.number()?)),
            _ if self.word("true")? => Ok(Constant::Bool(true)),
            _ if self.word("false")? => Ok(Constant::Bool(false)),
            _ => Err(self.error("expected a constant")),
        }
    }

    /// A string in apostrophes. A backslash escapes an apostrophe and itself; before anything else it stands
    /// for itself, because regular expressions are often written so.
    fn string(&mut self) -> Parsed<String> {
        let mut out = String::new();
        let body = self.rest().get(1..).unwrap_or_default();
        let mut chars = body.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek().map(|it| it.1)) {
                ('\\', Some(next @ ('\'' | '\\'))) | ('\'', Some(next @ '\'')) if c == '\\' || at > 0 => {
                    out.push(next);
                    chars.next();
                }
                ('\'', _) => {
                    self.at += at + 2;
                    return Ok(out);
                }
                _ => out.push(c),
            }
        }
        Err(self.error("a string does not end"))
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Writes `parts` with `word` between them, each compound one in parentheses.
fn join<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    parts: &[T],
    word: &str,
    simple: fn(&T) -> bool,
) -> fmt::Result {
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            write!(f, " {word} ")?;
        }
        if simple(part) {
            write!(f, "{part}")?;
        } else {
            write!(f, "({part})")?;
        }
    }
    Ok(())
}

impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let simple = |it: &Self| matches!(it, Self::Single(_) | Self::Qualified(..));
        match self {
            Self::Single(it) => write!(f, "[{it}]"),
            Self::And(parts) => join(f, parts, "AND", simple),
            Self::Or(parts) => join(f, parts, "OR", simple),
            Self::FollowedBy(parts) => join(f, parts, "FOLLOWEDBY", simple),
            Self::Qualified(inner, qualifier) => {
                join(f, std::slice::from_ref(inner.as_ref()), "", simple)?;
                write!(f, " {qualifier}")
            }
        }
    }
}

impl fmt::Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(seconds) => write!(f, "WITHIN {seconds} SECONDS"),
            Self::Repeats(times) => write!(f, "REPEATS {times} TIMES"),
            Self::Between(start, stop) => {
                f.write_str("START t")?;
                quote(f, start)?;
                f.write_str(" STOP t")?;
                quote(f, stop)
            }
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let simple = |it: &Self| matches!(it, Self::Test(_) | Self::Exists(_));
        match self {
            Self::Test(it) => it.fmt(f),
            Self::Exists(path) => write!(f, "EXISTS {path}"),
            Self::And(parts) => join(f, parts, "AND", simple),
            Self::Or(parts) => join(f, parts, "OR", simple),
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if self.negated { "NOT " } else { "" };
        write!(f, "{} {not}{} ", self.path, self.operator.as_str())?;
        if self.operator == Operator::In {
            f.write_str("(")?;
        }
        for (n, value) in self.values.iter().enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            value.fmt(f)?;
        }
        f.write_str(if self.operator == Operator::In { ")" } else { "" })
    }
}

impl fmt::Display for ObjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.object)?;
        for (n, step) in self.steps.iter().enumerate() {
            match step {
                Step::Name(name) => {
                    if n > 0 {
                        f.write_str(".")?;
                    }
                    if !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_') {
                        f.write_str(name)?;
                    } else {
                        quote(f, name)?;
                    }
                }
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Any => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, text) = match self {
            Self::Text(text) => ("", text),
            Self::Time(text) => ("t", text),
            Self::Hex(text) => ("h", text),
            Self::Binary(text) => ("b", text),
            Self::Number(text) => return f.write_str(text),
            Self::Bool(truth) => return write!(f, "{truth}"),
        };
        f.write_str(prefix)?;
        quote(f, text)
    }
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("'")?;
    for c in text.chars() {
        if matches!(c, '\'' | '\\') {
            f.write_str("\\")?;
        }
        fmt::Write::write_char(f, c)?;
    }
    f.write_str("'")
}
