//! MiniStack, the emulated AWS that tests run against: installs it once for this machine, starts it on loopback.

use std::env;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::args::Failure;
use crate::process;
use crate::workspace::Workspace;

/// What the virtual environment holds. Another list is another folder, so an old one is never half right.
const PACKAGES: &[&str] = &["ministack==1.5.33"];
const FOLDER: &str = "venv-ministack-1.5.33";

/// It starts in about two seconds on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A running MiniStack. It ends when this is dropped, and when this process dies.
pub struct Ministack {
    child: Child,
    port: u16,
    clock: PathBuf,
    log: PathBuf,
}

impl Ministack {
    /// Installs it when it is missing, and starts it on `port`, or on a free one.
    pub fn start(workspace: &Workspace, port: Option<u16>) -> Result<Self, Failure> {
        let python = install(workspace)?;
        let port = port.map_or_else(free_port, Ok)?;
        let folder = workspace.target.join("ministack");
        let files = |name: &str| folder.join(format!("{port}.{name}"));
        let (clock, log) = (files("clock"), files("log"));
        let prepared = fs::create_dir_all(&folder).and_then(|()| fs::write(&clock, [0; 16])).and_then(|()| {
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
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err);
        let child =
            command.spawn().map_err(|error| Failure::failed(format!("starting {}: {error}", python.display())))?;
        let mut started = Self { child, port, clock, log };
        started.wait()?;
        Ok(started)
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Tells a test where it is and how to move its time.
    pub fn tell(&self, command: &mut Command) {
        command.env("TSUNAGI_TEST_AWS_ENDPOINT", self.endpoint()).env("TSUNAGI_TEST_AWS_CLOCK", &self.clock);
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
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether its health page answers.
fn answers(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /_ministack/health HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok::<bool, std::io::Error>(reply.starts_with("HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}

/// A port that was free a moment ago. Nothing else here asks for one, so it still is.
fn free_port() -> Result<u16, Failure> {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| Failure::failed(format!("looking for a free port: {error}")))
}

/// The Python of a virtual environment that has MiniStack, shared by all clones of this project.
fn install(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let home = env::var_os("HOME").ok_or_else(|| Failure::failed("HOME is not set, so there is no ~/.cache"))?;
    let folder = Path::new(&home).join(".cache/tsunagi").join(FOLDER);
    let (python, complete) = (folder.join("bin/python"), folder.join("complete"));
    if complete.exists() && python.exists() {
        return Ok(python);
    }
    let system = system_python(workspace)?;
    eprintln!("Installing {} for the tests on an emulated AWS (about 20 s) …", PACKAGES.join(", "));
    let _ = fs::remove_dir_all(&folder);
    let target = folder.to_string_lossy();
    process::quietly(&mut workspace.command(&system, &["-m", "venv", &target])).map_err(|_| {
        Failure::failed(format!(
            "'{system} -m venv {target}' failed. On Debian, install it as root: apt-get install python3-venv"
        ))
    })?;
    let mut pip =
        workspace.command(&python.to_string_lossy(), &["-m", "pip", "install", "--disable-pip-version-check"]);
    process::quietly(pip.args(PACKAGES)).map_err(|_| {
        Failure::failed(format!(
            "pip could not install {}: is there a network? Tests on an emulated AWS need it once",
            PACKAGES.join(", ")
        ))
    })?;
    fs::write(&complete, "").map_err(|error| Failure::failed(format!("writing {}: {error}", complete.display())))?;
    Ok(python)
}

/// A Python that MiniStack can run on.
fn system_python(workspace: &Workspace) -> Result<String, Failure> {
    let fits = "import sys; sys.exit(sys.version_info < (3, 10))";
    for name in ["python3", "python"] {
        let mut ask = workspace.command(name, &["-c", fits]);
        if ask.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            return Ok(name.to_owned());
        }
    }
    Err(Failure::failed(
        "there is no Python 3.10 or newer here. The tests on an emulated AWS need it: install python3 and python3-venv",
    ))
}
