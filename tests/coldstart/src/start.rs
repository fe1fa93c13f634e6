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
        let resident_bytes = resident_bytes(child.id());
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
        Ok(Start { wall_ms: since_ms(asked), answer_ms: answered.map(|(when, _)| since_ms(when)), resident_bytes })
    }
}

fn resident_bytes(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() * 1024
}
