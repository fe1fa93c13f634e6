//! Roles in the cloud. A world gives each function what its role allows (`testkit::roles`), so that every test here fails
//! when a role allows too little. This one fails when a role allows what its function never does.

use app::people::{create_token, create_user};
use app::records::{HttpJob, OutboxRecord, put};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request};
use channels::sms;
use conversation::{Channel, HttpRequest};
use ports::{Commit, Condition, Message, QueueName, Store, Timer};
use protocol::people::{NewUser, Role};
use serde_json::{Value, json};
use testkit::roles::{self, Right};
use testkit::{OUR_NUMBER, TWILIO_SID, World};

use crate::bad_input::{line_body, line_event};
use crate::support::{COLOUR, HANDOVER, LINE_USER, lines, world};
use crate::{
    accounts, api, bad_input, delivery, flows, given_up, opt_out, receipts, rules, scenarios, sessions, unsent, webchat,
};

/// Tests of other rules that do much, as far as they run on the thread that asks what was done.
const STORIES: &[fn()] = &[
    accounts::a_setting_that_cannot_work_is_refused_with_what_is_expected,
    api::a_typo_at_the_set_up_costs_nothing_and_the_link_works_once,
    bad_input::what_a_vendor_sends_too_long_or_strange_is_kept_aside_and_never_a_dead_letter,
    delivery::r11_what_a_crash_left_in_the_outbox_is_published_by_the_sweeper,
    flows::what_is_published_is_what_was_looked_at,
    given_up::r1_what_was_not_shown_to_its_end_is_given_up_with_what_comes_after,
    opt_out::the_desk_offers_no_reply_and_no_flow_to_those_who_opted_out_at_the_vendor,
    receipts::early_receipts_of_parts_count_like_later_ones,
    rules::r7_secrets_reach_no_log_no_answer_and_no_timeline,
    scenarios::every_scenario_goes_as_written,
    sessions::people_change_their_own_password_and_stay_logged_in_where_they_do,
    sessions::writes_of_a_browser_need_its_csrf_token_and_reads_do_not,
    unsent::r10_what_is_not_found_is_told_and_told_once,
    unsent::what_was_taken_back_is_shown_nowhere_and_does_not_come_back_with_the_next_conversation,
    webchat::a_page_that_may_not_chat_is_told_so_and_nothing_of_it_is_taken,
    webchat::a_socket_that_missed_a_frame_gets_no_later_one,
    webchat::the_newest_sockets_of_a_visitor_stay_and_are_told_side_by_side,
];

#[test]
fn no_role_allows_what_its_function_never_does() {
    roles::take_done();
    STORIES.iter().for_each(|story| story());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        functions_start().await;
        somebody_is_logged_in().await;
        the_first_owner_comes().await;
        an_author_works().await;
        an_owner_works().await;
        an_owner_looks_after_what_went_wrong().await;
        an_agent_hands_back_to_a_flow_that_does_more().await;
        a_visitor_types_and_returns().await;
        what_crashes_left_is_swept().await;
        one_body_holds_several_events().await;
        a_receipt_comes_before_anybody_knows_the_message().await;
    });
    let done = roles::take_done();
    let never: Vec<Right> = roles::rights().into_iter().filter(|right| !done.contains(right)).collect();
    assert!(never.is_empty(), "roles allow what nothing here does: {never:#?}");
}

/// Once it is handed back, asks a service and waits.
const DOES_MORE: &str = r#"{
    "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "people",
    "nodes": {
        "people": {
            "kind": "handover", "settings": { "text": { "en": "One moment." }, "queue": "support", "reason": "asked" },
            "exits": { "returned": "ask" }
        },
        "ask": {
            "kind": "http",
            "settings": { "method": "GET", "url": "https://crm.example.com/x", "save_as": "found" },
            "exits": { "success": "wait", "failure": "wait" }
        },
        "wait": { "kind": "wait", "settings": { "for_s": 60 }, "exits": { "next": "end" } },
        "end": { "kind": "end", "settings": {}, "exits": {} }
    }
}"#;

