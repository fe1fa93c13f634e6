//! The web chat's socket, from the browser's side.

use app::people::create_token;
use app::records::DeliveryRecord;
use conversation::Channel;
use protocol::people::Role;
use serde_json::{Value, json};
use testkit::{Sockets, World};

use crate::support::{COLOUR, HANDOVER, LINE_USER, lines, world};

const SHOP: &str = "https://chat.example.com";

async fn hello(world: &World, connection: &str, token: Option<&str>, after: u64) -> Vec<Value> {
    world.open_chat(connection, SHOP).await;
    world.frame(connection, json!({ "type": "hello", "v": 1, "token": token, "after": after })).await
}

fn texts(frames: &[Value]) -> Vec<String> {
    let entries = frames.iter().filter_map(|frame| frame["entries"].as_array()).flatten();
    entries.map(|entry| entry["content"]["text"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_visitor_chats_leaves_and_catches_up_by_seq() {
    let world = world(COLOUR).await;
    let welcome = hello(&world, "one", None, 0).await;
    let token = welcome[0]["token"].as_str().expect("a token").to_owned();
    let message = json!({ "type": "message", "client_id": "m1", "text": "hello" });
    let answer = world.frame("one", message.clone()).await;
    assert_eq!(answer[0], json!({ "type": "ack", "client_id": "m1" }));
    assert_eq!(world.frame("one", message).await[0]["type"], "ack", "a repeat is taken, and counts once");
    // The same visitor on another socket: everything, then only what is new.
    let all = hello(&world, "two", Some(&token), 0).await;
    assert_eq!(texts(&all), ["hello", "Which colour?"]);
    let last = all.last().and_then(|frame| frame["entries"].as_array()).and_then(|it| it.last()).expect("an entry");
    let seq = last["seq"].as_u64().expect("a number");
    let nothing = hello(&world, "three", Some(&token), seq).await;
    assert_eq!(texts(&nothing), Vec::<String>::new());
    for answer in [&all, &nothing] {
        let last = answer.last().expect("a frame");
        assert_eq!(last["caught_up"], true, "the end of the catching up is told, also where nothing was missed");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_answer_takes_the_visitors_own_message_along() {
    let world = world(HANDOVER).await;
    hello(&world, "one", None, 0).await;
    for (client_id, said, shown) in [
        ("m1", "hello", vec![vec!["hello", "One moment."]]),
        // A person is waited for, so nothing answers.
        ("m2", "hello?", vec![vec!["hello?"]]),
    ] {
        world.frame("one", json!({ "type": "message", "client_id": client_id, "text": said })).await;
        let posted = world.sockets.take_posted();
        let frames: Vec<Value> =
            posted.iter().map(|(_, frame)| serde_json::from_str(frame).expect("frames are JSON")).collect();
        let seen: Vec<Vec<String>> = frames.iter().map(|frame| texts(std::slice::from_ref(frame))).collect();
        assert_eq!(seen, shown);
        assert_eq!(frames[0]["entries"][0]["client_id"], client_id);
    }
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn the_newest_sockets_of_a_visitor_stay_and_are_told_side_by_side() {
    let world = world(COLOUR).await;
    let welcome = hello(&world, "page-00", None, 0).await;
    let token = welcome[0]["token"].as_str().expect("a token");
    for page in 1..limits::CHAT_CONNECTIONS + 2 {
        world.advance(1).await;
        hello(&world, &format!("page-{page:02}"), Some(token), 0).await;
    }
    let closed = |page: &str| (page.to_owned(), Sockets::CLOSED.to_owned());
    assert_eq!(world.sockets.take_posted(), [closed("page-00"), closed("page-01")], "the oldest, one by one");
    assert_eq!(world.frame("page-01", json!({ "type": "ping" })).await[0]["code"], "closed");
    world.frame("page-05", json!({ "type": "message", "client_id": "m1", "text": "hello" })).await;
    let mut told: Vec<String> = world.sockets.take_posted().into_iter().map(|(page, _)| page).collect();
    told.sort();
    let newest: Vec<_> = (2..limits::CHAT_CONNECTIONS + 2).map(|page| format!("page-{page:02}")).collect();
    assert_eq!(told, newest);
    assert_eq!(world.sockets.most_at_once(), 16);
    world.finish().await;
}

#[tokio::test]
async fn r10_what_is_longer_than_a_frame_is_shown_by_its_beginning_and_kept_whole() {
    let long = "😀".repeat(limits::FLOW_TEXT_CHARS);
    assert!(long.len() > limits::SOCKET_FRAME_BYTES);
    let world = world(&HANDOVER.replace("One moment.", &long)).await;
    let welcome = hello(&world, "one", None, 0).await;
    let token = welcome[0]["token"].as_str().expect("a token").to_owned();
    world.frame("one", json!({ "type": "message", "client_id": "m1", "text": "hello" })).await;
    // A socket that cannot take a frame is closed.
    let posted = world.sockets.take_posted();
    let posted: Vec<Value> =
        posted.iter().map(|(_, frame)| serde_json::from_str(frame).expect("frames are JSON")).collect();
    let caught_up = hello(&world, "two", Some(&token), 0).await;
    assert!(caught_up.iter().all(|frame| frame.to_string().len() <= limits::SOCKET_FRAME_BYTES));
    assert_eq!(caught_up.last().map(|frame| &frame["caught_up"]), Some(&json!(true)));
    for frames in [posted, caught_up] {
        let [hello, answer] = &texts(&frames)[..] else { panic!("{frames:?}") };
        assert_eq!(hello, "hello");
        let shown = answer.strip_suffix('…').expect("that there is more can be seen");
        assert!(long.starts_with(shown) && shown.len() > limits::SOCKET_FRAME_BYTES / 2, "{} bytes", shown.len());
    }
    let visitor = welcome[0]["visitor"].as_str().expect("a visitor");
    assert!(lines(&world, Channel::Webchat, visitor).await.contains(&format!("flow: {long}")));
    // Whoever reads the timeline is told that it was not shown whole.
    let agent = create_token(&world.services, "an agent", Role::Agent).await.expect("a token").1;
    let path = format!("/api/v1/customers/{}/timeline", world.customer(Channel::Webchat, visitor));
    let (_, timeline) = world.call(&agent, "GET", &path, None).await;
    let sent: Vec<_> =
        timeline["entries"].as_array().expect("entries").iter().filter(|it| it["delivery"] != json!(null)).collect();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0]["delivery"]["degraded"], json!(["text_shortened"]));
    world.finish().await;
}

#[tokio::test]
async fn what_a_visitor_sees_whole_is_not_called_shortened() {
    let world = world(COLOUR).await;
    let welcome = hello(&world, "one", None, 0).await;
    world.frame("one", json!({ "type": "message", "client_id": "m1", "text": "hello" })).await;
    let visitor = welcome[0]["visitor"].as_str().expect("a visitor");
    assert_eq!(world.delivery(&world.customer(Channel::Webchat, visitor), 4).await, Some(DeliveryRecord::plain()));
    world.finish().await;
}

#[tokio::test]
async fn r10_an_answer_of_an_agent_is_split_where_the_channel_splits_and_refused_elsewhere() {
    let world = world(HANDOVER).await;
    hello(&world, "one", None, 0).await;
    world.frame("one", json!({ "type": "message", "client_id": "m1", "text": "hello" })).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let agent = create_token(&world.services, "an agent", Role::Agent).await.expect("a token").1;
    let (_, list) = world.call(&agent, "GET", "/api/v1/conversations?state=waiting", None).await;
    for waiting in list["items"].as_array().expect("a list") {
        let path = format!("/api/v1/conversations/{}", waiting["id"].as_str().expect("an id"));
        let (status, detail) = world.call(&agent, "POST", &format!("{path}/take-over"), None).await;
        assert_eq!(status, 200, "{detail}");
        // What the desk is told is what counts.
        let told = |name: &str| detail["reply"][name].as_u64().expect("a number") as usize;
        let (limit, parts) = (told("text_limit") * told("text_parts"), told("text_parts"));
        assert_eq!(parts, if waiting["channel"] == "webchat" { 1 } else { limits::REPLY_PARTS });
        for (size, expected) in [(limit + 1, 422), (limit, 200)] {
            let text = json!({ "text": "x".repeat(size) });
            let (status, answer) = world.call(&agent, "POST", &format!("{path}/messages"), Some(text)).await;
            assert_eq!(status, expected, "{answer}");
            let detail = answer["detail"].as_str().unwrap_or_default();
            assert!(status == 200 || detail.contains(&limit.to_string()), "{answer}");
        }
    }
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn a_socket_that_missed_a_frame_gets_no_later_one() {
    let world = world(COLOUR).await;
    let welcome = hello(&world, "one", None, 0).await;
    let token = welcome[0]["token"].as_str().expect("a token").to_owned();
    world.sockets.fail_next();
    world.frame("one", json!({ "type": "message", "client_id": "m1", "text": "hello" })).await;
    let closed = ("one".to_owned(), Sockets::CLOSED.to_owned());
    assert_eq!(world.sockets.take_posted(), [closed], "what came later would hide the gap");
    let answer = world.frame("one", json!({ "type": "ping" })).await;
    assert_eq!(answer[0]["code"], "closed", "the visitor learns that they have to come back");
    assert_eq!(texts(&hello(&world, "two", Some(&token), 0).await), ["hello", "Which colour?"]);
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn a_page_that_may_not_chat_is_told_so_and_nothing_of_it_is_taken() {
    let world = world(COLOUR).await;
    world.open_chat("evil", "https://evil.example").await;
    for frame in [
        json!({ "type": "hello", "v": 1, "after": 0 }),
        json!({ "type": "message", "client_id": "m1", "text": "hello" }),
    ] {
        assert_eq!(world.frame("evil", frame).await, Vec::<Value>::new());
        let told = world.sockets.take_posted();
        assert!(told[0].1.contains("\"not_allowed\""), "{told:?}");
        assert_eq!(told[1..], [("evil".to_owned(), Sockets::CLOSED.to_owned())], "closed after it was told");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_token_of_nobody_gets_a_visitor_of_its_own() {
    let world = world(COLOUR).await;
    let first = hello(&world, "one", None, 0).await;
    world.frame("one", json!({ "type": "message", "client_id": "m1", "text": "my secret" })).await;
    let token = first[0]["token"].as_str().expect("a token");
    let (visitor, signature) = token.split_once('.').expect("two parts");
    let mut forged = signature.to_owned();
    forged.replace_range(..1, if signature.starts_with('A') { "B" } else { "A" });
    for forged in [format!("{visitor}.{forged}"), format!("{visitor}."), visitor.to_owned(), String::new()] {
        let frames = hello(&world, "two", Some(&forged), 0).await;
        assert_eq!(frames[0]["new_visitor"], true, "{forged}");
        assert_ne!(frames[0]["visitor"], visitor);
        assert!(texts(&frames).is_empty(), "nobody reads what another wrote");
    }
    let customer = world.customer(Channel::Webchat, visitor);
    assert!(world.thread(&customer).await.is_some());
    world.finish().await;
}

#[tokio::test]
async fn hello_comes_once_on_a_connection() {
    let world = world(COLOUR).await;
    let first = hello(&world, "one", None, 0).await;
    let again = world.frame("one", json!({ "type": "hello", "v": 1, "after": 0 })).await;
    assert_eq!(again[0]["code"], "bad_frame", "{again:?}");
    let message = json!({ "type": "message", "client_id": "m1", "text": "hello" });
    assert_eq!(world.frame("one", message).await[0]["type"], "ack", "the connection goes on");
    let token = first[0]["token"].as_str().expect("a token");
    assert_eq!(texts(&hello(&world, "two", Some(token), 0).await), ["hello", "Which colour?"]);
    world.finish().await;
}

#[tokio::test]
async fn who_was_away_for_long_gets_the_newest_messages_and_is_told_of_the_others() {
    let world = world(COLOUR).await;
    let welcome = hello(&world, "one", None, 0).await;
    let token = welcome[0]["token"].as_str().expect("a token").to_owned();
    for number in 0..120 {
        let id = format!("m{number}");
        let message = json!({ "type": "message", "client_id": id, "text": format!("number {number}") });
        assert_eq!(world.frame("one", message).await[0]["type"], "ack");
    }
    let frames = hello(&world, "two", Some(&token), 0).await;
    let entries = frames.iter().filter(|frame| frame["type"] == "entries");
    assert_eq!(entries.map(|frame| frame["earlier"] == true).collect::<Vec<_>>().first(), Some(&true));
    let shown = texts(&frames);
    assert_eq!(shown.len(), limits::CHAT_RESUME_MESSAGES);
    assert!(shown.contains(&"number 119".to_owned()) && !shown.contains(&"number 0".to_owned()));
    let seqs: Vec<u64> = frames
        .iter()
        .filter_map(|frame| frame["entries"].as_array())
        .flatten()
        .filter_map(|entry| entry["seq"].as_u64())
        .collect();
    assert!(seqs.is_sorted(), "oldest first");
    let few = hello(&world, "three", Some(&token), seqs[seqs.len() - 3]).await;
    assert_eq!(texts(&few).len(), 2);
    assert!(few.iter().all(|frame| frame.get("earlier").is_none()), "{few:?}");
    world.finish().await;
}

#[tokio::test]
async fn a_pick_has_as_many_characters_as_a_message() {
    let world = world(COLOUR).await;
    let welcome = hello(&world, "one", None, 0).await;
    let visitor = welcome[0]["visitor"].as_str().expect("a visitor");
    let (fits, over) = ("選".repeat(limits::CHAT_MESSAGE_CHARS), "x".repeat(limits::CHAT_MESSAGE_CHARS + 1));
    for (client_id, id, label, answer) in
        [("p1", over.as_str(), "Red", "error"), ("p2", "red", over.as_str(), "error"), ("p3", "red", &fits, "ack")]
    {
        let pick = json!({ "type": "pick", "client_id": client_id, "id": id, "label": label });
        let answers = world.frame("one", pick).await;
        assert_eq!((&answers[0]["type"], &answers[0]["client_id"]), (&json!(answer), &json!(client_id)));
        assert!(answer == "ack" || answers[0]["code"] == "too_long", "{answers:?}");
    }
    let seen = lines(&world, Channel::Webchat, visitor).await;
    let said: Vec<_> = seen.iter().filter(|line| line.starts_with("customer:")).collect();
    assert_eq!(said, [&format!("customer: {fits}")]);
    world.finish().await;
}
