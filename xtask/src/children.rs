//! Programs that go on running beside us: started in their own process group, stopped when they are dropped.
//!
//! Ctrl-C and a polite kill reach only us, so that we stop the desktop before the backend.

use crate::shell;
use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

const MOMENT: Duration = Duration::from_millis(50);
const GRACE: Duration = Duration::from_secs(8);

/// A running program, and its standard output line by line.
pub struct Running {
    name: String,
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Starts it. Its standard output is ours to read; its standard error is the caller's choice.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        stop_flag()?;
        own_group(command);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("start {}", shell::line_of(command)))?;
        let output = child.stdout.take().context("standard output is not piped")?;
        // Whoever holds this reads again within moments; the bound is for a program that floods its output.
        let (sender, lines) = sync_channel(4096);
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { name: name.to_owned(), child, lines })
    }

    /// The first line for which `pick` gives something; an error after `limit`, at the program's end, or on Ctrl-C.
    pub fn await_line<T>(&mut self, limit: Duration, mut pick: impl FnMut(&str) -> Option<T>) -> Result<T> {
        let began = Instant::now();
        loop {
            match self.lines.recv_timeout(MOMENT) {
                Ok(line) => {
                    if let Some(found) = pick(&line) {
                        return Ok(found);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(MOMENT),
            }
            self.look()?;
            if began.elapsed() > limit {
                bail!("{} did not say it within {}", self.name, shell::took(limit));
            }
        }
    }

    /// Waits until something is so; an error after `limit`, at the program's end, or on Ctrl-C.
    pub fn await_that(&mut self, limit: Duration, mut so: impl FnMut() -> bool) -> Result<()> {
        let began = Instant::now();
        while !so() {
            self.look()?;
            if began.elapsed() > limit {
                bail!("{} took longer than {}", self.name, shell::took(limit));
            }
            thread::sleep(MOMENT);
        }
        Ok(())
    }

    /// An error when the program has ended or somebody pressed Ctrl-C.
    fn look(&mut self) -> Result<()> {
        if stopped()? {
            bail!("stopped");
        }
        match self.child.try_wait()? {
            Some(status) => bail!("{} ended with {status}", self.name),
            None => Ok(()),
        }
    }

    /// Gives every line to `each` until the program ends. Whether it ended well; an error after `limit`.
    pub fn listen(mut self, limit: Duration, mut each: impl FnMut(String)) -> Result<bool> {
        let began = Instant::now();
        loop {
            match self.lines.recv_timeout(MOMENT) {
                Ok(line) => each(line),
                Err(RecvTimeoutError::Disconnected) => return Ok(self.child.wait()?.success()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if stopped()? {
                bail!("stopped");
            }
            if began.elapsed() > limit {
                bail!("{} did not end within {}", self.name, shell::took(limit));
            }
        }
    }

    /// Waits for the program's end or for Ctrl-C. Whether it ended by itself, and well.
    pub fn wait(&mut self, also: &mut [&mut Self]) -> Result<bool> {
        loop {
            while self.lines.try_recv().is_ok() {}
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.success());
            }
            for other in also.iter_mut() {
                if let Some(status) = other.child.try_wait()? {
                    bail!("{} ended with {status}", other.name);
                }
            }
            if stopped()? {
                return Ok(true);
            }
            thread::sleep(MOMENT);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        ask_to_stop(&mut self.child);
        let began = Instant::now();
        while began.elapsed() < GRACE {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(MOMENT);
        }
        force_to_stop(&mut self.child);
        let _gone = self.child.wait();
    }
}

/// Whether somebody pressed Ctrl-C or asked us to end.
pub fn stopped() -> Result<bool> {
    Ok(stop_flag()?.load(Ordering::Relaxed))
}

fn stop_flag() -> Result<&'static Arc<AtomicBool>> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    if FLAG.get().is_none() {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in signal_hook::consts::TERM_SIGNALS {
            signal_hook::flag::register(*signal, Arc::clone(&flag)).context("listen for Ctrl-C")?;
        }
        let _first = FLAG.set(flag);
    }
    FLAG.get().context("the stop flag is set")
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(unix)]
fn signal_group(child: &Child, signal: rustix::process::Signal) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _gone = rustix::process::kill_process_group(group, signal);
    }
}

#[cfg(unix)]
fn ask_to_stop(child: &mut Child) {
    signal_group(child, rustix::process::Signal::TERM);
}

#[cfg(unix)]
fn force_to_stop(child: &mut Child) {
    signal_group(child, rustix::process::Signal::KILL);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(not(unix))]
fn ask_to_stop(child: &mut Child) {
    let _gone = child.kill();
}

#[cfg(not(unix))]
fn force_to_stop(child: &mut Child) {
    let _gone = child.kill();
}
