//! The memory of processes, as Linux counts it. PSS shares out what several processes use together.

use anyhow::{Context, Result};
use std::{collections::BTreeMap, fs};

/// A process with its proportional share of memory.
pub struct Share {
    /// The program's name.
    pub name: String,
    /// Mebibytes.
    pub pss_mib: f64,
}

/// The shares of a process and everything it has started.
pub fn tree(root: u32) -> Result<Vec<Share>> {
    let parents = parents()?;
    let mut members = vec![root];
    let mut next = 0;
    while let Some(&parent) = members.get(next) {
        members.extend(parents.iter().filter(|(_, (_, of))| *of == parent).map(|(id, _)| *id));
        next += 1;
    }
    let shares = members.iter().filter_map(|id| {
        let name = parents.get(id).map(|(name, _)| name.clone())?;
        // A process may end between the listing and this.
        field(&format!("/proc/{id}/smaps_rollup"), "Pss:").ok().map(|pss_mib| Share { name, pss_mib })
    });
    Ok(shares.collect())
}

/// The resident memory of one process in mebibytes.
pub fn resident_mib(process: u32) -> Result<f64> {
    field(&format!("/proc/{process}/status"), "VmRSS:")
}

fn field(file: &str, name: &str) -> Result<f64> {
    let text = fs::read_to_string(file).with_context(|| format!("read {file}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kib = line
        .and_then(|line| line.split_whitespace().next())
        .with_context(|| format!("no {name} in {file}"))?;
    Ok(kib.parse::<f64>()? / 1024.0)
}

/// Every process with its name and its parent.
fn parents() -> Result<BTreeMap<u32, (String, u32)>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("list the processes")? {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
        // `id (name) state parent …`; the name may hold anything.
        let Some((name, rest)) = stat.split_once('(').and_then(|(_, rest)| rest.rsplit_once(") ")) else {
            continue;
        };
        if let Some(parent) = rest.split(' ').nth(1).and_then(|parent| parent.parse().ok()) {
            all.insert(id, (name.to_owned(), parent));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::{resident_mib, tree};

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_has_memory() {
        let id = std::process::id();
        assert!(resident_mib(id).expect("our own memory") > 0.5);
        assert!(tree(id).expect("our own tree")[0].pss_mib > 0.5);
    }
}
