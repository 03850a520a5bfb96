//! The report in a real browser: what it asks for, how it reads, how it looks.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::args::Args;
use crate::{measure, repo, tools};

/// What the checks need from outside.
pub(crate) struct Browser {
    chromium: PathBuf,
    node: PathBuf,
    packages: PathBuf,
}

impl Browser {
    /// Finds or installs everything, or says what is not to be had.
    pub(crate) fn find() -> std::result::Result<Self, String> {
        Ok(Self { chromium: tools::chromium()?, node: tools::node()?, packages: tools::browser_packages()? })
    }

    /// A command that runs the script on a page.
    fn script(&self, page: &Path) -> Command {
        let mut command = Command::new(&self.node);
        command.current_dir(&self.packages).env("CHROMIUM", &self.chromium);
        command.arg("report.mjs").arg(page);
        command
    }

    /// No request, no violation of WCAG 2.2 AA, no sideways scrolling; pictures for a person to look at.
    pub(crate) fn check(&self, page: &Path, pictures: &Path) -> Result<bool> {
        std::fs::create_dir_all(pictures)?;
        repo::succeeds(self.script(page).arg("--pictures").arg(pictures))
    }
}

/// The results of the sample phone, made with the program at hand.
pub(crate) fn sample_results(program: &Path) -> Result<PathBuf> {
    let dir = repo::fresh("sample")?;
    let (phone, results) = (dir.join("phone"), dir.join("results"));
    measure::once(Command::new(program).args(["sample", "ios-backup"]).arg(&phone), &[0])
        .context("the sample phone could not be made")?;
    // 3 is a finished check with gaps, and the sample has some on purpose.
    measure::once(
        Command::new(program).arg("check").arg(&phone).arg("-o").arg(&results).arg("--quiet"),
        &[0, 3],
    )
    .context("the sample phone could not be checked")?;
    Ok(results)
}

/// `cargo xtask screenshot`.
pub(crate) fn screenshot(args: Args) -> Result<bool> {
    args.end()?;
    let browser = Browser::find().map_err(|why| anyhow!("{why}"))?;
    let results = sample_results(&repo::build_daylight(false)?)?;
    let picture = repo::root().join("docs/images/report.png");
    std::fs::create_dir_all(repo::root().join("docs/images"))?;
    repo::must(browser.script(&results.join("report.html")).arg("--shot").arg(&picture))?;
    println!("{}", picture.display());
    Ok(true)
}
