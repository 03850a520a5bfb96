//! Reads plain lists: one indicator a line, or comma-separated values.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use model::ObservableType;

use crate::key::{self, Key};
use crate::pack::{About, Pack, PackBuilder, PackError};
use crate::stix::MAX_BYTES;
use crate::text::refang;
use crate::web;

/// Of a hundred lines, how many may be no indicator before the file is no list.
const TOLERATED_PERCENT: u64 = 5;
/// Longer lines are no indicator.
const MAX_LINE: usize = 8192;
/// How many lines one row may take up.
const MAX_LINES_OF_A_ROW: usize = 64;

/// The text of a file in UTF-8 or UTF-16, without its byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, PackError> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|it| <[u8; 2]>::try_from(it).ok()).map(read);
        char::decode_utf16(units)
            .collect::<Result<String, _>>()
            .map(Cow::Owned)
            .map_err(|_| PackError::NotText)
    };
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            Cow::Borrowed(std::str::from_utf8(rest).map_err(|_| PackError::NotText)?)
        }
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes)?,
        _ => Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| PackError::NotText)?),
    };
    if text.contains('\0') { Err(PackError::NotText) } else { Ok(text) }
}

impl Pack {
    /// Reads a list: one indicator a line, `#` and `;` begin comments. Domains, URLs, addresses, networks,
    /// e-mail addresses, `+` numbers, digests and absolute paths are recognised; anything may be labelled as
    /// `type:value` or `type,value`, several in one as `domain|ip,name|address`. A hosts file that blocks names is a
    /// list of them. A first line of column names (`value`, `type`, `campaign`, `reference`,
    /// or a type) makes it a table. Values may be defanged.
    ///
    /// # Errors
    /// If it is no text, or more than 5 % of its lines (comments and blanks aside) are no indicator.
    pub fn from_list(label: &str, sha256: &str, bytes: &[u8]) -> Result<Self, PackError> {
        if bytes.len() > MAX_BYTES {
            return Err(PackError::TooLarge { limit: (MAX_BYTES >> 20) as u64 });
        }
        let text = decode(bytes)?;
        let mut builder = PackBuilder::new(label, label, sha256);
        let mut table: Option<Table> = None;
        let (mut lines, mut bad, mut first_bad) = (0_u64, 0_u64, 0_u64);
        let mut numbered = text.lines().zip(1_u64..);
        while let Some((line, number)) = numbered.next() {
            if says_nothing(line) {
                continue;
            }
            if lines == 0 && table.is_none() {
                let next = numbered.clone().map(|it| it.0).find(|it| !says_nothing(it));
                table = Table::from_header(line.trim(), next);
                if table.is_some() {
                    continue;
                }
            }
            lines += 1;
            let read = match &table {
                _ if line.len() > MAX_LINE => Err(Refused::NotOne),
                Some(table) => {
                    let row = whole_row(line, table.separator, &mut numbered);
                    // A row may begin with an empty cell.
                    table.row(row.trim_end(), &mut builder)
                }
                None => plain(line.trim(), &mut builder),
            };
            match read {
                Ok(()) => {}
                Err(Refused::Useless(why)) => builder.skip(why),
                Err(Refused::NotOne) => {
                    bad += 1;
                    if first_bad == 0 {
                        first_bad = number;
                    }
                    builder.skip("line is no indicator");
                }
            }
        }
        if bad * 100 > lines * TOLERATED_PERCENT {
            return Err(PackError::NotAList { bad, lines, first: first_bad });
        }
        builder.finish(bytes.len())
    }
}

/// Blank lines and comments.
fn says_nothing(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with(['#', ';']) || line.starts_with("//")
}

/// A row with the lines that a cell in quotation marks runs on to. If the marks are never closed, as an apostrophe
/// that is none may be, the line stands alone.
fn whole_row<'t>(
    line: &'t str,
    separator: char,
    rest: &mut (impl Iterator<Item = (&'t str, u64)> + Clone),
) -> Cow<'t, str> {
    if !split(line, separator).1 {
        return Cow::Borrowed(line);
    }
    let mut row = line.to_owned();
    let mut ahead = rest.clone();
    for _ in 0..MAX_LINES_OF_A_ROW {
        let Some((more, _)) = ahead.next().filter(|it| row.len() + it.0.len() < MAX_LINE) else { break };
        row.push('\n');
        row.push_str(more);
        // Only a mark can close the cell.
        if more.contains('"') && !split(&row, separator).1 {
            *rest = ahead;
            return Cow::Owned(row);
        }
    }
    Cow::Borrowed(line)
}

