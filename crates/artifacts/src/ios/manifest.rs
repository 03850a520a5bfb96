//! The files the backup knows of: path, owner, mode and times of each.
//!
//! `Manifest.db` at the root of a backup, table `Files`; `flags` is 1 for a file, 2 for a directory, 4 for a
//! symbolic link; `file` is an archived `MBFile` with times in Unix seconds. Paths of web storage name the host that
//! stored something (`https_host.example_0.localstorage`).

use std::borrow::Cow;

use evidence::{Source, mbfile};
use model::{FieldValue, Locator, Observable, ObservableType, Record, Role, Time};

use crate::buffer::Buffer;
use crate::sql::select;
use crate::{Artifact, Sink, open};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "manifest",
    wants: &["Manifest.db"],
    carries: &[ObservableType::Path, ObservableType::FileName, ObservableType::Domain, ObservableType::AppId],
    own_times: &[],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(db) = open::database(source, sink) else { return };
    if !open::has_table(&db, "Files", sink) {
        return;
    }
    let sql = select(&db, "Files", &["rowid", "fileID", "domain", "relativePath", "flags", "file"]);
    let mut buffer = Buffer::default();
    let mut path = String::new();
    let asked = db.scan(&sql, &mut |row| {
        let domain = row.text(2).unwrap_or_default();
        let relative = row.text(3).unwrap_or_default();
        path.clear();
        evidence::write_device_path(&domain, &relative, &mut path);
        // The file id is the table's own key, and says under which name the file is stored.
        let mut at = Locator::row("Files", row.int(0).unwrap_or_default());
        at.key = row.text(1);
        let mut record = buffer.start(ARTIFACT.id, "file", source.reference(), at);
        record.field("domain", domain.as_ref());
        record.personal("relative_path", relative.as_ref());
        if let Some(flags) = row.int(4) {
            record.field("flags", flags);
        }
        if let Some(file) = row.blob(5).filter(|it| !it.is_empty()) {
            match mbfile::parse(file) {
                Some(file) => metadata(&file, &mut record, sink),
                None => sink.problem("a file's metadata that cannot be read"),
            }
        }
        let role = if MESSAGE_FOLDERS.iter().any(|it| relative.starts_with(it)) {
            Role::Cached
        } else {
            Role::Stored
        };
        record.observables.push(Observable::path(path.as_str(), role));
        if relative.is_empty()
            && let Some(app) =
                domain.strip_prefix("AppDomain-").or_else(|| domain.strip_prefix("AppDomainPlugin-"))
        {
            record.observables.push(Observable::app_id(app, Role::Installed));
        }
        hosts(&relative, &mut record.observables);
        let flow = sink.record(&record);
        buffer.end(record);
        flow
    });
    open::ended(asked, sink);
}

/// Where messages keep the files that came and went with them, under names that the sender chose.
const MESSAGE_FOLDERS: [&str; 3] = ["Library/SMS/Attachments/", "Message/Media/", "Media/Profile/"];

fn metadata(file: &mbfile::MbFile<'_>, record: &mut Record<'_>, sink: &mut dyn Sink) {
    for (event, seconds) in [
        ("file_modified", file.last_modified),
        ("file_status_changed", file.last_status_change),
        ("file_created", file.birth),
    ] {
        match seconds {
            None | Some(0) => {}
            Some(seconds) => match Time::unix(event, seconds) {
                Some(time) => record.times.push(time),
                None => sink.problem("a date is out of range"),
            },
        }
    }
    if let Some(mode) = file.mode {
        record.field("mode", octal(mode));
    }
    if let Some(owner) = file.user_id {
        record.field("owner", owner);
    }
    if let Some(size) = file.size {
        record.field("size", size);
    }
}

/// A Unix mode as octal text, `0o100644`. The usual ones cost nothing.
fn octal(mode: i64) -> FieldValue<'static> {
    FieldValue::Text(match mode {
        0o100_644 => Cow::Borrowed("0o100644"),
        0o100_600 => Cow::Borrowed("0o100600"),
        0o100_755 => Cow::Borrowed("0o100755"),
        0o100_664 => Cow::Borrowed("0o100664"),
        0o040_755 => Cow::Borrowed("0o40755"),
        0o040_700 => Cow::Borrowed("0o40700"),
        0o040_775 => Cow::Borrowed("0o40775"),
        0o120_755 => Cow::Borrowed("0o120755"),
        _ => Cow::Owned(format!("{mode:#o}")),
    })
}

