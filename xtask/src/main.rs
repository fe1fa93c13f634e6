//! The workspace's own commands. `cargo xtask --help` lists them.

mod args;
mod bench;
mod build;
mod bundle;
mod cloud;
mod codegen;
mod cost;
mod files;
mod install;
mod lambda;
mod metadata;
mod ministack;
mod npm;
mod process;
mod purity;
mod python;
mod sam;
mod shared_target;
mod stage;
mod stamp;
mod tally;
mod template;
mod test;
mod tidy;
mod up;
mod workspace;
mod zips;

use std::process::ExitCode;

use args::{Args, Failure};
use workspace::Workspace;

/// A command: its name, one line for the list, its help and what it does.
struct Command {
    name: &'static str,
    about: &'static str,
    help: &'static str,
    run: fn(&Workspace, Args) -> Result<(), Failure>,
}

const COMMANDS: &[Command] = &[
    Command { name: "up", about: "build everything and serve it on this machine", help: up::HELP, run: up::run },
    Command { name: "test", about: "run every test, as CI does", help: test::HELP, run: test::run },
    Command { name: "tidy", about: "check the house rules", help: tidy::HELP, run: tidy::run },
    Command {
        name: "check-purity",
        about: "check which crate may depend on which",
        help: purity::HELP,
        run: purity::run,
    },
    Command {
        name: "check-template",
        about: "check the templates against the functions",
        help: template::HELP,
        run: template::run,
    },
    Command { name: "codegen", about: "write the generated files again", help: codegen::HELP, run: codegen::run },
    Command {
        name: "cloud",
        about: "deploy onto an emulated AWS on this machine, and test that",
        help: cloud::HELP,
        run: cloud::run,
    },
    Command { name: "sam-build", about: "build the functions for AWS Lambda", help: bundle::HELP, run: bundle::run },
    Command {
        name: "bench",
        about: "measure the engine, the store, the server and the starts of functions",
        help: bench::HELP,
        run: bench::run,
    },
];

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = match words.next() {
        Some(word) if word == "--help" || word == "-h" || word == "help" => {
            print!("{}", overview());
            return ExitCode::SUCCESS;
        }
        Some(word) => word,
        None => {
            eprint!("{}", overview());
            return ExitCode::from(2);
        }
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("cargo xtask: there is no command '{name}'\n\n{}", overview());
        return ExitCode::from(2);
    };
    let words: Vec<String> = words.collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        print!("{}", command.help);
        return ExitCode::SUCCESS;
    }
    match (command.run)(&Workspace::find(), Args::new(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => {
            eprintln!("cargo xtask {name}: {message}\n\n{}", command.help);
            ExitCode::from(2)
        }
        Err(Failure::Failed(message)) => {
            eprintln!("cargo xtask {name}: {message}");
            ExitCode::FAILURE
        }
    }
}

fn overview() -> String {
    let mut text = "Usage: cargo xtask COMMAND [OPTIONS]\n\n".to_owned();
    for command in COMMANDS {
        text += &format!("  {:<16}{}\n", command.name, command.about);
    }
    text + "\n'cargo xtask COMMAND --help' tells more.\n"
}
