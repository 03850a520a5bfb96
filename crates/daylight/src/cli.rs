//! What can be typed: commands, options, and the help that teaches them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{Level, Utc};

/// Finds traces of mercenary spyware in a phone's backup, with its owner's consent.
#[derive(Parser)]
#[command(name = "daylight", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0   finished
  1   internal error (a bug)
  2   wrong usage
  3   finished, but parts of the evidence could not be examined
  4   the evidence could not be opened
  5   results could not be written
  6   verification failed
  10  a finding reached the level of --fail-on

Nothing is sent anywhere. Evidence is opened read-only and never decrypted onto a disk,
except by `daylight decrypt`, which is asked to.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check a phone's backup for traces of spyware
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Write an encrypted backup decrypted, in the plain layout that other tools read
    #[command(after_help = DECRYPT_NOTE)]
    Decrypt(Decrypt),
    /// Look for new indicators in the results of an earlier check, without the phone
    #[command(after_help = RECHECK_EXAMPLES)]
    Recheck(Recheck),
    /// Show and verify packs of published indicators
    #[command(subcommand)]
    Indicators(Indicators),
    #[cfg(feature = "sample")]
    /// Build a sample: an invented phone with planted traces, for practice and tests
    #[command(after_help = SAMPLE_EXAMPLES)]
    Sample(Sample),
    #[cfg(feature = "sample")]
    /// Build a sample phone, check it, and say where its report is
    #[command(after_help = DEMO_EXAMPLE)]
    Demo(Demo),
    #[cfg(feature = "register")]
    /// Keep the register: what was said, asked, answered, owned and claimed
    #[command(subcommand)]
    Register(Register),
    /// Print shell completions
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  daylight check ~/Backups/00008030-001A          look, print, write nothing
  daylight check backup.zip -o results            keep a report and the records
  daylight check backup -i packs/ -o results --fail-on match
  DAYLIGHT_PASSWORD=… daylight check backup -o results

EVIDENCE is an iTunes or Finder backup: its folder, a folder that holds exactly one, or a zip, tar or tar.gz of \
it (also inside another archive); encrypted or not. An encrypted backup holds more (Safari history, calls) and is \
decrypted in memory only.";

const DECRYPT_NOTE: &str = "\
Example:
  daylight decrypt ~/Backups/00008030-001A -o plain

`check` reads encrypted backups directly; this is for other tools. What it writes is a readable copy of a \
person's life: keep it on an encrypted disk, and remove it when it has served.";

const RECHECK_EXAMPLES: &str = "\
Example:
  daylight recheck results -i new-pack.stix2 -o results-again

RESULTS is never changed.";

const LIST_EXAMPLE: &str = "\
Example:
  daylight indicators list -i packs/";

const SHOW_EXAMPLE: &str = "\
Examples:
  daylight indicators show lure.example -i packs/
  daylight indicators show 'hxxps://lure[.]example/x'";

const VERIFY_EXAMPLE: &str = "\
Example:
  daylight indicators verify packs/ list.txt

Exit code 6 if a pack cannot be used.";

#[cfg(feature = "register")]
const IMPORT_EXAMPLES: &str = "\
Examples:
  daylight register import dossiers/founding.toml
  daylight register import case.toml --data /srv/register
  daylight register import case.toml --database postgres://register@localhost/register

Importing the same file twice changes nothing. A changed dossier needs a higher revision; what it leaves out must \
be named by a retraction or a tombstone. docs/dossiers.md teaches how to write one.

Exit code 6 if the dossier is refused; then every reason is listed and nothing was imported.";

#[cfg(feature = "register")]
const EXPORT_EXAMPLES: &str = "\
Examples:
  daylight register export out --format json
  daylight register export owners --format bods --data /srv/register

Only what everybody may see is written. docs/register-exports.md says what each form loses.";

#[cfg(feature = "register")]
const REGISTER_CHECK_EXAMPLES: &str = "\
Examples:
  daylight register check case.toml               the dossier alone; nothing is written
  daylight register check case.toml --captures archive/
  daylight register check --data /srv/register    all that the register keeps

Exit code 6 if something is not as it should be.";

#[cfg(feature = "sample")]
const SAMPLE_EXAMPLES: &str = "\
Examples:
  daylight sample ios-backup phone                what was planted stands in phone/truth.json
  daylight sample ios-backup phone --clean        nothing is planted
  daylight sample ios-backup phone --password practice";

