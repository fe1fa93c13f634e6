//! R12: every operation of the API is there, wants a login, and asks for the ability that its screen asks for.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Installation;

/// Who may call an operation: owner, author, agent.
const OWNERS: [bool; 3] = [true, false, false];
const AUTHORS: [bool; 3] = [true, true, false];
const AGENTS: [bool; 3] = [true, false, true];
const ALL: [bool; 3] = [true, true, true];
const NOBODY: [bool; 3] = [false, false, false];

/// Operations that anybody may call: there is no login before them.
const OPEN: &[&str] = &["setup_state", "setup", "login", "logout"];

const CLOSED: &[(&str, [bool; 3])] = &[
    ("me", ALL),
    // Of a person only, which a token is not.
    ("change_password", NOBODY),
    ("overview", ALL),
    ("list_channel_accounts", ALL),
    ("list_channels", ALL),
    ("list_failures", ALL),
    // Authors only those that the simulator plays.
    ("create_channel_account", AUTHORS),
    ("change_channel_account", AUTHORS),
    ("delete_channel_account", OWNERS),
    ("failure_body", OWNERS),
    ("dismiss_failure", OWNERS),
    ("retry_failure", OWNERS),
    ("list_conversations", AGENTS),
    ("read_conversation", AGENTS),
    ("close_conversation", AGENTS),
    ("hand_back", AGENTS),
    ("send_message", AGENTS),
    ("add_note", AGENTS),
    ("take_over", AGENTS),
    ("read_timeline", AGENTS),
    ("list_flows", AUTHORS),
    ("create_flow", AUTHORS),
    ("read_flow", AUTHORS),
    ("delete_flow", AUTHORS),
    ("change_flow", AUTHORS),
    ("publish_flow", AUTHORS),
    ("flow_surroundings", AUTHORS),
    ("publish_preview", AUTHORS),
    ("list_revisions", AUTHORS),
    ("rollback_flow", AUTHORS),
    ("simulator_clock", AUTHORS),
    ("simulator_move_clock", AUTHORS),
    ("simulator_act", AUTHORS),
    ("simulator_calls", AUTHORS),
    ("list_tokens", OWNERS),
    ("create_token", OWNERS),
    ("delete_token", OWNERS),
    ("list_users", OWNERS),
    ("create_user", OWNERS),
    ("change_user", OWNERS),
];

struct Operation {
    id: String,
    method: String,
    path: String,
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    let all = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().expect("methods").iter().map(move |(method, operation)| Operation {
            id: operation["operationId"].as_str().expect("an id").to_owned(),
            method: method.to_uppercase(),
            path: filled(path),
        })
    });
    all.collect()
}

/// The path with something in each place: nothing of that name exists.
fn filled(path: &str) -> String {
    path.replace("{channel}", "line").replace("{account}", "nobody").replace("{id}", "01J00000000000000000000000")
}

/// A body that can be read, so that the answer is about who asks.
fn readable_body(operation: &str) -> &'static str {
    match operation {
        "send_message" | "add_note" => r#"{"text":"hello"}"#,
        "create_flow" => r#"{"name":"made","document":{}}"#,
        "create_channel_account" => r#"{"channel":"line","id":"made","simulated":true}"#,
        "change_password" => r#"{"current":"correct horse battery","password":"another long secret"}"#,
        "create_token" => r#"{"name":"made","role":"agent"}"#,
        "create_user" => {
            r#"{"email":"made@example.com","name":"Made","role":"agent","password":"correct horse battery"}"#
        }
        "rollback_flow" => r#"{"revision":1}"#,
        "simulator_act" => r#"{"from":"somebody","act":{"type":"text","text":"hello"}}"#,
        "simulator_move_clock" => r#"{"advance_s":1}"#,
        _ => "{}",
    }
}

#[tokio::test]
async fn r12_every_operation_wants_a_login_and_the_ability_of_its_screen() {
    let it = Installation::new();
    let server = it.serve().await;
    let (status, document) = server.ask("", "GET", "/api/openapi.json", None).await;
    assert_eq!(status, 200);
    let operations = operations(&document);
    let table: BTreeMap<&str, [bool; 3]> = CLOSED.iter().copied().collect();
    let tokens = ["owner", "author", "agent"].map(|role| it.token(role));
    for Operation { id, method, path } in &operations {
        let body = (method != "GET").then(|| ("application/json", readable_body(id)));
        let (status, problem) = server.ask("", method, path, body).await;
        assert!(status != 405 && problem["code"] != "not_found", "{id} is not served: {status} {problem}");
        if OPEN.contains(&id.as_str()) {
            assert!(status != 401 || id == "login", "{id}: {status}");
            continue;
        }
        assert_eq!((status, &problem["code"]), (401, &"login_needed".into()), "{id} without a login");
        let may = table.get(id.as_str()).unwrap_or_else(|| panic!("nobody said who may call {id}"));
        for (token, may) in tokens.iter().zip(may) {
            let (status, problem) = server.ask(token, method, path, body).await;
            assert_eq!(status == 403, !may, "{id}: {status} {problem}");
            assert!(status != 401 && status < 500, "{id}: {status} {problem}");
        }
    }
    let known: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
    let gone = CLOSED.iter().map(|(id, _)| id).chain(OPEN).find(|id| !known.contains(id));
    assert_eq!(gone, None, "an operation was renamed or removed");
}
