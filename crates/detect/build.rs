//! Builds the rule texts into the program: adding a rule is adding one file under `rules/`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Asked at run time: the program of another checkout may be in a shared target folder.
    let home = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let folder = home.join("../../rules");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok().map(|it| it.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    files.sort();
    let mut out = String::from(
        "/// Every rule text with the stem of its file, sorted.\nconst RULE_TEXTS: &[(&str, &str)] = &[\n",
    );
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        let stem = file.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
        let _ = writeln!(out, "    ({stem:?}, include_str!({:?})),", file.display().to_string());
    }
    out.push_str("];\n");
    let target = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(target.join("rules.rs"), out)
}
