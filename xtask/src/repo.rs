//! Where things are, and how to run a command.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use anyhow::{Context, Result, bail};

/// The root of the repository: where cargo runs this from, which is not where it was built when checkouts share a
/// target folder.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let home =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        Path::new(&home).parent().unwrap_or(Path::new(".")).to_owned()
    });
    &ROOT
}

/// Where cargo builds, also the place for everything a chore makes.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The folder of published packs and sample evidence that some chores and tests use, if it is there.
pub(crate) fn shared() -> Option<PathBuf> {
    let dir = match std::env::var_os("DAYLIGHT_SHARED") {
        Some(dir) => PathBuf::from(dir),
        None => root().parent()?.join("shared"),
    };
    dir.join("data").is_dir().then_some(dir)
}

/// The same folder, or a sentence that says what to do.
pub(crate) fn shared_or_explain() -> Result<PathBuf> {
    shared().context("the folder of test data is missing: set DAYLIGHT_SHARED to it, or put it beside the repository as `shared`")
}

/// Every committed or soon to be committed file, relative to the root, sorted.
pub(crate) fn files() -> Result<Vec<String>> {
    let listing = output(
        Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root()),
    )?;
    let mut files: Vec<String> = listing
        .split('\0')
        .filter(|it| !it.is_empty() && root().join(it).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// A cargo of the same toolchain.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// Runs it, its output going where ours goes; true if it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool> {
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {command:?}"))?;
    Ok(status.success())
}

/// Runs it; anything but success is an error.
pub(crate) fn must(command: &mut Command) -> Result<()> {
    if succeeds(command)? { Ok(()) } else { bail!("{command:?} failed") }
}

/// Runs it and takes what it prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {command:?}"))?;
    if !out.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    String::from_utf8(out.stdout).with_context(|| format!("{command:?} printed bytes that are not text"))
}

/// The first of these programs that the machine has.
pub(crate) fn which(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names
        .iter()
        .find_map(|name| std::env::split_paths(&path).map(|dir| dir.join(name)).find(|it| it.is_file()))
}

/// A folder under the target folder, empty.
pub(crate) fn fresh(name: &str) -> Result<PathBuf> {
    let dir = target().join("xtask").join(name);
    match std::fs::remove_dir_all(&dir) {
        Err(err) if err.kind() != std::io::ErrorKind::NotFound => {
            return Err(err).context(dir.display().to_string());
        }
        _ => {}
    }
    std::fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
    Ok(dir)
}

/// Builds the program and says where it lies; `DAYLIGHT_PROGRAM` names another build to look at instead.
pub(crate) fn build_daylight(release: bool) -> Result<PathBuf> {
    if let Some(program) = std::env::var_os("DAYLIGHT_PROGRAM") {
        return Ok(program.into());
    }
    let mut build = cargo();
    build.args(["build", "-q", "-p", "daylight"]);
    if release {
        build.arg("--release");
    }
    must(&mut build)?;
    let name = format!("daylight{}", std::env::consts::EXE_SUFFIX);
    Ok(target().join(if release { "release" } else { "debug" }).join(name))
}

/// A Python, for the generator of busy backups.
pub(crate) fn python() -> Result<PathBuf> {
    which(&["python3", "python"]).context("this chore needs python3, for the generator of sample backups")
}

/// Writes a busy backup with planted traces, or a plain one, unless an equal one is already there.
pub(crate) fn busy_backup(name: &str, scale: f64, seed: u64, pack: Option<&Path>) -> Result<PathBuf> {
    let dir = target().join("xtask/backups").join(name);
    if dir.join("truth.json").is_file() {
        return Ok(dir);
    }
    std::fs::create_dir_all(dir.parent().unwrap_or(&dir))?;
    let mut command = Command::new(python()?);
    command.arg(shared_or_explain()?.join("tools/gen_ios_backup.py")).arg(&dir);
    command.args(["--scale", &scale.to_string(), "--seed", &seed.to_string()]);
    match pack {
        Some(pack) => command.args([OsStr::new("--stix"), pack.as_os_str()]),
        None => command.arg("--clean"),
    };
    output(&mut command)?;
    Ok(dir)
}
