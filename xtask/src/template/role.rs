//! What a role allows: the actions of its function's ports and no others, each on the part that it is meant for.

use std::collections::BTreeSet;

use super::ports::{FEED, LOG, PORTS, Port, least};
use super::resources::{Resources, value};

/// Ways to allow something that are not looked at here. A statement begins with its effect.
const UNREAD: &[&str] = &["- Action", "- NotAction", "NotAction", "NotResource", "ManagedPolicyArns"];

/// What one statement of a role allows.
struct Statement<'a> {
    lines: &'a [String],
    actions: Vec<&'a str>,
    on: Vec<&'a str>,
}

/// Compares a function's role and environment with the ports that its `main.rs` names.
pub fn check(name: &str, main: &str, resources: &Resources) -> Vec<String> {
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
    let ports: Vec<&'static Port> = PORTS.iter().filter(|port| main.contains(&format!(".{}()", port.name))).collect();
    let statements = statements(role);
    problems.extend(actions(name, main, &ports, &statements));
    for statement in &statements {
        problems.extend(reach(name, statement));
    }
    for variable in ports.iter().flat_map(|port| port.variables) {
        if value(function, variable).is_none() {
            problems.push(format!("{name}: {variable} is not in its environment"));
        }
    }
    let has_queue = function.iter().any(|line| line.starts_with("TSUNAGI_QUEUE_"));
    if ports.iter().any(|port| port.name == "queue") && !has_queue {
        problems.push(format!("{name}: no TSUNAGI_QUEUE_… is in its environment"));
    }
    for line in role.iter().filter(|line| UNREAD.iter().any(|start| line.starts_with(start))) {
        problems.push(format!("{name}Role: says '{line}', which is not compared with anything"));
    }
    if let Some(channel) = name.strip_prefix("Webhook") {
        problems.extend(webhook(name, channel, &statements));
    }
    problems
}

/// By its role, Scheduler puts due timers on their queue and, when that fails, into its dead letters.
pub fn of_scheduler(resources: &Resources) -> Vec<String> {
    let Some(role) = resources.get("ScheduleRole") else { return vec!["ScheduleRole is in no template".to_owned()] };
    let statements = statements(role);
    let is_exact = matches!(&statements[..], [only] if only.actions == ["sqs:SendMessage"]
        && only.on == ["!GetAtt TimersDead.Arn", "!GetAtt TimersQueue.Arn"]);
    let trusts = value(role, "Service") == Some("scheduler.amazonaws.com");
    if is_exact && trusts {
        Vec::new()
    } else {
        vec!["ScheduleRole: lets Scheduler do other than put timers on their queue".to_owned()]
    }
}

fn statements(role: &[String]) -> Vec<Statement<'_>> {
    let all = role.split(|line| line == "- Effect: Allow").map(|lines| Statement {
        lines,
        actions: values(lines, "Action:"),
        on: values(lines, "Resource:"),
    });
    // Who may take the role has one action and no list.
    all.filter(|statement| statement.actions.iter().any(|action| !action.starts_with("sts:"))).collect()
}

/// The value of a property, or the items of its list.
fn values<'a>(lines: &'a [String], property: &str) -> Vec<&'a str> {
    let Some(at) = lines.iter().position(|line| line.starts_with(property)) else { return Vec::new() };
    let single = lines[at].strip_prefix(property).map(str::trim).filter(|value| !value.is_empty());
    let items = lines[at + 1..].iter().map_while(|line| line.strip_prefix("- "));
    single.into_iter().chain(items).collect()
}

