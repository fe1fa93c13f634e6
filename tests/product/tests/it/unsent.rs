//! A customer of LINE takes a message back: nobody reads it any more.

use app::people::create_token;
use channels::line::simulate::{Deed, unsend_body};
use conversation::{Channel, EntryBody};
use protocol::people::Role;
use serde_json::Value;
use testkit::{BOT, World};

use crate::support::{COLOUR, LINE_USER, lines, world};

const WORDS: &str = "my card is 4111";

/// LINE's event of a message that is taken back.
async fn takes_back(world: &World, message_id: &str) {
    let (event_id, at_ms) = (format!("unsend-{message_id}"), world.services.now_ms());
    let deed = Deed { destination: BOT, user_id: LINE_USER, event_id: &event_id, reply_token: "", at_ms };
    assert_eq!(world.post(&world.signed_webhook(Channel::Line, unsend_body(&deed, message_id))).await, 200);
    world.settle().await;
}

/// The vendor's id of the customer's message with these words.
async fn id_of(world: &World, words: &str) -> String {
    let timeline = world.timeline(&world.customer(Channel::Line, LINE_USER)).await;
    let id = timeline.into_iter().find_map(|entry| match entry.body {
        EntryBody::Message { content, provider_message_id, .. } if content.preview() == words => provider_message_id,
        _ => None,
    });
    id.expect("LINE names its messages")
}

/// All that the API shows of the customer and their conversations.
async fn shown(world: &World) -> Vec<Value> {
    let (_, token) = create_token(&world.services, "reader", Role::Owner).await.expect("a token is made");
    let customer = world.customer(Channel::Line, LINE_USER);
    let mut paths = vec![format!("/api/v1/customers/{customer}/timeline")];
    let mut shown = Vec::new();
    for state in ["open", "closed"] {
        let (status, list) = world.call(&token, "GET", &format!("/api/v1/conversations?state={state}"), None).await;
        assert_eq!(status, 200, "{list}");
        let ids = list["items"].as_array().expect("a list").iter().filter_map(|item| item["id"].as_str());
        paths.extend(ids.map(|id| format!("/api/v1/conversations/{id}")));
        shown.push(list);
    }
    for path in paths {
        let (status, answer) = world.call(&token, "GET", &path, None).await;
        assert_eq!(status, 200, "{path}: {answer}");
        shown.push(answer);
    }
    shown
}

#[track_caller]
fn check_gone(shown: &[Value]) {
    let found: Vec<_> = shown.iter().filter(|answer| answer.to_string().contains("4111")).collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(shown.iter().any(|answer| answer.to_string().contains("\"unsent\":true")), "{shown:?}");
}

/// Says one thing and is over, so that the customer's words are the last ones of the conversation.
async fn silent() -> World {
    let flow = COLOUR.replace(r#""start": "ask""#, r#""start": "end""#);
    world(&flow).await
}

#[tokio::test]
pub(crate) async fn what_was_taken_back_is_shown_nowhere_and_does_not_come_back_with_the_next_conversation() {
    let world = silent().await;
    world.says(Channel::Line, LINE_USER, WORDS).await;
    assert!(shown(&world).await.iter().any(|answer| answer.to_string().contains(WORDS)));
    takes_back(&world, &id_of(&world, WORDS).await).await;
    check_gone(&shown(&world).await);
    world.says(Channel::Line, LINE_USER, "hello again").await;
    check_gone(&shown(&world).await);
    world.finish().await;
}

#[tokio::test]
async fn what_is_taken_back_after_another_conversation_began_goes_from_the_earlier_one() {
    let world = silent().await;
    world.says(Channel::Line, LINE_USER, WORDS).await;
    world.says(Channel::Line, LINE_USER, "hello again").await;
    takes_back(&world, &id_of(&world, WORDS).await).await;
    check_gone(&shown(&world).await);
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn r10_what_is_not_found_is_told_and_told_once() {
    let world = silent().await;
    world.says(Channel::Line, LINE_USER, WORDS).await;
    for _ in 0..2 {
        takes_back(&world, "of-last-year").await;
        world.advance(2 * limits::QUEUE_DEDUPE_SECONDS * 1000).await;
    }
    let seen = lines(&world, Channel::Line, LINE_USER).await;
    assert_eq!(seen.iter().filter(|line| *line == "system: [unsent_not_found]").count(), 1, "{seen:?}");
    assert!(seen.contains(&format!("customer: {WORDS}")));
    world.finish().await;
}
