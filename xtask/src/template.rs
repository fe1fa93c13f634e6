//! `cargo xtask check-template`: the templates, the functions and local mode know the same functions, and each role has
//! calls of its function's ports and no others. What functions do with them, tests compare: `tests/product/tests/it/roles.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::args::{Args, Failure};
use crate::bundle::{self, folder_of};
use crate::files;
use crate::workspace::Workspace;

pub const HELP: &str = "\
Usage: cargo xtask check-template

Compares the templates in infra/ with the code, without a network:
  - every package of functions/ with a main.rs is a function of a template and part of local mode, and the other way
    round, with a role, a log and alarms of its own;
  - its role has the actions that the ports named in its main.rs need, no others, and no wildcard;
  - its environment has the variables that these ports read;
  - what it allows of the table, it allows on partitions that it names, of this workspace alone;
  - webhooks send to one queue, put aside below one prefix, and read the secrets of their channel;
  - the adapters make no call that these lists do not know;
  - queues hide a message for six times the time-out of their function, and give up as crates/limits says.
";

/// A port as `main.rs` names it, and what stands behind it.
struct Port {
    name: &'static str,
    adapter: &'static str,
    /// Calls of the SDK that the adapter makes for functions, with the action that allows each.
    calls: &'static [(&'static str, &'static str)],
    /// Actions that are no calls.
    besides: &'static [&'static str],
    /// What every role with the port has.
    least: &'static [&'static str],
    variables: &'static [&'static str],
}