/// What `runtime-lambda` does before the first event, as each `main.rs` says.
async fn functions_start() {
    let world = World::new().await;
    for function in roles::functions() {
        let services = world.of(function);
        let main = main_of(function);
        if main.contains(".token_key()") {
            let key = app::token_key(services.store.as_ref(), services.ids.as_ref(), services.workspace()).await;
            key.expect("a key is made");
        } else if main.contains(".store()") {
            services.store.get(services.workspace(), &[app::records::nothing_key()]).await.expect("the store answers");
        }
        if main.contains(".sockets()") && main.contains("serve_socket(") {
            services.sockets.post("a-socket", "an answer".to_owned()).await.expect("it is posted");
        }
    }
}

/// They write back what they read, and must not have it from memory.
#[test]
fn functions_that_change_secrets_read_them_as_they_are() {
    for right in roles::rights().iter().filter(|right| right.action == "ssm:PutParameter") {
        assert!(main_of(right.function).contains(".changing_secrets()"), "{}", right.function);
    }
}

fn main_of(function: &str) -> String {
    let main = format!("{}/../../functions/{}/src/main.rs", env!("CARGO_MANIFEST_DIR"), folder(function));
    std::fs::read_to_string(&main).unwrap_or_else(|error| panic!("{main}: {error}"))
}

/// `WebhookLine` lives in `functions/webhook-line`.
fn folder(function: &str) -> String {
    let parts = function.char_indices().map(|(at, c)| match c.is_ascii_uppercase() && at > 0 {
        true => format!("-{}", c.to_ascii_lowercase()),
        false => c.to_ascii_lowercase().to_string(),
    });
    parts.collect()
}

const PASSWORD: &str = "correct horse battery";

async fn somebody_is_logged_in() {
    let world = world(COLOUR).await;
    let new = |name: &str| NewUser {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        role: Role::Owner,
        password: PASSWORD.to_owned(),
    };
    create_user(&world.services, new("anna")).await.expect("a person");
    let body = json!({ "email": "anna@example.com", "password": PASSWORD }).to_string();
    let login = Request::post("/api/v1/login").header("content-type", "application/json").body(Body::from(body));
    let (_, headers, _) = world.send(login.expect("a request")).await;
    let cookie = headers["set-cookie"].to_str().expect("text").split(';').next().expect("a pair").to_owned();
    for path in ["/api/v1/flows", "/api/v1/conversations", "/api/v1/channel-accounts", "/api/v1/overview"] {
        let request = Request::get(path).header("cookie", &cookie).body(Body::empty());
        let (status, _, answer) = world.send(request.expect("a request")).await;
        assert_eq!(status, 200, "{path}: {answer}");
    }
    // The desk opens its socket, and so does a program.
    let token = create_token(&world.services, "a program", Role::Agent).await.expect("a token").1;
    let origin = ("origin", world.services.config.public_url.clone());
    for headers in [vec![("cookie", cookie), origin], vec![("authorization", format!("Bearer {token}"))]] {
        let headers: HeaderMap = headers
            .into_iter()
            .map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_str(&value).expect("a value")))
            .collect();
        desk_connect::handle(&world.of("DeskConnect"), "a-desk", &headers).await.expect("it is let in");
        let ping = r#"{"type":"ping"}"#;
        let pong = desk_message::handle(&world.of("DeskMessage"), "a-desk", ping).await;
        assert!(pong.is_some_and(|pong| pong.contains("pong")));
        desk_connect::forget(&world.of("DeskConnect"), "a-desk").await;
        assert_eq!(desk_message::handle(&world.of("DeskMessage"), "a-desk", ping).await, None);
    }
}

async fn the_first_owner_comes() {
    let world = World::new().await;
    let link = setup_link::handle(&world.of("SetupLink")).await;
    assert!(matches!(link, Ok(setup_link::SetupLink::Link(_))), "{link:?}");
}

async fn an_author_works() {
    let world = world(COLOUR).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let token = create_token(&world.services, "an author", Role::Author).await.expect("a token").1;
    let (_, flows) = world.call(&token, "GET", "/api/v1/flows", None).await;
    let running = format!("/api/v1/flows/{}", flows[0]["id"].as_str().expect("an id"));
    // What is changed says how many conversations go on with what they have.
    let (_, flow) = world.call(&token, "GET", &running, None).await;
    let mut document = flow["document"].clone();
    document["nodes"]["thanks"]["settings"]["text"]["en"] = "Thank you.".into();
    let change = json!({ "document": document, "version": flow["version"] });
    assert_eq!(world.call(&token, "PATCH", &running, Some(change)).await.0, 200);
    for conversations in 1..=2 {
        let (status, preview) = world.call(&token, "GET", &format!("{running}/publish-preview"), None).await;
        assert_eq!((status, &preview["running_conversations"]), (200, &json!(conversations)), "{preview}");
        world.says(Channel::Sms, "+819012345678", "hello").await;
    }

    let (status, made) = world.call(&token, "POST", "/api/v1/flows", Some(json!({ "name": "second" }))).await;
    assert_eq!(status, 201, "{made}");
    let path = format!("/api/v1/flows/{}", made["id"].as_str().expect("an id"));
    let rename = json!({ "name": "renamed", "version": made["version"] });
    assert_eq!(world.call(&token, "PATCH", &path, Some(rename)).await.0, 200);
    assert_eq!(world.call(&token, "DELETE", &path, None).await.0, 204);
    world.finish().await;
}

