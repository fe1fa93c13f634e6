//! The processes in which the emulated Lambda runs functions, and how they die.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::aws;

/// The processes of a function, by its name in the templates, of this deployment.
pub fn of_function(name: &str) -> Vec<u32> {
    let entries = fs::read_dir("/proc").expect("Linux has /proc");
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| runs(*pid, name)).collect()
}

fn runs(pid: u32, name: &str) -> bool {
    let Ok(environment) = fs::read(format!("/proc/{pid}/environ")) else { return false };
    let variables: Vec<String> =
        environment.split(|byte| *byte == 0).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
    let is = |variable: &str, fits: &dyn Fn(&str) -> bool| {
        variables.iter().any(|pair| pair.split_once('=').is_some_and(|(key, value)| key == variable && fits(value)))
    };
    is("AWS_LAMBDA_FUNCTION_NAME", &|value| value.contains(name))
        && is("AWS_ENDPOINT_URL", &|value| value == aws_testkit::endpoint())
}

/// Sends a signal: `STOP` holds a process, `KILL` ends it without a word.
pub fn signal(pid: u32, signal: &str) {
    let sent = Command::new("kill").args([&format!("-{signal}"), &pid.to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "sending {signal} to {pid}");
}

/// A moment of a function's work: when it asks for this, before that is done, or after, when no answer has come.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub function: &'static str,
    pub operation: &'static str,
    pub when: &'static str,
}

/// The next request of this moment is held in the emulator until [`Held::kill`].
pub struct Held(Moment);

pub fn hold(moment: Moment) -> Held {
    let Moment { function, operation, when } = moment;
    fs::write(hold_file(), format!("{function} {operation} {when}")).expect("the emulator's folder can be written to");
    Held(moment)
}

impl Held {
    /// Waits for the moment, and ends every process of the function there.
    pub async fn kill(self) {
        let held = hold_file().with_extension("hold.held");
        let what = format!("{:?}", self.0);
        aws::until(&what, async || held.exists().then_some(())).await;
        let running = of_function(self.0.function);
        assert!(!running.is_empty(), "{what}: the function runs");
        running.iter().for_each(|pid| signal(*pid, "KILL"));
        fs::remove_file(hold_file()).expect("the emulator's folder can be written to");
        aws::until("what was held to be dropped", async || (!held.exists()).then_some(())).await;
    }
}

fn hold_file() -> PathBuf {
    std::env::var_os("TSUNAGI_TEST_AWS_HOLD").expect("`cargo xtask cloud test` sets it").into()
}
