//! R4, R5, R6 and the flow's way through time.

use std::time::Duration;

use app::people::create_token;
use conversation::{Channel, State};
use protocol::people::Role;
use serde_json::{Value, json};
use testkit::Reaction;

use crate::support::{COLOUR, LINE_USER, lines, world};

#[tokio::test]
async fn a_flow_is_checked_and_tried_with_what_others_published_not_with_their_drafts() {
    let calls = |flow: &str| {
        let mut document: Value = serde_json::from_str(COLOUR).expect("a flow");
        document["nodes"]["thanks"] =
            json!({ "kind": "subflow", "settings": { "flow": flow }, "exits": { "returned": "end" } });
        document.to_string()
    };
    let world = world(COLOUR).await;
    world.publish("inner", COLOUR).await;
    world.publish("middle", &calls("inner")).await;
    let owner = create_token(&world.services, "o", Role::Owner).await.expect("a token").1;
    let (_, flows) = world.call(&owner, "GET", "/api/v1/flows", None).await;
    let id = |name: &str| {
        let flow = flows.as_array().and_then(|all| all.iter().find(|flow| flow["name"] == name));
        flow.and_then(|flow| flow["id"].as_str()).expect("it exists").to_owned()
    };
    let path = format!("/api/v1/flows/{}", id("inner"));
    let (_, inner) = world.call(&owner, "GET", &path, None).await;
    let mut draft = inner["document"].clone();
    draft["nodes"]["thanks"]["settings"]["text"]["en"] = "Only a draft".into();
    let (status, _) =
        world.call(&owner, "PATCH", &path, Some(json!({ "document": draft, "version": inner["version"] }))).await;
    assert_eq!(status, 200);

    let path = format!("/api/v1/flows/{}/surroundings?calls=middle,nothing", id("main"));
    let (status, around) = world.call(&owner, "GET", &path, None).await;
    assert_eq!(status, 200, "{around}");
    let said = |document: &Value| document["nodes"]["thanks"]["settings"]["text"].clone();
    assert_eq!(said(&around["flows"]["inner"]), said(&inner["document"]), "as published, called by a called one");
    assert_eq!(around["flows"]["middle"]["nodes"]["thanks"]["kind"], "subflow");
    assert_eq!(around["flows"]["main"]["start"], "end", "a placeholder, for its name");
    assert!(around["flows"].get("nothing").is_none());
    let channels = around["channels"].as_array().expect("a list");
    assert_eq!(channels.iter().filter(|channel| channel["name"] == "line").count(), 1, "{channels:?}");
}

#[tokio::test]
pub(crate) async fn what_is_published_is_what_was_looked_at() {
    let world = world(COLOUR).await;
    let owner = create_token(&world.services, "o", Role::Owner).await.expect("a token").1;
    let (_, flows) = world.call(&owner, "GET", "/api/v1/flows", None).await;
    let path = format!("/api/v1/flows/{}", flows[0]["id"].as_str().expect("an id"));
    let (_, flow) = world.call(&owner, "GET", &path, None).await;
    let save = async |text: &str, version: &Value| {
        let mut document = flow["document"].clone();
        document["nodes"]["thanks"]["settings"]["text"]["en"] = text.into();
        let change = json!({ "document": document, "version": version });
        world.call(&owner, "PATCH", &path, Some(change)).await.1["version"].clone()
    };
    let look = async |query: &str| world.call(&owner, "GET", &format!("{path}/publish-preview{query}"), None).await.1;
    let publish = async |body: Value| world.call(&owner, "POST", &format!("{path}/publish"), Some(body)).await;
    let roll_back = async |body: Value| world.call(&owner, "POST", &format!("{path}/rollback"), Some(body)).await;

    save("Looked at", &flow["version"]).await;
    let looked_at = look("").await["version"].clone();
    let newest = save("Not looked at", &looked_at).await;
    let (status, refused) = publish(json!({ "version": looked_at })).await;
    assert_eq!((status, &refused["code"]), (412, &json!("version_changed")), "{refused}");
    assert_eq!(refused["more"]["updated_by"]["name"], "o", "{refused}");
    assert_eq!(look("").await["version"], newest, "nothing was published");
    let (status, published) = publish(json!({ "version": newest })).await;
    assert_eq!((status, &published["published"]["number"]), (200, &json!(2)), "{published}");

    // Going back is seen before it is done, and tied to what was seen, in the same way.
    let back = look("?revision=1").await;
    assert_eq!(back["version"], published["version"]);
    assert_eq!(back["can_publish"], true);
    let words = back["changes"][0]["en"].as_str().expect("a sentence");
    assert!(words.contains("You like") && words.contains("Not looked at"), "{back}");
    save("Later", &published["version"]).await;
    let (status, refused) = roll_back(json!({ "revision": 1, "version": back["version"] })).await;
    assert_eq!((status, &refused["code"]), (412, &json!("version_changed")), "{refused}");
    // Programs that name no version take what is there.
    let (status, rolled_back) = roll_back(json!({ "revision": 1 })).await;
    assert_eq!((status, &rolled_back["published"]["number"]), (200, &json!(3)), "{rolled_back}");
    assert_eq!(look("?revision=1").await["can_publish"], false, "it is what is live");
    assert_eq!(look("?revision=9").await["code"], "revision_unknown");
    let (status, published) = publish(json!({})).await;
    assert_eq!((status, &published["published"]["number"]), (200, &json!(4)), "{published}");
}

