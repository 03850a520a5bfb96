//! The languages that are built in. A new language is one folder of eight files and one entry here.

use crate::Direction;

/// A language: its tag, its direction, its files.
pub struct Locale {
    /// The BCP 47 tag, in canonical spelling.
    pub tag: &'static str,
    /// Which way it is written.
    pub direction: Direction,
    /// What stands between groups of three digits: `,`, `.` or a no-break space.
    pub group: &'static str,
    /// The texts of its Fluent files.
    pub files: &'static [&'static str],
}

/// The eight files of one language's folder.
macro_rules! files {
    ($folder:literal) => {
        &[
            include_str!(concat!("../../../locales/", $folder, "/report.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/terminal.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/findings.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/rules.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/coverage.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/events.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/help.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/register.ftl")),
        ]
    };
}

/// English, which every other language falls back to.
pub(crate) static ENGLISH: Locale =
    Locale { tag: "en", direction: Direction::Ltr, group: ",", files: files!("en") };

/// Every language there is. Spanish, Arabic and Turkish are to join: `Locale { tag: "ar", direction:
/// Direction::Rtl, group: ",", files: files!("ar") }`.
pub static LOCALES: &[&Locale] = &[&ENGLISH];
