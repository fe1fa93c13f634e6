//! Connecting and changing channel accounts over the API.

use std::collections::BTreeMap;

use app::people::create_token;
use app::records::{AccountRecord, put};
use conversation::Channel;
use ports::Condition;
use protocol::people::Role;
use serde_json::{Value, json};
use testkit::ACCOUNT;

use crate::support::{COLOUR, LINE_USER, lines, world};

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
pub(crate) async fn a_setting_that_cannot_work_is_refused_with_what_is_expected() {
    let world = world(COLOUR).await;
    let (_, owner) = create_token(&world.services, "o", Role::Owner).await.expect("a token");
    for (channel, name, value) in [
        (Channel::Line, "bot_user_id", "@shop"),
        (Channel::Sms, "account_sid", "shop"),
        (Channel::Sms, "from", "090-1234-5678"),
        (Channel::Sms, "signature_algorithm", "SHA256"),
        (Channel::Custom, "secret", "hunter2"),
        (Channel::Custom, "endpoint_url", "crm.example/in"),
    ] {
        let values: BTreeMap<&str, &str> = testkit::vendor::settings(channel).into_iter().collect();
        let mut wrong = values.clone();
        wrong.insert(name, value);
        let path = format!("/api/v1/channel-accounts/{}/shop", channel.as_str());
        let new = |values| json!({ "channel": channel.as_str(), "id": "shop", "settings": values });
        let is_refused = |(status, problem): (u16, Value)| {
            let detail = problem["detail"].as_str().unwrap_or_default();
            assert_eq!((status, &problem["path"]), (422, &json!(format!("settings.{name}"))), "{problem}");
            assert!(detail.contains(' '), "a sentence: {problem}");
        };
        is_refused(world.call(&owner, "POST", "/api/v1/channel-accounts", Some(new(wrong))).await);
        let (status, made) = world.call(&owner, "POST", "/api/v1/channel-accounts", Some(new(values))).await;
        assert_eq!(status, 201, "nothing has the name yet: {made}");
        is_refused(world.call(&owner, "PATCH", &path, Some(json!({ "settings": { name: value } }))).await);
        assert_eq!(world.call(&owner, "DELETE", &path, None).await.0, 204);
    }
    world.finish().await;
}

#[tokio::test]
async fn what_is_thought_up_for_simulated_accounts_can_work() {
    let world = world(COLOUR).await;
    let (_, author) = create_token(&world.services, "a", Role::Author).await.expect("a token");
    for channel in ["line", "sms", "custom"] {
        let new = json!({ "channel": channel, "id": "played", "simulated": true, "settings": {} });
        let (status, made) = world.call(&author, "POST", "/api/v1/channel-accounts", Some(new)).await;
        assert_eq!(status, 201, "{made}");
    }
    world.finish().await;
}

#[tokio::test]
async fn where_no_vendor_is_played_nobody_is_offered_the_simulator() {
    let world = world(COLOUR).await;
    let (_, owner) = create_token(&world.services, "o", Role::Owner).await.expect("a token");
    for (world, may) in [(&world, true), (&world.without_simulator(), false)] {
        let (_, me) = world.call(&owner, "GET", "/api/v1/me", None).await;
        let abilities = me["abilities"].as_array().expect("a list");
        assert_eq!(abilities.contains(&json!("use_simulator")), may, "{me}");
        assert!(abilities.contains(&json!("manage_channels")));
        let new = json!({ "channel": "line", "id": "played", "simulated": true, "settings": {} });
        let (status, answer) = world.call(&owner, "POST", "/api/v1/channel-accounts", Some(new)).await;
        assert_eq!(status == 201, may, "{answer}");
        assert!(may || answer.to_string().contains("no simulator here"), "{answer}");
    }
    // An account that was connected before is changed all the same.
    let path = format!("/api/v1/channel-accounts/custom/{ACCOUNT}");
    let change = json!({ "enabled": false });
    assert_eq!(world.without_simulator().call(&owner, "PATCH", &path, Some(change)).await.0, 200);
}

#[tokio::test]
async fn an_account_that_is_older_than_a_rule_goes_on_working() {
    let world = world(COLOUR).await;
    let (_, owner) = create_token(&world.services, "o", Role::Owner).await.expect("a token");
    let workspace = world.services.workspace();
    let key = AccountRecord::key(Channel::Custom, ACCOUNT);
    let mut record: AccountRecord =
        world.services.read(workspace, key.clone()).await.expect("read").expect("it is there");
    record.settings.insert("endpoint_url".to_owned(), "crm.example/in".to_owned());
    world.services.write(workspace, vec![put(key, &record, Condition::Present)]).await.expect("written");
    world.says(Channel::Custom, "user-1", "hello").await;
    assert!(lines(&world, Channel::Custom, "user-1").await.contains(&"flow: Which colour?".to_owned()));
    let path = format!("/api/v1/channel-accounts/custom/{ACCOUNT}");
    let (status, account) = world.call(&owner, "PATCH", &path, Some(json!({ "enabled": false }))).await;
    assert_eq!((status, &account["enabled"]), (200, &json!(false)), "{account}");
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
