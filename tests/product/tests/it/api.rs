//! What programs do over the API: roles (R12), other workspaces (R8), drafts, what the desk reads.

use app::people::create_token;
use axum::body::Body;
use axum::http::Request;
use conversation::Channel;
use ports::Store;
use protocol::people::Role;
use serde_json::{Value, json};
use testkit::World;

use crate::support::{COLOUR, HANDOVER, LINE_USER, world};

async fn token(world: &World, name: &str, role: Role) -> String {
    create_token(&world.services, name, role).await.expect("a token is made").1
}

async fn first_conversation(world: &World, token: &str, state: &str) -> Value {
    let (status, list) = world.call(token, "GET", &format!("/api/v1/conversations?state={state}"), None).await;
    assert_eq!(status, 200, "{list}");
    list["items"][0].clone()
}

#[tokio::test]
async fn r12_every_operation_asks_for_the_same_ability_as_the_screen() {
    let world = world(HANDOVER).await;
    world.says(Channel::Line, LINE_USER, "help").await;
    let owner = token(&world, "o", Role::Owner).await;
    let author = token(&world, "a", Role::Author).await;
    let agent = token(&world, "g", Role::Agent).await;
    let (_, flows) = world.call(&owner, "GET", "/api/v1/flows", None).await;
    let flow = format!("/api/v1/flows/{}", flows[0]["id"].as_str().expect("an id"));
    let waiting = first_conversation(&world, &owner, "waiting").await;
    let conversation = format!("/api/v1/conversations/{}", waiting["id"].as_str().expect("an id"));
    let rename = json!({ "name": "main", "version": 0 });
    for (method, path, body, may) in [
        ("GET", "/api/v1/users".to_owned(), None, [true, false, false]),
        ("GET", "/api/v1/tokens".to_owned(), None, [true, false, false]),
        ("PATCH", flow.clone(), Some(rename), [true, true, false]),
        ("GET", format!("{flow}/publish-preview"), None, [true, true, false]),
        ("POST", format!("{conversation}/notes"), Some(json!({ "text": "a note" })), [true, false, true]),
        ("GET", conversation.clone(), None, [true, false, true]),
    ] {
        for (token, may) in [&owner, &author, &agent].into_iter().zip(may) {
            let (status, answer) = world.call(token, method, &path, body.clone()).await;
            assert_eq!(status == 403, !may, "{method} {path}: {status} {answer}");
            assert_ne!(status, 401);
        }
        let (status, answer) = world.call("tsk_of_nobody", method, &path, body).await;
        assert_eq!((status, &answer["code"]), (401, &json!("login_needed")), "{method} {path}");
    }
    world.finish().await;
}

#[tokio::test]
async fn r8_what_is_in_another_workspace_does_not_exist() {
    let world = world(COLOUR).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let owner = token(&world, "o", Role::Owner).await;
    let neighbour = world.neighbour();
    let stranger = token(&neighbour, "o", Role::Owner).await;
    let (_, flows) = world.call(&owner, "GET", "/api/v1/flows", None).await;
    let conversation = first_conversation(&world, &owner, "flow").await;
    let paths = [
        format!("/api/v1/flows/{}", flows[0]["id"].as_str().expect("an id")),
        format!("/api/v1/conversations/{}", conversation["id"].as_str().expect("an id")),
        format!("/api/v1/customers/{}/timeline", conversation["customer"]["id"].as_str().expect("an id")),
    ];
    for path in &paths {
        assert_eq!(world.call(&owner, "GET", path, None).await.0, 200, "{path}");
        let (status, answer) = neighbour.call(&stranger, "GET", path, None).await;
        assert_eq!(status, 404, "{path}: {answer}");
    }
    assert_eq!(world.call(&stranger, "GET", &paths[0], None).await.0, 401, "a token is one workspace's");
    let (_, flows) = neighbour.call(&stranger, "GET", "/api/v1/flows", None).await;
    assert_eq!(flows, json!([]));
}

#[tokio::test]
async fn a_program_is_called_by_the_name_of_its_token() {
    let world = world(HANDOVER).await;
    world.says(Channel::Line, LINE_USER, "help").await;
    let token = token(&world, "Night shift", Role::Agent).await;
    let waiting = first_conversation(&world, &token, "waiting").await;
    let path = format!("/api/v1/conversations/{}", waiting["id"].as_str().expect("an id"));
    let (status, taken) = world.call(&token, "POST", &format!("{path}/take-over"), None).await;
    assert_eq!(status, 200, "{taken}");
    let (_, after) = world.call(&token, "GET", &path, None).await;
    assert_eq!(after["conversation"]["assignee"]["name"], "Night shift", "{after}");
    world.finish().await;
}

#[tokio::test]
async fn what_the_flow_learnt_stays_when_the_conversation_is_closed() {
    let world = world(COLOUR).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    world.says(Channel::Line, LINE_USER, "blue").await;
    let owner = token(&world, "o", Role::Owner).await;
    let closed = first_conversation(&world, &owner, "closed").await;
    let path = format!("/api/v1/conversations/{}", closed["id"].as_str().expect("an id"));
    let (_, detail) = world.call(&owner, "GET", &path, None).await;
    assert_eq!(detail["variables"], json!([{ "name": "colour", "value": "blue" }]), "{detail}");
    world.finish().await;
}

