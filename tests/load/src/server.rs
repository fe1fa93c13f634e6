//! The real `tsunagi`: a process with a data folder of its own, its command line and its API.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Failure;
use crate::process::{Sample, sample};

/// Long enough for a debug build on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// Lines of the server's log that are shown when something fails.
const LOG_LINES: usize = 30;

type Log = Arc<Mutex<VecDeque<String>>>;

pub struct Server {
    pub host: String,
    /// From the start of the process until it was ready.
    pub started_in: Duration,
    binary: PathBuf,
    folder: TempDir,
    vendor: String,
    child: Child,
    pid: u32,
    http: reqwest::Client,
    token: String,
    log: Log,
}

impl Server {
    pub async fn start(binary: &Path, parent: &Path, port: u16, vendor: &str) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("tsunagi-load-").tempdir_in(parent)?;
        let port = if port == 0 { free_port()? } else { port };
        let host = format!("127.0.0.1:{port}");
        let mut command = command(binary, folder.path(), &host, vendor);
        command.args(["serve", "--port", &port.to_string()]);
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(|error| {
            format!("{} cannot be started: {error}; `cargo xtask bench local` builds it", binary.display())
        })?;
        let pid = child.id().ok_or("the server ended at once")?;
        let log = Log::default();
        listen(&mut child, &log).await?;
        let started_in = begun.elapsed();
        let http = reqwest::Client::builder().no_proxy().build()?;
        let (binary, vendor) = (binary.to_owned(), vendor.to_owned());
        let mut server = Self { host, started_in, binary, folder, vendor, child, pid, http, token: String::new(), log };
        server.token = server.run(&["token", "create", "--role", "owner"]).await?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.host)
    }

    /// Runs a command beside the server; what it printed.
    pub async fn run(&self, words: &[&str]) -> Result<String, Failure> {
        let mut command = command(&self.binary, self.folder.path(), &self.host, &self.vendor);
        let output = command.args(words).stdin(Stdio::null()).output().await?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("`tsunagi {}` failed: {said}", words.join(" ")).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Writes a file that commands can be given.
    pub fn write(&self, name: &str, text: &str) -> Result<String, Failure> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    }

    /// What it takes now.
    pub fn sample(&self) -> Result<Sample, Failure> {
        sample(self.pid).map_err(|failure| self.with_log(&failure).into())
    }

    /// Bytes of the data folder.
    pub fn stored_bytes(&self) -> u64 {
        let files = std::fs::read_dir(self.folder.path().join("data")).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum()
    }

    /// One request to the API.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        Ok(serde_json::from_str(&self.text(path).await?).map_err(|error| format!("GET {path}: {error}"))?)
    }

    /// Messages that wait or are in work, and those that were given up.
    pub async fn queued(&self) -> Result<u64, Failure> {
        let metrics = self.text("/metrics").await?;
        let counts = ["tsunagi_queue_messages{", "tsunagi_dead_letters{"];
        let lines = metrics.lines().filter(|line| counts.iter().any(|count| line.starts_with(count)));
        Ok(lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok()).sum())
    }

    async fn text(&self, path: &str) -> Result<String, Failure> {
        let request = self.http.get(format!("{}{path}", self.url())).bearer_auth(&self.token);
        let answer = request.send().await.map_err(|error| self.with_log(&error.into()))?;
        let status = answer.status();
        let text = answer.text().await?;
        if status.is_success() { Ok(text) } else { Err(format!("GET {path}: {status} {text}").into()) }
    }

    /// Asks it to stop; an error unless it ends with 0.
    pub async fn stop(mut self) -> Result<(), Failure> {
        let pid = self.pid.to_string();
        Command::new("kill").args(["-TERM", &pid]).status().await?;
        let status = self.child.wait().await?;
        if status.success() {
            Ok(())
        } else {
            Err(self.with_log(&format!("the server ended with {status}").into()).into())
        }
    }

    fn with_log(&self, failure: &Failure) -> String {
        format!("{failure}\nThe server's last words:\n{}", words(&self.log))
    }
}

/// The binary with a data folder, and with no settings of the machine that it runs on.
fn command(binary: &Path, folder: &Path, host: &str, vendor: &str) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TSUNAGI_")) {
        command.env_remove(name);
    }
    command
        .env("TSUNAGI_PUBLIC_URL", format!("http://{host}"))
        .env("TSUNAGI_PROVIDER_URL_LINE", vendor)
        .arg("--data")
        .arg(folder.join("data"))
        .kill_on_drop(true);
    command
}

/// Reads the log for as long as the server runs; returns when it is ready.
async fn listen(child: &mut Child, log: &Log) -> Result<(), Failure> {
    let mut lines = BufReader::new(child.stderr.take().ok_or("the server has no output")?).lines();
    let keep = |line: String, log: &Log| {
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_back(line);
        if log.len() > LOG_LINES {
            log.pop_front();
        }
    };
    let ready = async {
        while let Some(line) = lines.next_line().await? {
            let is_ready = line.starts_with("Tsunagi is ready");
            keep(line, log);
            if is_ready {
                return Ok(());
            }
        }
        Err(Failure::from(format!("the server ended before it was ready:\n{}", words(log))))
    };
    tokio::time::timeout(READY_WITHIN, ready).await.map_err(|_| "the server does not become ready")??;
    let log = Arc::clone(log);
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            keep(line, &log);
        }
    });
    Ok(())
}

fn words(log: &Log) -> String {
    let log = log.lock().unwrap_or_else(PoisonError::into_inner);
    log.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn free_port() -> Result<u16, Failure> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
