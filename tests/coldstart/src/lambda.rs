//! Lambda's Runtime API as a starting function sees it: it asks for its first event, is given it, and answers.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::http::read_request;

/// As long as Lambda lets a start take.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Lambda {
    address: SocketAddr,
    heard: Receiver<Heard>,
}

/// A request of the function.
struct Heard {
    when: Instant,
    head: String,
    body: String,
    stream: TcpStream,
}

/// A function that asked for its first event and waits for it.
pub struct Question {
    pub when: Instant,
    stream: TcpStream,
}

impl Lambda {
    pub fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (tell, heard) = mpsc::sync_channel(0);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let tell = tell.clone();
                // A function that is ended in the middle of a question is no failure.
                std::thread::spawn(move || drop(hear(stream, &tell)));
            }
        });
        Ok(Self { address, heard })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The function's question for its first event; or why it never comes.
    pub fn first_question(&self) -> Result<Question, String> {
        let Heard { when, head, body, stream } = self.next()?;
        match head.starts_with("GET ") && head.contains("/runtime/invocation/next ") {
            true => Ok(Question { when, stream }),
            false => Err(said(&head, &body)),
        }
    }

    /// Gives the event. Returns when the answer came, and the answer.
    pub fn answer(&self, question: Question, event: &str) -> Result<(Instant, String), String> {
        question.give(event).map_err(|error| format!("giving it an event: {error}"))?;
        let Heard { when, head, body, .. } = self.next()?;
        match head.starts_with("POST ") && head.contains("/response ") {
            true => Ok((when, body)),
            false => Err(said(&head, &body)),
        }
    }

    fn next(&self) -> Result<Heard, String> {
        self.heard.recv_timeout(PATIENCE).map_err(|error| match error {
            RecvTimeoutError::Timeout => format!("it said nothing within {} s", PATIENCE.as_secs()),
            RecvTimeoutError::Disconnected => "the Runtime API is closed".to_owned(),
        })
    }
}

impl Question {
    fn give(mut self, event: &str) -> io::Result<()> {
        let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let deadline_ms = now_ms + PATIENCE.as_millis();
        let head = format!(
            "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: 1\r\nlambda-runtime-deadline-ms: {deadline_ms}\r\n\
             lambda-runtime-invoked-function-arn: arn\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            event.len()
        );
        self.stream.write_all((head + event).as_bytes())
    }
}

fn said(head: &str, body: &str) -> String {
    format!("it said {}: {body}", head.lines().next().unwrap_or_default())
}

/// Tells of each request of a connection. Who is told answers.
fn hear(mut stream: TcpStream, tell: &SyncSender<Heard>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    while let Some((head, body)) = read_request(&mut stream)? {
        let heard = Heard { when: Instant::now(), head, body, stream: stream.try_clone()? };
        if tell.send(heard).is_err() {
            break;
        }
    }
    Ok(())
}