const PORTS: &[Port] = &[
    Port {
        name: "store",
        adapter: "store-dynamodb",
        calls: &[
            ("batch_get_item", "dynamodb:BatchGetItem"),
            ("delete_item", "dynamodb:DeleteItem"),
            ("get_item", "dynamodb:GetItem"),
            ("put_item", "dynamodb:PutItem"),
            ("query", "dynamodb:Query"),
            // Authorised by what the transaction holds.
            ("transact_write_items", "dynamodb:ConditionCheckItem"),
            ("update_item", "dynamodb:UpdateItem"),
        ],
        besides: &[],
        least: &["dynamodb:GetItem"],
        variables: &["TSUNAGI_TABLE"],
    },
    Port {
        name: "queue",
        adapter: "queue-sqs",
        calls: &[
            ("change_message_visibility_batch", "sqs:ChangeMessageVisibility"),
            ("send_message", "sqs:SendMessage"),
            ("send_message_batch", "sqs:SendMessage"),
        ],
        besides: &[],
        least: &[],
        variables: &[],
    },
    Port {
        name: "dead_letters",
        adapter: "queue-sqs",
        calls: &[
            ("change_message_visibility_batch", "sqs:ChangeMessageVisibility"),
            ("delete_message", "sqs:DeleteMessage"),
            ("get_queue_attributes", "sqs:GetQueueAttributes"),
            ("receive_message", "sqs:ReceiveMessage"),
            ("send_message", "sqs:SendMessage"),
        ],
        besides: &[],
        least: &[
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        ],
        variables: &[
            "TSUNAGI_DEAD_HTTP_CALLS",
            "TSUNAGI_DEAD_INBOUND",
            "TSUNAGI_DEAD_OUTBOUND",
            "TSUNAGI_QUEUE_HTTP_CALLS",
            "TSUNAGI_QUEUE_INBOUND",
            "TSUNAGI_QUEUE_OUTBOUND",
        ],
    },
    Port {
        name: "timers",
        adapter: "timers-aws",
        calls: &[("create_schedule", "scheduler:CreateSchedule"), ("send_message_batch", "sqs:SendMessage")],
        besides: &["iam:PassRole"],
        least: &["iam:PassRole", "scheduler:CreateSchedule", "sqs:SendMessage"],
        variables: &[
            "TSUNAGI_SCHEDULE_GROUP",
            "TSUNAGI_SCHEDULE_ROLE_ARN",
            "TSUNAGI_TIMERS_DEAD_LETTER_ARN",
            "TSUNAGI_TIMERS_QUEUE",
            "TSUNAGI_TIMERS_QUEUE_ARN",
        ],
    },
    Port {
        name: "blobs",
        adapter: "blobs-s3",
        calls: &[("delete_object", "s3:DeleteObject"), ("get_object", "s3:GetObject"), ("put_object", "s3:PutObject")],
        // Without it, what is missing cannot be told from what is denied.
        besides: &["s3:ListBucket"],
        least: &["s3:GetObject", "s3:ListBucket"],
        variables: &["TSUNAGI_BUCKET"],
    },
    Port {
        name: "secrets",
        adapter: "secrets-ssm",
        calls: &[("get_parameter", "ssm:GetParameter"), ("put_parameter", "ssm:PutParameter")],
        besides: &["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        least: &["kms:Decrypt", "ssm:GetParameter"],
        variables: &["TSUNAGI_SECRETS_PREFIX"],
    },
    Port {
        name: "sockets",
        adapter: "sockets-apigw",
        calls: &[
            ("delete_connection", "execute-api:ManageConnections"),
            ("post_to_connection", "execute-api:ManageConnections"),
        ],
        besides: &[],
        least: &["execute-api:ManageConnections"],
        variables: &["TSUNAGI_SOCKETS_URL"],
    },
];

/// What people and tests do with queues and tables, which no function does.
const BY_HAND: &[&str] = &[
    "change_message_visibility",
    "create_queue",
    "create_table",
    "delete_message",
    "delete_message_batch",
    "get_queue_attributes",
    "receive_message",
    "update_time_to_live",
];

/// What feeds a function from a queue asks for.
const FEED: &[&str] = &["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
const LOG: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];

/// Queues, and the function that each feeds.
const QUEUES: &[(&str, &str, &str)] = &[
    ("InboundQueue", "ConversationTurn", "QUEUE_RECEIVES"),
    ("OutboundQueue", "OutboundSend", "SEND_RECEIVES"),
    ("HttpCallsQueue", "HttpCall", "QUEUE_RECEIVES"),
    ("TimersQueue", "TimerFire", "QUEUE_RECEIVES"),
];

pub fn run(workspace: &Workspace, args: Args) -> Result<(), Failure> {
    args.finish()?;
    check(workspace)
}

pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    let mut resources = BTreeMap::new();
    for stack in stacks(workspace)? {
        resources.extend(resources_of(&read(workspace, &stack)?));
    }
    let mains = bundle::functions(workspace)?;
    let mut problems = both_ways(&resources, &mains, &read(workspace, "crates/local/Cargo.toml")?);
    for (folder, main) in &mains {
        let name = resources.keys().find(|name| folder_of(name) == *folder && is_function(&resources[*name]));
        if let Some(name) = name {
            problems.extend(one_function(name, main, &resources));
        }
    }
    for port in PORTS {
        problems.extend(calls(workspace, port)?);
    }
    problems.extend(queues(&resources, &read(workspace, "crates/limits/src/lib.rs")?));
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

/// The lines of each resource, by its name. Templates are laid out alike: a resource begins two columns in.
fn resources_of(template: &str) -> BTreeMap<String, Vec<String>> {
    let mut resources: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = None;
    let lines = template.lines().skip_while(|line| *line != "Resources:").skip(1);
    for line in lines.take_while(|line| line.is_empty() || line.starts_with(' ')) {
        let begins = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#']));
        if let Some(begins) = begins.and_then(|rest| rest.strip_suffix(':')) {
            name = Some(begins.to_owned());
        } else if let Some(name) = &name {
            resources.entry(name.clone()).or_default().push(line.trim().to_owned());
        }
    }
    resources
}

fn is_function(lines: &[String]) -> bool {
    lines.iter().any(|line| line == "Type: AWS::Serverless::Function")
}

/// The value of a property, wherever it stands in the resource.
fn value<'a>(lines: &'a [String], property: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.strip_prefix(property)?.strip_prefix(": "))
}

/// Actions of a role: list items of the form `service:Action`.
fn actions(lines: &[String]) -> BTreeSet<&str> {
    let items = lines.iter().filter_map(|line| line.strip_prefix("- "));
    items
        .filter(|item| item.split_once(':').is_some_and(|(_, action)| action.starts_with(char::is_uppercase)))
        .collect()
}

/// Whether a statement of a role names partitions of the workspace, when it allows anything of the table.
fn names_partitions(statement: &[String]) -> bool {
    let is_of_table = statement.iter().any(|line| line == "Resource: !Ref TableArn");
    let keys = statement.iter().skip_while(|line| *line != "dynamodb:LeadingKeys:").skip(1);
    let keys = keys.filter(|line| !line.is_empty());
    let partitions: Option<Vec<&str>> = keys.map(|line| line.strip_prefix("- !Sub W#${Workspace}#")).collect();
    !is_of_table || partitions.is_some_and(|all| !all.is_empty() && all.iter().all(|it| !it.starts_with('*')))
}

