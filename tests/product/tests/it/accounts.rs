//! Connecting and changing channel accounts over the API.

use app::people::create_token;
use conversation::Channel;
use protocol::people::Role;
use serde_json::json;

use crate::support::{COLOUR, LINE_USER, world};

#[tokio::test]
async fn r7_a_name_that_is_taken_keeps_its_secrets() {
    let world = world(COLOUR).await;
    let (_, author) = create_token(&world.services, "a", Role::Author).await.expect("a token");
    let id = world.text_webhook(Channel::Line, LINE_USER, "hello").account;
    let forged = json!({
        "channel": "line", "id": id, "simulated": true, "settings": { "channel_secret": "known to somebody" },
    });
    let (status, problem) = world.call(&author, "POST", "/api/v1/channel-accounts", Some(forged)).await;
    assert_eq!((status, &problem["code"]), (409, &json!("account_exists")), "{problem}");
    let webhook = world.text_webhook(Channel::Line, LINE_USER, "hello");
    assert_eq!(world.post(&webhook).await, 200, "the vendor's own signature still counts");
    world.finish().await;
}

#[tokio::test]
async fn a_required_setting_cannot_be_taken_away() {
    let world = world(COLOUR).await;
    let (_, owner) = create_token(&world.services, "o", Role::Owner).await.expect("a token");
    let webhook = world.text_webhook(Channel::Line, LINE_USER, "hello");
    let path = format!("/api/v1/channel-accounts/line/{}", webhook.account);
    let change = json!({ "settings": { "channel_secret": "" } });
    let (status, problem) = world.call(&owner, "PATCH", &path, Some(change)).await;
    assert_eq!((status, &problem["code"]), (422, &json!("setting_missing")), "{problem}");
    let (status, account) = world.call(&owner, "PATCH", &path, Some(json!({ "flow_id": "" }))).await;
    assert_eq!((status, &account["state"]), (200, &json!("attention")), "{account}");
    assert_eq!(world.post(&webhook).await, 200, "its secrets are what they were");
    world.finish().await;
}

#[tokio::test]
async fn a_name_that_no_account_can_have_is_not_found() {
    let world = world(COLOUR).await;
    let (_, owner) = create_token(&world.services, "o", Role::Owner).await.expect("a token");
    for (method, change) in [("PATCH", Some(json!({}))), ("DELETE", None)] {
        let path = format!("/api/v1/channel-accounts/line/{}", "a".repeat(3_000));
        let (status, problem) = world.call(&owner, method, &path, change).await;
        assert_eq!((status, &problem["code"]), (404, &json!("not_found")), "{method}: {problem}");
    }
    world.finish().await;
}