/// Why a line gives no indicator.
#[derive(Debug, PartialEq)]
enum Refused {
    /// It is none: the file may be no list.
    NotOne,
    /// It is one of which no record could decide anything, or every one.
    Useless(&'static str),
}

fn labelled(
    kind: ObservableType,
    value: &str,
    about: &About,
    builder: &mut PackBuilder,
) -> Result<(), Refused> {
    // The port is whatever the server listened on that day.
    let address = value.parse::<SocketAddr>().ok().filter(|_| kind == ObservableType::Ip);
    let value = &*address.map_or(Cow::Borrowed(value), |it| Cow::Owned(it.ip().to_string()));
    builder.push(kind, value, about).map_err(|why| {
        // What is not of its type is no indicator; what is of it but says nothing is a useless one.
        if why.starts_with("value ") { Refused::NotOne } else { Refused::Useless(why) }
    })
}

fn plain(line: &str, builder: &mut PackBuilder) -> Result<(), Refused> {
    let line = without_comment(line);
    let about = About::default();
    if let Some(names) = blocked(line) {
        return hosts(names, builder);
    }
    if let Some((words, value)) = line.split_once([',', '\t']).filter(|it| is_composite(it.0)) {
        let value = cells(value, ',').into_iter().next().unwrap_or_default();
        return composite(words, value.trim(), &about, builder);
    }
    if let Some(at) = line.find([':', ',', '\t', '|'])
        && let Some((word, tail)) = line.split_at_checked(at)
        && let Some(kind) = type_word(word)
        && !tail.starts_with("://")
    {
        let value = tail.get(1..).unwrap_or_default().trim();
        let first = tail.starts_with(',').then(|| cells(value, ',').into_iter().next()).flatten();
        return labelled(kind, first.as_deref().unwrap_or(value).trim().trim_matches('"'), &about, builder);
    }
    // A table without column names: the first cell that is an indicator counts, if the line has one.
    let cell = line.split([',', '\t']).next().unwrap_or(line).trim().trim_matches('"');
    match recognise(cell) {
        Some(kind) => labelled(kind, cell, &about, builder),
        None => Err(Refused::NotOne),
    }
}

/// The names in a line of a hosts file that blocks them by an address that leads nowhere: `0.0.0.0 evil.example`.
fn blocked(line: &str) -> Option<&str> {
    let (address, names) = line.split_once(char::is_whitespace)?;
    let nowhere = match address.split('%').next()?.parse::<IpAddr>().ok()? {
        IpAddr::V4(it) => it.is_unspecified() || it.is_loopback() || it.is_broadcast(),
        IpAddr::V6(it) => {
            it.is_unspecified() || it.is_loopback() || it.is_multicast() || it.is_unicast_link_local()
        }
    };
    nowhere.then(|| names.trim()).filter(|it| !it.is_empty())
}

fn hosts(names: &str, builder: &mut PackBuilder) -> Result<(), Refused> {
    const OWN: Refused = Refused::Useless("name stands for the machine itself");
    let mut read = Err(OWN);
    for name in names.split_whitespace() {
        let own = name.starts_with("ip6-")
            || matches!(name, "localhost" | "localhost.localdomain" | "local" | "broadcasthost")
            || name.parse::<IpAddr>().is_ok();
        if own {
            continue;
        }
        if recognise(name) != Some(ObservableType::Domain) {
            return Err(Refused::NotOne);
        }
        labelled(ObservableType::Domain, name, &About::default(), builder)?;
        read = Ok(());
    }
    read
}

/// Whether a type is several in one, as in `domain|ip`, `filename|sha256`, `ip-dst|port`.
fn is_composite(word: &str) -> bool {
    let word = word.trim().trim_matches('"');
    let of_a_word = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b' ');
    word.contains('|') && word.split('|').all(|it| !it.is_empty() && it.bytes().all(of_a_word))
}