fn both_ways(resources: &BTreeMap<String, Vec<String>>, mains: &[(String, String)], local: &str) -> Vec<String> {
    let in_templates: BTreeSet<String> =
        resources.iter().filter(|(_, lines)| is_function(lines)).map(|(name, _)| folder_of(name)).collect();
    let in_code: BTreeSet<String> = mains.iter().map(|(folder, _)| folder.clone()).collect();
    let in_local: BTreeSet<String> = local
        .lines()
        .filter_map(|line| line.split_once("../../functions/")?.1.split('"').next())
        .map(str::to_owned)
        .collect();
    let mut problems = Vec::new();
    for (some, others, what) in [
        (&in_code, &in_templates, "is in functions/ and in no template of infra/"),
        (&in_templates, &in_code, "is in a template and not in functions/ with a main.rs"),
        (&in_code, &in_local, "is in functions/ and not in local mode (crates/local/Cargo.toml)"),
        (&in_local, &in_code, "is in local mode and not in functions/ with a main.rs"),
    ] {
        problems.extend(some.difference(others).map(|name| format!("{name}: {what}")));
    }
    problems
}

fn one_function(name: &str, main: &str, resources: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut problems = Vec::new();
    for beside in ["Role", "Log", "Errors", "Throttles"] {
        if !resources.contains_key(&format!("{name}{beside}")) {
            problems.push(format!("{name}: has no {name}{beside} of its own"));
        }
    }
    let none = Vec::new();
    let function = &resources[name];
    let role = resources.get(&format!("{name}Role")).unwrap_or(&none);
    if value(function, "Role") != Some(&format!("!GetAtt {name}Role.Arn")) {
        problems.push(format!("{name}: runs under another role than {name}Role"));
    }
    if role.iter().any(|line| line.ends_with(":*") && line.starts_with("- ") || line == "Resource: '*'") {
        problems.push(format!("{name}Role: has a wildcard"));
    }
    let has = actions(role);
    let ports: Vec<&'static Port> = PORTS.iter().filter(|port| main.contains(&format!(".{}()", port.name))).collect();
    let feeds = main.contains("serve_queue(") || main.contains("serve_timers(");
    let mut may: BTreeSet<&str> = LOG.iter().copied().collect();
    may.extend(if feeds { FEED } else { &[] });
    may.extend(
        ports.iter().flat_map(|port| port.calls.iter().map(|(_, action)| *action).chain(port.besides.iter().copied())),
    );
    let mut needs: BTreeSet<&str> = LOG.iter().copied().collect();
    needs.extend(if feeds { FEED } else { &[] });
    needs.extend(ports.iter().flat_map(|port| least(name, port).iter().copied()));
    if main.contains("serve_queue(") {
        // What failed comes again after its own pause.
        needs.insert("sqs:ChangeMessageVisibility");
    }
    for action in has.difference(&may) {
        problems.push(format!("{name}Role: allows {action}, which no port in its main.rs needs"));
    }
    for action in needs.difference(&has) {
        problems.push(format!("{name}Role: does not allow {action}, which its main.rs needs"));
    }
    for variable in ports.iter().flat_map(|port| port.variables) {
        if value(function, variable).is_none() {
            problems.push(format!("{name}: {variable} is not in its environment"));
        }
    }
    if !role.split(|line| line == "- Effect: Allow").all(names_partitions) {
        problems.push(format!("{name}Role: allows something on all of the table"));
    }
    if let Some(channel) = name.strip_prefix("Webhook") {
        let below = |what: &str| role.iter().any(|line| line.starts_with("Resource: ") && line.ends_with(what));
        let secrets = format!("/${{Workspace}}/channel/{}/*", channel.to_lowercase());
        for what in ["/${Workspace}/webhook/*", &secrets] {
            if !below(what) {
                problems.push(format!("{name}Role: does not name {what} as all that it reaches"));
            }
        }
        let queues: Vec<&String> = role.iter().filter(|line| line.contains("QueueArn")).collect();
        if queues != ["Resource: !Ref InboundQueueArn"] {
            problems.push(format!("{name}Role: sends to another queue than the one for events: {queues:?}"));
        }
    }
    problems
}

/// What a function needs of a port at least.
fn least(function: &str, port: &Port) -> &'static [&'static str] {
    match (function, port.name) {
        // They put bodies aside, and look whether what has the name already is the same.
        ("WebhookCustom" | "WebhookLine" | "WebhookSms", "blobs") => &["s3:GetObject", "s3:PutObject"],
        // It counts who is there, and tells nobody anything.
        ("OverviewApi", "sockets") => &[],
        _ => port.least,
    }
}

/// Calls that an adapter makes and the list of its port does not know.
fn calls(workspace: &Workspace, port: &Port) -> Result<Vec<String>, Failure> {
    let mut problems = Vec::new();
    let start = format!("crates/{}/src/", port.adapter);
    for file in files::texts(workspace)?.iter().filter(|file| file.path.starts_with(&start)) {
        for call in sdk_calls(&file.text) {
            let of_adapter = PORTS.iter().filter(|it| it.adapter == port.adapter).flat_map(|it| it.calls);
            if !BY_HAND.contains(&call) && !of_adapter.map(|(known, _)| *known).any(|known| known == call) {
                problems.push(format!("{}: calls {call}, which xtask/src/template.rs gives no action", file.path));
            }
        }
    }
    Ok(problems)
}

