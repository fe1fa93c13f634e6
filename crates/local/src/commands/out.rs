//! Standard output of the commands. Whoever reads it may have seen enough and be gone (`| head`): then the command is done.

use std::io::{ErrorKind, Write};

/// Prints one line.
pub fn line(text: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = writeln!(out, "{text}").and_then(|()| out.flush()) {
        if error.kind() == ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        eprintln!("tsunagi: standard output: {error}");
        std::process::exit(1);
    }
}

/// Prints data: one line of JSON for machines, or the text for people.
pub fn data(json: bool, value: &serde_json::Value, text: &str) {
    if json { line(value) } else { line(text) }
}
