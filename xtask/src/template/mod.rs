//! `cargo xtask check-template`: the templates, the functions and local mode know the same functions, what calls each is what
//! it serves, and each role has calls of its function's ports and no others. What functions do with them, tests compare:
//! `tests/product/tests/it/roles.rs`.

mod log_words;
mod ports;
mod queues;
mod registry;
mod resources;
mod role;
mod triggers;

use std::fs;

use self::resources::{Resources, is_function, resources_of};
use crate::args::{Args, Failure};
use crate::bundle::{self, folder_of};
use crate::files;
use crate::workspace::Workspace;

pub const HELP: &str = "\
Usage: cargo xtask check-template

Compares the templates in infra/ with the code, without a network:
  - every package of functions/ with a main.rs is a function of a template, mounted or called in local mode, and the other
    way round, with a role, a log and alarms of its own;
  - every path that it serves has a route, it may take from the queue that feeds it, and what has to call it may;
  - its role has the actions that the ports named in its main.rs need, no others, each on what it is meant for: no wildcard,
    no whole bucket, no queue but those of the stack;
  - its environment has the variables that these ports read, and so has the one that 'bench coldstart' starts it in;
  - what it allows of the table, it allows on partitions that it names, of this workspace alone;
  - webhooks send to one queue, put aside below one prefix, and read the secrets of their channel;
  - what an alarm looks for in a log, its function says;
  - the role by which Scheduler puts timers on their queue can do that and no more;
  - the adapters make no call that these lists do not know;
  - queues hide a message for six times the time-out of their function, and give up as crates/limits says.
";

pub fn run(workspace: &Workspace, args: Args) -> Result<(), Failure> {
    args.finish()?;
    check(workspace)
}

pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    let mut resources = Resources::new();
    for stack in stacks(workspace)? {
        resources.extend(resources_of(&read(workspace, &stack)?));
    }
    let texts = files::texts(workspace)?;
    let code_below = |folder: &str| -> String {
        texts.iter().filter(|file| file.path.starts_with(folder)).map(|file| file.text.as_str()).collect()
    };
    let mains = bundle::functions(workspace)?;
    let mut problems = registry::both_ways(&resources, &mains, &code_below("crates/local/src/"));
    for (folder, main) in &mains {
        let name = resources.keys().find(|name| folder_of(name) == *folder && is_function(&resources[*name]));
        if let Some(name) = name {
            problems.extend(role::check(name, main, &resources));
            problems.extend(triggers::check(name, main, &code_below(&format!("functions/{folder}/src/")), &resources));
        }
    }
    problems.extend(role::of_scheduler(&resources));
    problems.extend(log_words::check(&resources, code_below));
    for port in ports::PORTS {
        problems.extend(port.unknown_calls(&code_below(&port.sources())));
        problems.extend(port.unset(&code_below("tests/coldstart/src/")));
    }
    problems.extend(queues::check(&resources, &read(workspace, "crates/limits/src/lib.rs")?));
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::failed(format!("{} problems", problems.len()))) }
}

/// The templates below the root's, from the workspace's root.
pub fn stacks(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let failed = |error: std::io::Error| Failure::failed(format!("reading infra: {error}"));
    let mut stacks = Vec::new();
    for entry in fs::read_dir(workspace.path("infra")).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") {
            stacks.push(format!("infra/{name}"));
        }
    }
    stacks.sort();
    Ok(stacks)
}

fn read(workspace: &Workspace, file: &str) -> Result<String, Failure> {
    fs::read_to_string(workspace.path(file)).map_err(|error| Failure::failed(format!("reading {file}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub const ROLE: &str = "
  FRole:
    Properties:
      Policies:
        - PolicyName: F
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - logs:CreateLogStream
                  - logs:PutLogEvents
                Resource: !GetAtt FLog.Arn
              - Effect: Allow
                Action:
                  - dynamodb:GetItem
                Resource: !Ref TableArn
                Condition:
                  ForAllValues:StringLike:
                    dynamodb:LeadingKeys:
                      - !Sub W#${Workspace}#A
                      - !Sub W#${Workspace}#I#line#*
";

    pub fn template(role: &str) -> Resources {
        let function = "
  # What it does.
  F:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt FRole.Arn
      Environment:
        Variables:
          TSUNAGI_TABLE: !Ref Table
  FLog:
    Type: AWS::Logs::LogGroup
  FErrors:
    Type: AWS::CloudWatch::Alarm
  FThrottles:
    Type: AWS::CloudWatch::Alarm
";
        resources_of(&format!(
            "Parameters:\n  F:\n    Type: String\n\nResources:{function}{role}\nOutputs:\n  G:\n    Value: 1\n"
        ))
    }

    #[track_caller]
    pub fn check(problems: Vec<String>, wanted: &[&str]) {
        assert_eq!(problems.len(), wanted.len(), "{problems:#?}");
        for (problem, wanted) in problems.iter().zip(wanted) {
            assert!(problem.contains(wanted), "{problem} should tell of {wanted}");
        }
    }
}
