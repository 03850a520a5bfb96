//! Wall time, processor time and peak memory of one command.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use wait4::Wait4;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// User and system time together.
    pub(crate) cpu: Duration,
    /// Peak resident memory, in bytes.
    pub(crate) memory: u64,
}

/// Runs a command silently. The exit codes that count as done are named, because a finished check with gaps
/// is still finished.
pub(crate) fn once(command: &mut Command, good: &[i32]) -> Result<Cost> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    let done = child.wait4().with_context(|| format!("cannot wait for {command:?}"))?;
    let wall = start.elapsed();
    match done.status.code() {
        Some(code) if good.contains(&code) => {}
        code => bail!("{command:?} ended with {code:?}"),
    }
    Ok(Cost { wall, cpu: done.rusage.utime + done.rusage.stime, memory: done.rusage.maxrss })
}

/// The run with the median wall time, of `runs` runs; `prepare` goes before each and is not measured.
pub(crate) fn median(
    runs: usize,
    good: &[i32],
    mut prepare: impl FnMut() -> Result<()>,
    mut command: impl FnMut() -> Command,
) -> Result<Cost> {
    let mut costs = Vec::new();
    for _ in 0..runs.max(1) {
        prepare()?;
        costs.push(once(&mut command(), good)?);
    }
    costs.sort_by_key(|it| it.wall);
    costs.get(costs.len() / 2).copied().context("no run was made")
}

/// Rounds in which every command runs once, one after another: whatever slows the machine for a while slows all of
/// them, so that ratios within a round hold. `prepare` goes before each run and is not measured.
pub(crate) fn rounds(
    rounds: usize,
    good: &[i32],
    mut prepare: impl FnMut() -> Result<()>,
    commands: &[&dyn Fn() -> Command],
) -> Result<Vec<Vec<Cost>>> {
    let mut all = Vec::new();
    for _ in 0..rounds.max(1) {
        let mut round = Vec::new();
        for command in commands {
            prepare()?;
            round.push(once(&mut command(), good)?);
        }
        all.push(round);
    }
    Ok(all)
}

/// The run of a command with the median wall time.
pub(crate) fn middle(rounds: &[Vec<Cost>], command: usize) -> Result<Cost> {
    let mut costs: Vec<Cost> = rounds.iter().filter_map(|it| it.get(command).copied()).collect();
    costs.sort_by_key(|it| it.wall);
    costs.get(costs.len() / 2).copied().context("no run was made")
}

/// The median over the rounds of how many times longer one command took than another.
pub(crate) fn ratio(rounds: &[Vec<Cost>], slow: usize, fast: usize) -> f64 {
    let mut ratios: Vec<f64> = rounds
        .iter()
        .filter_map(|it| Some(it.get(slow)?.wall.as_secs_f64() / it.get(fast)?.wall.as_secs_f64().max(1e-6)))
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(0.0)
}
