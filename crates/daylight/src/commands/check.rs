//! `daylight check`: the main job.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use evidence::{Acquisition, Limits, OpenError};
use model::wire::Evidence;
use report::{DeviceIdentity, EvidenceFile, MemberFile, RecordsMode};
use words::Words;

use crate::cli::{self, OutputArgs, PackArgs, PasswordArgs};
use crate::commands::password::Passwords;
use crate::commands::{packs, shared};
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal::{self, progress::Bar};

pub(crate) fn run(args: cli::Check) -> Outcome {
    let clock = Instant::now();
    let started = shared::now();
    let words = shared::words(&args.output.lang)?;
    let tell = !args.output.quiet;
    let rules = shared::rules()?;
    let limits = Limits { image: args.image_limit.0, ..Limits::default() };
    let mut passwords = Passwords::find(args.password.password_file.as_deref(), &words)?;
    // Packs are read while the evidence opens; a pack that is none is the first thing to say.
    let (loaded, acquisition) = std::thread::scope(|scope| {
        let packs = scope.spawn(|| packs::load(&args.packs.packs).map(|it| (packs::index(&it), it)));
        let acquisition = open(&args.evidence, &mut passwords, limits, &words);
        (packs.join(), acquisition)
    });
    let (index, loaded) = loaded.map_err(|_| Failure::new(Exit::Internal, "reading the packs stopped"))??;
    let acquisition = acquisition?;
    if tell {
        opened(&acquisition, &passwords, &words);
        packs::tell(&loaded, rules.len(), &words);
    }
    let mode = match (args.no_records, args.full_records) {
        (true, _) => RecordsMode::Skip,
        (_, true) => RecordsMode::Full,
        _ => RecordsMode::Default,
    };
    if let Some(output) = &args.output.output {
        shared::outside(&args.evidence, output)?;
    }
    let results = shared::results(&args.output, mode, &words)?;
    let bar = Bar::new(tell, &words);
    let outcome = detect::check(&detect::Check {
        acquisition: &acquisition,
        index: &index,
        rules: &rules,
        sink: results.as_ref().map(|it| &it.0 as &dyn model::RecordSink),
        progress: &bar,
        context: detect::RuleContext { custody: args.custody.map(|it| (it.0, it.1)) },
        threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        digest: crypto::Sha256::of,
        newest_pack: packs::newest(&loaded),
        builtin_only: packs::builtin_only(&loaded),
    });
    bar.done();
    let mut outcome = outcome.map_err(|error| shared::ran(&error))?;
    let members = std::mem::take(&mut outcome.members);
    let document = shared::document(outcome, &loaded, &rules);
    if let Some((results, _guard)) = results {
        let identity = acquisition.identity();
        let custody = report::Custody {
            evidence: EvidenceFile {
                path: Some(absolute(&args.evidence).display().to_string()),
                kind: document.evidence.kind.clone(),
                encrypted: document.evidence.encrypted,
                acquired: document.evidence.acquired,
            },
            device: DeviceIdentity {
                serial: identity.serial,
                imei: identity.imei,
                phone_number: identity.phone_number,
            },
            members: members
                .into_iter()
                .map(|it| MemberFile {
                    path: it.path,
                    member: it.member,
                    size: it.size,
                    sha256: model::hex(&it.sha256),
                })
                .collect(),
            ..shared::custody(started, &loaded, &rules)
        };
        results
            .finish(&document, &custody, &shared::sources(&rules), &words)
            .map_err(|error| shared::written(&error))?;
    }
    let exit = shared::conclude(&document, &args.output, &words, clock.elapsed().as_secs_f64());
    left_behind(&args, &document.evidence, &words);
    exit
}

/// What an encrypted backup leaves readable on the disk is the last thing said.
fn left_behind(args: &cli::Check, evidence: &Evidence, words: &Words) {
    let Some(folder) = args.output.output.as_ref().filter(|_| evidence.encrypted) else { return };
    let what = match (args.no_records, args.full_records) {
        (true, _) => "terminal-left-no-records",
        (_, true) => "terminal-left-full-records",
        _ => "terminal-left-records",
    };
    terminal::note(&words.format(
        "terminal-plaintext-left",
        &[("path", folder.display().to_string().as_str().into()), ("what", words.text(what).as_str().into())],
    ));
}