/// Operations of clients: `client.get_item()` and the same over two lines.
fn sdk_calls(text: &str) -> Vec<&str> {
    let mut calls = Vec::new();
    for client in ["client", "queue", "scheduler", "reads", "writes", "connections", "followers"] {
        for (at, _) in text.match_indices(client) {
            let rest = text[at + client.len()..].trim_start();
            let Some((call, after)) = rest.strip_prefix('.').and_then(|rest| rest.split_once('(')) else { continue };
            let is_name = !call.is_empty() && call.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let is_operation = call.contains('_') || call == "query";
            if is_name && is_operation && after.starts_with(')') && !["as_str", "into_iter"].contains(&call) {
                calls.push(call);
            }
        }
    }
    calls
}

fn queues(resources: &BTreeMap<String, Vec<String>>, limits: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let number = |lines: &[String], property: &str| value(lines, property).and_then(|text| text.parse::<u64>().ok());
    for (queue, function, limit) in QUEUES {
        let (Some(hides), Some(works)) = (resources.get(*queue), resources.get(*function)) else {
            problems.push(format!("{queue} or {function} is in no template"));
            continue;
        };
        let (hidden_s, works_s) = (number(hides, "VisibilityTimeout"), number(works, "Timeout"));
        if hidden_s.zip(works_s).is_none_or(|(hidden_s, works_s)| hidden_s < 6 * works_s) {
            problems.push(format!("{queue}: hides messages for {hidden_s:?} s; {function} may take {works_s:?} s, and six times that is advised"));
        }
        let receives =
            limits.split(&format!("pub const {limit}: u32 = ")).nth(1).and_then(|rest| rest.split(';').next());
        if value(hides, "maxReceiveCount") != receives {
            problems.push(format!("{queue}: gives up otherwise than limits::{limit} ({receives:?}) says"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "
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

    fn template(role: &str) -> BTreeMap<String, Vec<String>> {
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
    fn check(problems: Vec<String>, wanted: &[&str]) {
        assert_eq!(problems.len(), wanted.len(), "{problems:#?}");
        for (problem, wanted) in problems.iter().zip(wanted) {
            assert!(problem.contains(wanted), "{problem} should tell of {wanted}");
        }
    }

    #[test]
    fn a_role_has_what_its_ports_need_and_no_more() {
        let good = template(ROLE);
        assert_eq!(good.keys().collect::<Vec<_>>(), ["F", "FErrors", "FLog", "FRole", "FThrottles"]);
        check(one_function("F", "Setup::from_env()?.store().start()", &good), &[]);
        check(one_function("F", "Setup::from_env()?.start()", &good), &["allows dynamodb:GetItem, which no port"]);
        let without = template(&ROLE.replace("dynamodb:GetItem", "dynamodb:Query"));
        check(one_function("F", ".store()", &without), &["does not allow dynamodb:GetItem"]);
        let wild = template(&ROLE.replace("!Ref TableArn", "'*'"));
        check(one_function("F", ".store()", &wild), &["wildcard"]);
        check(one_function("F", ".store().sockets()", &good), &["does not allow execute-api", "TSUNAGI_SOCKETS_URL"]);
    }

    #[test]
    fn a_role_names_the_partitions_that_it_means() {
        check(one_function("F", ".store()", &template(ROLE)), &[]);
        for (part, instead) in [
            ("!Sub W#${Workspace}#A", "!Sub W#${Workspace}#*"),
            ("!Sub W#${Workspace}#A", "W#*#A"),
            ("dynamodb:LeadingKeys", "dynamodb:Attributes"),
        ] {
            let role = template(&ROLE.replace(part, instead));
            check(one_function("F", ".store()", &role), &["FRole: allows something on all of the table"]);
        }
    }

    #[test]
    fn all_three_know_the_same_functions() {
        let local = "f = { path = \"../../functions/f\" }\n";
        let mains = [("f".to_owned(), String::new())];
        check(both_ways(&template(ROLE), &mains, local), &[]);
        check(both_ways(&BTreeMap::new(), &mains, ""), &["no template", "not in local mode"]);
        check(both_ways(&template(ROLE), &[], ""), &["not in functions/"]);
    }

    #[test]
    fn calls_are_found_over_two_lines() {
        let text = "self.client.get_item().x(); store.writes\n    .put_item()\n; client.send(); queue.as_str()";
        assert_eq!(sdk_calls(text), ["get_item", "put_item"]);
    }
}
