//! Running other programs.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::args::Failure;

/// Runs a command that talks to the person itself.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::failed(format!("'{}' failed ({status})", shown(command)))) }
}

/// What a command writes to its output; its complaints go through.
pub fn capture(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::failed(format!("'{}' failed ({})", shown(command), output.status)))
    }
}

/// Runs a command and shows what it said only when it fails.
pub fn quietly(command: &mut Command) -> Result<(), Failure> {
    let mut lines = Vec::new();
    let outcome = watch(command, &mut |line| lines.push(line.to_owned()));
    if outcome.is_err() {
        eprintln!("{}", lines.join("\n"));
    }
    outcome
}

/// Runs a command and hands every line of both its outputs to `line`.
pub fn watch(command: &mut Command, line: &mut (dyn FnMut(&str) + Send)) -> Result<(), Failure> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let line = Mutex::new(line);
    std::thread::scope(|scope| {
        if let Some(out) = out {
            scope.spawn(|| each_line(out, &line));
        }
        if let Some(err) = err {
            each_line(err, &line);
        }
    });
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::failed(format!("'{}' failed ({status})", shown(command)))) }
}

fn each_line(source: impl Read, line: &Mutex<&mut (dyn FnMut(&str) + Send)>) {
    let mut source = BufReader::new(source);
    let mut bytes = Vec::new();
    while matches!(source.read_until(b'\n', &mut bytes), Ok(count) if count > 0) {
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(mut line) = line.lock() {
            line(text.trim_end());
        }
        bytes.clear();
    }
}

/// What the command starts can be ended together with it.
pub fn lead_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Ends a process that leads a group, and all of the group.
pub fn end_group(leader: u32) {
    let group = format!("-{leader}");
    let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
}

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    command.get_args().fold(program, |text, word| text + " " + &word.to_string_lossy())
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Failure {
    Failure::failed(format!("starting '{}': {error}", shown(command)))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_outputs_arrive_and_a_failure_is_told() {
        let mut lines = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 3"]);
        let outcome = watch(&mut command, &mut |line| lines.push(line.to_owned()));
        lines.sort();
        assert_eq!(lines, ["one", "two"]);
        assert!(matches!(outcome, Err(Failure::Failed(message)) if message.contains("exit status: 3")));
    }
}
