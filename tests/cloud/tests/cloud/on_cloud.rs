//! The promises. Each test makes a flow and an account of its own, and leaves the queues empty.

mod cost;

use std::collections::BTreeSet;
use std::time::Duration;

use conversation::Channel;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::scenario;

use crate::deployment::{Account, api, download, output, post, settled, settled_in_time};
use crate::place::{There, address};
use crate::process::Moment;
use crate::visitor::{Socket, origin};
use crate::{aws, process, vendors};

const COLOUR: &str = include_str!("../../../scenarios/colour.json");

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn every_scenario_goes_as_written() {
    let scenarios = scenario::all();
    assert!(!scenarios.is_empty());
    for scenario in scenarios {
        for channel in &scenario.channels {
            let mut there = There::arrive(*channel, &scenario.name, &scenario.flow).await;
            scenario::play(&scenario, *channel, &mut there).await;
        }
    }
}

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn r1_the_same_event_five_times_at_once_is_one_turn_and_one_reply() {
    vendors::open();
    for channel in [Channel::Line, Channel::Sms, Channel::Custom] {
        let account = Account::with_flow(channel, "five", COLOUR).await;
        let address = address(channel);
        let webhook = account.text_webhook(&address, "hello");
        let statuses = join_all((0..5).map(|_| post(&webhook))).await;
        assert_eq!(statuses, [200; 5], "a vendor's repeat is answered like the first");
        settled().await;
        assert_eq!(vendors::take_texts(channel), ["Which colour?"], "{channel:?}");
        let timeline = account.timeline(&address).await;
        let entries = timeline["entries"].as_array().expect("a list");
        let said = entries.iter().filter(|entry| entry["author"]["type"] == "customer").count();
        assert_eq!(said, 1, "{channel:?}: {timeline}");
    }
}

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn r2_a_poison_message_stops_its_own_thread_only_and_is_visible() {
    vendors::open();
    let (inbound, dead) = (output("InboundQueueUrl"), output("InboundDeadUrl"));
    let account = Account::with_flow(Channel::Custom, "poison", COLOUR).await;
    let group = format!("main/{}", account.customer("poisoned"));
    let poison = json!({
        "QueueUrl": inbound, "MessageBody": "{", "MessageGroupId": group, "MessageDeduplicationId": "p",
    });
    aws::sqs("SendMessage", poison).await;
    assert_eq!(post(&account.text_webhook("poisoned", "hello?")).await, 200);
    let other = address(Channel::Custom);
    assert_eq!(post(&account.text_webhook(&other, "hello")).await, 200);
    let asked = |whom: &str| (whom.to_owned(), "Which colour?".to_owned());
    let heard = aws::until("the other customer's answer", async || vendors::take_addressed().pop()).await;
    assert_eq!(heard, asked(&other), "another thread is answered meanwhile");
    aws::pass(Duration::from_secs(10)).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(vendors::take_addressed(), [], "what stands behind the poison message waits");
    assert_eq!(aws::depth(&dead).await, (0, 0), "the poison message is tried again");
    aws::until("the poison message to die", async || {
        aws::pass(Duration::from_secs(30)).await;
        (aws::depth(&dead).await == (1, 0)).then_some(())
    })
    .await;
    let wanted = json!({ "QueueUrl": dead, "MessageSystemAttributeNames": ["All"], "VisibilityTimeout": 0 });
    let letters = aws::sqs("ReceiveMessage", wanted).await;
    assert_eq!(letters["Messages"][0]["Attributes"]["MessageGroupId"], group, "{letters}");
    let heard = aws::until("the answer to what stood behind", async || vendors::take_addressed().pop()).await;
    assert_eq!(heard, asked("poisoned"), "the poison message takes nobody's words with it");
    // People see it at home, and tell that it can go.
    let (_, overview) = api(Method::GET, "/api/v1/overview", None).await;
    assert_eq!((&overview["failures"], &overview["agents_online"]), (&json!(1), &json!(0)), "{overview}");
    let (_, failures) = api(Method::GET, "/api/v1/failures", None).await;
    let customer = account.customer("poisoned").to_string();
    assert_eq!((&failures[0]["kind"], &failures[0]["customer_id"]), (&json!("dead_letter"), &json!(customer)));
    let path = format!("/api/v1/failures/{}", failures[0]["id"].as_str().expect("an id"));
    assert_eq!(api(Method::POST, &format!("{path}/retry"), None).await.0, 204);
    aws::until("it to die again", async || {
        aws::pass(Duration::from_secs(30)).await;
        (aws::depth(&dead).await == (1, 0)).then_some(())
    })
    .await;
    let (_, failures) = api(Method::GET, "/api/v1/failures", None).await;
    let path = format!("/api/v1/failures/{}", failures[0]["id"].as_str().expect("an id"));
    assert_eq!(api(Method::DELETE, &path, None).await.0, 204);
    assert_eq!(aws::depth(&dead).await, (0, 0));
    settled().await;
}

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn r11_a_killed_function_loses_nothing_and_doubles_nothing() {
    vendors::open();
    let account = Account::with_flow(Channel::Custom, "killed", COLOUR).await;
    // Somebody writes first, so that the function runs and waits for more.
    assert_eq!(post(&account.text_webhook(&address(Channel::Custom), "hello")).await, 200);
    settled().await;
    assert_eq!(vendors::take_texts(Channel::Custom), ["Which colour?"]);

    // It dies in the middle of a turn, at each step of it: before the commit, after it, before what follows is published and
    // after that; and so does the sender, before the vendor is called.
    let moments = [
        ("ConversationTurn", "dynamodb:BatchGetItem", "after"),
        ("ConversationTurn", "dynamodb:TransactWriteItems", "before"),
        ("ConversationTurn", "dynamodb:TransactWriteItems", "after"),
        ("ConversationTurn", "sqs:SendMessage", "before"),
        ("ConversationTurn", "sqs:SendMessage", "after"),
        ("OutboundSend", "dynamodb:PutItem", "before"),
        ("OutboundSend", "dynamodb:PutItem", "after"),
    ];
    for (function, operation, when) in moments {
        let address = address(Channel::Custom);
        let held = process::hold(Moment { function, operation, when });
        assert_eq!(post(&account.text_webhook(&address, "hello")).await, 200);
        held.kill().await;
        let mut heard = vendors::take_texts(Channel::Custom);
        let is_published = (operation, when) == ("sqs:SendMessage", "after");
        assert!(heard.is_empty() || is_published, "{function} {operation} {when}: {heard:?} is not sent yet");
        settled_in_time().await;
        // What was committed and not told, the sweeper publishes.
        aws::until("the customer's answer", async || {
            aws::pass(Duration::from_secs(20)).await;
            heard.extend(vendors::take_texts(Channel::Custom));
            (!heard.is_empty()).then_some(())
        })
        .await;
        settled_in_time().await;
        heard.extend(vendors::take_texts(Channel::Custom));
        assert_eq!(heard, ["Which colour?"], "{function} {operation} {when}");
        let timeline = account.timeline(&address).await;
        let entries = timeline["entries"].as_array().expect("a list");
        let said = entries.iter().filter(|entry| entry["author"]["type"] == "customer").count();
        assert_eq!(said, 1, "{function} {operation} {when}: {timeline}");
    }

    // It dies again and again while it works for twenty customers.
    let customers: BTreeSet<String> = (0..20).map(|_| address(Channel::Custom)).collect();
    let webhooks: Vec<_> = customers.iter().map(|customer| account.text_webhook(customer, "hello")).collect();
    let mut heard = Vec::new();
    for webhooks in webhooks.chunks(4) {
        let statuses = join_all(webhooks.iter().map(post)).await;
        assert_eq!(statuses, [200; 4]);
        process::of_function("ConversationTurn").iter().for_each(|pid| process::signal(*pid, "KILL"));
        heard.extend(vendors::take_addressed());
    }
    // Hidden messages come back, and the sweeper publishes what was committed and not told.
    aws::until("every customer's answer", async || {
        aws::pass(Duration::from_secs(20)).await;
        heard.extend(vendors::take_addressed());
        (heard.len() >= 20).then_some(())
    })
    .await;
    settled_in_time().await;
    heard.extend(vendors::take_addressed());
    heard.sort();
    let asked: Vec<_> = customers.into_iter().map(|customer| (customer, "Which colour?".to_owned())).collect();
    assert_eq!(heard, asked, "each customer is answered, and once");
}

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn r7_wrong_signatures_are_not_let_in() {
    vendors::open();
    for channel in [Channel::Line, Channel::Sms, Channel::Custom] {
        let account = Account::with_flow(channel, "forged", COLOUR).await;
        let mut forged = account.text_webhook(&address(channel), "hello");
        let last = forged.body.len() - 1;
        forged.body[last] ^= 1;
        assert_eq!(post(&forged).await, 401, "{channel:?}");
        settled().await;
        assert_eq!(vendors::take_texts(channel), [""; 0], "{channel:?}");
    }
}

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn what_cannot_be_read_is_kept_aside_and_its_repeat_is_answered_like_it() {
    for channel in [Channel::Line, Channel::Sms, Channel::Custom] {
        let account = Account::with_flow(channel, "unreadable", COLOUR).await;
        let webhook = account.signed_webhook("\u{0}{");
        assert_eq!([post(&webhook).await, post(&webhook).await], [200; 2], "{channel:?}");
    }
    // Whoever looks gets it byte for byte.
    let account = Account::with_flow(Channel::Custom, "unreadable", COLOUR).await;
    let webhook = account.signed_webhook("\u{feff}{");
    assert_eq!(post(&webhook).await, 200);
    let (_, failures) = api(Method::GET, "/api/v1/failures", None).await;
    let name = format!("custom/{}", account.id);
    let tells = |failure: &&Value| failure["what_en"].as_str().is_some_and(|text| text.contains(&name));
    let failure = failures.as_array().and_then(|all| all.iter().find(tells)).expect("it is shown");
    let path = format!("/api/v1/failures/{}", failure["id"].as_str().expect("an id"));
    assert_eq!(download(&format!("{path}/body")).await, webhook.body);
    assert_eq!(api(Method::DELETE, &path, None).await.0, 204);
}

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn a_desk_hears_that_a_customer_wrote() {
    vendors::open();
    let account = Account::with_flow(Channel::Custom, "desk", COLOUR).await;
    assert!(Socket::open("DeskSocket", "", &[("origin", origin())]).await.is_none(), "nobody is logged in");
    let token = crate::deployment::bearer().await;
    let mut desk = Socket::open("DeskSocket", "", &[("authorization", token)]).await.expect("it is let in");
    desk.say(json!({ "type": "hello" })).await;
    desk.next_of("hello", |_| {}).await;
    desk.say(json!({ "type": "ping" })).await;
    desk.next_of("pong", |_| {}).await;
    assert_eq!(post(&account.text_webhook(&address(Channel::Custom), "hello")).await, 200);
    let hint = desk.next_of("thread_changed", |_| {}).await;
    assert!(hint["conversation_id"].as_str().is_some_and(|id| id.starts_with("cnv_")), "{hint}");
    let online = async || api(Method::GET, "/api/v1/overview", None).await.1["agents_online"].clone();
    assert_eq!(online().await, 1, "whoever has the desk open is there");
    desk.close().await;
    aws::until("whoever closed it to be gone", async || (online().await == 0).then_some(())).await;
    let (_, made) = api(Method::POST, "/api/v1/tokens", Some(json!({ "name": "a wallboard", "role": "agent" }))).await;
    let bearer = format!("Bearer {}", made["secret"].as_str().expect("a secret"));
    let mut board = Socket::open("DeskSocket", "", &[("authorization", bearer)]).await.expect("it is let in");
    board.say(json!({ "type": "hello" })).await;
    board.next_of("hello", |_| {}).await;
    assert_eq!(online().await, 1);
    let path = format!("/api/v1/tokens/{}", made["token"]["id"].as_str().expect("an id"));
    assert_eq!(api(Method::DELETE, &path, None).await.0, 204);
    board.say(json!({ "type": "ping" })).await;
    assert!(board.is_closed().await, "its token is withdrawn");
    assert_eq!(online().await, 0);
    settled().await;
    vendors::take_texts(Channel::Custom);
}