/// Reads the values of a type that is several in one, each as an indicator. The name of a file is none beside its
/// digest: it is what the sender called it.
fn composite(words: &str, value: &str, about: &About, builder: &mut PackBuilder) -> Result<(), Refused> {
    let words = words.trim().trim_matches('"').split('|');
    let values: Vec<&str> = value.split('|').collect();
    if words.clone().count() != values.len() {
        return Err(Refused::NotOne);
    }
    let mut read = None;
    for (word, value) in words.zip(values) {
        let Some(kind) = type_word(word).filter(|it| *it != ObservableType::FileName) else { continue };
        match (labelled(kind, value.trim(), about, builder), &read) {
            (Err(Refused::NotOne), _) => return Err(Refused::NotOne),
            (Ok(()), Some(Err(Refused::Useless(why)))) => {
                builder.skip(*why);
                read = Some(Ok(()));
            }
            (Err(Refused::Useless(why)), Some(Ok(()))) => builder.skip(why),
            (result, _) => read = Some(result),
        }
    }
    read.unwrap_or(Err(OTHER_TYPE))
}

/// An entry of a type of which the phone keeps nothing.
const OTHER_TYPE: Refused = Refused::Useless("entry is of a type that no record carries");

fn without_comment(line: &str) -> &str {
    let at = line.find(" #").or_else(|| line.find("\t#"));
    at.and_then(|it| line.get(..it)).unwrap_or(line).trim()
}

/// A label or the name of a column, as the lists here spell it.
fn spelled(word: &str) -> String {
    word.trim().trim_matches('"').to_ascii_lowercase().replace(['-', ' '], "_")
}

/// The type that a label means.
fn type_word(word: &str) -> Option<ObservableType> {
    let word = spelled(word);
    use ObservableType as T;
    Some(match word.as_str() {
        "domain" | "domain_name" | "hostname" | "host" | "fqdn" => T::Domain,
        "url" | "uri" | "link" => T::Url,
        "ip" | "ipv4" | "ipv6" | "ipv4_addr" | "ipv6_addr" | "ip_address" | "ip_dst" | "ip_src" | "cidr"
        | "network" => T::Ip,
        "email" | "e_mail" | "mail" | "email_addr" | "email_address" | "email_src" | "email_dst" => T::Email,
        "phone" | "phone_number" | "telephone" | "tel" | "msisdn" => T::Phone,
        "process" | "process_name" => T::Process,
        "path" | "file_path" | "filepath" => T::Path,
        "file" | "file_name" | "filename" => T::FileName,
        "md5" => T::Md5,
        "sha1" | "sha_1" => T::Sha1,
        "sha256" | "sha_256" => T::Sha256,
        "app"
        | "app_id"
        | "appid"
        | "bundle"
        | "bundle_id"
        | "package"
        | "package_name"
        | "mobile_application_id" => T::AppId,
        "certificate"
        | "cert"
        | "certificate_hash"
        | "x509_fingerprint_md5"
        | "x509_fingerprint_sha1"
        | "x509_fingerprint_sha256" => T::Certificate,
        "profile" | "profile_id" | "configuration_profile" => T::ProfileId,
        "property" | "android_property" => T::Property,
        _ => return None,
    })
}

/// Types whose values look like indicators and are none: digests of something else than the file, references to the
/// report itself, and what was attacked rather than who attacked.
fn is_never_guessed(word: &str) -> bool {
    let word = spelled(word);
    let parts = [
        "authentihash",
        "comment",
        "cve",
        "hassh",
        "impfuzzy",
        "imphash",
        "ja3",
        "jarm",
        "pehash",
        "reference",
        "ssdeep",
        "subject",
        "target",
        "telfhash",
        "text",
        "tlsh",
        "user_agent",
        "vulnerability",
        "x509",
        "yara",
    ];
    word == "link" || parts.iter().any(|it| word.contains(it))
}

