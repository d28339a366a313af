//! A private PostgreSQL server for tests and benchmarks: on a free port, in a directory that goes with it.
//!
//! A server refuses to run as root; then it runs as the user `postgres`, whom its package brings. Deliberately not here:
//! databases; whoever uses the server makes their own.

use crate::{children::Running, shell};
use anyhow::{Context, Result, bail, ensure};
use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; stopped and removed when dropped.
pub struct Postgres {
    running: Option<Running>,
    directory: PathBuf,
    port: u16,
}

/// Where its programs are: in a directory of their own on Debian, else on the search path.
pub fn programs() -> Option<PathBuf> {
    let of_debian = fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        of_debian.map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").is_file()).collect();
    found.sort();
    found.pop().or_else(|| shell::find("initdb")?.parent().map(Path::to_owned))
}

impl Postgres {
    /// Makes one and waits until it answers. `durable`: every commit reaches the disk, as in production; tests kill
    /// programs and not machines, and need not wait for that.
    pub fn start(durable: bool) -> Result<Self> {
        let programs = programs().context("PostgreSQL's initdb is not found")?;
        // As another user the server must be able to get there, which it may not in a directory that is root's own.
        let shared = if is_root() { PathBuf::from("/tmp") } else { env::temp_dir() };
        let directory = shared.join(format!("purser-postgres-{}", std::process::id()));
        fs::create_dir_all(&directory).with_context(|| format!("make {}", directory.display()))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = Self { running: None, directory, port };
        if is_root() {
            shell::run(shell::command("chown").arg("postgres").arg(&server.directory))?;
        }
        let data = server.directory.join("data");
        let mut make = as_somebody(&programs.join("initdb"));
        make.args([
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ]);
        let made = make.arg(&data).current_dir(&server.directory).stdout(Stdio::null()).status();
        ensure!(made.context("run initdb")?.success(), "initdb failed");
        let mut serve = as_somebody(&programs.join("postgres"));
        serve.arg("-D").arg(&data).arg("-k").arg(&server.directory).args(["-p", &port.to_string()]);
        serve.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=400"]);
        serve.args(["-c", if durable { "fsync=on" } else { "fsync=off" }]);
        serve.current_dir(&server.directory).stderr(Stdio::null());
        server.running = Some(Running::start("PostgreSQL", &mut serve)?);
        server.wait(&programs)?;
        Ok(server)
    }

    fn wait(&self, programs: &Path) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
            if shell::probe(&mut ask).is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!("PostgreSQL does not answer after {} s", PATIENCE.as_secs())
    }

    /// A new database there; its address.
    pub fn database(&self, name: &str) -> Result<String> {
        let programs = programs().context("PostgreSQL's createdb is not found")?;
        let mut make = shell::command(programs.join("createdb"));
        make.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string(), name]);
        shell::run(&mut make)?;
        Ok(format!("{}/{name}", self.address()))
    }

    /// `postgres://USER@HOST:PORT`, without a database.
    pub fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Err(error) = fs::remove_dir_all(&self.directory) {
            shell::complain(&format!("{} was not removed: {error}", self.directory.display()));
        }
    }
}

fn is_root() -> bool {
    shell::probe(shell::command("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

fn as_somebody(program: &Path) -> Command {
    if !is_root() {
        return shell::own(program);
    }
    let mut command = shell::own("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}
