//! What calls each function: routes of the APIs, queues, schedules.

use super::resources::{Resources, value};

/// The function that a person calls.
const BY_HAND: &str = "SetupLink";

/// Compares what calls a function with what its code serves: `main` is its `main.rs`, `code` all of it.
pub fn check(name: &str, main: &str, code: &str, resources: &Resources) -> Vec<String> {
    if main.contains("serve_http(") {
        let mut problems = behind_an_api(name, resources);
        let routes = routes(name, resources);
        for path in paths(name, code) {
            if !routes.iter().any(|route| covers(route, &path)) {
                problems.push(format!("{name}: no route of a template leads to its {path}"));
            }
        }
        problems
    } else if main.contains("serve_socket(") {
        let mut problems = behind_an_api(name, resources);
        if main.contains(".is_over") && !routes(name, resources).contains(&"$disconnect") {
            problems.push(format!("{name}: no route of a template tells it that a socket is closed"));
        }
        problems
    } else if main.contains("serve_queue(") || main.contains("serve_timers(") {
        fed(name, resources)
    } else if name != BY_HAND && !resources[name].iter().any(|line| line.starts_with("Schedule: ")) {
        vec![format!("{name}: nothing calls it")]
    } else {
        Vec::new()
    }
}

/// An API calls it when a route leads to its integration, and may.
fn behind_an_api(name: &str, resources: &Resources) -> Vec<String> {
    let mut problems = Vec::new();
    let of = |what: &str| resources.get(&format!("{name}{what}")).map(Vec::as_slice).unwrap_or_default();
    if !value(of("Integration"), "IntegrationUri").is_some_and(|uri| uri.contains(&format!("{name}.Arn"))) {
        problems.push(format!("{name}: {name}Integration does not lead to it"));
    }
    let may_call = value(of("Permission"), "FunctionName") == Some(&format!("!Ref {name}"))
        && value(of("Permission"), "Principal") == Some("apigateway.amazonaws.com");
    if !may_call {
        problems.push(format!("{name}: {name}Permission does not let an API call it"));
    }
    if routes(name, resources).is_empty() {
        problems.push(format!("{name}: no route of a template leads to it"));
    }
    problems
}

/// A queue feeds it when it asks for that one, and its role may take from there.
fn fed(name: &str, resources: &Resources) -> Vec<String> {
    let function = &resources[name];
    let Some(queue) = value(function, "Queue") else { return vec![format!("{name}: no queue feeds it")] };
    // A flow that calls servers or waits leads through the same functions again and again.
    if value(function, "RecursiveLoop") != Some("Allow") {
        return vec![format!("{name}: Lambda stops it after some 16 rounds: RecursiveLoop does not say Allow")];
    }
    let role = resources.get(&format!("{name}Role")).map(Vec::as_slice).unwrap_or_default();
    let takes = |lines: &[String]| lines.iter().any(|line| line == "- sqs:ReceiveMessage");
    let from_there = |lines: &[String]| value(lines, "Resource") == Some(queue);
    let may = role.split(|line| line == "- Effect: Allow").any(|lines| takes(lines) && from_there(lines));
    if may { Vec::new() } else { vec![format!("{name}Role: does not allow to take from {queue}, which feeds it")] }
}

/// Paths of routes that lead to a function, and what its sockets tell apart.
fn routes<'a>(name: &str, resources: &'a Resources) -> Vec<&'a str> {
    let target = format!("!Sub integrations/${{{name}Integration}}");
    let routes = resources.values().filter(|lines| value(lines, "Target") == Some(&target));
    routes
        .filter_map(|lines| value(lines, "RouteKey"))
        .map(|key| key.split_once(' ').map_or(key, |(_, path)| path))
        .collect()
}

/// Paths that its code mounts. Webhooks have one each, by the name of their channel.
fn paths(name: &str, code: &str) -> Vec<String> {
    match name.strip_prefix("Webhook") {
        Some(channel) => vec![format!("/webhooks/{}/{{account}}", channel.to_lowercase())],
        None => code.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect(),
    }
}

/// `{proxy+}` stands for one part or more.
fn covers(route: &str, path: &str) -> bool {
    let below = |start: &str| path.strip_prefix(start).is_some_and(|rest| !rest.is_empty());
    route == path || route.strip_suffix("{proxy+}").is_some_and(below)
}

#[cfg(test)]
mod tests {
    use super::super::resources::resources_of;
    use super::super::tests::check as told;
    use super::*;

    const API: &str = "Resources:
  Me:
    Type: AWS::Serverless::Function
  MeIntegration:
    IntegrationUri: !GetAtt Me.Arn
  MePermission:
    FunctionName: !Ref Me
    Principal: apigateway.amazonaws.com
  MeRoute:
    RouteKey: ANY /api/v1/me
    Target: !Sub integrations/${MeIntegration}
  MeAllRoute:
    RouteKey: ANY /api/v1/users/{proxy+}
    Target: !Sub integrations/${MeIntegration}
";

    const CODE: &str = r#"Router::new().route("/api/v1/me", get(me)).route("/api/v1/users/{id}/name", get(name))"#;

    #[test]
    fn every_path_of_the_code_has_a_route() {
        let check = |template: &str, code: &str| check("Me", "serve_http(", code, &resources_of(template));
        told(check(API, CODE), &[]);
        told(
            check(API, &CODE.replace("/me", "/me/password")),
            &["no route of a template leads to its /api/v1/me/password"],
        );
        told(check(API, &CODE.replace("/{id}/name", "/")), &["no route of a template leads to its /api/v1/users/"]);
        told(check(&API.replace("Ref Me", "Ref You"), CODE), &["does not let an API call it"]);
        told(check(&API.replace("Me.Arn", "You.Arn"), CODE), &["does not lead to it"]);
        let elsewhere = API.replace("${MeIntegration}", "${YouIntegration}");
        told(check(&elsewhere, ""), &["no route of a template leads to it"]);
    }

    #[test]
    fn a_function_takes_from_the_queue_that_feeds_it() {
        let template = "Resources:
  F:
    Queue: !Ref OneQueueArn
    RecursiveLoop: Allow
  FRole:
    - Effect: Allow
    - sqs:ReceiveMessage
    Resource: !Ref OneQueueArn
";
        let check = |template: &str| check("F", "serve_queue(", "", &resources_of(template));
        told(check(template), &[]);
        told(
            check(&template.replace("Resource: !Ref One", "Resource: !Ref Other")),
            &["does not allow to take from !Ref One"],
        );
        told(check(&template.replace("Queue:", "Topic:")), &["no queue feeds it"]);
        told(check(&template.replace("Allow\n  FRole", "Terminate\n  FRole")), &["RecursiveLoop does not say Allow"]);
    }
}
