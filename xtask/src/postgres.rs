//! A private PostgreSQL for tests: found or installed, started on the loopback address alone, thrown away.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::args::Args;
use crate::{repo, tools};

/// Where tests look for the address of a server.
pub(crate) const VARIABLE: &str = "DAYLIGHT_TEST_POSTGRES";

/// Nothing of a test has to outlive a loss of power, and a server that need not wait for the disk is quick.
const SETTINGS: &str = "\
unix_socket_directories = ''
listen_addresses = '127.0.0.1'
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 300
shared_buffers = 32MB
";

/// A server that runs until this is dropped.
pub(crate) struct Server {
    bin: PathBuf,
    data: PathBuf,
    user: Option<&'static str>,
    /// Its address, with a password that nobody else knows.
    pub(crate) url: String,
}

impl Server {
    /// Starts a fresh one, or says why there is none.
    pub(crate) fn start() -> std::result::Result<Self, String> {
        let bin = tools::postgres()?;
        Self::start_from(bin).map_err(|err| format!("PostgreSQL did not start: {err:#}"))
    }

    fn start_from(bin: PathBuf) -> Result<Self> {
        let user = unprivileged()?;
        let home = home(user, &bin)?;
        let data = home.join("data");
        let password = password()?;
        let secret = home.join("password");
        fs::write(&secret, &password)?;
        if let Some(user) = user {
            repo::output(Command::new("chown").arg("-R").arg(user).arg(&home))?;
        }
        let mut init = as_user(user, &bin.join("initdb"));
        init.args([
            "--username=daylight",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        init.arg("--pwfile").arg(&secret).arg("--pgdata").arg(&data).current_dir(&home);
        repo::output(&mut init)?;
        fs::remove_file(&secret)?;

        // A port that is free now; should somebody take it in between, the start fails and says so.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let settings = data.join("postgresql.conf");
        let mut text = fs::read_to_string(&settings)?;
        text.push_str(SETTINGS);
        text.push_str(&format!("port = {port}\n"));
        fs::write(&settings, text)?;
        let url = format!("postgres://daylight:{password}@127.0.0.1:{port}/postgres");
        let server = Self { bin, data, user, url };
        let mut start = server.pg_ctl();
        start.arg("start").arg("--wait").arg("--log").arg(home.join("log")).current_dir(&home);
        // The server inherits what its starter prints to, and must not keep it open.
        start.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        if !repo::succeeds(&mut start)? {
            anyhow::bail!("{}", fs::read_to_string(home.join("log")).unwrap_or_default().trim());
        }
        Ok(server)
    }

    fn pg_ctl(&self) -> Command {
        let mut command = as_user(self.user, &self.bin.join("pg_ctl"));
        command.arg("--silent").arg("--pgdata").arg(&self.data);
        command
    }

    fn stop(&self) {
        let mut stop = self.pg_ctl();
        stop.args(["stop", "--mode=immediate"]).current_dir("/");
        let _ = repo::output(&mut stop);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The server refuses to run as the administrator, and Debian brings a user for it.
fn unprivileged() -> Result<Option<&'static str>> {
    if !tools::is_administrator() {
        return Ok(None);
    }
    for user in ["postgres", "nobody"] {
        if repo::output(Command::new("id").arg(user)).is_ok() {
            return Ok(Some(user));
        }
    }
    anyhow::bail!("there is neither a user `postgres` nor `nobody` to run it as")
}

/// A folder that the user can reach: under the target folder, or where temporary files go.
fn home(user: Option<&'static str>, bin: &Path) -> Result<PathBuf> {
    let under_target = repo::target().join("xtask/postgres");
    let temporary = std::env::temp_dir().join("daylight-postgres");
    for home in [under_target, temporary] {
        let data = home.join("data");
        if data.join("postmaster.pid").exists() {
            // A run that was killed left its server behind.
            Server { bin: bin.to_owned(), data, user, url: String::new() }.stop();
        }
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).with_context(|| home.display().to_string())?;
        // The password lies in it for a moment.
        repo::output(Command::new("chmod").arg("700").arg(&home))?;
        let Some(user) = user else { return Ok(home) };
        repo::output(Command::new("chown").arg(user).arg(&home))?;
        let mut reach = as_user(Some(user), Path::new("test"));
        reach.arg("-w").arg(&home).current_dir("/");
        if repo::succeeds(&mut reach)? {
            return Ok(home);
        }
    }
    anyhow::bail!("the user it runs as can reach neither the target folder nor the temporary one")
}

fn as_user(user: Option<&'static str>, program: &Path) -> Command {
    match user {
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

fn password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|it| format!("{it:02x}")).collect())
}

/// `cargo xtask postgres COMMAND…`: runs a command beside a fresh server.
pub(crate) fn run(args: Args) -> Result<bool> {
    let words = args.rest();
    let (program, arguments) =
        words.split_first().context("which command? as in `cargo xtask postgres cargo test -p store`")?;
    let server = Server::start().map_err(anyhow::Error::msg)?;
    repo::succeeds(Command::new(program).args(arguments).env(VARIABLE, &server.url))
}
