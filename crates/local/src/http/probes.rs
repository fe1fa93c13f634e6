//! `/healthz`, `/readyz` and `/metrics`.

use app::records::visitor_token_key;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ports::{DeadLetters, QueueName, QueueSource, Store, Topic};

use crate::system::System;

pub fn router(system: System) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(system)
}

/// Ready when the database answers.
async fn ready(State(system): State<System>) -> Response {
    let probe = visitor_token_key();
    match system.store.get(system.services.workspace(), &[probe]).await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

/// Prometheus text format. Counts only: no names, no customer data.
async fn metrics(State(system): State<System>) -> Response {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: Vec<(String, u64)>| {
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
        for (labels, value) in values {
            text.push_str(&format!("{name}{labels} {value}\n"));
        }
    };
    let (mut depths, mut dead) = (Vec::new(), Vec::new());
    for queue in QueueName::ALL {
        let label = format!("{{queue=\"{}\"}}", queue.as_str());
        depths.push((label.clone(), system.store.depth(queue).await.unwrap_or_default()));
        dead.push((label, system.store.dead_letter_count(queue).await.unwrap_or_default()));
    }
    gauge("tsunagi_queue_messages", "Messages waiting or in work.", depths);
    gauge("tsunagi_dead_letters", "Messages that were given up.", dead);
    gauge("tsunagi_sockets", "Open web chat sockets.", vec![(String::new(), system.hub.connections() as u64)]);
    let desks = system.hub.followers(&Topic::Desk(system.services.workspace().clone()));
    gauge("tsunagi_desks", "Open desk sockets.", vec![(String::new(), desks as u64)]);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
