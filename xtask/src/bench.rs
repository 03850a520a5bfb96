//! Speed and memory of whole commands, beside the peer on the same machine in the same run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::args::Args;
use crate::measure::{self, Cost};
use crate::repo;

/// The version the targets are stated against.
const PEER: &str = "mvt==2026.10.26";
/// A password of the encrypted sample; it protects nothing.
const PASSWORD: &str = "sample";

/// The peer, in a virtual environment of its own with a home of its own.
pub(crate) struct Peer {
    program: PathBuf,
    home: PathBuf,
}

impl Peer {
    /// `DAYLIGHT_PEER` if it is set, else a fresh installation under the target folder.
    pub(crate) fn find_or_install() -> Result<Self> {
        let home = repo::fresh("peer-home")?;
        if let Some(program) = std::env::var_os("DAYLIGHT_PEER") {
            return Ok(Self { program: program.into(), home });
        }
        let dir = repo::target().join("xtask/peer");
        let program = dir.join("bin/mvt-ios");
        if !program.is_file() {
            eprintln!("installing {PEER} into {}", dir.display());
            repo::output(Command::new(repo::python()?).args(["-m", "venv"]).arg(&dir))?;
            repo::output(Command::new(dir.join("bin/pip")).args(["install", "-q", PEER]))?;
        }
        Ok(Self { program, home })
    }

    /// A check of a plain backup, without its network.
    pub(crate) fn check(&self, backup: &Path, pack: &Path, out: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.env("MVT_NETWORK_ACCESS_ALLOWED", "false").env("HOME", &self.home);
        command.args(["--disable-update-check", "--disable-indicator-update-check", "check-backup", "-i"]);
        command.arg(pack).arg("-o").arg(out).arg(backup);
        command
    }
}

/// The table as it grows, and whether every target was met.
struct Table {
    text: String,
    held: bool,
}