fn actions(name: &str, main: &str, ports: &[&Port], statements: &[Statement<'_>]) -> Vec<String> {
    let has: BTreeSet<&str> = statements.iter().flat_map(|statement| statement.actions.iter().copied()).collect();
    let feeds = main.contains("serve_queue(") || main.contains("serve_timers(");
    let mut needs: BTreeSet<&str> = LOG.iter().chain(if feeds { FEED } else { &[] }).copied().collect();
    let mut may = needs.clone();
    may.extend(
        ports.iter().flat_map(|port| port.calls.iter().map(|(_, action)| *action).chain(port.besides.iter().copied())),
    );
    needs.extend(ports.iter().flat_map(|port| least(name, port).iter().copied()));
    if main.contains("serve_queue(") {
        // What failed comes again after its own pause.
        needs.insert("sqs:ChangeMessageVisibility");
    }
    let too_many =
        has.difference(&may).map(|it| format!("{name}Role: allows {it}, which no port in its main.rs needs"));
    let missing = needs.difference(&has).map(|it| format!("{name}Role: does not allow {it}, which its main.rs needs"));
    too_many.chain(missing).collect()
}

/// Whether a statement names no more than what such an action is meant for.
fn reach(name: &str, statement: &Statement<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    for action in &statement.actions {
        for on in statement.on.iter().filter(|on| !may_name(name, action, on)) {
            problems.push(format!("{name}Role: allows {action} on {on}, which is more than it is meant for"));
        }
    }
    let has = |line: &str| statement.lines.iter().any(|it| it == line);
    let of = |service: &str| statement.actions.iter().any(|action| action.starts_with(service));
    if of("dynamodb:") && !names_partitions(statement.lines) {
        problems.push(format!("{name}Role: allows something on all of the table"));
    }
    if of("kms:") && !has("kms:ViaService: !Sub ssm.${AWS::Region}.${AWS::URLSuffix}") {
        problems.push(format!("{name}Role: uses the key otherwise than through Systems Manager"));
    }
    if of("iam:") && !has("iam:PassedToService: scheduler.amazonaws.com") {
        problems.push(format!("{name}Role: passes a role to others than Scheduler"));
    }
    problems
}

fn may_name(name: &str, action: &str, on: &str) -> bool {
    let account =
        |service: &str| format!("!Sub arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:");
    let below = |start: &str| on.strip_prefix(start).and_then(|rest| rest.strip_suffix('*')).is_some_and(is_folder);
    match action.split_once(':').map_or("", |(service, _)| service) {
        "logs" => on == format!("!GetAtt {name}Log.Arn"),
        "dynamodb" => on == "!Ref TableArn",
        "sqs" => on.strip_prefix("!Ref ").is_some_and(|it| it.ends_with("QueueArn") || it.ends_with("DeadArn")),
        "scheduler" => on == format!("{}schedule/${{ScheduleGroup}}/*", account("scheduler")),
        "iam" => on == "!Ref ScheduleRoleArn",
        "kms" => on == "!Ref SecretsKeyArn",
        "s3" if action == "s3:ListBucket" => on == "!Sub arn:${AWS::Partition}:s3:::${Bucket}",
        "s3" => below("!Sub arn:${AWS::Partition}:s3:::${Bucket}/${Workspace}/"),
        "ssm" => below(&format!("{}parameter${{SecretsPrefix}}/${{Workspace}}/", account("ssm"))),
        "execute-api" => {
            ["POST", "DELETE"].iter().any(|method| on.ends_with(&format!("/live/{method}/@connections/*")))
        }
        _ => false,
    }
}

/// `webhook/`, and not the whole that it lies in.
fn is_folder(path: &str) -> bool {
    path.ends_with('/') && path.trim_end_matches('/').split('/').all(|part| !part.is_empty() && !part.contains('*'))
}

/// Whether a statement on the table names partitions, of the workspace alone.
fn names_partitions(statement: &[String]) -> bool {
    let keys = statement.iter().skip_while(|line| *line != "dynamodb:LeadingKeys:").skip(1);
    let keys = keys.filter(|line| !line.is_empty());
    let partitions: Option<Vec<&str>> = keys.map(|line| line.strip_prefix("- !Sub W#${Workspace}#")).collect();
    partitions.is_some_and(|all| !all.is_empty() && all.iter().all(|it| !it.starts_with('*')))
}

/// Webhooks are what the world reaches: they send to one queue, put aside below one prefix, and read their own secrets.
fn webhook(name: &str, channel: &str, statements: &[Statement<'_>]) -> Vec<String> {
    let mut problems = Vec::new();
    let on = |service: &str| {
        let of = statements.iter().filter(|it| it.actions.iter().any(|action| action.starts_with(service)));
        of.flat_map(|it| it.on.iter().copied()).collect::<BTreeSet<&str>>()
    };
    let secrets = format!("/${{Workspace}}/channel/{}/*", channel.to_lowercase());
    for (service, what) in [("s3:", "/${Workspace}/webhook/*"), ("ssm:", &secrets)] {
        let all = on(service);
        if all.is_empty() || !all.iter().all(|it| it.ends_with(what)) {
            problems.push(format!("{name}Role: does not name {what} as all that it reaches: {all:?}"));
        }
    }
    let queues = on("sqs:");
    if queues != BTreeSet::from(["!Ref InboundQueueArn"]) {
        problems.push(format!("{name}Role: sends to another queue than the one for events: {queues:?}"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ROLE, check as told, template};
    use super::*;

    #[test]
    fn a_role_has_what_its_ports_need_and_no_more() {
        let good = template(ROLE);
        assert_eq!(good.keys().collect::<Vec<_>>(), ["F", "FErrors", "FLog", "FRole", "FThrottles"]);
        told(check("F", "Setup::from_env()?.store().start()", &good), &[]);
        told(check("F", "Setup::from_env()?.start()", &good), &["allows dynamodb:GetItem, which no port"]);
        let without = template(&ROLE.replace("dynamodb:GetItem", "dynamodb:Query"));
        told(check("F", ".store()", &without), &["does not allow dynamodb:GetItem"]);
        told(check("F", ".store().sockets()", &good), &["does not allow execute-api", "TSUNAGI_SOCKETS_URL"]);
    }

    #[test]
    fn a_role_names_the_partitions_that_it_means() {
        for (part, instead) in [
            ("!Sub W#${Workspace}#A", "!Sub W#${Workspace}#*"),
            ("!Sub W#${Workspace}#A", "W#*#A"),
            ("dynamodb:LeadingKeys", "dynamodb:Attributes"),
        ] {
            let role = template(&ROLE.replace(part, instead));
            told(check("F", ".store()", &role), &["FRole: allows something on all of the table"]);
        }
        let managed =
            template(&ROLE.replace("      Policies:", "      ManagedPolicyArns: [everything]\n      Policies:"));
        told(check("F", ".store()", &managed), &["is not compared with anything"]);
        for all in ["'*'", "!Ref OtherTableArn", "\n                  - '*'"] {
            let wild = template(&ROLE.replace("!Ref TableArn", all));
            told(check("F", ".store()", &wild), &["is more than it is meant for"]);
        }
    }

    #[test]
    fn a_role_names_folders_and_not_what_they_lie_in() {
        let s3 = "!Sub arn:${AWS::Partition}:s3:::${Bucket}";
        for (action, on, may) in [
            ("s3:GetObject", format!("{s3}/${{Workspace}}/webhook/*"), true),
            ("s3:GetObject", format!("{s3}/${{Workspace}}/*"), false),
            ("s3:GetObject", format!("{s3}/*"), false),
            ("s3:ListBucket", s3.to_owned(), true),
            ("sqs:SendMessage", "!Ref InboundQueueArn".to_owned(), true),
            ("sqs:SendMessage", "*".to_owned(), false),
            ("kms:Decrypt", "!Ref OtherKeyArn".to_owned(), false),
            ("ec2:RunInstances", "!Ref TableArn".to_owned(), false),
        ] {
            assert_eq!(may_name("F", action, &on), may, "{action} on {on}");
        }
    }
}
