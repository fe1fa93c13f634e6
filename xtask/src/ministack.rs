//! MiniStack, the emulated AWS that tests run against: installs it once for this machine, starts it on loopback.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::args::Failure;
use crate::process;
use crate::python::{Environment, SAM_TRANSLATOR};
use crate::workspace::Workspace;

/// With the transform that CloudFormation applies to SAM's templates.
const MINISTACK: Environment = Environment {
    folder: "venv-ministack-1.5.33-1.115.0",
    packages: &["ministack==1.5.33", SAM_TRANSLATOR],
    what: "the emulated AWS",
};

/// It starts in about two seconds on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A running MiniStack. It ends, with the functions that it started, when this is dropped and when this process dies.
pub struct Ministack {
    child: Child,
    port: u16,
    clock: PathBuf,
    /// What AWS would charge for, when that is counted.
    count: Option<PathBuf>,
    /// Where a test says which request is held.
    hold: PathBuf,
    log: PathBuf,
    scratch: PathBuf,
    stays: bool,
}

/// What of it is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// A free one when none is named.
    pub port: Option<u16>,
    /// Roles decide what functions may do, as in the cloud, and a test may hold what they ask.
    pub with_roles: bool,
    /// It goes on when this process ends.
    pub stays: bool,
    /// It writes down what AWS would charge for.
    pub counts: bool,
}

impl Ministack {
    /// Installs it when it is missing. Ask before what takes long: a machine without Python or a network is told at once.
    pub fn install(workspace: &Workspace) -> Result<PathBuf, Failure> {
        Ok(MINISTACK.install(workspace)?.join("python"))
    }

    /// Installs it when it is missing, and starts it.
    pub fn start(workspace: &Workspace, wanted: Wanted) -> Result<Self, Failure> {
        let python = Self::install(workspace)?;
        let port = wanted.port.map_or_else(free_port, still_free)?;
        let folder = workspace.target.join("ministack");
        let files = |name: &str| folder.join(format!("{port}.{name}"));
        let (clock, hold, log, scratch) = (files("clock"), files("hold"), files("log"), files("tmp"));
        let count = wanted.counts.then(|| files("count"));
        let prepared = fs::create_dir_all(&scratch).and_then(|()| fs::write(&clock, [0; 16])).and_then(|()| {
            remove_if_there(&hold)?;
            count.as_ref().map_or(Ok(()), |count| fs::write(count, ""))?;
            let out = File::create(&log)?;
            Ok((out.try_clone()?, out))
        });
        let (out, err) =
            prepared.map_err(|error| Failure::failed(format!("preparing {}: {error}", folder.display())))?;
        let mut command = workspace.command(&python.to_string_lossy(), &["xtask/ministack/serve.py"]);
        command
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("TSUNAGI_TEST_AWS_CLOCK", &clock)
            // The functions that it runs are unpacked here.
            .env("TMPDIR", &scratch)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(if wanted.stays { Stdio::null() } else { Stdio::piped() })
            .stdout(out)
            .stderr(err);
        if wanted.with_roles {
            command.env("AUTH", "true").env("TSUNAGI_TEST_AWS_HOLD", &hold);
        }
        if wanted.stays {
            command.env("TSUNAGI_TEST_AWS_STAYS", "1");
        }
        if let Some(count) = &count {
            command.env("TSUNAGI_TEST_AWS_COUNT", count);
        }
        process::lead_group(&mut command);
        let child =
            command.spawn().map_err(|error| Failure::failed(format!("starting {}: {error}", python.display())))?;
        let mut started = Self { child, port, clock, count, hold, log, scratch, stays: false };
        started.wait()?;
        Ok(started)
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Tells a test where it is and how to move its time.
    pub fn tell(&self, command: &mut Command) {
        command.env("TSUNAGI_TEST_AWS_ENDPOINT", self.endpoint()).env("TSUNAGI_TEST_AWS_CLOCK", &self.clock);
        command.env("TSUNAGI_TEST_AWS_HOLD", &self.hold);
        if let Some(count) = &self.count {
            command.env("TSUNAGI_TEST_AWS_COUNT", count);
        }
    }

    /// Runs a function and returns what it answers.
    pub fn invoke(&self, function: &str) -> Result<String, Failure> {
        let what = format!("POST /2015-03-31/functions/{function}/invocations");
        match ask(self.port, &what, "{}") {
            Ok((200, answer)) => Ok(answer),
            Ok((status, answer)) => Err(Failure::failed(format!("{function} answered {status}: {answer}"))),
            Err(error) => Err(Failure::failed(format!("running {function}: {error}"))),
        }
    }

    /// Lets it go on, for whoever ends its process group by this number and then removes this folder.
    pub fn leave(mut self) -> (u32, PathBuf) {
        self.stays = true;
        (self.child.id(), self.scratch.clone())
    }

    fn wait(&mut self) -> Result<(), Failure> {
        let began = Instant::now();
        while !answers(self.port) {
            let ended = self.child.try_wait().ok().flatten();
            if ended.is_some() || began.elapsed() > PATIENCE {
                let how = ended.map_or("does not answer".to_owned(), |status| format!("ended ({status})"));
                let said = fs::read_to_string(&self.log).unwrap_or_default();
                let last: Vec<&str> = said.lines().rev().take(20).collect();
                let last: Vec<&str> = last.into_iter().rev().collect();
                return Err(Failure::failed(format!("MiniStack {how}. It said last:\n{}", last.join("\n"))));
            }
            std::thread::park_timeout(LOOK_EVERY);
        }
        Ok(())
    }
}

impl Drop for Ministack {
    fn drop(&mut self) {
        if !self.stays {
            process::end_group(self.child.id());
            let _ = self.child.wait();
            let _ = fs::remove_dir_all(&self.scratch);
        }
    }
}

/// The account's root, which it asks for no signature.
const ROOT: &str =
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0";

/// Whether its health page answers.
fn answers(port: u16) -> bool {
    ask(port, "GET /_ministack/health", "").is_ok_and(|(status, _)| status == 200)
}

/// Sends a request by its method and path. Returns the status and the body.
fn ask(port: u16, what: &str, body: &str) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let length = body.len();
    let head = format!("{what} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\nauthorization: {ROOT}\r\n");
    let head = format!("{head}content-length: {length}\r\n\r\n");
    stream.write_all((head + body).as_bytes())?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((&reply, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    Ok((status, body.to_owned()))
}

/// Of an earlier run that was killed.
fn remove_if_there(file: &Path) -> std::io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn still_free(port: u16) -> Result<u16, Failure> {
    let bound = TcpListener::bind(("127.0.0.1", port));
    bound.map(|_| port).map_err(|error| Failure::failed(format!("port {port} cannot be used: {error}")))
}

/// A port that was free a moment ago. Nothing else here asks for one, so it still is.
fn free_port() -> Result<u16, Failure> {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| Failure::failed(format!("looking for a free port: {error}")))
}