impl Table {
    fn row(&mut self, what: &str, cost: Cost, target: &str, verdict: Option<bool>) {
        let verdict = match verdict {
            Some(true) => "PASS",
            Some(false) => {
                self.held = false;
                "MISS"
            }
            None => "",
        };
        let (wall, cpu) = (cost.wall.as_secs_f64(), cost.cpu.as_secs_f64());
        let memory = cost.memory as f64 / 1e6;
        let line = format!("| {what} | {wall:.3} s | {cpu:.3} s | {memory:.0} MB | {target} | {verdict} |");
        println!("{line}");
        // Writing into a String cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

pub(crate) fn run(mut args: Args) -> Result<bool> {
    let save = args.flag("--save");
    let no_peer = args.flag("--no-peer");
    let runs: usize = args.value("--runs")?.unwrap_or(3);
    let mut scales: Vec<f64> = args.values("--scale")?;
    args.end()?;
    if scales.is_empty() {
        scales = vec![0.2, 0.5, 1.0];
    }

    let program = repo::build_daylight(true)?;
    let peer = if no_peer { None } else { Some(Peer::find_or_install()?) };
    let packs = repo::shared_or_explain()?.join("data/indicators");
    let bench = Bench { program, peer, pack: packs.join("amnesty/pegasus.stix2"), packs, runs };

    let mut table = Table { text: String::new(), held: true };
    let head =
        "| what | wall | processor | peak memory | against the target | |\n|---|---:|---:|---:|---|---|\n";
    print!("{head}");
    table.text.push_str(head);
    for scale in &scales {
        bench.busy_backup(*scale, &mut table)?;
    }
    bench.sample(scales.iter().copied().fold(0.0, f64::max), &mut table)?;
    bench.packs(&mut table)?;
    if save {
        let path = save_table(&table.text, runs)?;
        println!("\nsaved as {}", path.display());
    }
    Ok(table.held)
}

struct Bench {
    program: PathBuf,
    peer: Option<Peer>,
    packs: PathBuf,
    pack: PathBuf,
    runs: usize,
}

impl Bench {
    /// The busy backup: the peer, our three ways of keeping records, and a bare dump of one database as the floor.
    fn busy_backup(&self, scale: f64, table: &mut Table) -> Result<()> {
        let phone = repo::busy_backup(&format!("planted-{scale}-7"), scale, 7, Some(&self.pack))?;
        warm(&phone)?;
        let (results, of_peer) =
            (repo::target().join("xtask/bench-results"), repo::target().join("xtask/bench-peer"));
        let ours = |flag: Option<&str>| {
            let mut command = Command::new(&self.program);
            command.arg("check").arg(&phone).arg("-o").arg(&results).arg("--quiet");
            command.arg("-i").arg(&self.pack).args(flag);
            command
        };
        let (default, without, full) =
            (|| ours(None), || ours(Some("--no-records")), || ours(Some("--full-records")));
        let mut commands: Vec<&dyn Fn() -> Command> = vec![&default, &without, &full];
        let peer = self.peer.as_ref().map(|peer| || peer.check(&phone, &self.pack, &of_peer));
        commands.extend(peer.as_ref().map(|it| it as &dyn Fn() -> Command));
        let clear = || empty(&results).and_then(|()| empty(&of_peer));
        let rounds = measure::rounds(self.runs, &[0, 3], clear, &commands)?;
        clear()?;

        let last = commands.len() - 1;
        let peer = peer.is_some().then(|| measure::middle(&rounds, last)).transpose()?;
        if let Some(peer) = peer {
            table.row(&format!("peer, scale {scale}"), peer, "", None);
        }
        // The target for memory is stated for a run without options.
        for (at, name, least, lean) in [
            (0, "(default)", Some(50.0), true),
            (1, "--no-records", None, false),
            (2, "--full-records", Some(25.0), false),
        ] {
            let cost = measure::middle(&rounds, at)?;
            let Some(peer) = peer else {
                table.row(&format!("check {name} scale {scale}"), cost, "", None);
                continue;
            };
            let (ratio, memory) =
                (measure::ratio(&rounds, last, at), peer.memory as f64 / cost.memory.max(1) as f64);
            let wanted = match (least, lean) {
                (Some(least), true) => format!(" (≥ {least}×; memory ≤ 1/10)"),
                (Some(least), false) => format!(" (≥ {least}×)"),
                (None, _) => String::new(),
            };
            let told = format!("{ratio:.0}× faster, memory 1/{memory:.1}{wanted}");
            let verdict = least.map(|least| ratio >= least && (!lean || memory >= 10.0));
            table.row(&format!("check {name} scale {scale}"), cost, &told, verdict);
        }
        if let Some(sqlite) = repo::which(&["sqlite3"]) {
            let database = phone.join("3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28");
            let cost = measure::median(self.runs, &[0], nothing, || {
                let mut command = Command::new(&sqlite);
                command.arg("-readonly").arg(&database).arg(".dump");
                command
            })?;
            table.row(&format!("bare `sqlite3 .dump` of sms.db, scale {scale}"), cost, "the limit", None);
        }
        Ok(())
    }

    /// Our own sample, plain and encrypted: what decryption in place costs, and how fast decryption to disk is.
    fn sample(&self, scale: f64, table: &mut Table) -> Result<()> {
        let plain = self.make_sample("sample-plain", scale, None)?;
        let sealed = self.make_sample("sample-encrypted", scale, Some(PASSWORD))?;
        let password_file = repo::target().join("xtask/password");
        std::fs::write(&password_file, format!("{PASSWORD}\n"))?;
        warm(&plain)?;
        warm(&sealed)?;

        let results = repo::target().join("xtask/bench-results");
        let check = |dir: &Path| {
            let mut command = Command::new(&self.program);
            command.arg("check").arg(dir).arg("-o").arg(&results).arg("--quiet");
            command.arg("--password-file").arg(&password_file);
            command
        };
        let key = self.key_derivation(&password_file)?;
        let rounds = measure::rounds(
            self.runs,
            &[0, 3],
            || empty(&results),
            &[&|| check(&plain), &|| check(&sealed)],
        )?;
        empty(&results)?;
        let (open, closed) = (measure::middle(&rounds, 0)?, measure::middle(&rounds, 1)?);
        table.row(&format!("check of our sample, plain, scale {scale}"), open, "", None);
        let rest = measure::ratio(&rounds, 1, 0) - key / open.wall.as_secs_f64().max(1e-6);
        let told = format!("less {key:.2} s for the key: {rest:.2}× the plain one (≤ 1.3×)");
        table.row(
            &format!("check of our sample, encrypted, scale {scale}"),
            closed,
            &told,
            Some(rest <= 1.3),
        );

        let copy_to = repo::target().join("xtask/bench-copy");
        let copied = measure::median(
            self.runs,
            &[0],
            || empty(&copy_to),
            || {
                let mut command = Command::new("cp");
                command.arg("-r").arg(&plain).arg(&copy_to);
                command
            },
        )?;
        table.row("`cp -r` of the plain sample", copied, "", None);
        let decrypted = measure::median(
            self.runs,
            &[0],
            || empty(&copy_to),
            || {
                let mut command = Command::new(&self.program);
                command
                    .arg("decrypt")
                    .arg(&sealed)
                    .arg("-o")
                    .arg(&copy_to)
                    .arg("--password-file")
                    .arg(&password_file);
                command
            },
        )?;
        empty(&copy_to)?;
        let speed = copied.wall.as_secs_f64() / (decrypted.wall.as_secs_f64() - key).max(1e-6);
        let told = format!("less the key: {:.0} % of the speed of copying (≥ 70 %)", speed * 100.0);
        table.row("`decrypt` of the encrypted sample", decrypted, &told, Some(speed >= 0.7));
        Ok(())
    }

    /// Writes a sample anew, so that a bench never measures the sample of an older program.
    fn make_sample(&self, name: &str, scale: f64, password: Option<&str>) -> Result<PathBuf> {
        let dir = repo::target().join("xtask/backups").join(format!("{name}-{scale}"));
        empty(&dir)?;
        std::fs::create_dir_all(dir.parent().unwrap_or(&dir))?;
        let mut command = Command::new(&self.program);
        command.args(["sample", "ios-backup"]).arg(&dir);
        command.args(["--scale", &scale.to_string(), "--seed", "7"]);
        command.args(password.map(|it| ["--password", it]).into_iter().flatten());
        repo::output(&mut command)?;
        Ok(dir)
    }

    /// What the key alone costs, in seconds: the difference between two very small phones, of which one is
    /// encrypted.
    fn key_derivation(&self, password_file: &Path) -> Result<f64> {
        let plain = self.make_sample("key-plain", 0.001, None)?;
        let sealed = self.make_sample("key-encrypted", 0.001, Some(PASSWORD))?;
        let cost = |dir: &Path| {
            measure::median(self.runs, &[0, 3], nothing, || {
                let mut command = Command::new(&self.program);
                command.arg("check").arg(dir).arg("--quiet").arg("--password-file").arg(password_file);
                command
            })
        };
        Ok((cost(&sealed)?.wall.as_secs_f64() - cost(&plain)?.wall.as_secs_f64()).max(0.0))
    }

    /// All published packs at once.
    fn packs(&self, table: &mut Table) -> Result<()> {
        let cost = measure::median(self.runs.max(5), &[0], nothing, || {
            let mut command = Command::new(&self.program);
            command.args(["indicators", "verify"]).arg(&self.packs);
            command
        })?;
        let told = "≤ 0.1 s, start of the program included";
        table.row("`indicators verify` of all packs", cost, told, Some(cost.wall.as_millis() <= 100));
        Ok(())
    }
}

fn nothing() -> Result<()> {
    Ok(())
}

fn empty(dir: &Path) -> Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(err) if err.kind() != std::io::ErrorKind::NotFound => Err(err.into()),
        _ => Ok(()),
    }
}

/// Reads everything once, so that both programs find the same warm cache.
fn warm(dir: &Path) -> Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            warm(&path)?;
        } else {
            std::io::copy(&mut std::fs::File::open(&path)?, &mut std::io::sink())?;
        }
    }
    Ok(())
}

fn save_table(table: &str, runs: usize) -> Result<PathBuf> {
    let date = repo::output(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor =
        processor.lines().find_map(|it| it.strip_prefix("model name")?.split(": ").nth(1)).unwrap_or("?");
    let path = repo::root().join("docs/bench").join(format!("{}.md", date.trim()));
    std::fs::create_dir_all(repo::root().join("docs/bench"))?;
    let text = format!(
        "# Measured on {}\n\n{cores} cores, {processor}. Medians of {runs} rounds; in each round every program ran once, \
         the peer ({PEER}) too, and ratios are those within a round. Inputs were read once before, so that both find a warm cache. Made by `cargo xtask bench --save`.\n\n{table}",
        date.trim()
    );
    std::fs::write(&path, text)?;
    Ok(path)
}
