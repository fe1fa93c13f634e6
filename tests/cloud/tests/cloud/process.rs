//! The processes in which the emulated Lambda runs functions.

use std::fs;
use std::process::Command;

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
