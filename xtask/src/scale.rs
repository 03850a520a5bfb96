//! How the store fares with large registers, on both engines.

use std::process::Command;

use anyhow::Result;

use crate::args::Args;
use crate::postgres::Server;
use crate::repo;

/// Imports generated registers of several sizes and asks them; prints a table for each engine and size.
pub(crate) fn run(mut args: Args) -> Result<bool> {
    let mut sizes: Vec<usize> = args.values("--rows")?;
    let piece: usize = args.value("--dossier")?.unwrap_or(5_000);
    args.end()?;
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000];
    }
    let mut build = Command::new("cargo");
    repo::output(build.args(["bench", "-q", "-p", "store", "--bench", "scale", "--no-run"]))?;
    for rows in &sizes {
        let dir = repo::fresh("scale")?;
        let file = dir.join("register.db");
        one("SQLite", &file.display().to_string(), *rows, piece)?;
        match Server::start() {
            Ok(server) => one("PostgreSQL, without waiting for the disk", &server.url, *rows, piece)?,
            Err(why) => println!("\nPostgreSQL is left out: {why}"),
        }
    }
    Ok(true)
}

fn one(engine: &str, place: &str, rows: usize, piece: usize) -> Result<()> {
    println!("\n{engine}, {rows} rows in dossiers of {piece}\n\n| what | found |\n|---|---|");
    let mut command = Command::new("cargo");
    command.args(["bench", "-q", "-p", "store", "--bench", "scale", "--", place]);
    command.args([rows.to_string(), piece.to_string()]);
    anyhow::ensure!(repo::succeeds(&mut command)?, "the measurement ended with an error");
    Ok(())
}
