//! A running server: probes, pages, bad requests, commands beside it, an orderly end.

use std::sync::Arc;

use app::records::{FailureKind, FailureRecord};
use ids::WorkspaceId;
use machine::SystemClock;
use ports::{Blobs, Clock, Commit, Message, Queue, QueueName, QueueSource, Store};
use serde_json::{Value, json};
use store_sqlite::SqliteStore;

use crate::support::{Installation, OWNER, repository};

#[tokio::test]
async fn probes_pages_and_metrics_answer_without_a_login() {
    let it = Installation::new();
    let server = it.serve().await;
    assert_eq!(server.get("/healthz").await, Some((200, "ok\n".to_owned())));
    assert_eq!(server.get("/readyz").await, Some((200, "ready\n".to_owned())));
    let (status, metrics) = server.get("/metrics").await.expect("an answer");
    assert_eq!(status, 200);
    for line in [
        "tsunagi_queue_messages{queue=\"inbound\"} 0",
        "tsunagi_dead_letters{queue=\"outbound\"} 0",
        "tsunagi_sockets 0",
        "tsunagi_desks 0",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line} is missing from {metrics}");
    }
    for page in ["/", "/builder", "/desk", "/demo", "/simulator", "/login", "/setup"] {
        let (status, html) = server.get(page).await.expect("an answer");
        assert_eq!(status, 200, "{page}");
        assert!(html.contains("<html"), "{page}");
    }
    let (status, script) = server.get("/widget.js").await.expect("an answer");
    assert!(status == 200 && !script.contains("<html"));
    for path in ["/api/v1/nothing", "/webhooks/pigeon/main", "/socket/nothing"] {
        let (status, problem) = server.ask("", "GET", path, None).await;
        assert_eq!((status, &problem["code"]), (404, &json!("not_found")), "{path}: {problem}");
    }
    for path in ["/api/v1/nothing", "/api/v1/session", "/api/openapi.json"] {
        let answer = reqwest::get(format!("{}{path}", server.url)).await.expect("an answer");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
    }
}

#[tokio::test]
async fn commands_work_beside_the_server_and_it_stops_when_asked() {
    let it = Installation::new();
    let server = it.serve().await;
    let token = it.token("owner");
    it.data(&["flow", "publish", &repository("flows/contact-details.json"), "--name", "main"]);
    let address = it.data(&[
        "channel",
        "add",
        "custom",
        "--account",
        "crm",
        "--flow",
        "main",
        "--set",
        "secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "--set",
        "endpoint_url=https://crm.example/in",
    ]);
    assert_eq!(address, format!("{}/webhooks/custom/crm", server.url), "the command knows where the server is");
    let (status, channels) = server.ask(&token, "GET", "/api/v1/channel-accounts", None).await;
    assert_eq!(status, 200);
    assert!(channels.to_string().contains("\"crm\""), "{channels}");
    assert_eq!(it.run(&["doctor"]).code, 1, "vendors cannot call loopback");
    assert_eq!(server.terminate().await, Some(0));
    // The port is free and the folder whole: it starts again.
    let again = it.serve().await;
    let login = json!({ "email": OWNER.0, "password": OWNER.1 }).to_string();
    let (status, me) = again.ask("", "POST", "/api/v1/login", Some(("application/json", &login))).await;
    assert_eq!((status, &me["user"]["role"]), (200, &json!("owner")), "{me}");
}

#[tokio::test]
async fn bad_requests_get_a_problem_that_says_what_to_do() {
    let it = Installation::new();
    let server = it.serve().await;
    let token = it.token("owner");
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let deep = "[".repeat(5_000);
    let unknown = json!({ "name": "n", "document": {}, "colour": "red" }).to_string();
    let cases: [(&str, &str, u16); 7] = [
        ("text/plain", "{\"name\":\"n\"}", 415),
        ("application/json", "{\"name\":", 400),
        ("application/json", "\u{0}", 400),
        ("application/json", "{\"name\":7}", 400),
        ("application/json", &unknown, 400),
        ("application/json", &deep, 400),
        ("application/json", &large, 413),
    ];
    for (kind, body, expected) in cases {
        let (status, problem) = server.ask(&token, "POST", "/api/v1/flows", Some((kind, body))).await;
        let start: String = body.chars().take(20).collect();
        assert_eq!(status, expected, "{kind} {start}: {problem}");
        assert!(problem["code"].is_string() && problem["title"].is_string(), "{kind} {start}: {problem}");
    }
    let (status, problem) = server.ask(&token, "PUT", "/api/v1/flows", None).await;
    assert_eq!(status, 405, "{problem}");
    let (status, flows) = server.ask(&token, "GET", "/api/v1/flows", None).await;
    assert_eq!((status, flows), (200, Value::Array(Vec::new())), "nothing was made of them");
}