#[tokio::test]
async fn a_save_over_somebody_elses_says_whose_and_replaced_drafts_go() {
    let world = world(COLOUR).await;
    let (anna, ken) = (token(&world, "Anna", Role::Author).await, token(&world, "Ken", Role::Author).await);
    let (_, flows) = world.call(&anna, "GET", "/api/v1/flows", None).await;
    let path = format!("/api/v1/flows/{}", flows[0]["id"].as_str().expect("an id"));
    let (_, mut flow) = world.call(&anna, "GET", &path, None).await;
    let mut blobs = Vec::new();
    for text in ["First", "Second", "First"] {
        let mut document = flow["document"].clone();
        document["nodes"]["thanks"]["settings"]["text"]["en"] = text.into();
        let change = json!({ "document": document, "version": flow["version"] });
        let (status, saved) = world.call(&anna, "PATCH", &path, Some(change)).await;
        assert_eq!(status, 200, "{saved}");
        flow = saved;
        blobs.push(draft_blob(&world).await);
    }
    let kept: Vec<bool> = {
        let mut kept = Vec::new();
        for blob in &blobs {
            let found = world.services.blobs.get(world.services.workspace(), blob).await.expect("blobs answer");
            kept.push(found.is_some());
        }
        kept
    };
    assert_eq!(kept, [false, false, true], "only the draft that counts is kept");
    let late = json!({ "name": "main", "version": 1 });
    let (status, conflict) = world.call(&ken, "PATCH", &path, Some(late)).await;
    assert_eq!(status, 412);
    assert_eq!(conflict["more"]["updated_by"]["name"], "Anna", "{conflict}");
    // What is published is not taken by later saves.
    let (status, preview) = world.call(&anna, "GET", &format!("{path}/publish-preview"), None).await;
    assert_eq!(status, 200);
    assert!(!preview["changes"].as_array().expect("a list").is_empty(), "the published document is still there");
}

async fn draft_blob(world: &World) -> String {
    let flows = world.store.query(world.services.workspace(), ports::Query::partition("F")).await.expect("a page");
    let record: Value = serde_json::from_slice(&flows.items[0].body).expect("JSON");
    record["draft"].as_str().expect("a name").to_owned()
}

#[tokio::test]
pub(crate) async fn a_typo_at_the_set_up_costs_nothing_and_the_link_works_once() {
    let world = World::new().await;
    let token = app::people::make_setup_token(&world.services).await.expect("a token");
    let owner = |token: &str, password: &str| json!({ "token": token, "email": "owner@example.com", "name": "Owner", "password": password });
    let good = "correct horse battery";
    for (token, password, expected) in [
        ("wrong", good, (403, "setup_token_wrong")),
        (token.as_str(), "short", (422, "password_short")),
        (token.as_str(), good, (200, "")),
        (token.as_str(), good, (409, "setup_done")),
    ] {
        let (status, answer) = world.call("", "POST", "/api/v1/setup", Some(owner(token, password))).await;
        assert_eq!((status, answer["code"].as_str().unwrap_or_default()), expected, "{answer}");
    }
}

#[tokio::test]
async fn guesses_at_once_are_counted_one_by_one() {
    let world = World::new().await;
    let guess = json!({ "email": "owner@example.com", "password": "a wrong password" });
    let guesses = (0..limits::LOGIN_FAILURES + 5).map(|_| world.call("", "POST", "/api/v1/login", Some(guess.clone())));
    let answers = futures::future::join_all(guesses).await;
    let refused = answers.iter().filter(|(status, _)| *status == 401).count();
    assert!(refused <= limits::LOGIN_FAILURES as usize, "{refused} guesses were looked at");
    assert!(answers.iter().any(|(status, _)| *status == 429));
}

#[tokio::test]
async fn an_action_that_changes_nothing_is_remembered_too() {
    let world = world(HANDOVER).await;
    world.says(Channel::Line, LINE_USER, "help").await;
    let agent = token(&world, "g", Role::Agent).await;
    let waiting = first_conversation(&world, &agent, "waiting").await;
    let conversation = format!("/api/v1/conversations/{}", waiting["id"].as_str().expect("an id"));
    let act = async |action: &str, key: &str| {
        let request = Request::post(format!("{conversation}/{action}"))
            .header("authorization", format!("Bearer {agent}"))
            .header("idempotency-key", key)
            .header("content-type", "application/json");
        let (status, _, answer) = world.send(request.body(Body::from("{}")).expect("a request")).await;
        assert_eq!(status, 200, "{action}: {answer}");
    };
    act("take-over", "first").await;
    act("take-over", "second").await;
    act("hand-back", "third").await;
    // Its answer was lost, so it is sent again, when it would change something.
    act("take-over", "second").await;
    let (_, detail) = world.call(&agent, "GET", &conversation, None).await;
    assert_ne!(detail["conversation"]["state"], "active", "{detail}");
    world.finish().await;
}