/// The longest DNS name.
const MAX_HOST: usize = 253;

/// Adds hosts that a path names between `_` and `/`: what has a known public suffix. One that is the usual extension
/// of a file as well counts only after `http` or `https`.
fn hosts<'a>(path: &'a str, out: &mut Vec<Observable<'a>>) {
    let bytes = path.as_bytes();
    if memchr::memchr(b'_', bytes).is_none() && memchr::memmem::find(bytes, b"http").is_none() {
        return;
    }
    let mut scheme = false;
    for part in path.split(['_', '/']) {
        let after_scheme = std::mem::replace(&mut scheme, part == "http" || part == "https");
        let Some((_, last)) = part.rsplit_once('.') else { continue };
        if part.len() > MAX_HOST || !is_top_level(last) || !is_host(part) {
            continue;
        }
        if !after_scheme && is_extension(last) {
            continue;
        }
        let lower: Cow<'_, str> = if part.bytes().any(|it| it.is_ascii_uppercase()) {
            Cow::Owned(part.to_ascii_lowercase())
        } else {
            Cow::Borrowed(part)
        };
        if psl::domain(lower.as_bytes()).is_some_and(|it| it.suffix().is_known()) {
            out.push(Observable::domain(part, Role::Cached));
        }
    }
}

/// Whether the public suffix list knows this last label; nearly all file names end here. Some countries' labels
/// stand in it only with another before them, so every pair of letters passes.
fn is_top_level(label: &str) -> bool {
    if label.len() == 2 {
        return true;
    }
    let mut lower = [0; 63];
    let Some(lower) = lower.get_mut(..label.len()) else { return false };
    lower.copy_from_slice(label.as_bytes());
    lower.make_ascii_lowercase();
    psl::suffix(lower).is_some_and(|it| it.is_known())
}

/// Labels of letters, digits and `-`, at least two.
fn is_host(part: &str) -> bool {
    part.split('.').all(|label| {
        !label.is_empty()
            && label.chars().all(|it| it.is_alphanumeric() || it == '-')
            && !label.starts_with('-')
    })
}

/// Endings of files and identifiers on every phone that are top-level domains as well.
fn is_extension(last: &str) -> bool {
    ["app", "data", "java", "lock", "map", "md", "mov", "mp", "properties", "pub", "save", "style", "zip"]
        .iter()
        .any(|it| last.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &[&str]) {
        let mut out = Vec::new();
        hosts(path, &mut out);
        assert_eq!(out.iter().map(Observable::value).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn web_storage_names_its_host() {
        check("Library/WebKit/LocalStorage/https_lure.site_0.localstorage", &["lure.site"]);
        check("Library/WebKit/IndexedDB/https_com.evil.info_0", &["com.evil.info"]);
        check("Library/Caches/x_news.lure.co.uk/y", &["news.lure.co.uk"]);
        check("Library/A/HTTPS_Lure.SITE_0", &["Lure.SITE"]);
        check("Library/Caches/x_lure.info/y", &["lure.info"]);
        check("x_lure.pl", &["lure.pl"]);
        check("Library/Caches/x_us.lure.com/y", &["us.lure.com"]);
        check("x_app.lure.com", &["app.lure.com"]);
        check("Library/WebKit/https_lure.app_0", &["lure.app"]);
        check("Library/A/https_news.lure.gov.ck_0", &["news.lure.gov.ck"]);
        check("Library/A/https_münchen.lure.XN--P1AI_0", &["münchen.lure.XN--P1AI"]);
    }

    #[test]
    fn file_names_and_identifiers_are_no_hosts() {
        check("Media/DCIM/100APPLE/IMG_000001.HEIC", &[]);
        check("Library/Preferences/group_com.vendor.app", &[]);
        check("Library/some_archive.zip", &[]);
        check("Library/Application Support/net_thing/a.b", &[]);
        check("Documents/report_v1.2/x", &[]);
        check("lure.site/nothing-marks-it", &[]);
    }
}
