//! Runs the binary on a data folder of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub const OWNER: (&str, &str) = ("owner@example.com", "correct horse battery");

/// How long a server of a debug build may take to answer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Installation {
    folder: TempDir,
}

/// What a command said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Installation {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("the file is written");
        path.display().to_string()
    }

    /// The binary with the data folder `data`, and with no settings of the machine that tests run on.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tsunagi"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TSUNAGI_")) {
            command.env_remove(name);
        }
        command.args(arguments).arg("--data").arg(self.path("data"));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).stdin(Stdio::null()).output())
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
        said(child.wait_with_output())
    }

    /// What a command prints when all is well.
    pub fn data(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        said.out.trim_end().to_owned()
    }

    pub fn token(&self, role: &str) -> String {
        self.data(&["token", "create", "--role", role])
    }

    pub async fn serve(&self) -> Server {
        self.serve_with(&[]).await
    }

    pub async fn serve_with(&self, options: &[&str]) -> Server {
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.expect("a port").port();
        let mut command = self.command(&["serve", "--port", &port.to_string()]);
        command.args(options);
        command.env("TSUNAGI_OWNER_EMAIL", OWNER.0).env("TSUNAGI_OWNER_PASSWORD", OWNER.1);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let server = Server { child: child.expect("the binary starts"), url: format!("http://127.0.0.1:{port}") };
        let began = Instant::now();
        while server.get("/healthz").await.is_none() {
            assert!(began.elapsed() < PATIENCE, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        server
    }
}

fn said(output: std::io::Result<Output>) -> Said {
    let output = output.expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A running server. It ends with the test.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    /// Status and body, or nothing when nobody answers.
    pub async fn get(&self, path: &str) -> Option<(u16, String)> {
        let answer = reqwest::get(format!("{}{path}", self.url)).await.ok()?;
        Some((answer.status().as_u16(), answer.text().await.ok()?))
    }

    /// One request with a token (none when empty) and a body of a type. Answers of problems are JSON.
    pub async fn ask(&self, token: &str, method: &str, path: &str, body: Option<(&str, &str)>) -> (u16, Value) {
        let method = method.parse().expect("a method");
        let mut request = reqwest::Client::new().request(method, format!("{}{path}", self.url));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body.to_owned());
        }
        let answer = request.send().await.expect("the server answers");
        let status = answer.status().as_u16();
        let text = answer.text().await.expect("a body");
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// What a browser would save, with its headers.
    pub async fn file(&self, token: &str, path: &str) -> reqwest::Response {
        let request = reqwest::Client::new().get(format!("{}{path}", self.url));
        request.header("authorization", format!("Bearer {token}")).send().await.expect("the server answers")
    }

    /// Asks it to stop, and returns its exit code.
    pub async fn terminate(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("its status") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file of the repository.
pub fn repository(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path).display().to_string()
}