async fn an_owner_works() {
    let world = World::new().await;
    let token = create_token(&world.services, "an owner", Role::Owner).await.expect("a token").1;
    let mut people = Vec::new();
    for name in ["anna", "ken"] {
        let new = json!({
            "email": format!("{name}@example.com"), "name": name, "role": "owner", "password": PASSWORD,
        });
        let (status, made) = world.call(&token, "POST", "/api/v1/users", Some(new)).await;
        assert_eq!(status, 201, "{made}");
        people.push(made["id"].as_str().expect("an id").to_owned());
    }
    // One of two owners may go, as long as the other stays.
    let path = format!("/api/v1/users/{}", people[1]);
    let (status, changed) = world.call(&token, "PATCH", &path, Some(json!({ "role": "agent" }))).await;
    assert_eq!(status, 200, "{changed}");
    let (_, tokens) = world.call(&token, "GET", "/api/v1/tokens", None).await;
    let path = format!("/api/v1/tokens/{}", tokens[0]["id"].as_str().expect("an id"));
    assert_eq!(world.call(&token, "DELETE", &path, None).await.0, 204);
}

async fn an_owner_looks_after_what_went_wrong() {
    let world = world(COLOUR).await;
    let token = create_token(&world.services, "an owner", Role::Owner).await.expect("a token").1;
    assert_eq!(world.post(&world.signed_webhook(Channel::Line, "{")).await, 200);
    for queue in QueueName::ALL {
        for dedupe in ["1", "2"] {
            let (group, body) = (format!("main/{dedupe}"), b"{".to_vec());
            let message = Message { group, dedupe: dedupe.to_owned(), body };
            world.services.queue.send(queue, vec![message]).await.expect("it is sent");
        }
    }
    they_die(&world).await;
    let (status, failures) = world.call(&token, "GET", "/api/v1/failures", None).await;
    assert_eq!((status, failures.as_array().map(Vec::len)), (200, Some(7)), "{failures}");
    let mut tried = Vec::new();
    for failure in failures.as_array().expect("a list") {
        let path = format!("/api/v1/failures/{}", failure["id"].as_str().expect("an id"));
        let queue = failure["id"].as_str().and_then(|id| id.split_once('.')).map(|(queue, _)| queue.to_owned());
        let status = match queue {
            None => world.call(&token, "GET", &format!("{path}/body"), None).await.0,
            Some(queue) if !tried.contains(&queue) => {
                tried.push(queue);
                world.call(&token, "POST", &format!("{path}/retry"), None).await.0
            }
            Some(_) => 200,
        };
        assert!(status < 300, "{path}: {status}");
    }
    // What was tried again dies again.
    they_die(&world).await;
    let (_, failures) = world.call(&token, "GET", "/api/v1/failures", None).await;
    for failure in failures.as_array().expect("a list") {
        let path = format!("/api/v1/failures/{}", failure["id"].as_str().expect("an id"));
        assert_eq!(world.call(&token, "DELETE", &path, None).await.0, 204);
    }
    assert_eq!(world.call(&token, "GET", "/api/v1/overview", None).await.1["failures"], 0);
    world.finish().await;
}

/// What cannot be read is delivered as often as its queue does it.
async fn they_die(world: &World) {
    for _ in 0..=limits::SEND_RECEIVES {
        world.advance(30_000).await;
    }
}

