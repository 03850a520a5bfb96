//! Fuzzing of every parser of hostile bytes, on the stable toolchain.
//!
//! Without a sanitizer (`-s none`) the coverage instrumentation is plain code generation, which stable has.
//! Memory errors are not the prey: unsafe code has one home. Panics, hangs and greed for memory are.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use crate::args::Args;
use crate::repo;

/// A fuzz target of a crate.
struct Target {
    /// The folder that holds `fuzz/`.
    home: PathBuf,
    name: String,
}

impl Target {
    fn kept_corpus(&self) -> PathBuf {
        self.home.join("fuzz/corpus").join(&self.name)
    }

    fn artifacts(&self) -> PathBuf {
        self.home.join("fuzz/artifacts").join(&self.name)
    }

    fn crate_name(&self) -> &str {
        self.home.file_name().and_then(|it| it.to_str()).unwrap_or_default()
    }

    /// What fuzzing found so far on this machine; not committed.
    fn own_corpus(&self) -> PathBuf {
        repo::target().join("fuzz/corpus").join(self.crate_name()).join(&self.name)
    }
}

pub(crate) fn run(mut args: Args) -> Result<bool> {
    let list = args.flag("--list");
    let keep = args.flag("--keep");
    let minutes: f64 = args.value("--minutes")?.unwrap_or(5.0);
    let jobs: usize = args.value("--jobs")?.unwrap_or(2);
    let wanted = args.words()?;
    let mut targets = targets()?;
    if let Some(unknown) = wanted.iter().find(|it| !targets.iter().any(|target| target.name == **it)) {
        bail!("no target is called {unknown:?}; `cargo xtask fuzz --list` names them");
    }
    targets.retain(|it| wanted.is_empty() || wanted.contains(&it.name));
    if list {
        for target in &targets {
            println!(
                "{} ({}, {} kept inputs)",
                target.name,
                target.crate_name(),
                inputs(&target.kept_corpus())
            );
        }
        return Ok(true);
    }
    if repo::which(&["cargo-fuzz"]).is_none() {
        bail!("cargo-fuzz is not installed: `cargo install cargo-fuzz --locked`");
    }
    build(&targets)?;
    let crashed = fuzz_all(&targets, minutes, jobs.max(1))?;
    if keep {
        targets.iter().try_for_each(merge)?;
    }
    println!("fuzz: {} targets, {} of them with a crash", targets.len(), crashed);
    Ok(crashed == 0)
}

fn targets() -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    for file in repo::files()? {
        let Some((home, name)) = file.split_once("/fuzz/fuzz_targets/") else { continue };
        if let Some(name) = name.strip_suffix(".rs") {
            targets.push(Target { home: repo::root().join(home), name: name.to_owned() });
        }
    }
    Ok(targets)
}

fn inputs(dir: &Path) -> usize {
    std::fs::read_dir(dir).map_or(0, |entries| entries.flatten().filter(|it| it.path().is_file()).count())
}

/// The instrumented programs stand beside the ordinary build, so that neither makes the other start anew.
fn build_dir() -> PathBuf {
    repo::target().join("fuzz/build")
}

fn build(targets: &[Target]) -> Result<()> {
    for target in targets {
        let mut command = Command::new("cargo");
        command.args(["fuzz", "build", "-s", "none", &target.name]).current_dir(&target.home);
        repo::must(command.env("CARGO_TARGET_DIR", build_dir()))?;
    }
    Ok(())
}

fn program(target: &Target) -> Result<PathBuf> {
    let version = repo::output(Command::new("rustc").arg("-vV"))?;
    let host =
        version.lines().find_map(|it| it.strip_prefix("host: ")).context("rustc does not say its host")?;
    let path = build_dir().join(host).join("release").join(&target.name);
    if path.is_file() { Ok(path) } else { bail!("{} was not built", path.display()) }
}

fn fuzz_all(targets: &[Target], minutes: f64, jobs: usize) -> Result<usize> {
    let queue = Mutex::new(targets.iter());
    let crashed = Mutex::new(0);
    std::thread::scope(|scope| -> Result<()> {
        let work = || -> Result<()> {
            loop {
                let Some(target) = queue.lock().ok().and_then(|mut it| it.next()) else { return Ok(()) };
                let held = fuzz_one(target, minutes)?;
                if let (false, Ok(mut count)) = (held, crashed.lock()) {
                    *count += 1;
                }
            }
        };
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(done) => done?,
                Err(_) => bail!("a worker ended early"),
            }
        }
        Ok(())
    })?;
    Ok(crashed.into_inner().unwrap_or_default())
}

/// Runs one target for its time; true if nothing was found.
fn fuzz_one(target: &Target, minutes: f64) -> Result<bool> {
    let (own, artifacts) = (target.own_corpus(), target.artifacts());
    std::fs::create_dir_all(&own)?;
    std::fs::create_dir_all(&artifacts)?;
    std::fs::create_dir_all(target.kept_corpus())?;
    let mut command = Command::new(program(target)?);
    command.arg(&own).arg(target.kept_corpus());
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.arg(format!("-max_total_time={}", (minutes * 60.0).ceil()));
    // A parser that needs seconds or gigabytes for a small input is as broken as one that panics.
    command.args(["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1"]);
    let out =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", target.name))?;
    let log = String::from_utf8_lossy(&out.stderr);
    let runs =
        log.lines().find_map(|it| it.strip_prefix("stat::number_of_executed_units:")).unwrap_or(" ?").trim();
    if out.status.success() {
        println!("{}: {runs} runs, nothing found, {} inputs of interest", target.name, inputs(&own));
        return Ok(true);
    }
    println!("{}: CRASH", target.name);
    for line in
        log.lines().filter(|it| it.contains("panicked at") || it.contains("SUMMARY") || it.contains("ERROR"))
    {
        println!("    {line}");
    }
    println!(
        "    the input lies in {}; once mended, move it to {}",
        artifacts.display(),
        target.kept_corpus().display()
    );
    Ok(false)
}

/// Adds to the kept corpus the smallest set of found inputs that reach something new.
fn merge(target: &Target) -> Result<()> {
    let before = inputs(&target.kept_corpus());
    let mut command = Command::new(program(target)?);
    command.args(["-merge=1", "-max_len=4096"]).arg(target.kept_corpus()).arg(target.own_corpus());
    repo::output(&mut command)?;
    println!("{}: {before} kept inputs, now {}", target.name, inputs(&target.kept_corpus()));
    Ok(())
}