#[tokio::test]
async fn webhooks_of_nobody_and_of_the_wrong_kind_are_refused() {
    let it = Installation::new();
    let server = it.serve().await;
    let body = json!({ "destination": "U0", "events": [] }).to_string();
    for (path, method, kind, expected) in [
        ("/webhooks/line/nobody", "POST", "application/json", 404),
        ("/webhooks/sms/nobody", "POST", "application/x-www-form-urlencoded", 404),
        ("/webhooks/custom/nobody", "POST", "text/plain", 404),
    ] {
        let (status, problem) = server.ask("", method, path, Some((kind, &body))).await;
        assert_eq!(status, expected, "{method} {path}: {problem}");
    }
}

#[tokio::test]
async fn what_was_given_up_is_tried_again_or_deleted() {
    let it = Installation::new();
    let (owner, agent) = (it.token("owner"), it.token("agent"));
    give_up(&it, &["nonsense", "more-of-it"]).await;
    let server = it.serve().await;
    let (_, failures) = server.ask(&owner, "GET", "/api/v1/failures", None).await;
    let ids: Vec<String> = failures.as_array().expect("a list").iter().map(|it| text(&it["id"])).collect();
    assert_eq!(failures[0]["kind"], "dead_letter", "{failures}");
    assert!(ids.len() == 2 && failures[0]["can_retry"] == true && failures[0]["can_dismiss"] == true, "{failures}");
    assert_eq!(failures[0]["flow_waits"], false, "{failures}");
    let path = format!("/api/v1/failures/{}", ids[0]);
    assert_eq!(server.ask(&agent, "DELETE", &path, None).await.0, 403);
    assert_eq!(server.ask(&owner, "DELETE", &path, None).await.0, 204);
    let (status, problem) = server.ask(&owner, "DELETE", &path, None).await;
    assert_eq!((status, &problem["code"]), (409, &json!("failure_unknown")));
    let longer_than_a_key = format!("/api/v1/failures/{}", "f".repeat(3_000));
    assert_eq!(server.ask(&owner, "DELETE", &longer_than_a_key, None).await.0, 409);
    assert_eq!(server.ask(&owner, "POST", &format!("{path}/retry"), None).await.0, 409);
    assert_eq!(server.ask(&owner, "POST", &format!("/api/v1/failures/{}/retry", ids[1]), None).await.0, 204);
    // It will be given up again, under an id of its own.
    let left = server.ask(&owner, "GET", "/api/v1/failures", None).await.1.to_string();
    assert!(!ids.iter().any(|id| left.contains(&format!("\"{id}\""))), "{left}");
}

#[tokio::test]
async fn what_could_not_be_read_is_there_to_look_at_until_it_is_dismissed() {
    let it = Installation::new();
    let (owner, agent) = (it.token("owner"), it.token("agent"));
    keep_aside(&it, b"<script>\xff").await;
    let server = it.serve().await;
    let (_, failures) = server.ask(&owner, "GET", "/api/v1/failures", None).await;
    assert_eq!((&failures[0]["kind"], &failures[0]["has_body"]), (&json!("unreadable_webhook"), &json!(true)));
    let path = format!("/api/v1/failures/{}", text(&failures[0]["id"]));
    let body = format!("{path}/body");
    assert_eq!(server.ask(&agent, "GET", &body, None).await.0, 403);
    let answer = server.file(&owner, &body).await;
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert!(answer.headers()["content-disposition"].to_str().is_ok_and(|it| it.starts_with("attachment")));
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.bytes().await.expect("a body").as_ref(), b"<script>\xff");
    assert_eq!(server.ask(&owner, "DELETE", &path, None).await.0, 204);
    assert_eq!(server.ask(&owner, "GET", &body, None).await.0, 404);
    drop(server);
    let left = Blobs::get(&open(&it), &main_workspace(), "webhook/1").await.expect("the blobs answer");
    assert_eq!(left, None, "it goes with its failure");
}

/// A webhook that nobody could read, as the webhook functions keep it.
async fn keep_aside(it: &Installation, body: &[u8]) {
    let (store, workspace) = (open(it), main_workspace());
    store.put(&workspace, "webhook/1", body.to_vec()).await.expect("kept");
    let (channel, account) = ("custom".to_owned(), "shop".to_owned());
    let kind = FailureKind::UnreadableWebhook { channel, account, blob: "webhook/1".to_owned() };
    let now_ms = SystemClock.now_ms();
    let record = FailureRecord { kind, at_ms: now_ms, customer: None, detail: "no JSON".to_owned() };
    store.commit(&workspace, Commit { ops: vec![record.op("1")], now_ms }).await.expect("written down");
}

fn main_workspace() -> WorkspaceId {
    "main".parse().expect("a good name")
}

fn open(it: &Installation) -> SqliteStore {
    SqliteStore::open(&it.path("data").join("tsunagi.db"), Arc::new(SystemClock)).expect("the database")
}

/// Messages that nobody can process, received as often as a message may be.
async fn give_up(it: &Installation, bodies: &[&str]) {
    let message =
        |body: &&str| Message { group: (*body).to_owned(), dedupe: "1".to_owned(), body: body.as_bytes().to_vec() };
    open(it).send(QueueName::Inbound, bodies.iter().map(message).collect()).await.expect("the queue takes them");
    for _ in 0..=limits::QUEUE_RECEIVES {
        open(it).receive(QueueName::Inbound, 10).await.expect("the queue answers");
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
