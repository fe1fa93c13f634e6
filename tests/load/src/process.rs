//! What a process takes, as Linux tells it.

use std::fs;
use std::time::Duration;

use crate::Failure;

/// The kernel counts processor time for others in hundredths of a second on every architecture (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    pub resident_bytes: u64,
    /// The most that was ever resident.
    pub peak_bytes: u64,
    /// Processor time of all threads since the process began.
    pub cpu: Duration,
    /// Open files that are no connections.
    pub files: u64,
    /// Open connections, and what listens for them.
    pub connections: u64,
}

impl Sample {
    pub fn handles(&self) -> u64 {
        self.files + self.connections
    }
}

/// A process by its id.
pub fn sample(pid: u32) -> Result<Sample, Failure> {
    let read = |name: &str| {
        let path = format!("/proc/{pid}/{name}");
        fs::read_to_string(&path).map_err(|error| format!("reading {path}: {error}"))
    };
    let status = read("status")?;
    let handles = fs::read_dir(format!("/proc/{pid}/fd")).map_err(|error| format!("listing open files: {error}"))?;
    // What was closed since the listing leads nowhere.
    let leads_to = handles.filter_map(|handle| fs::read_link(handle.ok()?.path()).ok());
    let (connections, files): (Vec<_>, Vec<_>) = leads_to.partition(|to| to.to_string_lossy().starts_with("socket:"));
    Ok(Sample {
        resident_bytes: bytes_of(&status, "VmRSS:").ok_or("the system does not tell what is resident")?,
        peak_bytes: bytes_of(&status, "VmHWM:").ok_or("the system does not tell what was resident")?,
        cpu: cpu_of(&read("stat")?).ok_or("the system does not tell processor time")?,
        files: files.len() as u64,
        connections: connections.len() as u64,
    })
}

fn bytes_of(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Fields 14 and 15 of `stat`: user and system time. The second field may hold anything, and ends at the last bracket.
fn cpu_of(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (ticks()? + ticks()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ld4_the_kernels_words_are_read() {
        let status = "Name:\ttsunagi\nVmHWM:\t  120000 kB\nVmRSS:\t   98304 kB\nThreads:\t9\n";
        assert_eq!(bytes_of(status, "VmRSS:"), Some(98_304 * 1024));
        assert_eq!(bytes_of(status, "VmHWM:"), Some(120_000 * 1024));
        assert_eq!(bytes_of("Name:\tx\n", "VmRSS:"), None);
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 900 0 3 0 250 50 0 0 20 0 9 0 100 1000 24000";
        assert_eq!(cpu_of(stat), Some(Duration::from_secs(3)));
    }

    #[test]
    fn this_process_takes_something() {
        let sample = sample(std::process::id()).expect("this process runs");
        assert!(sample.resident_bytes > 0 && sample.peak_bytes >= sample.resident_bytes && sample.files > 0);
        let listening = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let more = super::sample(std::process::id()).expect("this process runs");
        assert!(more.connections > sample.connections, "{more:?} while {listening:?}");
    }
}