/// Opens evidence; asks which one, or for a password, only where someone can answer.
pub(crate) fn open(
    path: &Path,
    passwords: &mut Passwords,
    limits: Limits,
    words: &Words,
) -> Result<Acquisition, Failure> {
    match evidence::open(path, &mut || passwords.get(), limits) {
        Err(OpenError::Several(_, backups)) => {
            let chosen = choose(path, &backups, words)?;
            evidence::open(&chosen, &mut || passwords.get(), limits)
        }
        other => other,
    }
    .map_err(|error| not_opened(&error, passwords))
}

fn not_opened(error: &OpenError, passwords: &Passwords) -> Failure {
    let failure = |exit| Failure::new(exit, error.to_string());
    match error {
        OpenError::PasswordNeeded if passwords.nobody_to_ask => failure(Exit::Usage)
            .help("give it in a file (--password-file FILE) or in the variable DAYLIGHT_PASSWORD"),
        OpenError::PasswordNeeded => failure(Exit::NotOpened)
            .help("give it in a file (--password-file FILE), in the variable DAYLIGHT_PASSWORD, or type it when asked"),
        OpenError::WrongPassword => failure(Exit::NotOpened).help(
            "it is the password chosen when \"Encrypt local backup\" was switched on in Finder or iTunes, not the phone's passcode",
        ),
        OpenError::Damaged { .. } => failure(Exit::NotOpened).help(
            "copy the backup again from the computer it was made on, or make a new one; nothing on the phone changes by that",
        ),
        OpenError::Io(_, error) if error.kind() == std::io::ErrorKind::PermissionDenied => failure(Exit::NotOpened).help(
            "you may not read it: copy the backup as the user it belongs to; on a Mac, give the terminal Full Disk Access in the privacy settings",
        ),
        OpenError::NotFound(_) => failure(Exit::NotOpened).help("check the path; a backup is a folder with Manifest.db in it, or a zip or tar of one"),
        _ => failure(Exit::NotOpened),
    }
}

fn choose(path: &Path, backups: &[PathBuf], words: &Words) -> Result<PathBuf, Failure> {
    let list = |mark: &dyn Fn(usize) -> String| {
        backups
            .iter()
            .enumerate()
            .map(|(at, it)| format!("\n  {}{}", mark(at), it.display()))
            .collect::<String>()
    };
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        let names = list(&|_| String::new());
        return Err(Failure::new(Exit::Usage, format!("{} holds several backups:{names}", path.display()))
            .help("name one of them"));
    }
    terminal::note(&format!("{}{}", words.text("terminal-several"), list(&|at| format!("{} ", at + 1))));
    let _ = write!(std::io::stderr(), "{} ", words.text("terminal-choose"));
    let mut line = String::new();
    let _ = std::io::stdin().read_line(&mut line);
    line.trim()
        .parse::<usize>()
        .ok()
        .and_then(|number| backups.get(number.checked_sub(1)?))
        .cloned()
        .ok_or_else(|| {
            Failure::new(Exit::Usage, "that is none of the numbers above").help("name one backup as EVIDENCE")
        })
}

fn opened(acquisition: &Acquisition, passwords: &Passwords, words: &Words) {
    let device = acquisition.device();
    let parts =
        [device.model, device.os.map(|it| format!("iOS {it}")), device.build.map(|it| format!("({it})"))];
    let mut device = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if device.is_empty() {
        device = words.text("terminal-device-unknown");
    }
    terminal::note(&words.format(
        "terminal-opened",
        &[
            ("kind", words.text(&format!("report-evidence-{}", acquisition.kind())).as_str().into()),
            ("encrypted", if acquisition.encrypted() { "yes" } else { "no" }.into()),
            ("device", terminal::plain(&device).as_ref().into()),
        ],
    ));
    if passwords.given() && !passwords.used {
        terminal::note(&words.text("terminal-password-ignored"));
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The options of a check that writes its results into `output` and takes everything else as it comes.
pub(crate) fn plain(evidence: PathBuf, output: PathBuf) -> cli::Check {
    cli::Check {
        evidence,
        packs: PackArgs { packs: Vec::new() },
        output: OutputArgs {
            output: Some(output),
            force: false,
            json: false,
            fail_on: None,
            lang: "en".into(),
            quiet: false,
        },
        password: PasswordArgs { password_file: None },
        custody: None,
        image_limit: cli::Gib(Limits::default().image),
        no_records: false,
        full_records: false,
    }
}
