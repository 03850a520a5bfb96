//! `daylight decrypt`: the plain backup layout, for other tools.

use evidence::CopyError;

use crate::cli;
use crate::commands::password::Passwords;
use crate::commands::{check, shared};
use crate::exit::{Exit, Failure, Outcome};
use crate::interrupt;
use crate::terminal::{self, progress::Bar};

pub(crate) fn run(args: &cli::Decrypt) -> Outcome {
    let words = shared::words("en")?;
    let mut passwords = Passwords::find(args.password.password_file.as_deref(), &words)?;
    let acquisition = check::open(&args.backup, &mut passwords, evidence::Limits::default(), &words)?;
    if !acquisition.encrypted() {
        return Err(Failure::new(Exit::Usage, format!("{} is not encrypted", args.backup.display()))
            .help("there is nothing to decrypt: other tools can read it as it is"));
    }
    shared::outside(&args.backup, &args.output)?;
    let guard = std::cell::OnceCell::new();
    let begun = |folder: &std::path::Path| {
        let _ = guard.set(interrupt::Guard::new(folder));
    };
    let bar = Bar::new(!args.quiet, &words);
    let copied = evidence::plain_copy(&acquisition, &args.output, args.force, &begun, &|it| {
        bar.step(it.files, it.of, it.bytes);
    });
    bar.done();
    let copied = copied.map_err(|error| match error {
        CopyError::Exists(_) => {
            Failure::new(Exit::NotWritten, error.to_string()).help("name a new folder, or use --force")
        }
        error => shared::written(&error),
    })?;
    if !args.quiet {
        let path = args.output.display().to_string();
        terminal::note(&words.format(
            "terminal-decrypted",
            &[
                ("files", copied.files.into()),
                ("size", terminal::bytes(copied.bytes).as_str().into()),
                ("path", path.as_str().into()),
            ],
        ));
    }
    for (member, why) in &copied.failed {
        terminal::note(&words.format(
            "terminal-decrypt-failed",
            &[
                ("member", terminal::plain(member).as_ref().into()),
                ("why", terminal::plain(why).as_ref().into()),
            ],
        ));
    }
    Ok(if copied.failed.is_empty() { Exit::Finished } else { Exit::Gaps })
}
