//! Lambda's Runtime API as a starting function sees it: it asks for its first event, and none ever comes.

use std::io::{self, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use crate::http::read_request;

/// As long as Lambda lets a start take.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Lambda {
    address: SocketAddr,
    asked: Receiver<(Instant, Result<(), String>)>,
}

impl Lambda {
    pub fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (tell, asked) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let tell = tell.clone();
                std::thread::spawn(move || hear(stream, &tell));
            }
        });
        Ok(Self { address, asked })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// When the function asks for its first event; or why it never will.
    pub fn first_question(&self) -> Result<Instant, String> {
        match self.asked.recv_timeout(PATIENCE) {
            Ok((when, Ok(()))) => Ok(when),
            Ok((_, Err(why))) => Err(why),
            Err(RecvTimeoutError::Timeout) => Err(format!("it asked for nothing within {} s", PATIENCE.as_secs())),
            Err(RecvTimeoutError::Disconnected) => Err("the Runtime API is closed".to_owned()),
        }
    }
}

/// Tells of the connection's first request, and keeps it open without an answer.
fn hear(mut stream: TcpStream, tell: &Sender<(Instant, Result<(), String>)>) {
    let Ok(Some((head, body))) = read_request(&mut stream) else { return };
    let when = Instant::now();
    let asks = head.starts_with("GET ") && head.contains("/runtime/invocation/next ");
    let told = if asks { Ok(()) } else { Err(format!("it said {}: {body}", head.lines().next().unwrap_or_default())) };
    if tell.send((when, told)).is_ok() {
        let _ = stream.read(&mut [0; 64]);
    }
}
