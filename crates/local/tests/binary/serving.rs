//! A running server: probes, pages, bad requests, commands beside it, an orderly end.

use serde_json::{Value, json};

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
