//! Programs of other people that a chore needs: found, installed where that is allowed, or named as left out.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::repo;

/// A program, or why it is not to be had here.
pub(crate) type Found = std::result::Result<PathBuf, String>;

/// Names under which a Chromium goes.
const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A Chromium: `CHROMIUM` in the environment, one that is installed, or Debian's.
pub(crate) fn chromium() -> Found {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    find_or_install(CHROMIUM, &["chromium"])
}

/// A Node of a version that the browser checks run on.
pub(crate) fn node() -> Found {
    let node = find_or_install(&["node", "nodejs"], &["nodejs", "npm"])?;
    let version = repo::output(Command::new(&node).arg("--version")).map_err(|err| format!("{err:#}"))?;
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|it| it.parse::<u32>().ok());
    match major {
        Some(20..) => Ok(node),
        _ => Err(format!("Node 20 or newer is needed, here is {}", version.trim())),
    }
}

/// The packages of `xtask/browser`, at their locked versions, under the target folder.
pub(crate) fn browser_packages() -> Found {
    let dir = repo::target().join("xtask/browser");
    let source = repo::root().join("xtask/browser");
    let prepare = || -> std::io::Result<bool> {
        std::fs::create_dir_all(&dir)?;
        let mut same = dir.join("node_modules/playwright-core/package.json").is_file();
        for name in ["package.json", "package-lock.json", "report.mjs"] {
            let wanted = std::fs::read(source.join(name))?;
            if std::fs::read(dir.join(name)).ok().as_ref() != Some(&wanted) {
                same &= name == "report.mjs";
                std::fs::write(dir.join(name), wanted)?;
            }
        }
        Ok(same)
    };
    if prepare().map_err(|err| format!("{}: {err}", dir.display()))? {
        return Ok(dir);
    }
    let npm = find_or_install(&["npm"], &["npm"])?;
    let mut install = Command::new(npm);
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&dir);
    repo::output(&mut install).map_err(|err| format!("npm could not install its packages ({err:#})"))?;
    Ok(dir)
}

/// The folder of PostgreSQL's own programs, of the newest version that is there, or Debian's.
pub(crate) fn postgres() -> Found {
    if let Some(bin) = postgres_programs() {
        return Ok(bin);
    }
    install(&["postgresql"]).map_err(|why| format!("PostgreSQL is not installed, and {why}"))?;
    postgres_programs().ok_or_else(|| "initdb is still missing after installing postgresql".to_owned())
}

fn postgres_programs() -> Option<PathBuf> {
    // Debian keeps them apart by version and out of the path.
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions
        .filter_map(|it| Some((it.file_name().to_str()?.parse::<u32>().ok()?, it.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
        .max();
    let in_path = || Some(repo::which(&["initdb"])?.parent()?.to_owned());
    debian.map(|it| it.1).or_else(in_path)
}

/// cargo-deny, if it is installed: building it takes longer than everything it would check.
pub(crate) fn cargo_deny() -> Found {
    repo::which(&["cargo-deny"])
        .ok_or_else(|| "cargo-deny is not installed (`cargo install cargo-deny --locked`)".to_owned())
}

/// Whether cargo-nextest is there; plain `cargo test` runs the same tests.
pub(crate) fn has_nextest() -> bool {
    repo::which(&["cargo-nextest"]).is_some()
}

fn find_or_install(names: &[&str], packages: &[&str]) -> Found {
    let wanted = names.first().copied().unwrap_or_default();
    if let Some(path) = repo::which(names) {
        return Ok(path);
    }
    install(packages).map_err(|why| format!("{wanted} is not installed, and {why}"))?;
    repo::which(names)
        .ok_or_else(|| format!("{wanted} is still missing after installing {}", packages.join(", ")))
}

/// Installs Debian packages, if we are the administrator of a machine that has apt.
fn install(packages: &[&str]) -> std::result::Result<(), String> {
    let apt = repo::which(&["apt-get"]).ok_or("there is no apt-get to install it with")?;
    if !is_administrator() {
        return Err(format!(
            "only the administrator may install it (`sudo apt-get install {}`)",
            packages.join(" ")
        ));
    }
    let run = |arguments: &[&str]| -> Result<String> {
        repo::output(Command::new(&apt).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let wanted = [&["install", "-y", "-q", "--no-install-recommends"], packages].concat();
    eprintln!("installing {}", packages.join(", "));
    // Package lists may be missing or old; fresh ones are fetched first, and their absence is found out below.
    let _ = run(&["update", "-q"]);
    run(&wanted).map(drop).map_err(|_| format!("apt-get could not install {}", packages.join(", ")))
}

pub(crate) fn is_administrator() -> bool {
    repo::output(Command::new("id").arg("-u")).is_ok_and(|it| it.trim() == "0")
}