/// The type of an unlabelled value, if its shape leaves no doubt. A bare word is never a process name.
fn recognise(value: &str) -> Option<ObservableType> {
    let is_number = |it: char| it.is_ascii_digit() || matches!(it, ' ' | '-' | '.' | '(' | ')');
    if let Some(number) = value.strip_prefix('+') {
        let is_phone = number.chars().all(is_number) && key::key(ObservableType::Phone, value).is_ok();
        return is_phone.then_some(ObservableType::Phone);
    }
    if value.is_empty() || value.contains(char::is_whitespace) {
        return None;
    }
    let value = &refang(value);
    let is = |kind| key::key(kind, value).is_ok();
    if value.starts_with('/') {
        return (value.len() > 1 && !value.starts_with("//")).then_some(ObservableType::Path);
    }
    if value.contains("://") {
        return is(ObservableType::Url).then_some(ObservableType::Url);
    }
    if value.contains('@') {
        let host = value.rsplit_once('@').is_some_and(|it| looks_like_host(it.1));
        return (host && is(ObservableType::Email)).then_some(ObservableType::Email);
    }
    let address = value.split_once('/').map_or(&**value, |it| it.0).trim_matches(['[', ']']);
    if address.parse::<IpAddr>().is_ok() || value.parse::<SocketAddr>().is_ok() {
        return Some(ObservableType::Ip);
    }
    if value.bytes().all(|it| it.is_ascii_hexdigit()) {
        match value.len() {
            32 => return Some(ObservableType::Md5),
            40 => return Some(ObservableType::Sha1),
            64 => return Some(ObservableType::Sha256),
            _ => {}
        }
    }
    let keyed = key::key(ObservableType::Domain, value).ok()?;
    let host = match &keyed.key {
        Key::Domain(host) | Key::Url { host, .. } => host,
        _ => return None,
    };
    looks_like_host(host).then_some(keyed.kind)
}

/// True if the last label is one under which somebody can have a name; `setup.exe` is no host.
fn looks_like_host(host: &str) -> bool {
    let Some(host) = web::host_of(host) else { return false };
    let reserved = ["example", "test", "invalid", "onion", "i2p"];
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && (reserved.contains(&last) || psl::suffix(host.as_bytes()).is_some_and(|it| it.is_known()))
}

/// Which column holds what.
struct Table {
    separator: char,
    value: Vec<(usize, Option<ObservableType>)>,
    kind: Option<usize>,
    campaign: Option<usize>,
    reference: Option<usize>,
    /// Whether the publisher offers the row for detection, as MISP says it; its tables also hold remarks and rows of
    /// many other types.
    detects: Option<usize>,
}

impl Table {
    /// The columns, if the line names them; `next` is the line after it.
    fn from_header(line: &str, next: Option<&str>) -> Option<Self> {
        let separator = [',', ';', '\t'].into_iter().find(|it| line.contains(*it));
        let mut table = Self {
            separator: separator.unwrap_or(','),
            value: Vec::new(),
            kind: None,
            campaign: None,
            reference: None,
            detects: None,
        };
        let mut typed = Vec::new();
        let cells = cells(line, table.separator);
        let mut unknown = 0;
        for (at, name) in cells.iter().enumerate() {
            let name = name.trim().to_ascii_lowercase().replace(['-', ' '], "_");
            match name.as_str() {
                "value" | "indicator" | "indicators" | "indicator_value" | "ioc" | "iocs" | "ioc_value"
                | "observable" => {
                    table.value.push((at, None));
                }
                "type" | "indicator_type" | "ioc_type" | "observable_type" | "kind" => table.kind = Some(at),
                "campaign" | "malware" | "family" | "threat" | "actor" => table.campaign = Some(at),
                "to_ids" => table.detects = Some(at),
                "reference" | "references" | "source" | "report" => table.reference = Some(at),
                _ => match type_word(&name) {
                    Some(kind) => typed.push((at, Some(kind))),
                    None => unknown += 1,
                },
            }
        }
        // `link` beside `value` is no indicator.
        if table.value.is_empty() {
            // `process,bh` is a labelled value, no header, and the next line is as a rule another.
            if matches!(typed[..], [(0, _)]) && unknown > 0 {
                let first = next.and_then(|it| split(it, table.separator).0.into_iter().next());
                // What stands below a column of process names looks like nothing else.
                let is_process = matches!(typed[..], [(0, Some(ObservableType::Process))]);
                let denies =
                    |it: &str| type_word(it).is_some() || is_process && recognise(it.trim()).is_some();
                if first.is_none_or(|it| denies(&it)) {
                    return None;
                }
            }
            table.value = typed;
        }
        if cells.iter().any(|it| recognise(it.trim()).is_some()) {
            return None;
        }
        (!table.value.is_empty()).then_some(table)
    }

