//! An HTTP proxy that makes the faults which emulators do not have. One request a connection, nothing else.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to one request.
#[derive(Debug, Clone)]
pub enum Fault {
    /// It never arrives; this is the answer.
    Answer { status: u16, body: String },
    /// It arrives and is done, and the connection closes without an answer.
    LoseReply,
    /// It arrives and is done, and the answer is this.
    DoneBut { status: u16, body: String },
    /// The connection closes before anything arrives.
    Drop,
}

impl Fault {
    /// An error as the JSON protocols write it.
    pub fn error(status: u16, code: &str) -> Self {
        Self::Answer { status, body: format!(r#"{{"__type":"{code}","message":"made by a test"}}"#) }
    }

    /// A cancelled transaction with these reasons, one for each operation.
    pub fn cancelled(codes: &[&str]) -> Self {
        let reasons: Vec<String> = codes.iter().map(|code| format!(r#"{{"Code":"{code}"}}"#)).collect();
        let reasons = reasons.join(",");
        let body = format!(
            r#"{{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"made by a test","CancellationReasons":[{reasons}]}}"#
        );
        Self::Answer { status: 400, body }
    }
}

/// A request that came by: its first line with the operation it names, and its body.
#[derive(Debug, Clone)]
pub struct Seen {
    pub line: String,
    pub body: String,
}

#[derive(Default)]
struct Plan {
    /// Each for the next request whose first line or operation contains the text.
    faults: VecDeque<(String, Fault)>,
    seen: Vec<Seen>,
}

pub struct FaultProxy {
    url: String,
    plan: Arc<Mutex<Plan>>,
    serving: JoinHandle<()>,
}

impl FaultProxy {
    /// Starts in front of `upstream`, such as `http://127.0.0.1:4566`.
    pub async fn start(upstream: &str) -> Self {
        let upstream = upstream.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let plan = Arc::<Mutex<Plan>>::default();
        let shared = Arc::clone(&plan);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (upstream, plan) = (upstream.clone(), Arc::clone(&shared));
                tokio::spawn(async move {
                    // A client that goes away is its own business.
                    let _ = serve(client, &upstream, &plan).await;
                });
            }
        });
        Self { url, plan, serving }
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The next request that `names` this (an operation such as `PutItem`, or a part of the path) meets the fault.
    pub fn next(&self, names: &str, fault: Fault) {
        lock(&self.plan).faults.push_back((names.to_owned(), fault));
    }

    /// Requests that named this, faulty ones too, oldest first.
    pub fn seen(&self, names: &str) -> Vec<Seen> {
        lock(&self.plan).seen.iter().filter(|seen| seen.line.contains(names)).cloned().collect()
    }

    /// Panics when a fault was planned and never met: the test would have shown nothing.
    pub fn assert_spent(&self) {
        let faults = &lock(&self.plan).faults;
        assert!(faults.is_empty(), "never met: {faults:?}");
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(plan: &Mutex<Plan>) -> MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(mut client: TcpStream, upstream: &str, plan: &Mutex<Plan>) -> io::Result<()> {
    let Some((head, body)) = request(&mut client).await? else { return Ok(()) };
    let first = head.lines().next().unwrap_or_default();
    let target = head.lines().find_map(|line| header(line, "x-amz-target")).unwrap_or_default();
    let line = format!("{first} {target}");
    let fault = {
        let mut plan = lock(plan);
        plan.seen.push(Seen { line: line.clone(), body: String::from_utf8_lossy(&body).into_owned() });
        let at = plan.faults.iter().position(|(names, _)| line.contains(names));
        at.and_then(|at| plan.faults.remove(at)).map(|(_, fault)| fault)
    };
    match fault {
        None => {
            let reply = forward(upstream, &head, &body).await?;
            client.write_all(&reply).await
        }
        Some(Fault::Answer { status, body }) => client.write_all(answer(status, &body).as_bytes()).await,
        Some(Fault::DoneBut { status, body: instead }) => {
            forward(upstream, &head, &body).await?;
            client.write_all(answer(status, &instead).as_bytes()).await
        }
        Some(Fault::LoseReply) => forward(upstream, &head, &body).await.map(drop),
        Some(Fault::Drop) => Ok(()),
    }
}

/// The head with its blank line, and the body. `None` when the client closed before it said anything.
async fn request(client: &mut TcpStream) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if client.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| header(line, "content-length")).and_then(|text| text.parse().ok());
    let length: usize = length.unwrap_or(0);
    let mut body = bytes.split_off(end);
    while body.len() < length {
        if client.read_buf(&mut body).await? == 0 {
            return Ok(None);
        }
    }
    Ok(Some((head, body)))
}

async fn forward(upstream: &str, head: &str, body: &[u8]) -> io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(upstream).await?;
    let mut lines = head.trim_end().lines().filter(|line| header(line, "connection").is_none());
    let first = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("{line}\r\n")).collect();
    server.write_all(format!("{first}\r\n{rest}connection: close\r\n\r\n").as_bytes()).await?;
    server.write_all(body).await?;
    let mut reply = Vec::new();
    server.read_to_end(&mut reply).await?;
    Ok(reply)
}

fn header<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (key, value) = line.split_once(':')?;
    key.eq_ignore_ascii_case(name).then(|| value.trim())
}

fn answer(status: u16, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Made\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
