//! What a message costs in a store that charges by the item: named limits, and what is read and written item by item.
//! `BLESS=1` writes `cost.txt` anew.

use std::fmt::Write as _;

use channels::sms::simulate::{Wire, sign, status_form};
use conversation::Channel;
use serde_json::{Value, json};
use testkit::meter::Request;
use testkit::{ACCOUNT, OUR_NUMBER, TWILIO_SID, TWILIO_TOKEN, Webhook, World};

use crate::support::{LINE_USER, world};

/// Says back what it is told, for ever.
const ECHO: &str = include_str!("../../../e2e/flows/echo.json");
const NUMBER: &str = "+819012345678";
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cost.txt");

fn writes(requests: &[Request]) -> u64 {
    requests.iter().map(|request| request.write_units).sum()
}

fn tell(text: &mut String, what: &str, requests: &[Request]) {
    let reads: u64 = requests.iter().map(|request| request.read_units).sum();
    let _ = writeln!(text, "{what}: {} write units, {reads} read units", writes(requests));
    for Request { name, read_units, items, .. } in requests {
        let units = |(what, units): &(String, u64)| match units {
            0 => what.clone(),
            units => format!("{what} {units}"),
        };
        let items: Vec<_> = items.iter().map(units).collect();
        let read = if *read_units > 0 { format!(" ({read_units})") } else { String::new() };
        let _ = writeln!(text, "  {name}{read}: {}", items.join(", "));
    }
}

/// The requests of a first message and of one in the middle of a conversation.
async fn messages(world: &World, channel: Channel, from: &str) -> [Vec<Request>; 2] {
    world.meter.take();
    world.says(channel, from, "hello").await;
    let first = world.meter.take();
    world.says(channel, from, "how are you?").await;
    [first, world.meter.take()]
}

async fn chat_messages(world: &World) -> [Vec<Request>; 2] {
    world.open_chat("socket", "https://chat.example.com").await;
    world.frame("socket", json!({ "type": "hello", "v": 1, "token": null, "after": 0 })).await;
    world.meter.take();
    world.frame("socket", json!({ "type": "message", "client_id": "m1", "text": "hello" })).await;
    let first = world.meter.take();
    world.frame("socket", json!({ "type": "message", "client_id": "m2", "text": "how are you?" })).await;
    [first, world.meter.take()]
}

async fn receipt(world: &World, status: &str) -> Vec<Request> {
    let sid = format!("SM{:032}", world.provider.calls().len());
    let wire = Wire { account_sid: TWILIO_SID, message_sid: &sid, from: OUR_NUMBER, to: NUMBER };
    let form = status_form(&wire, status, None);
    let signature = sign(TWILIO_TOKEN, &format!("https://chat.example.com/webhooks/sms/{ACCOUNT}"), &form);
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("x-twilio-signature", signature.as_str())];
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let webhook = Webhook { channel: Channel::Sms, account: ACCOUNT.to_owned(), headers, body: form.into_bytes() };
    assert_eq!(world.post(&webhook).await, 200);
    world.settle().await;
    world.meter.take()
}

#[tokio::test]
async fn a_message_with_one_reply_costs_what_it_may() {
    let mut text = String::new();
    for (channel, from, limit) in [
        (Channel::Line, LINE_USER, limits::MESSAGE_WRITE_UNITS),
        (Channel::Sms, NUMBER, limits::MESSAGE_WITH_RECEIPTS_WRITE_UNITS),
        (Channel::Custom, "user-1", limits::MESSAGE_WITH_RECEIPTS_WRITE_UNITS),
        (Channel::Webchat, "", limits::CHAT_MESSAGE_WRITE_UNITS),
    ] {
        let world = world(ECHO).await;
        let [first, next] = match channel {
            Channel::Webchat => chat_messages(&world).await,
            _ => messages(&world, channel, from).await,
        };
        assert!(writes(&next) <= limit, "{channel:?}: {} units, {limit} are allowed: {next:?}", writes(&next));
        let name = channel.as_str();
        tell(&mut text, &format!("{name}, the first message"), &first);
        tell(&mut text, &format!("{name}, a message with one reply"), &next);
        if channel == Channel::Sms {
            for status in ["sent", "delivered"] {
                let requests = receipt(&world, status).await;
                assert!(writes(&requests) <= limits::RECEIPT_WRITE_UNITS, "{requests:?}");
                tell(&mut text, &format!("{name}, a receipt: {status}"), &requests);
            }
            // The vendor tells it again.
            assert_eq!(writes(&receipt(&world, "sent").await), 0);
        }
        world.finish().await;
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, &text).expect("the file can be written");
    }
    let told = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(told == text, "what a message costs has changed; `BLESS=1` writes it to {FILE}:\n{text}");
}

/// The limits hold for a thread that is as large as it may be, not only for a small one.
#[tokio::test]
async fn a_thread_as_large_as_it_may_be_costs_no_more_than_it_may() {
    let mut flow: Value = serde_json::from_str(ECHO).expect("a flow");
    let much = format!("\"{}\"", "x".repeat(700));
    flow["nodes"]["much"] = json!({
        "kind": "set", "settings": { "assignments": [{ "variable": "much", "value": much }] },
        "exits": { "next": "echo" },
    });
    flow["start"] = "much".into();
    let world = world(&flow.to_string()).await;
    let [_, next] = messages(&world, Channel::Line, LINE_USER).await;
    let customer = world.customer(Channel::Line, LINE_USER);
    let thread = serde_json::to_vec(&world.thread(&customer).await).expect("JSON").len();
    assert!((limits::THREAD_BYTES * 3 / 4..limits::THREAD_BYTES).contains(&thread), "{thread} bytes");
    assert_eq!(writes(&next), limits::MESSAGE_WRITE_UNITS, "{next:?}");
    world.finish().await;
}