#[tokio::test]
async fn r4_a_running_session_stays_on_its_revision() {
    let world = world(COLOUR).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let other = COLOUR.replace("You like", "So you like").replace("Which colour?", "What colour?");
    world.publish("main", &other).await;
    world.says(Channel::Line, LINE_USER, "blue").await;
    assert!(lines(&world, Channel::Line, LINE_USER).await.contains(&"flow: You like blue.".to_owned()));
    // The next conversation starts with the new one.
    world.says(Channel::Line, LINE_USER, "again").await;
    assert!(lines(&world, Channel::Line, LINE_USER).await.contains(&"flow: What colour?".to_owned()));
    world.finish().await;
}

#[tokio::test]
async fn r4_a_waiting_thread_stays_small() {
    let world = world(COLOUR).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let customer = world.customer(Channel::Line, LINE_USER);
    let thread = world.thread(&customer).await.expect("a thread");
    let bytes = serde_json::to_vec(&thread).expect("JSON").len();
    assert!(bytes < 2048, "the head has {bytes} bytes; DynamoDB's state item is to stay below 2 KB");
}

#[tokio::test]
async fn nobody_answers_and_the_flow_leaves_by_no_reply() {
    let flow = COLOUR
        .replace(r#""save_as": "colour" }"#, r#""save_as": "colour", "no_reply_after_s": 600 }"#)
        .replace(r#""invalid": "thanks" }"#, r#""invalid": "thanks", "no_reply": "thanks" }"#);
    let world = world(&flow).await;
    world.says(Channel::Sms, "+819012345678", "hello").await;
    world.advance(599_000).await;
    assert_eq!(world.provider.calls().len(), 1);
    world.advance(2_000).await;
    assert_eq!(world.provider.calls().len(), 2);
    assert!(lines(&world, Channel::Sms, "+819012345678").await.contains(&"flow: You like nothing.".to_owned()));
    world.finish().await;
}

#[tokio::test]
async fn a_timer_that_was_answered_in_time_is_a_no_op() {
    let flow = COLOUR
        .replace(r#""save_as": "colour" }"#, r#""save_as": "colour", "no_reply_after_s": 600 }"#)
        .replace(r#""invalid": "thanks" }"#, r#""invalid": "thanks", "no_reply": "thanks" }"#);
    let world = world(&flow).await;
    world.says(Channel::Sms, "+819012345678", "hello").await;
    world.says(Channel::Sms, "+819012345678", "blue").await;
    let before = lines(&world, Channel::Sms, "+819012345678").await;
    world.advance(3_600_000).await;
    assert_eq!(lines(&world, Channel::Sms, "+819012345678").await, before);
    world.finish().await;
}

const LOOP: &str = r#"{
    "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "ask",
    "variables": [{ "name": "n", "type": "number", "initial": 0 }],
    "nodes": {
        "ask": {
            "kind": "ask",
            "settings": { "text": { "en": "Go?" }, "answer": { "type": "text" }, "save_as": "go" },
            "exits": { "answered": "say", "invalid": "say" }
        },
        "say": { "kind": "message", "settings": { "text": { "en": "Round." } }, "exits": { "next": "again" } },
        "again": {
            "kind": "branch", "settings": { "conditions": [{ "id": "yes", "when": "n < 1" }] },
            "exits": { "case:yes": "say", "else": "end" }
        },
        "end": { "kind": "end", "settings": {}, "exits": {} }
    }
}"#;

#[tokio::test]
async fn r6_a_looping_flow_sends_one_message_and_leaves_a_note() {
    let world = world(LOOP).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    world.says(Channel::Line, LINE_USER, "go").await;
    let seen = lines(&world, Channel::Line, LINE_USER).await;
    assert_eq!(seen.iter().filter(|line| *line == "flow: Round.").count(), 1, "{seen:?}");
    assert!(seen.contains(&"system: [flow_problem]".to_owned()), "{seen:?}");
    let customer = world.customer(Channel::Line, LINE_USER);
    let conversation = world.thread(&customer).await.and_then(|thread| thread.conversation).expect("one");
    assert_eq!(conversation.state, State::Queued, "a person goes on");
    world.finish().await;
}

const HTTP: &str = r#"{
    "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "call",
    "nodes": {
        "call": {
            "kind": "http",
            "settings": { "method": "GET", "url": "https://api.example/orders/1", "save_as": "answer" },
            "exits": { "success": "good", "failure": "bad" }
        },
        "good": { "kind": "message", "settings": { "text": { "en": "It is {{ answer.body.state }}." } }, "exits": { "next": "end" } },
        "bad": { "kind": "message", "settings": { "text": { "en": "No luck: {{ answer.error }}" } }, "exits": { "next": "end" } },
        "end": { "kind": "end", "settings": {}, "exits": {} }
    }
}"#;

#[tokio::test]
async fn an_http_node_takes_every_kind_of_answer() {
    let hang = Reaction::AcceptThenSilence;
    for (reaction, expected) in [
        (Reaction::status(200, r#"{"state":"shipped"}"#), "It is shipped."),
        (Reaction::status(500, "oops"), "No luck"),
        (hang, "No luck"),
        (Reaction::Refuse, "No luck"),
        (Reaction::TooLarge, "No luck"),
        (Reaction::status(200, r#"{"other":1}"#), ""),
    ] {
        let world = world(HTTP).await;
        world.provider.react([reaction.clone()]);
        world.says(Channel::Line, LINE_USER, "hello").await;
        let calls = world.provider.calls();
        assert_eq!(calls[0].url, "https://api.example/orders/1");
        assert!(!calls[0].allow_private_hosts, "flows reach nothing private");
        let seen = lines(&world, Channel::Line, LINE_USER).await;
        if expected.is_empty() {
            // `body.state` is undefined: the template fails visibly, and a person goes on.
            assert!(seen.contains(&"system: [flow_problem]".to_owned()), "{seen:?}");
        } else {
            let said = seen.iter().any(|line| line.starts_with(&format!("flow: {expected}")));
            assert!(said, "{reaction:?}: {seen:?}");
        }
        world.finish().await;
    }
}

#[tokio::test]
async fn a_call_that_panics_each_time_takes_the_failure_exit() {
    let world = world(HTTP).await;
    world.provider.poison("/orders/");
    world.says(Channel::Line, LINE_USER, "hello").await;
    for _ in 0..limits::QUEUE_RECEIVES {
        world.advance(30_000).await;
    }
    assert_eq!(world.provider.take_calls().len(), limits::QUEUE_RECEIVES as usize + 1, "the last is the answer's");
    let seen = lines(&world, Channel::Line, LINE_USER).await;
    assert!(seen.iter().any(|line| line.starts_with("flow: No luck: no answer: the call was given up")), "{seen:?}");
    world.finish().await;
}

#[tokio::test]
async fn a_call_on_which_its_process_dies_takes_the_failure_exit_once_its_dead_letter_is_dismissed() {
    use ports::conformance::TestClock;
    use ports::{QueueName, QueueSource};
    let world = world(HTTP).await;
    assert_eq!(world.post(&world.text_webhook(Channel::Line, LINE_USER, "hello")).await, 200);
    assert!(world.work_once(QueueName::Inbound).await);
    for _ in 0..=limits::QUEUE_RECEIVES {
        world.store.receive(QueueName::HttpCalls, 1).await.expect("received");
        world.clock.advance(Duration::from_secs(limits::QUEUE_VISIBILITY_SECONDS + 1)).await;
    }
    let token = create_token(&world.services, "an owner", Role::Owner).await.expect("a token").1;
    let (_, failures) = world.call(&token, "GET", "/api/v1/failures", None).await;
    assert_eq!(failures[0]["flow_waits"], true, "whoever deletes it is told what that does");
    let path = format!("/api/v1/failures/{}", failures[0]["id"].as_str().expect("an id"));
    assert_eq!(world.call(&token, "DELETE", &path, None).await.0, 204);
    let seen = lines(&world, Channel::Line, LINE_USER).await;
    assert!(seen.iter().any(|line| line.starts_with("flow: No luck: no answer: the call was given up")), "{seen:?}");
    world.finish().await;
}

#[tokio::test]
async fn a_large_answer_is_taken_with_one_call() {
    let world = world(HTTP).await;
    let large = format!(r#"{{"state":"shipped","items":"{}"}}"#, "商品".repeat(3_000));
    world.provider.react([Reaction::status(200, &large)]);
    world.says(Channel::Line, LINE_USER, "hello").await;
    assert!(lines(&world, Channel::Line, LINE_USER).await.contains(&"flow: It is shipped.".to_owned()));
    let called = world.provider.calls().iter().filter(|call| call.url.contains("/orders/")).count();
    assert_eq!(called, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_flow_that_calls_and_calls_stops_with_a_note() {
    let mut flow: serde_json::Value = serde_json::from_str(HTTP).expect("a flow");
    let start = flow["start"].as_str().expect("a node").to_owned();
    flow["nodes"][&start]["exits"] = serde_json::json!({ "success": start, "failure": start });
    let world = world(&flow.to_string()).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let called = world.provider.calls().iter().filter(|call| call.url.contains("/orders/")).count();
    assert_eq!(called, limits::HTTP_CALLS_IN_A_ROW as usize);
    assert!(lines(&world, Channel::Line, LINE_USER).await.contains(&"system: [flow_problem]".to_owned()));
    world.finish().await;
}
