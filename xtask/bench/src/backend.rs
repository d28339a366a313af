//! The release backend as a child process, on a data directory of its own under `target/bench/`.

use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// A million customers take minutes to make.
const START_LIMIT: Duration = Duration::from_secs(3600);

/// A running backend; killed when dropped.
pub struct Backend {
    child: Child,
    program: PathBuf,
    /// Its data directory.
    pub data: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Backend {
    /// Starts it and waits until it listens. `keep`: with the data of an earlier run, if there is any.
    pub async fn start(target: &Path, name: &str, keep: bool, more: &[&str]) -> Result<Self> {
        let program = target.join("release").join(format!("purser-backend{}", std::env::consts::EXE_SUFFIX));
        let data = target.join("bench").join(name);
        if data.exists() && !keep {
            fs::remove_dir_all(&data).with_context(|| format!("empty {}", data.display()))?;
        }
        fs::create_dir_all(&data)?;
        let log = target.join("bench").join(format!("{name}.log"));
        let mut child = Command::new(&program)
            .args(["serve", "--dev-idp", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            .args(more)
            .env("PURSER_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("start {}", program.display()))?;
        let address = timeout(START_LIMIT, listening(&mut child))
            .await
            .context("the backend takes too long to start")?
            .with_context(|| format!("see {}", log.display()))?;
        Ok(Self { child, program, data, address })
    }

    /// With the demonstration airline, as a service that has been started again: loading it takes memory of its own.
    pub async fn with_demonstration(target: &Path, name: &str, customers: usize) -> Result<Self> {
        let count = customers.to_string();
        let demonstration = ["--demo", "--demo-customers", count.as_str()];
        let mut loading = Self::start(target, name, true, &demonstration).await?;
        loading.child.kill().await.context("stop the backend that has loaded")?;
        Self::start(target, name, true, &demonstration).await
    }

    /// An access token from its development identity provider.
    pub async fn token(&self, role: &str, subject: &str) -> Result<String> {
        let output = Command::new(&self.program)
            .args(["token", "--role", role, "--subject", subject, "--ttl", "8h", "--data-dir"])
            .arg(&self.data)
            .stderr(Stdio::inherit())
            .output()
            .await?;
        if !output.status.success() {
            bail!("purser-backend token ended with {}", output.status);
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Its process id.
    pub fn id(&self) -> Result<u32> {
        self.child.id().context("the backend has ended")
    }

    /// Its address as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Reads a child's output up to the line `listening on http://HOST:PORT`, and goes on draining it.
pub async fn listening(child: &mut Child) -> Result<SocketAddr> {
    let mut lines = BufReader::new(child.stdout.take().context("standard output is not piped")?).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(url) = line.strip_prefix("listening on http://") {
            let address = url.trim().parse().with_context(|| format!("read the address {url}"))?;
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(address);
        }
    }
    bail!("ended before it listened")
}
