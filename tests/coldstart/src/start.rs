//! One start of a function: from `exec` to its first question for an event, and to its answer.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::lambda::Lambda;

/// A built function: its folder, with `bootstrap` in it.
#[derive(Debug, Clone)]
pub struct Function {
    pub name: String,
    pub folder: PathBuf,
}

/// What a start took until the first question.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    pub wall_ms: f64,
    /// Of all its threads, in user and system mode.
    pub cpu_ms: f64,
    pub resident_bytes: u64,
    /// From `exec` until the first event is answered.
    pub answer_ms: Option<f64>,
}

impl Function {
    /// Starts it as Lambda does, and ends it once it asked, or answered the event. `log` takes what it says.
    pub fn start(
        &self,
        lambda: &Lambda,
        environment: &[(String, String)],
        event: Option<&str>,
        log: &Path,
    ) -> Result<Start, String> {
        let failed = |what: &str, error: &dyn std::fmt::Display| format!("{}: {what}: {error}", self.name);
        let said = File::create(log).map_err(|error| failed("making its log", &error))?;
        let mut command = Command::new(self.folder.join("bootstrap"));
        command.current_dir(&self.folder).env_clear().envs(environment.iter().cloned());
        command.env("AWS_LAMBDA_FUNCTION_NAME", &self.name).env("LAMBDA_TASK_ROOT", &self.folder);
        command.env("AWS_LAMBDA_RUNTIME_API", lambda.address().to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        let began = Instant::now();
        let mut child = command.spawn().map_err(|error| failed("starting it", &error))?;
        let asked = lambda.first_question();
        let (cpu_ms, resident_bytes) = (cpu_ms(child.id()), resident_bytes(child.id()));
        let asked = asked.and_then(|question| {
            let asked = question.when;
            let answered = event.map(|event| lambda.answer(question, event)).transpose()?;
            Ok((asked, answered))
        });
        let ended = child.kill().and_then(|()| child.wait());
        let said = fs::read_to_string(log).unwrap_or_default();
        ended.map_err(|error| failed("ending it", &error))?;
        let (asked, answered) = asked.map_err(|why| failed(&why, &said))?;
        // What it warns of is measured otherwise than what goes well.
        if !said.is_empty() {
            return Err(failed("it did not start in silence", &said));
        }
        if let Some((_, answer)) = &answered
            && answer.contains("itemIdentifier")
        {
            return Err(failed("it did not do what the event asks", answer));
        }
        let since_ms = |when: Instant| when.duration_since(began).as_secs_f64() * 1000.0;
        Ok(Start {
            wall_ms: since_ms(asked),
            answer_ms: answered.map(|(when, _)| since_ms(when)),
            cpu_ms: cpu_ms.ok_or_else(|| failed("reading its clock", &std::io::Error::last_os_error()))?,
            resident_bytes,
        })
    }
}

/// The processor time of a process: of its threads, those that ended included.
#[expect(unsafe_code, reason = "the standard library reads no clock of another process")]
fn cpu_ms(process: u32) -> Option<f64> {
    let process = libc::pid_t::try_from(process).ok()?;
    let (mut clock, mut time) = (0, libc::timespec { tv_sec: 0, tv_nsec: 0 });
    // SAFETY: both calls write to one value of ours each, of the type they ask for, and keep nothing.
    let read =
        unsafe { libc::clock_getcpuclockid(process, &mut clock) == 0 && libc::clock_gettime(clock, &mut time) == 0 };
    read.then(|| time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6)
}

fn resident_bytes(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() * 1024
}