#[cfg(feature = "sample")]
const DEMO_EXAMPLE: &str = "\
Example:
  daylight demo --data trial";

/// Which packs of indicators to use.
#[derive(Args)]
pub(crate) struct PackArgs {
    /// A pack of indicators: a STIX 2 bundle, a list, or a folder of them (may be repeated). The built-in pack
    /// is always used; with -i, exactly those named besides it
    #[arg(short = 'i', long = "indicators", value_name = "PACK")]
    pub(crate) packs: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct OutputArgs {
    /// Write the results into this folder; without it nothing is written
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an existing results folder
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// Print the findings as one JSON document on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Exit with 10 if a finding reaches this level
    #[arg(long, value_name = "LEVEL")]
    pub(crate) fail_on: Option<LevelArg>,
    /// The language of report and terminal
    #[arg(long, value_name = "xx", default_value = "en")]
    pub(crate) lang: String,
    /// Print errors only
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
pub(crate) struct PasswordArgs {
    /// Read the backup's password from the first line of this file. Otherwise the variable DAYLIGHT_PASSWORD is
    /// used, or you are asked
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Check {
    /// The backup: a folder, zip, tar or tar.gz
    pub(crate) evidence: PathBuf,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
    /// Days on which the phone was out of its owner's hands, e.g. 2024-05-01..2024-05-03 (both included)
    #[arg(long, value_name = "FROM..TO", value_parser = custody)]
    pub(crate) custody: Option<Custody>,
    /// The largest database that is opened in memory, in GiB; a larger one is named as not examined
    #[arg(long, value_name = "GIB", default_value = "4", value_parser = gib)]
    pub(crate) image_limit: Gib,
    /// Write no records; the results then cannot be re-checked with new packs
    #[arg(long, conflicts_with = "full_records", requires = "output")]
    pub(crate) no_records: bool,
    /// Write records with message texts, names and call partners too
    #[arg(long, requires = "output")]
    pub(crate) full_records: bool,
}

#[derive(Args)]
pub(crate) struct Decrypt {
    /// The encrypted backup
    pub(crate) backup: PathBuf,
    /// The folder to write
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Replace an existing folder that an earlier decrypt wrote
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
    /// Print errors only
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
pub(crate) struct Recheck {
    /// The results folder of an earlier check
    pub(crate) results: PathBuf,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Subcommand)]
pub(crate) enum Indicators {
    /// List the packs that a check would use
    #[command(after_help = LIST_EXAMPLE)]
    List {
        #[command(flatten)]
        packs: PackArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what the packs say of a host, URL, address, account, process, path, digest or app
    #[command(after_help = SHOW_EXAMPLE)]
    Show {
        /// The value, as found; defanged text is understood
        value: String,
        #[command(flatten)]
        packs: PackArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Read packs and say what they hold, what is skipped and why
    #[command(after_help = VERIFY_EXAMPLE)]
    Verify {
        /// The packs
        #[arg(required = true, value_name = "PACK")]
        packs: Vec<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[cfg(feature = "sample")]
#[derive(Args)]
pub(crate) struct Sample {
    /// What to build
    #[arg(value_enum)]
    pub(crate) kind: SampleKind,
    /// The folder to write
    pub(crate) dir: PathBuf,
    /// How much life is on the phone; 1 is a busy one
    #[arg(long, value_name = "F", default_value_t = 0.02, allow_negative_numbers = true)]
    pub(crate) scale: f64,
    /// The same seed gives the same phone
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Plant no traces
    #[arg(long)]
    pub(crate) clean: bool,
    /// Encrypt it with this word (a sample's only; real passwords never stand on a command line)
    #[arg(long, value_name = "WORD")]
    pub(crate) password: Option<String>,
}

#[cfg(feature = "sample")]
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SampleKind {
    /// An iTunes or Finder backup
    IosBackup,
}

#[cfg(feature = "sample")]
#[derive(Args)]
pub(crate) struct Demo {
    /// Where to build it; a folder for temporary files otherwise
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[cfg(feature = "register")]
#[derive(Subcommand)]
pub(crate) enum Register {
    /// Take a dossier or an export in, whole or not at all
    #[command(after_help = IMPORT_EXAMPLES)]
    Import {
        /// The dossier, a TOML file; or a folder that `register export` wrote as json or csv
        file: PathBuf,
        #[command(flatten)]
        place: PlaceArgs,
        /// Print errors only
        #[arg(long)]
        quiet: bool,
    },
    /// Write everything public into a folder, for other programs
    #[command(after_help = EXPORT_EXAMPLES)]
    Export {
        /// The folder, which must not exist yet
        dir: PathBuf,
        /// In which form
        #[arg(long, value_enum)]
        format: ExportFormat,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Check a dossier without importing it, or, without FILE, everything the register keeps
    #[command(after_help = REGISTER_CHECK_EXAMPLES)]
    Check {
        /// The dossier; it is read alone, and nothing is written
        file: Option<PathBuf>,
        /// A folder of captured sources, known by their SHA-256, against which quotations are verified
        #[arg(long, value_name = "DIR", requires = "file")]
        captures: Option<PathBuf>,
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// The form of an export.
#[cfg(feature = "register")]
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ExportFormat {
    /// JSON Lines, one file for each kind of record, and datapackage.json
    Json,
    /// CSV, one file for each kind of record, and datapackage.json
    Csv,
    /// FollowTheMoney entities
    Ftm,
    /// Ownership by the Beneficial Ownership Data Standard 0.4
    Bods,
}

/// Where the register is kept.
#[cfg(feature = "register")]
#[derive(Args)]
pub(crate) struct PlaceArgs {
    /// The folder of the register, made if it is missing [default: the data folder of this system's user]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// A PostgreSQL database instead of the file register.db in that folder: postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL", env = "DAYLIGHT_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

/// A level, as typed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LevelArg {
    /// A published indicator, in a place where it means something
    Match,
    /// A stock system does not do this
    Implausible,
    /// Worth a look
    Anomaly,
    /// Background
    Context,
}

impl From<LevelArg> for Level {
    fn from(it: LevelArg) -> Self {
        match it {
            LevelArg::Match => Self::Match,
            LevelArg::Implausible => Self::Implausible,
            LevelArg::Anomaly => Self::Anomaly,
            LevelArg::Context => Self::Context,
        }
    }
}

/// A size that was typed in GiB, in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Gib(pub(crate) u64);

fn gib(text: &str) -> Result<Gib, String> {
    let size: f64 = text.parse().map_err(|_| "expected a number of GiB such as 8 or 0.5")?;
    // More than any machine has; below it the product fits.
    if !(size > 0.0 && size <= 1_048_576.0) {
        return Err("expected more than 0 and at most 1048576 GiB".into());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and bounded above")]
    Ok(Gib((size * f64::from(1 << 30)) as u64))
}

/// Days out of the owner's hands, as instants.
#[derive(Clone, Copy)]
pub(crate) struct Custody(pub(crate) Utc, pub(crate) Utc);

/// The dates are the device's own; its zone is not known, so the window reaches as far as any zone on earth:
/// UTC+14 begins a day first, UTC-12 ends it last.
fn custody(text: &str) -> Result<Custody, String> {
    const HOUR: i64 = 3_600_000_000;
    let expected = "expected two dates such as 2024-05-01..2024-05-03";
    let (from, to) = text.split_once("..").ok_or(expected)?;
    let day = |date: &str| {
        Utc::parse(&format!("{date}T00:00:00Z")).ok_or(format!("{date:?} is no date; {expected}"))
    };
    let (from, to) = (day(from)?, day(to)?);
    if to < from {
        return Err("the second date lies before the first".into());
    }
    let shift = |at: Utc, by: i64| Utc::from_micros(at.as_micros().saturating_add(by)).ok_or(expected);
    Ok(Custody(shift(from, -14 * HOUR)?, shift(to, 36 * HOUR - 1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn custody_dates_are_inclusive_in_every_zone() {
        let it = custody("2024-05-01..2024-05-01").unwrap();
        assert_eq!(it.0.to_string(), "2024-04-30T10:00:00.000000Z");
        assert_eq!(it.1.to_string(), "2024-05-02T11:59:59.999999Z");
        assert!(custody("2024-05-02..2024-05-01").is_err());
        assert!(custody("yesterday").is_err());
    }
}
