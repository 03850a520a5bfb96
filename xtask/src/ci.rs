//! Everything that must hold before a change lands, in the order in which a mistake shows soonest.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::args::Args;
use crate::browser::{self, Browser};
use crate::postgres::{self, Server};
use crate::{register, repo, tidy, tools};

/// How a step ended.
enum Outcome {
    Passed,
    Failed,
    /// It could not run here; why.
    Skipped(String),
    /// What ran held, but a part of it could not run here; which, and why.
    PassedBut(String),
}

impl From<bool> for Outcome {
    fn from(held: bool) -> Self {
        if held { Self::Passed } else { Self::Failed }
    }
}

/// A step: its name, and what it does.
type Step = (&'static str, fn() -> Result<Outcome>);

const FAST: &[Step] = &[("format", format), ("tidy", house_rules), ("clippy", clippy)];
const SLOW: &[Step] = &[
    ("tests", tests),
    ("doc tests", doc_tests),
    ("the program: demo", demo),
    ("the report in a browser", report_in_browser),
    ("the register's exports, read by others' programs", exports),
    ("licences and sources of dependencies", deny),
];

pub(crate) fn run(mut args: Args) -> Result<bool> {
    let fast = args.flag("--fast");
    args.end()?;
    let steps = if fast { FAST.to_vec() } else { [FAST, SLOW].concat() };

    let mut log: Vec<(&str, Duration, Outcome)> = Vec::new();
    for (name, step) in steps {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = step().unwrap_or_else(|err| {
            println!("{err:#}");
            Outcome::Failed
        });
        log.push((name, start.elapsed(), outcome));
    }
    Ok(summary(&log, fast))
}

/// Prints how each step went. The last line names what was left out, and why.
fn summary(log: &[(&str, Duration, Outcome)], fast: bool) -> bool {
    println!("\n== summary");
    let (mut passed, mut failed) = (0, 0);
    let mut left_out = Vec::new();
    for (name, took, outcome) in log {
        let word = match outcome {
            Outcome::Passed => {
                passed += 1;
                "passed "
            }
            Outcome::Failed => {
                failed += 1;
                "FAILED "
            }
            Outcome::PassedBut(part) => {
                passed += 1;
                left_out.push(part.clone());
                "passed "
            }
            Outcome::Skipped(why) => {
                left_out.push(format!("{name} ({why})"));
                "skipped"
            }
        };
        println!("{word} {:>7.1} s  {name}", took.as_secs_f64());
    }
    let skipped = log.len() - passed - failed;
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    if fast {
        left_out.extend(SLOW.iter().map(|(name, _)| (*name).to_owned()));
    } else if repo::shared().is_none() {
        left_out.push(
            "tests on published packs and real files (no folder of test data; see DAYLIGHT_SHARED)".into(),
        );
    }
    if left_out.is_empty() {
        println!("left out: nothing");
    } else {
        println!("left out: {}", left_out.join("; "));
    }
    failed == 0
}

fn format() -> Result<Outcome> {
    let held = repo::succeeds(repo::cargo().args(["fmt", "--all", "--check"]))?;
    if !held {
        println!("run `cargo fmt --all`");
    }
    Ok(held.into())
}

fn house_rules() -> Result<Outcome> {
    tidy::run(Args::new(std::iter::empty())).map(Outcome::from)
}

fn clippy() -> Result<Outcome> {
    let arguments = ["clippy", "-q", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
    Ok(repo::succeeds(quick(&mut repo::cargo()).args(arguments))?.into())
}

/// All tests, those of the store on both of its engines, the replay of the fuzz corpora and the random corruptions among them.
fn tests() -> Result<Outcome> {
    let mut command = repo::cargo();
    quick(&mut command);
    // Snapshots are compared, never written, on a machine nobody watches.
    command.env("INSTA_UPDATE", "no");
    // The server runs as long as the tests.
    let server = Server::start();
    match &server {
        Ok(server) => {
            command.env(postgres::VARIABLE, &server.url);
        }
        Err(why) => println!("the store is tested on SQLite alone: {why}"),
    }
    if tools::has_nextest() {
        command.args([
            "nextest",
            "run",
            "--locked",
            "--workspace",
            "--no-fail-fast",
            "--status-level",
            "fail",
        ]);
    } else {
        command.args([
            "test",
            "-q",
            "--locked",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ]);
    }
    Ok(match (repo::succeeds(&mut command)?, server) {
        (false, _) => Outcome::Failed,
        (true, Ok(_)) => Outcome::Passed,
        (true, Err(why)) => Outcome::PassedBut(format!("the store's tests on PostgreSQL ({why})")),
    })
}

fn doc_tests() -> Result<Outcome> {
    let arguments = ["test", "-q", "--locked", "--workspace", "--doc", "--no-fail-fast"];
    Ok(repo::succeeds(quick(&mut repo::cargo()).args(arguments))?.into())
}

/// The first command of the README, as a newcomer types it.
fn demo() -> Result<Outcome> {
    let dir = repo::fresh("demo")?;
    let program = repo::build_daylight(false)?;
    Ok(repo::succeeds(Command::new(program).arg("demo").current_dir(dir))?.into())
}

fn report_in_browser() -> Result<Outcome> {
    let browser = match Browser::find() {
        Ok(browser) => browser,
        Err(why) => return Ok(Outcome::Skipped(why)),
    };
    let results = browser::sample_results(&repo::build_daylight(false)?)?;
    Ok(browser.check(&results.join("report.html"), &repo::target().join("screenshots"))?.into())
}

fn exports() -> Result<Outcome> {
    Ok(match register::exports()? {
        Ok(held) => held.into(),
        Err(why) => Outcome::Skipped(why),
    })
}

fn deny() -> Result<Outcome> {
    if let Err(why) = tools::cargo_deny() {
        return Ok(Outcome::Skipped(why));
    }
    let arguments = ["deny", "--log-level", "error", "check", "bans", "licenses", "sources"];
    Ok(repo::succeeds(repo::cargo().args(arguments))?.into())
}

/// One build, once: incremental data would be written and never read.
fn quick(command: &mut Command) -> &mut Command {
    if std::env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}
