//! The register's exports, read by other people's programs.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::args::Args;
use crate::repo;

/// Others' programs, at the versions that the exports were checked with.
const PACKAGES: &[&str] = &["followthemoney==4.11.2", "libcovebods==0.16.0", "frictionless[json]==5.21.0"];
/// What is exported: the real dossier, and invented rows that reach further.
const DOSSIERS: &[(&str, &str)] =
    &[("founding", "dossiers/founding.toml"), ("sample", "xtask/register/sample.toml")];

pub(crate) fn run(args: Args) -> Result<bool> {
    args.end()?;
    match exports()? {
        Ok(held) => Ok(held),
        Err(why) => bail!("{why}"),
    }
}

/// Whether the exports hold, or why that cannot be found out here.
pub(crate) fn exports() -> Result<std::result::Result<bool, String>> {
    let python = match environment() {
        Ok(it) => it,
        Err(why) => return Ok(Err(why)),
    };
    let mut held = true;
    for (name, dossier) in DOSSIERS {
        let folder = repo::fresh(&format!("register/{name}"))?;
        let mut export = repo::cargo();
        export.args(["run", "-q", "--locked", "-p", "ledger", "--example", "export_founding", "--", dossier]);
        repo::must(export.arg(&folder))?;
        let mut validate = Command::new(&python);
        held &= repo::succeeds(validate.arg(repo::root().join("xtask/register/validate.py")).arg(folder))?;
    }
    Ok(Ok(held))
}

/// A Python that has the packages, in an environment of its own under the target folder.
fn environment() -> std::result::Result<PathBuf, String> {
    let dir = repo::target().join("xtask/register-python");
    let python = dir.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mark = dir.join("packages.txt");
    let wanted = PACKAGES.join("\n");
    if python.is_file() && std::fs::read_to_string(&mark).is_ok_and(|it| it == wanted) {
        return Ok(python);
    }
    let system = repo::which(&["python3", "python"]).ok_or("python3 is not installed")?;
    let mut create = Command::new(system);
    repo::output(create.args(["-m", "venv"]).arg(&dir))
        .map_err(|_| "python3 cannot make an environment (on Debian: python3-venv)".to_owned())?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "-q", "--disable-pip-version-check"]).args(PACKAGES);
    repo::output(&mut install).map_err(|_| format!("pip could not install {}", PACKAGES.join(" and ")))?;
    std::fs::write(&mark, wanted).map_err(|err| format!("{}: {err}", mark.display()))?;
    Ok(python)
}
