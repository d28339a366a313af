//! The backend as a child: started on a free port, asked for tokens, and told to ring.

use crate::{build::Profile, children::Running, place::Place, shell};
use anyhow::{Context, Result};
use std::{
    fs::File,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    time::{Duration, Instant},
};

/// The first start makes the demonstration airline, which takes a while on a small machine.
const START_LIMIT: Duration = Duration::from_secs(600);

/// A running backend.
pub struct Backend {
    running: Running,
    program: PathBuf,
    data: PathBuf,
    url: String,
}

impl Backend {
    /// Starts it with the demonstration airline and waits until it answers.
    pub fn start(place: &Place, profile: Profile, customers: Option<u32>) -> Result<Self> {
        let program = place.program(profile.directory(), "purser-backend");
        let data = place.scratch("run/backend")?;
        let log = place.target.join("run/backend.log");
        shell::say(&format!("Starting the backend with the demonstration airline (log: {})", log.display()));
        let mut command = shell::own(&program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--dev-idp", "--demo", "--data-dir"]).arg(&data);
        if let Some(customers) = customers {
            command.args(["--demo-customers", &customers.to_string()]);
        }
        command.stderr(File::create(&log).with_context(|| format!("write {}", log.display()))?);
        let began = Instant::now();
        let mut running = Running::start("the backend", &mut command)?;
        let url = running
            .await_line(START_LIMIT, |line| line.strip_prefix("listening on ").map(str::to_owned))
            .with_context(|| format!("wait for the backend's address; see {}", log.display()))?;
        shell::say(&format!("The backend listens on {url} ({})", shell::took(began.elapsed())));
        Ok(Self { running, program, data, url })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process, to watch.
    pub fn running(&mut self) -> &mut Running {
        &mut self.running
    }

    /// An access token from its development identity provider.
    pub fn token(&self, role: &str, subject: &str) -> Result<String> {
        let mut command = shell::own(&self.program);
        command
            .args(["token", "--role", role, "--subject", subject, "--ttl", "12h", "--data-dir"])
            .arg(&self.data);
        Ok(shell::read(&mut command)?.trim().to_owned())
    }

    /// Whether a desktop is connected, so that a call is not marked late.
    pub fn has_agents(&self) -> bool {
        self.metrics().is_ok_and(|metrics| {
            let count = metrics.lines().find_map(|line| line.strip_prefix("purser_realtime_sockets "));
            count.is_some_and(|count| count.trim() != "0")
        })
    }

    fn metrics(&self) -> Result<String> {
        let address = self.url.strip_prefix("http://").context("the address is not http")?;
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET /metrics HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Rings the demonstration call at an agent; the contact's id.
    pub fn ring(&self, agent: &str) -> Result<String> {
        let mut command = shell::own(&self.program);
        command.args(["demo-call", "--backend", &self.url, "--agent", agent, "--data-dir"]).arg(&self.data);
        let answer = shell::read(&mut command)?;
        let contact =
            answer.split_whitespace().last().context("the demonstration call printed no contact id")?;
        Ok(contact.to_owned())
    }
}
