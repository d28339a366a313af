//! Set-up: find out what a command needs and is missing, and install only that, saying what and why.
//!
//! Deliberately not here: the list of needs (`needs`), how each is looked for (`probe`) and installed (`install`).

mod install;
mod needs;
mod probe;

pub use needs::Purpose;

use crate::{place::Place, shell};
use anyhow::{Result, bail};
use needs::{Get, Need};
use std::time::Instant;

/// Makes sure that everything the purposes need is there. Cheap when it is: a few dozen short probes.
pub fn ensure(place: &Place, purposes: &[Purpose]) -> Result<()> {
    let wanted = needs::of(place, purposes)?;
    let missing: Vec<&Need> = wanted.iter().filter(|need| !probe::there(need)).collect();
    if missing.is_empty() {
        return install::fetch_crates(place);
    }
    let began = Instant::now();
    shell::say(&format!("Set-up: {} of {} needs are missing.", missing.len(), wanted.len()));
    for need in &missing {
        shell::say(&format!("  - {}: {}", need.name, need.why));
    }
    let (system, others): (Vec<&Need>, Vec<&Need>) =
        missing.iter().partition(|need| matches!(need.get, Get::System(_)));
    if !system.is_empty() {
        install::packages(&system)?;
    }
    for (index, need) in others.iter().enumerate() {
        shell::say(&format!("Set-up {} of {}: {}", index + 1, others.len(), need.name));
        install::one(place, need)?;
    }
    if let Some(need) = missing.iter().find(|need| !probe::there(need)) {
        bail!("{} was installed but is still not found; {}", need.name, probe::looked_for(need));
    }
    install::tidy(place)?;
    install::fetch_crates(place)?;
    shell::say(&format!("Set-up done in {}.", shell::took(began.elapsed())));
    Ok(())
}