async fn an_agent_hands_back_to_a_flow_that_does_more() {
    for first in ["ask", "wait"] {
        let flow = DOES_MORE.replace(r#""returned": "ask""#, &format!(r#""returned": "{first}""#));
        let world = world(&flow).await;
        world.says(Channel::Line, LINE_USER, "help").await;
        act(&world, &["take-over", "hand-back"]).await;
        world.advance(60_000).await;
        world.finish().await;
    }
}

async fn act(world: &World, actions: &[&str]) {
    let token = create_token(&world.services, "an agent", Role::Agent).await.expect("a token").1;
    let (_, list) = world.call(&token, "GET", "/api/v1/conversations?state=waiting", None).await;
    let path = format!("/api/v1/conversations/{}", list["items"][0]["id"].as_str().expect("an id"));
    for action in actions {
        let body = (*action == "messages").then(|| json!({ "text": "Hello, an agent here." }));
        let (status, answer) = world.call(&token, "POST", &format!("{path}/{action}"), body).await;
        assert!(status < 300, "{action}: {status} {answer}");
    }
}

async fn a_visitor_types_and_returns() {
    let world = world(HANDOVER).await;
    let origin = world.services.config.public_url.clone();
    let hello = |token: Option<&Value>| json!({ "type": "hello", "v": 1, "token": token, "after": 0 });
    world.open_chat("one", &origin).await;
    let welcome = world.frame("one", hello(None)).await;
    world.frame("one", json!({ "type": "message", "client_id": "m1", "text": "hello" })).await;
    world.frame("one", json!({ "type": "typing" })).await;
    act(&world, &["take-over", "messages"]).await;
    world.open_chat("two", &origin).await;
    world.frame("two", hello(Some(&welcome[0]["token"]))).await;
    // Nobody answers, so what they write is shown to them by itself; their socket is broken.
    world.sockets.fail_next();
    world.frame("two", json!({ "type": "message", "client_id": "m2", "text": "hello?" })).await;
    world.finish().await;
}

async fn what_crashes_left_is_swept() {
    let world = world(HANDOVER).await;
    world.says(Channel::Line, LINE_USER, "help").await;
    let (customer, workspace) = (world.customer(Channel::Line, LINE_USER), world.services.workspace().clone());
    let thread = world.thread(&customer).await.expect("a thread");
    let conversation = thread.conversation.expect("a conversation");
    let now_ms = world.services.now_ms();
    let request = HttpRequest {
        method: "GET".to_owned(),
        url: "https://crm.example.com/x".to_owned(),
        headers: Vec::new(),
        body: None,
        timeout_s: 1,
    };
    let job = HttpJob {
        workspace: workspace.clone(),
        customer: customer.clone(),
        call: conversation.http_call_id(9),
        number: 9,
        request,
    };
    let id = conversation.timer_id(9);
    let timer = Timer { workspace: workspace.clone(), id, customer, generation: 9, due_ms: now_ms };
    let left = [OutboxRecord::Http { job, created_ms: now_ms }, OutboxRecord::Timer { timer, created_ms: now_ms }];
    let ops = left.iter().map(|record| put(record.key(), record, Condition::Always)).collect();
    world.store.commit(&workspace, Commit { ops, now_ms }).await.expect("they are stored");
    world.sweep().await;
    world.finish().await;
}

async fn one_body_holds_several_events() {
    let world = world(COLOUR).await;
    let users = [LINE_USER, "Ufedcba9876543210fedcba9876543210"];
    let hello = |user: &str| line_event(user, user, &json!({ "id": user, "type": "text", "text": "hello" }));
    let events = users.map(hello);
    assert_eq!(world.post(&world.signed_webhook(Channel::Line, line_body(&events))).await, 200);
    let pictures = ["https://api.twilio.com/1", "https://api.twilio.com/2"].map(|url| (url, "image/png"));
    let from = "+819012345678";
    let wire = sms::simulate::Wire { account_sid: TWILIO_SID, message_sid: "SM1", from, to: OUR_NUMBER };
    let form = sms::simulate::form(&wire, "look", &pictures);
    assert_eq!(world.post(&world.signed_webhook(Channel::Sms, form)).await, 200);
    world.settle().await;
    assert!(lines(&world, Channel::Sms, from).await.len() > 4);
    world.finish().await;
}

async fn a_receipt_comes_before_anybody_knows_the_message() {
    let world = world(COLOUR).await;
    let body = json!({ "type": "message.delivered", "data": { "from": "user-1", "message_id": "unknown" } });
    assert_eq!(world.post(&world.signed_webhook(Channel::Custom, body.to_string())).await, 200);
    world.settle().await;
    world.finish().await;
}