    fn row(&self, line: &str, builder: &mut PackBuilder) -> Result<(), Refused> {
        let cells = cells(line, self.separator);
        let cell = |at: Option<usize>| {
            at.and_then(|it| cells.get(it)).map(|it| it.trim()).filter(|it| !is_empty(it))
        };
        let about = About {
            campaign: cell(self.campaign).map(str::to_owned),
            references: cell(self.reference).map_or_else(Arc::default, |it| Arc::from([it.to_owned()])),
            ..About::default()
        };
        match self.detects.map(|it| cells.get(it).map(|it| it.trim())) {
            Some(Some(it)) if it == "0" || it.eq_ignore_ascii_case("false") => {
                return Err(Refused::Useless("entry is not meant for detection"));
            }
            // Whether it is meant for detection stood in the part that is missing.
            Some(None) => return Err(Refused::Useless("row is broken off")),
            _ => {}
        }
        let (mut any, mut refused) = (false, Vec::new());
        for (at, kind) in &self.value {
            let Some(value) = cell(Some(*at)) else { continue };
            match self.value_of(*kind, value, cell(self.kind), &about, builder) {
                Ok(()) => any = true,
                Err(why) => refused.push(why),
            }
        }
        // Without an indicator the row says why it has none; of the rest each cell is counted.
        let own = refused.iter().position(|it| matches!(it, Refused::Useless(_))).unwrap_or(0);
        let own = (!any && !refused.is_empty()).then(|| refused.remove(own));
        for why in refused {
            builder.skip(match why {
                Refused::Useless(why) => why,
                Refused::NotOne => NO_INDICATOR,
            });
        }
        if any { Ok(()) } else { Err(own.unwrap_or(Refused::NotOne)) }
    }

    /// One value of a row, of its column's type or of the type that the row names.
    fn value_of(
        &self,
        kind: Option<ObservableType>,
        value: &str,
        word: Option<&str>,
        about: &About,
        builder: &mut PackBuilder,
    ) -> Result<(), Refused> {
        if let (None, Some(words)) = (kind, word.filter(|it| is_composite(it))) {
            return composite(words, value, about, builder);
        }
        let kind = match (kind, word) {
            (Some(kind), _) => Some(kind),
            (None, Some(word)) if is_never_guessed(word) => {
                type_word(word).filter(|it| *it != ObservableType::Url)
            }
            (None, Some(word)) => {
                // A table for detection names its types exactly: what is of another is not guessed at.
                type_word(word).or_else(|| recognise(value).filter(|_| self.detects.is_none()))
            }
            (None, None) => recognise(value),
        };
        let is_typed = word.is_some_and(is_never_guessed) || self.detects.is_some();
        let none = || if is_typed { OTHER_TYPE } else { Refused::NotOne };
        labelled(kind.ok_or_else(none)?, value, about, builder)
    }
}

/// A cell of a row that has others.
const NO_INDICATOR: &str = "cell is no indicator";

/// What people write in a cell that holds nothing.
fn is_empty(cell: &str) -> bool {
    ["", "-", "n/a", "none", "null"].iter().any(|it| cell.eq_ignore_ascii_case(it))
}

/// The cells of a line; quotation marks enclose a cell, doubled ones stand for one.
fn cells(line: &str, separator: char) -> Vec<String> {
    split(line, separator).0
}

/// The cells of a line, and whether the quotation marks of the last one are still open.
fn split(line: &str, separator: char) -> (Vec<String>, bool) {
    let mut out = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(cell) = out.last_mut() else { break };
        if c == '"' && quoted && chars.peek() == Some(&'"') {
            chars.next();
            cell.push('"');
        } else if c == '"' && (quoted || cell.trim().is_empty()) {
            quoted = !quoted;
        } else if c == separator && !quoted {
            out.push(String::new());
        } else {
            cell.push(c);
        }
    }
    (out, quoted)
}
